/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a run as they may be shown: masked, inert, timed. Capped; what was dropped is counted. */
#ifndef MAILMEDIC_SMTP_TRANSCRIPT_H
#define MAILMEDIC_SMTP_TRANSCRIPT_H

#include "smtp/stage.h"

#include <stddef.h>
#include <stdint.h>

enum { TRANSCRIPT_MAX = 20000 }; /* entries kept; the first half and the newest half */

enum transcript_from { FROM_CLIENT, FROM_SERVER, FROM_NOTE };

struct transcript_entry {
	int64_t ms; /* since the start of the run */
	enum transcript_from from;
	enum stage stage;
	bool tls;      /* sent inside TLS */
	bool decisive; /* the line that decided the verdict */
	char *line;
};

struct transcript {
	struct transcript_entry *entries;
	size_t count;
	size_t capacity;
	size_t dropped; /* entries left out of the middle */
};

void transcript_init(struct transcript *transcript);
void transcript_finish(struct transcript *transcript);
/* A full one drops a block in the middle: the start explains, the end decides. */
void transcript_add(struct transcript *transcript,
		    const struct transcript_entry *entry); /* copies entry->line */

const char *transcript_from_id(enum transcript_from from); /* "client", "server", "note" */

#endif
