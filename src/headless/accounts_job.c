/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No connection is made before the secret is there; nobody is asked anything. */
#include "headless/accounts_job.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/secret.h"
#include "checkup/secret_file.h"
#include "checkup/token.h"
#include "checkup/token_command.h"
#include "oauth/token.h"
#include "smtp/mechanism.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static void watch_secret(struct accounts_job *job)
{
	const struct account *account = &job->listed->account;

	if (account->use_token)
		token_watch_text(&job->mask, account_user(account), job->secret);
	else
		mask_watch(&job->mask, account_user(account), job->secret);
}

/* A token is described before it is sent; what is wrong with it stands in the report. */
static bool describe_token(struct accounts_job *job, const struct kb *kb)
{
	struct token_report report = {.when = 0};
	struct secret *token = secret_create();
	bool taken = token_take(secret_bytes(job->secret), secret_length(job->secret), token, &report.facts,
				&job->error);

	secret_destroy(job->secret);
	job->secret = token;
	if (!taken)
		return false;
	token_describe(kb, &job->listed->account, &report);
	walk_describe_token(job->walk, &report);
	return true;
}

static void give_secret(struct accounts_job *job, const char *mechanism, const struct kb *kb)
{
	bool wants_token = mechanism_takes_token(mechanism);

	if (job->secret == NULL || wants_token != job->listed->account.use_token ||
	    (wants_token && !describe_token(job, kb)))
		walk_decline(job->walk);
	else
		walk_give_password(job->walk, job->secret);
	secret_destroy(job->secret); /* a walk asks once */
	job->secret = NULL;
}

/* A 421 counts also after the verdict: a server that closes its door has said so to the next one too. */
static void take_line(struct accounts_job *job, const struct event *event)
{
	if (event->from == FROM_SERVER && strncmp(event->text, "421", 3) == 0 && job->sent_away == NULL &&
	    !isdigit((unsigned char)event->text[3]))
		job->sent_away = mem_strdup(event->text);
}

static void take_events(struct accounts_job *job, const struct kb *kb)
{
	struct event event;

	while (walk_next(job->walk, &event)) {
		switch (event.kind) {
		case EVENT_NEED_PASSWORD: give_secret(job, event.text, kb); break;
		case EVENT_NEED_CONSENT: walk_decline(job->walk); break;
		case EVENT_LINE: take_line(job, &event); break;
		case EVENT_FINISHED: job->over = true; break;
		default: break;
		}
	}
}

static void begin_walk(struct accounts_job *job, const struct accounts_options *options)
{
	if (job->secret != NULL)
		watch_secret(job);
	if (!walk_create(&job->listed->account, &options->walk, &job->walk, &job->error)) {
		job->over = true;
		return;
	}
	walk_watch_same(job->walk, &job->mask);
	take_events(job, options->kb);
}

/* The file's name is left out: who wrote the password in its place does not want it repeated. */
static bool read_secret(struct accounts_job *job)
{
	const struct listed_account *listed = job->listed;
	struct error ignored;

	job->secret = secret_create();
	if (listed->token_file != NULL)
		return secret_file_read_token(listed->token_file, job->secret, &ignored) ||
		       error_set(&job->error, ERROR_FILE, "read the token file",
				 _("The token file cannot be read, or there is no token in it."));
	return secret_file_read_password(listed->password_file, job->secret, &ignored) ||
	       error_set(&job->error, ERROR_FILE, "read the password file",
			 _("The password file cannot be read, is empty or has more than one line."));
}

void accounts_job_begin(struct accounts_job *job, const struct listed_account *listed,
			const struct accounts_options *options)
{
	*job = (struct accounts_job){.listed = listed, .started = time(NULL)};
	mask_init(&job->mask);
	bool logs_in = options->walk.quit_after >= STAGE_AUTH && options->walk.login != WALK_LOGIN_NEVER;
	bool has_file = listed->password_file != NULL || listed->token_file != NULL;
	if (logs_in && has_file && !read_secret(job))
		job->over = true;
	else if (!logs_in || has_file)
		begin_walk(job, options);
	else
		job->over = !token_command_create(options->password_command, listed->secret_name,
						  &job->command, &job->error);
}

void accounts_job_want(struct accounts_job *job, struct loop *loop)
{
	const int64_t others = loop->deadline;

	loop->deadline = CLOCK_NEVER;
	job->first = loop->count;
	if (job->command != NULL)
		token_command_want(job->command, loop);
	if (job->walk != NULL)
		walk_want(job->walk, loop);
	job->end = loop->count;
	job->until = loop->deadline;
	loop_want_at(loop, others);
}

static bool has_news(const struct accounts_job *job, const struct loop *loop)
{
	for (size_t i = job->first; i < job->end; i++)
		if (loop->fds[i].revents != 0)
			return true;
	return clock_now() >= job->until;
}

static void step_command(struct accounts_job *job, const struct loop *loop,
			 const struct accounts_options *options)
{
	token_command_step(job->command, loop);
	if (!token_command_is_over(job->command))
		return;
	job->secret = secret_create();
	bool taken = token_command_take_line(job->command, job->secret, &job->error);
	token_command_destroy(job->command);
	job->command = NULL;
	if (taken)
		begin_walk(job, options);
	else
		job->over = true;
}

void accounts_job_step(struct accounts_job *job, const struct loop *loop,
		       const struct accounts_options *options)
{
	if (job->over || !has_news(job, loop))
		return;
	if (job->walk != NULL) {
		walk_step(job->walk, loop);
		take_events(job, options->kb);
	} else {
		step_command(job, loop, options);
	}
}

void accounts_job_cancel(struct accounts_job *job, const struct accounts_options *options)
{
	if (job->walk != NULL) {
		walk_cancel(job->walk);
		take_events(job, options->kb);
	} else {
		error_set(&job->error, ERROR_SYSTEM, "wait for the password", _("Stopped."));
	}
	job->over = true;
}

void accounts_job_finish(struct accounts_job *job)
{
	token_command_destroy(job->command);
	walk_destroy(job->walk);
	secret_destroy(job->secret);
	free(job->sent_away);
	mask_finish(&job->mask);
	*job = (struct accounts_job){.listed = NULL};
}
