/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log-in exchange: each line as it was sent, and after it what its Base64 holds, field by field. Made
 * from the masked transcript; secret parts are named, never shown.
 */
#ifndef MAILMEDIC_PRESENT_SASL_EXCHANGE_H
#define MAILMEDIC_PRESENT_SASL_EXCHANGE_H

#include <stddef.h>

struct facts;
struct mask;

enum sasl_exchange_kind {
	SASL_EXCHANGE_SENT,     /* a line */
	SASL_EXCHANGE_RECEIVED, /* a line */
	SASL_EXCHANGE_TEXT,     /* a sentence on it */
	SASL_EXCHANGE_FIELD,    /* a field of what it encodes, and what that is */
	SASL_EXCHANGE_CODE,     /* the code of a reply; it may have a topic */
};

struct sasl_exchange_item {
	enum sasl_exchange_kind kind;
	char *text;          /* owned; a line, a sentence, a value, a code */
	const char *meaning; /* of a field: translated, static */
};

struct sasl_exchange {
	struct sasl_exchange_item *list;
	size_t count;
};

struct sasl_exchange_input { /* all borrowed */
	const struct facts *facts;
	const char *user;              /* the user name, or NULL */
	const struct mask *mask;       /* the last net for what a challenge holds */
	const char *practice_password; /* public: its Base64 is shown too; NULL: this is no practice */
};

/* Makes the list of a run: empty when no line of a log-in was sent. The caller finishes it. */
void sasl_exchange_collect(struct sasl_exchange *items, const struct sasl_exchange_input *input);
void sasl_exchange_finish(struct sasl_exchange *items);

#endif
