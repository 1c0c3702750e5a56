/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailmedic-sasl and mailmedic-gss: compute what one AUTH sends. Each reads order and secret from the
 * control socket, loads what the mechanism needs, shuts itself in, answers challenges, and is killed.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/secret.h"
#include "engine/child/control.h"
#include "engine/child/fork_server.h"
#include "engine/child/sandbox.h"
#include "sasl/child/worker.h"
#include "smtp/mechanism.h"
#ifdef ENGINE_HIJACK_TEST
#include "hijack.h"
#endif

/* Pages of their own, so that locking them locks nothing else. */
static _Alignas(4096) char secret[SASL_RESPONSE_MAX + 1];

void worker_respond(const char *bytes, size_t len)
{
	if (len > SASL_RESPONSE_MAX)
		worker_give_up(PROBLEM_CREDENTIALS_TOO_LONG, "");
	control_send(FRAME_RESPONSE, bytes, len);
}

void worker_wait(void)
{
	control_ask(FRAME_NO_RESPONSE);
}

void worker_complete(void)
{
	control_ask(FRAME_COMPLETE);
}

void worker_tell(const char *name, const char *value)
{
	char text[FRAME_TEXT_MAX + 1];

	snprintf(text, sizeof(text), "%s=%s", name, value);
	control_tell(FRAME_FIELD, text);
}

_Noreturn void worker_give_up(enum problem problem, const char *details)
{
	char text[FRAME_TEXT_MAX + 1];

	snprintf(text, sizeof(text), "%s%s%s", problem_id(problem), details[0] ? " " : "", details);
	control_tell(FRAME_FAULT, text);
	_exit(0);
}

static void read_secret(void)
{
	enum frame_type type;
	size_t len;

	/* Both are best effort: the limit on locked memory may be 0, and the process writes no core anyway.
	 */
	(void)mlock(secret, sizeof(secret));
	(void)madvise(secret, sizeof(secret), MADV_DONTDUMP);
	control_read(secret, sizeof(secret), &type, &len);
	if (type != FRAME_SECRET)
		_exit(EXIT_BAD_FRAME);
}

static void shut_in(enum sandbox_reach reach)
{
	if (sandbox_enter(reach) == SANDBOX_FAILED)
		_exit(EXIT_NO_SANDBOX);
#ifdef ENGINE_HIJACK_TEST
	hijack_try_everything();
#endif
}

int main(int argc, char *argv[])
{
	static char order_bytes[FRAME_PAYLOAD_MAX + 1], challenge[FRAME_PAYLOAD_MAX + 1];
	const struct worker *worker;
	struct sasl_order order;
	enum frame_type type;
	size_t len;

	sandbox_prepare();
	fork_server_run(argc, argv);
	control_read(order_bytes, sizeof(order_bytes), &type, &len);
	if (type != FRAME_SASL_START || !sasl_order_read(order_bytes, len, &order))
		_exit(EXIT_BAD_FRAME);
	read_secret();
	worker = worker_for(mechanism_find(order.mechanism));
	if (!worker)
		_exit(EXIT_BAD_FRAME);
	worker->start(&order, secret);
	shut_in(worker->reach);
	worker->step(NULL, 0);
	for (;;) {
		control_read(challenge, sizeof(challenge), &type, &len);
		if (type != FRAME_CHALLENGE)
			_exit(EXIT_BAD_FRAME);
		worker->step(challenge, len);
	}
}
