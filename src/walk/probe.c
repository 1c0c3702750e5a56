/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A port that speaks TLS from the first byte says nothing until it is spoken to, and looks like a dead
 * server. So after some silence a second connection tries a handshake; the first one goes on waiting,
 * for a server that is merely slow must not be spoken to before it has greeted.
 */
#include "walk/internal.h"

#include "account/proxy.h"
#include "base/clock.h"
#include "base/intl.h"

static bool may_probe(const struct walk *walk)
{
	return walk->awaited == COMMAND_GREETING && !walk->tls_done && walk->probe_at != CLOCK_NEVER;
}

void probe_want(const struct walk *walk, struct loop *loop)
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
	    .proxy = account_proxy(account),
	    .proxy_login = walk->options.proxy_login,
	    .implicit_tls = true,
	    .ca_path = account->ca_path,
	    .sni = account->sni,
	    .connect_ms = WALK_PROBE_MS,
	    .tls_ms = WALK_PROBE_MS,
	};

	walk->probe_at = CLOCK_NEVER;
	walk_note(walk,
		  _("No greeting yet. A second connection tries whether this port speaks TLS at once."));
	(void)wire_create(&target, &walk->probe, NULL); /* no probe is no loss */
}

bool probe_step(struct walk *walk, const struct loop *loop)
{
	struct wire_event event;
	bool speaks_tls = false;

	if (may_probe(walk) && clock_now() >= walk->probe_at)
		begin(walk);
	if (!walk->probe)
		return false;
	wire_step(walk->probe, loop);
	while (walk->probe && wire_next(walk->probe, &event)) {
		speaks_tls |= event.kind == WIRE_TLS && walk->awaited == COMMAND_GREETING;
		if (event.kind == WIRE_FAILED || event.kind == WIRE_CLOSED || event.kind == WIRE_TLS)
			probe_end(walk);
	}
	return speaks_tls;
}

void probe_end(struct walk *walk)
{
	wire_destroy(walk->probe);
	walk->probe = NULL;
	walk->probe_at = CLOCK_NEVER;
}
