/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames in and out of a helper that is taken for hostile. */
#include "sasl/sasl.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/secret.h"
#include "engine/channel.h"
#include "engine/protocol.h"
#include "engine/start.h"
#include "smtp/mechanism.h"

enum { KERBEROS_VARIABLES = 2 };

struct sasl {
	pid_t pid;
	size_t pending; /* bytes of the frame that the caller still looks at */
	int fields;
	bool answer_due; /* a start or a challenge has not been answered yet */
	bool completed;
	bool finished; /* the last event was given */
	char text[FRAME_TEXT_MAX + 1];
	struct channel control;
};

/* What the helper may say is wrong. */
static const enum problem faults[] = {
    PROBLEM_BAD_CHALLENGE,     PROBLEM_SASL_FALSE_PROOF,        PROBLEM_SASL_TOO_MANY_ITERATIONS,
    PROBLEM_SASL_NOT_USABLE,   PROBLEM_CREDENTIALS_NOT_ALLOWED, PROBLEM_CREDENTIALS_TOO_LONG,
    PROBLEM_TICKET_MISSING,    PROBLEM_TICKET_EXPIRED,          PROBLEM_TICKET_SERVICE_UNKNOWN,
    PROBLEM_TICKET_KDC_SILENT, PROBLEM_TICKET_CLOCK_SKEW,
};

static void send_frame(struct sasl *sasl, enum frame_type type, const char *payload, size_t len)
{
	char header[FRAME_HEADER];

	frame_write_header(header, type, len);
	channel_send(&sasl->control, header, sizeof(header), payload, len);
}

/* Where Kerberos keeps tickets and settings. */
static void find_variables(char *ret_variables[KERBEROS_VARIABLES + 1])
{
	size_t count = 0;

	for (char **variable = environ; *variable && count < KERBEROS_VARIABLES; variable++)
		if (strncmp(*variable, "KRB5CCNAME=", 11) == 0 || strncmp(*variable, "KRB5_CONFIG=", 12) == 0)
			ret_variables[count++] = *variable;
}

bool sasl_create(const struct sasl_order *order, const struct secret *secret, struct fork_servers *servers,
		 struct sasl **ret_sasl, struct error *error)
{
	static const struct engine_program own = {
	    .name = "mailmedic-sasl", .variable = "MAILMEDIC_SASL", .operation = "start the log-in helper"};
	char *variables[KERBEROS_VARIABLES + 1] = {NULL};
	const struct engine_program gss = {.name = "mailmedic-gss",
					   .variable = "MAILMEDIC_GSS",
					   .operation = own.operation,
					   .variables = variables};
	const bool is_gss = mechanism_find(order->mechanism)->worker == WORKER_GSS;
	const size_t secret_len = secret_length(secret);
	struct engine_process process;
	struct strbuf start;
	struct sasl *sasl;

	find_variables(variables);
	if (!engine_process_start(is_gss ? &gss : &own, servers, &process, error))
		return false;
	sasl = mem_calloc(1, sizeof(*sasl));
	sasl->pid = process.pid;
	sasl->answer_due = true;
	channel_init(&sasl->control, process.control);
	strbuf_init(&start, FRAME_PAYLOAD_MAX);
	sasl_order_write(order, &start);
	send_frame(sasl, FRAME_SASL_START, start.data, start.len);
	send_frame(sasl, FRAME_SECRET, secret_len > 0 ? secret_bytes(secret) : "", secret_len);
	strbuf_finish(&start);
	*ret_sasl = sasl;
	return true;
}

void sasl_destroy(struct sasl *sasl)
{
	if (!sasl)
		return;
	if (sasl->pid != 0)
		kill(sasl->pid, SIGKILL);
	engine_process_reap(&sasl->pid);
	channel_finish(&sasl->control);
	free(sasl);
}

void sasl_want(const struct sasl *sasl, struct loop *loop)
{
	if (!sasl->finished)
		channel_want(&sasl->control, loop);
}

void sasl_step(struct sasl *sasl, const struct loop *loop)
{
	channel_step(&sasl->control, loop);
}

static bool finish(struct sasl *sasl, enum sasl_event_kind kind, enum problem problem,
		   struct sasl_event *ret_event)
{
	sasl->finished = true;
	sasl->pending = 0;
	engine_process_reap(&sasl->pid);
	channel_finish(&sasl->control);
	*ret_event = (struct sasl_event){kind, problem, sasl->text, strlen(sasl->text)};
	return true;
}

static bool breach(struct sasl *sasl, const char *what, struct sasl_event *ret_event)
{
	snprintf(sasl->text, sizeof(sasl->text), "broke the protocol: %s", what);
	return finish(sasl, SASL_CRASHED, PROBLEM_NONE, ret_event);
}

/* The socket has closed: the helper has died. */
static bool report_death(struct sasl *sasl, struct sasl_event *ret_event)
{
	const int status = engine_process_reap(&sasl->pid);

	if (status != -1 && WIFSIGNALED(status))
		snprintf(sasl->text, sizeof(sasl->text), "signal %d", WTERMSIG(status));
	else if (status != -1 && WIFEXITED(status))
		snprintf(sasl->text, sizeof(sasl->text), "exit status %d", WEXITSTATUS(status));
	else
		snprintf(sasl->text, sizeof(sasl->text), "ended");
	return finish(sasl, SASL_CRASHED, PROBLEM_NONE, ret_event);
}

/* "identifier" or "identifier details" */
static bool take_fault(struct sasl *sasl, const struct frame *frame, struct sasl_event *ret_event)
{
	char text[FRAME_TEXT_MAX + 1];
	enum problem problem = PROBLEM_NONE;
	char *details;

	memcpy(text, frame->payload, frame->len);
	text[frame->len] = '\0';
	details = text + strcspn(text, " ");
	snprintf(sasl->text, sizeof(sasl->text), "%s", *details ? details + 1 : "");
	*details = '\0';
	if (problem_parse(text, &problem))
		for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
			if (faults[i] == problem)
				return finish(sasl, SASL_FAULT, problem, ret_event);
	return breach(sasl, "a fault that it cannot have", ret_event);
}

static bool take_field(struct sasl *sasl, const struct frame *frame, struct sasl_event *ret_event)
{
	if (++sasl->fields > SASL_FIELDS_MAX)
		return breach(sasl, "it tells too much", ret_event);
	memcpy(sasl->text, frame->payload, frame->len);
	sasl->text[frame->len] = '\0';
	*ret_event = (struct sasl_event){SASL_FIELD, PROBLEM_NONE, sasl->text, frame->len};
	return true;
}

static bool take_frame(struct sasl *sasl, const struct frame *frame, struct sasl_event *ret_event)
{
	const bool is_response = frame->type == FRAME_RESPONSE || frame->type == FRAME_NO_RESPONSE;

	if (!sasl->answer_due)
		return breach(sasl, "it speaks out of turn", ret_event);
	if (frame->type == FRAME_FAULT)
		return take_fault(sasl, frame, ret_event);
	if (frame->type == FRAME_FIELD)
		return take_field(sasl, frame, ret_event);
	if (frame->type == FRAME_COMPLETE && sasl->completed)
		return breach(sasl, "it is complete twice", ret_event);
	sasl->completed |= frame->type == FRAME_COMPLETE;
	sasl->answer_due = !is_response;
	*ret_event = (struct sasl_event){SASL_COMPLETE, PROBLEM_NONE, frame->payload, frame->len};
	if (is_response)
		ret_event->kind = frame->type == FRAME_RESPONSE ? SASL_RESPONSE : SASL_NO_RESPONSE;
	return true;
}

void sasl_forget_event(struct sasl *sasl)
{
	if (sasl->pending > 0)
		channel_consume(&sasl->control, sasl->pending);
	sasl->pending = 0;
}

bool sasl_next(struct sasl *sasl, struct sasl_event *ret_event)
{
	struct channel *control = &sasl->control;
	struct frame frame;
	size_t size;

	sasl_forget_event(sasl);
	if (sasl->finished)
		return false;
	switch (frame_read(control->in, control->in_len, FRAME_FROM_SASL, &frame, &size)) {
	case FRAME_READY: sasl->pending = size; return take_frame(sasl, &frame, ret_event);
	case FRAME_INVALID: return breach(sasl, "a malformed frame", ret_event);
	case FRAME_MORE: break;
	}
	if (control->overflowed)
		return breach(sasl, "it does not read", ret_event);
	return control->ended && report_death(sasl, ret_event);
}

void sasl_challenge(struct sasl *sasl, const char *bytes, size_t len)
{
	sasl->answer_due = true;
	send_frame(sasl, FRAME_CHALLENGE, bytes, len);
}

int sasl_pid(const struct sasl *sasl)
{
	return (int)sasl->pid;
}
