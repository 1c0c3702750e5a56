/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills in what the user left open: from a provider's settings, or by guessing from the address. */
#include "account/preset.h"

#include "account/syntax.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* What the user said, or a fix that the user chose, is never replaced. */
static bool is_settled(enum origin origin)
{
	return origin == ORIGIN_TYPED || origin == ORIGIN_FIX;
}

/* The last two labels of a host name: enough to tell one provider's servers from another's. */
static const char *find_site(const char *host)
{
	const char *end = strrchr(host, '.');
	while (end != NULL && end > host && *--end != '.')
		;
	return end == NULL ? host : *end == '.' ? end + 1 : end;
}

char *preset_make_user(const char *form, const char *address)
{
	const char *at = address == NULL ? NULL : syntax_find_at(address);

	if (form == NULL)
		return NULL;
	if (strcmp(form, "address") == 0)
		return mem_strdup(address);
	if (strcmp(form, "local-part") != 0)
		return mem_strdup(form);
	if (address == NULL)
		return NULL;
	return mem_strndup(address, at == NULL ? strlen(address) : (size_t)(at - address));
}

static void set_user(struct account *account, const char *form, enum origin origin)
{
	char *user = is_settled(account->user_origin) ? NULL : preset_make_user(form, account->address);

	if (user == NULL)
		return;
	free(account->user);
	account->user = user;
	account->user_origin = origin;
}

/* Port and TLS mode belong together: one is taken only when the other agrees with what is settled. */
static void set_port_and_mode(struct account *account, const struct preset *preset)
{
	bool port_settled = is_settled(account->port_origin), tls_settled = is_settled(account->tls_origin);
	if (port_settled && account->port != preset->port)
		return;
	if (tls_settled && account->tls != preset->tls)
		return;
	if (!port_settled) {
		account->port = preset->port;
		account->port_origin = ORIGIN_PROVIDER;
	}
	if (!tls_settled) {
		account->tls = preset->tls;
		account->tls_origin = ORIGIN_PROVIDER;
	}
}

void preset_apply(const struct preset *preset, struct account *account)
{
	bool host_settled = account->host != NULL && is_settled(account->host_origin);
	if (host_settled && text_compare_nocase(find_site(account->host), find_site(preset->host)) != 0)
		return;
	if (!host_settled) {
		mem_replace(&account->host, preset->host);
		account->host_origin = ORIGIN_PROVIDER;
	}
	set_port_and_mode(account, preset);
	set_user(account, preset->user_form, ORIGIN_PROVIDER);
	mem_replace(&account->checked, preset->checked);
}

static void guess_host(struct account *account, const char *domain)
{
	struct strbuf host;
	strbuf_init(&host, SYNTAX_ADDRESS_MAX + 8);
	if (*domain == '[') {
		const char *inner = text_starts_nocase(domain, "[IPv6:") ? domain + 6 : domain + 1;
		strbuf_add(&host, inner, strcspn(inner, "]"));
	} else {
		strbuf_addf(&host, "smtp.%s", domain);
	}
	free(account->host);
	account->host = strbuf_take(&host);
	account->host_origin = ORIGIN_GUESSED;
	strbuf_finish(&host);
}

void preset_guess(struct account *account)
{
	const char *domain = account_domain(account);
	if (account->host == NULL && domain != NULL)
		guess_host(account, domain);
	if (account->port == 0) {
		account->port = account_port(account);
		account->port_origin = ORIGIN_GUESSED;
	}
	if (account->user == NULL)
		set_user(account, "address", ORIGIN_GUESSED);
}
