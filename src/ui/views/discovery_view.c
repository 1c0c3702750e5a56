/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The settings that are found for an address, live: Enter takes the selected ones into the account. Below
 * them whom else to ask, and what they would learn; nobody is asked before that.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/finding.h"
#include "present/reach_text.h"
#include "ui/navigate.h"
#include "ui/widgets/document.h"
#include "ui/widgets/list.h"

enum { ITEMS_MAX = CANDIDATES_MAX + 5, ITEM_ROWS = 3, TEXT_AT = 3, TEST_COLUMNS = 28, LINE_MAX_BYTES = 2048 };

enum item_kind { ITEM_CANDIDATE, ITEM_RESPELLED, ITEM_ASK, ITEM_TYPE };

struct item {
	enum item_kind kind;
	size_t index; /* of the candidate; or the enum ask_whom */
};

struct discovery_view {
	struct view view;
	struct list list;
	struct item items[ITEMS_MAX];
	struct document notes;
	int head_rows;
	unsigned changes; /* of the discovery that are laid out */
};

static const struct view_ops discovery_view_ops;

static void look(struct ui *ui, enum ask_whom ask)
{
	struct error error;

	if (!checkup_find_settings(&ui->checkup, ask, &error))
		ui_flash(ui, true, "%s", error.text);
}

struct view *discovery_view_create(struct ui *ui)
{
	struct discovery_view *found = mem_calloc(1, sizeof(*found));

	found->view.ops = &discovery_view_ops;
	document_init(&found->notes, 0);
	look(ui, ASK_NONE);
	return &found->view;
}

static void destroy(struct view *view)
{
	document_finish(&((struct discovery_view *)view)->notes);
	free(view);
}

static size_t gather(struct discovery_view *found, const struct discovery *discovery)
{
	size_t count = 0;

	for (size_t i = 0; discovery != NULL && i < discovery->candidates.count; i++)
		found->items[count++] = (struct item){ITEM_CANDIDATE, i};
	if (discovery != NULL && discovery->did_you_mean != NULL)
		found->items[count++] = (struct item){ITEM_RESPELLED, 0};
	for (int whom = ASK_PROVIDER; discovery != NULL && whom <= ASK_ELSEWHERE; whom++) {
		if (finding_may_ask(discovery, (enum ask_whom)whom))
			found->items[count++] = (struct item){ITEM_ASK, (size_t)whom};
	}
	found->items[count++] = (struct item){ITEM_TYPE, 0};
	return count;
}

static const char *progress(const struct discovery *discovery)
{
	if (discovery == NULL)
		return _("Nobody could be asked.");
	if (!discovery->searched)
		return discovery->options.ask == ASK_NONE
			   ? _("Asking your name server, which learns the domain.")
			   : _("Asking.");
	if (discovery->candidates.count == 0)
		return _("No server was found.");
	return discovery->done ? _("Tried without a log-in; no password was sent.")
			       : _("Trying them without a log-in; no password is sent ...");
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct discovery_view *found = (struct discovery_view *)view;
	const struct discovery *discovery = checkup_discovery(&ui->checkup);
	struct strbuf line;

	found->changes = discovery == NULL ? 0 : discovery->changes;
	document_reset(&found->notes, columns - 2);
	strbuf_init(&line, LINE_MAX_BYTES);
	document_line(&found->notes, STYLE_DIM, progress(discovery));
	for (size_t i = 0; discovery != NULL && finding_note(discovery, i, &line); i++) {
		document_line(&found->notes, STYLE_WARNING, line.data);
		strbuf_clear(&line);
	}
	strbuf_finish(&line);
	found->head_rows = 2 + (int)found->notes.line_count;
	list_layout(&found->list, gather(found, discovery), (rows - found->head_rows) / ITEM_ROWS);
}

/* What an item is called, and what is said about it in a second line. Returns the style of that line. */
static enum style write_item(const struct discovery *discovery, const struct item *item, struct strbuf *name,
			     struct strbuf *note)
{
	const struct candidate *candidate;

	switch (item->kind) {
	case ITEM_CANDIDATE:
		candidate = &discovery->candidates.items[item->index];
		finding_server(candidate, name);
		if (finding_warning(discovery, candidate, note))
			return STYLE_WARNING;
		finding_origin(candidate, note);
		return candidate->confidence == FINDING_GUESS ? STYLE_NOTE : STYLE_DIM;
	case ITEM_RESPELLED:
		finding_respelled(discovery, name);
		strbuf_adds(note, _("Take this address instead. The provider is known."));
		break;
	case ITEM_ASK:
		finding_ask_label(discovery, (enum ask_whom)item->index, name);
		finding_ask_note(discovery, (enum ask_whom)item->index, note);
		break;
	case ITEM_TYPE:
		strbuf_adds(name, _("Type the server yourself"));
		strbuf_adds(note,
			    _("Your provider or administrator can tell you its name: outgoing mail, SMTP."));
		break;
	}
	return STYLE_DIM;
}

static void draw_test(const struct discovery *discovery, const struct item *item, const struct canvas *canvas,
		      int y)
{
	const struct port_result *result =
	    item->kind == ITEM_CANDIDATE ? discovery_test_of(discovery, item->index) : NULL;
	struct strbuf text;
	enum style style = STYLE_DIM;

	if (result == NULL)
		return;
	strbuf_init(&text, LINE_MAX_BYTES);
	reach_text_result(result, &text);
	if (result->outcome != PORT_WAITING)
		style = port_outcome_is_reachable(result->outcome) ? STYLE_OK : STYLE_FAILED;
	canvas_put_fit(canvas, y, canvas->columns - TEST_COLUMNS, TEST_COLUMNS, style, text.data);
	strbuf_finish(&text);
}

/* A warning has to be seen to its end. */
static void draw_note(const struct canvas *canvas, int y, enum style style, const char *text)
{
	struct canvas room = canvas_part(canvas, y, TEXT_AT, ITEM_ROWS - 1, canvas->columns - TEXT_AT - 1);
	struct document document;

	document_init(&document, room.columns);
	document_line(&document, style, text);
	document_draw(&document, &room, 0, DOCUMENT_NO_LINK);
	document_finish(&document);
}

static void draw_item(const struct discovery_view *found, const struct ui *ui, const struct canvas *canvas,
		      int y, size_t index)
{
	const struct discovery *discovery = checkup_discovery(&ui->checkup);
	const struct item *item = &found->items[index];
	bool focused = index == found->list.selected;
	int room = canvas->columns - TEXT_AT - (item->kind == ITEM_CANDIDATE ? TEST_COLUMNS + 1 : 1);
	struct strbuf name, note;
	enum style style;

	strbuf_init(&name, LINE_MAX_BYTES);
	strbuf_init(&note, LINE_MAX_BYTES);
	style = write_item(discovery, item, &name, &note);
	list_put(&found->list, canvas, y, TEXT_AT, room, list_begin_row(canvas, y, 1, focused, STYLE_TEXT),
		 name.data);
	draw_test(discovery, item, canvas, y);
	draw_note(canvas, y + 1, style, note.data);
	canvas_hit(canvas, y, 0, canvas->columns, ACT_SELECT, (int)index);
	strbuf_finish(&name);
	strbuf_finish(&note);
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct discovery_view *found = (const struct discovery_view *)view;
	struct canvas head = canvas_part(canvas, 1, 0, found->head_rows - 2, canvas->columns);

	canvas_rule(canvas, 0, _("Settings for this address"), true);
	document_draw(&found->notes, &head, 0, DOCUMENT_NO_LINK);
	for (size_t i = found->list.top; i < found->list.count && i < found->list.top + found->list.rows; i++)
		draw_item(found, ui, canvas, found->head_rows + ITEM_ROWS * (int)(i - found->list.top), i);
}

static void choose(const struct discovery_view *found, struct ui *ui)
{
	const struct item *item = &found->items[found->list.selected];
	struct error error;

	if (item->kind == ITEM_ASK) {
		look(ui, (enum ask_whom)item->index);
		return;
	}
	if (item->kind == ITEM_RESPELLED && !checkup_respell(&ui->checkup, &error)) {
		ui_flash(ui, true, "%s", error.text);
		return;
	}
	if (item->kind == ITEM_CANDIDATE)
		checkup_take_settings(&ui->checkup, item->index);
	navigate_settings(ui);
	if (item->kind == ITEM_TYPE)
		ui->top->typing = TYPING_ENTERED;
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct discovery_view *found = (struct discovery_view *)view;

	switch (command->action) {
	case ACT_BACK:
		if (!checkup_only_guessed(&ui->checkup)) /* which the form tells */
			checkup_forget_discovery(&ui->checkup);
		ui_pop(ui);
		break;
	case ACT_OPEN: choose(found, ui); break;
	case ACT_SELECT:
		list_select(&found->list, (size_t)command->index);
		choose(found, ui);
		break;
	default: list_handle_action(&found->list, command->action); break;
	}
}

struct search {
	const struct discovery_view *found;
	const struct discovery *discovery;
};

static bool has_words(const void *context, size_t i, const char *words)
{
	const struct search *search = context;
	struct strbuf name, note;
	bool has;

	strbuf_init(&name, LINE_MAX_BYTES);
	strbuf_init(&note, LINE_MAX_BYTES);
	write_item(search->discovery, &search->found->items[i], &name, &note);
	has = text_search(name.data, words, NULL) != NULL || text_search(note.data, words, NULL) != NULL;
	strbuf_finish(&name);
	strbuf_finish(&note);
	return has;
}

static void find(struct view *view, const struct ui *ui, enum find_move move, struct find *find)
{
	struct discovery_view *found = (struct discovery_view *)view;
	const struct search search = {found, checkup_discovery(&ui->checkup)};

	list_find(&found->list, move, find, has_words, &search);
}

static int64_t wake(const struct view *view, const struct ui *ui)
{
	const struct discovery *discovery = checkup_discovery(&ui->checkup);
	unsigned laid_out = ((const struct discovery_view *)view)->changes;

	return discovery == NULL || discovery->changes == laid_out ? CLOCK_NEVER : clock_now();
}

static const struct view_ops discovery_view_ops = {
    .placement = PLACE_FULL,
    .help = "basics/ports",
    .focus = FOCUS_LIST,
    .layout = layout,
    .draw = draw,
    .handle_action = handle_action,
    .find = find,
    .wake = wake,
    .destroy = destroy,
};
