/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the report formats and both front ends share: foreign text made fit to print, sentences, the meaning
 * of codes. */
#ifndef MAILMEDIC_PRESENT_FORMAT_H
#define MAILMEDIC_PRESENT_FORMAT_H

#include "present/report.h"

enum { REPORT_BYTES_MAX = 64 * 1024 * 1024, SHOWN_MAX = 256 * 1024 };

/* Appends foreign text: searched by the mask (NULL: not), then inert. NULL text appends nothing. */
void format_add(const struct mask *mask, const char *text, struct strbuf *out);

/* The same in quotation marks: somebody else's words in a sentence of ours. */
void format_quote(const struct mask *mask, const char *text, struct strbuf *out);

/*
 * The reply that decided, or one line of it, where a verdict quotes it: FORMAT_REPLY_LINES lines after
 * `prefix` each, of FORMAT_REPLY_MAX bytes. Where more was said "..." stands; the transcript has it all.
 */
enum { FORMAT_REPLY_LINES = 12, FORMAT_REPLY_MAX = 240 }; /* Outlook's lines take 230 */
void format_reply(const struct mask *mask, const struct reply *reply, const char *prefix, struct strbuf *out);
void format_reply_line(const struct mask *mask, const char *line, struct strbuf *out);

/* Wraps `text` at 80 columns, each line after `indent` spaces; `first` (or NULL) replaces the first line's.
 */
void format_wrap(const char *text, size_t indent, const char *first, struct strbuf *out);

/* True when what the deciding reply's code means is a reason: what a yes means explains no failure. */
bool format_code_is_reason(const struct facts *facts);

/* The topic of a reply code or of an enhanced code (its subject, x.7, where the code itself has none). */
bool format_code_topic(const struct kb *kb, int code, struct kb_topic *ret_topic);
bool format_enhanced_topic(const struct kb *kb, const char *enhanced, struct kb_topic *ret_topic);

/* What an organisation wants to be said with each failure and in each report: the summary of its topic
 * "fixed-line". False: there is none. `kb` may be NULL. */
bool format_fixed_line(const struct kb *kb, struct strbuf *out);

/* What the server calls itself, for the beginning of a sentence; "The server" when it does not. */
void format_server_name(const struct capabilities *capabilities, struct strbuf *out);

/* A translated sentence on a reply as an answer in `stage`; `stage` is STAGE_COUNT when it is not known. */
const char *format_refusal(enum stage stage, int code, bool unsolicited);

const char *format_outcome(enum outcome outcome);          /* translated: "passed" */
const char *format_confidence(enum confidence confidence); /* translated: "very likely" */
const char *format_certainty(enum confidence confidence);  /* the same with its reason */

/* A translated label of what a fix changes, with its value: "wait (60 s)". Appended after the fix's own
 * label. */
void format_fix_detail(const struct fix *fix, struct strbuf *out);

/* Takes a row; an empty value (or NULL) is none. `mask`: NULL for what the user typed. */
typedef void format_row_function(void *context, const char *label, const char *value,
				 const struct mask *mask);

/* Hands when, where and as whom it was tried to `add`, row by row, labels translated. */
void format_settings(const struct report *report, format_row_function *add, void *context);

/* The same for the server's certificate when it was not verified; hands over nothing otherwise. */
void format_certificate(const struct report *report, format_row_function *add, void *context);

/* The translated heading over what report_commands made. */
const char *format_commands_title(const char *commands);

/* The first fix of the likeliest cause that does something; NULL when there is none. */
const struct fix *format_next(const struct report *report);

/* Appends what to do next and who can, as a translated sentence; nothing after a run that ended before AUTH
 * and well. */
void format_next_sentence(const struct report *report, struct strbuf *out);

/* UTC, ISO 8601: "2026-11-23T16:00:00Z". */
void format_time(time_t when, struct strbuf *out);

/* Appends it as clocks here show it, with the zone: "2026-11-28 14:03:09 +0100 (CET)". */
void format_local_time(time_t when, struct strbuf *out);

/* A duration, translated: "12 ms", "1.2 s". */
void format_ms(int64_t ms, struct strbuf *out);

/* What marks a cause or a fix that the organisation wrote, to be put after it; "" for the others. */
const char *format_own(bool is_own);

/* True for words that the server said: a sentence of ours about what happened is no evidence for itself. */
bool format_is_servers_word(const char *words);

#endif
