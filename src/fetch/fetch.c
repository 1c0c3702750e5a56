/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parent's side: the order out, the answer in, line by line, and a deadline. */
#include "fetch/fetch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "engine/start.h"

enum { GRACE_MS = 1000 }; /* for the helper to start and to end, besides the request's own time */

struct fetch {
	struct engine_process process;
	struct strbuf answer;
	int64_t deadline;
	bool done;
	struct fetch_result result;
};

static void end(struct fetch *fetch, const char *failure)
{
	if (failure != NULL && *fetch->result.failure == '\0')
		snprintf(fetch->result.failure, sizeof fetch->result.failure, "%s", failure);
	fetch->done = true;
}

static void write_order(const struct fetch_request *request, struct strbuf *out)
{
	bool is_ipv6 = strchr(request->address, ':') != NULL;

	strbuf_addf(out, "url %s\n", request->url);
	strbuf_addf(out, is_ipv6 ? "connect %s:%d:[%s]\n" : "connect %s:%d:%s\n", request->host,
		    request->port, request->address);
	if (request->ca_path != NULL)
		strbuf_addf(out, "ca %s\n", request->ca_path);
	if (request->mailbox != NULL)
		strbuf_addf(out, "mailbox %s\n", request->mailbox);
	strbuf_addc(out, '\n');
}

static void write_tunnel_order(const struct fetch_tunnel *tunnel, struct strbuf *out)
{
	bool is_ipv6 = strchr(tunnel->host, ':') != NULL;

	strbuf_addf(out, is_ipv6 ? "tunnel [%s]:%d\n" : "tunnel %s:%d\n", tunnel->host, tunnel->port);
	strbuf_addf(out, "proxy %s\n", tunnel->kind);
	if (secret_length(tunnel->login) > 0)
		strbuf_addf(out, "login %s\n", secret_bytes(tunnel->login));
	strbuf_addc(out, '\n');
}

/* Starts the helper; `order` is its own and ends here, for it may hold a log-in. It is shorter than a
 * socket's buffer. */
static bool start(const int *lent, struct strbuf *order, int64_t ms, struct fetch **ret_fetch,
		  struct error *error)
{
	const struct engine_program program = {.name = "mailmedic-fetch",
					       .variable = "MAILMEDIC_FETCH",
					       .operation = "start the helper for pages and proxies",
					       .lent = lent};
	struct engine_process process;
	bool started = engine_process_start(&program, NULL, &process, error);

	if (started) {
		struct fetch *fetch = mem_calloc(1, sizeof *fetch);

		fetch->process = process;
		fetch->deadline = clock_now() + ms;
		strbuf_init(&fetch->answer, FETCH_ANSWER_MAX);
		if (order->overflowed ||
		    send(process.control, order->data, order->len, MSG_NOSIGNAL) != (ssize_t)order->len)
			end(fetch, "failed");
		*ret_fetch = fetch;
	}
	secret_wipe_buffer(order->data, order->size);
	strbuf_finish(order);
	return started;
}

bool fetch_create(const struct fetch_request *request, struct fetch **ret_fetch, struct error *error)
{
	struct strbuf order;

	strbuf_init(&order, FETCH_ORDER_MAX - 1);
	write_order(request, &order);
	return start(NULL, &order, FETCH_MS + GRACE_MS, ret_fetch, error);
}

bool fetch_tunnel_create(const struct fetch_tunnel *tunnel, struct fetch **ret_fetch, struct error *error)
{
	struct strbuf order;

	strbuf_init(&order, FETCH_ORDER_MAX - 1);
	write_tunnel_order(tunnel, &order);
	return start(tunnel->socket, &order, tunnel->ms, ret_fetch, error);
}

void fetch_destroy(struct fetch *fetch)
{
	if (fetch == NULL)
		return;
	close(fetch->process.control);
	engine_process_reap(&fetch->process.pid);
	strbuf_finish(&fetch->answer);
	free(fetch);
}

/* --- the answer --- */

static bool is_clean(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	}
	return true;
}

/* "HOST PORT MODE USER"; the user may be missing or hold spaces. */
static bool take_server(struct fetch_result *result, char *text)
{
	struct fetch_server *server = &result->servers[result->count];
	char *rest, *host = strtok_r(text, " ", &rest), *port = strtok_r(NULL, " ", &rest);
	char *mode = strtok_r(NULL, " ", &rest);
	const char *user = rest != NULL ? rest : "";
	long number;

	if (result->count == FETCH_SERVERS_MAX || mode == NULL || strlen(host) >= FETCH_TEXT_MAX ||
	    strlen(user) >= FETCH_TEXT_MAX || !text_parse_number(port, 1, 65535, &number))
		return false;
	memcpy(server->host, host, strlen(host) + 1);
	memcpy(server->user, user, strlen(user) + 1);
	server->port = (int)number;
	server->is_implicit = strcmp(mode, "implicit") == 0;
	result->count++;
	return true;
}

static bool take_line(struct fetch_result *result, char *line)
{
	char *value = strchr(line, ' ');
	long status;

	if (value == NULL || !is_clean(line))
		return false;
	*value++ = '\0';
	if (strcmp(line, "server") == 0)
		return take_server(result, value);
	if (strcmp(line, "status") == 0 && text_parse_number(value, 0, 999, &status)) {
		result->status = (int)status;
		return true;
	}
	if (strcmp(line, "failed") == 0 && strlen(value) < FETCH_WORD_MAX) {
		memcpy(result->failure, value, strlen(value) + 1);
		return true;
	}
	if (strcmp(line, "redirect") == 0 && strlen(value) <= FETCH_REDIRECT_MAX) {
		memcpy(result->redirect, value, strlen(value) + 1);
		return true;
	}
	return false;
}

static void take_answer(struct fetch *fetch)
{
	char *rest;

	for (char *line = strtok_r(fetch->answer.data, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (!take_line(&fetch->result, line)) {
			fetch->result = (struct fetch_result){.status = 0};
			end(fetch, "failed");
			return;
		}
	}
	end(fetch, NULL);
}

static void read_answer(struct fetch *fetch)
{
	char chunk[4096];
	ssize_t got = read(fetch->process.control, chunk, sizeof chunk);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0 || !strbuf_add(&fetch->answer, chunk, (size_t)got)) {
		end(fetch, "failed");
		return;
	}
	if (fetch->answer.len >= 2 && strcmp(fetch->answer.data + fetch->answer.len - 2, "\n\n") == 0)
		take_answer(fetch);
}

void fetch_want(const struct fetch *fetch, struct loop *loop)
{
	if (fetch->done)
		return;
	loop_want(loop, fetch->process.control, POLLIN);
	loop_want_at(loop, fetch->deadline);
}

void fetch_step(struct fetch *fetch, const struct loop *loop)
{
	if (!fetch->done && loop_events(loop, fetch->process.control) != 0)
		read_answer(fetch);
	if (!fetch->done && clock_now() >= fetch->deadline)
		end(fetch, "no-answer");
}

const struct fetch_result *fetch_result(const struct fetch *fetch)
{
	return fetch->done ? &fetch->result : NULL;
}
