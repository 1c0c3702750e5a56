/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collecting fixes. Which fix fits which cause is said in help/, not here. */
#include "checkup/choices.h"

#include <string.h>

#include "base/intl.h"
#include "base/text.h"
#include "smtp/mechanism.h"

enum { WAIT_SECONDS = 60 };

static bool has_kind(const struct choices *choices, enum action_kind kind)
{
	for (size_t i = 0; i < choices->count; i++) {
		if (choices->list[i].kind == kind)
			return true;
	}
	return false;
}

/* The same thing to do, whatever its label. */
static bool has_fix(const struct choices *choices, const struct fix *fix)
{
	for (size_t i = 0; i < choices->count; i++) {
		if (choices->list[i].kind == fix->kind && text_same(choices->list[i].to, fix->to))
			return true;
	}
	return false;
}

static void add(struct choices *choices, const struct fix *fix, size_t max)
{
	if (choices->count < max && !has_fix(choices, fix))
		choices->list[choices->count++] = *fix;
}

static void add_generic(struct choices *choices, enum action_kind kind, const char *label)
{
	struct fix fix = {.kind = kind, .label = label};

	if (!has_kind(choices, kind))
		add(choices, &fix, CHOICES_MAX);
}

/* ---- does a fix fit the moment? */

static bool changes_settings(const struct fix *fix, const struct account *account, struct account *changed)
{
	if (!fix_apply(fix, NULL, account, changed, NULL))
		return false;
	return !text_same(account_user(account), account_user(changed)) ||
	       account_port(account) != account_port(changed) ||
	       account_tls(account) != account_tls(changed) || !text_same(account->host, changed->host) ||
	       !text_same(account_from(account), account_from(changed)) ||
	       !text_same(account->ehlo_name, changed->ehlo_name);
}

/* On the port of the run the server has shown what it can do; of another nothing is known. */
static bool can_encrypt(const struct choices_input *input, const struct account *changed)
{
	const struct facts *facts = input->facts;

	if (account_port(changed) != account_port(input->account))
		return true;
	if (account_tls(changed) == TLS_IMPLICIT)
		return !facts->greeting_seen; /* it began in clear text */
	if (!facts->greeting_seen && account_tls(input->account) == TLS_NONE)
		return false; /* it waits for TLS: with STARTTLS it would say as little */
	return !facts->ehlo_seen || (!facts->channel_tls && facts->capabilities.starttls);
}

/* As a run found, or the look at what is reachable. */
static bool is_closed(const struct choices_input *input, int port)
{
	const struct reach *reach = input->reach;

	return (input->attempts != NULL &&
		attempts_found_closed(input->attempts, input->account->host, port)) ||
	       (reach != NULL && reach->done && reach_found_dead(reach, port));
}

static bool is_without_tls(const struct choices_input *input, const struct account *changed)
{
	return input->attempts != NULL && attempts_found_no_tls(input->attempts, input->account->host,
								account_port(changed), account_tls(changed));
}

/* A change of port must lead to one that is not known to be closed, or to fail in that kind of encryption. */
static bool fits_settings(struct choices *choices, const struct choices_input *input, const struct fix *fix)
{
	struct account changed;

	account_init(&changed);
	bool changes = changes_settings(fix, input->account, &changed) &&
		       (fix->kind != ACTION_TLS_MODE || can_encrypt(input, &changed));
	int port = account_port(&changed);
	if (changes && port != account_port(input->account) && is_closed(input, port)) {
		choices->closed_port = port;
		changes = false;
	}
	if (port != account_port(input->account) && is_without_tls(input, &changed))
		changes = false;
	account_finish(&changed);
	return changes;
}

static bool is_in_use(const struct facts *facts, const char *mechanism)
{
	return facts->mechanism != NULL && text_compare_nocase(facts->mechanism, mechanism) == 0;
}

/* Takes what the user has: a password. Where none was chosen, a ticket or a certificate; a token is a fix of
 * its own. */
static bool suits(const struct facts *facts, const char *mechanism)
{
	return mechanism_find(mechanism)->need == MECHANISM_NEEDS_PASSWORD ||
	       (facts->mechanism == NULL && !mechanism_takes_token(mechanism));
}

/* One that the server offers, we have, suits, and the run did not use. */
static bool is_another_mechanism(const struct facts *facts, const char *mechanism)
{
	return mechanism_is_usable(mechanism) && !is_in_use(facts, mechanism) && suits(facts, mechanism) &&
	       (!facts->ehlo_seen || capabilities_has_mechanism(&facts->capabilities, mechanism));
}

static bool offers_another_mechanism(const struct facts *facts)
{
	for (size_t i = 0; mechanism_usable(i) != NULL; i++) {
		if (is_another_mechanism(facts, mechanism_usable(i)))
			return true;
	}
	return false;
}

/* Where the server has said what it takes, that is what it takes; and what was tried unoffered. */
static bool takes_token(const struct facts *facts)
{
	return !facts->ehlo_seen || capabilities_take_token(&facts->capabilities) ||
	       (facts->mechanism != NULL && mechanism_takes_token(facts->mechanism));
}

/* Nothing else belongs into the label of a fix: it is the server's word there. */
static bool is_host_name(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
	return len > 0 && len <= TEXT_QUOTE_MAX && name[len] == '\0';
}

/* A known provider's certificate is in order. With another one somebody else would get its password. */
static bool is_provider_host(const struct choices_input *input)
{
	return kb_provider(input->kb, NULL, input->account->host) != NULL;
}

static bool can_be_trusted(const struct choices_input *input)
{
	return problem_is_certificate(input->facts->verdict.problem) && !is_provider_host(input);
}

/*
 * The first host name in the certificate, or NULL. Not where the host typed is a known provider's: then
 * somebody else answers in its place, and must not get its password.
 */
static const char *name_in_certificate(const struct choices_input *input)
{
	static const char dns[] = "DNS:";
	const struct tls_facts *tls = &input->facts->tls;
	const struct certificate *own = tls->chain_count > 0 ? &tls->chain[0] : NULL;

	if (own == NULL || is_provider_host(input))
		return NULL;
	for (size_t i = 0; i < own->name_count; i++) {
		const char *name = own->names[i];
		if (text_starts_nocase(name, dns) && is_host_name(name + sizeof(dns) - 1))
			return name + sizeof(dns) - 1;
	}
	return NULL;
}

static bool fits_server(const struct choices_input *input, struct fix *fix)
{
	if (fix->to == NULL || strcmp(fix->to, "certificate") != 0)
		return true;
	fix->to = name_in_certificate(input);
	return fix->to != NULL && !text_same(fix->to, input->account->host);
}

/* Completes `fix`; false when it does not fit. */
static bool fits(struct choices *choices, const struct choices_input *input, struct fix *fix)
{
	const struct facts *facts = input->facts;

	switch (fix->kind) {
	case ACTION_TRUST_CERTIFICATE: return can_be_trusted(input);
	case ACTION_AUTHENTICATE:
		return facts->stages[STAGE_AUTH].outcome != OUTCOME_PASSED &&
		       (!facts->ehlo_seen || facts->capabilities.mechanism_count > 0);
	case ACTION_MECHANISM:
		return fix->to == NULL ? offers_another_mechanism(facts)
				       : is_another_mechanism(facts, fix->to);
	case ACTION_TOKEN: return takes_token(facts);
	case ACTION_SERVER:
		return fits_server(input, fix) && (fix->to == NULL || fits_settings(choices, input, fix));
	case ACTION_TLS_MODE:
		return fix->to == NULL || (strcmp(fix->to, tls_mode_id(account_tls(input->account))) != 0 &&
					   fits_settings(choices, input, fix));
	case ACTION_PORT: /* who stopped at the password has the right port already */
		return facts->verdict.problem != PROBLEM_NO_PASSWORD &&
		       (fix->to == NULL || fits_settings(choices, input, fix));
	case ACTION_USER_NAME:
	case ACTION_FROM:
	case ACTION_EHLO_NAME: return fix->to == NULL || fits_settings(choices, input, fix);
	default: return true;
	}
}

/* ---- collecting */

/* After the fixes of causes: whoever is sure of one need not answer. */
static void add_questions(struct choices *choices, const struct choices_input *input)
{
	for (size_t i = 0; i < input->question_count; i++) {
		struct fix fix = {
		    .kind = ACTION_ANSWER, .label = input->questions[i].text, .to = input->questions[i].id};
		add(choices, &fix, CHOICES_MAX);
	}
	if (input->answered)
		add(choices, &(struct fix){.kind = ACTION_ANSWER, .label = _("Take the answers back")},
		    CHOICES_MAX);
}

/* The practice server is ready sooner than a real one. */
static void wait_for_practice(const struct choices_input *input, struct fix *fix)
{
	if (input->practice == NULL)
		return;
	fix->label = _("Wait as long as this practice case needs, then try again");
	fix->seconds = practice_wait_seconds(input->practice);
}

static void add_fixes_of(struct choices *choices, const struct choices_input *input,
			 const struct diagnosis *diagnosis)
{
	for (size_t i = 0; i < diagnosis->fix_count; i++) {
		struct fix fix = diagnosis->fixes[i];
		if (fix.kind == ACTION_WAIT)
			wait_for_practice(input, &fix);
		if (fits(choices, input, &fix))
			add(choices, &fix, CHOICES_MAX - 2 - QUESTIONS_MAX); /* room for what always helps */
	}
}

/* A failure of the way to the server, or of its encryption: another port may fare better. The practice server
 * is no server to look for. */
static bool is_network_failure(const struct choices_input *input)
{
	return input->facts->verdict.stage <= STAGE_TLS && input->account->host != NULL &&
	       input->account->host_origin != ORIGIN_PRACTICE;
}

static void add_reach(struct choices *choices, const struct choices_input *input)
{
	const struct reach *reach = input->reach;

	if (!is_network_failure(input))
		return;
	if (reach == NULL || !reach->done) {
		add_generic(choices, ACTION_REACH, _("Look what is reachable from here"));
	} else if (reach_wants_control(reach)) {
		struct fix fix = {
		    .kind = ACTION_REACH,
		    .label = _("Compare with another provider's server and name server (both learn your "
			       "address in the Internet)"),
		    .to = "control"};
		add(choices, &fix, CHOICES_MAX - 1);
	}
}

void choices_prune(struct diagnosis *diagnoses, const struct choices_input *input)
{
	struct choices none = {0};

	for (size_t i = 0; i < input->diagnosis_count; i++) {
		struct diagnosis *diagnosis = &diagnoses[i];
		size_t kept = 0;
		for (size_t k = 0; k < diagnosis->fix_count; k++) {
			struct fix fix = diagnosis->fixes[k];
			if (fits(&none, input, &fix))
				diagnosis->fixes[kept++] = fix;
		}
		diagnosis->fix_count = kept;
	}
}

static void add_wait(struct choices *choices, const struct choices_input *input)
{
	struct fix fix = {
	    .kind = ACTION_WAIT, .label = _("Wait a minute, then try again"), .seconds = WAIT_SECONDS};

	wait_for_practice(input, &fix);
	if (!has_kind(choices, ACTION_WAIT))
		add(choices, &fix, CHOICES_MAX);
}

void choices_collect(struct choices *choices, const struct choices_input *input)
{
	const struct facts *facts = input->facts;
	const struct diagnosis *diagnoses = input->diagnoses;
	bool transient = facts->reply_decided && reply_class(facts->reply.code) == REPLY_TRANSIENT;

	*choices = (struct choices){.count = 0};
	for (size_t cause = 0; cause < input->diagnosis_count; cause++) {
		/* Where the words are clear, the fixes of mere possibilities would only lead astray. */
		if (diagnoses[0].confidence == CONFIDENCE_HIGH &&
		    diagnoses[cause].confidence == CONFIDENCE_LOW)
			break;
		add_fixes_of(choices, input, &diagnoses[cause]);
	}
	add_questions(choices, input);
	if (can_be_trusted(input))
		add_generic(choices, ACTION_TRUST_CERTIFICATE, _("Look at the certificate and decide"));
	if (transient)
		add_wait(choices, input);
	add_reach(choices, input);
	if (choices->count == 0)
		add_generic(choices, ACTION_RETRY, _("Try again without a change"));
	if (choices->count < CHOICES_MAX - 1)
		add_generic(choices, ACTION_SERVER, _("Change the settings"));
	add_generic(choices, ACTION_ADMIN_TEXT, _("Text for the server's administrator"));
}
