/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks cmark's tree of blocks and feeds the document builder. What is in a line is in markdown_inline.c,
 * tables are in markdown_table.c. */
#include "ui/widgets/markdown.h"

#include <cmark.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ui/terminal/glyph.h"
#include "ui/widgets/markdown_inline.h"
#include "ui/widgets/markdown_table.h"

enum { RULE_COLUMNS = 24 };

struct walker {
	struct document *document;
	const char *source;
};

static void add_blocks(const struct walker *walker, cmark_node *parent, int margin, const char *prefix,
		       int depth);

static void add_code_block(struct document *document, cmark_node *node, int margin)
{
	const char *line = cmark_node_get_literal(node);

	while (line != NULL && *line != '\0') {
		size_t len = strcspn(line, "\n");
		struct strbuf inert;

		strbuf_init(&inert, DOCUMENT_BYTES_MAX);
		text_make_inert(&inert, line, len);
		document_begin(document, margin + 2, STYLE_TEXT, NULL);
		document_text(document, STYLE_CODE, inert.data);
		document_end(document);
		strbuf_finish(&inert);
		line += len + (line[len] == '\n');
	}
}

static void add_list(const struct walker *walker, cmark_node *list, int margin, int depth)
{
	bool ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
	int number = cmark_node_get_list_start(list);

	for (cmark_node *item = cmark_node_first_child(list); item != NULL; item = cmark_node_next(item)) {
		char prefix[32];

		if (ordered)
			snprintf(prefix, sizeof(prefix), "%2d. ", number++);
		else
			snprintf(prefix, sizeof(prefix), " %s ", glyph(GLYPH_BULLET));
		add_blocks(walker, item, margin, prefix, depth + 1);
	}
}

static void add_paragraph(const struct walker *walker, cmark_node *node, int margin, const char *prefix)
{
	struct table table;

	if (table_find(walker->source, cmark_node_get_start_line(node), cmark_node_get_end_line(node),
		       &table)) {
		markdown_table_layout(&table, walker->document);
		return;
	}
	document_begin(walker->document, margin, STYLE_ACCENT, prefix);
	markdown_inlines(walker->document, node, STYLE_TEXT, 0);
	document_end(walker->document);
}

static void add_heading(const struct walker *walker, cmark_node *node)
{
	document_blank(walker->document);
	document_begin(walker->document, 0, STYLE_TEXT, NULL);
	markdown_inlines(walker->document, node, STYLE_HEADING, 0);
	document_end(walker->document);
}

static void add_rule(struct document *document)
{
	document_begin(document, 0, STYLE_TEXT, NULL);
	for (int i = 0; i < RULE_COLUMNS; i++)
		document_text(document, STYLE_BORDER, glyph(GLYPH_HORIZONTAL));
	document_end(document);
}

/* `prefix` (a bullet, a number) stands before the first block; the others are indented below its text. */
static void add_blocks(const struct walker *walker, cmark_node *parent, int margin, const char *prefix,
		       int depth)
{
	int inner = margin + (prefix == NULL ? 0 : (int)text_width(prefix));

	if (depth == MARKDOWN_NESTING_MAX)
		return;
	for (cmark_node *node = cmark_node_first_child(parent); node != NULL; node = cmark_node_next(node)) {
		bool first = prefix != NULL && node == cmark_node_first_child(parent);

		if (depth == 0)
			document_blank(walker->document);
		switch (cmark_node_get_type(node)) {
		case CMARK_NODE_PARAGRAPH:
			add_paragraph(walker, node, first ? margin : inner, first ? prefix : NULL);
			break;
		case CMARK_NODE_HEADING: add_heading(walker, node); break;
		case CMARK_NODE_LIST: add_list(walker, node, inner, depth); break;
		case CMARK_NODE_BLOCK_QUOTE: add_blocks(walker, node, inner + 2, NULL, depth + 1); break;
		case CMARK_NODE_CODE_BLOCK: add_code_block(walker->document, node, inner); break;
		case CMARK_NODE_THEMATIC_BREAK: add_rule(walker->document); break;
		default: break;
		}
	}
}

void markdown_layout(const char *source, struct document *document)
{
	struct walker walker = {.document = document, .source = source};
	cmark_node *root = markdown_parse(source);

	add_blocks(&walker, root, 0, NULL, 0);
	cmark_node_free(root);
}

void markdown_plain(const char *source, struct strbuf *out)
{
	cmark_node *root = markdown_parse(source);
	cmark_iter *nodes = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(nodes)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(nodes);
		cmark_node_type type = cmark_node_get_type(node);
		const char *literal = cmark_node_get_literal(node);

		if (type == CMARK_NODE_SOFTBREAK && out->len > 0 && out->data[out->len - 1] == '|')
			strbuf_addc(out, '\n'); /* a row of a table */
		else if (type == CMARK_NODE_SOFTBREAK)
			strbuf_adds(out, markdown_ends_wide(cmark_node_previous(node)) ? "" : " ");
		else if (event == CMARK_EVENT_EXIT &&
			 (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING))
			strbuf_addc(out, '\n');
		else if (literal != NULL && type != CMARK_NODE_HTML_INLINE && type != CMARK_NODE_HTML_BLOCK)
			text_make_inert(out, literal, strlen(literal));
	}
	cmark_iter_free(nodes);
	cmark_node_free(root);
}
