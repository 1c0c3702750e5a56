/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second list behind a run: the teaching views, all of the help, switches, and the way back to the start.
 */
#include "headless/plain.h"

#include "base/intl.h"

enum more {
	MORE_OFFERS,
	MORE_TRIPS,
	MORE_LOGIN,
	MORE_DIFFERENCE,
	MORE_COMPARE,
	MORE_SEARCH,
	MORE_LANGUAGE,
	MORE_STEP, /* from here on: not for a recording */
	MORE_REMEMBER,
	MORE_ANEW,
	MORE_COUNT
};

static const char *const labels[MORE_COUNT] = {
    [MORE_OFFERS] = N_("What the server offers, in words"),
    [MORE_TRIPS] = N_("The round trips with their times"),
    [MORE_LOGIN] = N_("The log-in exchange: each line decoded, with what it means"),
    [MORE_DIFFERENCE] = N_("Compare this attempt with the one before"),
    [MORE_COMPARE] = N_("Set two codes side by side: 421 and 535, or any other"),
    [MORE_SEARCH] = N_("All help topics, to choose from or to search"),
    [MORE_LANGUAGE] = N_("Other language: English, Simplified Chinese"),
    [MORE_STEP] = N_("Step mode: hold each line until you send it"),
    [MORE_REMEMBER] = N_("Remember address and server for next time, or stop it and forget them"),
    [MORE_ANEW] = N_("Another address, or a practice case"),
};

enum plain_next plain_more_menu(struct plain *plain)
{
	int count = plain->checkup.replayed ? MORE_STEP : MORE_COUNT;
	for (int i = 0; i < count; i++)
		plain_say(plain, "%d. %s", i + 1, _(labels[i]));
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
	case MORE_STEP: plain_switch_step(plain); break;
	case MORE_REMEMBER: plain_switch_remember(plain); break;
	case MORE_ANEW: return PLAIN_ANEW;
	case MORE_COUNT: break;
	}
	return PLAIN_STAY;
}
