/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The items of a log-in exchange, and those that are made of lists of fields. Private to sasl_exchange. */
#ifndef MAILMEDIC_PRESENT_SASL_EXCHANGE_FIELDS_H
#define MAILMEDIC_PRESENT_SASL_EXCHANGE_FIELDS_H

#include "present/sasl_exchange.h"

/* Appends an item; `text` is copied, `meaning` is static or NULL. */
void sasl_exchange_add(struct sasl_exchange *items, enum sasl_exchange_kind kind, const char *text,
		       const char *meaning);
/* The same: a sentence; a field and what it is. */
void sasl_exchange_explain(struct sasl_exchange *items, const char *text);
void sasl_exchange_add_field(struct sasl_exchange *items, const char *value, const char *meaning);

/*
 * What the helper reported about a hidden client line, the one at `line` of the transcript: from *next on,
 * which moves after them.
 */
void sasl_exchange_add_told(struct sasl_exchange *items, const struct facts *facts, size_t line,
			    size_t *next);

/* "r=...,s=...,i=..." of a SCRAM server (RFC 5802, 7); its proof never gets here. */
void sasl_exchange_add_scram(struct sasl_exchange *items, const char *text);

/* "realm="...",nonce="...",..." of a DIGEST-MD5 server (RFC 2831, 2.1.1). */
void sasl_exchange_add_digest(struct sasl_exchange *items, const char *text);

#endif
