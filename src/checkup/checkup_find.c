/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search for the settings of the account's address, and what of it becomes the account's. */
#include "checkup/checkup_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

bool checkup_wants_settings(const struct checkup *checkup)
{
	const struct account *account = &checkup->account;
	const char *domain = account_domain(account);
	bool was_sought = domain != NULL && checkup->sought.address != NULL &&
			  strcmp(checkup->sought.address, account->address) == 0;

	return domain != NULL && *domain != '[' && account->host_origin == ORIGIN_GUESSED && !was_sought;
}

bool checkup_find_settings(struct checkup *checkup, enum ask_whom ask, struct error *error)
{
	struct discovery_options options = {.account = &checkup->sought,
					    .kb = checkup->kb,
					    .ask = ask,
					    .elsewhere = checkup->elsewhere,
					    .wants_tests = true,
					    .proxy_login = checkup->walk_options.proxy_login};

	if (ask == ASK_NONE)
		checkup->elsewhere[0] = '\0';
	if (ask == ASK_ELSEWHERE) {
		options.ask = checkup->discovery->options.ask;
		memcpy(checkup->elsewhere, checkup->discovery->leads_to, sizeof checkup->elsewhere);
	}
	checkup_forget_discovery(checkup);
	account_copy(&checkup->sought, &checkup->account);
	return discovery_create(&options, &checkup->discovery, error);
}

const struct discovery *checkup_discovery(const struct checkup *checkup)
{
	const char *address = checkup->account.address;
	bool fits =
	    checkup->discovery != NULL && address != NULL && strcmp(checkup->sought.address, address) == 0;

	return fits ? checkup->discovery : NULL;
}

const struct promises *checkup_promises(const struct checkup *checkup)
{
	const struct discovery *discovery = checkup_discovery(checkup);
	const struct account *account = &checkup->account;
	bool fits = discovery != NULL && account->host != NULL &&
		    promises_are_about(&discovery->promises, account->host, account_port(account));

	return fits ? &discovery->promises : NULL;
}

bool checkup_only_guessed(const struct checkup *checkup)
{
	const struct discovery *discovery = checkup_discovery(checkup);

	return discovery != NULL && discovery->searched && discovery->candidates.count == 0 &&
	       checkup->account.host_origin == ORIGIN_GUESSED;
}

void checkup_take_settings(struct checkup *checkup, size_t candidate)
{
	candidate_apply(&checkup->discovery->candidates.items[candidate], &checkup->account);
}

void checkup_forget_discovery(struct checkup *checkup)
{
	discovery_destroy(checkup->discovery);
	checkup->discovery = NULL;
}

void checkup_want_discovery(const struct checkup *checkup, struct loop *loop)
{
	if (checkup->discovery != NULL)
		discovery_want(checkup->discovery, loop);
}

void checkup_step_discovery(struct checkup *checkup, const struct loop *loop)
{
	if (checkup->discovery != NULL)
		discovery_step(checkup->discovery, loop);
}
