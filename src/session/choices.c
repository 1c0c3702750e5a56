/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collecting fixes. Which fix fits which cause is said in help/, not here. */
#include "session/choices.h"

#include <string.h>

#include "base/intl.h"

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

void choices_collect(struct choices *choices, const struct diagnosis *diagnoses, size_t count,
		     enum problem problem, bool transient)
{
	choices->count = 0;
	for (size_t cause = 0; cause < count; cause++) {
		/* Where the words are clear, the fixes of mere possibilities would only lead astray. */
		if (diagnoses[0].confidence == CONFIDENCE_HIGH &&
		    diagnoses[cause].confidence == CONFIDENCE_LOW)
			break;
		for (size_t i = 0; i < diagnoses[cause].fix_count; i++) {
			const struct fix *fix = &diagnoses[cause].fixes[i];

			if (fix->kind == ACTION_TRUST_CERTIFICATE && !problem_is_certificate(problem))
				continue;
			add(choices, fix, CHOICES_MAX - 2); /* room for what always helps */
		}
	}
	if (transient)
		add_generic(choices, ACTION_WAIT, _("Wait a minute, then try again"));
	if (count == 0 || choices->count == 0)
		add_generic(choices, ACTION_RETRY, _("Try again without a change"));
	if (choices->count < CHOICES_MAX - 1)
		add_generic(choices, ACTION_SERVER, _("Change the settings"));
	add_generic(choices, ACTION_ADMIN_TEXT, _("Text for the server's administrator"));
}
