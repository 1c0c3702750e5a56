/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scripted SMTP server that lives in the test's own loop: for each line it expects, what it says.
 * Runs one walk against it and keeps all that was seen.
 */
#ifndef MAILMEDIC_TESTS_WALK_SCRIPT_H
#define MAILMEDIC_TESTS_WALK_SCRIPT_H

#include "walk/walk.h"

#include "base/strbuf.h"

struct script_turn {
	const char *expect; /* start of the client's line; NULL: at once, without a line */
	const char *say;    /* raw bytes; NULL: nothing */
	enum {
		STAY,
		HANG_UP,
		RESET,
		STAY_LATE, /* says it only `late_ms` after the line came */
	} then;
};

struct script_run {
	/* To be filled in. */
	const struct script_turn *turns; /* ends with {0} */
	const char *user;
	const char *password; /* NULL: declined */
	const char *mechanism;
	enum stage quit_after;
	bool send;
	bool step;
	bool consent; /* agrees to everything; else declines */
	bool refuse_clear_text;
	enum tls_mode tls;
	int timeout_seconds;
	enum event_kind cancel_at;       /* EVENT_FINISHED: never */
	enum stage kill_engine_at;       /* STAGE_RESOLVE: never */
	const char *kill_engine_at_line; /* when a line of the client that begins so is out; NULL: never */
	bool stop_engine;                /* SIGSTOP instead of SIGKILL */
	const char *from;                /* NULL: the address */
	enum walk_login login;
	int late_ms;
	const char *tell;    /* told at the verdict, and again at the end; may be NULL */
	void (*think)(void); /* called before the password is given; may be NULL */
	/* What was seen. */
	struct walk *walk;      /* finished; script_finish destroys it */
	struct strbuf received; /* by the server, lines with \n */
	struct strbuf events;   /* one line each */
	size_t bytes_at_first_step;
	int64_t ms; /* from cancel to finish, in real time */
};

/* Runs to EVENT_FINISHED; fails the test when that takes more than 120 s. */
void script_run(struct script_run *run);
void script_finish(struct script_run *run);

const struct verdict *script_verdict(const struct script_run *run);

#endif
