/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The outcome of a run as text, JSON or Markdown. Pure functions of account, facts and diagnoses. What
 * came from outside is made inert and passes `mask`, the last net. The JSON is the contract of the
 * manual page.
 */
#ifndef MAILMEDIC_PRESENT_REPORT_H
#define MAILMEDIC_PRESENT_REPORT_H

#include "diagnose/question.h"
#include "walk/fact.h"

#include <time.h>

struct dialogue;
struct mask;
struct strbuf;
struct reach;
struct promises;

enum report_format {
	REPORT_TEXT,
	REPORT_JSON,
	REPORT_MARKDOWN,
	REPORT_NAGIOS, /* for monitoring programs; of runs only */
	REPORT_PROMETHEUS,
};
bool report_format_parse(const char *id, enum report_format *ret_format); /* "text", "json" ... */

struct report_form { /* a form to save or copy a report in */
	enum report_format format;
	const char *name;   /* "Markdown"; untranslated */
	const char *suffix; /* of a file: "md" */
	const char *note;   /* what it is good for; untranslated */
};

/* The forms in the order to offer them in; NULL after the last. */
const struct report_form *report_form_at(size_t index);

struct report_attempt {     /* one run of several, in words */
	time_t when;        /* its start; 0: not said */
	const char *what;   /* "mail.example.org, port 587, STARTTLS, jane" */
	const char *result; /* "failed at AUTH: 535 5.7.8 ..." */
};

/* Appends the settings that matter, and how a finished run ended: the two texts of a report_attempt. */
void report_attempt_settings(const struct account *account, const struct facts *facts, struct strbuf *out);
void report_attempt_result(const struct account *account, const struct facts *facts, struct strbuf *out);

struct report_limits { /* of REPORT_NAGIOS; 0: none */
	int64_t warning_ms, critical_ms;
	int warning_days, critical_days; /* that the certificate is still valid */
};

/* What a monitoring plug-in exits with. */
enum nagios_state { NAGIOS_OK, NAGIOS_WARNING, NAGIOS_CRITICAL, NAGIOS_UNKNOWN };

struct report { /* all borrowed */
	const struct account *account;
	const struct facts *facts;
	const struct diagnosis *diagnoses;
	size_t diagnosis_count;
	const struct question *questions; /* that would tell the causes apart */
	size_t question_count;
	const struct kb *kb;                   /* for the meaning of codes */
	const struct mask *mask;               /* NULL: nothing to look for */
	time_t when;                           /* start of the run; 0: not said */
	bool color;                            /* text format only */
	const struct report_attempt *attempts; /* all runs, this one last; listed when there are several */
	size_t attempt_count;
	const struct reach *reach;       /* what is reachable from here, or NULL: nobody looked */
	const struct promises *promises; /* about the account's server, or NULL: nobody asked */
	struct report_limits limits;
};

/* Appends the whole report. */
void report_write(const struct report *report, enum report_format format, struct strbuf *out);

/* The JSON report as one line, with `"name":NAME` in front. */
void report_write_json_line(const struct report *report, const char *name, struct strbuf *out);

/* The state that REPORT_NAGIOS reports. */
enum nagios_state report_nagios_state(const struct report *report);

/* Appends the beginning of a plug-in's first line: "MAILMEDIC OK - ". */
void report_nagios_begin(enum nagios_state state, struct strbuf *out);

/* Text format in pieces, as check prints it while the run goes on. */
void report_text_legend(struct strbuf *out);
void report_text_line(const struct transcript_entry *entry, bool color, struct strbuf *out);
void report_text_verdict(const struct report *report, struct strbuf *out);

struct explanation { /* all borrowed */
	const struct reply *reply;
	const struct diagnosis *diagnoses;
	size_t diagnosis_count;
	const struct question *questions; /* that would tell the causes apart */
	size_t question_count;
	const struct kb *kb;
	bool color;                      /* text format only */
	const struct dialogue *dialogue; /* that the reply was found in, or NULL */
	const struct symptom
	    *context; /* with a dialogue: what the user said of it (stage, host, mechanism) */
};

/* One reply explained, as the explain command prints it. */
void report_explain(const struct explanation *explanation, enum report_format format, struct strbuf *out);

/* The same as one line of JSON with `"id":ID` in front; `id` is JSON text. */
void report_explain_line(const struct explanation *explanation, const char *id, struct strbuf *out);

/* Text for the server's administrator: what was done, when, what was answered; no secrets. */
void report_admin_text(const struct report *report, struct strbuf *out);

/* What happened, in one or two plain translated sentences. */
void report_sentence(const struct report *report, struct strbuf *out);

/* What a run that passed has shown, in one translated sentence for who looks at its steps. */
void report_success(const struct report *report, struct strbuf *out);

#endif
