/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libESMTP asks for while it runs: the response of a mechanism (by kind only), the message. */
#ifndef MAILMEDIC_ENGINE_CHILD_ANSWERS_H
#define MAILMEDIC_ENGINE_CHILD_ANSWERS_H

#include <stddef.h>

#include <auth-client.h>

/* An auth_response_t: asks whether there is a response, and gives libESMTP a placeholder in its place. */
const char *answers_respond(void *context, const char *challenge, int *ret_len, auth_interact_t interact,
			    void *argument);

/* A smtp_messagecb_t, without argument. */
const char *answers_message(void **context, int *ret_len, void *argument);

#endif
