/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside of the walk, shared by its files: walk.c (life, loop, engine, user), sending.c and arrivals.c (lines
 * out and in), conversation.c (which command comes next), login.c (AUTH), outcome.c (stages, verdict, QUIT).
 * Nobody else includes it.
 */
#ifndef MAILMEDIC_WALK_INTERNAL_H
#define MAILMEDIC_WALK_INTERNAL_H

#include "engine/engine.h"
#include "smtp/mask.h"
#include "walk/event_queue.h"
#include "walk/walk.h"
#include "wire/wire.h"

enum {
	WALK_LINE_MAX = 16 * 1024,  /* one client line; RFC 4954 allows 12288 bytes in AUTH */
	WALK_ENGINE_MS = 10 * 1000, /* the engine only computes: longer means it hangs */
	/* silence before, and patience with, the question whether a port speaks TLS */
	WALK_PROBE_MS = 3 * 1000,
	WALK_LAST_WORD_MS = 1000, /* the same on the connection itself, when its time is over */
	WALK_QUIT_MS = 5 * 1000,  /* how long the answer to QUIT is worth waiting for */
	WALK_KEEP_MS = 250,       /* how long a line waits for the next one of its reply, to be masked well */
	WALK_CHALLENGES_MAX = 3,  /* 334 replies to one AUTH; none of our mechanisms takes more than two */
};

/* The command (or greeting) whose reply is awaited, or that is about to be sent. */
enum command {
	COMMAND_NONE,
	COMMAND_GREETING,
	COMMAND_EHLO,
	COMMAND_HELO,
	COMMAND_STARTTLS,
	COMMAND_AUTH,     /* the AUTH line */
	COMMAND_RESPONSE, /* an answer to a 334 */
	COMMAND_CANCEL,   /* "*" */
	COMMAND_MAIL,
	COMMAND_RCPT,
	COMMAND_DATA,
	COMMAND_BODY,
	COMMAND_QUIT,
};

/* What the walk waits for the user to do. */
enum user_wait { USER_NONE, USER_STEP, USER_PASSWORD, USER_CERTIFICATE, USER_CLEAR_TEXT };

struct walk {
	struct account account;
	struct walk_options options;
	char *ehlo_name;
	struct wire *wire;
	struct engine *engine;
	struct event_queue queue;
	struct facts facts;
	struct mask mask;

	int64_t started;
	enum stage stage;
	int64_t stage_started;
	bool stage_open;

	enum command pending;     /* whose reply is awaited */
	enum command held;        /* whose line is ready but not sent yet */
	struct strbuf line;       /* that line; may hold secrets: wiped when sent */
	enum command engine_turn; /* whose line the engine is to supply */
	enum user_wait user_wait;
	int64_t user_wait_started;
	int64_t deadline;       /* of what is awaited from server or engine */
	int64_t total_deadline; /* moved on by the time the user took */

	struct reply reply; /* as received; only for policy */
	struct reply shown; /* the same, masked and inert; for events */
	struct strbuf kept; /* a line of it that is not told yet: it may end with a part of the password */
	bool kept_bare_lf;
	int64_t kept_until; /* CLOCK_NEVER: none is kept */
	struct capabilities capabilities;
	bool greeting_done;
	/* While nobody greets: does the port speak TLS from the first byte? Tried beside the connection ...
	 */
	struct wire *probe;
	int64_t probe_at;
	bool greeting_probe; /* ... and at the deadline on the connection itself */
	bool tls_done;

	char mechanism[MECHANISM_NAME_MAX];
	struct secret *password;
	bool password_known;
	struct strbuf login_user; /* Base64 user name taken out of the engine's AUTH LOGIN line */
	unsigned challenges;

	struct verdict verdict;
	bool decided;
	bool over;
};

/* ---- walk.c */

/* Emits an event, with time and stage filled in. */
void walk_emit(struct walk *walk, struct event event);
void walk_note(struct walk *walk, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Deadline of one step, in ms. */
int64_t walk_step_ms(const struct walk *walk);

/* Waits for the server's reply to `command`, within the step deadline. */
void walk_expect(struct walk *walk, enum command command);

/* Waits for the user. */
void walk_ask_user(struct walk *walk, enum user_wait wait, struct event event);

/* Passes a line to the engine and waits for its line for `command`. */
void walk_ask_engine(struct walk *walk, enum command command, const char *line);

/* ---- sending.c */

/*
 * Sends `line` (without CR LF), or holds it in step mode. What the server sent meanwhile is looked at
 * first: a 421 or a closed connection then ends the run and nothing is sent.
 */
void walk_offer(struct walk *walk, enum command command, const char *line, size_t len);

/* Sends the line that is held. */
void walk_send_held(struct walk *walk);

/* ---- arrivals.c */

/* Takes everything that the wire has to report. */
void walk_take_arrivals(struct walk *walk);
/* Tells the line that is kept, if any, without waiting for the one behind it. */
void walk_tell_kept(struct walk *walk);
/* The run ends: tells the lines that have arrived already, so that a 421 behind a 535 is seen. Takes none as
 * a reply. */
void walk_show_rest(struct walk *walk);

/* ---- probe.c */

/* Called while the greeting is awaited; starts the probe when its time has come, and hears it. */
void walk_probe_want(const struct walk *walk, struct loop *loop);
void walk_probe_step(struct walk *walk, const struct loop *loop);
void walk_probe_end(struct walk *walk);

/* ---- conversation.c */

/* The connection stands and (with implicit TLS) is encrypted and trusted. */
void walk_connected(struct walk *walk);
/* TLS is up and trusted, or the user goes on despite its problem. */
void walk_tls_ready(struct walk *walk);
/* A complete reply arrived in walk->reply. */
void walk_take_reply(struct walk *walk);
/* The reader found something that is no reply. */
void walk_take_broken(struct walk *walk, enum problem problem);
/* The engine supplied a line (which may hold secrets). */
void walk_take_engine_line(struct walk *walk, const char *line, size_t len);

/* ---- login.c */

/* EHLO is done: chooses the mechanism, asks for consent and password. */
void walk_begin_auth(struct walk *walk);
void walk_clear_text_agreed(struct walk *walk);
/* The password is known: hands the conversation to the engine. */
void walk_start_auth(struct walk *walk);
void walk_take_auth_line(struct walk *walk, const char *line, size_t len);
void walk_take_challenge(struct walk *walk);

/* ---- outcome.c */

/* The one function that changes the stage. */
void walk_enter(struct walk *walk, enum stage stage);
void walk_pass(struct walk *walk); /* ends the present stage as passed */

/* True (and the run ends well) when the present stage, just passed, was the last one asked for. */
bool walk_done_after(struct walk *walk, enum stage stage);

/* Ends the run as failed at the present stage. `detail` is inert, may be NULL. By a reply: PROBLEM_NONE, or
 * with one what the reply means. */
void walk_fail(struct walk *walk, enum problem problem, const char *detail);
void walk_fail_by_reply(struct walk *walk, enum problem problem);

/* The connection is gone or must not be used any more: EVENT_FINISHED. */
void walk_end(struct walk *walk);

#endif
