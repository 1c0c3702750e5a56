/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A whole session at the screen: any keys, any server, the real interface, walk and engine. Whatever happens,
 * what is drawn, copied or saved is inert and without the password, the password goes only where the user
 * agreed, and the keys that leave do leave.
 *
 * Input: a byte for the settings, one for how far and the mechanism, one for the password, then what the user
 * does up to a NUL, then the server's script (fake_server.h). What the user does are the bytes that a
 * terminal sends, and between them the bytes of enum deed, which UTF-8 has no use for.
 */
#include "canary.h"
#include "libc_wrap.h"
#include "terminal.h"
#include "ui_harness.h"

#include "base/clock.h"
#include "base/language.h"
#include "base/strbuf.h"
#include "ui/terminal/display.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	DEEDS_MAX = 120, /* more is only slower */
	WALKS_MAX = 5,   /* each starts an engine */
	TYPED_MAX = 40,  /* at a stroke */
	USER_MAX = 250,  /* bytes: each may be a search in all of the help */
	ROWS_MAX = 80,
	COLUMNS_MAX = 250,
	PAUSE_UNIT_MS = 100,
};

enum setting_flag { /* bits 0 and 1: enum tls_mode */
		    KNOW_AUTHORITY = 1 << 2,
		    STEP = 1 << 3,
		    SEND = 1 << 4,
		    PRACTICE = 1 << 5, /* begins on the practice list, else on the form */
		    ASCII = 1 << 6,
};

enum deed {
	DEED_RESIZE = 0xF8, /* then a byte each for rows and columns */
	DEED_PASTE,         /* the password, where it is asked for */
	DEED_TYPE,          /* the same by keys */
	DEED_PAUSE,         /* then a byte: so much time goes by */
	DEED_DEADLINE,      /* time goes by until something is due */
	DEED_TURN,          /* the program and the server do one thing each */
	DEED_WAIT,          /* they do all that they can without time going by */
};

/* A user types the password where it is asked for, and nowhere else. Whatever was half typed is ended first.
 */
static void give_password(struct ui_harness *harness, bool paste)
{
	static const char begin[] = "\033[200~", end[] = "\033[201~";
	const char *text = canary_text(harness->canary);

	ui_harness_press(harness, end, strlen(end));
	if (harness->ui.quit || (ui_focus(&harness->ui) & FOCUS_PASSWORD) == 0 || !display_is_large_enough())
		return;
	if (paste)
		terminal_type(begin, strlen(begin));
	ui_harness_press(harness, text, strlen(text));
	if (paste)
		ui_harness_press(harness, end, strlen(end));
}

/* Types all up to the next deed. */
static void type(struct ui_harness *harness, struct fuzz_input *user)
{
	size_t len = 0;

	while (len < user->len && (unsigned char)user->bytes[len] < DEED_RESIZE && len < TYPED_MAX)
		len++;
	ui_harness_press(harness, user->bytes, len);
	*user = (struct fuzz_input){user->bytes + len, user->len - len};
	ui_harness_turn(harness);
}

static int take_size(struct fuzz_input *user, unsigned most)
{
	int size = (int)(fuzz_take_byte(user) % most);

	return size > 0 ? size : 1;
}

static void resize(struct ui_harness *harness, struct fuzz_input *user)
{
	int rows = take_size(user, ROWS_MAX);

	ui_harness_resize(harness, rows, take_size(user, COLUMNS_MAX));
}

static void do_next(struct ui_harness *harness, struct fuzz_input *user)
{
	unsigned deed = (unsigned char)user->bytes[0];
	int64_t pause;

	if (deed < DEED_RESIZE) {
		type(harness, user);
		return;
	}
	fuzz_take_byte(user);
	switch (deed) {
	case DEED_RESIZE: resize(harness, user); break;
	case DEED_PASTE:
	case DEED_TYPE: give_password(harness, deed == DEED_PASTE); break;
	case DEED_PAUSE:
		pause = fuzz_take_byte(user);
		fuzz_clock_ms += pause * pause * PAUSE_UNIT_MS;
		harness->dirty = true;
		ui_harness_settle(harness);
		break;
	case DEED_DEADLINE:
		ui_harness_pass_time(harness);
		ui_harness_settle(harness);
		break;
	case DEED_TURN: ui_harness_turn(harness); break;
	default: ui_harness_settle(harness); break;
	}
}

/* The account and the fake server's script; *ret_user is what the user does. */
static void open_harness(struct ui_harness *harness, struct fuzz_input input, struct fuzz_input *ret_user)
{
	static const char *const mechanisms[] = {NULL, "PLAIN", "LOGIN", "CRAM-MD5"};
	unsigned flags = fuzz_take_byte(&input);
	unsigned far = fuzz_take_byte(&input);
	enum stage last = STAGE_CONNECT + far % 8 % (STAGE_RCPT - STAGE_CONNECT + 1);

	*harness = (struct ui_harness){
	    .canary = 1 + fuzz_take_byte(&input) % (CANARY_COUNT - 1), /* the short one comes by chance */
	    .tls = (enum tls_mode)(flags & 3),
	    .mechanism = mechanisms[far / 8 % 4],
	    .walk = {.quit_after = flags & SEND ? STAGE_DATA : last,
		     .step = flags & STEP,
		     .send = flags & SEND},
	    .know_authority = flags & KNOW_AUTHORITY,
	    .practice = flags & PRACTICE,
	    .ascii = flags & ASCII,
	};
	*ret_user = fuzz_take_part(&input, '\0');
	if (ret_user->len > USER_MAX)
		ret_user->len = USER_MAX;
	ui_harness_open(harness, input);
}

/* Who types the password into an ordinary field shows it: no fault of the program. */
static bool tells_canary(const uint8_t *bytes, size_t len)
{
	struct strbuf typed;
	bool tells = false;

	strbuf_init(&typed, len + 1);
	for (size_t i = 0; i < len; i++)
		if (bytes[i] < DEED_RESIZE)
			strbuf_addc(&typed, (char)bytes[i]);
	for (size_t i = 0; i < CANARY_COUNT; i++)
		tells = tells || canary_present(i, typed.data, typed.len) ||
			canary_present(i, (const char *)bytes, len);
	strbuf_finish(&typed);
	return tells;
}

static void prepare_once(void)
{
	static bool done;

	if (done)
		return;
	done = true;
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("NO_COLOR");
	language_start(PO_FOLDER);
	clock_set_source(fuzz_clock);
	signal(SIGPIPE, SIG_IGN); /* as main() does */
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input user;
	static struct ui_harness harness;

	prepare_once();
	if (tells_canary(bytes, len))
		return 0;
	open_harness(&harness, fuzz_input(bytes, len), &user);
	for (int deeds = 0;
	     user.len > 0 && !harness.ui.quit && libc_wrap.walks < WALKS_MAX && deeds < DEEDS_MAX; deeds++) {
		do_next(&harness, &user);
		ui_harness_draw(&harness);
	}
	ui_harness_leave(&harness);
	ui_harness_close(&harness);
	return 0;
}
