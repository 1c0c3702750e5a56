/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parent's side of the engine: lines and frames in and out of a child that is taken for hostile.
 * Knows nothing of SMTP: what a line means is the walk's to say.
 */
#include "engine/engine.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/intl.h"
#include "base/memory.h"
#include "engine/channel.h"
#include "engine/start.h"

struct engine {
	pid_t pid;      /* 0 once reaped */
	size_t pending; /* bytes of the line that the caller still looks at */
	int notes;
	bool answer_wanted;
	bool done;     /* DONE was read; `text` holds it */
	bool crashed;  /* `text` says how */
	bool finished; /* the last event was given */
	char text[FRAME_TEXT_MAX + 1];
	char note[FRAME_TEXT_MAX + 1];
	struct channel wire;
	struct channel control;
};

/* The first fault is the one that is told. */
static void breach(struct engine *engine, const char *what)
{
	if (engine->crashed || engine->finished)
		return;
	engine->crashed = true;
	engine->done = false;
	engine->pending = 0;
	snprintf(engine->text, sizeof(engine->text), "broke the protocol: %s", what);
	engine_process_reap(&engine->pid);
	channel_finish(&engine->wire);
	channel_finish(&engine->control);
}

/* The control socket has closed without DONE: the child has died. */
static void note_death(struct engine *engine)
{
	const int status = engine_process_reap(&engine->pid);

	engine->crashed = true;
	if (status != -1 && WIFSIGNALED(status))
		snprintf(engine->text, sizeof(engine->text), "signal %d", WTERMSIG(status));
	else if (status != -1 && WIFEXITED(status))
		snprintf(engine->text, sizeof(engine->text), "exit status %d", WEXITSTATUS(status));
	else
		snprintf(engine->text, sizeof(engine->text), "ended");
	channel_read(&engine->wire); /* what it wrote before */
}

static void send_frame(struct engine *engine, enum frame_type type, const char *payload, size_t len)
{
	char header[FRAME_HEADER];

	frame_write_header(header, type, len);
	channel_send(&engine->control, header, sizeof(header), payload, len);
}

bool engine_create(const struct engine_order *order, struct fork_servers *servers, struct engine **ret_engine,
		   struct error *error)
{
	static const struct engine_program program = {.name = "mailmedic-engine",
						      .variable = "MAILMEDIC_ENGINE",
						      .operation = "start the mail engine",
						      .has_wire = true};
	const char *problem = engine_order_problem(order);
	struct engine_process process;
	struct engine *engine;
	struct strbuf start;

	if (problem)
		return error_set(error, ERROR_USAGE, program.operation, "%s", _(problem));
	if (!engine_process_start(&program, servers, &process, error))
		return false;
	engine = mem_calloc(1, sizeof(*engine));
	engine->pid = process.pid;
	channel_init(&engine->wire, process.wire);
	channel_init(&engine->control, process.control);
	strbuf_init(&start, FRAME_PAYLOAD_MAX);
	engine_order_write(order, &start);
	send_frame(engine, FRAME_START, start.data, start.len);
	strbuf_finish(&start);
	*ret_engine = engine;
	return true;
}

void engine_destroy(struct engine *engine)
{
	if (!engine)
		return;
	if (engine->pid != 0)
		kill(engine->pid, SIGKILL);
	engine_process_reap(&engine->pid);
	channel_finish(&engine->wire);
	channel_finish(&engine->control);
	free(engine);
}

void engine_want(const struct engine *engine, struct loop *loop)
{
	if (engine->finished)
		return;
	channel_want(&engine->wire, loop);
	channel_want(&engine->control, loop);
}

void engine_step(struct engine *engine, const struct loop *loop)
{
	channel_step(&engine->wire, loop);
	channel_step(&engine->control, loop);
}

/* Gives the line at the front of what the child wrote, ended by a NUL in place of its CR. */
static bool next_line(struct engine *engine, struct engine_event *ret_event)
{
	struct channel *wire = &engine->wire;
	char *end = wire->in_len > 0 ? memchr(wire->in, '\n', wire->in_len) : NULL;
	const size_t size = end ? (size_t)(end - wire->in) + 1 : wire->in_len;

	if (size > ENGINE_LINE_MAX + 2) {
		breach(engine, "a line is too long");
		return false;
	}
	if (!end)
		return false;
	if (size < 2 || memchr(wire->in, '\r', size) != end - 1 || memchr(wire->in, '\0', size)) {
		breach(engine, "a line holds NUL, CR or LF");
		return false;
	}
	end[-1] = '\0';
	engine->pending = size;
	*ret_event = (struct engine_event){ENGINE_LINE, wire->in, size - 2};
	return true;
}

static void copy_text(char *text, const struct frame *frame)
{
	memcpy(text, frame->payload, frame->len);
	text[frame->len] = '\0';
}

/* True when the frame is an event for the caller. */
static bool take_frame(struct engine *engine, const struct frame *frame, struct engine_event *ret_event)
{
	switch (frame->type) {
	case FRAME_NEED_ANSWER:
		if (engine->answer_wanted)
			break;
		engine->answer_wanted = true;
		*ret_event = (struct engine_event){ENGINE_NEED_ANSWER, "", 0};
		return true;
	case FRAME_NOTE:
		if (++engine->notes > ENGINE_NOTES_MAX)
			break;
		copy_text(engine->note, frame);
		*ret_event = (struct engine_event){ENGINE_NOTE, engine->note, frame->len};
		return true;
	case FRAME_DONE:
		copy_text(engine->text, frame);
		engine->done = true;
		return false;
	default: break;
	}
	breach(engine, "it asks too often");
	return false;
}

static bool next_frame(struct engine *engine, struct engine_event *ret_event)
{
	struct channel *control = &engine->control;
	struct frame frame;
	size_t size;
	bool is_event;

	switch (frame_read(control->in, control->in_len, FRAME_FROM_ENGINE, &frame, &size)) {
	case FRAME_MORE: return false;
	case FRAME_INVALID: breach(engine, "a malformed frame"); return false;
	case FRAME_READY: break;
	}
	is_event = take_frame(engine, &frame, ret_event);
	if (!engine->crashed)
		channel_consume(control, size);
	return is_event;
}

static bool finish(struct engine *engine, enum engine_event_kind kind, struct engine_event *ret_event)
{
	engine->finished = true;
	*ret_event = (struct engine_event){kind, engine->text, strlen(engine->text)};
	return true;
}

bool engine_next(struct engine *engine, struct engine_event *ret_event)
{
	if (engine->pending > 0) {
		channel_consume(&engine->wire, engine->pending);
		engine->pending = 0;
	}
	if (engine->finished)
		return false;
	if (engine->wire.overflowed || engine->control.overflowed)
		breach(engine, "it does not read");
	/* Frames first: a note belongs before the line after it, a question comes when all lines are
	 * answered. */
	if (!engine->crashed && !engine->done && next_frame(engine, ret_event))
		return true;
	if (next_line(engine, ret_event))
		return true;
	if (!engine->crashed && !engine->done && engine->control.ended) {
		note_death(engine);
		if (next_line(engine, ret_event))
			return true;
	}
	if (engine->crashed && engine->wire.ended)
		return finish(engine, ENGINE_CRASHED, ret_event);
	if (engine->done && engine->wire.ended)
		return finish(engine, ENGINE_DONE, ret_event);
	return false;
}

void engine_send_line(struct engine *engine, const char *line)
{
	char text[ENGINE_REPLY_MAX + 2];
	const size_t len = strlen(line);

	if (len > ENGINE_REPLY_MAX) {
		breach(engine, "a reply is too long for it");
		return;
	}
	for (size_t i = 0; i < len; i++)
		text[i] = (line[i] >= ' ' && line[i] <= '~') || line[i] == '\t' ? line[i] : '?';
	memcpy(text + len, "\r\n", 2);
	channel_send(&engine->wire, text, len + 2, NULL, 0);
}

void engine_answer(struct engine *engine, enum engine_answer answer)
{
	if (!engine->answer_wanted)
		return;
	engine->answer_wanted = false;
	if (answer == ENGINE_ANSWER_NONE)
		send_frame(engine, FRAME_NOTHING, "", 0);
	else
		send_frame(engine, FRAME_ANSWER, ENGINE_PLACEHOLDER, answer == ENGINE_ANSWER_SOME ? 1 : 0);
}

void engine_give_message(struct engine *engine, const char *bytes, size_t len)
{
	if (len == 0)
		send_frame(engine, FRAME_MESSAGE, "", 0);
	while (len > 0) {
		const size_t piece = len < FRAME_PAYLOAD_MAX ? len : FRAME_PAYLOAD_MAX;

		send_frame(engine, FRAME_MESSAGE, bytes, piece);
		bytes += piece;
		len -= piece;
	}
}

int engine_pid(const struct engine *engine)
{
	return (int)engine->pid;
}
