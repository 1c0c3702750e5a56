/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parent's side of mailmedic-engine: starts the child with two sockets (SMTP lines, control),
 * passes lines and requests, notices a crash. Nothing here blocks. The child reads what looks like a
 * server to it; the walk decides what that is.
 */
#ifndef MAILMEDIC_ENGINE_ENGINE_H
#define MAILMEDIC_ENGINE_ENGINE_H

#include "base/error.h"
#include "base/loop.h"
#include "engine/protocol.h"

struct engine; /* opaque */
struct fork_servers;

enum {
	ENGINE_REPLY_MAX = 1000, /* bytes of a line to the engine; libESMTP splits what is longer than 1021 */
	ENGINE_LINE_MAX = 8192,  /* bytes of a line from the engine */
	ENGINE_MESSAGE_MAX = 32 * 1024, /* bytes of a message given before its lines are taken */
	ENGINE_NOTES_MAX = 16,          /* notes in one run */
};

enum engine_event_kind {
	ENGINE_LINE, /* a line for the server, without CR LF; no NUL, CR or LF in it, any other byte may be */
	ENGINE_NEED_ANSWER, /* libESMTP wants a response for AUTH: engine_answer */
	ENGINE_NOTE,        /* printable ASCII */
	ENGINE_DONE, /* libESMTP has finished; text: "1" or "0" as smtp_start_session, then maybe " reason" */
	ENGINE_CRASHED, /* the child has ended: "signal 11", "exit status 3"; or "broke the protocol: ..." */
};

struct engine_event {
	enum engine_event_kind kind;
	const char *text; /* borrowed until the next engine_ call; NUL-terminated; holds no secret */
	size_t len;
};

/*
 * Starts the child. Found as base/installed.h says; $MAILMEDIC_ENGINE names another one (tests). Empty
 * environment, no core dumps, only its two sockets open. With fork servers (or NULL) it is a copy. False with
 * `error` for an order that libESMTP cannot carry out (engine_order_problem) or when the system refuses. The
 * caller destroys *ret_engine.
 */
bool engine_create(const struct engine_order *order, struct fork_servers *servers, struct engine **ret_engine,
		   struct error *error);

/* Kills and reaps the child at once, whatever it does; wipes buffers; takes NULL. */
void engine_destroy(struct engine *engine);

void engine_want(const struct engine *engine, struct loop *loop);
void engine_step(struct engine *engine, const struct loop *loop);

/* The next event, if any. ENGINE_DONE or ENGINE_CRASHED is the last one and comes after all lines. */
bool engine_next(struct engine *engine, struct engine_event *ret_event);

/*
 * A server line for libESMTP; CR LF is added. It must go on with ' ' or '-' after the code: a bare
 * "250" ends libESMTP's run. At most ENGINE_REPLY_MAX bytes: longer text is the caller's to shorten,
 * and is a breach here. Bytes other than printable ASCII and TAB reach libESMTP as '?': it indexes
 * a table with them, and needs none of them.
 */
void engine_send_line(struct engine *engine, const char *line);

/* The response to ENGINE_NEED_ANSWER, by kind only: what stands in it never comes here. libESMTP writes it as
 * "AUTH M" or "*" (NONE), "AUTH M =" or "" (EMPTY), "AUTH M QA==" or "QA==" (SOME). Ignored when not asked.
 */
enum engine_answer { ENGINE_ANSWER_NONE, ENGINE_ANSWER_EMPTY, ENGINE_ANSWER_SOME };
void engine_answer(struct engine *engine, enum engine_answer answer);

/* A piece of the message, lines ending in CR LF; len 0 ends it. Only when the 354 to DATA was sent. */
void engine_give_message(struct engine *engine, const char *bytes, size_t len);

/* Process id, for tests that kill it; 0 once the child has ended. */
int engine_pid(const struct engine *engine);

#endif
