/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailmedic-engine: libESMTP in a box. Reads one order from the control socket, loads what libESMTP
 * needs, shuts itself in, lets libESMTP talk over the other socket, says how it ended, and is gone.
 */
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <auth-client.h>
#include <libesmtp.h>

#include "engine/child/answers.h"
#include "engine/child/control.h"
#include "engine/child/fork_server.h"
#include "engine/child/sandbox.h"
#ifdef ENGINE_HIJACK_TEST
#include "hijack.h"
#endif

static void need(const void *memory)
{
	if (!memory)
		_exit(EXIT_NO_MEMORY);
}

/* The parent owns every deadline: libESMTP's are put as far away as its int of milliseconds goes. */
static void disable_timeouts(smtp_session_t session)
{
	static const int kinds[] = {Timeout_GREETING, Timeout_ENVELOPE, Timeout_DATA, Timeout_TRANSFER,
				    Timeout_DATA2};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		smtp_set_timeout(session, kinds[i] | Timeout_OVERRIDE_RFC2822_MINIMUM, INT_MAX);
}

/* Never called: the relay plug-in asks elsewhere. Without one libESMTP skips AUTH. */
static int no_interaction(auth_client_request_t request, char **ret_results, int fields, void *context)
{
	(void)request;
	(void)ret_results;
	(void)fields;
	(void)context;
	return 0;
}

static void prepare_sasl(smtp_session_t session)
{
	auth_context_t context;

	auth_client_init();
	context = auth_create_context();
	need(context);
	auth_set_interact_cb(context, no_interaction, NULL);
	smtp_auth_set_context(session, context);
}

/* libESMTP does not begin without a message and a recipient, wanted or not. */
static void prepare_message(smtp_session_t session, const struct engine_order *order)
{
	smtp_message_t message = smtp_add_message(session);

	need(message);
	if (!smtp_set_reverse_path(message, order->from) ||
	    !smtp_set_messagecb(message, answers_message, NULL))
		_exit(EXIT_NO_MEMORY);
	need(smtp_add_recipient(message, order->to));
	if (order->send[0] != '\0')
		tzset(); /* for the Date header: the sandbox opens no files */
}

static smtp_session_t prepare_session(const struct engine_order *order)
{
	smtp_session_t session = smtp_create_session();

	need(session);
	disable_timeouts(session);
	/* The name is never looked up: there is one server, and it is connected. */
	if (!smtp_set_server(session, "server:25") || !smtp_set_hostname(session, order->ehlo_name))
		_exit(EXIT_NO_MEMORY);
	prepare_message(session, order);
	if (order->login[0] != '\0')
		prepare_sasl(session);
	return session;
}

static void shut_in(void)
{
	switch (sandbox_enter(SANDBOX_NO_NETWORK)) {
	case SANDBOX_ON: return;
	case SANDBOX_ABSENT:
		control_tell(FRAME_NOTE,
			     "this system has no seccomp: the engine runs without a system call filter");
		return;
	case SANDBOX_FAILED: _exit(EXIT_NO_SANDBOX);
	}
}

static _Noreturn void finish(int result)
{
	char reason[FRAME_TEXT_MAX - 2] = "";
	char text[FRAME_TEXT_MAX];
	const int error = smtp_errno();

	if (error != 0 && smtp_strerror(error, reason, sizeof(reason)) && reason[0] != '\0')
		snprintf(text, sizeof(text), "%d %s", result, reason);
	else
		snprintf(text, sizeof(text), "%d", result);
	control_finish(text);
}

int main(int argc, char *argv[])
{
	static char payload[FRAME_PAYLOAD_MAX + 1];
	struct engine_order order;
	enum frame_type type;
	smtp_session_t session;
	size_t len;

	sandbox_prepare();
	fork_server_run(argc, argv);
	control_read(payload, sizeof(payload), &type, &len);
	if (type != FRAME_START || !engine_order_read(payload, len, &order))
		_exit(EXIT_BAD_FRAME);
	session = prepare_session(&order);
	shut_in();
#ifdef ENGINE_HIJACK_TEST
	hijack_try_everything();
#endif
	finish(smtp_start_session(session) ? 1 : 0);
}
