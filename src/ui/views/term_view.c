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
	struct text_view text_view;
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
	text_view_destroy(view);
}

struct view *term_view_create(struct ui *ui, const char *term)
{
	struct term_view *view = mem_calloc(1, sizeof(*view));

	text_view_init(&view->text_view, &term_view_ops);
	view->anchor = mem_strdup(term);
	if (read_term(view, ui->checkup.kb))
		return &view->text_view.view;
	destroy(&view->text_view.view);
	return NULL;
}

static const char *title(const struct view *view, const struct ui *ui)
{
	(void)ui;
	return ((const struct term_view *)view)->term;
}

static bool is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	return action != ACT_COMPARE_CODES && text_view_is_enabled(view, ui, action);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct term_view *term = (struct term_view *)view;
	struct document *document = text_view_begin_popup(&term->text_view, rows, columns);

	if (term->kb != ui->checkup.kb)
		read_term(term, ui->checkup.kb);
	markdown_layout(term->text, document);
	document_blank(document);
	document_begin(document, 0, STYLE_DIM, NULL);
	document_link(document, STYLE_LINK, _("All words, explained"), "topic:glossary");
	document_end(document);
	pager_end(&term->text_view.pager);
}

static const struct view_ops term_view_ops = {
    .placement = PLACE_POPUP,
    .make_title = title,
    .size = text_view_size,
    .focus = FOCUS_PAGER | FOCUS_TOPIC,
    .more_focus = text_view_more_focus,
    .is_enabled = is_enabled,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = text_view_handle_action,
    .destroy = destroy,
};
