/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doing a fix: the same decisions as on screen (ui/navigate.c), asked in words. */
#include "headless/plain.h"

#include "base/intl.h"
#include "base/memory.h"
#include "smtp/mechanism.h"

#include <stdlib.h>
#include <string.h>

/* Shows the difference, and takes it over when the user agrees. */
static enum plain_next apply(struct plain *plain, const struct fix *fix, const char *value)
{
	struct checkup *checkup = &plain->checkup;
	struct account changed;
	struct error error;
	enum plain_next next = PLAIN_STAY;
	account_init(&changed);
	if (fix_apply(fix, value, &checkup->account, &changed, &error)) {
		bool any = plain_tell_difference(plain, &checkup->account, &changed);
		if (!any)
			plain_say(plain, _("This changes nothing: the settings are like that already."));
		if (checkup_leaves_practice(checkup, &changed))
			plain_say(plain, _("The practice server has its one port only: on this one nobody "
					   "answers here."));
		const char *prompt =
		    any ? _("Enter applies it and walks again, n leaves all as it was, q ends:")
			: _("Enter walks again, n goes back, q ends:");
		if (plain_ask_letter(plain, false, prompt, "n") == 0) {
			account_copy(&checkup->account, &changed);
			next = PLAIN_WALK;
		}
	} else {
		plain_say(plain, "%s", error.text);
	}
	account_finish(&changed);
	return next;
}

static enum plain_next ask_value(struct plain *plain, const struct fix *fix, enum setting setting)
{
	struct strbuf prompt;
	char *value = NULL;
	strbuf_init(&prompt, PLAIN_VALUE_MAX);
	strbuf_addf(&prompt, _("%s; Enter changes nothing:"), setting_label(setting));
	const char *text = plain_ask(plain, false, prompt.data);
	if (text != NULL && *text != '\0')
		value = mem_strdup(text); /* the next question takes the line away */
	strbuf_finish(&prompt);
	enum plain_next next = value == NULL ? PLAIN_STAY : apply(plain, fix, value);
	free(value);
	return next;
}

static void tell_mechanism(struct plain *plain, const char *name, size_t number)
{
	const struct facts *facts = &plain->checkup.run.facts;
	bool tried = facts->mechanism != NULL && strcmp(facts->mechanism, name) == 0;
	plain_say(plain, "%zu. %s: %s%s", number, name,
		  !mechanism_is_usable(name) ? _("mailmedic does not have it") : _(mechanism_deed(name)),
		  tried ? _("; tried just now") : "");
}

static enum plain_next pick_mechanism(struct plain *plain, const struct fix *fix)
{
	const struct capabilities *capabilities = &plain->checkup.run.facts.capabilities;
	if (capabilities->mechanism_count == 0) {
		plain_say(plain, _("The server has not offered any log-in method yet."));
		return PLAIN_STAY;
	}
	plain_say(plain, _("Log-in methods of the server:"));
	for (size_t i = 0; i < capabilities->mechanism_count; i++)
		tell_mechanism(plain, capabilities->mechanisms[i], i + 1);
	int chosen = plain_ask_number(plain, _("Which one? A number; Enter changes nothing:"),
				      capabilities->mechanism_count, true);
	if (chosen <= 0)
		return PLAIN_STAY;
	const char *name = capabilities->mechanisms[chosen - 1];
	if (mechanism_is_usable(name))
		return apply(plain, fix, name);
	plain_say(plain, "%s", _(mechanism_instead(name)));
	return PLAIN_STAY;
}

static enum plain_next pick_user_form(struct plain *plain, const struct fix *fix)
{
	const char *address = plain->checkup.account.address;
	const char *at = address == NULL ? NULL : strrchr(address, '@');
	if (at == NULL)
		return ask_value(plain, fix, SETTING_USER);
	plain_say(plain, _("Form of the user name:"));
	plain_say(plain, "1. %s", address);
	plain_say(plain, "2. %.*s", (int)(at - address), address);
	plain_say(plain, "3. %s", _("another user name ..."));
	switch (plain_ask_number(plain, _("Which one? A number; Enter changes nothing:"), 3, true)) {
	case 1: return apply(plain, fix, "address");
	case 2: return apply(plain, fix, "local-part");
	case 3: return ask_value(plain, fix, SETTING_USER);
	default: return PLAIN_STAY;
	}
}

static const char *provider_page(const struct checkup *checkup)
{
	const char *provider =
	    kb_provider(checkup->kb, account_domain(&checkup->account), checkup->account.host);
	return provider == NULL ? NULL : kb_provider_app_password_page(checkup->kb, provider);
}

static enum plain_next prepare_app_password(struct plain *plain)
{
	const char *page = provider_page(&plain->checkup);
	plain_say(
	    plain,
	    _("An app password is a separate password that the provider makes for one program. The normal "
	      "password stays as it is, and it is not taken here."));
	if (page != NULL)
		plain_say(plain, _("It is made on this page: %s"), page);
	else if (!plain->checkup.practising)
		plain_say(plain, _("Look in the security settings of the mail account for the page."));
	plain->checkup.app_password = true;
	return PLAIN_WALK;
}

static void tell_page(struct plain *plain, const struct fix *fix)
{
	const char *url = fix->to;
	if (url == NULL || strcmp(url, "provider") == 0)
		url = provider_page(&plain->checkup);
	if (url == NULL)
		plain_say(plain, _("Look in the security settings of the mail account for the page."));
	else
		plain_say(plain, _("Open this page in a browser: %s"), url);
}

static void tell_admin_text(struct plain *plain)
{
	struct report report = checkup_report(&plain->checkup);
	struct strbuf text;
	strbuf_init(&text, PLAIN_TEXT_MAX);
	report_admin_text(&report, &text);
	plain_say(plain, _("For the server's administrator:"));
	plain_say_foreign(plain, text.data);
	plain_offer_save(plain, "mailmedic-for-administrator", text.data);
	strbuf_finish(&text);
}

static enum plain_next trust(struct plain *plain)
{
	if (!plain_agree_certificate(plain))
		return PLAIN_STAY;
	plain->checkup.account.trust_certificate = true;
	return PLAIN_WALK;
}

/* A change of settings: by itself when the value is known, else asked for. */
static enum plain_next change(struct plain *plain, const struct fix *fix)
{
	if (fix->to != NULL)
		return apply(plain, fix, NULL);
	switch (fix->kind) {
	case ACTION_MECHANISM: return pick_mechanism(plain, fix);
	case ACTION_USER_NAME: return pick_user_form(plain, fix);
	case ACTION_EHLO_NAME: return ask_value(plain, fix, SETTING_EHLO_NAME);
	case ACTION_FROM: return ask_value(plain, fix, SETTING_FROM);
	case ACTION_CERTIFICATE: return ask_value(plain, fix, SETTING_CERT_PATH);
	default: return plain_settings(plain);
	}
}

/* Asks the question, and tells the causes as they stand with the answer. */
static void answer(struct plain *plain, const struct fix *fix)
{
	struct checkup *checkup = &plain->checkup;

	if (fix->to == NULL) {
		checkup_take_answers_back(checkup);
		plain_explain(plain);
		return;
	}
	for (size_t i = 0; i < checkup->question_count; i++) {
		const struct question *question = &checkup->questions[i];
		if (strcmp(question->id, fix->to) != 0)
			continue;
		plain_say(plain, "%s", question->text);
		for (size_t k = 0; k < question->answer_count; k++)
			plain_say(plain, "%zu. %s", k + 1, question->answers[k].label);
		int chosen = plain_ask_number(plain, _("Which one? A number; Enter changes nothing:"),
					      question->answer_count, true);
		if (chosen > 0) {
			checkup_answer(checkup, fix->to, (size_t)chosen - 1);
			plain_explain(plain);
		}
		return;
	}
}

enum plain_next plain_do_fix(struct plain *plain, const struct fix *fix)
{
	plain->ask_password = fix->kind == ACTION_PASSWORD || fix->kind == ACTION_APP_PASSWORD;
	plain->checkup.app_password = false;
	switch (fix->kind) {
	case ACTION_RETRY:
	case ACTION_AUTHENTICATE:
	case ACTION_PASSWORD: return PLAIN_WALK;
	case ACTION_WAIT: return plain_count_down(plain, fix->seconds < 1 ? 1 : fix->seconds);
	case ACTION_APP_PASSWORD: return prepare_app_password(plain);
	case ACTION_TOKEN: checkup_use_token(&plain->checkup); return PLAIN_WALK;
	case ACTION_TRUST_CERTIFICATE: return trust(plain);
	case ACTION_ADMIN_TEXT: tell_admin_text(plain); return PLAIN_STAY;
	case ACTION_PAGE: tell_page(plain, fix); return PLAIN_STAY;
	case ACTION_TOPIC: plain_tell_topic(plain, NULL, fix->to); return PLAIN_STAY;
	case ACTION_REACH: plain_look_reachable(plain, fix->to != NULL); return PLAIN_STAY;
	case ACTION_ANSWER: answer(plain, fix); return PLAIN_STAY;
	case ACTION_COUNT: return PLAIN_STAY;
	default: return change(plain, fix);
	}
}
