/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAILMEDIC_PRACTICE_COMMAND_H
#define MAILMEDIC_PRACTICE_COMMAND_H

#include "practice/session_state.h"

/* Takes one line from the client; what it means depends on session->expect. Answers wrong order and wrong
 * syntax itself, and notes what else happened. */
void command_read(struct session *session, const char *line, size_t len);

#endif
