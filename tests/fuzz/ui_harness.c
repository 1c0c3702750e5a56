/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop is that of app.c, without its waiting, its signals and the limits to its painting. */
#include "ui_harness.h"

#include "canary.h"
#include "fake_server.h"
#include "libc_wrap.h"
#include "output_checks.h"
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
	PORT_SHOWN = 587, /* the fake server's own changes: no picture would ever be the same twice */
};

/* ---- what the program does */

/* As in app.c, without waiting but for the engine: it is another process and takes real time. True when
 * something moved. */
bool ui_harness_turn(struct ui_harness *harness)
{
	struct checkup *checkup = &harness->ui.checkup;
	bool moved = fake_server_step(harness->server);
	bool engine = libc_wrap_is_asking_engine(checkup->walk);
	unsigned walks = libc_wrap.walks; /* a countdown begins one */
	struct loop loop;
	int ready;

	loop_clear(&loop);
	checkup_want(checkup, &loop);
	ready = poll(loop.fds, loop.count, engine && !moved && loop.deadline != 0 ? ENGINE_PATIENCE_MS : 0);
	checkup_step(checkup, &loop);
	while (!harness->ui.quit && checkup_next(checkup))
		moved = true;
	if (harness->ui.top != NULL)
		ui_update(&harness->ui);
	/* Ready below 0: the fuzzer's alarm clock. */
	moved = moved || ready != 0 || loop.deadline == 0 || walks != libc_wrap.walks;
	fuzz_require(moved || !engine, "the engine answers");
	fuzz_require(moved || !run_is_going(&checkup->run) || checkup->run.need != NEED_NOTHING ||
			 loop.deadline != CLOCK_NEVER,
		     "a walk waits for ever only for the user");
	harness->dirty = harness->dirty || moved;
	if (!checkup->run.started) /* all is forgotten, by the mask as well */
		libc_wrap.told[0] = '\0';
	return moved;
}

void ui_harness_settle(struct ui_harness *harness)
{
	for (int rounds = 0; !harness->ui.quit && ui_harness_turn(harness); rounds++)
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

void ui_harness_draw(struct ui_harness *harness)
{
	if (harness->ui.quit || !harness->dirty)
		return;
	harness->dirty = false;
	ui_draw(&harness->ui);
	harness->ui.redraw_whole = false;
	check_frame(&harness->ui.frame);
	output_checks_picture();
	output_checks_files();
}

void ui_harness_pass_time(struct ui_harness *harness)
{
	struct loop loop;
	int64_t due;

	loop_clear(&loop);
	checkup_want(&harness->ui.checkup, &loop);
	due = loop.deadline != CLOCK_NEVER ? loop.deadline : ui_wake(&harness->ui);
	if (due != CLOCK_NEVER && due > fuzz_clock_ms)
		fuzz_clock_ms = due;
	harness->dirty = true;
}

/* ---- what the user does */

/* Whether this input can mean "go on despite it": its own key, a click, or its name in the list of actions.
 */
static bool may_agree(const struct ui *ui, const struct input_event *event)
{
	if (event->kind == INPUT_CLICK)
		return true;
	return event->kind == INPUT_KEY && (event->key == 'Y' || event->key == 'T' ||
					    (event->key == PRESS_ENTER && (ui_focus(ui) & FOCUS_TEXT) != 0));
}

static void handle_input(struct ui_harness *harness)
{
	struct input_event event;

	while (!harness->ui.quit && input_next(harness->input, &event)) {
		harness->dirty = true;
		libc_wrap.may_agree = harness->ui.top != NULL && may_agree(&harness->ui, &event);
		if (display_is_large_enough())
			ui_input(&harness->ui, &event);
		libc_wrap.may_agree = false;
	}
	if (harness->mouse != harness->ui.mouse) {
		harness->mouse = harness->ui.mouse;
		display_set_mouse(harness->mouse);
	}
}

void ui_harness_press(struct ui_harness *harness, const char *bytes, size_t len)
{
	terminal_type(bytes, len);
	handle_input(harness);
}

void ui_harness_resize(struct ui_harness *harness, int rows, int columns)
{
	terminal_resize(rows, columns);
	harness->dirty = true;
}

static size_t count_views(const struct ui *ui)
{
	size_t count = 0;

	for (const struct view *view = ui->top; view != NULL; view = view->below)
		count++;
	return count;
}

/* From wherever it is: the key that closes things closes the last one too. */
void ui_harness_leave(struct ui_harness *harness)
{
	static const struct input_event key = {.kind = INPUT_KEY, .key = PRESS_F1 + 9};
	size_t keys = count_views(&harness->ui) + LEAVE_SPARE;

	ui_harness_resize(harness, 24, 80);
	for (; !harness->ui.quit; keys--) {
		fuzz_require(keys > 0, "F10 leaves from everywhere");
		ui_input(&harness->ui, &key);
		harness->dirty = true;
		if (harness->ui.quit)
			break;
		ui_harness_turn(harness);
		ui_harness_draw(harness);
	}
}

/* ---- what the server got */

static void check_heard(const struct ui_harness *harness)
{
	const struct strbuf *plain = fake_server_heard(harness->server, false);
	const struct walk_options *options = &harness->options.walk;

	if (!libc_wrap.clear_ever)
		canary_require_absent(harness->canary, plain->data, plain->len,
				      "clear text nobody agreed to");
	fuzz_require(fake_server_count(harness->server, "AUTH ") <= libc_wrap.passwords,
		     "one log-in for a password");
	fuzz_require(libc_wrap.passwords <= libc_wrap.walks, "one password for a walk");
	fuzz_require(options->quit_after >= STAGE_MAIL || fake_server_count(harness->server, "MAIL") == 0,
		     "no MAIL unasked");
	fuzz_require(options->send || fake_server_count(harness->server, "DATA") == 0, "no DATA unasked");
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

static void set_up_account(struct ui_harness *harness)
{
	struct account *account = &harness->account;
	struct error error;

	account_init(account);
	fuzz_require(account_set_address(account, "me@example.test", &error) &&
			 account_set_server(account, "127.0.0.1", ORIGIN_TYPED, &error) &&
			 account_set_ehlo_name(account, "client.example.test", ORIGIN_TYPED, &error),
		     "the account is one");
	if (harness->know_authority)
		account_set_text(&account->ca_path, &account->ca_path_origin, "Trust", fake_server_ca_file(),
				 ORIGIN_TYPED, &error);
	account->port = PORT_SHOWN;
	account->tls = harness->tls;
	account->port_origin = account->tls_origin = ORIGIN_TYPED;
	if (harness->mechanism)
		account_set_mechanism(account, harness->mechanism, ORIGIN_TYPED, &error);
}

static void open_views(struct ui_harness *harness)
{
	struct ui *ui = &harness->ui;
	struct error error;

	ui_push(ui, start_view_create(ui, harness->practice));
	if (harness->practice)
		return;
	fuzz_require(ui_settings_use_address(ui, harness->account.address, &error), "the address is one");
	ui_push(ui, account_view_create(ui, SETTING_HOST));
}

void ui_harness_open(struct ui_harness *harness, struct fuzz_input script)
{
	harness->server = fake_server_create(script, libc_wrap.told);
	libc_wrap_reset(fake_server_port(harness->server), harness->canary);
	set_up_account(harness);
	harness->options = (struct app_options){
	    .account = &harness->account, .walk = harness->walk, .kb = shared_kb(), .color = true};
	language_choose("en");
	output_checks_open(harness->canary);
	harness->input = terminal_open(!harness->ascii);
	ui_init(&harness->ui, &harness->options);
	harness->ui.send = output_checks_take_copy;
	keep_languages(&harness->ui, true);
	ui_settings_load(&harness->ui, "en");
	open_views(harness);
	harness->mouse = harness->ui.mouse;
	display_set_mouse(harness->mouse);
	harness->dirty = true;
	ui_harness_draw(harness);
}

void ui_harness_close(struct ui_harness *harness)
{
	for (int i = 0; i < 3; i++) /* what was sent last */
		fake_server_step(harness->server);
	check_heard(harness);
	input_destroy(harness->input);
	keep_languages(&harness->ui, false);
	ui_finish(&harness->ui);
	output_checks_close();
	fake_server_destroy(harness->server);
	account_finish(&harness->account);
}
