/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One term of the glossary in a small popup, over the text in which it stands. */
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "diagnose/section.h"
#include "ui/views/views.h"
#include "ui/widgets/markdown.h"
#include "ui/widgets/terms.h"
#include "ui/widgets/text_view.h"

struct term_view {
	struct paper paper;
	const struct kb *kb; /* whose language it is in */
	char *anchor;
	char *term;
	char *text;
};

static const struct view_ops term_view_ops;

/* False, and nothing changed, when there is no such term. */
static bool read_term(struct term_view *view, const struct kb *kb)
{
	struct error error;
	char *body = kb_read_body(kb, "basics", "glossary", &error);
	char *heading = NULL;
	char *text = body == NULL ? NULL : section_find(body, view->anchor, &heading);

	free(body);
	view->kb = kb;
	if (text == NULL)
		return false;
	free(view->term);
	free(view->text);
	view->term = terms_title(heading, text);
	view->text = text;
	free(heading);
	return true;
}

static void destroy(struct view *view)
{
	struct term_view *term = (struct term_view *)view;

	free(term->anchor);
	free(term->term);
	free(term->text);
	paper_destroy(view);
}

struct view *term_view_create(struct ui *ui, const char *term)
{
	struct term_view *view = mem_calloc(1, sizeof(*view));

	paper_init(&view->paper, &term_view_ops);
	view->anchor = mem_strdup(term);
	if (read_term(view, ui->checkup.kb))
		return &view->paper.view;
	destroy(&view->paper.view);
	return NULL;
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

static bool possible(const struct view *view, const struct ui *ui, enum action action)
{
	return action != ACT_COMPARE && paper_possible(view, ui, action);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct term_view *term = (struct term_view *)view;
	struct document *document = paper_begin_popup(&term->paper, rows, columns);

	if (term->kb != ui->checkup.kb)
		read_term(term, ui->checkup.kb);
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
    .possible = possible,
    .layout = layout,
    .draw = paper_draw,
    .act = paper_act,
    .destroy = destroy,
};
