/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All help topics by group, narrowed as one types: those with the words in their title come first, see
 * present/topic_search.h. Also picks the second code of a comparison.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/topic_search.h"
#include "ui/views/views.h"
#include "ui/widgets/document.h"
#include "ui/widgets/field.h"
#include "ui/widgets/list.h"
#include "ui/widgets/markdown.h"
#include "ui/widgets/terms.h"

enum {
	HEAD_ROWS = 2,
	FOOT_ROWS = 4,
	GROUP_COLUMNS = 18,
	TOPICS_MAX = 2048,
	PLAIN_MAX = 256 * 1024,
	TITLE_MAX = 160
};

struct contents_view {
	struct view view;
	struct field words;
	struct list list;
	char *beside;            /* id of the topic to compare with, or NULL: open the topic chosen */
	const struct kb *kb;     /* whose language all is in */
	struct terms terms;      /* at the end of `topics` too */
	struct kb_topic *topics; /* borrowed */
	char **texts;            /* without marks; read when words are typed first, NULL until then */
	size_t count;
	enum topic_rank *ranks; /* of all topics, for the words */
	size_t *found;          /* indices of topics */
	size_t found_count;
};

static const struct view_ops contents_view_ops;

static bool is_code(const struct kb_topic *topic)
{
	return strcmp(topic->group, "codes") == 0 || strcmp(topic->group, "enhanced") == 0;
}

static bool is_term(const struct kb_topic *topic)
{
	return strcmp(topic->group, TERMS_GROUP) == 0;
}

static void show_all(struct contents_view *contents)
{
	for (contents->found_count = 0; contents->found_count < contents->count; contents->found_count++)
		contents->found[contents->found_count] = contents->found_count;
}

static void forget(struct contents_view *contents)
{
	for (size_t i = 0; contents->texts != NULL && i < contents->count; i++)
		free(contents->texts[i]);
	free(contents->texts);
	contents->texts = NULL;
	terms_finish(&contents->terms);
	contents->count = 0;
}

static void gather(struct contents_view *contents, const struct kb *kb)
{
	struct kb_topic topic;

	contents->kb = kb;
	for (size_t i = 0; contents->count < TOPICS_MAX && kb_topic_at(kb, i, &topic); i++) {
		if (contents->beside == NULL || (is_code(&topic) && strcmp(topic.id, contents->beside) != 0))
			contents->topics[contents->count++] = topic;
	}
	if (contents->beside == NULL)
		terms_read(&contents->terms, kb);
	for (size_t i = 0; contents->count < TOPICS_MAX && i < contents->terms.count; i++)
		contents->topics[contents->count++] = contents->terms.list[i];
	show_all(contents);
}

struct view *contents_view_create(struct ui *ui, const char *beside)
{
	struct contents_view *contents = mem_calloc(1, sizeof(*contents));

	contents->view.ops = &contents_view_ops;
	field_init(&contents->words);
	contents->beside = mem_strdup(beside);
	contents->topics = mem_calloc(TOPICS_MAX, sizeof(*contents->topics));
	contents->found = mem_calloc(TOPICS_MAX, sizeof(*contents->found));
	contents->ranks = mem_calloc(TOPICS_MAX, sizeof(*contents->ranks));
	gather(contents, ui->checkup.kb);
	return &contents->view;
}

static void destroy(struct view *view)
{
	struct contents_view *contents = (struct contents_view *)view;

	forget(contents);
	field_finish(&contents->words);
	free(contents->topics);
	free(contents->found);
	free(contents->ranks);
	free(contents->beside);
	free(contents);
}

static const char *title(const struct view *view, const struct ui *ui)
{
	static char text[TITLE_MAX];
	const struct contents_view *contents = (const struct contents_view *)view;

	(void)ui;
	if (contents->beside == NULL)
		return _("Help topics");
	snprintf(text, sizeof(text), _("Compare %s with which code?"), contents->beside);
	return text;
}

static bool is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	(void)view;
	(void)ui;
	return action != ACT_CONTENTS;
}

static void read_texts(struct contents_view *contents, const struct kb *kb)
{
	struct strbuf text;
	struct error error;

	if (contents->texts != NULL)
		return;
	contents->texts = mem_calloc(contents->count + 1, sizeof(*contents->texts));
	strbuf_init(&text, PLAIN_MAX);
	for (size_t i = 0; i < contents->count; i++) {
		const struct kb_topic *topic = &contents->topics[i];
		char *body = is_term(topic) ? mem_strdup(topic->summary)
					    : kb_read_body(kb, topic->group, topic->id, &error);

		strbuf_clear(&text);
		if (body != NULL)
			markdown_plain(body, &text);
		contents->texts[i] = mem_strdup(text.data);
		free(body);
	}
	strbuf_finish(&text);
}

static enum topic_rank rank_of(const struct contents_view *contents, size_t i)
{
	struct kb_topic topic = contents->topics[i];

	if (is_term(&topic)) /* its summary is all its text */
		topic.summary = NULL;
	return topic_search_rank(&topic, contents->texts[i], field_text(&contents->words));
}

static void narrow(struct contents_view *contents, const struct kb *kb)
{
	contents->list.selected = 0;
	if (field_text(&contents->words)[0] == '\0') {
		show_all(contents);
		return;
	}
	read_texts(contents, kb);
	for (size_t i = 0; i < contents->count; i++)
		contents->ranks[i] = rank_of(contents, i);
	contents->found_count = 0;
	for (int rank = TOPIC_BEGINS; rank < TOPIC_RANK_COUNT; rank++) {
		for (size_t i = 0; i < contents->count; i++) {
			if ((int)contents->ranks[i] == rank)
				contents->found[contents->found_count++] = i;
		}
	}
}

static const struct kb_topic *topic_of(const struct contents_view *contents, size_t row)
{
	return row < contents->found_count ? &contents->topics[contents->found[row]] : NULL;
}

static const char *group_label(const struct kb_topic *topic)
{
	return is_term(topic) ? _("Words") : _(kb_group_label(topic->group));
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct contents_view *contents = (struct contents_view *)view;

	(void)columns;
	if (contents->kb != ui->checkup.kb) {
		size_t selected = contents->list.selected;

		forget(contents);
		gather(contents, ui->checkup.kb);
		narrow(contents, ui->checkup.kb);
		contents->list.selected = selected;
	}
	list_layout(&contents->list, contents->found_count, rows - HEAD_ROWS - FOOT_ROWS);
}

static void draw_row(const struct contents_view *contents, const struct canvas *canvas, int y, size_t row)
{
	const struct kb_topic *topic = topic_of(contents, row);
	const struct kb_topic *before = row > contents->list.top ? topic_of(contents, row - 1) : NULL;
	bool focused = row == contents->list.selected;
	enum style style;
	struct find find = {.words = ""};

	if (topic == NULL)
		return;
	style = list_begin_row(canvas, y, GROUP_COLUMNS - 2, focused, STYLE_TEXT);
	if (before == NULL || strcmp(before->group, topic->group) != 0)
		canvas_put_fit(canvas, y, 0, GROUP_COLUMNS - 3, focused ? style : STYLE_HEADING,
			       group_label(topic));
	canvas_put_fit(canvas, y, GROUP_COLUMNS, canvas->columns - GROUP_COLUMNS - 1, style, topic->title);
	find_set(&find, field_text(&contents->words));
	if (!focused && find.words[0] != '\0')
		find_highlight(&find, canvas, y, GROUP_COLUMNS, topic->title, strlen(topic->title));
	canvas_hit(canvas, y, 0, canvas->columns - 1, ACT_SELECT, (int)row);
}

static void draw_foot(const struct contents_view *contents, const struct canvas *canvas)
{
	const struct kb_topic *topic = topic_of(contents, contents->list.selected);
	const char *words = field_text(&contents->words);
	struct document document;
	struct strbuf place;
	char cut[16];
	size_t row;

	if (topic == NULL)
		return;
	strbuf_init(&place, 64 * 1024);
	document_init(&document, canvas->columns - 1);
	snprintf(cut, sizeof(cut), "%s ", glyph(GLYPH_ELLIPSIS));
	row = contents->found[contents->list.selected];
	if (words[0] != '\0' && contents->ranks[row] >= TOPIC_TEXT)
		topic_search_place(contents->texts[row], words, cut, &place);
	if (place.len > 0)
		document_line(&document, STYLE_DIM, place.data);
	else if (topic->summary != NULL)
		document_line(&document, STYLE_DIM, topic->summary);
	document_draw(&document, canvas, 0, DOCUMENT_NO_LINK);
	document_finish(&document);
	strbuf_finish(&place);
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct contents_view *contents = (const struct contents_view *)view;
	int rows = (int)contents->list.rows;
	struct canvas list = canvas_part(canvas, HEAD_ROWS, 0, rows, canvas->columns);
	struct canvas foot = canvas_part(canvas, HEAD_ROWS + rows + 1, 0, FOOT_ROWS - 1, canvas->columns);
	int x = canvas_put(canvas, 0, 0, STYLE_DIM, _("Search: "));

	(void)ui;
	canvas_putf(canvas, 0, canvas->columns - 8, STYLE_DIM, "%7zu", contents->found_count);
	if (contents->found_count == 0)
		canvas_put_fit(&list, 0, 0, list.columns, STYLE_DIM,
			       _("No topic has this in its title or text. Ctrl-U clears the field."));
	for (size_t row = contents->list.top;
	     row < contents->found_count && row < contents->list.top + (size_t)rows; row++)
		draw_row(contents, &list, (int)(row - contents->list.top), row);
	canvas_more(&list, contents->list.top > 0, contents->list.top + (size_t)rows < contents->found_count);
	canvas_rule(canvas, HEAD_ROWS + rows, NULL, false);
	draw_foot(contents, &foot);
	field_draw(&contents->words, canvas, 0, x, canvas->columns - x - 9, true);
}

static void open_row(struct contents_view *contents, struct ui *ui, size_t row)
{
	const struct kb_topic *topic = topic_of(contents, row);

	if (topic == NULL)
		return;
	if (is_term(topic)) {
		struct view *term = term_view_create(ui, topic->id);

		if (term != NULL)
			ui_push(ui, term);
	} else if (contents->beside == NULL) {
		struct view *opened = topic_view_create(ui, topic->group, topic->id);
		char seek[FIND_MAX] = "";

		/* What the title promises is read from its start. */
		if (field_text(&contents->words)[0] != '\0' &&
		    contents->ranks[contents->found[row]] >= TOPIC_TEXT)
			topic_search_seek(contents->texts[contents->found[row]], field_text(&contents->words),
					  seek, sizeof(seek));
		topic_view_seek(opened, seek);
		ui_push(ui, opened);
	} else {
		struct view *pair = compare_codes_view_create(ui, contents->beside, topic->id);

		ui_pop(ui);
		ui_push(ui, pair);
	}
}

static bool same_group(const struct contents_view *contents, size_t row, size_t other)
{
	const struct kb_topic *a = topic_of(contents, row);
	const struct kb_topic *b = topic_of(contents, other);

	return a != NULL && b != NULL && strcmp(a->group, b->group) == 0;
}

/* To the first topic of the next group, or of this one or the one before. */
static void next_group(struct contents_view *contents, bool down)
{
	size_t row = contents->list.selected;
	size_t first = row;

	if (topic_of(contents, row) == NULL)
		return;
	if (down) {
		while (row + 1 < contents->found_count && same_group(contents, row, first))
			row++;
	} else {
		first = row = row > 0 ? row - 1 : 0;
		while (row > 0 && same_group(contents, row - 1, first))
			row--;
	}
	list_select(&contents->list, row);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct contents_view *contents = (struct contents_view *)view;

	switch (command->action) {
	case ACT_BACK: ui_pop(ui); break;
	case ACT_OPEN: open_row(contents, ui, contents->list.selected); break;
	case ACT_SELECT: open_row(contents, ui, (size_t)command->index); break;
	case ACT_NEXT_PANE: next_group(contents, true); break;
	case ACT_PREVIOUS_PANE: next_group(contents, false); break;
	default:
		if (!list_handle_action(&contents->list, command->action) &&
		    field_handle_action(&contents->words, command->action, command->text, command->len))
			narrow(contents, ui->checkup.kb);
		break;
	}
}

static const struct view_ops contents_view_ops = {
    .placement = PLACE_SIDE,
    .make_title = title,
    .focus = FOCUS_TEXT | FOCUS_LIST | FOCUS_PANES,
    .is_enabled = is_enabled,
    .layout = layout,
    .draw = draw,
    .handle_action = handle_action,
    .destroy = destroy,
};
