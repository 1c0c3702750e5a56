/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people type: addresses, servers, ports, names. Input: values with a NUL between them. */
#include "fuzz.h"

#include "account/account.h"
#include "account/preset.h"
#include "account/syntax.h"
#include "wire/address.h"

#include <stdlib.h>
#include <string.h>

typedef bool (*setter)(struct account *account, const char *text, enum origin origin, struct error *error);

static bool set_address(struct account *account, const char *text, enum origin origin, struct error *error)
{
	(void)origin;
	return account_set_address(account, text, error);
}

static bool set_user(struct account *account, const char *text, enum origin origin, struct error *error)
{
	return account_set_text(&account->user, &account->user_origin, "User name", text, origin, error);
}

static const setter setters[] = {
    set_address,           account_set_server,    account_set_port,
    account_set_mechanism, account_set_ehlo_name, account_set_from,
    account_set_to,        account_set_sni,       set_user,
};

/* A value that was taken can be put on the wire and on the screen. */
static void check_value(const char *text)
{
	if (text == NULL)
		return;
	fuzz_require(text[0] != '\0' && strlen(text) <= SYNTAX_TEXT_MAX, "a value has a fair length");
	for (const char *c = text; *c; c++)
		fuzz_require((unsigned char)*c >= 0x20 && *c != 0x7F, "a value has no control character");
}

static void check_account(const struct account *account)
{
#define X(member, label) check_value(account->member);
	ACCOUNT_TEXT_LIST(X)
#undef X
	fuzz_require(account->port >= 0 && account->port <= 65535, "a port is one");
	fuzz_require(account_port(account) > 0 && account_tls(account) != TLS_AUTO, "defaults fill in");
	fuzz_require(!account->address || account_domain(account) != NULL, "an address has a domain");
}

static void check_endpoint(const char *text)
{
	struct server_name name;
	struct error error;
	char *host = NULL;
	int port = -1;

	if (!syntax_parse_endpoint(text, &host, &port, &error)) {
		fuzz_require(host == NULL, "outputs stay untouched");
		return;
	}
	fuzz_require(host != NULL && port >= 0 && port <= 65535, "an endpoint has host and port");
	check_value(host);
	if (server_name_parse(host, &name, &error)) {
		for (const char *c = name.ascii; *c; c++)
			fuzz_require(*c > 0x20 && *c < 0x7F, "what is looked up is ASCII");
		server_name_finish(&name);
	}
	free(host);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	struct account account, copy;

	account_init(&account);
	account_init(&copy);
	for (size_t i = 0; input.len > 0; i++) {
		char *text = fuzz_string(fuzz_take_part(&input, '\0'));
		struct error error = {0};
		if (!setters[i % (sizeof(setters) / sizeof(*setters))](&account, text, ORIGIN_TYPED,
								       &error)) {
			fuzz_require(error.text[0] != '\0', "what is wrong is said");
			fuzz_require_inert(error.text, strlen(error.text), false);
		}
		check_endpoint(text);
		check_account(&account);
		free(text);
	}
	if (account.address)
		preset_guess(&account);
	account_copy(&copy, &account);
	check_account(&copy);
	account_finish(&account);
	account_finish(&copy);
	return 0;
}
