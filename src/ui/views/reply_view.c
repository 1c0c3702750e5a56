/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a reply or a log: typed as a customer reads it out, or pasted. Enter explains it. */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "ui/navigate.h"
#include "ui/widgets/text_view.h"

enum { REPLY_MAX = 512 * 1024, HEAD_ROWS = 3 };

struct reply_view {
	struct text_view text_view;
	struct strbuf text;
};

static const struct view_ops reply_view_ops;

struct view *reply_view_create(const char *text)
{
	struct reply_view *reply = mem_calloc(1, sizeof(*reply));

	text_view_init(&reply->text_view, &reply_view_ops);
	strbuf_init(&reply->text, REPLY_MAX);
	strbuf_adds(&reply->text, text == NULL ? "" : text);
	return &reply->text_view.view;
}

static void destroy(struct view *view)
{
	strbuf_finish(&((struct reply_view *)view)->text);
	text_view_destroy(view);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct reply_view *reply = (struct reply_view *)view;
	struct document *document = pager_begin(&reply->text_view.pager, rows - HEAD_ROWS, columns - 1);
	const char *line = reply->text.data;
	struct strbuf inert;

	(void)ui;
	strbuf_init(&inert, REPLY_MAX);
	while (line != NULL) {
		const char *end = strchr(line, '\n');

		strbuf_clear(&inert);
		text_make_inert(&inert, line, end == NULL ? strlen(line) : (size_t)(end - line));
		document_line(document, STYLE_SERVER, inert.data);
		line = end == NULL ? NULL : end + 1;
	}
	strbuf_finish(&inert);
	pager_handle_action(&reply->text_view.pager, ACT_BOTTOM);
	pager_end(&reply->text_view.pager);
}

/* Columns of the last line, where the next character comes. */
static int end_column(const struct document *document)
{
	const struct document_line *last = &document->lines[document->line_count - 1];
	int x = 0;

	for (size_t i = 0; i < last->span_count; i++) {
		const struct document_span *span = &document->spans[last->first_span + i];
		x += (int)text_width_n(document->text.data + span->start, span->len);
	}
	return x;
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct reply_view *reply = (const struct reply_view *)view;
	const struct pager *pager = &reply->text_view.pager;
	struct canvas text = canvas_part(canvas, HEAD_ROWS, 0, canvas->rows - HEAD_ROWS, canvas->columns);
	size_t lines = pager->document.line_count;

	(void)ui;
	canvas_put_fit(canvas, 0, 0, canvas->columns, STYLE_TEXT,
		       _("Type what the customer reads out, or paste a reply or a whole log."));
	canvas_put_fit(canvas, 1, 0, canvas->columns, STYLE_DIM, _("Enter explains it. Nothing is sent."));
	pager_draw(pager, &text, false);
	canvas_cursor(&text, lines == 0 ? 0 : (int)(lines - 1 - pager->top),
		      lines == 0 ? 0 : end_column(&pager->document));
}

/* Line ends of every kind become one; what cannot be shown is dropped when it is. */
static void add(struct reply_view *reply, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\r' && i + 1 < len && text[i + 1] == '\n')
			continue;
		strbuf_addc(&reply->text, text[i] == '\r' ? '\n' : text[i]);
	}
}

static void remove_last(struct reply_view *reply)
{
	size_t len = reply->text.len;

	while (len > 0 && ((unsigned char)reply->text.data[len - 1] & 0xc0) == 0x80)
		len--;
	reply->text.len = len > 0 ? len - 1 : 0;
	reply->text.data[reply->text.len] = '\0';
}

/* "535-5.7.8 ..." goes on in the next line (RFC 5321, 4.2.1). */
static bool goes_on(const char *text)
{
	const char *line = strrchr(text, '\n');

	line = line == NULL ? text : line + 1;
	return strspn(line, "0123456789") == 3 && line[3] == '-';
}

static void explain(struct reply_view *reply, struct ui *ui)
{
	char *text = mem_strndup(reply->text.data, reply->text.len);

	if (goes_on(text))
		strbuf_addc(&reply->text, '\n');
	else
		navigate_explain(ui, text);
	free(text);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct reply_view *reply = (struct reply_view *)view;

	switch (command->action) {
	case ACT_BACK: ui_pop(ui); break;
	case ACT_GO_ON: explain(reply, ui); break;
	case ACT_TYPE: add(reply, command->text, command->len); break;
	case ACT_EDIT_BACKSPACE: remove_last(reply); break;
	case ACT_EDIT_WORD:
	case ACT_EDIT_CLEAR: strbuf_clear(&reply->text); break;
	default: break;
	}
}

static const struct view_ops reply_view_ops = {
    .placement = PLACE_WHOLE,
    .help = "basics/reading-a-reply",
    .title = N_("Explain a reply"),
    .focus = FOCUS_TEXT | FOCUS_GO_ON,
    .layout = layout,
    .draw = draw,
    .handle_action = handle_action,
    .destroy = destroy,
};
