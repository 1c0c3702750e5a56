/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in a line of a help topic: words, code, links. */
#include "ui/widgets/markdown_inline.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ui/widgets/markdown.h"

void markdown_inert(struct document *document, enum style style, const char *text)
{
	struct strbuf inert;

	if (text == NULL)
		return;
	strbuf_init(&inert, DOCUMENT_BYTES_MAX);
	text_make_inert(&inert, text, strlen(text));
	document_text(document, style, inert.data);
	strbuf_finish(&inert);
}

static void collect_text(cmark_node *node, struct strbuf *out, int depth)
{
	const char *literal = cmark_node_get_literal(node);

	if (literal != NULL)
		text_make_inert(out, literal, strlen(literal));
	else if (cmark_node_get_type(node) == CMARK_NODE_SOFTBREAK)
		strbuf_addc(out, ' ');
	if (depth == MARKDOWN_NESTING_MAX)
		return;
	for (cmark_node *child = cmark_node_first_child(node); child != NULL; child = cmark_node_next(child))
		collect_text(child, out, depth + 1);
}

static void add_link(struct document *document, cmark_node *node)
{
	struct strbuf text, target;
	const char *url = cmark_node_get_url(node);

	strbuf_init(&text, 4096);
	strbuf_init(&target, 4096);
	collect_text(node, &text, 0);
	text_make_inert(&target, url == NULL ? "" : url, url == NULL ? 0 : strlen(url));
	document_link(document, STYLE_LINK, text.data, target.data);
	strbuf_finish(&text);
	strbuf_finish(&target);
}

bool markdown_ends_wide(cmark_node *node)
{
	struct strbuf text;
	bool wide;

	strbuf_init(&text, DOCUMENT_BYTES_MAX);
	if (node != NULL)
		collect_text(node, &text, 0);
	wide = text.len >= 3 && text_width_n(text.data + text.len - 3, 3) == 2;
	strbuf_finish(&text);
	return wide;
}

void markdown_inlines(struct document *document, cmark_node *parent, enum style style, int depth)
{
	if (depth == MARKDOWN_NESTING_MAX)
		return;
	for (cmark_node *node = cmark_node_first_child(parent); node != NULL; node = cmark_node_next(node)) {
		switch (cmark_node_get_type(node)) {
		case CMARK_NODE_TEXT: markdown_inert(document, style, cmark_node_get_literal(node)); break;
		case CMARK_NODE_CODE:
			markdown_inert(document, STYLE_CODE, cmark_node_get_literal(node));
			break;
		case CMARK_NODE_SOFTBREAK:
			document_text(document, style,
				      markdown_ends_wide(cmark_node_previous(node)) ? "" : " ");
			break;
		case CMARK_NODE_LINEBREAK: document_text(document, style, "\n"); break;
		case CMARK_NODE_EMPH:
		case CMARK_NODE_STRONG: markdown_inlines(document, node, STYLE_STRONG, depth + 1); break;
		case CMARK_NODE_LINK: add_link(document, node); break;
		case CMARK_NODE_IMAGE: markdown_inlines(document, node, style, depth + 1); break;
		default: break;
		}
	}
}

static void *reallocate(void *old, size_t size)
{
	return mem_realloc(old, size, 1);
}

/* With our memory: libcmark's own would call abort() where there is none. */
cmark_node *markdown_parse(const char *source)
{
	static cmark_mem memory = {mem_calloc, reallocate, free};
	cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, &memory);

	cmark_parser_feed(parser, source, strlen(source));
	cmark_node *root = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return root;
}

void markdown_inline(const char *source, enum style style, struct document *document)
{
	cmark_node *root = markdown_parse(source);

	for (cmark_node *node = cmark_node_first_child(root); node != NULL; node = cmark_node_next(node)) {
		if (cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH)
			markdown_inlines(document, node, style, 0);
	}
	cmark_node_free(root);
}
