/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many accounts: who is next, and at which server. One loop, no threads; each server
 * has its own queue, so that one that must wait keeps no other waiting.
 */
#include "headless/accounts.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "checkup/checkup.h"
#include "checkup/pacing.h"
#include "engine/fork_server.h"
#include "headless/accounts_results.h"
#include "headless/signals.h"
#include "present/format.h"
#include "wire/trust.h"

#include <malloc.h>
#include <signal.h>
#include <stdlib.h>

static const size_t nobody = SIZE_MAX; /* the end of a queue */

struct accounts {
	const struct accounts_options *options;
	struct account_list list;
	struct pacing pacing;
	size_t *queues; /* a server: its next account */
	size_t turn;    /* the server that is asked first */
	struct accounts_job *jobs;
	size_t job_count;
	size_t waiting, under_way;
	struct accounts_results results;
	int64_t begun;
	bool cancelled;
};

/* ---- the list */

static bool check_secrets(const struct accounts *accounts, struct error *error)
{
	const struct accounts_options *options = accounts->options;
	if (options->password_command != NULL || options->walk.quit_after < STAGE_AUTH ||
	    options->walk.login == WALK_LOGIN_NEVER)
		return true;
	for (size_t i = 0; i < accounts->list.count; i++) {
		const struct listed_account *listed = &accounts->list.accounts[i];
		if (listed->password_file == NULL && listed->token_file == NULL)
			return error_set(error, ERROR_FILE, "read the list of accounts",
					 _("%.120s: nothing says where the password of %.80s is: name a "
					   "password-file, or give --auth-password-command."),
					 options->file, listed->name);
	}
	return true;
}

/* What the user says, else the topic of the provider, else we. */
static struct pace pace_of(const struct accounts_options *options, struct kb_pace known)
{
	struct pace pace = {options->per_server, options->per_minute};
	if (pace.at_once == 0)
		pace.at_once = known.at_once > 0 ? known.at_once : PACING_AT_ONCE;
	if (pace.a_minute == ACCOUNTS_PACE_UNSAID)
		pace.a_minute = known.a_minute > 0 ? known.a_minute : PACING_A_MINUTE;
	return pace;
}

/* All servers of a provider that has a pace count as one: it is the provider who locks out. */
static size_t server_of(struct accounts *accounts, const char *host)
{
	const struct kb *kb = accounts->options->kb;
	const char *provider = kb_provider(kb, NULL, host);
	const struct kb_pace known = kb_provider_pace(kb, provider);
	const char *name = known.at_once > 0 || known.a_minute > 0 ? provider : host;
	size_t server;
	return pacing_find(&accounts->pacing, name, &server)
		   ? server
		   : pacing_add(&accounts->pacing, name, host, pace_of(accounts->options, known));
}

/* From the last one on, so that each queue is in the order of the list. */
static void fill_queues(struct accounts *accounts)
{
	struct account_list *list = &accounts->list;
	for (size_t i = 0; i < list->count; i++) {
		struct account *account = &list->accounts[i].account;
		checkup_fill_in(accounts->options->kb, account);
		account->allow_clear_text = account->tls == TLS_NONE;
		list->accounts[i].server = server_of(accounts, account->host);
	}
	accounts->queues = mem_calloc(accounts->pacing.count, sizeof(*accounts->queues));
	for (size_t i = 0; i < accounts->pacing.count; i++)
		accounts->queues[i] = nobody;
	for (size_t i = list->count; i > 0; i--) {
		struct listed_account *listed = &list->accounts[i - 1];
		listed->next = accounts->queues[listed->server];
		accounts->queues[listed->server] = i - 1;
	}
	accounts->waiting = list->count;
}

static bool accounts_init(struct accounts *accounts, const struct accounts_options *options,
			  struct error *error)
{
	struct account defaults;
	bool ok;
	*accounts = (struct accounts){
	    .options = options,
	    .job_count = options->jobs > 0 ? options->jobs : ACCOUNTS_JOBS,
	    .begun = clock_now(),
	};
	accounts->jobs = mem_calloc(accounts->job_count, sizeof(*accounts->jobs));
	pacing_init(&accounts->pacing);
	accounts_results_init(&accounts->results, options);
	account_init(&defaults);
	account_copy(&defaults, options->account);
	if (defaults.ehlo_name == NULL) {
		defaults.ehlo_name = account_default_ehlo_name();
		defaults.ehlo_name_origin = ORIGIN_DEFAULT;
	}
	ok = account_list_read(options->file, &defaults, &accounts->list, error) &&
	     check_secrets(accounts, error) && signals_init(error);
	account_finish(&defaults);
	if (ok)
		fill_queues(accounts);
	return ok && account_list_check_twins(&accounts->list, options->file, error);
}

static void accounts_finish(struct accounts *accounts)
{
	signals_finish();
	account_list_finish(&accounts->list);
	pacing_finish(&accounts->pacing);
	accounts_results_finish(&accounts->results);
	free(accounts->queues);
	free(accounts->jobs);
}

/* ---- the end of a job */

static void finish_job(struct accounts *accounts, struct accounts_job *job)
{
	struct strbuf reply;

	strbuf_init(&reply, SHOWN_MAX);
	if (accounts_results_add(&accounts->results, job, &reply))
		pacing_stop(&accounts->pacing, job->listed->server, reply.data);
	strbuf_finish(&reply);
	pacing_end(&accounts->pacing, job->listed->server);
	accounts_job_finish(job);
	accounts->under_way--;
	accounts_results_flush(&accounts->results);
}

/* ---- who is next */

static struct listed_account *take_first(struct accounts *accounts, size_t server)
{
	struct listed_account *listed = &accounts->list.accounts[accounts->queues[server]];
	accounts->queues[server] = listed->next;
	accounts->waiting--;
	return listed;
}

static void skip_queue(struct accounts *accounts, size_t server, const char *reply)
{
	while (accounts->queues[server] != nobody)
		accounts_results_skip(&accounts->results, take_first(accounts, server), reply);
	accounts_results_flush(&accounts->results);
}

/* The next account that may begin now, or NULL; then *ret_when says when one may. */
static struct listed_account *next_account(struct accounts *accounts, int64_t *ret_when)
{
	const size_t servers = accounts->pacing.count;
	*ret_when = CLOCK_NEVER;
	for (size_t i = 0; i < servers; i++) {
		const size_t server = (accounts->turn + i) % servers;
		if (accounts->queues[server] == nobody)
			continue;
		const char *stopped = pacing_stopped(&accounts->pacing, server);
		if (stopped != NULL) {
			skip_queue(accounts, server, stopped);
			continue;
		}
		const int64_t when = pacing_when(&accounts->pacing, server);
		if (when <= clock_now()) {
			accounts->turn = server + 1;
			return take_first(accounts, server);
		}
		*ret_when = when < *ret_when ? when : *ret_when;
	}
	return NULL;
}

/* Fills the free places. Returns when there is a reason to look again, clock_now() ms. */
static int64_t begin_jobs(struct accounts *accounts)
{
	int64_t when = CLOCK_NEVER;
	for (size_t i = 0; i < accounts->job_count && accounts->waiting > 0; i++) {
		struct accounts_job *job = &accounts->jobs[i];
		if (job->listed != NULL)
			continue;
		const struct listed_account *listed = next_account(accounts, &when);
		if (listed == NULL)
			break;
		pacing_begin(&accounts->pacing, listed->server);
		accounts->under_way++;
		accounts_job_begin(job, listed, accounts->options);
	}
	return when;
}

/* ---- the loop */

static void take_signals(struct accounts *accounts)
{
	for (int number; (number = signals_next()) != 0;) {
		if (number == SIGTSTP)
			raise(SIGSTOP);
		else
			accounts->cancelled = true;
	}
}

static bool is_busy(const struct accounts *accounts)
{
	return accounts->under_way > 0 || (accounts->waiting > 0 && !accounts->cancelled);
}

static void turn(struct accounts *accounts)
{
	struct loop loop;
	loop_clear(&loop);
	loop_want_at(&loop, begin_jobs(accounts));
	if (!is_busy(accounts)) /* all that was left has been skipped */
		loop_want_at(&loop, 0);
	signals_want(&loop);
	loop_want_at(&loop, accounts->results.progress_at);
	for (size_t i = 0; i < accounts->job_count; i++) {
		if (accounts->jobs[i].listed != NULL)
			accounts_job_want(&accounts->jobs[i], &loop);
		if (accounts->jobs[i].over)
			loop_want_at(&loop, 0);
	}
	loop_wait(&loop);
	take_signals(accounts);
	accounts->cancelled |= !accounts->results.written;
	for (size_t i = 0; i < accounts->job_count; i++) {
		struct accounts_job *job = &accounts->jobs[i];
		if (job->listed == NULL)
			continue;
		if (accounts->cancelled)
			accounts_job_cancel(job, accounts->options);
		else
			accounts_job_step(job, &loop, accounts->options);
		if (job->over)
			finish_job(accounts, job);
	}
	accounts_results_progress(&accounts->results, accounts->list.count, accounts->under_way);
}

static json_t *stopped_servers(const struct accounts *accounts)
{
	json_t *list = json_array();
	for (size_t i = 0; i < accounts->pacing.count; i++) {
		const char *reply = pacing_stopped(&accounts->pacing, i);
		if (reply != NULL)
			json_array_append_new(list,
					      json_pack("{s:s, s:s}", "server",
							pacing_host(&accounts->pacing, i), "reply", reply));
	}
	return list;
}

static json_t *make_summary(const struct accounts *accounts, int code)
{
	return json_pack("{s:i, s:I, s:I, s:i, s:I, s:o}", "version", 1, "accounts",
			 (json_int_t)accounts->list.count, "not_run", (json_int_t)accounts->waiting, "exit",
			 code, "ms", (json_int_t)(clock_now() - accounts->begun), "stopped",
			 stopped_servers(accounts));
}

/* What c-ares takes to look up one name, 74 kB, goes back at once: walks begin together. */
static void give_back_large_memory(void)
{
#ifdef M_MMAP_THRESHOLD
	mallopt(M_MMAP_THRESHOLD, 64 * 1024);
#endif
}

int headless_check_accounts(const struct accounts_options *given)
{
	struct accounts_options options = *given;
	struct accounts accounts;
	struct error error = {.kind = ERROR_NONE};
	int code;
	give_back_large_memory();
	options.walk.fork_servers = fork_servers_create();
	if (!trust_create(options.account->ca_path, &options.walk.trust, &error))
		options.walk.trust = NULL; /* each account says why */
	if (accounts_init(&accounts, &options, &error)) {
		while (is_busy(&accounts))
			turn(&accounts);
		code = accounts.cancelled ? EXIT_CANCELLED : accounts.results.worst;
		accounts_results_end(&accounts.results, make_summary(&accounts, code));
		if (!accounts.results.written)
			code = EXIT_INTERNAL;
	} else {
		code = headless_complain(&error);
	}
	accounts_finish(&accounts);
	fork_servers_destroy(options.walk.fork_servers);
	trust_destroy(options.walk.trust);
	return code;
}
