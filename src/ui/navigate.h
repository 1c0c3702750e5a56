/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From one view to another: starting a walk, doing a fix, following a link. */
#ifndef MAILMEDIC_UI_NAVIGATE_H
#define MAILMEDIC_UI_NAVIGATE_H

#include "ui/views/views.h"

/* Walks with the account as it is and shows the walk view. */
void navigate_walk(struct ui *ui);

/* The settings of the account, to look at and to change. */
void navigate_settings(struct ui *ui);

/* Looks for the settings of an address for which nobody did so far; false when there is nothing to look for.
 */
bool navigate_find(struct ui *ui);

/* To the start screen with a fresh account; the case of now is put aside. */
void navigate_new_customer(struct ui *ui);

/* Back to the case that was put aside. */
void navigate_case_before(struct ui *ui);

/* One step further than the run that worked: to MAIL, to RCPT (asks whom), to a test message (asks again). */
void navigate_further(struct ui *ui);

/* The recipient is known, or the test message agreed to: walks so far. */
void navigate_walk_to(struct ui *ui, enum stage stage);

/* Explains a reply or a log. */
void navigate_explain(struct ui *ui, const char *text);

/* Does a fix of the explanation: shows a difference, asks, waits, walks. */
void navigate_fix(struct ui *ui, const struct fix *fix);

/* Applies a fix with a value that the user chose (NULL: its own) and shows the difference. */
void navigate_apply(struct ui *ui, const struct fix *fix, const char *value);

/* Opens a link of a help text ("topic:id", or a page). */
void navigate_open_link(struct ui *ui, const char *target);

/* Opens the page about an action that several views share (settings, certificate, ...); false when it is none
 * of these. */
bool navigate_open(struct ui *ui, enum action action);

#endif
