/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One client's conversation with the practice server (RFC 5321, 3207, 4954): keeps time and order. What the
 * client says is read by command.c; a rule of the scenario comes before what a good server says (dialogue.c).
 */
#ifndef MAILMEDIC_PRACTICE_SESSION_H
#define MAILMEDIC_PRACTICE_SESSION_H

#include "base/loop.h"
#include "practice/session_state.h"

#include <stdbool.h>

/* Takes over `fd`. The caller destroys the session. */
struct session *session_create(struct server_state *server, int fd);
void session_destroy(struct session *session); /* takes NULL */

void session_want(const struct session *session, struct loop *loop);
void session_step(struct session *session, const struct loop *loop);

/* The conversation is over; destroy it. */
bool session_over(const struct session *session);

#endif
