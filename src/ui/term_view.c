/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One term of the glossary in a small popup, over the text in which it stands. */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "diagnose/section.h"
#include "ui/markdown.h"
#include "ui/paper.h"
#include "ui/views.h"

enum { TITLE_MAX = 512 };

struct term_view {
	struct paper paper;
	char *term;
	char *text;
};

static const struct view_ops term_view_ops;

/* A translated entry begins with its word in bold; its heading stays the English one, which links name. */
static char *title_of(const char *text, const char *heading)
{
	struct strbuf title;
	const char *end;
	char *taken;

	text += strspn(text, "\n");
	end = strncmp(text, "**", 2) == 0 ? strstr(text + 2, "**") : NULL;
	if (end == NULL)
		return mem_strdup(heading);
	strbuf_init(&title, TITLE_MAX);
	strbuf_addf(&title, _("%.*s (%s)"), (int)(end - text - 2), text + 2, heading);
	taken = strbuf_take(&title);
	strbuf_finish(&title);
	return taken;
}

struct view *term_view_create(struct ui *ui, const char *term)
{
	struct term_view *view;
	struct error error;
	char *body = kb_read_body(ui->checkup.kb, "basics", "glossary", &error);
	char *heading = NULL;
	char *text = body == NULL ? NULL : section_find(body, term, &heading);

	free(body);
	if (text == NULL)
		return NULL;
	view = mem_calloc(1, sizeof(*view));
	paper_init(&view->paper, &term_view_ops);
	view->term = title_of(text, heading);
	free(heading);
	view->text = text;
	return &view->paper.view;
}

static void destroy(struct view *view)
{
	struct term_view *term = (struct term_view *)view;

	free(term->term);
	free(term->text);
	paper_destroy(view);
}

static const char *title(const struct view *view, const struct ui *ui)
{
	(void)ui;
	return ((const struct term_view *)view)->term;
}

static unsigned where(const struct view *view, const struct ui *ui)
{
	return paper_where(view, ui) | IN_TOPIC;
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct term_view *term = (struct term_view *)view;
	struct document *document = paper_begin_popup(&term->paper, rows, columns);

	(void)ui;
	markdown_layout(term->text, document);
	document_blank(document);
	document_begin(document, 0, STYLE_DIM, NULL);
	document_link(document, STYLE_LINK, _("All words, explained"), "topic:glossary");
	document_end(document);
	reader_end(&term->paper.reader);
}

static const struct view_ops term_view_ops = {
    .placement = PLACE_POPUP,
    .title = title,
    .size = paper_size,
    .where = where,
    .possible = paper_possible,
    .layout = layout,
    .draw = paper_draw,
    .act = paper_act,
    .destroy = destroy,
};
