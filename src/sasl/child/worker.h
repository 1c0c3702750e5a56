/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside of the SASL helper: who computes a mechanism, and how it answers. One AUTH in the life of the
 * process, so a worker keeps its state in its file.
 */
#ifndef MAILMEDIC_SASL_CHILD_WORKER_H
#define MAILMEDIC_SASL_CHILD_WORKER_H

#include <stddef.h>

#include "engine/child/sandbox.h"
#include "sasl/order.h"
#include "smtp/problem.h"

struct mechanism;

struct worker {
	/* Before the sandbox; loads what it needs. `secret` ends with NUL and stays. */
	void (*start)(const struct sasl_order *order, const char *secret);
	/* Answers with worker_respond or worker_wait, or gives up with worker_give_up. `challenge` ends with
	 * NUL; NULL: the first one, before the server has said anything. */
	void (*step)(const char *challenge, size_t len);
	enum sandbox_reach reach; /* between the two */
};

extern const struct worker worker_gnu;    /* GNU SASL */
extern const struct worker worker_bearer; /* XOAUTH2, OAUTHBEARER, EXTERNAL */

/* NULL: this program does not compute it. */
const struct worker *worker_for(const struct mechanism *mechanism);

/* The answer to the challenge. */
void worker_respond(const char *bytes, size_t len);
/* There is no initial response: the server speaks first. */
void worker_wait(void);
/* Said before the last answer: what is still to come is the server's verdict. */
void worker_complete(void);
/* A public part of the exchange, for who learns. */
void worker_tell(const char *name, const char *value);
/* Ends the helper. `details` is ASCII, may be "". */
_Noreturn void worker_give_up(enum problem problem, const char *details);

#endif
