/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the name server says of a server's certificate (TLSA, DANE), in words. Nobody decides by it. */
#ifndef MAILMEDIC_PRESENT_PROMISE_TEXT_H
#define MAILMEDIC_PRESENT_PROMISE_TEXT_H

#include "discover/promise.h"
#include "walk/fact.h"

struct account;
struct strbuf;

/* Appends "mail.example.org has a TLSA record (DANE) for port 587. It fits ...". Only where that promise
 * holds. */
void promise_text_tlsa(const struct promises *promises, const char *host, int port, enum tlsa_fit fit,
		       struct strbuf *out);

/* Whether the server's TLSA records fit the certificates that a walk was shown. `promises` are about it. */
enum tlsa_fit promise_fit_of_walk(const struct promises *promises, const struct tls_facts *tls);

/* Appends the above for the server of a walk; nothing where it promises none. NULL: nobody asked. */
void promise_text_of_walk(const struct promises *promises, const struct account *account,
			  const struct tls_facts *tls, struct strbuf *out);

#endif
