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

struct secret;
struct engine; /* opaque */

enum engine_event_kind {
	ENGINE_LINE,          /* a line for the server, without CR LF */
	ENGINE_NEED_USER,
	ENGINE_NEED_PASSWORD,
	ENGINE_NOTE,
	ENGINE_DONE,          /* libESMTP has finished; text: its last words */
	ENGINE_CRASHED,       /* the child ended or broke the protocol; text: "signal 11", "exit 1", ... */
};

struct engine_event {
	enum engine_event_kind kind;
	const char *text; /* borrowed until the next engine_ call; NUL-terminated; a line may hold secrets */
	size_t len;
};

/*
 * Starts the child. Found as $MAILMEDIC_ENGINE (tests), else beside the running executable in the
 * build tree, else in libexec. Empty environment, no core dumps, only its two sockets open.
 */
bool engine_create(const struct engine_order *order, struct engine **ret_engine, struct error *error);

/* Kills and reaps the child, wipes buffers; takes NULL. */
void engine_destroy(struct engine *engine);

void engine_want(const struct engine *engine, struct loop *loop);
void engine_step(struct engine *engine, const struct loop *loop);
bool engine_next(struct engine *engine, struct engine_event *ret_event);

/* A server line for libESMTP; CR LF is added. At most 1000 bytes (LIBESMTP limit 1023): longer text is the caller's to shorten. */
void engine_send_line(struct engine *engine, const char *line);

/* Answers to ENGINE_NEED_...; NULL gives up. The secret is not kept. */
void engine_give_user(struct engine *engine, const char *user);
void engine_give_password(struct engine *engine, const struct secret *password);

/* A piece of the message; len 0 ends it. */
void engine_give_message(struct engine *engine, const char *bytes, size_t len);

/* Process id, for tests that kill it. */
int engine_pid(const struct engine *engine);

#endif
