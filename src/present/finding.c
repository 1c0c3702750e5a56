/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences about candidates and about the domain. */
#include "present/finding.h"

#include "account/proxy.h"
#include "base/intl.h"
#include "base/strbuf.h"
#include "present/format.h"
#include "present/promise_text.h"

#include <string.h>

int finding_exit_code(const struct discovery *discovery)
{
	int code = FINDING_UNREACHABLE;

	if (discovery->candidates.count == 0)
		return FINDING_NOTHING;
	if (!discovery->options.wants_tests)
		return 0;
	for (size_t i = 0; i < discovery->candidates.count; i++) {
		const struct port_result *result = discovery_test_of(discovery, i);
		if (result != NULL && result->outcome == PORT_OPEN)
			return 0;
		if (result != NULL && port_outcome_is_reachable(result->outcome))
			code = FINDING_UNTRUSTED;
	}
	return code;
}

/* --- one candidate --- */

static const char *mode_words(enum tls_mode tls)
{
	switch (tls) {
	case TLS_IMPLICIT: return N_("TLS from the first byte");
	case TLS_STARTTLS: return N_("encryption by STARTTLS");
	default: return N_("no encryption");
	}
}

void finding_server(const struct candidate *candidate, struct strbuf *out)
{
	bool is_ipv6 = strchr(candidate->host, ':') != NULL;

	strbuf_adds(out, is_ipv6 ? "[" : "");
	format_add(NULL, candidate->host, out);
	strbuf_addf(out, is_ipv6 ? "]:%d, %s" : ":%d, %s", candidate->port, _(mode_words(candidate->tls)));
}

static const char *confidence_words(enum finding_confidence confidence)
{
	switch (confidence) {
	case FINDING_HIGH: return N_("very likely right");
	case FINDING_MEDIUM: return N_("likely right");
	case FINDING_LOW: return N_("not sure");
	default: return N_("only a guess");
	}
}

void finding_origin(const struct candidate *candidate, struct strbuf *out)
{
	const struct trace *trace = &candidate->traces[FIELD_HOST];

	strbuf_addf(out, _("Source: %s"), _(finding_source_label(trace->source)));
	if (trace->source == SOURCE_SRV)
		strbuf_adds(out, _(" (not signed)"));
	if (*trace->checked != '\0')
		strbuf_addf(out, _(", checked on %s"), trace->checked);
	strbuf_addf(out, _("; %s."), _(confidence_words(candidate->confidence)));
	for (int source = 0; source < SOURCE_COUNT; source++) {
		if (candidate->also & 1u << source)
			strbuf_addf(out, _(" The same says: %s."), _(finding_source_label(source)));
	}
}

bool finding_warning(const struct discovery *discovery, const struct candidate *candidate, struct strbuf *out)
{
	if (candidate->foreign)
		strbuf_addf(out,
			    _("This server is outside %s, and the record is not signed. Send your password "
			      "there only "
			      "if you know that name."),
			    discovery->domain);
	return candidate->foreign;
}

void finding_respelled(const struct discovery *discovery, struct strbuf *out)
{
	const char *address = discovery->options.account->address;

	strbuf_addf(out, "%.*s@%s", (int)(strrchr(address, '@') - address), address, discovery->did_you_mean);
}

/* --- whom to ask --- */

/* Somebody else might know more, but pages are asked directly or not at all. */
static bool goes_past_pages(const struct discovery *discovery)
{
	return account_proxy(discovery->options.account) != NULL && discovery->asked_count > 0;
}

bool finding_may_ask(const struct discovery *discovery, enum ask_whom whom)
{
	if (whom == ASK_ELSEWHERE)
		return discovery->searched && *discovery->leads_to != '\0';
	return discovery->searched && whom > discovery->options.ask && !discovery->has_no_smtp &&
	       account_proxy(discovery->options.account) == NULL && !discovery->no_such_domain &&
	       discovery->dns_failure == DNS_WAITING;
}

void finding_ask_label(const struct discovery *discovery, enum ask_whom whom, struct strbuf *out)
{
	if (whom == ASK_ELSEWHERE)
		strbuf_addf(out, _("Ask also %s"), discovery->leads_to);
	else
		strbuf_addf(out,
			    whom == ASK_PROVIDER ? _("Ask the web server of %s")
						 : _("Ask also Mozilla's list, and the Autodiscover of %s"),
			    discovery->domain);
}

void finding_ask_note(const struct discovery *discovery, enum ask_whom whom, struct strbuf *out)
{
	if (whom == ASK_ELSEWHERE)
		strbuf_addf(
		    out,
		    _("A page of %s leads there, outside the domain. Over https. It learns the domain, "
		      "and no password."),
		    discovery->domain);
	else
		strbuf_addf(out,
			    whom == ASK_PROVIDER ? _("Over https. It learns that somebody looks for the "
						     "settings of %s, and no password.")
						 : _("Over https. Mozilla learns that it is %s, the domain "
						     "learns the address, nobody a "
						     "password."),
			    discovery->domain);
}

/* --- the domain --- */

enum note {
	NOTE_NO_SMTP,
	NOTE_NO_SUCH_DOMAIN,
	NOTE_TAKES_NO_MAIL,
	NOTE_DECLINES,
	NOTE_DNS_FAILED,
	NOTE_ASKS_NOBODY,
	NOTE_NO_PAGES,
	NOTE_ANSWERS_EVERYTHING,
	NOTE_GUESSED,
	NOTE_PRIVATE,
	NOTE_DID_YOU_MEAN,
	NOTE_TLSA,
	NOTE_MTA_STS,
	NOTE_MX_TLSA,
	NOTE_COUNT
};

/* The first candidate that a stranger leads to in the own network; NULL: none. */
static const char *private_host(const struct discovery *discovery)
{
	for (size_t i = 0; i < discovery->candidates.count; i++) {
		const struct port_result *result = discovery_test_of(discovery, i);
		if (result != NULL && result->outcome == PORT_NOT_TRIED)
			return discovery->candidates.items[i].host;
	}
	return NULL;
}

static bool note_holds(const struct discovery *discovery, enum note note)
{
	switch (note) {
	case NOTE_NO_SMTP: return discovery->has_no_smtp;
	case NOTE_NO_SUCH_DOMAIN: return discovery->no_such_domain;
	case NOTE_TAKES_NO_MAIL: return discovery->takes_no_mail;
	case NOTE_DECLINES: return discovery->declines_submission;
	case NOTE_DNS_FAILED: return discovery->dns_failure != DNS_WAITING;
	case NOTE_ASKS_NOBODY: return discovery->asks_nobody;
	case NOTE_NO_PAGES: return !discovery->asks_nobody && goes_past_pages(discovery);
	case NOTE_ANSWERS_EVERYTHING: return discovery->answers_everything;
	case NOTE_GUESSED:
		return !discovery->asks_nobody && discovery->candidates.count > 0 &&
		       discovery->candidates.items[0].confidence == FINDING_GUESS;
	case NOTE_PRIVATE: return private_host(discovery) != NULL;
	case NOTE_DID_YOU_MEAN: return discovery->did_you_mean != NULL;
	case NOTE_TLSA: return promises_hold(&discovery->promises, PROMISE_TLSA) && discovery->done;
	case NOTE_MTA_STS: return promises_hold(&discovery->promises, PROMISE_MTA_STS);
	case NOTE_MX_TLSA: return promises_hold(&discovery->promises, PROMISE_MX_TLSA);
	case NOTE_COUNT: break;
	}
	return false;
}

static void write_tlsa(const struct discovery *discovery, struct strbuf *out)
{
	const struct candidate *best = &discovery->candidates.items[0];

	promise_text_tlsa(&discovery->promises, best->host, best->port,
			  promises_fit(&discovery->promises, &discovery->reach, best->host, best->port), out);
}

static void write_between_servers(const char *domain, enum note note, struct strbuf *out)
{
	strbuf_addf(
	    out,
	    note == NOTE_MTA_STS
		? _("%s announces MTA-STS: other mail servers have to encrypt when they deliver to it. That "
		    "is for mail between servers, not for your program.")
		: _("The server that takes mail for %s has TLSA records (DANE). That is for mail between "
		    "servers, not for your program."),
	    domain);
}

static void write_dns_failure(enum dns_outcome failure, const char *domain, struct strbuf *out)
{
	switch (failure) {
	case DNS_SERVFAIL:
		strbuf_addf(out,
			    _("The name server could not find out about %s (SERVFAIL): the domain's own name "
			      "servers are broken, or its signatures (DNSSEC) are wrong."),
			    domain);
		break;
	case DNS_REFUSED:
		strbuf_addf(
		    out,
		    _("The name server refuses questions about %s (REFUSED): it is not there for this "
		      "computer."),
		    domain);
		break;
	case DNS_UNREACHABLE:
		strbuf_addf(out,
			    _("No name server could be reached to ask about %s: the computer's settings name "
			      "one that does not run."),
			    domain);
		break;
	case DNS_CUT:
	case DNS_LOOP: dns_outcome_explain(failure, domain, out); break;
	case DNS_BROKEN:
		strbuf_addf(out, _("The name server's answer about %s cannot be read."), domain);
		break;
	default:
		strbuf_addf(out, _("No name server answered for %s. Is the computer connected?"), domain);
		break;
	}
}

static void write_proxied(const char *domain, enum note note, struct strbuf *out)
{
	strbuf_addf(
	    out,
	    note == NOTE_ASKS_NOBODY
		? _("Names are looked up by the proxy. So nobody here was asked about %s: no name server and "
		    "no web page. A name that is only made up may not exist.")
		: _("The connection goes through a proxy. So no web page was asked about %s, and nothing of "
		    "Mozilla's list."),
	    domain);
}

static void write_note(const struct discovery *discovery, enum note note, struct strbuf *out)
{
	const char *domain = discovery->domain;

	switch (note) {
	case NOTE_NO_SMTP:
		strbuf_addf(out,
			    _("The provider of %s offers no SMTP. Mail programs cannot send for it. Use the "
			      "provider's own "
			      "program."),
			    domain);
		break;
	case NOTE_NO_SUCH_DOMAIN:
		strbuf_addf(out, _("DNS says that there is no domain %s. Is the address spelled right?"),
			    domain);
		break;
	case NOTE_TAKES_NO_MAIL:
		strbuf_addf(out, _("The domain %s says that it takes no mail (null MX)."), domain);
		break;
	case NOTE_DECLINES:
		strbuf_addf(out, _("The domain %s says that it has no server for sending mail."), domain);
		break;
	case NOTE_DNS_FAILED: write_dns_failure(discovery->dns_failure, domain, out); break;
	case NOTE_ASKS_NOBODY:
	case NOTE_NO_PAGES: write_proxied(domain, note, out); break;
	case NOTE_ANSWERS_EVERYTHING:
		strbuf_addf(out,
			    _("DNS has an address for every name in %s. That a guessed name exists says "
			      "nothing there."),
			    domain);
		break;
	case NOTE_GUESSED:
		strbuf_addf(out,
			    _("Nobody says which server %s has. The names below are made up from the "
			      "address, and they "
			      "exist. Ask the provider before you type a password."),
			    domain);
		break;
	case NOTE_PRIVATE:
		strbuf_addf(out,
			    _("%s has an address in a private network, so it was not tried. Take it only if "
			      "that is your own network."),
			    private_host(discovery));
		break;
	case NOTE_DID_YOU_MEAN: strbuf_addf(out, _("Did you mean %s?"), discovery->did_you_mean); break;
	case NOTE_TLSA: write_tlsa(discovery, out); break;
	case NOTE_MTA_STS:
	case NOTE_MX_TLSA: write_between_servers(domain, note, out); break;
	case NOTE_COUNT: break;
	}
}

bool finding_note(const struct discovery *discovery, size_t index, struct strbuf *out)
{
	for (int note = 0; note < NOTE_COUNT; note++) {
		if (note_holds(discovery, (enum note)note) && index-- == 0) {
			write_note(discovery, (enum note)note, out);
			return true;
		}
	}
	return false;
}
