/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other protocols, recognised by how their servers begin. Pure. Inside of the walk. */
#ifndef MAILMEDIC_WALK_PROTOCOLS_H
#define MAILMEDIC_WALK_PROTOCOLS_H

#include "smtp/problem.h"
#include "smtp/reply.h"

#include <stddef.h>

/*
 * What a first line from the server looks like. PROBLEM_INVALID_REPLY: like nothing known. For
 * PROBLEM_NOT_SMTP_OTHER *ret_name is the name of the protocol (untranslated, static), else NULL.
 */
enum problem identify_protocol(const char *line, size_t len, const char **ret_name);

/* The protocol that a greeting with a code of SMTP names as its own (untranslated, static), or NULL. It
 * counts once the server does not take EHLO. */
const char *protocol_of_greeting(const struct reply *greeting);

#endif
