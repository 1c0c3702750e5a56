/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A help topic, read when it is opened. Links lead on, Back leads back. */
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "ui/markdown.h"
#include "ui/paper.h"
#include "ui/views.h"

struct topic_view {
	struct paper paper;
	char *title;
	char *summary;
	char *body;
};

static const struct view_ops topic_view_ops;

struct view *topic_view_create(struct ui *ui, const char *group, const char *id)
{
	struct topic_view *view = mem_calloc(1, sizeof(*view));
	struct kb_topic topic;
	struct error error;

	paper_init(&view->paper, &topic_view_ops);
	if (!kb_find(ui->checkup.kb, group, id, &topic)) {
		view->title = mem_strdup(id);
		view->body = mem_strdup(_("There is no such topic."));
		return &view->paper.view;
	}
	view->title = mem_strdup(topic.title);
	view->summary = mem_strdup(topic.summary);
	view->body = kb_read_body(ui->checkup.kb, topic.group, topic.id, &error);
	if (view->body == NULL)
		view->body = mem_strdup(error.text);
	return &view->paper.view;
}

static void destroy(struct view *view)
{
	struct topic_view *topic = (struct topic_view *)view;

	free(topic->title);
	free(topic->summary);
	free(topic->body);
	paper_destroy(view);
}

static const char *title(const struct view *view, const struct ui *ui)
{
	(void)ui;
	return ((const struct topic_view *)view)->title;
}

static unsigned where(const struct view *view, const struct ui *ui)
{
	return paper_where(view, ui) | IN_TOPIC;
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct topic_view *topic = (struct topic_view *)view;
	struct document *document = reader_begin(&topic->paper.reader, rows, columns - 1);

	(void)ui;
	if (topic->summary != NULL)
		document_line(document, STYLE_STRONG, topic->summary);
	document_blank(document);
	markdown_layout(topic->body, document);
	reader_end(&topic->paper.reader);
}

static const struct view_ops topic_view_ops = {
    .placement = PLACE_SIDE,
    .title = title,
    .where = where,
    .possible = paper_possible,
    .layout = layout,
    .draw = paper_draw,
    .act = paper_act,
    .find = paper_find,
    .destroy = destroy,
};
