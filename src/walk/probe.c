/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A port that speaks TLS from the first byte says nothing until it is spoken to, and looks like a dead
 * server. So after some silence a second connection tries a handshake; the first one goes on waiting,
 * for a server that is merely slow must not be spoken to before it has greeted.
 */
#include "walk/internal.h"

#include "base/clock.h"

static bool may_probe(const struct walk *walk)
{
	return walk->pending == COMMAND_GREETING && !walk->tls_done && walk->probe_at != CLOCK_NEVER;
}

void walk_probe_want(const struct walk *walk, struct loop *loop)
{
	if (may_probe(walk))
		loop_want_at(loop, walk->probe_at);
	if (walk->probe)
		wire_want(walk->probe, loop);
}

static void begin(struct walk *walk)
{
	const struct account *account = &walk->account;
	const struct wire_target target = {
	    .host = account->host,
	    .port = account_port(account),
	    .family = account->family,
	    .implicit_tls = true,
	    .ca_path = account->ca_path,
	    .sni = account->sni,
	    .connect_ms = WALK_PROBE_MS,
	    .tls_ms = WALK_PROBE_MS,
	};

	walk->probe_at = CLOCK_NEVER;
	walk_note(walk, "%s",
		  _("No greeting yet. A second connection tries whether this port speaks TLS at once."));
	(void)wire_create(&target, &walk->probe, NULL); /* no probe is no loss */
}

void walk_probe_step(struct walk *walk, const struct loop *loop)
{
	struct wire_event event;

	if (may_probe(walk) && clock_now() >= walk->probe_at)
		begin(walk);
	if (!walk->probe)
		return;
	wire_step(walk->probe, loop);
	while (walk->probe && wire_next(walk->probe, &event)) {
		if (event.kind == WIRE_TLS && walk->pending == COMMAND_GREETING) {
			walk_probe_end(walk);
			walk_fail(walk, PROBLEM_TLS_ON_PLAIN_PORT, NULL);
		} else if (event.kind == WIRE_FAILED || event.kind == WIRE_CLOSED || event.kind == WIRE_TLS) {
			walk_probe_end(walk);
		}
	}
}

void walk_probe_end(struct walk *walk)
{
	wire_destroy(walk->probe);
	walk->probe = NULL;
	walk->probe_at = CLOCK_NEVER;
}
