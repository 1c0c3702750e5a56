/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbered list after a run: the fixes first, then what else can be looked at. */
#include "headless/plain.h"

#include "base/intl.h"
#include "present/format.h"

enum { ITEMS_MAX = CHOICES_MAX + 9 };

enum item_kind {
	ITEM_FIX,
	ITEM_AGAIN,
	ITEM_FURTHER,
	ITEM_SETTINGS,
	ITEM_WHY,
	ITEM_TOPICS,
	ITEM_TRANSCRIPT,
	ITEM_CERTIFICATE,
	ITEM_REPORT,
	ITEM_MORE,
};

struct item {
	enum item_kind kind;
	const char *label;
	size_t fix; /* ITEM_FIX: which one */
};

struct items {
	struct item list[ITEMS_MAX];
	size_t count;
};

static void add(struct items *items, enum item_kind kind, const char *label, size_t fix)
{
	if (items->count < ITEMS_MAX)
		items->list[items->count++] = (struct item){.kind = kind, .label = label, .fix = fix};
}

static void collect(const struct checkup *checkup, struct items *items)
{
	bool has_settings = false, has_again = false, failed = run_has_failed(&checkup->run);
	bool can_walk = !checkup->replayed;
	items->count = 0;
	for (size_t i = 0; failed && can_walk && i < checkup->choices.count; i++) {
		const struct fix *fix = &checkup->choices.list[i];
		add(items, ITEM_FIX, fix->label, i);
		has_settings = has_settings || (fix->kind == ACTION_SERVER && fix->to == NULL);
		has_again = has_again || fix->kind == ACTION_RETRY;
	}
	if (can_walk && !has_again)
		add(items, ITEM_AGAIN, failed ? _("Walk again as it is") : _("Another try"), 0);
	if (can_walk && !failed && checkup->walk_options.quit_after < STAGE_DATA)
		add(items, ITEM_FURTHER, _("Go on to MAIL, then RCPT, then a test message"), 0);
	if (can_walk && !has_settings)
		add(items, ITEM_SETTINGS, _("Change the settings"), 0);
	if (failed)
		add(items, ITEM_WHY, _("Why you see this"), 0);
	add(items, ITEM_TOPICS, _("Read help about this"), 0);
	add(items, ITEM_TRANSCRIPT, _("Read the transcript"), 0);
	if (checkup->run.facts.tls_seen)
		add(items, ITEM_CERTIFICATE, _("The server's certificate"), 0);
	add(items, ITEM_REPORT, _("Save this as a report"), 0);
	add(items, ITEM_MORE, _("More: what the server offers, round trips, all topics, language ..."), 0);
}

static void save_transcript(struct plain *plain)
{
	const struct transcript *transcript = &plain->checkup.run.facts.transcript;
	struct strbuf text;
	strbuf_init(&text, PLAIN_TEXT_MAX);
	for (size_t i = 0; i < transcript->count; i++)
		report_text_line(&transcript->entries[i], false, &text);
	plain_offer_save(plain, "mailmedic-transcript", text.data);
	strbuf_finish(&text);
}

static void tell_transcript(struct plain *plain)
{
	const struct transcript *transcript = &plain->checkup.run.facts.transcript;
	plain_say(plain,
		  intl_count("The transcript, %zu line:", "The transcript, %zu lines:", transcript->count),
		  transcript->count);
	for (size_t i = 0; i < transcript->count; i++)
		plain_tell_line(plain, &transcript->entries[i]);
	if (transcript->dropped > 0)
		plain_say(plain,
			  intl_count("%zu line in the middle was left out.",
				     "%zu lines in the middle were left out.", transcript->dropped),
			  transcript->dropped);
	plain_say(plain, _("End of the transcript."));
	save_transcript(plain);
}

static enum plain_next try_fix(struct plain *plain, size_t index)
{
	struct fix chosen = plain->checkup.choices.list[index];
	return plain_do_fix(plain, &chosen);
}

/* A test message goes out only when that was said for the run. */
static enum plain_next again(struct plain *plain)
{
	struct walk_options *options = &plain->checkup.walk_options;
	if (options->send && options->quit_after == STAGE_DATA)
		*options = (struct walk_options){.login = options->login,
						 .quit_after = STAGE_RCPT,
						 .step = options->step,
						 .ask_consent = options->ask_consent};
	return PLAIN_WALK;
}

static bool ask_recipient(struct plain *plain)
{
	struct error error;
	const char *text;
	while (
	    (text = plain_ask(plain, false,
			      _("To whom would the mail go? The server is asked; no mail is sent. Enter goes "
				"back:"))) != NULL &&
	    *text != '\0') {
		if (plain_change_setting(plain, SETTING_TO, text, &error))
			return true;
		plain_say(plain, "%s", error.text);
	}
	return false;
}

/* One step further than the run that worked. */
static enum plain_next further(struct plain *plain)
{
	struct walk_options *options = &plain->checkup.walk_options;
	if (options->quit_after < STAGE_MAIL) {
		options->quit_after = STAGE_MAIL;
		return PLAIN_WALK;
	}
	if (options->quit_after < STAGE_RCPT) {
		if (!ask_recipient(plain))
			return PLAIN_STAY;
		options->quit_after = STAGE_RCPT;
		return PLAIN_WALK;
	}
	plain_say(plain, _("A short test mail goes to %s."), plain->checkup.account.to);
	if (plain_ask_letter(plain, false, _("Enter sends it, n sends nothing, q ends:"), "n") != 0)
		return PLAIN_STAY;
	options->quit_after = STAGE_DATA;
	options->send = true;
	return PLAIN_WALK;
}

static enum plain_next act(struct plain *plain, const struct item *item)
{
	plain->ask_password = false;
	switch (item->kind) {
	case ITEM_FIX: return try_fix(plain, item->fix);
	case ITEM_AGAIN: return again(plain);
	case ITEM_FURTHER: return further(plain);
	case ITEM_SETTINGS: return plain_settings(plain);
	case ITEM_TOPICS: plain_offer_topics(plain); break;
	case ITEM_TRANSCRIPT: tell_transcript(plain); break;
	case ITEM_CERTIFICATE: plain_tell_certificate(plain); break;
	case ITEM_REPORT: plain_save_report(plain); break;
	case ITEM_WHY: plain_tell_why(plain); break;
	case ITEM_MORE: return plain_more_menu(plain);
	}
	return PLAIN_STAY;
}

static void tell_items(struct plain *plain, const struct items *items)
{
	plain_say(plain, _("What you can do:"));
	for (size_t i = 0; i < items->count; i++)
		plain_say(plain, "%zu. %s%s", i + 1, items->list[i].label,
			  format_own(items->list[i].kind == ITEM_FIX &&
				     plain->checkup.choices.list[items->list[i].fix].is_own));
}

/* The list is read once; hearing it again after each answer would bury the answer. */
enum plain_next plain_menu(struct plain *plain)
{
	struct items items;
	enum plain_next next = PLAIN_STAY;
	collect(&plain->checkup, &items);
	tell_items(plain, &items);
	while (next == PLAIN_STAY && !plain->console.over) {
		int chosen =
		    plain_ask_number(plain, _("Your choice? A number, Enter reads the list again, q ends:"),
				     items.count, true);
		if (chosen < 0)
			return PLAIN_QUIT;
		if (chosen > 0)
			next = act(plain, &items.list[chosen - 1]);
		collect(&plain->checkup, &items); /* in another language, perhaps */
		if (chosen == 0)
			tell_items(plain, &items);
	}
	return plain->console.over ? PLAIN_QUIT : next;
}

/* ---- the second list: the teaching views, all of the help, switches, and the way back to the start */

enum more {
	MORE_OFFERS,
	MORE_TRIPS,
	MORE_LOGIN,
	MORE_DIFFERENCE,
	MORE_COMPARE,
	MORE_SEARCH,
	MORE_LANGUAGE,
	MORE_LESSON,
	MORE_STEP, /* from here on: not for a recording */
	MORE_REMEMBER,
	MORE_ANEW,
	MORE_BEFORE, /* only when there was another customer */
	MORE_COUNT
};

static const char *const more_labels[MORE_COUNT] = {
    [MORE_OFFERS] = N_("What the server offers, in words"),
    [MORE_TRIPS] = N_("The round trips with their times"),
    [MORE_LOGIN] = N_("The log-in exchange: each line decoded, with what it means"),
    [MORE_DIFFERENCE] = N_("Compare this attempt with the one before"),
    [MORE_COMPARE] = N_("Set two codes side by side: 421 and 535, or any other"),
    [MORE_SEARCH] = N_("All help topics, to choose from or to search"),
    [MORE_LANGUAGE] = N_("Other language: English, Simplified Chinese"),
    [MORE_LESSON] = N_("Go through this run again line by line, with the lessons of step mode"),
    [MORE_STEP] = N_("Step mode: hold each line until you send it"),
    [MORE_REMEMBER] = N_("Remember address and server for next time, or stop it and forget them"),
    [MORE_ANEW] = N_("Another address, or a practice case: a new customer"),
    [MORE_BEFORE] = N_("Back to the customer before"),
};

enum plain_next plain_more_menu(struct plain *plain)
{
	int count = plain->checkup.replayed        ? MORE_STEP
		    : plain->checkup.aside == NULL ? MORE_BEFORE
						   : MORE_COUNT;
	for (int i = 0; i < count; i++)
		plain_say(plain, "%d. %s", i + 1, _(more_labels[i]));
	int chosen = plain_ask_number(plain, _("Which one? A number; Enter goes back:"), (size_t)count, true);
	if (chosen <= 0)
		return PLAIN_STAY;
	switch ((enum more)(chosen - 1)) {
	case MORE_OFFERS: plain_tell_offers(plain); break;
	case MORE_TRIPS: plain_tell_round_trips(plain); break;
	case MORE_LOGIN: plain_tell_sasl_exchange(plain); break;
	case MORE_DIFFERENCE: plain_tell_attempts(plain); break;
	case MORE_COMPARE: plain_compare(plain); break;
	case MORE_SEARCH: plain_search(plain); break;
	case MORE_LANGUAGE: plain_switch_language(plain); break;
	case MORE_LESSON: plain_go_through(plain); break;
	case MORE_STEP: plain_switch_step(plain); break;
	case MORE_REMEMBER: plain_switch_remember(plain); break;
	case MORE_ANEW: checkup_new_case(&plain->checkup); return PLAIN_ANEW;
	case MORE_BEFORE: return checkup_case_before(&plain->checkup) ? PLAIN_SHOW : PLAIN_STAY;
	case MORE_COUNT: break;
	}
	return PLAIN_STAY;
}
