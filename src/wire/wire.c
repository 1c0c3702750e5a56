/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a name to a stream of lines: which part is at work, what it hands to the next, and when
 * everything ends. Lines are cut only when they are pulled and reading stops when enough is
 * buffered, so a flood waits in the kernel.
 */
#include "wire/internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "account/proxy.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"

enum {
	SHOWN_TEXT_MAX = 2048,
	CONNECTS_MAX = 64, /* begun in one step: a name may have thousands of addresses that fail at once */
};

/* --- events --- */

static void push(struct wire *wire, const struct wire_event *event)
{
	queue_push(&wire->queue, event);
	wire->fresh = true;
}

/* The one way a wire ends by itself other than by the peer's closing. */
static void fail_with(struct wire *wire, enum problem problem, const char *text, const char *plain)
{
	wire->state = WIRE_ENDED;
	push(wire, &(struct wire_event){
		       .kind = WIRE_FAILED,
		       .problem = problem,
		       .text = text,
		       .detail = plain,
		       .us = clock_now_us() - wire->since_us,
		       .tls = wire->failed_tls.problem ? &wire->failed_tls : NULL,
		   });
	stream_close(&wire->stream);
}

static void fail(struct wire *wire, enum problem problem, const char *text)
{
	fail_with(wire, problem, text, NULL);
}

static void fail_showing(struct wire *wire, enum problem problem, const char *bytes, size_t len)
{
	struct strbuf shown;

	strbuf_init(&shown, SHOWN_TEXT_MAX);
	strbuf_adds(&shown, _("The server sent: "));
	text_quote(&shown, bytes, len);
	fail(wire, problem, shown.data);
	strbuf_finish(&shown);
}

static void fail_tls(struct wire *wire)
{
	struct strbuf shown;
	size_t len;
	const char *plain = tls_session_plain_text(wire->stream.tls, &len);

	strbuf_init(&shown, SHOWN_TEXT_MAX);
	while (plain && len > 0 && (plain[len - 1] == '\n' || plain[len - 1] == '\r'))
		len--;
	if (plain)
		text_make_inert(&shown, plain, len);
	tls_facts_copy(&wire->failed_tls, tls_session_failure(wire->stream.tls));
	fail_with(wire, wire->failed_tls.problem, wire->failed_tls.detail, plain ? shown.data : NULL);
	strbuf_finish(&shown);
}

/* --- from one part to the next --- */

static void begin_tls(struct wire *wire, bool implicit)
{
	wire->state = WIRE_SHAKES_HANDS;
	wire->since_us = clock_now_us();
	wire->stream.tls = tls_session_create(wire->stream.fd, &(struct tls_settings){
								   .host = &wire->host,
								   .sni = wire->sni.ascii,
								   .trust = wire->trust,
								   .identity = wire->identity,
								   .implicit = implicit,
							       });
}

static void step_handshake(struct wire *wire)
{
	enum tls_progress progress = tls_session_handshake(wire->stream.tls, &wire->stream.allowance);
	const struct tls_facts *facts = tls_session_facts(wire->stream.tls);

	if (progress == TLS_UNDER_WAY && clock_now_us() - wire->since_us >= wire->tls_ms * CLOCK_US_PER_MS) {
		tls_session_time_out(wire->stream.tls);
		progress = TLS_GIVEN_UP;
	}
	if (progress == TLS_UNDER_WAY)
		return;
	if (progress == TLS_GIVEN_UP) {
		fail_tls(wire);
		return;
	}
	wire->state = WIRE_OPEN;
	push(wire, &(struct wire_event){
		       .kind = WIRE_TLS,
		       .problem = facts->problem,
		       .text = facts->detail,
		       .us = clock_now_us() - wire->since_us,
		       .tls = facts,
		   });
	stream_read(&wire->stream);
	stream_write(&wire->stream);
}

static void begin_open(struct wire *wire, int fd)
{
	wire->stream.fd = fd;
	wire->state = WIRE_OPEN;
	if (!wire->implicit_tls)
		return;
	wire->state = WIRE_SHAKES_HANDS;
	wire->is_held = wire->holds;
	if (!wire->is_held) {
		begin_tls(wire, true);
		step_handshake(wire);
	}
}

static void step_connect(struct wire *wire, const struct loop *loop)
{
	struct attempt attempt;
	char own[ADDRESS_TEXT_MAX] = "";
	char *summary;

	for (int i = 0; i < CONNECTS_MAX && wire->state == WIRE_CONNECTS &&
			connector_step(&wire->connector, loop, &attempt);
	     i++) {
		if (attempt.problem == PROBLEM_NONE)
			address_write_own(wire->connector.fd, own);
		push(wire, &(struct wire_event){
			       .kind = WIRE_ADDRESS,
			       .problem = attempt.problem,
			       .text = attempt.address->text,
			       .detail = attempt.problem ? connector_error_text(attempt.error_number) : own,
			       .family = attempt.address->family,
			       .us = attempt.us,
			   });
		if (attempt.problem == PROBLEM_NONE) {
			begin_open(wire, connector_take_fd(&wire->connector));
		} else if (connector_exhausted(&wire->connector)) {
			summary = connector_summary(&wire->connector);
			fail(wire, wire->connector.worst, summary);
			free(summary);
		}
	}
}

static void step_proxy(struct wire *wire, const struct loop *loop)
{
	enum problem problem;

	if (!proxy_connect_step(wire->proxy, loop, &problem))
		return;
	if (problem == PROBLEM_NONE) {
		push(wire, &(struct wire_event){.kind = WIRE_PROXY, .us = clock_now_us() - wire->since_us});
		begin_open(wire, proxy_connect_take_fd(wire->proxy));
	} else {
		fail(wire, problem, proxy_connect_detail(wire->proxy));
	}
}

/* `host` goes to the proxy as it is. */
static bool begin_proxy(struct wire *wire, const char *host, struct error *error)
{
	wire->state = WIRE_ASKS_PROXY;
	wire->since_us = clock_now_us();
	wire->is_held = wire->holds;
	if (!wire->is_held)
		return proxy_connect_begin(wire->proxy, host, error);
	mem_replace(&wire->held_host, host);
	return true;
}

/* Through a proxy only the first address is tried. */
static void begin_connect(struct wire *wire, struct address_list addresses)
{
	struct error error;

	push(wire, &(struct wire_event){
		       .kind = WIRE_RESOLVED,
		       .text = wire->host.ascii,
		       .us = clock_now_us() - wire->since_us,
		       .address_count = addresses.count,
		   });
	if (wire->proxy != NULL) {
		if (!begin_proxy(wire, addresses.items[0].text, &error))
			fail(wire, PROBLEM_PROXY_DOWN, error.text);
		address_list_finish(&addresses);
		return;
	}
	connector_init(&wire->connector, addresses, wire->connect_ms);
	wire->state = WIRE_CONNECTS;
	wire->is_held = wire->holds;
	wire->since_us = clock_now_us();
}

static void step_resolve(struct wire *wire, const struct loop *loop)
{
	enum problem problem;

	resolve_step(wire->resolve, loop);
	if (!resolve_done(wire->resolve, &problem))
		return;
	if (problem != PROBLEM_NONE)
		fail(wire, problem, resolve_detail(wire->resolve));
	else
		begin_connect(wire, resolve_take_addresses(wire->resolve));
	resolve_destroy(wire->resolve);
	wire->resolve = NULL;
}

static void begin_at(struct wire *wire, const struct sockaddr_storage *sockaddr)
{
	struct address_list addresses = {0};

	address_list_add(&addresses, (const struct sockaddr *)sockaddr, wire->port);
	begin_connect(wire, addresses);
}

/* An address was typed. */
static void begin_literal(struct wire *wire)
{
	bool is_ipv4 = wire->host.literal.ss_family == AF_INET;

	if (wire->family == (is_ipv4 ? FAMILY_IPV6 : FAMILY_IPV4))
		fail(wire, PROBLEM_NO_ADDRESS,
		     wire->family == FAMILY_IPV4
			 ? _("An IPv6 address was given, but only IPv4 is to be used.")
			 : _("An IPv4 address was given, but only IPv6 is to be used."));
	else
		begin_at(wire, &wire->host.literal);
}

/* --- life --- */

static bool set_up(struct wire *wire, const struct wire_target *target, struct error *error)
{
	int64_t patience = wire->connect_ms < DNS_PATIENCE_MS ? wire->connect_ms : DNS_PATIENCE_MS;

	if (!server_name_parse(target->host, &wire->host, error) ||
	    !server_name_parse_sni(target->sni, &wire->host, &wire->sni, error) ||
	    (!wire->trust && !trust_create(target->ca_path, &wire->trust, error)))
		return false;
	wire->since_us = clock_now_us();
	if (proxy_hides_names(target->proxy))
		return begin_proxy(wire, wire->host.ascii, error);
	if (target->address) {
		begin_at(wire, &target->address->sockaddr);
		return true;
	}
	if (wire->host.is_literal) {
		begin_literal(wire);
		return true;
	}
	return resolve_create(wire->host.ascii, wire->port, wire->family,
			      wire->since_us / CLOCK_US_PER_MS + patience, &wire->resolve, error);
}

bool wire_create(const struct wire_target *target, struct wire **ret_wire, struct error *error)
{
	struct wire *wire = mem_calloc(1, sizeof *wire);

	wire->port = target->port;
	wire->family = target->family;
	wire->implicit_tls = target->implicit_tls;
	wire->holds = target->holds;
	wire->identity = client_identity_share(target->identity);
	wire->trust = trust_share(target->trust);
	wire->connect_ms = target->connect_ms > 0 ? target->connect_ms : WIRE_CONNECT_MS;
	wire->tls_ms = target->tls_ms > 0 ? target->tls_ms : WIRE_TLS_MS;
	if (target->proxy)
		wire->proxy = proxy_connect_create(&(struct proxy_target){.proxy = target->proxy,
									  .login = target->proxy_login,
									  .port = target->port,
									  .ms = wire->connect_ms});
	tls_facts_init(&wire->failed_tls);
	stream_init(&wire->stream, WIRE_LINE_MAX, WIRE_OUT_MAX);
	connector_init(&wire->connector, (struct address_list){0}, 0);
	if (!set_up(wire, target, error)) {
		wire_destroy(wire);
		return false;
	}
	*ret_wire = wire;
	return true;
}

void wire_destroy(struct wire *wire)
{
	if (!wire)
		return;
	stream_finish(&wire->stream);
	resolve_destroy(wire->resolve);
	connector_finish(&wire->connector);
	proxy_connect_destroy(wire->proxy);
	trust_destroy(wire->trust);
	client_identity_destroy(wire->identity);
	tls_facts_finish(&wire->failed_tls);
	queue_finish(&wire->queue);
	free(wire->held_host);
	server_name_finish(&wire->host);
	server_name_finish(&wire->sni);
	free(wire);
}

/* --- the loop --- */

void wire_want(const struct wire *wire, struct loop *loop)
{
	if (wire->fresh)
		loop_want_at(loop, clock_now());
	if (wire->is_held)
		return;
	switch (wire->state) {
	case WIRE_LOOKS_UP: resolve_want(wire->resolve, loop); break;
	case WIRE_CONNECTS: connector_want(&wire->connector, loop); break;
	case WIRE_ASKS_PROXY: proxy_connect_want(wire->proxy, loop); break;
	case WIRE_SHAKES_HANDS:
		stream_want(&wire->stream, loop);
		loop_want_at(loop, wire->since_us / CLOCK_US_PER_MS + wire->tls_ms);
		break;
	case WIRE_OPEN: stream_want(&wire->stream, loop); break;
	case WIRE_ENDED: break;
	}
}

void wire_step(struct wire *wire, const struct loop *loop)
{
	bool behind = stream_is_behind(&wire->stream);

	wire->fresh = false;
	stream_begin_step(&wire->stream);
	if (wire->is_held)
		return;
	switch (wire->state) {
	case WIRE_LOOKS_UP: step_resolve(wire, loop); break;
	case WIRE_CONNECTS: step_connect(wire, loop); break;
	case WIRE_ASKS_PROXY: step_proxy(wire, loop); break;
	case WIRE_SHAKES_HANDS: step_handshake(wire); break;
	case WIRE_OPEN:
		stream_write(&wire->stream);
		if (behind || loop_events(loop, wire->stream.fd))
			stream_read(&wire->stream);
		break;
	case WIRE_ENDED: break;
	}
}

/* --- lines --- */

static bool give_line(struct wire *wire, const struct line *line, struct wire_event *ret_event)
{
	wire->greeted = true;
	*ret_event = (struct wire_event){
	    .kind = WIRE_LINE,
	    .line = line->bytes,
	    .line_len = line->len,
	    .bare_lf = line->bare_lf,
	};
	return true;
}

/* Everything was pulled and nothing more comes. */
static bool give_end(struct wire *wire, struct wire_event *ret_event)
{
	struct line rest = line_reader_rest(&wire->stream.lines);

	if (wire->stream.input == IO_FAILED) {
		fail_tls(wire);
		return queue_pull(&wire->queue, ret_event);
	}
	wire->state = WIRE_ENDED;
	stream_close(&wire->stream);
	*ret_event = (struct wire_event){
	    .kind = WIRE_CLOSED,
	    .problem = wire->stream.input == IO_CLOSED ? PROBLEM_CLOSED : PROBLEM_RESET,
	    .line = rest.bytes,
	    .line_len = rest.len,
	};
	return true;
}

static bool next_line(struct wire *wire, struct wire_event *ret_event)
{
	struct line line;

	for (;;) {
		if (!wire->greeted && stream_looks_like_tls(&wire->stream)) {
			fail(wire, PROBLEM_TLS_ON_PLAIN_PORT, NULL);
			return queue_pull(&wire->queue, ret_event);
		}
		switch (line_reader_next(&wire->stream.lines, &line)) {
		case LINE_READY: return give_line(wire, &line, ret_event);
		case LINE_OVERFLOW:
			fail_showing(wire, PROBLEM_LINE_TOO_LONG, line.bytes, line.len);
			return queue_pull(&wire->queue, ret_event);
		case LINE_NONE: break;
		}
		if (!wire->stream.stopped)
			return wire->stream.input != IO_OK && give_end(wire, ret_event);
		stream_read(&wire->stream);
	}
}

bool wire_next(struct wire *wire, struct wire_event *ret_event)
{
	if (queue_pull(&wire->queue, ret_event))
		return true;
	return wire->state == WIRE_OPEN && next_line(wire, ret_event);
}

/* --- what the owner asks for --- */

void wire_go_on(struct wire *wire)
{
	struct error error;

	if (!wire->is_held)
		return;
	wire->is_held = false;
	wire->fresh = true;
	wire->since_us = clock_now_us();
	if (wire->state == WIRE_SHAKES_HANDS)
		begin_tls(wire, true);
	else if (wire->state == WIRE_ASKS_PROXY && !proxy_connect_begin(wire->proxy, wire->held_host, &error))
		fail(wire, PROBLEM_PROXY_DOWN, error.text);
}

void wire_start_tls(struct wire *wire)
{
	struct line rest;

	if (wire->state != WIRE_OPEN || wire->stream.tls)
		return;
	stream_begin_step(&wire->stream); /* or what stands after the 220 might be left for the handshake */
	stream_read(&wire->stream);
	rest = line_reader_rest(&wire->stream.lines);
	if (rest.len > 0) {
		fail_showing(wire, PROBLEM_STARTTLS_INJECTION, rest.bytes, rest.len);
		return;
	}
	if (wire->stream.input != IO_OK)
		return; /* wire_next tells */
	begin_tls(wire, false);
	step_handshake(wire);
}
