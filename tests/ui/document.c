/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include <string.h>

#include "ui/widgets/list.h"
#include "ui/widgets/markdown.h"
#include "ui/widgets/pager.h"

/* The text of one line. */
static const char *line_text(const struct document *document, size_t line)
{
	static char text[512];
	size_t len = 0;

	assert_true(line < document->line_count);
	for (size_t i = 0; i < document->lines[line].span_count; i++) {
		const struct document_span *span = &document->spans[document->lines[line].first_span + i];

		memcpy(text + len, document->text.data + span->start, span->len);
		len += span->len;
	}
	text[len] = '\0';
	return text;
}

static void lay_out(struct document *document, int columns, const char *source)
{
	glyph_set_unicode(false);
	document_init(document, columns);
	markdown_layout(source, document);
}

static void continued_lines_are_indented_below_the_text(void **state)
{
	struct document document;

	(void)state;
	document_init(&document, 20);
	document_pair(&document, 8, "Host", STYLE_TEXT, "a long value that wraps");
	assert_string_equal(line_text(&document, 0), "Host    a long value");
	assert_string_equal(line_text(&document, 1), "        that wraps");
	assert_int_equal(document.line_count, 2);
	document_finish(&document);
}

static void paragraphs_lists_and_code_are_laid_out(void **state)
{
	struct document document;

	(void)state;
	lay_out(&document, 30,
		"# Head\n\nSome *text* and `code`.\n\n1. one\n2. two\n   - deep\n\n    literal  x\n");
	assert_string_equal(line_text(&document, 0), "Head");
	assert_string_equal(line_text(&document, 2), "Some text and code.");
	assert_string_equal(line_text(&document, 4), " 1. one");
	assert_string_equal(line_text(&document, 5), " 2. two");
	assert_string_equal(line_text(&document, 6), "     * deep");
	document_finish(&document);
}

static void style_and_link_survive_a_wrap(void **state)
{
	struct document document;
	size_t pieces = 0;

	(void)state;
	lay_out(&document, 12, "see [a rather long link](topic:535) now");
	assert_int_equal(document.link_count, 1);
	assert_string_equal(document.links[0], "topic:535");
	for (size_t i = 0; i < document.span_count; i++)
		pieces += document.spans[i].link == 0;
	assert_true(pieces >= 2);
	assert_int_equal(document_link_line(&document, 0), 0);
	document_finish(&document);
}

static void foreign_bytes_in_a_topic_are_inert(void **state)
{
	struct document document;

	(void)state;
	lay_out(&document, 60, "bad \033[2J and <b>html</b>\n\n<script>x</script>\n");
	assert_null(strchr(document.text.data, '\033'));
	assert_null(strstr(document.text.data, "<b>"));
	assert_null(strstr(document.text.data, "script"));
	document_finish(&document);
}

static void tables_put_cells_side_by_side_and_wrap_in_their_column(void **state)
{
	struct document document;

	(void)state;
	lay_out(&document, 40,
		"| | 421 | 535 |\n| --- | --- | --- |\n| Kind | temporary until later | **permanent** |\n");
	assert_string_equal(line_text(&document, 0), "      421                    535");
	assert_string_equal(line_text(&document, 2), "Kind  temporary until later  permanent");
	document_finish(&document);
	lay_out(&document, 26,
		"| | 421 | 535 |\n| --- | --- | --- |\n| Kind | temporary until later | **permanent** |\n");
	for (size_t line = 0; line < document.line_count; line++)
		assert_true(strlen(line_text(&document, line)) <= 30);
	assert_string_equal(line_text(&document, 3), "      until");
	document_finish(&document);
}

static void pager_stays_within_its_text(void **state)
{
	struct pager pager;
	struct document *document;

	(void)state;
	pager_init(&pager);
	document = pager_begin(&pager, 3, 20);
	for (int i = 0; i < 10; i++)
		document_line(document, STYLE_TEXT, "line");
	pager_end(&pager);
	assert_true(pager_handle_action(&pager, ACT_UP));
	assert_int_equal(pager.top, 0);
	pager_handle_action(&pager, ACT_BOTTOM);
	assert_int_equal(pager.top, 7);
	pager_handle_action(&pager, ACT_PAGE_DOWN);
	assert_int_equal(pager.top, 7);
	document = pager_begin(&pager, 3, 20);
	document_line(document, STYLE_TEXT, "short now");
	pager_end(&pager);
	assert_int_equal(pager.top, 0);
	pager_finish(&pager);
}

static void list_keeps_its_selection_in_sight(void **state)
{
	struct list list = {.selected = 0};

	(void)state;
	list_layout(&list, 20, 5);
	for (int i = 0; i < 30; i++)
		list_handle_action(&list, ACT_DOWN);
	assert_int_equal(list.selected, 19);
	assert_int_equal(list.top, 15);
	list_layout(&list, 20, 10); /* more room: no empty rows */
	assert_int_equal(list.top, 10);
	list_layout(&list, 3, 10); /* fewer items */
	assert_int_equal(list.selected, 2);
	assert_int_equal(list.top, 0);
	list_layout(&list, 0, 10);
	list_handle_action(&list, ACT_DOWN);
	assert_int_equal(list.selected, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(continued_lines_are_indented_below_the_text),
	    cmocka_unit_test(paragraphs_lists_and_code_are_laid_out),
	    cmocka_unit_test(style_and_link_survive_a_wrap),
	    cmocka_unit_test(foreign_bytes_in_a_topic_are_inert),
	    cmocka_unit_test(tables_put_cells_side_by_side_and_wrap_in_their_column),
	    cmocka_unit_test(pager_stays_within_its_text),
	    cmocka_unit_test(list_keeps_its_selection_in_sight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
