/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two helpers of a walk, in the fuzzer's own process: what engine.h and sasl.h promise, without a process
 * and without a secret's ways, so that a walk takes milliseconds. Only for libFuzzer; the same inputs are
 * replayed through the real ones. What hostile helpers do is the business of the targets "engine" and
 * "child".
 */
#include "fuzz.h"

#include "base/memory.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "engine/engine.h"
#include "sasl/sasl.h"
#include "smtp/mechanism.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 256 * 1024 };

/* ---- mailmedic-engine: libESMTP's part of a session, as LINE after LINE */

enum due { DUE_EHLO, DUE_AUTH, DUE_RESPONSE, DUE_MAIL, DUE_RCPT, DUE_DATA, DUE_TEXT, DUE_NOTHING };

struct engine {
	enum due due;
	bool asking;
	bool login;
	char *from, *to, *ehlo_name;
	char mechanism[32];
	struct strbuf lines; /* to the server, each ends with a newline */
	size_t read;
	struct strbuf line; /* the one that the caller looks at */
};

bool engine_create(const struct engine_order *order, struct fork_servers *servers, struct engine **ret_engine,
		   struct error *error)
{
	const char *problem = engine_order_problem(order);

	(void)servers;
	if (problem)
		return error_set(error, ERROR_USAGE, "start the mail engine", "%s", problem);
	struct engine *engine = mem_calloc(1, sizeof(*engine));
	engine->login = order->login[0] != '\0';
	mem_replace(&engine->from, order->from);
	mem_replace(&engine->to, order->to);
	mem_replace(&engine->ehlo_name, order->ehlo_name);
	strbuf_init(&engine->lines, TEXT_MAX);
	strbuf_init(&engine->line, TEXT_MAX);
	*ret_engine = engine;
	return true;
}

void engine_destroy(struct engine *engine)
{
	if (!engine)
		return;
	free(engine->from);
	free(engine->to);
	free(engine->ehlo_name);
	strbuf_finish(&engine->lines);
	strbuf_finish(&engine->line);
	free(engine);
}

void engine_want(const struct engine *engine, struct loop *loop)
{
	if (engine->asking || engine->read < engine->lines.len)
		loop_want_at(loop, 0);
}

void engine_step(struct engine *engine, const struct loop *loop)
{
	(void)engine;
	(void)loop;
}

bool engine_next(struct engine *engine, struct engine_event *ret_event)
{
	const char *line = engine->lines.data + engine->read;

	*ret_event = (struct engine_event){.kind = ENGINE_NEED_ANSWER, .text = ""};
	if (engine->read == engine->lines.len) {
		bool asks = engine->asking;
		engine->asking = false;
		return asks;
	}
	strbuf_clear(&engine->line);
	strbuf_add(&engine->line, line, strcspn(line, "\n"));
	engine->read += engine->line.len + 1;
	*ret_event = (struct engine_event){
	    .kind = ENGINE_LINE, .text = engine->line.data ? engine->line.data : "", .len = engine->line.len};
	return true;
}

static void say_mail(struct engine *engine)
{
	strbuf_addf(&engine->lines, "MAIL FROM:<%s>\n", engine->from);
	engine->due = DUE_MAIL;
}

void engine_send_line(struct engine *engine, const char *line)
{
	const char *offer = strstr(line, "AUTH ");

	if (engine->due == DUE_AUTH && offer && engine->login)
		snprintf(engine->mechanism, sizeof(engine->mechanism), "%s", offer + strlen("AUTH "));
	if (strlen(line) > 3 && line[3] == '-')
		return;
	switch (engine->due) {
	case DUE_EHLO:
		strbuf_addf(&engine->lines, "EHLO %s\n", engine->ehlo_name);
		engine->due = DUE_AUTH;
		break;
	case DUE_AUTH:
	case DUE_RESPONSE:
		engine->asking = engine->mechanism[0] != '\0' && (engine->due == DUE_AUTH || *line == '3');
		if (!engine->asking)
			say_mail(engine);
		break;
	case DUE_MAIL:
		strbuf_addf(&engine->lines, "RCPT TO:<%s>\n", engine->to);
		engine->due = DUE_RCPT;
		break;
	case DUE_RCPT:
		strbuf_adds(&engine->lines, "DATA\n");
		engine->due = DUE_DATA;
		break;
	case DUE_DATA: engine->due = DUE_TEXT; break;
	case DUE_TEXT:
	case DUE_NOTHING: break;
	}
}

void engine_answer(struct engine *engine, enum engine_answer answer)
{
	static const char *const responses[] = {"*", "", ENGINE_PLACEHOLDER_BASE64};
	static const char *const initial[] = {"", " =", (" " ENGINE_PLACEHOLDER_BASE64)};

	if (engine->due == DUE_AUTH)
		strbuf_addf(&engine->lines, "AUTH %s%s\n", engine->mechanism, initial[answer]);
	else
		strbuf_addf(&engine->lines, "%s\n", responses[answer]);
	engine->due = DUE_RESPONSE;
}

void engine_give_message(struct engine *engine, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != '\r')
			strbuf_addc(&engine->lines, bytes[i]);
	if (len > 0)
		return;
	strbuf_adds(&engine->lines, ".\n");
	engine->due = DUE_NOTHING;
}

int engine_pid(const struct engine *engine)
{
	(void)engine;
	return 0;
}

/* ---- mailmedic-sasl: one response a challenge, with the secret where the mechanism has it */

struct sasl {
	const struct mechanism *mechanism;
	char *user;
	struct secret *secret;
	int challenges;
	bool due, complete;
	struct strbuf response;
};

bool sasl_create(const struct sasl_order *order, const struct secret *secret, struct fork_servers *servers,
		 struct sasl **ret_sasl, struct error *error)
{
	struct sasl *sasl = mem_calloc(1, sizeof(*sasl));

	(void)servers;
	(void)error;
	sasl->mechanism = mechanism_find(order->mechanism);
	mem_replace(&sasl->user, order->user);
	sasl->secret = secret ? secret_clone(secret) : secret_create();
	sasl->due = true;
	strbuf_init(&sasl->response, TEXT_MAX);
	*ret_sasl = sasl;
	return true;
}

void sasl_destroy(struct sasl *sasl)
{
	if (!sasl)
		return;
	free(sasl->user);
	secret_destroy(sasl->secret);
	strbuf_finish(&sasl->response);
	free(sasl);
}

void sasl_want(const struct sasl *sasl, struct loop *loop)
{
	if (sasl->due)
		loop_want_at(loop, 0);
}

void sasl_step(struct sasl *sasl, const struct loop *loop)
{
	(void)sasl;
	(void)loop;
}

/* False: the server speaks first. */
static bool compose(struct sasl *sasl)
{
	bool first = sasl->mechanism->server_first;

	strbuf_clear(&sasl->response);
	if (sasl->challenges == 0 && first)
		return false;
	if (!first)
		strbuf_addc(&sasl->response, '\0');
	if (sasl->challenges < 2)
		strbuf_adds(&sasl->response, sasl->user);
	if (!first)
		strbuf_addc(&sasl->response, '\0');
	if (sasl->mechanism->in_clear && (!first || sasl->challenges == 2))
		strbuf_add(&sasl->response, secret_bytes(sasl->secret), secret_length(sasl->secret));
	return true;
}

bool sasl_next(struct sasl *sasl, struct sasl_event *ret_event)
{
	if (!sasl->due)
		return false;
	if (!sasl->complete && sasl->challenges >= 1) {
		sasl->complete = true;
		*ret_event = (struct sasl_event){.kind = SASL_COMPLETE, .bytes = ""};
		return true;
	}
	sasl->due = false;
	bool speaks = compose(sasl);
	*ret_event = (struct sasl_event){.kind = speaks ? SASL_RESPONSE : SASL_NO_RESPONSE,
					 .bytes = sasl->response.data ? sasl->response.data : "",
					 .len = sasl->response.len};
	return true;
}

void sasl_forget_event(struct sasl *sasl)
{
	strbuf_clear(&sasl->response);
}

void sasl_challenge(struct sasl *sasl, const char *bytes, size_t len)
{
	(void)bytes;
	(void)len;
	sasl->challenges++;
	sasl->due = true;
}

int sasl_pid(const struct sasl *sasl)
{
	(void)sasl;
	return 0;
}
