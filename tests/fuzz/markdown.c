/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a help topic laid out for the screen. Input: a byte for the columns, then the text. */
#include "fuzz.h"

#include "base/text.h"
#include "ui/widgets/markdown.h"

#include <stdlib.h>
#include <string.h>

static void check_line(const struct document *document, const struct document_line *line)
{
	for (size_t i = 0; i < line->span_count; i++) {
		const struct document_span *span = &document->spans[line->first_span + i];
		fuzz_require(span->start + span->len <= document->text.len, "a span is in the text");
		fuzz_require_inert(document->text.data + span->start, span->len, false);
		fuzz_require(span->link < (int)document->link_count, "a link is there");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	int columns = (int)(fuzz_take_byte(&input) % 150) + 20;
	char *text = fuzz_string(input);
	struct document document;

	document_init(&document, columns);
	markdown_layout(text, &document);
	for (size_t i = 0; i < document.line_count; i++) {
		fuzz_require(document.lines[i].first_span + document.lines[i].span_count <=
				 document.span_count,
			     "a line's spans are there");
		check_line(&document, &document.lines[i]);
	}
	for (size_t i = 0; i < document.link_count; i++)
		fuzz_require(document_link_line(&document, (int)i) <= document.line_count,
			     "a link has a line");
	document_finish(&document);
	free(text);
	return 0;
}
