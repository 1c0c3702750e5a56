/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs built by hand from events, for the tests of the report formats. */
#ifndef MAILMEDIC_TESTS_REPORT_SAMPLE_H
#define MAILMEDIC_TESTS_REPORT_SAMPLE_H

#include "present/report.h"

struct sample {
	struct account account;
	struct facts facts;
	struct diagnosis diagnosis;
	struct report report;
};

/* An account and facts of a run that has got as far as EHLO over TLS. The caller finishes it. */
void sample_init(struct sample *sample);
void sample_finish(struct sample *sample);

/* Ends it: the log-in is refused by 535 in two lines, with one diagnosis. */
void sample_refuse_login(struct sample *sample);

/* Ends it: the certificate is for another host. */
void sample_fail_certificate(struct sample *sample);

/* Ends it: all well. */
void sample_pass(struct sample *sample);

/* Ends it: the server offers no STARTTLS. */
void sample_offer_no_tls(struct sample *sample);

/* Adds a line of the server, as an event. */
void sample_line(struct sample *sample, enum transcript_from from, enum stage stage, const char *text);

/* Adds a reply of lines separated by \n. */
void sample_reply(struct sample *sample, enum stage stage, const char *lines);

/* Sets the verdict; `by_reply` tells that the latest reply decided. */
void sample_end(struct sample *sample, struct verdict verdict, const char *lines);

#endif
