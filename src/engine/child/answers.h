/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What libESMTP asks for while it runs: user name, password, the message. Each is fetched over the
 * control socket at the moment it is wanted.
 */
#ifndef MAILMEDIC_ENGINE_CHILD_ANSWERS_H
#define MAILMEDIC_ENGINE_CHILD_ANSWERS_H

#include <stddef.h>

#include <auth-client.h>

/* Locks the memory that credentials will pass through. Once, before the sandbox. */
void answers_prepare(void);

/*
 * An auth_interact_t; `context` is the auth_context_t it belongs to. The results are valid until
 * answers_forget. What the mechanism's plug-in cannot hold, and a refusal to answer, end the process with
 * DONE.
 */
int answers_interact(auth_client_request_t request, char **ret_results, int fields, void *context);

/* A smtp_messagecb_t, without argument. */
const char *answers_message(void **context, int *ret_len, void *argument);

/* A smtp_monitorcb_t that looks at nothing: libESMTP calls it before each write, when the credentials have
 * served. */
void answers_forget(const char *bytes, int len, int writing, void *argument);

#endif
