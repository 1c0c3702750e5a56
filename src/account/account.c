/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account as plain data and its setters. Knows no provider and nothing of the network. */
#include "account/account.h"

#include "account/syntax.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

const char *origin_id(enum origin origin)
{
	switch (origin) {
	case ORIGIN_NONE: return "none";
	case ORIGIN_DEFAULT: return "default";
	case ORIGIN_GUESSED: return "guessed";
	case ORIGIN_PROVIDER: return "provider";
	case ORIGIN_DNS: return "dns";
	case ORIGIN_DOMAIN_PAGE: return "autoconfig";
	case ORIGIN_MOZILLA: return "ispdb";
	case ORIGIN_REMEMBERED: return "remembered";
	case ORIGIN_VARIABLE: return "environment";
	case ORIGIN_PRACTICE: return "practice";
	case ORIGIN_TYPED: return "typed";
	case ORIGIN_FIX: return "fix";
	}
	return "none";
}

static const char *const mode_ids[] = {
    [TLS_AUTO] = "auto",
    [TLS_STARTTLS] = "starttls",
    [TLS_IMPLICIT] = "implicit",
    [TLS_NONE] = "none",
};

const char *tls_mode_id(enum tls_mode mode)
{
	return mode_ids[mode];
}

bool tls_mode_parse(const char *id, enum tls_mode *ret_mode)
{
	for (size_t i = 0; i < sizeof mode_ids / sizeof *mode_ids; i++) {
		if (text_compare_nocase(id, mode_ids[i]) == 0) {
			*ret_mode = (enum tls_mode)i;
			return true;
		}
	}
	return false;
}

bool account_is_path(const char *member)
{
	return strstr(member, "_path") != NULL;
}

void account_init(struct account *account)
{
	*account = (struct account){.tls = TLS_AUTO};
}

void account_finish(struct account *account)
{
#define X(member, label) free(account->member);
	ACCOUNT_TEXT_LIST(X)
#undef X
	free(account->checked);
	account_init(account);
}

void account_copy(struct account *to, const struct account *from)
{
	if (to == from)
		return;
	account_finish(to);
	*to = *from;
#define X(member, label) to->member = mem_strdup(from->member);
	ACCOUNT_TEXT_LIST(X)
#undef X
	to->checked = mem_strdup(from->checked);
}

void account_forget_filled_in(struct account *account)
{
	char *proxy = account->proxy; /* belongs to the network, not to the address */
	const enum origin proxy_origin = account->proxy_origin;

	account->proxy = NULL;
#define X(member, label)                                                                                     \
	if (account->member##_origin != ORIGIN_TYPED) {                                                      \
		mem_replace(&account->member, NULL);                                                         \
		account->member##_origin = ORIGIN_NONE;                                                      \
	}
	ACCOUNT_TEXT_LIST(X)
#undef X
	account->proxy = proxy;
	account->proxy_origin = proxy_origin;
	if (account->port_origin != ORIGIN_TYPED) {
		account->port = 0;
		account->port_origin = ORIGIN_NONE;
	}
	if (account->tls_origin != ORIGIN_TYPED) {
		account->tls = TLS_AUTO;
		account->tls_origin = ORIGIN_NONE;
	}
	mem_replace(&account->checked, NULL);
}

static void put(char **slot, enum origin *slot_origin, const char *text, enum origin origin)
{
	mem_replace(slot, text);
	*slot_origin = origin;
}

bool account_set_address(struct account *account, const char *text, struct error *error)
{
	if (!syntax_check_mailbox(_("The mail address"), text, error))
		return false;
	put(&account->address, &account->address_origin, text, ORIGIN_TYPED);
	return true;
}

bool account_set_server(struct account *account, const char *text, enum origin origin, struct error *error)
{
	char *host;
	int port;
	if (!syntax_parse_endpoint(text, &host, &port, error))
		return false;
	free(account->host);
	account->host = host;
	account->host_origin = origin;
	if (port != 0) {
		account->port = port;
		account->port_origin = origin;
	}
	return true;
}

bool account_set_port(struct account *account, const char *text, enum origin origin, struct error *error)
{
	if (!syntax_parse_port(text, &account->port, error))
		return false;
	account->port_origin = origin;
	return true;
}

bool account_set_mechanism(struct account *account, const char *text, enum origin origin, struct error *error)
{
	if (!syntax_check_mechanism(_("The SASL mechanism"), text, error))
		return false;
	put(&account->mechanism, &account->mechanism_origin, text, origin);
	for (char *at = account->mechanism; *at != '\0'; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	return true;
}

bool account_set_ehlo_name(struct account *account, const char *text, enum origin origin, struct error *error)
{
	if (!syntax_check_ehlo_name(_("The EHLO name"), text, error))
		return false;
	put(&account->ehlo_name, &account->ehlo_name_origin, text, origin);
	return true;
}

bool account_set_from(struct account *account, const char *text, enum origin origin, struct error *error)
{
	if (!syntax_check_mailbox(_("The sender"), text, error))
		return false;
	put(&account->from, &account->from_origin, text, origin);
	return true;
}

bool account_set_to(struct account *account, const char *text, enum origin origin, struct error *error)
{
	if (!syntax_check_mailbox(_("The recipient"), text, error))
		return false;
	put(&account->to, &account->to_origin, text, origin);
	return true;
}

bool account_set_sni(struct account *account, const char *text, enum origin origin, struct error *error)
{
	if (!syntax_check_host(_("The TLS server name"), text, error))
		return false;
	put(&account->sni, &account->sni_origin, text, origin);
	return true;
}

bool account_set_text(char **slot, enum origin *slot_origin, const char *label, const char *text,
		      enum origin origin, struct error *error)
{
	if (!syntax_check_text(label, text, error))
		return false;
	put(slot, slot_origin, text, origin);
	return true;
}

int account_port(const struct account *account)
{
	if (account->port != 0)
		return account->port;
	return account->tls == TLS_IMPLICIT ? 465 : 587;
}

enum tls_mode account_tls(const struct account *account)
{
	if (account->tls != TLS_AUTO)
		return account->tls;
	return account_port(account) == 465 ? TLS_IMPLICIT : TLS_STARTTLS;
}

const char *account_user(const struct account *account)
{
	return account->user != NULL ? account->user : account->address;
}

const char *account_from(const struct account *account)
{
	return account->from != NULL ? account->from : account->address;
}

const char *account_domain(const struct account *account)
{
	const char *at = account->address == NULL ? NULL : syntax_find_at(account->address);
	return at == NULL ? NULL : at + 1;
}
