/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completes an account from the knowledge base before a run. */
#include "headless/headless.h"

#include <stddef.h>

void headless_complete_account(const struct kb *kb, struct account *account)
{
	struct preset preset;
	bool host_given = account->host != NULL;
	const char *provider = kb_provider(kb, host_given ? NULL : account_domain(account), account->host);
	if (provider != NULL && kb_provider_preset(kb, provider, &preset))
		preset_apply(&preset, account);
	if (account->address != NULL)
		preset_guess(account);
}
