/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same sentences for a server that was tried without a log-in and for one that was walked with. */
#include "present/promise_text.h"

#include "account/account.h"
#include "base/intl.h"
#include "base/strbuf.h"

static const char *fit_sentence(enum tlsa_fit fit)
{
	switch (fit) {
	case TLSA_FITS: return _("It fits the certificate that was seen.");
	case TLSA_DIFFERS:
		return _("It does not fit the certificate that was seen: one of the two was not renewed, or "
			 "somebody "
			 "stands in between.");
	case TLSA_UNUSABLE: return _("It is of a kind that cannot be compared.");
	default: return _("No certificate was seen to compare it with.");
	}
}

void promise_text_tlsa(const struct promises *promises, const char *host, int port, enum tlsa_fit fit,
		       struct strbuf *out)
{
	bool is_signed = promises_answer(promises, PROMISE_TLSA)->is_signed;

	strbuf_addf(out, _("%s has a TLSA record (DANE) for port %d. "), host, port);
	strbuf_adds(out, fit_sentence(fit));
	strbuf_addc(out, ' ');
	strbuf_adds(out, is_signed
			     ? _("Your name server says that it is signed.")
			     : _("Your name server does not say that it is signed, so it proves nothing."));
}

enum tlsa_fit promise_fit_of_walk(const struct promises *promises, const struct tls_facts *tls)
{
	struct tlsa_digests chain[TLSA_CHAIN_MAX];
	size_t count = 0;

	for (; count < tls->chain_count && count < TLSA_CHAIN_MAX; count++)
		chain[count] = tls->chain[count].digests;
	return tlsa_compare(promises_answer(promises, PROMISE_TLSA), chain, count);
}

void promise_text_of_walk(const struct promises *promises, const struct account *account,
			  const struct tls_facts *tls, struct strbuf *out)
{
	if (promises != NULL && promises_hold(promises, PROMISE_TLSA))
		promise_text_tlsa(promises, account->host, account_port(account),
				  promise_fit_of_walk(promises, tls), out);
}
