/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixes as changes to a copy of the account. What is not a change is the caller's to do. */
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "diagnose/diagnosis.h"
#include "smtp/mechanism.h"

#define OPERATION "apply a fix"

static bool set_port(struct account *to, const char *port, struct error *error)
{
	if (!account_set_port(to, port, ORIGIN_FIX, error))
		return false;
	if (to->port == 465) {
		to->tls = TLS_IMPLICIT;
		to->tls_origin = ORIGIN_FIX;
	} else if (to->port == 587 || to->port == 25) {
		to->tls = TLS_STARTTLS;
		to->tls_origin = ORIGIN_FIX;
	}
	return true;
}

/*
 * From one usual port to the other; an unusual port was chosen for a reason and stays. There is no way
 * to "none" here: that is agreed to in the UI alone.
 */
static bool set_tls_mode(struct account *to, const char *id, struct error *error)
{
	enum tls_mode mode;

	if (!tls_mode_parse(id, &mode) || mode == TLS_NONE)
		return error_set(error, ERROR_USAGE, OPERATION, _("%s is not a way to encrypt."), id);
	int port = account_port(to);
	to->tls = mode;
	to->tls_origin = ORIGIN_FIX;
	if (port == 25 || port == 465 || port == 587) {
		to->port = mode == TLS_IMPLICIT ? 465 : 587;
		to->port_origin = ORIGIN_FIX;
	}
	return true;
}

static bool set_user_name(struct account *to, const char *form, struct error *error)
{
	const char *address = to->address != NULL ? to->address : to->user;
	const char *at = address != NULL ? strrchr(address, '@') : NULL;
	char *name = NULL;
	bool fine;

	if (strcmp(form, "address") == 0 || strcmp(form, "local-part") == 0) {
		if (at == NULL || at == address)
			return error_set(error, ERROR_USAGE, OPERATION,
					 _("The mail address is needed for this."));
		name = form[0] == 'a' ? mem_strdup(address) : mem_strndup(address, (size_t)(at - address));
	} else {
		name = mem_strdup(form);
	}
	fine = account_set_text(&to->user, &to->user_origin, _("User name"), name, ORIGIN_FIX, error);
	mem_replace(&name, NULL);
	return fine;
}

/* Without a value: the other form than the one in use. */
static const char *other_user_form(const struct account *account)
{
	const char *user = account_user(account);

	return user != NULL && strchr(user, '@') != NULL ? "local-part" : "address";
}

static bool set_from(struct account *to, const char *value, struct error *error)
{
	const char *user = account_user(to);

	if (value == NULL || strcmp(value, "address") == 0)
		value = user != NULL && strchr(user, '@') != NULL ? user : to->address;
	if (value == NULL)
		return error_set(error, ERROR_USAGE, OPERATION, _("The mail address is needed for this."));
	return account_set_from(to, value, ORIGIN_FIX, error);
}

/* A mechanism that takes none would only be refused. */
static void use_token(struct account *to)
{
	to->use_token = true;
	if (to->mechanism == NULL || mechanism_takes_token(to->mechanism))
		return;
	mem_replace(&to->mechanism, NULL);
	to->mechanism_origin = ORIGIN_FIX;
}

static bool change(const struct fix *fix, const char *value, struct account *to, struct error *error)
{
	switch (fix->kind) {
	case ACTION_PORT: return set_port(to, value, error);
	case ACTION_TLS_MODE: return set_tls_mode(to, value, error);
	case ACTION_MECHANISM: return account_set_mechanism(to, value, ORIGIN_FIX, error);
	case ACTION_SERVER: return account_set_server(to, value, ORIGIN_FIX, error);
	case ACTION_EHLO_NAME: return account_set_ehlo_name(to, value, ORIGIN_FIX, error);
	case ACTION_USER_NAME: return set_user_name(to, value, error);
	case ACTION_CERTIFICATE:
		return account_set_text(&to->cert_path, &to->cert_path_origin, _("Certificate file"), value,
					ORIGIN_FIX, error);
	default: break;
	}
	return error_set(error, ERROR_USAGE, OPERATION, _("%s changes no setting."), action_id(fix->kind));
}

bool fix_apply(const struct fix *fix, const char *value, const struct account *account, struct account *to,
	       struct error *error)
{
	struct account copy;
	bool fine;

	if (value == NULL || value[0] == '\0')
		value = fix->to;
	account_init(&copy);
	account_copy(&copy, account);
	if (value == NULL && fix->kind == ACTION_USER_NAME)
		value = other_user_form(account);
	if (fix->kind == ACTION_FROM) {
		fine = set_from(&copy, value, error);
	} else if (fix->kind == ACTION_TOKEN) {
		use_token(&copy);
		fine = true;
	} else if (fix->kind == ACTION_TRUST_CERTIFICATE) {
		copy.trust_certificate = true;
		fine = true;
	} else if (value == NULL) {
		fine = error_set(error, ERROR_USAGE, OPERATION, _("%s needs a value."), action_id(fix->kind));
	} else {
		fine = change(fix, value, &copy, error);
	}
	if (fine)
		account_copy(to, &copy);
	account_finish(&copy);
	return fine;
}
