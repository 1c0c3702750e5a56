/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs made of events, as a walk would report them. */
#ifndef MAILMEDIC_TESTS_UI_FEED_H
#define MAILMEDIC_TESTS_UI_FEED_H

#include "ui/ui.h"

/* A user interface with an account, on the walk view, without any walk. `steps`: how far it should go. */
void feed_open(struct ui *ui, enum stage quit_after);
void feed_close(struct ui *ui);

/* Sets the clock of the interface, ms. */
void feed_clock(int64_t ms);

/* The run up to where the greeting is waited for; up to a TLS channel and the mechanism; the end by 535, by
 * 235. */
void feed_connecting(struct ui *ui);
void feed_to_auth(struct ui *ui);
void feed_refusal(struct ui *ui);
void feed_success(struct ui *ui);

/* One event, or one line of the transcript. */
void feed(struct ui *ui, const struct event *event);
void feed_line(struct ui *ui, enum transcript_from from, bool tls, const char *line);

/* A key, or a text typed. */
void feed_key(struct ui *ui, uint32_t key);
void feed_text(struct ui *ui, const char *text);
void feed_paste(struct ui *ui, const char *text);

#endif
