/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions on the user's terminal (/dev/tty), also while standard input and output are files. Never
 * blocks: an answer is a line that the loop sees coming. Knows nothing of SMTP.
 */
#ifndef MAILMEDIC_HEADLESS_TERMINAL_H
#define MAILMEDIC_HEADLESS_TERMINAL_H

#include "base/loop.h"

#include <stdbool.h>

struct secret;
struct terminal; /* opaque */

enum terminal_answer { ANSWER_NONE, ANSWER_LINE, ANSWER_CLOSED };

/* NULL when the process has no terminal. The caller destroys it. */
struct terminal *terminal_create(void);

/* Restores the echo, wipes what was typed, closes; takes NULL. */
void terminal_destroy(struct terminal *terminal);

/* Asks: prints `prompt`, drops what was typed before, and with `hidden` switches the echo off. */
void terminal_ask(struct terminal *terminal, const char *prompt, bool hidden);

/* Withdraws the question, if there is one. */
void terminal_withdraw(struct terminal *terminal);

/* Ctrl-Z: restores the echo, stops the process, and asks again when it goes on. */
void terminal_suspend(struct terminal *terminal);

/* Each takes NULL. */
void terminal_want(const struct terminal *terminal, struct loop *loop);
enum terminal_answer terminal_step(struct terminal *terminal, const struct loop *loop);

/* The line, without its end, borrowed until the next question. */
const struct secret *terminal_line(const struct terminal *terminal);

/* Wipes that line. Takes NULL. */
void terminal_forget(struct terminal *terminal);

#endif
