/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names that the linker's --wrap wants are given to functions with names of our own. */
#include "libc_wrap.h"

#include "canary.h"
#include "fake_server.h"
#include "fuzz.h"

#include "base/memory.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "diagnose/kb.h"
#include "practice/practice.h"
#include "walk/internal.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct libc_wrap libc_wrap;

void libc_wrap_reset(int port, size_t canary)
{
	libc_wrap = (struct libc_wrap){.port = port, .canary = canary};
}

bool libc_wrap_is_asking_engine(const struct walk *walk)
{
	return walk != NULL && walk->engine_turn != COMMAND_NONE;
}

/* ---- walks */

bool real_walk_create(const struct account *account, const struct walk_options *options,
		      struct walk **ret_walk, struct error *error) __asm__("__real_walk_create");
bool libc_wrap_walk_create(const struct account *account, const struct walk_options *options,
			   struct walk **ret_walk, struct error *error) __asm__("__wrap_walk_create");
void real_walk_consent(struct walk *walk) __asm__("__real_walk_consent");
void libc_wrap_walk_consent(struct walk *walk) __asm__("__wrap_walk_consent");
void real_walk_give_password(struct walk *walk,
			     const struct secret *password) __asm__("__real_walk_give_password");
void libc_wrap_walk_give_password(struct walk *walk,
				  const struct secret *password) __asm__("__wrap_walk_give_password");

static void note_start(const struct account *account)
{
	libc_wrap.walks++;
	libc_wrap.clear = account->allow_clear_text;
	libc_wrap.trust = account->trust_certificate;
	libc_wrap.clear_ever = libc_wrap.clear_ever || libc_wrap.clear;
	libc_wrap.trust_ever = libc_wrap.trust_ever || libc_wrap.trust;
	fuzz_require(!libc_wrap.trust || libc_wrap.may_agree,
		     "a certificate is trusted only when the user says so");
	fuzz_require(!libc_wrap.clear, "nothing in the interface allows clear text beforehand");
}

bool libc_wrap_walk_create(const struct account *account, const struct walk_options *options,
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
	nearby.port = libc_wrap.port;
	created = real_walk_create(&nearby, options, ret_walk, error);
	if (created)
		note_start(account);
	account_finish(&nearby);
	return created;
}

void libc_wrap_walk_consent(struct walk *walk)
{
	fuzz_require(libc_wrap.may_agree, "only the key that says so agrees");
	if (walk->user_wait == USER_CLEAR_TEXT)
		libc_wrap.clear = libc_wrap.clear_ever = true;
	if (walk->user_wait == USER_CERTIFICATE)
		libc_wrap.trust = libc_wrap.trust_ever = true;
	real_walk_consent(walk);
}

/* Whether what is given is the canary and nothing else: a server can only tell what it was told. */
static bool is_canary(const struct secret *password)
{
	const char *text = canary_text(libc_wrap.canary);

	return secret_length(password) == strlen(text) &&
	       memcmp(secret_bytes(password), text, strlen(text)) == 0;
}

void libc_wrap_walk_give_password(struct walk *walk, const struct secret *password)
{
	const struct facts *facts = &walk->facts;

	if (walk->user_wait == USER_PASSWORD) {
		libc_wrap.passwords++;
		fuzz_require(facts->channel_tls || libc_wrap.clear,
			     "no password without TLS that nobody agreed to");
		fuzz_require(!facts->channel_tls || facts->tls.verified || libc_wrap.trust,
			     "no password into TLS that nobody trusts");
		libc_wrap.told[0] = '\0'; /* only the latest is looked for */
		if (is_canary(password))
			memcpy(libc_wrap.told, canary_text(libc_wrap.canary), secret_length(password) + 1);
	}
	real_walk_give_password(walk, password);
}

/* ---- the practice server: another process with a clock of its own; here the fake server plays it */

bool libc_wrap_practice_start(const char *scenario, struct practice **ret_practice,
			      struct error *error) __asm__("__wrap_practice_start");
void libc_wrap_practice_stop(struct practice *practice) __asm__("__wrap_practice_stop");
void libc_wrap_practice_fill_account(const struct practice *practice,
				     struct account *account) __asm__("__wrap_practice_fill_account");

enum stage libc_wrap_practice_walk_to(const struct practice *practice) __asm__("__wrap_practice_walk_to");

struct practice {
	struct practice_scenario scenario;
};

enum stage libc_wrap_practice_walk_to(const struct practice *practice)
{
	(void)practice;
	return STAGE_AUTH;
}

bool libc_wrap_practice_start(const char *scenario, struct practice **ret_practice, struct error *error)
{
	struct practice *practice = mem_calloc(1, sizeof(*practice));

	(void)error;
	fuzz_require(practice_scenario_find(scenario, &practice->scenario), "the scenario is one");
	*ret_practice = practice;
	return true;
}

void libc_wrap_practice_stop(struct practice *practice)
{
	free(practice);
}

void libc_wrap_practice_fill_account(const struct practice *practice, struct account *account)
{
	const char *user = practice->scenario.user;
	struct error error;

	fuzz_require(account_set_address(account, PRACTICE_USER, &error) &&
			 account_set_server(account, "127.0.0.1", ORIGIN_DEFAULT, &error) &&
			 account_set_text(&account->user, &account->user_origin, "User",
					  user ? user : PRACTICE_USER, ORIGIN_DEFAULT, &error) &&
			 account_set_text(&account->ca_path, &account->ca_path_origin, "Trust",
					  fake_server_ca_file(), ORIGIN_DEFAULT, &error),
		     "the practice account is one");
	account->port = libc_wrap.port;
	account->port_origin = account->tls_origin = ORIGIN_DEFAULT;
	account->tls = practice->scenario.tls;
}

/* ---- the help: a search reads all of it, which takes longer than a session; here it is read once */

char *real_kb_read_body(const struct kb *kb, const char *group, const char *id,
			struct error *error) __asm__("__real_kb_read_body");
char *libc_wrap_kb_read_body(const struct kb *kb, const char *group, const char *id,
			     struct error *error) __asm__("__wrap_kb_read_body");
void real_markdown_plain(const char *source, struct strbuf *out) __asm__("__real_markdown_plain");
void libc_wrap_markdown_plain(const char *source, struct strbuf *out) __asm__("__wrap_markdown_plain");

struct known {
	char *key, *text;
};

static int compare_known(const void *a, const void *b)
{
	return strcmp(((const struct known *)a)->key, ((const struct known *)b)->key);
}

/* What is known under the key; NULL: nothing yet. */
static const char *recall(void *const *tree, char *key)
{
	const struct known wanted = {.key = key};
	struct known *const *found = tfind(&wanted, tree, compare_known);

	return found ? (*found)->text : NULL;
}

static void remember(void **tree, const char *key, const char *text)
{
	struct known *known = mem_calloc(1, sizeof(*known));

	*known = (struct known){mem_strdup(key), mem_strdup(text)};
	tsearch(known, tree, compare_known);
}

char *libc_wrap_kb_read_body(const struct kb *kb, const char *group, const char *id, struct error *error)
{
	static void *bodies;
	char key[256];

	snprintf(key, sizeof(key), "%p/%s/%s", (const void *)kb, group, id);
	const char *known = recall(&bodies, key);
	if (known)
		return mem_strdup(known);
	char *body = real_kb_read_body(kb, group, id, error);
	if (body)
		remember(&bodies, key, body);
	return body;
}

void libc_wrap_markdown_plain(const char *source, struct strbuf *out)
{
	static void *plain_texts;
	char *key = mem_strdup(source);
	const char *known = recall(&plain_texts, key);

	fuzz_require(out->len == 0, "a plain text is made from the start");
	if (known) {
		strbuf_adds(out, known);
	} else {
		real_markdown_plain(source, out);
		remember(&plain_texts, source, out->data ? out->data : "");
	}
	free(key);
}
