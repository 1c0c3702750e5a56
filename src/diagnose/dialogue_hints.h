/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What single lines of a paste give away about the session: stage, server, mechanism. Data and searches only.
 */
#ifndef MAILMEDIC_DIAGNOSE_DIALOGUE_HINTS_H
#define MAILMEDIC_DIAGNOSE_DIALOGUE_HINTS_H

#include "diagnose/dialogue.h"
#include "diagnose/piece.h"

struct hint {
	int stage;        /* enum stage, -1: none */
	const char *from; /* untranslated; NULL without a stage */
};

/* The stage that a reply's line gives away: words of the program round it, the code, the enhanced code. */
struct hint hints_stage(const struct piece *piece);

/* The stage that the line above `at` gives away when it ends with a colon. */
struct hint hints_lead(const char *text, size_t at);

/* What stands behind a reply: "(in reply to RCPT TO command)". */
struct hint hints_behind(const char *text, size_t len);

/* The stage that the first function of a trace gives away. */
struct hint hints_trace(const char *text, size_t len);

/* Where `words` (lower case) stand in `text`, any case; NULL: nowhere. */
const char *hints_find_words(const char *text, size_t len, const char *words);

/* One of `words` (lower case, NULL after the last) stands in `text`. */
bool hints_has_any(const char *text, size_t len, const char *const *words);

/* The stage that words without a code give away. */
struct hint hints_words(const char *text, size_t len);

/* A line that says that a connection begins. */
bool hints_connects(const char *line, size_t len);

/* What a refusal wants that an earlier refusal has denied. */
bool hints_want_login(const char *text, size_t len);
bool hints_want_tls(const char *text, size_t len);
bool hints_want_recipient(const char *text, size_t len);

/* A positive reply that says that the message was taken. */
bool hints_accepted(const char *text, size_t len);

/* A line of a mail server's log says that it sent the message on. */
bool hints_sent(const char *line, size_t len);

/* Where a later line of a mail server's log tells that the recipient of the line at `at` got the mail; 0:
 * nowhere. */
size_t hints_delivered_later(const char *text, size_t len, size_t at);

/* A line begins with the prompt of a shell. */
bool hints_prompt(const char *text, size_t len);

/* A 334 that carries the refusal of an OAuth token. */
bool hints_refuses(const char *text, size_t len);

/* Is `at` in a line of a mail server's log that tells what became of a message? */
bool hints_final_status(const char *text, size_t len, size_t at);

/* Where the server's words begin that a program quotes without their code; 0: nowhere. */
size_t hints_quoted_reply(const char *text, size_t len);

/* "rejected RCPT <lee@example.net>: relay not permitted": where the reason begins; 0: there is none. */
size_t hints_rejected_reply(const char *text, size_t len);

/*
 * Of a log without any reply, the line that complains (the last one) and where it ends; else all of it. False
 * when a log of several lines complains nowhere.
 */
bool hints_complaint(const char *text, size_t len, size_t *ret_start, size_t *ret_end);

/* True when the words are settings, line by line, and none of them complains. */
bool hints_are_settings(const char *text, size_t len);

/* Something failed: such a word, but not at the start of a longer name ("reject_unauth_destination"). */
bool hints_complains(const char *text, size_t len);

/* Marks of a program that speaks of itself: an exception, a file of its source, an error number. */
bool hints_program_speaks(const char *text, size_t len);

/* True when the code of `reply` stands between words that neither complain nor are about mail or a server. */
bool hints_mere_number(const struct piece *reply, const char *text, size_t len);

/* True when the words are about something else than mail. */
bool hints_are_foreign(const char *text, size_t len, const struct client_signs *signs);

/* Lines say that connections to IPv6 addresses failed, and none that one to an IPv4 address did. */
bool hints_only_ipv6(const char *text, size_t len);

/* A TLS handshake was sent to a server that expected a command, and got into its log. */
bool hints_tls_bytes(const char *text, size_t len);

/* A line says that an IPv4 address was connected to. */
bool hints_ipv4_works(const char *text, size_t len);

/* Some settings say that TLS does not begin with the connection. */
bool hints_begins_plain(const char *text, size_t len);

/* A user name is given ("username: lee@example.net"), and it is a whole address. */
bool hints_user_is_address(const char *text, size_t len);

/* Some settings, or the address that was connected to, say that TLS begins with the connection. */
bool hints_begins_tls(const char *text, size_t len);

/* Fills in server, port and whether it is this computer. */
void hints_server(struct dialogue *dialogue, const char *text, size_t len);

/* The mechanism that a program names. */
void hints_mechanism(struct assumption *mechanism, const char *text, size_t len);

/* "smartd[77]: 535 ATA errors": a number in a line of a program that is no mail server. */
bool hints_other_program(const struct piece *piece);

/* Lines that such programs wrote; `numbers` of them were found in it. */
bool hints_are_of_other(size_t numbers, const char *text, size_t len, const struct client_signs *signs);

/* A session of FTP or the like, which has codes like those of SMTP. */
bool hints_other_protocol(const char *text, size_t len);

/* A line of an EHLO reply that lists log-in methods. */
bool hints_offers_log_in(const struct piece *piece);

#endif
