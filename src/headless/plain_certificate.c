/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificate in words, and the decision to go on despite it. The safe answer is the easy one. */
#include "headless/plain.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "present/promise_text.h"

#include <time.h>

enum { DATE_MAX = 40, NAMES_SHOWN = 12 };

static void tell_date(struct plain *plain, const char *label, time_t when)
{
	struct tm parts;
	char text[DATE_MAX] = "?";
	if (gmtime_r(&when, &parts) != NULL)
		strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &parts);
	plain_say(plain, _("%s: %s"), label, text);
}

static void tell_names(struct plain *plain, const struct certificate *certificate)
{
	struct strbuf names;
	strbuf_init(&names, PLAIN_TEXT_MAX);
	for (size_t i = 0; i < certificate->name_count && i < NAMES_SHOWN; i++)
		strbuf_addf(&names, "%s%s", i == 0 ? "" : ", ", certificate->names[i]);
	if (certificate->name_count == 0)
		strbuf_adds(&names, _("none"));
	if (certificate->name_count > NAMES_SHOWN)
		strbuf_addf(&names, _(" and %zu more"), certificate->name_count - NAMES_SHOWN);
	plain_say_fact(plain, _("For names"), names.data);
	strbuf_finish(&names);
}

static void tell_one(struct plain *plain, const struct certificate *certificate, size_t index)
{
	if (index == 0)
		plain_say(plain, _("The server's own certificate"));
	else
		plain_say(plain, _("Certificate %zu of the chain"), index + 1);
	plain_say_fact(plain, _("Subject"), certificate->subject);
	plain_say_fact(plain, _("Issued by"), certificate->issuer);
	if (index == 0)
		tell_names(plain, certificate);
	tell_date(plain, _("Valid from"), certificate->not_before);
	tell_date(plain, _("Valid until"), certificate->not_after);
	plain_say_fact(plain, _("Key"), certificate->key);
	plain_say_fact(plain, _("Signature"), certificate->signature);
	plain_say_fact(plain, _("SHA-256"), certificate->fingerprint);
}

static void tell_promise(struct plain *plain)
{
	const struct checkup *checkup = &plain->checkup;
	struct strbuf text;

	strbuf_init(&text, PLAIN_VALUE_MAX);
	promise_text_of_walk(checkup_promises(checkup), &checkup->account, &checkup->run.facts.tls, &text);
	if (text.len > 0)
		plain_say_fact(plain, "DANE", text.data);
	strbuf_finish(&text);
}

void plain_tell_certificate(struct plain *plain)
{
	const struct checkup *checkup = &plain->checkup;
	const struct tls_facts *tls = &checkup->run.facts.tls;
	if (tls->verified)
		plain_say(plain, _("It is trusted and it is for the host that you named."));
	else
		plain_say(plain, "%s",
			  tls->problem == PROBLEM_NONE ? _("It was not checked.")
						       : _(problem_sentence(tls->problem)));
	if (tls->detail != NULL && !tls->verified)
		plain_say_foreign(plain, tls->detail);
	plain_say_fact(plain, _("You asked for"), checkup->account.host);
	tell_date(plain, _("Clock here"), time(NULL));
	tell_promise(plain);
	for (size_t i = 0; i < tls->chain_count; i++)
		tell_one(plain, &tls->chain[i], i);
	if (tls->chain_count == 0)
		plain_say(plain, _("The server sent no certificate."));
}

static void warn_certificate(struct plain *plain)
{
	plain_tell_certificate(plain);
	plain_say(
	    plain,
	    _("Going on would send the password to whoever holds this certificate. Do it only when you know "
	      "this server and why its certificate is wrong."));
}

static void warn_clear_text(struct plain *plain)
{
	plain_say(plain, _("Stopped: the connection is not encrypted"));
	plain_say(plain,
		  _("Logging in now would show user name and password to everyone between here and %s."),
		  plain->checkup.account.host);
	plain_say(plain, _("Nothing secret has been sent."));
}

static void warn_unoffered(struct plain *plain)
{
	plain_say(plain, _("Stopped: the server does not offer this log-in method"));
	plain_say(plain, _("%s is not in the server's list."), plain->checkup.account.mechanism);
	plain_say(plain,
		  _("Some servers can do more than they list, but most refuse it. One attempt is made."));
	plain_say(plain, _("Nothing secret has been sent."));
}

void plain_consent(struct plain *plain)
{
	struct checkup *checkup = &plain->checkup;
	if (problem_is_certificate(checkup->run.consent)) {
		plain_say(plain, _("Stopped: a problem with the certificate"));
		plain_say(plain, _("Nothing secret has been sent. A wrong certificate can mean a mistake at "
				   "the server, or "
				   "someone in between who wants the password."));
		warn_certificate(plain);
	} else if (checkup->run.consent == PROBLEM_CLEAR_TEXT_REFUSED) {
		warn_clear_text(plain);
	} else {
		warn_unoffered(plain);
	}
	bool agreed = plain_ask_yes(plain, true);
	if (checkup->run.need != NEED_CONSENT || plain->console.over)
		return;
	if (agreed)
		checkup_consent(checkup);
	else
		checkup_decline(checkup);
}

bool plain_agree_certificate(struct plain *plain)
{
	warn_certificate(plain);
	return plain_ask_yes(plain, false);
}
