/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One customer after another in one session, and what a change of one setting does to those made from it. */
#include "checkup/checkup_parts.h"

#include <stdlib.h>
#include <string.h>

#include "account/proxy.h"
#include "account/syntax.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "present/finding.h"

/* ---- one case after another */

/* What belongs to the session, not to a customer, goes along. */
static void take_session(struct checkup *checkup, struct checkup *from)
{
	memcpy(checkup->languages, from->languages, sizeof(checkup->languages));
	memset(from->languages, 0, sizeof(from->languages));
	checkup->failed_logins = from->failed_logins;
	memset(&from->failed_logins, 0, sizeof(from->failed_logins));
	checkup->kb = checkup->options.kb = from->kb;
	checkup->options.recorder = from->options.recorder;
	from->options.recorder = NULL;
	checkup->aside = from->aside;
	from->aside = NULL;
}

/* Nothing goes on in a case that is put aside, and it keeps no password. */
static void put_to_rest(struct checkup *checkup)
{
	lesson_end(checkup);
	checkup_cancel(checkup);
	while (checkup_next(checkup))
		;
	recorder_write(checkup->options.recorder, &checkup->mask);
	walk_destroy(checkup->walk);
	checkup->walk = NULL;
	checkup_forget_password(checkup);
	checkup_forget_reach(checkup);
	checkup_forget_discovery(checkup);
	client_identity_destroy(checkup->walk_options.identity);
	checkup->walk_options.identity = NULL;
}

void checkup_destroy_aside(struct checkup *checkup)
{
	if (checkup->aside != NULL)
		checkup_finish(checkup->aside);
	free(checkup->aside);
	checkup->aside = NULL;
}

static bool is_worth_keeping(const struct checkup *checkup)
{
	return checkup->run.started || checkup->account.address != NULL || checkup->account.host != NULL;
}

void checkup_new_case(struct checkup *checkup)
{
	struct checkup *kept;

	put_to_rest(checkup);
	kept = mem_allocate(sizeof(*kept));
	*kept = *checkup;
	checkup_init(checkup, &kept->options);
	checkup->options.password =
	    NULL; /* it was the first customer's, as the account of the command line */
	checkup->other_customer = true;
	account_finish(&checkup->account);
	account_take_proxy(&checkup->account, &kept->account);
	checkup->walk_options.step = false;
	take_session(checkup, kept);
	if (is_worth_keeping(kept)) {
		checkup_destroy_aside(checkup);
		checkup->aside = kept;
	} else {
		checkup_finish(kept);
		free(kept);
	}
}

bool checkup_case_before(struct checkup *checkup)
{
	struct checkup *other = checkup->aside;
	struct checkup now;

	if (other == NULL)
		return false;
	put_to_rest(checkup);
	now = *checkup;
	*checkup = *other;
	*other = now;
	take_session(checkup, other);
	checkup->aside = other;
	checkup_use_kb(checkup, checkup->kb); /* the language may be another one by now */
	return true;
}

/* ---- a change of one setting */

static bool is_derived(enum origin origin)
{
	return origin != ORIGIN_TYPED && origin != ORIGIN_FIX && origin != ORIGIN_PRACTICE;
}

static void forget_tls(struct account *account)
{
	if (!is_derived(account->tls_origin))
		return;
	account->tls = TLS_AUTO;
	account->tls_origin = ORIGIN_NONE;
}

/* Port, encryption and form of the user name are the server's. */
static void forget_of_server(struct account *account)
{
	forget_tls(account);
	if (is_derived(account->port_origin)) {
		account->port = 0;
		account->port_origin = ORIGIN_NONE;
	}
	if (is_derived(account->user_origin)) {
		mem_replace(&account->user, NULL);
		account->user_origin = ORIGIN_NONE;
	}
	mem_replace(&account->checked, NULL);
}

bool checkup_change(struct checkup *checkup, enum setting setting, const char *text, struct error *error)
{
	struct account *account = &checkup->account;

	if (!setting_set(account, setting, text, error))
		return false;
	if (checkup->practising)
		return true;
	switch (setting) {
	case SETTING_ADDRESS:
		account_forget_filled_in(account);
		checkup_fill_in(checkup->kb, account);
		checkup->refused = failed_logins_count(&checkup->failed_logins, account->address);
		break;
	case SETTING_HOST:
		forget_of_server(account);
		checkup_fill_in(checkup->kb, account);
		break;
	case SETTING_PORT: forget_tls(account); break;
	default: break;
	}
	return true;
}

bool checkup_respell(struct checkup *checkup, struct error *error)
{
	struct strbuf address;
	bool taken;

	strbuf_init(&address, 2 * SYNTAX_ADDRESS_MAX);
	finding_respelled(checkup_discovery(checkup), &address);
	taken = checkup_change(checkup, SETTING_ADDRESS, address.data, error);
	strbuf_finish(&address);
	return taken;
}

bool checkup_leaves_practice(const struct checkup *checkup, const struct account *account)
{
	return checkup->practising && account_port(account) != account_port(&checkup->account);
}
