/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "walk/script.h"

#include "base/clock.h"
#include "base/secret.h"

#include "walk/internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct server {
	int listener, client;
	int port;
	const struct script_turn *turn;
	struct strbuf in;
	int late_ms;
	int64_t due; /* of a late turn; 0: none is waited for */
};

static void server_listen(struct server *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_return_code(bind(server->listener, (struct sockaddr *)&address, size), errno);
	assert_return_code(listen(server->listener, 5), errno);
	assert_return_code(getsockname(server->listener, (struct sockaddr *)&address, &size), errno);
	server->port = ntohs(address.sin_port);
	server->client = -1;
	strbuf_init(&server->in, 1000000);
}

static void server_close(struct server *server, bool reset)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};

	if (reset)
		setsockopt(server->client, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	close(server->client);
	server->client = -1;
}

static void server_play(struct server *server)
{
	while (server->client >= 0 && (server->turn->expect || server->turn->say || server->turn->then)) {
		const char *expect = server->turn->expect;
		if (server->due && clock_now() < server->due)
			return;
		if (expect && !server->due) {
			char *end = memchr(server->in.data, '\n', server->in.len);
			if (!end)
				return;
			if (strncmp(server->in.data, "QUIT", 4) == 0 && strncmp(expect, "QUIT", 4) != 0) {
				server_close(server, false); /* the client may leave at any time */
				return;
			}
			if (strncmp(server->in.data, expect, strlen(expect)) != 0)
				fail_msg("the server wanted %s and got %s", expect, server->in.data);
			strbuf_consume(&server->in, (size_t)(end - server->in.data) + 1);
		}
		if (server->turn->then == STAY_LATE && !server->due) {
			server->due = clock_now() + server->late_ms;
			return;
		}
		server->due = 0;
		const struct script_turn *turn = server->turn++;
		if (turn->say)
			assert_return_code(send(server->client, turn->say, strlen(turn->say), MSG_NOSIGNAL),
					   errno);
		if (turn->then == HANG_UP || turn->then == RESET)
			server_close(server, turn->then == RESET);
	}
}

static void server_step(struct server *server, struct strbuf *received)
{
	char bytes[4096];

	if (server->client < 0) {
		server->client = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	} else {
		ssize_t got = recv(server->client, bytes, sizeof(bytes), 0);
		if (got > 0) {
			strbuf_add(&server->in, bytes, (size_t)got);
			strbuf_add(received, bytes, (size_t)got);
		} else if (got == 0) {
			server_close(server, false);
			return;
		}
	}
	if (server->client >= 0)
		server_play(server);
}

static const char *const kind_names[] = {
    "entered", "ended",    "address", "line",  "reply",   "capabilities", "tls",     "mechanism", "waiting",
    "step",    "password", "token",   "field", "consent", "note",         "verdict", "finished",
};
_Static_assert(sizeof kind_names / sizeof *kind_names == EVENT_FINISHED + 1, "one for each kind of event");

static void keep_event(struct script_run *run, const struct event *event)
{
	strbuf_addf(&run->events, "%s %s %s %s\n", kind_names[event->kind], stage_id(event->stage),
		    event->kind == EVENT_STAGE_ENDED ? outcome_id(event->outcome)
		    : problem_id(event->problem)     ? problem_id(event->problem)
						     : "-",
		    event->text ? event->text : "");
}

static void answer(struct script_run *run, const struct event *event)
{
	struct secret *secret = NULL;

	switch (event->kind) {
	case EVENT_NEED_PASSWORD:
		if (run->think)
			run->think();
		if (!run->password) {
			walk_decline(run->walk);
			break;
		}
		secret = secret_create();
		secret_append(secret, run->password, strlen(run->password));
		walk_give_password(run->walk, secret);
		secret_destroy(secret);
		break;
	case EVENT_NEED_CONSENT: run->consent ? walk_consent(run->walk) : walk_decline(run->walk); break;
	case EVENT_STEP:
		if (run->bytes_at_first_step == SIZE_MAX)
			run->bytes_at_first_step = run->received.len;
		walk_continue(run->walk);
		break;
	case EVENT_LINE:
		if (run->kill_engine_at_line && event->from == FROM_CLIENT && run->walk->engine &&
		    strncmp(event->text, run->kill_engine_at_line, strlen(run->kill_engine_at_line)) == 0)
			kill(engine_pid(run->walk->engine), run->stop_engine ? SIGSTOP : SIGKILL);
		break;
	case EVENT_STAGE_ENTERED:
		if (run->kill_engine_at != STAGE_RESOLVE && event->stage == run->kill_engine_at &&
		    run->walk->engine)
			kill(engine_pid(run->walk->engine), run->stop_engine ? SIGSTOP : SIGKILL);
		break;
	default: break;
	}
}

/* Pulls events, answers them; true when the run is over. */
static bool take_events(struct script_run *run, int64_t *cancelled)
{
	struct event event;

	while (walk_next(run->walk, &event)) {
		keep_event(run, &event);
		if (run->tell && (event.kind == EVENT_VERDICT || event.kind == EVENT_FINISHED))
			walk_tell(run->walk, run->tell);
		if (event.kind == EVENT_FINISHED) {
			if (*cancelled)
				run->ms = clock_now() - *cancelled;
			return true;
		}
		if (event.kind == run->cancel_at && !*cancelled) {
			*cancelled = clock_now();
			walk_cancel(run->walk);
			continue;
		}
		answer(run, &event);
	}
	return false;
}

static void start(struct script_run *run, int port)
{
	struct account account;
	struct error error = {0};
	const struct walk_options options = {
	    .quit_after = run->quit_after,
	    .step = run->step,
	    .send = run->send,
	    .ask_consent = true,
	    .login = run->login,
	};

	account_init(&account);
	assert_true(account_set_address(&account, "me@example.test", &error));
	assert_true(account_set_server(&account, "127.0.0.1", ORIGIN_TYPED, &error));
	assert_true(account_set_ehlo_name(&account, "client.example.test", ORIGIN_TYPED, &error));
	if (run->user)
		assert_true(account_set_text(&account.user, &account.user_origin, "User name", run->user,
					     ORIGIN_TYPED, &error));
	if (run->mechanism)
		assert_true(account_set_mechanism(&account, run->mechanism, ORIGIN_TYPED, &error));
	if (run->from)
		assert_true(account_set_from(&account, run->from, ORIGIN_TYPED, &error));
	account.port = port;
	account.tls = run->tls;
	account.allow_clear_text = !run->refuse_clear_text;
	account.timeout_seconds = run->timeout_seconds;
	if (!walk_create(&account, &options, &run->walk, &error))
		fail_msg("%s", error.text);
	account_finish(&account);
}

void script_run(struct script_run *run)
{
	struct server server = {.turn = run->turns, .late_ms = run->late_ms};
	struct loop loop;
	int64_t cancelled = 0;
	int64_t give_up = clock_now() + 1200000; /* of a clock that may be fast */

	strbuf_init(&run->received, 1000000);
	strbuf_init(&run->events, 1000000);
	run->bytes_at_first_step = SIZE_MAX;
	server_listen(&server);
	start(run, server.port);
	while (!take_events(run, &cancelled)) {
		loop_clear(&loop);
		walk_want(run->walk, &loop);
		loop_want(&loop, server.listener, server.client < 0 ? POLLIN : 0);
		loop_want(&loop, server.client, POLLIN);
		loop_want_at(&loop, clock_now() + 100);
		loop_wait(&loop);
		server_step(&server, &run->received);
		walk_step(run->walk, &loop);
		if (clock_now() > give_up)
			fail_msg("the walk does not end:\n%s", run->events.data);
	}
	if (server.client >= 0) {
		server_step(&server, &run->received); /* what was sent last */
		if (server.client >= 0)
			close(server.client);
	}
	close(server.listener);
	strbuf_finish(&server.in);
}

void script_finish(struct script_run *run)
{
	walk_destroy(run->walk);
	strbuf_finish(&run->received);
	strbuf_finish(&run->events);
}

const struct verdict *script_verdict(const struct script_run *run)
{
	return &walk_facts(run->walk)->verdict;
}
