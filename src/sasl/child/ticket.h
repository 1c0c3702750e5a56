/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of mailmedic-gss: the user's Kerberos tickets (RFC 4120), and what a failure with them means. */
#ifndef MAILMEDIC_SASL_CHILD_TICKET_H
#define MAILMEDIC_SASL_CHILD_TICKET_H

#include <stdint.h>

#include "smtp/problem.h"

/*
 * Copies the tickets into memory, where the library looks for them from then on: before the sandbox, so that
 * inside of it nothing of the user's has to be opened and the user's own tickets stay as they are. Gives up
 * when there are none.
 */
void ticket_take(void);

/* What a code of MIT Kerberos (krb5_error_code, also as a minor status) means; PROBLEM_NONE: nothing that
 * has a name here. */
enum problem ticket_problem(uint32_t code);

#endif
