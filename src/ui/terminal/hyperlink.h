/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Web addresses that the terminal itself can open (OSC 8). curses has no such thing: the words are written
 * once more, over the same words. What servers sent never comes here.
 */
#ifndef MAILMEDIC_UI_TERMINAL_HYPERLINK_H
#define MAILMEDIC_UI_TERMINAL_HYPERLINK_H

#include "base/strbuf.h"
#include "ui/terminal/canvas.h"

/* Whether the terminal is known to have them, by what it says in the environment. FORCE_HYPERLINK=1 says so
 * for any terminal, FORCE_HYPERLINK=0 for none. */
bool hyperlink_is_known(void);

/* What makes the links of the frame that stands on the screen. The cursor stays where it is. */
void hyperlink_write(const struct frame *frame, struct strbuf *out);

#endif
