/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session: accounts in, walks and their outcome out. */
#include "ui/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/secret.h"

enum { REPLY_TEXT_MAX = 64 * 1024, IDENTITY_MAX = 2048, CODE_CREDENTIALS_REFUSED = 535 };

void session_init(struct session *session, const struct app_options *options)
{
	memset(session, 0, sizeof(*session));
	session->options = options;
	session->kb = options->kb;
	session->walk_options = options->walk;
	session->walk_options.ask_consent = true;
	account_init(&session->account);
	account_init(&session->original);
	if (options->account != NULL)
		account_copy(&session->account, options->account);
	run_init(&session->run);
	mask_init(&session->mask);
	strbuf_init(&session->reply_text, REPLY_TEXT_MAX);
}

void session_finish(struct session *session)
{
	walk_destroy(session->walk);
	practice_stop(session->practice);
	session_forget_password(session);
	account_finish(&session->account);
	account_finish(&session->original);
	run_finish(&session->run);
	mask_finish(&session->mask);
	strbuf_finish(&session->reply_text);
	memset(session, 0, sizeof(*session));
}

/* Leaves the account, the practice server and the runs behind. */
static void start_anew(struct session *session)
{
	walk_destroy(session->walk);
	session->walk = NULL;
	practice_stop(session->practice);
	session->practice = NULL;
	session->practising = false;
	session_forget_password(session);
	session->runs = session->refused = 0;
	session->app_password = false;
	run_finish(&session->run);
	run_init(&session->run);
}

/* Provider or guess for what the user did not say. */
static void fill_in(struct session *session)
{
	struct account *account = &session->account;
	const char *provider = kb_provider(session->kb, account_domain(account), account->host);
	struct preset preset;

	if (provider != NULL && kb_provider_preset(session->kb, provider, &preset))
		preset_apply(&preset, account);
	preset_guess(account);
}

bool session_use_address(struct session *session, const char *address, struct error *error)
{
	struct account account;
	bool ok;

	account_init(&account);
	if (session->options->account != NULL)
		account_copy(&account, session->options->account);
	ok = account_set_address(&account, address, error);
	if (ok) {
		start_anew(session);
		account_copy(&session->account, &account);
		fill_in(session);
	}
	account_finish(&account);
	return ok;
}

bool session_practise(struct session *session, const char *scenario, struct error *error)
{
	start_anew(session);
	if (!practice_start(scenario, &session->practice, error))
		return false;
	session->practising = true;
	if (!practice_scenario_find(scenario, &session->scenario))
		session->scenario = (struct practice_scenario){.id = scenario, .title = scenario, .learn = ""};
	account_finish(&session->account);
	account_init(&session->account);
	practice_fill_account(session->practice, &session->account);
	return true;
}

bool session_walk(struct session *session, struct error *error)
{
	struct walk *walk;

	if (!walk_create(&session->account, &session->walk_options, &walk, error))
		return false;
	walk_destroy(session->walk);
	session->walk = walk;
	if (session->runs == 0)
		account_copy(&session->original, &session->account);
	session->runs++;
	session->password_used = false;
	session->diagnosis_count = 0;
	session->choices.count = 0;
	session->account.trust_certificate = false;
	session->account.allow_clear_text = false;
	run_restart(&session->run);
	return true;
}

void session_cancel(struct session *session)
{
	if (session->walk != NULL && run_is_going(&session->run))
		walk_cancel(session->walk);
}

void session_want(const struct session *session, struct loop *loop)
{
	if (session->walk != NULL)
		walk_want(session->walk, loop);
}

void session_step(struct session *session, const struct loop *loop)
{
	if (session->walk != NULL)
		walk_step(session->walk, loop);
}

bool session_next(struct session *session)
{
	struct event event;

	if (session->walk == NULL || !walk_next(session->walk, &event))
		return false;
	session_apply(session, &event);
	return true;
}

static void diagnose_run(struct session *session)
{
	struct symptom symptom;

	strbuf_clear(&session->reply_text);
	report_symptom(&session->account, &session->run.facts, &session->reply_text, &symptom);
	session->diagnosis_count = diagnose(session->kb, &symptom, session->diagnoses);
	choices_collect(&session->choices, session->diagnoses, session->diagnosis_count,
	                session->run.facts.verdict.problem);
}

static bool credentials_were_refused(const struct session *session)
{
	const struct facts *facts = &session->run.facts;

	return session->password_used && facts->verdict.stage == STAGE_AUTH && facts->reply_decided &&
	       facts->reply.code == CODE_CREDENTIALS_REFUSED;
}

void session_apply(struct session *session, const struct event *event)
{
	run_apply(&session->run, event);
	if (event->kind != EVENT_FINISHED)
		return;
	if (credentials_were_refused(session))
		session->refused++;
	else if (session->password_used && run_has_passed(&session->run))
		session->refused = 0;
	if (run_has_failed(&session->run))
		diagnose_run(session);
}

void session_send_held(struct session *session)
{
	run_answered(&session->run);
	if (session->walk != NULL)
		walk_continue(session->walk);
}

/* Whom the password is for; a change of any of these makes it a different password. */
static void write_identity(const struct account *account, struct strbuf *out)
{
	const char *user = account_user(account);

	strbuf_addf(out, "%s@%s:%d", user == NULL ? "" : user, account->host == NULL ? "" : account->host,
	            account_port(account));
}

bool session_password_fits(const struct session *session)
{
	struct strbuf identity;
	bool fits;

	if (session->password == NULL)
		return false;
	strbuf_init(&identity, IDENTITY_MAX);
	write_identity(&session->account, &identity);
	fits = session->password_for != NULL && strcmp(session->password_for, identity.data) == 0;
	strbuf_finish(&identity);
	return fits;
}

void session_give_password(struct session *session, const struct secret *password)
{
	struct strbuf identity;
	struct secret *copy = secret_clone(password);

	secret_destroy(session->password);
	session->password = copy;
	strbuf_init(&identity, IDENTITY_MAX);
	write_identity(&session->account, &identity);
	mem_replace(&session->password_for, identity.data);
	strbuf_finish(&identity);
	session->password_used = true;
	session->app_password = false;
	mask_watch(&session->mask, account_user(&session->account), session->password);
	run_answered(&session->run);
	if (session->walk != NULL)
		walk_give_password(session->walk, session->password);
}

void session_forget_password(struct session *session)
{
	secret_destroy(session->password);
	session->password = NULL;
	mem_replace(&session->password_for, NULL);
}

void session_consent(struct session *session)
{
	run_answered(&session->run);
	if (session->walk != NULL)
		walk_consent(session->walk);
}

void session_decline(struct session *session)
{
	run_answered(&session->run);
	if (session->walk != NULL)
		walk_decline(session->walk);
}

struct report session_report(const struct session *session)
{
	return (struct report){.account = &session->account,
	                       .facts = &session->run.facts,
	                       .diagnoses = session->diagnoses,
	                       .diagnosis_count = session->diagnosis_count,
	                       .kb = session->kb};
}
