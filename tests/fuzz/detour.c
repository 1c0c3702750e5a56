/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names that the linker's --wrap wants are given to functions with names of our own. */
#include "detour.h"

#include "canary.h"
#include "fuzz.h"
#include "opponent.h"

#include "base/memory.h"
#include "base/secret.h"
#include "practice/practice.h"
#include "walk/internal.h"

#include <stdlib.h>
#include <string.h>

struct detour detour;

void detour_reset(int port, size_t canary)
{
	detour = (struct detour){.port = port, .canary = canary};
}

bool detour_is_asking_engine(const struct walk *walk)
{
	return walk != NULL && walk->engine_turn != COMMAND_NONE;
}

/* ---- walks */

bool real_walk_create(const struct account *account, const struct walk_options *options,
		      struct walk **ret_walk, struct error *error) __asm__("__real_walk_create");
bool detour_walk_create(const struct account *account, const struct walk_options *options,
			struct walk **ret_walk, struct error *error) __asm__("__wrap_walk_create");
void real_walk_consent(struct walk *walk) __asm__("__real_walk_consent");
void detour_walk_consent(struct walk *walk) __asm__("__wrap_walk_consent");
void real_walk_give_password(struct walk *walk,
			     const struct secret *password) __asm__("__real_walk_give_password");
void detour_walk_give_password(struct walk *walk,
			       const struct secret *password) __asm__("__wrap_walk_give_password");

static void note_start(const struct account *account)
{
	detour.walks++;
	detour.clear = account->allow_clear_text;
	detour.trust = account->trust_certificate;
	detour.clear_ever = detour.clear_ever || detour.clear;
	detour.trust_ever = detour.trust_ever || detour.trust;
	fuzz_require(!detour.trust || detour.may_agree,
		     "a certificate is trusted only when the user says so");
	fuzz_require(!detour.clear, "nothing in the interface allows clear text beforehand");
}

bool detour_walk_create(const struct account *account, const struct walk_options *options,
			struct walk **ret_walk, struct error *error)
{
	struct account nearby;
	bool created;

	if (account->host == NULL)
		return real_walk_create(account, options, ret_walk, error);
	account_init(&nearby);
	account_copy(&nearby, account);
	nearby.tls = account_tls(account);
	nearby.family = FAMILY_ANY;
	mem_replace(&nearby.host, "127.0.0.1");
	mem_replace(&nearby.ehlo_name, "client.example.test");
	nearby.port = detour.port;
	created = real_walk_create(&nearby, options, ret_walk, error);
	if (created)
		note_start(account);
	account_finish(&nearby);
	return created;
}

void detour_walk_consent(struct walk *walk)
{
	fuzz_require(detour.may_agree, "only the key that says so agrees");
	if (walk->user_wait == USER_CLEAR_TEXT)
		detour.clear = detour.clear_ever = true;
	if (walk->user_wait == USER_CERTIFICATE)
		detour.trust = detour.trust_ever = true;
	real_walk_consent(walk);
}

/* Whether what is given is the canary and nothing else: a server can only tell what it was told. */
static bool is_canary(const struct secret *password)
{
	const char *text = canary_text(detour.canary);

	return secret_length(password) == strlen(text) &&
	       memcmp(secret_bytes(password), text, strlen(text)) == 0;
}

void detour_walk_give_password(struct walk *walk, const struct secret *password)
{
	const struct facts *facts = &walk->facts;

	if (walk->user_wait == USER_PASSWORD) {
		detour.passwords++;
		fuzz_require(facts->channel_tls || detour.clear,
			     "no password without TLS that nobody agreed to");
		fuzz_require(!facts->channel_tls || facts->tls.verified || detour.trust,
			     "no password into TLS that nobody trusts");
		detour.told[0] = '\0'; /* only the latest is looked for */
		if (is_canary(password))
			memcpy(detour.told, canary_text(detour.canary), secret_length(password) + 1);
	}
	real_walk_give_password(walk, password);
}

/* ---- the practice server: another process with a clock of its own; here the opponent plays it */

bool detour_practice_start(const char *scenario, struct practice **ret_practice,
			   struct error *error) __asm__("__wrap_practice_start");
void detour_practice_stop(struct practice *practice) __asm__("__wrap_practice_stop");
void detour_practice_fill_account(const struct practice *practice,
				  struct account *account) __asm__("__wrap_practice_fill_account");

struct practice {
	struct practice_scenario scenario;
};

bool detour_practice_start(const char *scenario, struct practice **ret_practice, struct error *error)
{
	struct practice *practice = mem_calloc(1, sizeof(*practice));

	(void)error;
	fuzz_require(practice_scenario_find(scenario, &practice->scenario), "the scenario is one");
	*ret_practice = practice;
	return true;
}

void detour_practice_stop(struct practice *practice)
{
	free(practice);
}

void detour_practice_fill_account(const struct practice *practice, struct account *account)
{
	const char *user = practice->scenario.user;
	struct error error;

	fuzz_require(account_set_address(account, PRACTICE_USER, &error) &&
			 account_set_server(account, "127.0.0.1", ORIGIN_DEFAULT, &error) &&
			 account_set_text(&account->user, &account->user_origin, "User",
					  user ? user : PRACTICE_USER, ORIGIN_DEFAULT, &error) &&
			 account_set_text(&account->ca_path, &account->ca_path_origin, "Trust",
					  opponent_ca_file(), ORIGIN_DEFAULT, &error),
		     "the practice account is one");
	account->port = detour.port;
	account->port_origin = account->tls_origin = ORIGIN_DEFAULT;
	account->tls = practice->scenario.tls;
}
