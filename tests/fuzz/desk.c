/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop is that of app.c, without its waiting, its signals and the limits to its painting. */
#include "desk.h"

#include "canary.h"
#include "detour.h"
#include "opponent.h"
#include "outlets.h"
#include "terminal.h"

#include "base/clock.h"
#include "base/language.h"
#include "base/strbuf.h"
#include "ui/terminal/display.h"
#include "ui/terminal/key.h"
#include "ui/ui_settings.h"
#include "ui/views/views.h"

#include <poll.h>
#include <string.h>

enum {
	ROUNDS_MAX = 20000,
	ENGINE_PATIENCE_MS = 30000,
	LEAVE_SPARE = 16, /* keys to leave beyond one a view */
	PORT_SHOWN = 587, /* the opponent's own changes: no picture would ever be the same twice */
};

/* ---- what the program does */

/* As in app.c, without waiting but for the engine: it is another process and takes real time. True when
 * something moved. */
bool desk_turn(struct desk *desk)
{
	struct checkup *checkup = &desk->ui.checkup;
	bool moved = opponent_step(desk->opponent);
	bool engine = detour_is_asking_engine(checkup->walk);
	unsigned walks = detour.walks; /* a countdown begins one */
	struct loop loop;
	int ready;

	loop_clear(&loop);
	checkup_want(checkup, &loop);
	ready = poll(loop.fds, loop.count, engine && !moved && loop.deadline != 0 ? ENGINE_PATIENCE_MS : 0);
	checkup_step(checkup, &loop);
	while (!desk->ui.quit && checkup_next(checkup))
		moved = true;
	if (desk->ui.top != NULL)
		ui_update(&desk->ui);
	/* Ready below 0: the fuzzer's alarm clock. */
	moved = moved || ready != 0 || loop.deadline == 0 || walks != detour.walks;
	fuzz_require(moved || !engine, "the engine answers");
	fuzz_require(moved || !run_is_going(&checkup->run) || checkup->run.need != NEED_NOTHING ||
			 loop.deadline != CLOCK_NEVER,
		     "a walk waits for ever only for the user");
	desk->dirty = desk->dirty || moved;
	if (!checkup->run.started) /* all is forgotten, by the mask as well */
		detour.told[0] = '\0';
	return moved;
}

void desk_settle(struct desk *desk)
{
	for (int rounds = 0; !desk->ui.quit && desk_turn(desk); rounds++)
		fuzz_require(rounds < ROUNDS_MAX, "the program comes to rest");
}

static void check_frame(const struct frame *frame)
{
	int rows, columns;

	terminal_size(&rows, &columns);
	fuzz_require(!frame->cursor_on || (frame->cursor_y >= 0 && frame->cursor_y < rows &&
					   frame->cursor_x >= 0 && frame->cursor_x < columns),
		     "the cursor is on the screen");
	fuzz_require(frame->hit_count <= HITS_MAX, "what can be clicked is counted");
}

void desk_draw(struct desk *desk)
{
	if (desk->ui.quit || !desk->dirty)
		return;
	desk->dirty = false;
	ui_draw(&desk->ui);
	desk->ui.redraw_whole = false;
	check_frame(&desk->ui.frame);
	outlets_check_picture();
	outlets_check_files();
}

void desk_pass_time(struct desk *desk)
{
	struct loop loop;
	int64_t due;

	loop_clear(&loop);
	checkup_want(&desk->ui.checkup, &loop);
	due = loop.deadline != CLOCK_NEVER ? loop.deadline : ui_wake(&desk->ui);
	if (due != CLOCK_NEVER && due > fuzz_clock_ms)
		fuzz_clock_ms = due;
	desk->dirty = true;
}

/* ---- what the user does */

/* Whether this input can mean "go on despite it": its own key, a click, or its name in the list of actions.
 */
static bool may_agree(const struct ui *ui, const struct input_event *event)
{
	if (event->kind == INPUT_CLICK)
		return true;
	return event->kind == INPUT_KEY && (event->key == 'Y' || event->key == 'T' ||
					    (event->key == PRESS_ENTER && (ui_where(ui) & IN_TEXT) != 0));
}

static void handle_input(struct desk *desk)
{
	struct input_event event;

	while (!desk->ui.quit && input_next(desk->input, &event)) {
		desk->dirty = true;
		detour.may_agree = desk->ui.top != NULL && may_agree(&desk->ui, &event);
		if (display_is_large_enough())
			ui_input(&desk->ui, &event);
		detour.may_agree = false;
	}
	if (desk->mouse != desk->ui.mouse) {
		desk->mouse = desk->ui.mouse;
		display_set_mouse(desk->mouse);
	}
}

void desk_press(struct desk *desk, const char *bytes, size_t len)
{
	terminal_type(bytes, len);
	handle_input(desk);
}

void desk_resize(struct desk *desk, int rows, int columns)
{
	terminal_resize(rows, columns);
	desk->dirty = true;
}

static size_t count_views(const struct ui *ui)
{
	size_t count = 0;

	for (const struct view *view = ui->top; view != NULL; view = view->below)
		count++;
	return count;
}

/* From wherever it is: the key that closes things closes the last one too. */
void desk_leave(struct desk *desk)
{
	static const struct input_event key = {.kind = INPUT_KEY, .key = PRESS_F1 + 9};
	size_t keys = count_views(&desk->ui) + LEAVE_SPARE;

	desk_resize(desk, 24, 80);
	for (; !desk->ui.quit; keys--) {
		fuzz_require(keys > 0, "F10 leaves from everywhere");
		ui_input(&desk->ui, &key);
		desk->dirty = true;
		if (desk->ui.quit)
			break;
		desk_turn(desk);
		desk_draw(desk);
	}
}

/* ---- what the server got */

static void check_heard(const struct desk *desk)
{
	const struct strbuf *plain = opponent_heard(desk->opponent, false);
	const struct walk_options *options = &desk->options.walk;

	if (!detour.clear_ever)
		canary_require_absent(desk->canary, plain->data, plain->len, "clear text nobody agreed to");
	fuzz_require(opponent_count(desk->opponent, "AUTH ") <= detour.passwords,
		     "one log-in for a password");
	fuzz_require(detour.passwords <= detour.walks, "one password for a walk");
	fuzz_require(options->quit_after >= STAGE_MAIL || opponent_count(desk->opponent, "MAIL") == 0,
		     "no MAIL unasked");
	fuzz_require(options->send || opponent_count(desk->opponent, "DATA") == 0, "no DATA unasked");
}

/* ---- the session */

static const struct kb *shared_kb(void)
{
	static const char *const nowhere[] = {NULL};
	static struct kb *kb;

	if (!kb)
		kb = kb_create("en", nowhere);
	return kb;
}

/* Once made, the knowledge base of a language serves all sessions. */
static void keep_languages(struct ui *ui, bool put_in)
{
	static struct kb *kept[CHECKUP_LANGUAGES_MAX];

	for (size_t i = 0; i < CHECKUP_LANGUAGES_MAX; i++) {
		if (put_in) {
			ui->checkup.languages[i] = kept[i];
		} else {
			kept[i] = ui->checkup.languages[i];
			ui->checkup.languages[i] = NULL;
		}
	}
}

static void set_up_account(struct desk *desk)
{
	struct account *account = &desk->account;
	struct error error;

	account_init(account);
	fuzz_require(account_set_address(account, "me@example.test", &error) &&
			 account_set_server(account, "127.0.0.1", ORIGIN_TYPED, &error) &&
			 account_set_ehlo_name(account, "client.example.test", ORIGIN_TYPED, &error),
		     "the account is one");
	if (desk->know_authority)
		account_set_text(&account->ca_path, &account->ca_path_origin, "Trust", opponent_ca_file(),
				 ORIGIN_TYPED, &error);
	account->port = PORT_SHOWN;
	account->tls = desk->tls;
	account->port_origin = account->tls_origin = ORIGIN_TYPED;
	if (desk->mechanism)
		account_set_mechanism(account, desk->mechanism, ORIGIN_TYPED, &error);
}

static void open_views(struct desk *desk)
{
	struct ui *ui = &desk->ui;
	struct error error;

	ui_push(ui, start_view_create(ui, desk->practice));
	if (desk->practice)
		return;
	fuzz_require(ui_settings_use_address(ui, desk->account.address, &error), "the address is one");
	ui_push(ui, account_view_create(ui, SETTING_HOST));
}

void desk_open(struct desk *desk, struct fuzz_input script)
{
	desk->opponent = opponent_create(script, detour.told);
	detour_reset(opponent_port(desk->opponent), desk->canary);
	set_up_account(desk);
	desk->options = (struct app_options){
	    .account = &desk->account, .walk = desk->walk, .kb = shared_kb(), .color = true};
	language_choose("en");
	outlets_open(desk->canary);
	desk->input = terminal_open(!desk->ascii);
	ui_init(&desk->ui, &desk->options);
	desk->ui.send = outlets_take_copy;
	keep_languages(&desk->ui, true);
	ui_settings_load(&desk->ui, "en");
	open_views(desk);
	desk->mouse = desk->ui.mouse;
	display_set_mouse(desk->mouse);
	desk->dirty = true;
	desk_draw(desk);
}

void desk_close(struct desk *desk)
{
	for (int i = 0; i < 3; i++) /* what was sent last */
		opponent_step(desk->opponent);
	check_heard(desk);
	input_destroy(desk->input);
	keep_languages(&desk->ui, false);
	ui_finish(&desk->ui);
	outlets_check_files();
	outlets_close();
	opponent_destroy(desk->opponent);
	account_finish(&desk->account);
}
