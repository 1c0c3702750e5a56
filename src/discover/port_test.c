/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A few lines of SMTP with nothing at stake: no engine, no log-in, one line out for each reply. Ends at the
 * first thing that decides, with QUIT where the server listens.
 */
#include "discover/port_test.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "smtp/capabilities.h"
#include "smtp/reply.h"
#include "wire/wire.h"

#include <stdlib.h>
#include <string.h>

enum awaited { AWAITED_GREETING, AWAITED_EHLO, AWAITED_STARTTLS, AWAITED_TLS, AWAITED_SECOND_EHLO };

struct port_test {
	struct wire *wire;
	enum tls_mode tls;
	char *ehlo_name;
	enum awaited awaited;
	struct reply reply;
	int64_t began;
	enum problem certificate; /* what is wrong with it, or PROBLEM_NONE */
	struct port_result result;
};

const char *port_outcome_id(enum port_outcome outcome)
{
	static const char *const ids[] = {
#define X(name, id, word) id,
	    PORT_OUTCOME_LIST(X)
#undef X
	};
	return ids[outcome];
}

const char *port_outcome_word(enum port_outcome outcome)
{
	static const char *const words[] = {
#define X(name, id, word) word,
	    PORT_OUTCOME_LIST(X)
#undef X
	};
	return words[outcome];
}

bool port_outcome_is_reachable(enum port_outcome outcome)
{
	return outcome == PORT_OPEN || outcome == PORT_UNTRUSTED || outcome == PORT_WRONG_NAME;
}

static void end(struct port_test *test, enum port_outcome outcome, enum problem problem)
{
	if (test->result.outcome != PORT_WAITING)
		return;
	test->result.outcome = outcome;
	test->result.problem = problem;
	test->result.ms = clock_now() - test->began;
}

static enum port_outcome outcome_of(enum problem problem)
{
	switch (problem) {
	case PROBLEM_PROXY_TARGET_REFUSED:
	case PROBLEM_CONNECT_REFUSED: return PORT_REFUSED;
	case PROBLEM_PROXY_NAME_UNKNOWN:
	case PROBLEM_NO_SUCH_NAME: return PORT_NAME_UNKNOWN;
	case PROBLEM_PROXY_DOWN:
	case PROBLEM_PROXY_LOGIN:
	case PROBLEM_PROXY_DENIED:
	case PROBLEM_PROXY_FAILED: return PORT_PROXY;
	case PROBLEM_UNREACHABLE: return PORT_NO_ROUTE;
	case PROBLEM_NO_ADDRESS: return PORT_NO_ADDRESS;
	case PROBLEM_CLOSED:
	case PROBLEM_RESET: return PORT_CLOSED;
	case PROBLEM_TLS_ON_PLAIN_PORT:
	case PROBLEM_PLAIN_ON_TLS_PORT:
	case PROBLEM_STARTTLS_INJECTION:
	case PROBLEM_STARTTLS_REFUSED:
	case PROBLEM_TLS_HANDSHAKE_FAILED:
	case PROBLEM_TLS_TIMEOUT:
	case PROBLEM_TLS_CLOSED:
	case PROBLEM_TLS_VERSION:
	case PROBLEM_TLS_NO_COMMON_CIPHER:
	case PROBLEM_TLS_CLIENT_CERTIFICATE:
	case PROBLEM_TLS_CLIENT_CERTIFICATE_REFUSED:
	case PROBLEM_TLS_NEEDS_SNI: return PORT_TLS_FAILED;
	case PROBLEM_CERT_WRONG_HOST: return PORT_WRONG_NAME;
	case PROBLEM_INVALID_REPLY:
	case PROBLEM_MIXED_CODES:
	case PROBLEM_LINE_TOO_LONG:
	case PROBLEM_REPLY_TOO_LONG: return PORT_NOT_SMTP;
	default: return problem_is_certificate(problem) ? PORT_UNTRUSTED : PORT_SILENT;
	}
}

static void fail(struct port_test *test, enum problem problem)
{
	end(test, outcome_of(problem), problem);
}

/* --- what is said --- */

static void say(struct port_test *test, const char *verb, const char *argument)
{
	struct strbuf line;

	strbuf_init(&line, 512);
	strbuf_addf(&line, "%s%s%s", verb, argument != NULL ? " " : "", argument != NULL ? argument : "");
	if (!line.overflowed)
		wire_send_line(test->wire, line.data, line.len);
	strbuf_finish(&line);
}

static void keep_inert(const char *bytes, size_t len, char *slot, size_t size)
{
	struct strbuf shown;

	strbuf_init(&shown, size - 1);
	text_make_inert(&shown, bytes, len);
	memcpy(slot, shown.data, shown.len + 1);
	strbuf_finish(&shown);
}

/* Everything that can be known without a log-in is known. */
static void finish(struct port_test *test, const struct capabilities *offered)
{
	struct strbuf names;

	strbuf_init(&names, MECHANISMS_SHOWN_MAX - 1);
	for (size_t i = 0; i < offered->mechanism_count; i++)
		strbuf_addf(&names, "%s%s", i > 0 ? " " : "", offered->mechanisms[i]);
	memcpy(test->result.mechanisms, names.data, names.len + 1);
	strbuf_finish(&names);
	say(test, "QUIT", NULL);
	if (test->certificate != PROBLEM_NONE)
		fail(test, test->certificate);
	else
		end(test, PORT_OPEN, PROBLEM_NONE);
}

/* --- replies --- */

static void take_greeting(struct port_test *test)
{
	const struct reply *reply = &test->reply;

	test->result.code = reply->code;
	keep_inert(reply->lines[0].bytes, reply->lines[0].len, test->result.greeting, GREETING_SHOWN_MAX);
	test->result.is_masked = greeting_crossed_out(test->result.greeting);
	if (reply_class(reply->code) != REPLY_POSITIVE) {
		say(test, "QUIT", NULL);
		end(test, PORT_TURNED_AWAY, PROBLEM_NONE);
		return;
	}
	test->awaited = AWAITED_EHLO;
	say(test, "EHLO", test->ehlo_name);
}

static void take_ehlo(struct port_test *test)
{
	struct capabilities offered;
	bool encrypted = wire_is_tls(test->wire);

	if (test->reply.code != 250) {
		say(test, "QUIT", NULL);
		end(test, PORT_TURNED_AWAY, PROBLEM_NONE);
		return;
	}
	capabilities_init(&offered);
	capabilities_read(&offered, &test->reply);
	test->result.offers_starttls |= offered.starttls;
	if (encrypted || test->tls == TLS_NONE) {
		finish(test, &offered);
	} else if (offered.starttls) {
		test->awaited = AWAITED_STARTTLS;
		say(test, "STARTTLS", NULL);
	} else {
		say(test, "QUIT", NULL);
		end(test, PORT_NO_STARTTLS, PROBLEM_TLS_NOT_OFFERED);
	}
	capabilities_finish(&offered);
}

static void take_reply(struct port_test *test)
{
	switch (test->awaited) {
	case AWAITED_GREETING: take_greeting(test); break;
	case AWAITED_EHLO:
	case AWAITED_SECOND_EHLO: take_ehlo(test); break;
	case AWAITED_STARTTLS:
		if (test->reply.code != 220) {
			fail(test, PROBLEM_STARTTLS_REFUSED);
			break;
		}
		test->awaited = AWAITED_TLS;
		wire_start_tls(test->wire);
		break;
	case AWAITED_TLS: break;
	}
	reply_reset(&test->reply);
}

/* --- events --- */

static void take_line(struct port_test *test, const struct wire_event *event)
{
	enum problem problem = PROBLEM_NONE;

	switch (reply_add_line(&test->reply, event->line, event->line_len, &problem)) {
	case REPLY_MORE: break;
	case REPLY_DONE: take_reply(test); break;
	case REPLY_BROKEN:
		keep_inert(event->line, event->line_len, test->result.greeting, GREETING_SHOWN_MAX);
		fail(test, problem);
		break;
	}
}

static void take_tls(struct port_test *test, const struct tls_facts *tls)
{
	if (tls->version != NULL)
		keep_inert(tls->version, strlen(tls->version), test->result.tls_version,
			   sizeof test->result.tls_version);
	if (tls->chain_count > 0 && tls->chain[0].fingerprint != NULL)
		keep_inert(tls->chain[0].fingerprint, strlen(tls->chain[0].fingerprint),
			   test->result.fingerprint, FINGERPRINT_MAX);
	for (size_t i = 0; i < tls->chain_count && i < TLSA_CHAIN_MAX; i++)
		test->result.chain[test->result.chain_count++] = tls->chain[i].digests;
	test->certificate = tls->problem;
	if (test->awaited != AWAITED_TLS)
		return;
	test->awaited = AWAITED_SECOND_EHLO;
	say(test, "EHLO", test->ehlo_name);
}

static void take_event(struct port_test *test, const struct wire_event *event)
{
	switch (event->kind) {
	case WIRE_RESOLVED: break;
	case WIRE_ADDRESS:
		if (event->problem == PROBLEM_NONE)
			test->result.connect_ms = event->us / CLOCK_US_PER_MS;
		break;
	case WIRE_PROXY: test->result.connect_ms = event->us / CLOCK_US_PER_MS; break;
	case WIRE_TLS: take_tls(test, event->tls); break;
	case WIRE_LINE: take_line(test, event); break;
	case WIRE_CLOSED:
	case WIRE_FAILED: fail(test, event->problem); break;
	}
}

/* --- life --- */

bool port_test_create(const struct port_target *target, struct port_test **ret_test, struct error *error)
{
	struct port_test *test = mem_calloc(1, sizeof *test);
	struct wire_target wire = {
	    .host = target->host,
	    .port = target->port,
	    .address = target->address,
	    .implicit_tls = target->tls == TLS_IMPLICIT,
	    .ca_path = target->ca_path,
	    .proxy = target->proxy,
	    .proxy_login = target->proxy_login,
	    .connect_ms = PORT_TEST_MS,
	    .tls_ms = PORT_TEST_MS,
	};

	test->tls = target->tls;
	test->ehlo_name = mem_strdup(target->ehlo_name);
	test->began = clock_now();
	test->result.connect_ms = -1;
	reply_init(&test->reply);
	if (!wire_create(&wire, &test->wire, error)) {
		port_test_destroy(test);
		return false;
	}
	*ret_test = test;
	return true;
}

void port_test_destroy(struct port_test *test)
{
	if (test == NULL)
		return;
	wire_destroy(test->wire);
	reply_finish(&test->reply);
	free(test->ehlo_name);
	free(test);
}

void port_test_want(const struct port_test *test, struct loop *loop)
{
	if (test->result.outcome != PORT_WAITING)
		return;
	wire_want(test->wire, loop);
	loop_want_at(loop, test->began + PORT_TEST_MS);
}

void port_test_step(struct port_test *test, const struct loop *loop)
{
	struct wire_event event;

	if (test->result.outcome != PORT_WAITING)
		return;
	wire_step(test->wire, loop);
	while (test->result.outcome == PORT_WAITING && wire_next(test->wire, &event))
		take_event(test, &event);
	if (clock_now() >= test->began + PORT_TEST_MS)
		end(test, PORT_SILENT,
		    test->result.connect_ms >= 0 ? PROBLEM_REPLY_TIMEOUT : PROBLEM_CONNECT_TIMEOUT);
}

const struct port_result *port_test_result(const struct port_test *test)
{
	return &test->result;
}
