/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is reachable from here, looked at for the account of a checkup, and what follows for the causes. */
#include "checkup/checkup_parts.h"

#include <stdlib.h>

#include "account/proxy.h"
#include "base/memory.h"
#include "base/text.h"

void checkup_look_reachable(struct checkup *checkup, bool with_control)
{
	const struct account *account = &checkup->account;
	size_t host;

	if (account->host == NULL)
		return;
	checkup_forget_reach(checkup);
	checkup->reach = mem_calloc(1, sizeof *checkup->reach);
	reach_init(checkup->reach, &(struct reach_options){.ca_path = account->ca_path,
							   .family = account->family,
							   .proxy = account_proxy(account),
							   .proxy_login = checkup->walk_options.proxy_login});
	host = reach_add_host(checkup->reach, account->host, true);
	reach_add_matrix(checkup->reach, host, account_port(account), account_tls(account));
	if (with_control)
		reach_add_control(checkup->reach);
	reach_start(checkup->reach);
}

void checkup_stop_looking(struct checkup *checkup)
{
	if (checkup->reach != NULL)
		reach_cancel(checkup->reach);
}

void checkup_forget_reach(struct checkup *checkup)
{
	if (checkup->reach != NULL)
		reach_finish(checkup->reach);
	free(checkup->reach);
	checkup->reach = NULL;
}

const struct reach *checkup_reach(const struct checkup *checkup)
{
	const char *host = checkup->account.host;
	bool fits = checkup->reach != NULL && host != NULL &&
		    text_compare_nocase(checkup->reach->hosts[0].name, host) == 0;

	return fits ? checkup->reach : NULL;
}

struct circumstances checkup_measured(const struct checkup *checkup)
{
	const struct reach *reach = checkup_reach(checkup);

	return reach != NULL && reach->done ? reach_circumstances(reach) : (struct circumstances){0};
}

void checkup_want_reach(const struct checkup *checkup, struct loop *loop)
{
	if (checkup->reach != NULL)
		reach_want(checkup->reach, loop);
}

void checkup_step_reach(struct checkup *checkup, const struct loop *loop)
{
	if (checkup->reach == NULL || checkup->reach->done)
		return;
	reach_step(checkup->reach, loop);
	if (checkup->reach->done && run_is_decided(&checkup->run))
		checkup_diagnose(checkup);
}
