/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collecting fixes. Which fix fits which cause is said in help/, not here. */
#include "session/choices.h"

#include <string.h>

#include "base/intl.h"
#include "base/text.h"

enum { WAIT_SECONDS = 60 };

static bool same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

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
		if (choices->list[i].kind == fix->kind && same_text(choices->list[i].to, fix->to))
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
	struct fix fix = {.kind = kind, .label = label, .seconds = kind == ACTION_WAIT ? WAIT_SECONDS : 0};

	if (!has_kind(choices, kind))
		add(choices, &fix, CHOICES_MAX);
}

static bool changes_something(const struct fix *fix, const struct account *account, const struct facts *facts)
{
	struct account changed;

	if (fix->to == NULL)
		return true;
	if (fix->kind == ACTION_MECHANISM)
		return (facts->mechanism == NULL || text_compare_nocase(facts->mechanism, fix->to) != 0) &&
		       (!facts->ehlo_seen || capabilities_has_mechanism(&facts->capabilities, fix->to));
	account_init(&changed);
	bool changes = true;
	if (fix_apply(fix, NULL, account, &changed, NULL)) {
		const char *before = account_user(account);
		const char *after = account_user(&changed);
		changes = !same_text(before, after) || account_port(account) != account_port(&changed) ||
			  account_tls(account) != account_tls(&changed) || fix->kind == ACTION_EHLO_NAME ||
			  fix->kind == ACTION_FROM || fix->kind == ACTION_SERVER;
	}
	account_finish(&changed);
	return changes;
}

static bool fits(const struct fix *fix, const struct account *account, const struct facts *facts)
{
	if (fix->kind == ACTION_TRUST_CERTIFICATE)
		return problem_is_certificate(facts->verdict.problem);
	return changes_something(fix, account, facts);
}

void choices_collect(struct choices *choices, const struct diagnosis *diagnoses, size_t count,
		     const struct account *account, const struct facts *facts)
{
	bool transient = facts->reply_decided && reply_class(facts->reply.code) == REPLY_TRANSIENT;

	choices->count = 0;
	for (size_t cause = 0; cause < count; cause++) {
		/* Where the words are clear, the fixes of mere possibilities would only lead astray. */
		if (diagnoses[0].confidence == CONFIDENCE_HIGH &&
		    diagnoses[cause].confidence == CONFIDENCE_LOW)
			break;
		for (size_t i = 0; i < diagnoses[cause].fix_count; i++) {
			if (fits(&diagnoses[cause].fixes[i], account, facts))
				add(choices, &diagnoses[cause].fixes[i],
				    CHOICES_MAX - 2); /* room for what always helps */
		}
	}
	if (problem_is_certificate(facts->verdict.problem))
		add_generic(choices, ACTION_TRUST_CERTIFICATE, _("Look at the certificate and decide"));
	if (transient)
		add_generic(choices, ACTION_WAIT, _("Wait a minute, then try again"));
	if (count == 0 || choices->count == 0)
		add_generic(choices, ACTION_RETRY, _("Try again without a change"));
	if (choices->count < CHOICES_MAX - 1)
		add_generic(choices, ACTION_SERVER, _("Change the settings"));
	add_generic(choices, ACTION_ADMIN_TEXT, _("Text for the server's administrator"));
}
