/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats one by one; everyone else calls report_write. */
#ifndef MAILMEDIC_PRESENT_REPORT_FORMATS_H
#define MAILMEDIC_PRESENT_REPORT_FORMATS_H

#include "present/report.h"

/* Each appends the whole report in its format. */
void report_write_text(const struct report *report, struct strbuf *out);
void report_write_json(const struct report *report, struct strbuf *out);
void report_write_markdown(const struct report *report, struct strbuf *out);
void report_write_nagios(const struct report *report, struct strbuf *out);

/* Each appends one explanation in its format. */
void report_explain_text(const struct explanation *explanation, struct strbuf *out);
void report_explain_markdown(const struct explanation *explanation, struct strbuf *out);

/* Appends the same connection with swaks and openssl, a line for a shell each; nothing without a server. */
void report_commands(const struct report *report, struct strbuf *out);

#endif
