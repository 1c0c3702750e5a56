/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log-in unfolded: each line as it was sent, and behind it what its Base64 holds, field by field. Made
 * from the masked transcript; secret parts are named, never shown.
 */
#ifndef MAILMEDIC_PRESENT_SASL_EXCHANGE_H
#define MAILMEDIC_PRESENT_SASL_EXCHANGE_H

#include <stddef.h>

struct mask;
struct transcript;

enum unfold_kind {
	UNFOLD_SENT,     /* a line */
	UNFOLD_RECEIVED, /* a line */
	UNFOLD_TEXT,     /* a sentence on it */
	UNFOLD_FIELD,    /* a field of what it encodes, and what that is */
	UNFOLD_CODE,     /* the code of a reply; it may have a topic */
};

struct unfold_item {
	enum unfold_kind kind;
	char *text;          /* owned; a line, a sentence, a value, a code */
	const char *meaning; /* of a field: translated, static */
};

struct unfold {
	struct unfold_item *list;
	size_t count;
};

/*
 * Makes the list of a run: empty when no line of a log-in was sent. The caller finishes it. `user`: the user
 * name, or NULL; `mask` is the last net for what a challenge holds.
 */
void unfold_collect(struct unfold *unfold, const struct transcript *transcript, const char *user,
		    const struct mask *mask);
void unfold_finish(struct unfold *unfold);

#endif
