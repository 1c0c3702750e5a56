/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside of plain mode, shared by its files: the walk as questions and answers, one statement a line, for
 * screen readers, dumb terminals and pipes. The model is the screen's (checkup/checkup.h). Nothing here
 * moves a cursor or sends an escape.
 */
#ifndef MAILMEDIC_HEADLESS_PLAIN_H
#define MAILMEDIC_HEADLESS_PLAIN_H

#include "checkup/checkup.h"
#include "config/preferences.h"
#include "headless/console.h"
#include "headless/headless.h"
#include "present/settings.h"

enum { PLAIN_TEXT_MAX = 4 * 1024 * 1024, PLAIN_VALUE_MAX = 4096 };

struct plain {
	struct checkup checkup;
	struct console console;
	struct preferences preferences; /* without a path: nothing is kept */
	int64_t next_sign;              /* when a wait deserves the next line, clock_now() ms */
	int64_t sign_gap;               /* ms from there to the one after it */
	int failure;                    /* exit code of a start that failed, or 0 */
	bool ask_password;              /* the user wants to type another one */
};

/* What to do after a question. */
enum plain_next { PLAIN_STAY, PLAIN_WALK, PLAIN_ANEW, PLAIN_SHOW, PLAIN_QUIT };

/* ---- plain_say.c: statements */

/* One statement on a line of its own: made inert; foreign text of it was searched by the mask before. */
void plain_say(struct plain *plain, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for what came from outside: searched for the password first, each line a statement. */
void plain_say_foreign(struct plain *plain, const char *text);

/* "LABEL: TEXT" with TEXT from outside; nothing when it is NULL or "". */
void plain_say_fact(struct plain *plain, const char *label, const char *text);

/* The same for a line of a reply, which is capped: the transcript has all of it. */
void plain_say_reply_line(struct plain *plain, const char *label, const char *line);

/* ---- plain_tell.c: a walk, reported as it goes */

/* One turn of waiting: for the walk, a signal, an answer, or the time `until`. Says what happened meanwhile.
 */
enum console_answer plain_turn(struct plain *plain, int64_t until);
/* Says what has happened, without waiting. */
void plain_take_events(struct plain *plain);
/* Says whether the channel is encrypted and its certificate verified; nothing before it is. */
void plain_tell_tls(struct plain *plain, const struct tls_facts *tls);

/* ---- plain_ask.c: questions. While one is open the walk goes on. */

/*
 * Asks for a line: its text, borrowed until the next question. NULL when there will be no answer: the user
 * ended it (plain->console.over), or the run ended while `during` says that the question is part of it.
 */
const char *plain_ask(struct plain *plain, bool during, const char *prompt);

/* The same without echo. NULL as above. */
const struct secret *plain_ask_hidden(struct plain *plain, const char *prompt);

/* Asks for a number from 1 to `count` until one comes; Enter gives 0 when `or_enter`. -1: no answer. */
int plain_ask_number(struct plain *plain, const char *prompt, size_t count, bool or_enter);

/* Asks until the answer is Enter (0) or one of `letters`; that letter. -1: no answer. */
int plain_ask_letter(struct plain *plain, bool during, const char *prompt, const char *letters);

/* "Type yes to go on for this run": true for yes alone, false for Enter; anything else is asked again. */
bool plain_ask_yes(struct plain *plain, bool during);

/* Waits `seconds`, counting down in words; Enter on a terminal ends it early. PLAIN_STAY: stopped. */
enum plain_next plain_count_down(struct plain *plain, int seconds);

/* ---- plain_walk.c */

/* Walks with the account as it is, to the end; false (with the reason said) when it cannot begin. */
bool plain_walk(struct plain *plain);
/* The line that is held: what it is and does, and which replies may follow. */
void plain_tell_held(struct plain *plain);
/* One line of the transcript, and who said it. */
void plain_tell_line(struct plain *plain, const struct transcript_entry *entry);

/* ---- plain_lesson.c */

/* Goes through the run again, line by line, forwards and back; nothing when its lines are not known. */
void plain_go_through(struct plain *plain);

/* ---- plain_token.c */

/* The run needs a token: from the options, a command, or asked for; it is read out before it is sent. */
void plain_give_token(struct plain *plain);

/* ---- plain_certificate.c */

/* Says whether it is trusted, who was asked for and who answers. */
void plain_tell_certificate(struct plain *plain);
/* Shows what is wrong and asks; answers the walk. */
void plain_consent(struct plain *plain);
/* The same as a fix, after the run: true when the next run may go on despite the certificate. */
bool plain_agree_certificate(struct plain *plain);

/* ---- plain_settings.c */

/* Shows the settings and lets them be changed; PLAIN_WALK: go. */
enum plain_next plain_settings(struct plain *plain);
/* Says what differs from `old` to `new`; false when nothing does. */
bool plain_tell_difference(struct plain *plain, const struct account *old, const struct account *new);

/* ---- plain_preferences.c: what is kept from one session to the next, and switches */

/* Reads the settings file and puts it into effect; `language`: what the command line said, or NULL. */
void plain_preferences_load(struct plain *plain, const char *language);
/* As checkup_use_address; an address of last time gets the server of last time. */
bool plain_use_address(struct plain *plain, const char *address, struct error *error);
/* Changes one setting, and what was derived from it; an address of last time gets the server of last time. */
bool plain_change_setting(struct plain *plain, enum setting setting, const char *text, struct error *error);
/* Keeps address and server of the account that is walked with now; nothing when practising. */
void plain_preferences_keep(struct plain *plain);
/* Each changes it, says so, keeps it. */
void plain_switch_language(struct plain *plain);
void plain_switch_remember(struct plain *plain);
void plain_switch_step(struct plain *plain);

/* ---- plain_details.c, plain_why.c: the teaching views, read out */

/* Why it failed: what was observed, which words decided. */
void plain_tell_why(struct plain *plain);
/* What the server offers; the round trips with their times; where this attempt and the one before part; the
 * log-in exchange, line by line. */
void plain_tell_offers(struct plain *plain);
void plain_tell_round_trips(struct plain *plain);
void plain_tell_attempts(struct plain *plain);
void plain_tell_sasl_exchange(struct plain *plain);

/* ---- plain_find.c */

/* Where nobody is known who says which server the address has: looks for it, reads out what is found, and
 * takes over what the user chooses. */
void plain_find(struct plain *plain);

/* ---- plain_reach.c */

/* Looks which ports can be reached from here, and says each as it comes; Enter stops it. Then the causes as
 * they stand. */
void plain_look_reachable(struct plain *plain, bool with_control);

/* ---- plain_search.c */

/* Searches all help topics, or lists them by group, and reads one out. */
void plain_search(struct plain *plain);
/* Asks for two codes and reads out how they differ. */
void plain_compare(struct plain *plain);

/* ---- plain_save.c */

/* Saves the report of the run in a form that is asked for. */
void plain_save_report(struct plain *plain);
/* Asks whether to save a text, searched for the password, as a new file "NAME-...". */
void plain_offer_save(struct plain *plain, const char *name, const char *text);

/* ---- plain_explain.c, plain_summary.c: how a run ended */

/* After a failure: what the server said, what it means, the likely causes. */
void plain_explain(struct plain *plain);
/* After success: what to type into the mail program, what was changed on the way. */
void plain_summary(struct plain *plain);

/* ---- plain_menu.c, plain_fix.c: what to do after a run */

/* After a run: numbered fixes and what else there is, until the user walks again or ends. */
enum plain_next plain_menu(struct plain *plain);
/* The second list: what is wanted less often. */
enum plain_next plain_more_menu(struct plain *plain);
/* Does a fix. */
enum plain_next plain_do_fix(struct plain *plain, const struct fix *fix);

/* ---- plain_topic.c: help topics */

/* Says one paragraph of a help topic, without its marks; nothing when it is NULL. */
void plain_say_markdown(struct plain *plain, const char *source);
/* Reads a help topic out and offers those that it names; `group` may be NULL. */
void plain_tell_topic(struct plain *plain, const char *group, const char *id);
/* Offers the topics that belong to the failure. */
void plain_offer_topics(struct plain *plain);

#endif
