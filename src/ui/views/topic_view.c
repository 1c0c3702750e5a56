/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A help topic, read when it is opened. Links lead on, Back leads back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/text.h"
#include "ui/views/views.h"
#include "ui/widgets/markdown.h"
#include "ui/widgets/text_view.h"

enum { CODE_MAX = 32 };

struct topic_view {
	struct text_view text_view;
	const struct kb *kb; /* whose language it is in */
	char *group;         /* "": there is no such topic */
	char *id;
	char *title;
	char *summary;
	bool is_own;
	char *body;
	char seek[FIND_MAX]; /* to be found as soon as it is laid out */
};

static const struct view_ops topic_view_ops, compare_view_ops;

static void read_topic(struct topic_view *view, const struct kb *kb, const char *group)
{
	struct kb_topic topic;
	struct error error;
	bool found = kb_find(kb, group, view->id, &topic);

	view->kb = kb;
	mem_replace(&view->title, found ? topic.title : view->id);
	mem_replace(&view->summary, found ? topic.summary : NULL);
	view->is_own = found && topic.is_own;
	free(view->body);
	view->body = found ? kb_read_body(kb, topic.group, topic.id, &error)
			   : mem_strdup(_("There is no such topic."));
	if (view->body == NULL)
		view->body = mem_strdup(error.text);
	mem_replace(&view->group, found ? topic.group : "");
}

struct view *topic_view_create(struct ui *ui, const char *group, const char *id)
{
	struct topic_view *view = mem_calloc(1, sizeof(*view));

	text_view_init(&view->text_view,
		       group != NULL && strcmp(group, "compare") == 0 ? &compare_view_ops : &topic_view_ops);
	view->id = mem_strdup(id);
	read_topic(view, ui->checkup.kb, group);
	return &view->text_view.view;
}

static void destroy(struct view *view)
{
	struct topic_view *topic = (struct topic_view *)view;

	free(topic->group);
	free(topic->id);
	free(topic->title);
	free(topic->summary);
	free(topic->body);
	text_view_destroy(view);
}

static const char *title(const struct view *view, const struct ui *ui)
{
	(void)ui;
	return ((const struct topic_view *)view)->title;
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct topic_view *topic = (struct topic_view *)view;
	struct document *document = pager_begin(&topic->text_view.pager, rows, columns - 1);

	if (topic->kb != ui->checkup.kb && topic->group[0] != '\0')
		read_topic(topic, ui->checkup.kb, topic->group);
	if (topic->is_own)
		document_line(document, STYLE_NOTE, _("Written by your organisation"));
	if (topic->summary != NULL)
		document_line(document, STYLE_STRONG, topic->summary);
	document_blank(document);
	markdown_layout(topic->body, document);
	pager_end(&topic->text_view.pager);
	if (topic->seek[0] != '\0') {
		struct find find = {.words = ""};

		find_set(&find, topic->seek);
		topic->seek[0] = '\0';
		pager_find(&topic->text_view.pager, FIND_BEGIN, &find);
		pager_find(&topic->text_view.pager, FIND_TYPED, &find);
	}
}

void topic_view_seek(struct view *view, const char *words)
{
	struct find find;

	find_set(&find, words);
	memcpy(((struct topic_view *)view)->seek, find.words, sizeof(find.words));
}

/* The code whose text this is, or the first one that is compared here; false when it is about no code. */
static bool find_code(const struct topic_view *topic, char *ret_code, size_t size)
{
	bool compares = strcmp(topic->group, "compare") == 0;

	if (!compares && strcmp(topic->group, "codes") != 0 && strcmp(topic->group, "enhanced") != 0)
		return false;
	snprintf(ret_code, size, "%.*s", compares ? (int)strcspn(topic->id, "-") : (int)strlen(topic->id),
		 topic->id);
	return !compares || text_is_digit(ret_code[0]);
}

static bool is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	char code[CODE_MAX];

	if (action == ACT_COMPARE_CODES)
		return find_code((const struct topic_view *)view, code, sizeof(code));
	return text_view_is_enabled(view, ui, action);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	const struct topic_view *topic = (const struct topic_view *)view;
	char code[CODE_MAX], seen[CODE_MAX];

	if (command->action == ACT_COMPARE_CODES && find_code(topic, code, sizeof(code))) {
		/* Of the two that are compared, the one that the server has just sent. */
		snprintf(seen, sizeof(seen), "%d", ui->checkup.run.facts.reply.code);
		if (ui->checkup.run.facts.reply_decided && strcmp(topic->group, "compare") == 0 &&
		    strstr(topic->id, seen) != NULL)
			ui_push(ui, contents_view_create(ui, seen));
		else
			ui_push(ui, contents_view_create(ui, code));
	} else {
		text_view_handle_action(view, ui, command);
	}
}

static const struct view_ops topic_view_ops = {
    .placement = PLACE_SIDE,
    .make_title = title,
    .focus = FOCUS_PAGER | FOCUS_TOPIC,
    .more_focus = text_view_more_focus,
    .is_enabled = is_enabled,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = handle_action,
    .find = text_view_find,
    .destroy = destroy,
};

/* Two columns need the width. */
static const struct view_ops compare_view_ops = {
    .placement = PLACE_WHOLE,
    .make_title = title,
    .focus = FOCUS_PAGER | FOCUS_TOPIC,
    .more_focus = text_view_more_focus,
    .is_enabled = is_enabled,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = handle_action,
    .find = text_view_find,
    .destroy = destroy,
};
