/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two topics side by side: what both codes mean, section by section as they were written. */
#include <stdio.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "ui/views/views.h"
#include "ui/widgets/markdown.h"
#include "ui/widgets/text_view.h"

enum { SIDES = 2, GAP = 3, TITLE_MAX = 160 };

struct side {
	char *id;
	char *title;
	char *summary;
	char *body;
};

struct compare_codes_view {
	struct text_view text_view;
	const struct kb *kb; /* whose language it is in */
	struct side sides[SIDES];
};

static const struct view_ops compare_codes_view_ops;

static void read_side(struct side *side, const struct kb *kb, const char *id)
{
	struct kb_topic topic;
	struct error error;

	mem_replace(&side->id, id);
	if (!kb_find(kb, NULL, side->id, &topic))
		return;
	mem_replace(&side->title, topic.title);
	mem_replace(&side->summary, topic.summary);
	free(side->body);
	side->body = kb_read_body(kb, topic.group, topic.id, &error);
}

struct view *compare_codes_view_create(struct ui *ui, const char *left, const char *right)
{
	struct compare_codes_view *codes;
	struct kb_topic topic;

	if (kb_find_comparison(ui->checkup.kb, left, right, &topic))
		return topic_view_create(ui, topic.group, topic.id);
	codes = mem_calloc(1, sizeof(*codes));
	text_view_init(&codes->text_view, &compare_codes_view_ops);
	codes->kb = ui->checkup.kb;
	read_side(&codes->sides[0], ui->checkup.kb, left);
	read_side(&codes->sides[1], ui->checkup.kb, right);
	return &codes->text_view.view;
}

static void destroy(struct view *view)
{
	struct compare_codes_view *codes = (struct compare_codes_view *)view;

	for (int i = 0; i < SIDES; i++) {
		free(codes->sides[i].id);
		free(codes->sides[i].title);
		free(codes->sides[i].summary);
		free(codes->sides[i].body);
	}
	text_view_destroy(view);
}

static const char *title(const struct view *view, const struct ui *ui)
{
	static char text[TITLE_MAX];
	const struct compare_codes_view *codes = (const struct compare_codes_view *)view;

	(void)ui;
	snprintf(text, sizeof(text), _("Side by side: %s and %s"), codes->sides[0].id, codes->sides[1].id);
	return text;
}

/* Another second code to compare the first one with. */
static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	if (command->action == ACT_COMPARE_CODES)
		ui_push(ui, contents_view_create(ui, ((const struct compare_codes_view *)view)->sides[0].id));
	else
		text_view_handle_action(view, ui, command);
}

static void lay_out_side(const struct side *side, struct document *document)
{
	document_line(document, STYLE_HEADING, side->title == NULL ? side->id : side->title);
	if (side->summary != NULL)
		document_line(document, STYLE_STRONG, side->summary);
	document_blank(document);
	markdown_layout(side->body == NULL ? _("There is no such topic.") : side->body, document);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct compare_codes_view *codes = (struct compare_codes_view *)view;
	struct document *document = pager_begin(&codes->text_view.pager, rows, columns - 1);
	int width = (columns - 1 - GAP) / SIDES;
	const int at[SIDES] = {0, width + GAP};
	struct document parts[SIDES];

	for (int i = 0; i < SIDES && codes->kb != ui->checkup.kb; i++) {
		char *id = mem_strdup(codes->sides[i].id);

		read_side(&codes->sides[i], ui->checkup.kb, id);
		free(id);
	}
	codes->kb = ui->checkup.kb;
	for (int i = 0; i < SIDES; i++) {
		document_init(&parts[i], width);
		lay_out_side(&codes->sides[i], &parts[i]);
	}
	document_join(document, parts, at, SIDES);
	for (int i = 0; i < SIDES; i++)
		document_finish(&parts[i]);
	pager_end(&codes->text_view.pager);
}

static const struct view_ops compare_codes_view_ops = {
    .placement = PLACE_WHOLE,
    .make_title = title,
    .focus = FOCUS_PAGER | FOCUS_TOPIC,
    .more_focus = text_view_more_focus,
    .is_enabled = text_view_is_enabled,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = handle_action,
    .find = text_view_find,
    .destroy = destroy,
};
