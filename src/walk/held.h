/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What step mode holds, and what it says of it. Pure: the same for a walk and for a recording of one. */
#ifndef MAILMEDIC_WALK_HELD_H
#define MAILMEDIC_WALK_HELD_H

#include "account/account.h"
#include "walk/event.h"

enum { HELD_TEXT_MAX = 512 };

/* What is reported of connecting and of the TLS handshake, untranslated: the text of EVENT_WAITING. */
#define HELD_CONNECT N_("a connection")
#define HELD_TLS     N_("the TLS handshake")

/* EVENT_STEP for connecting, or for the TLS handshake; borrows from `text`. */
struct event held_deed(const struct account *account, bool connects, char text[HELD_TEXT_MAX]);

/* EVENT_STEP that step mode would have put before this event of a walk, if any; borrows from both. */
bool held_before(const struct account *account, const struct event *event, char text[HELD_TEXT_MAX],
		 struct event *ret_step);

#endif
