/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checkup: accounts in, walks and their outcome out. */
#include "checkup/checkup_parts.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "account/proxy.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/secret.h"
#include "base/text.h"
#include "smtp/mechanism.h"
#include "walk/remask.h"

enum { REPLY_TEXT_MAX = 64 * 1024, IDENTITY_MAX = 2048, UPPER_MIN = 4 };

void checkup_init(struct checkup *checkup, const struct checkup_options *options)
{
	memset(checkup, 0, sizeof(*checkup));
	checkup->options = *options;
	checkup->kb = options->kb;
	checkup->walk_options = options->walk;
	checkup->walk_options.ask_consent = true;
	account_init(&checkup->account);
	account_init(&checkup->original);
	account_init(&checkup->walked);
	account_init(&checkup->sought);
	if (options->account != NULL)
		account_copy(&checkup->account, options->account);
	run_init(&checkup->run);
	mask_init(&checkup->mask);
	checkup_watch_given(checkup);
	strbuf_init(&checkup->reply_text, REPLY_TEXT_MAX);
}

void checkup_forget_password(struct checkup *checkup)
{
	secret_destroy(checkup->password);
	checkup->password = NULL;
	mem_replace(&checkup->password_for, NULL);
	mem_replace(&checkup->password_user, NULL);
	mem_replace(&checkup->refused_with, NULL);
	token_offer_forget(&checkup->token);
}

void checkup_finish(struct checkup *checkup)
{
	lesson_end(checkup);
	recorder_write(checkup->options.recorder, &checkup->mask);
	checkup_destroy_aside(checkup);
	failed_logins_finish(&checkup->failed_logins);
	walk_destroy(checkup->walk);
	practice_stop(checkup->practice);
	checkup_forget_password(checkup);
	account_finish(&checkup->account);
	account_finish(&checkup->original);
	account_finish(&checkup->walked);
	checkup_forget_discovery(checkup);
	account_finish(&checkup->sought);
	run_finish(&checkup->run);
	mask_finish(&checkup->mask);
	strbuf_finish(&checkup->reply_text);
	attempts_clear(&checkup->attempts);
	free(checkup->pasted);
	for (size_t i = 0; i < 2; i++)
		free(checkup->names[i]);
	checkup_forget_reach(checkup);
	client_identity_destroy(checkup->walk_options.identity);
	for (size_t i = 0; i < CHECKUP_LANGUAGES_MAX; i++)
		kb_destroy(checkup->languages[i]);
	memset(checkup, 0, sizeof(*checkup));
}

void checkup_keep_run(struct checkup *checkup)
{
	if (run_is_decided(&checkup->run))
		attempts_keep(&checkup->attempts, &checkup->walked, &checkup->run.facts, checkup->runs);
}

void checkup_leave(struct checkup *checkup)
{
	lesson_end(checkup);
	recorder_write(checkup->options.recorder, &checkup->mask);
	walk_destroy(checkup->walk);
	checkup->walk = NULL;
	checkup_forget_password(checkup);
	checkup->app_password = false;
	mask_finish(&checkup->mask);
	mask_init(&checkup->mask);
	checkup_watch_given(checkup);
	checkup_keep_run(checkup);
	run_finish(&checkup->run);
	run_init(&checkup->run);
}

void checkup_start_anew(struct checkup *checkup)
{
	checkup_leave(checkup);
	checkup_forget_reach(checkup);
	checkup_forget_discovery(checkup);
	account_finish(&checkup->sought);
	account_init(&checkup->sought);
	mem_replace(&checkup->pasted, NULL);
	practice_stop(checkup->practice);
	checkup->practice = NULL;
	checkup->practising = false;
	checkup->walk_options.quit_after = checkup->options.walk.quit_after;
	checkup->runs = checkup->refused = 0;
	attempts_clear(&checkup->attempts);
}

void checkup_fill_in(const struct kb *kb, struct account *account)
{
	const char *domain = account->host == NULL ? account_domain(account) : NULL;
	const char *provider = kb_provider(kb, domain, account->host);
	struct preset preset;

	if (provider != NULL && kb_provider_server(kb, provider, account_domain(account), 0, &preset))
		preset_apply(&preset, account);
	if (account->address != NULL)
		preset_guess(account);
}

/* What the command line said is about the first customer. */
static const struct account *given_account(const struct checkup *checkup)
{
	return checkup->other_customer ? NULL : checkup->options.account;
}

bool checkup_use_own_proxy(struct checkup *checkup, const char *proxy, struct error *error)
{
	struct account *account = &checkup->account;

	if (proxy == NULL || account->proxy != NULL || account->proxy_origin == ORIGIN_TYPED)
		return true;
	return account_set_proxy(account, proxy, ORIGIN_REMEMBERED, NULL, error);
}

/* What an account begins with: the proxy is the same for all. */
static void begin_account(const struct checkup *checkup, struct account *ret_account)
{
	const struct account *given = given_account(checkup);

	account_init(ret_account);
	if (given != NULL)
		account_copy(ret_account, given);
	account_take_proxy(ret_account, &checkup->account);
}

bool checkup_use_address(struct checkup *checkup, const char *address, struct error *error)
{
	struct account account;
	bool ok;

	begin_account(checkup, &account);
	account_forget_filled_in(&account);
	ok = account_set_address(&account, address, error);
	if (ok) {
		checkup_start_anew(checkup);
		account_copy(&checkup->account, &account);
		checkup->refused = failed_logins_count(&checkup->failed_logins, account.address);
		checkup_fill_in(checkup->kb, &checkup->account);
	}
	account_finish(&account);
	return ok;
}

/* The server's settings, and what else the command line said (a log-in method, a user name). */
static void fill_in_practice(struct checkup *checkup)
{
	const struct account *given = given_account(checkup);
	struct account *account = &checkup->account;
	struct account begun;

	begin_account(checkup, &begun);
	account_finish(account);
	*account = begun;
	practice_fill_account(checkup->practice, account);
	if (checkup->walk_options.quit_after == STAGE_AUTH)
		checkup->walk_options.quit_after = practice_walk_to(checkup->practice);
	if (given == NULL || given->user_origin != ORIGIN_TYPED)
		return;
	mem_replace(&account->user, given->user);
	account->user_origin = ORIGIN_TYPED;
}

bool checkup_practise(struct checkup *checkup, const char *scenario, struct error *error)
{
	checkup_start_anew(checkup);
	if (!practice_start(scenario, &checkup->practice, error))
		return false;
	checkup->practising = true;
	if (!practice_scenario_find(scenario, &checkup->scenario))
		checkup->scenario =
		    (struct practice_scenario){.id = scenario, .title = scenario, .learn = ""};
	fill_in_practice(checkup);
	return true;
}

enum client_identity_state checkup_open_identity(struct checkup *checkup, const struct secret *passphrase,
						 struct error *error)
{
	const struct account *account = &checkup->account;
	struct client_identity **identity = &checkup->walk_options.identity;

	if (account->cert_path != NULL &&
	    client_identity_is_from(*identity, account->cert_path, account->key_path))
		return CLIENT_IDENTITY_READ;
	client_identity_destroy(*identity);
	*identity = NULL;
	if (account->cert_path == NULL)
		return CLIENT_IDENTITY_READ;
	return client_identity_read(account->cert_path, account->key_path, passphrase, identity, error);
}

bool checkup_walk(struct checkup *checkup, struct error *error)
{
	struct walk *walk;

	if (checkup->replayed)
		return error_set(error, ERROR_USAGE, "walk",
				 _("This is a recording: it can be read, but nothing is sent again."));
	if (!walk_create(&checkup->account, &checkup->walk_options, &walk, error))
		return false;
	lesson_end(checkup);
	walk_watch_same(walk, &checkup->mask);
	walk_destroy(checkup->walk);
	checkup->walk = walk;
	if (checkup->runs == 0)
		account_copy(&checkup->original, &checkup->account);
	checkup_keep_run(checkup);
	checkup->runs++;
	checkup->when = time(NULL);
	checkup->recorded = recorder_run(checkup->options.recorder, &checkup->account);
	checkup->password_used = false;
	checkup->diagnosis_count = 0;
	checkup->question_count = 0;
	checkup->answers = (struct circumstances){.yes = 0};
	checkup->choices.count = 0;
	account_copy(&checkup->walked, &checkup->account);
	checkup->account.trust_certificate = false;
	checkup->account.allow_clear_text = false;
	run_restart(&checkup->run);
	return true;
}

void checkup_use_kb(struct checkup *checkup, const struct kb *kb)
{
	checkup->kb = checkup->options.kb = kb;
	if (checkup->lesson == NULL && run_has_failed(&checkup->run))
		checkup_diagnose(checkup);
}

void checkup_cancel(struct checkup *checkup)
{
	if (checkup->walk != NULL && run_is_going(&checkup->run))
		walk_cancel(checkup->walk);
}

void checkup_want(const struct checkup *checkup, struct loop *loop)
{
	if (checkup->walk != NULL)
		walk_want(checkup->walk, loop);
	token_offer_want(&checkup->token, loop);
	checkup_want_reach(checkup, loop);
	checkup_want_discovery(checkup, loop);
}

void checkup_step(struct checkup *checkup, const struct loop *loop)
{
	if (checkup->walk != NULL)
		walk_step(checkup->walk, loop);
	if (token_offer_step(&checkup->token, loop))
		checkup_describe_token(checkup);
	checkup_step_reach(checkup, loop);
	checkup_step_discovery(checkup, loop);
}

bool checkup_pull(struct checkup *checkup, struct event *ret_event)
{
	if (checkup->walk == NULL || !walk_next(checkup->walk, ret_event))
		return false;
	checkup_apply(checkup, ret_event);
	return true;
}

bool checkup_next(struct checkup *checkup)
{
	struct event event;

	return checkup_pull(checkup, &event);
}

/* Codes that say something of the command or the connection (RFC 4954, 6; RFC 5321, 4.2.2), not of who logs
 * in. */
static bool is_about_the_command(int code)
{
	return (code >= 500 && code <= 504) || code == 530 || code == 538;
}

/* Any other permanent refusal may count on the server, and would be the same with the same password. */
static bool credentials_were_refused(const struct checkup *checkup)
{
	const struct facts *facts = &checkup->run.facts;

	return checkup->password_used && facts->verdict.stage == STAGE_AUTH && facts->reply_decided &&
	       reply_class(facts->reply.code) == REPLY_PERMANENT && !is_about_the_command(facts->reply.code);
}

/* SCRAM passes, and was refused before with the same server where it was tied to the encryption. */
static bool passes_only_unbound(const struct checkup *checkup)
{
	const struct attempt *before = attempts_before(&checkup->attempts);
	const struct mechanism *refused =
	    checkup->refused_with ? mechanism_find(checkup->refused_with) : NULL;
	const char *name = checkup->run.facts.mechanism;
	const struct mechanism *passed = name ? mechanism_find(name) : NULL;

	return before && refused && passed && checkup->refused > 0 && refused->salted && passed->salted &&
	       refused->strength == STRENGTH_BOUND && passed->strength != STRENGTH_BOUND &&
	       text_same(before->account.host, checkup->walked.host);
}

void checkup_apply(struct checkup *checkup, const struct event *event)
{
	bool decided = run_is_decided(&checkup->run);

	recorder_event(checkup->options.recorder, event, &checkup->mask);
	run_apply(&checkup->run, event);
	if (event->kind == EVENT_FINISHED && remask_facts(&checkup->run.facts, &checkup->mask) &&
	    run_has_failed(&checkup->run))
		checkup_diagnose(checkup);
	if (decided || !run_is_decided(&checkup->run))
		return;
	attempts_add(&checkup->attempts, &checkup->account, &checkup->run.facts, checkup->when);
	if (credentials_were_refused(checkup)) {
		checkup->refused++;
		mem_replace(&checkup->refused_with, checkup->run.facts.mechanism);
	}
	if (run_has_passed(&checkup->run)) {
		if (checkup->walk && passes_only_unbound(checkup))
			walk_tell(checkup->walk, _("Before, this log-in was refused where it was tied to the "
						   "encrypted connection (-PLUS). "
						   "Without that it passes: somebody in between may read "
						   "along. Do not trust this connection yet."));
		checkup->refused = 0;
		checkup_forget_password(checkup); /* it has done its work */
	}
	if (!checkup->practising && !checkup->replayed) /* these lock nobody out */
		failed_logins_keep(&checkup->failed_logins, checkup->account.address, checkup->refused);
	if (run_has_failed(&checkup->run))
		checkup_diagnose(checkup);
}

void checkup_send_held(struct checkup *checkup)
{
	run_answered(&checkup->run);
	if (checkup->walk != NULL)
		walk_continue(checkup->walk);
}

/* To another server it is never given without being typed. */
static void write_server(const struct checkup *checkup, struct strbuf *out)
{
	const struct account *account = &checkup->account;

	strbuf_addf(out, "%s%s:%d", checkup_wants_token(checkup) ? "token " : "",
		    account->host == NULL ? "" : account->host, account_port(account));
}

static bool same_user(const struct checkup *checkup)
{
	const char *user = account_user(&checkup->account);

	return strcmp(checkup->password_user == NULL ? "" : checkup->password_user,
		      user == NULL ? "" : user) == 0;
}

/* To send it again would only bring the account nearer to its lock. */
static bool was_refused_like_this(const struct checkup *checkup)
{
	const char *mechanism = checkup->run.facts.mechanism;

	return checkup->refused_with != NULL && mechanism != NULL && same_user(checkup) &&
	       strcmp(checkup->refused_with, mechanism) == 0;
}

bool checkup_password_fits(const struct checkup *checkup)
{
	struct strbuf server;
	bool fits;

	if (checkup->password == NULL || was_refused_like_this(checkup))
		return false;
	strbuf_init(&server, IDENTITY_MAX);
	write_server(checkup, &server);
	fits = checkup->password_for != NULL && strcmp(checkup->password_for, server.data) == 0;
	strbuf_finish(&server);
	return fits;
}

bool checkup_password_goes_by_itself(const struct checkup *checkup)
{
	return checkup_password_fits(checkup) && same_user(checkup) && checkup->refused == 0 &&
	       !checkup->app_password;
}

/* Long enough to say something of the key, and nothing in it is small. */
static bool is_all_upper(const struct secret *password)
{
	const char *bytes = secret_bytes(password);
	size_t upper = 0;

	for (size_t i = 0; i < secret_length(password); i++) {
		if (bytes[i] >= 'a' && bytes[i] <= 'z')
			return false;
		upper += bytes[i] >= 'A' && bytes[i] <= 'Z';
	}
	return upper >= UPPER_MIN;
}

/* A server may have said it before: in this run, and in those before it. */
static void watch_password(struct checkup *checkup)
{
	const char *user = account_user(&checkup->account);

	if (checkup_wants_token(checkup))
		token_watch(&checkup->mask, user, checkup->password);
	else
		mask_watch(&checkup->mask, user, checkup->password);
	remask_facts(&checkup->run.facts, &checkup->mask);
	attempts_remask(&checkup->attempts, &checkup->mask);
}

void checkup_give_password(struct checkup *checkup, const struct secret *password)
{
	struct strbuf server;
	struct secret *copy = secret_clone(password);

	/* Typed again it is still the one that was refused. */
	if (!secret_equals(password, checkup->password))
		mem_replace(&checkup->refused_with, NULL);
	secret_destroy(checkup->password);
	checkup->password = copy;
	checkup->password_upper = is_all_upper(copy);
	strbuf_init(&server, IDENTITY_MAX);
	write_server(checkup, &server);
	mem_replace(&checkup->password_for, server.data);
	mem_replace(&checkup->password_user, account_user(&checkup->account));
	strbuf_finish(&server);
	checkup->password_used = true;
	checkup->app_password = false;
	watch_password(checkup);
	run_answered(&checkup->run);
	if (checkup_wants_token(checkup))
		checkup_describe_token(checkup); /* time has passed */
	if (checkup->walk != NULL && checkup_wants_token(checkup))
		walk_describe_token(checkup->walk, &checkup->token.report);
	if (checkup->walk != NULL)
		walk_give_password(checkup->walk, checkup->password);
}

void checkup_consent(struct checkup *checkup)
{
	run_answered(&checkup->run);
	if (checkup->walk != NULL)
		walk_consent(checkup->walk);
}

void checkup_decline(struct checkup *checkup)
{
	run_answered(&checkup->run);
	if (checkup->walk != NULL)
		walk_decline(checkup->walk);
}

struct report checkup_report(const struct checkup *checkup)
{
	return (struct report){.account = &checkup->account,
			       .facts = &checkup->run.facts,
			       .diagnoses = checkup->diagnoses,
			       .diagnosis_count = checkup->diagnosis_count,
			       .questions = checkup->questions,
			       .question_count = checkup->question_count,
			       .kb = checkup->kb,
			       .mask = &checkup->mask,
			       .reach = checkup_reach(checkup),
			       .promises = checkup_promises(checkup),
			       .when = checkup->when,
			       .attempts = checkup->attempts.list,
			       .attempt_count = checkup->attempts.count};
}
