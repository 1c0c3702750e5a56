/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the client does that is no line: connecting, and TLS. When it is done, act.c decides. */
#include "walk/internal.h"

#include "base/clock.h"
#include "base/intl.h"

void deed_begin(struct walk *walk, enum deed deed)
{
	if (deed == DEED_NONE)
		return;
	report_waiting(walk, walk->stage == STAGE_TLS ? N_("the TLS handshake") : N_("a connection"),
		       clock_now() + walk_step_ms(walk));
	if (deed == DEED_STARTTLS)
		wire_start_tls(walk->wire);
	else
		wire_go_on(walk->wire);
}

struct event deed_question(const struct walk *walk, struct strbuf *text)
{
	bool connects = walk->stage != STAGE_TLS;

	strbuf_addf(text, connects ? "TCP %s:%d" : "TLS %s:%d", walk->account.host,
		    account_port(&walk->account));
	return (struct event){
	    .kind = EVENT_STEP,
	    .from = FROM_NOTE,
	    .text = text->data,
	    .why = connects ? N_("Opens the connection. Nothing is said yet: the server greets first.")
			    : N_("Agrees on keys with the server, which shows its certificate. From then "
				 "on nobody on the way can read along."),
	};
}
