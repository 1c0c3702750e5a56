/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conversations with a practice server as data: a list of steps, one text each, NULL behind the last.
 *
 *	"connect"            a new connection ("refused": it must not come about)
 *	"> EHLO test"        send a line
 *	"< 220 mail"         the next reply begins so
 *	"has 250-STARTTLS"   the latest reply has such a line ("not ..." the contrary)
 *	"tls ok"             shake hands: ok, expired, not-yet, host, self, issuer, purpose, weak or failed
 *	"login PLAIN U P"    AUTH without, "login+ PLAIN U P" with initial response; look with "is 235"
 *	"is 235"             the latest reply begins so
 *	"eof", "reset"       the server closed, or cut off
 *	"quiet"              nothing comes for a moment
 *	"bytes TEXT"         the next read gives exactly these bytes (\r \n escaped)
 *	"flood 1000"         send so many bytes without a line end
 *	"+20s"               the clock goes on
 */
#ifndef MAILMEDIC_TESTS_PRACTICE_CONVERSATION_H
#define MAILMEDIC_TESTS_PRACTICE_CONVERSATION_H

#include "client.h"

struct practice;

/* Time stands still from now on, for this process and those it forks, but for conversation_advance. */
void conversation_stop_clock(void);
void conversation_advance(long ms);

/* Plays the steps; fails the test with the step that went wrong. */
void conversation_run(const struct practice *practice, const char *const *steps);

/* Starts the server for `scenario`, plays the steps and stops it. */
void conversation_with(const char *scenario, const char *const *steps);

/* As conversation_with, for the text of a scenario (title and learn are put in front). */
void conversation_with_text(const char *yaml, const char *const *steps);

#endif
