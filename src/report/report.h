/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The outcome of a run as text, JSON or Markdown. Pure functions of account, facts and diagnoses; the
 * last net of masking is the caller's (smtp/mask.h). The JSON is the contract of the manual page.
 */
#ifndef MAILMEDIC_REPORT_REPORT_H
#define MAILMEDIC_REPORT_REPORT_H

#include "diagnose/diagnosis.h"
#include "walk/fact.h"

struct strbuf;

enum report_format { REPORT_TEXT, REPORT_JSON, REPORT_MARKDOWN };
bool report_format_parse(const char *id, enum report_format *ret_format);

struct report {
	const struct account *account;
	const struct facts *facts;
	const struct diagnosis *diagnoses;
	size_t diagnosis_count;
	const struct kb *kb; /* for the meaning of codes */
};

/* Appends the whole report. */
void report_write(const struct report *report, enum report_format format, struct strbuf *out);

/* Text format in pieces, as check prints it while the run goes on. */
void report_text_legend(struct strbuf *out);
void report_text_line(const struct transcript_entry *entry, struct strbuf *out);
void report_text_verdict(const struct report *report, struct strbuf *out);

/* One reply explained (the `explain` command). `id` may be NULL. */
void report_explain(const struct reply *reply, const char *id, const struct diagnosis *diagnoses, size_t count,
                    const struct kb *kb, enum report_format format, struct strbuf *out);

/* Text for the server's administrator: what was done, when, what was answered; no secrets. */
void report_admin_text(const struct report *report, struct strbuf *out);

/* The symptom that the facts of a finished run show; borrows from them; `reply_text` holds the joined reply. */
void report_symptom(const struct account *account, const struct facts *facts, struct strbuf *reply_text,
                    struct symptom *ret_symptom);

#endif
