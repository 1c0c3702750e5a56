/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row a setting: how it is named, read and written. */
#include "present/settings.h"

#include <stdlib.h>
#include <string.h>

#include "account/proxy.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "smtp/mechanism.h"

static const char *const LABELS[SETTING_COUNT] = {
    [SETTING_ADDRESS] = N_("Mail address"),
    [SETTING_HOST] = N_("Server"),
    [SETTING_PORT] = N_("Port"),
    [SETTING_TLS] = N_("Encryption"),
    [SETTING_USER] = N_("User name"),
    [SETTING_MECHANISM] = N_("Log-in method"),
    [SETTING_EHLO_NAME] = N_("EHLO name"),
    [SETTING_CERT_PATH] = N_("Certificate file"),
    [SETTING_KEY_PATH] = N_("Key file"),
    [SETTING_PROXY] = N_("Proxy"),
    [SETTING_FROM] = N_("Sender"),
    [SETTING_TO] = N_("Recipient"),
};

const char *setting_label(enum setting setting)
{
	return _(LABELS[setting]);
}

static const char *text_of(const struct account *account, enum setting setting)
{
	switch (setting) {
	case SETTING_ADDRESS: return account->address;
	case SETTING_HOST: return account->host;
	case SETTING_USER: return account_user(account);
	case SETTING_MECHANISM: return account->mechanism;
	case SETTING_EHLO_NAME: return account->ehlo_name;
	case SETTING_CERT_PATH: return account->cert_path;
	case SETTING_KEY_PATH: return account->key_path;
	case SETTING_PROXY: return account_proxy(account);
	case SETTING_FROM: return account_from(account);
	case SETTING_TO: return account->to;
	case SETTING_TLS: return tls_mode_id(account->tls);
	default: return NULL;
	}
}

void setting_write(const struct account *account, enum setting setting, struct strbuf *out)
{
	const char *text = text_of(account, setting);

	if (setting == SETTING_PORT)
		strbuf_addf(out, "%d", account_port(account));
	else
		strbuf_adds(out, text == NULL ? "" : text);
}

static const char *tls_words(enum tls_mode mode)
{
	switch (mode) {
	case TLS_IMPLICIT: return _("TLS from the first byte");
	case TLS_NONE: return _("none: everything can be read on the way");
	default: return _("STARTTLS");
	}
}

void setting_write_words(const struct account *account, enum setting setting, struct strbuf *out)
{
	size_t before = out->len;

	if (setting == SETTING_TLS) {
		strbuf_adds(out, tls_words(account_tls(account)));
		return;
	}
	setting_write(account, setting, out);
	if (out->len > before)
		return;
	if (setting == SETTING_MECHANISM)
		strbuf_adds(out, _("the best offered"));
	else if (setting == SETTING_EHLO_NAME)
		strbuf_adds(out, _("the name of this computer"));
	else if (setting == SETTING_CERT_PATH || setting == SETTING_PROXY)
		strbuf_adds(out, _("none"));
	else if (setting == SETTING_KEY_PATH && account->cert_path != NULL)
		strbuf_adds(out, _("the certificate file"));
}

bool setting_differs(const struct account *a, const struct account *b, enum setting setting,
		     struct strbuf *one, struct strbuf *other)
{
	setting_write_words(a, setting, one);
	setting_write_words(b, setting, other);
	if (strcmp(one->data, other->data) == 0)
		return false;
	if (one->len == 0)
		strbuf_addc(one, '-');
	if (other->len == 0)
		strbuf_addc(other, '-');
	return true;
}

enum origin setting_origin(const struct account *account, enum setting setting)
{
	switch (setting) {
	case SETTING_ADDRESS: return account->address_origin;
	case SETTING_HOST: return account->host_origin;
	case SETTING_PORT: return account->port_origin;
	case SETTING_TLS: return account->tls_origin;
	case SETTING_USER: return account->user_origin;
	case SETTING_MECHANISM: return account->mechanism_origin;
	case SETTING_EHLO_NAME: return account->ehlo_name_origin;
	case SETTING_CERT_PATH: return account->cert_path_origin;
	case SETTING_KEY_PATH: return account->key_path_origin;
	case SETTING_PROXY: return account->proxy_origin;
	case SETTING_FROM: return account->from_origin;
	case SETTING_TO: return account->to_origin;
	default: return ORIGIN_NONE;
	}
}

void setting_write_origin(const struct account *account, enum setting setting, struct strbuf *out)
{
	switch (setting_origin(account, setting)) {
	case ORIGIN_GUESSED: strbuf_adds(out, _("guessed")); break;
	case ORIGIN_PROVIDER:
		if (account->checked != NULL)
			strbuf_addf(out, _("provider, %s"), account->checked);
		else
			strbuf_adds(out, _("from the provider"));
		break;
	case ORIGIN_DNS: strbuf_adds(out, _("found in DNS")); break;
	case ORIGIN_DOMAIN_PAGE: strbuf_adds(out, _("the domain's page")); break;
	case ORIGIN_MOZILLA: strbuf_adds(out, _("Mozilla's list")); break;
	case ORIGIN_REMEMBERED:
		strbuf_adds(out, setting == SETTING_PROXY ? _("from the settings file") : _("as last time"));
		break;
	case ORIGIN_VARIABLE: strbuf_adds(out, _("from the environment")); break;
	case ORIGIN_PRACTICE: strbuf_adds(out, _("for practice")); break;
	case ORIGIN_TYPED: strbuf_adds(out, _("typed")); break;
	case ORIGIN_FIX: strbuf_adds(out, _("by a fix")); break;
	default: /* where everything is for practice, so is what was left to the program */
		strbuf_adds(out,
			    account->host_origin == ORIGIN_PRACTICE ? _("for practice") : _("usual value"));
	}
}

static void forget(char **slot, enum origin *origin)
{
	mem_replace(slot, NULL);
	*origin = ORIGIN_NONE;
}

static bool set_or_forget(char **slot, enum origin *origin, enum setting setting, const char *text,
			  struct error *error)
{
	if (text[0] == '\0') {
		forget(slot, origin);
		return true;
	}
	return account_set_text(slot, origin, setting_label(setting), text, ORIGIN_TYPED, error);
}

bool setting_set(struct account *account, enum setting setting, const char *text, struct error *error)
{
	switch (setting) {
	case SETTING_ADDRESS: return account_set_address(account, text, error);
	case SETTING_HOST: return account_set_server(account, text, ORIGIN_TYPED, error);
	case SETTING_PORT:
		if (text[0] == '\0') { /* the usual one again */
			account->port = 0;
			account->port_origin = ORIGIN_NONE;
			return true;
		}
		return account_set_port(account, text, ORIGIN_TYPED, error);
	case SETTING_TLS: account->tls_origin = ORIGIN_TYPED; return tls_mode_parse(text, &account->tls);
	case SETTING_USER: return set_or_forget(&account->user, &account->user_origin, setting, text, error);
	case SETTING_CERT_PATH:
		return set_or_forget(&account->cert_path, &account->cert_path_origin, setting, text, error);
	case SETTING_KEY_PATH:
		return set_or_forget(&account->key_path, &account->key_path_origin, setting, text, error);
	case SETTING_PROXY:
		return account_set_proxy(account, text[0] != '\0' ? text : "none", ORIGIN_TYPED, NULL, error);
	case SETTING_MECHANISM:
		if (text[0] != '\0')
			return account_set_mechanism(account, text, ORIGIN_TYPED, error);
		forget(&account->mechanism, &account->mechanism_origin);
		return true;
	case SETTING_EHLO_NAME:
		if (text[0] != '\0')
			return account_set_ehlo_name(account, text, ORIGIN_TYPED, error);
		forget(&account->ehlo_name, &account->ehlo_name_origin);
		return true;
	case SETTING_FROM:
		if (text[0] != '\0')
			return account_set_from(account, text, ORIGIN_TYPED, error);
		forget(&account->from, &account->from_origin);
		return true;
	case SETTING_TO:
		if (text[0] != '\0')
			return account_set_to(account, text, ORIGIN_TYPED, error);
		forget(&account->to, &account->to_origin);
		return true;
	default: return true;
	}
}

const char *setting_choice(enum setting setting, size_t index)
{
	static const char *const TLS_CHOICES[] = {"auto", "starttls", "implicit", "none", NULL};

	if (setting == SETTING_TLS)
		return index < 4 ? TLS_CHOICES[index] : NULL;
	if (setting == SETTING_MECHANISM)
		return index == 0 ? "" : mechanism_usable(index - 1);
	return NULL;
}
