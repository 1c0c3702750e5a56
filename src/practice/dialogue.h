/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAILMEDIC_PRACTICE_DIALOGUE_H
#define MAILMEDIC_PRACTICE_DIALOGUE_H

#include "practice/session_state.h"

/* What a good server does at `event`; notes SCENARIO_ON_LOGIN when that completes a log-in. */
void dialogue_default(struct session *session, enum scenario_event event);

/* The script sent a 334 of its own. */
void dialogue_challenged(struct session *session);

#endif
