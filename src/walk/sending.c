/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way out: every line to the server is shown masked, held in step mode, and sent only after what
 * the server has pushed meanwhile was looked at.
 */
#include "walk/internal.h"

#include "base/clock.h"
#include "base/secret.h"

static const char *why_sent(enum command command)
{
	switch (command) {
	case COMMAND_EHLO: return N_("EHLO introduces this computer and asks what the server can do.");
	case COMMAND_HELO: return N_("HELO introduces this computer to a server that does not know EHLO.");
	case COMMAND_STARTTLS:
		return N_("STARTTLS asks for encryption, so that nobody on the way can read the password.");
	case COMMAND_AUTH: return N_("AUTH begins the log-in with the chosen method.");
	case COMMAND_RESPONSE: return N_("This is the answer to the server's question. It is never shown.");
	case COMMAND_CANCEL:
		return N_("A lone * gives up this log-in: the server's question makes no sense.");
	case COMMAND_MAIL:
		return N_("MAIL names the sender. The server checks that you may use this address.");
	case COMMAND_RCPT:
		return N_("RCPT names the recipient. The server checks that it may take mail for it.");
	case COMMAND_DATA: return N_("DATA asks whether the message itself may follow.");
	case COMMAND_BODY: return N_("A line with a single dot ends the message.");
	case COMMAND_QUIT:
		return N_("QUIT takes leave, so that the server can close the session in good order.");
	case COMMAND_NONE:
	case COMMAND_GREETING: break;
	}
	return "";
}

static void wipe_line(struct walk *walk)
{
	secret_wipe_buffer(walk->line.data, walk->line.size);
	strbuf_clear(&walk->line);
}

void walk_send_held(struct walk *walk)
{
	enum command command = walk->held;

	/* Whatever the server has pushed in the meantime comes first: it may be a 421. */
	wire_peek(walk->wire);
	walk_take_arrivals(walk);
	if (walk->over || walk->held != command)
		return;
	walk->held = COMMAND_NONE;
	struct strbuf shown;
	strbuf_init(&shown, WALK_LINE_MAX);
	mask_client_line(&walk->mask, walk->line.data, walk->line.len, &shown);
	walk_emit(walk,
		  (struct event){
		      .kind = EVENT_LINE, .from = FROM_CLIENT, .text = shown.data, .tls = walk->tls_done});
	strbuf_finish(&shown);

	strbuf_adds(&walk->line, "\r\n");
	wire_send(walk->wire, walk->line.data, walk->line.len);
	wipe_line(walk);
	walk_expect(walk, command);
}

/* How the line will look, without moving the masking on. */
static void show_held(struct walk *walk, struct strbuf *shown)
{
	struct mask preview = walk->mask;

	mask_client_line(&preview, walk->line.data, walk->line.len, shown);
}

void walk_offer(struct walk *walk, enum command command, const char *line, size_t len)
{
	wipe_line(walk);
	strbuf_add(&walk->line, line, len);
	walk->held = command;
	walk->deadline = CLOCK_NEVER;
	if (!walk->options.step) {
		walk_send_held(walk);
		return;
	}
	struct strbuf shown;
	strbuf_init(&shown, WALK_LINE_MAX);
	show_held(walk, &shown);
	walk_ask_user(walk, USER_STEP,
		      (struct event){.kind = EVENT_STEP, .text = shown.data, .why = why_sent(command)});
	strbuf_finish(&shown);
}
