/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every view, by the function that makes it. Each result is for ui_push, which takes it over. */
#ifndef MAILMEDIC_UI_VIEWS_VIEWS_H
#define MAILMEDIC_UI_VIEWS_VIEWS_H

#include "present/settings.h"
#include "ui/ui.h"

/* The way in: an address, or a practice case (focus there when `practice`). */
struct view *start_view_create(struct ui *ui, bool practice);
extern const struct view_ops start_view_ops;

/* Puts the address of the account (none: nothing) and the focus into its field. */
void start_view_restart(struct view *view, const struct ui *ui);

/* The same on the way to the other customer and back: an address that was typed but not yet used is there
 * again. */
void start_view_swap(struct view *view, const struct ui *ui);

/* The account as a form; the focus on one setting. */
struct view *account_view_create(struct ui *ui, enum setting focus);
extern const struct view_ops account_view_ops;

/* What is found for the address of the account, live; Enter takes it over. */
struct view *discovery_view_create(struct ui *ui);

/* The run: steps, the current stage, transcript. */
struct view *walk_view_create(void);
extern const struct view_ops walk_view_ops;

/* What went wrong, why, what to do. */
struct view *explain_view_create(void);
extern const struct view_ops explain_view_ops;

/* What worked, and the settings to write down. */
struct view *summary_view_create(void);

/* The certificate chain; `may_trust`: one may go on despite its problem. */
struct view *certificate_view_create(bool may_trust);

/* The EHLO reply in words. */
struct view *capabilities_view_create(void);

/* A help topic. */
struct view *topic_view_create(struct ui *ui, const char *group, const char *id);

/* From now on: looks for `words` in it, at first as soon as it is laid out ("": nothing to look for). */
void topic_view_seek(struct view *view, const char *words);

/* All topics, to choose or to search. `beside`: a code, to choose another one to compare it with; or NULL. */
struct view *contents_view_create(struct ui *ui, const char *beside);

/* Two codes side by side: the written comparison when there is one, else both topics. */
struct view *compare_codes_view_create(struct ui *ui, const char *left, const char *right);

/* This run and the attempt before it (which there must be) side by side, at the first line that differs; from
 * there any two attempts. */
struct view *compare_attempts_view_create(const struct ui *ui);

/* A term of the glossary in a popup; NULL when the glossary does not have it. */
struct view *term_view_create(struct ui *ui, const char *term);

/* Why the explanation says what it says. */
struct view *why_view_create(void);

/* The log-in exchange, decoded. */
struct view *sasl_exchange_view_create(void);

/* Which ports of the server can be reached from here, live. `with_control`: compared with another server. */
struct view *reach_view_create(struct ui *ui, bool with_control);

/* The round trips with their times. */
struct view *round_trips_view_create(void);

/* Takes a reply or a log to explain; `text`: what is in it already, or NULL. */
struct view *reply_view_create(const char *text);

/* Asks in which form to save or copy (ACT_SAVE, ACT_COPY) the report of the run. */
struct view *report_view_create(enum action action);

/* What the keys do here. */
struct view *help_view_create(struct ui *ui);

/* Finds an action by its name. */
struct view *palette_view_create(struct ui *ui);

/* Finds words in the view that is on top (its ops->find is set). */
struct view *find_view_create(struct ui *ui);

/* "3 of 12", "not found", or "" when nothing was asked for. */
void find_write_count(const struct find *found, char *ret_text, size_t size);

/* Asks for the password of the run. */
struct view *password_view_create(struct ui *ui);
/* Says how well what is typed is protected on its way. */
struct document;
void password_view_add_channel(struct document *document, const struct facts *facts);
/* Asks for the passphrase of the account's client certificate, then walks. */
struct view *passphrase_view_create(void);

/* Asks for the token of the run, and reads out what it says before it goes. */
struct view *token_view_create(struct ui *ui);

/* Asks whether to go on: a certificate problem, or a log-in without encryption. */
struct view *consent_view_create(void);

/* Shows a change of the settings before it is applied; takes a copy of `account`. */
struct view *change_view_create(struct ui *ui, const struct account *account);

/* Waits, then walks again. */
struct view *countdown_view_create(int seconds);

/* Lets the user pick a value for a fix that leaves it open. */
struct view *picker_view_create(struct ui *ui, const struct fix *fix);

/* Asks whom the mail would go to, for a walk to RCPT. */
struct view *recipient_view_create(struct ui *ui);

/* Asks once more before a test message goes out. */
struct view *test_message_view_create(struct ui *ui);

/* Asks for one value of a fix. */
struct view *entry_view_create(struct ui *ui, const struct fix *fix);

/* Text for the administrator, to copy or save. */
struct view *admin_view_create(struct ui *ui);

/* Where something is at the provider: a page to open. `then_password`: Enter walks on to the password. */
struct view *page_view_create(struct ui *ui, const char *url, bool then_password);

#endif
