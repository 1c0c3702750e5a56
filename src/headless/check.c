/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `check`: drives a walk to its end with one poll loop, prints the transcript as it comes and the report
 * at the end. Knows no SMTP; what it may ask, it asks on the terminal.
 */
#include "headless/check.h"

#include "base/intl.h"
#include "base/memory.h"
#include "base/save.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "checkup/choices.h"
#include "checkup/run.h"
#include "checkup/secret_file.h"
#include "headless/output.h"
#include "headless/signals.h"
#include "headless/terminal.h"
#include "record/recording.h"
#include "smtp/mask.h"
#include "smtp/mechanism.h"
#include "wire/client_identity.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* A run that will need the user must not begin when there is nobody to ask. */
static bool open_terminal(struct check *check, struct error *error)
{
	const struct check_options *options = check->options;
	const char *wanted = options->account->mechanism;
	bool has_certificate = options->account->cert_path != NULL; /* it may be all that is needed */
	bool needs_password = options->walk.login == WALK_LOGIN_ALWAYS &&
			      options->walk.quit_after >= STAGE_AUTH && options->password == NULL &&
			      options->token.text == NULL && options->token.command == NULL &&
			      !has_certificate && (wanted == NULL || mechanism_takes_secret(wanted));
	bool may_need_one = options->walk.login == WALK_LOGIN_WHERE_OFFERED || has_certificate;
	if (!needs_password && !may_need_one && !options->walk.step && !options->walk.ask_consent)
		return true;
	check->terminal = terminal_create();
	if (check->terminal != NULL || (!needs_password && !options->walk.step))
		return true;
	if (needs_password)
		return error_set(error, ERROR_USAGE, "ask for the password",
				 _("A password is needed and there is no terminal to ask on; "
				   "use --auth-password-file FILE, or stop earlier with --quit-after TLS."));
	return error_set(error, ERROR_USAGE, "step", _("--step needs a terminal, and there is none."));
}

static bool check_init(struct check *check, const struct check_options *options, struct error *error)
{
	struct walk_options walk = options->walk;
	*check = (struct check){.options = options, .written = true, .started = time(NULL)};
	account_init(&check->account);
	mask_init(&check->mask);
	strbuf_init(&check->out, CHECK_OUTPUT_MAX);
	account_copy(&check->account, options->account);
	if (check->account.ehlo_name == NULL) {
		check->account.ehlo_name = account_default_ehlo_name();
		check->account.ehlo_name_origin = ORIGIN_DEFAULT;
	}
	secret_file_watch(&check->mask, account_user(&check->account), options->password,
			  options->token.text);
	if (!open_terminal(check, error) || !signals_init(error) || !check_open_identity(check, error))
		return false;
	walk.identity = check->identity;
	if (!walk_create(&check->account, &walk, &check->walk, error))
		return false;
	walk_watch_same(check->walk, &check->mask);
	return true;
}

static void check_finish(struct check *check)
{
	recorder_write(check->options->recorder, &check->mask);
	token_offer_forget(&check->token);
	terminal_destroy(check->terminal);
	walk_destroy(check->walk);
	client_identity_destroy(check->identity);
	signals_finish();
	strbuf_finish(&check->out);
	mask_finish(&check->mask);
	account_finish(&check->account);
}

/* The last net: the line was masked by the walk; what this finds is hidden all the same. */
static void print_line(struct check *check, const struct event *event, enum transcript_from from,
		       const char *text)
{
	if (check->options->format != REPORT_TEXT)
		return;
	struct strbuf line;
	strbuf_init(&line, CHECK_OUTPUT_MAX);
	mask_scan(&check->mask, text, strlen(text), &line);
	struct transcript_entry entry = {
	    .ms = event->ms, .from = from, .stage = event->stage, .tls = event->tls, .line = line.data};
	report_text_line(&entry, check->options->color, &check->out);
	strbuf_finish(&line);
}

static void print_address(struct check *check, const struct event *event)
{
	struct strbuf line;
	strbuf_init(&line, CHECK_PROMPT_MAX);
	if (event->problem == PROBLEM_NONE)
		strbuf_addf(&line, _("Connected to %s."), event->text);
	else
		strbuf_addf(&line, "%s: %s", event->text, _(problem_sentence(event->problem)));
	print_line(check, event, FROM_NOTE, line.data);
	strbuf_finish(&line);
}

static void print_tls(struct check *check, const struct event *event)
{
	const struct tls_facts *tls = event->tls_facts;
	struct strbuf line;
	if (!tls->complete)
		return;
	strbuf_init(&line, CHECK_PROMPT_MAX);
	strbuf_addf(&line, "%s, %s; ", tls->version, tls->cipher);
	if (tls->verified)
		strbuf_adds(&line, _("the certificate is in order."));
	else
		strbuf_adds(&line, tls->problem == PROBLEM_NONE ? _("the certificate was not verified.")
								: _(problem_sentence(tls->problem)));
	print_line(check, event, FROM_NOTE, line.data);
	strbuf_finish(&line);
}

/* Neither the file's nor the typed password is needed once the walk has its copy, or never will. */
static void forget_password(struct check *check)
{
	if (check->options->password != NULL)
		secret_clear(check->options->password);
	if (check->options->token.text != NULL)
		secret_clear(check->options->token.text);
	terminal_forget(check->terminal);
}

/* What was asked before the verdict decides nothing any more. */
static void forget_question(struct check *check)
{
	forget_password(check);
	if (check->question == QUESTION_NONE)
		return;
	check->question = QUESTION_NONE;
	terminal_withdraw(check->terminal);
}

static void handle_event(struct check *check, const struct event *event)
{
	switch (event->kind) {
	case EVENT_LINE: print_line(check, event, event->from, event->text); break;
	case EVENT_NOTE: print_line(check, event, FROM_NOTE, event->text); break;
	case EVENT_ADDRESS: print_address(check, event); break;
	case EVENT_TLS: print_tls(check, event); break;
	case EVENT_NEED_PASSWORD:
		if (mechanism_takes_token(event->text))
			check_ask_token(check, event);
		else
			check_ask_password(check, event);
		break;
	case EVENT_STEP: check_ask_step(check, event); break;
	case EVENT_NEED_CONSENT: check_ask_consent(check, event); break;
	case EVENT_VERDICT: forget_question(check); break;
	case EVENT_FINISHED: check->finished = true; break;
	default: break;
	}
}

static bool line_is(const struct secret *line, const char *word)
{
	size_t len = strlen(word);
	return secret_length(line) == len && memcmp(secret_bytes(line), word, len) == 0;
}

static void take_answer(struct check *check, enum terminal_answer answer)
{
	const struct secret *line = terminal_line(check->terminal);
	enum check_question question = check->question;
	bool closed = answer == ANSWER_CLOSED;
	check->question = QUESTION_NONE;
	if (question == QUESTION_PASSWORD && !closed && secret_length(line) > 0) {
		mask_watch(&check->mask, account_user(&check->account), line);
		walk_give_password(check->walk, line);
	} else if (question == QUESTION_TOKEN && !closed && secret_length(line) > 0) {
		check_take_token(check, line);
	} else if (question == QUESTION_STEP && !closed && !line_is(line, "q")) {
		walk_continue(check->walk);
	} else if (question == QUESTION_STEP) {
		walk_cancel(check->walk);
	} else if (question == QUESTION_CONSENT && line_is(line, "yes")) {
		walk_consent(check->walk);
	} else {
		walk_decline(check->walk);
	}
}

static void take_signals(struct check *check)
{
	for (int number; (number = signals_next()) != 0;) {
		if (number == SIGTSTP) {
			terminal_suspend(check->terminal);
		} else {
			check->cancelled = true;
			walk_cancel(check->walk);
		}
	}
}

static void pull_events(struct check *check)
{
	struct event event;
	while (walk_next(check->walk, &event)) {
		recorder_event(check->options->recorder, &event, &check->mask);
		handle_event(check, &event);
	}
	check_flush(check);
}

static void run(struct check *check)
{
	struct loop loop;
	recorder_run(check->options->recorder, &check->account);
	if (check->options->format == REPORT_TEXT)
		report_text_legend(&check->out);
	pull_events(check);
	while (!check->finished) {
		loop_clear(&loop);
		walk_want(check->walk, &loop);
		signals_want(&loop);
		terminal_want(check->terminal, &loop);
		token_offer_want(&check->token, &loop);
		loop_wait(&loop);
		take_signals(check);
		enum terminal_answer answer = terminal_step(check->terminal, &loop);
		if (answer != ANSWER_NONE)
			take_answer(check, answer);
		walk_step(check->walk, &loop);
		check_step_token(check, &loop);
		pull_events(check);
	}
	terminal_withdraw(check->terminal);
}

static void write_out(struct check *check)
{
	const char *file = check->options->output;
	struct error error;
	if (file == NULL) {
		check->written = output_write(&check->out);
	} else if (!save_replace(file, check->out.data, check->out.len, &error)) {
		check->written = false;
		headless_complain(&error);
	}
}

void check_diagnose(struct report *report, struct circumstances answers, struct check_causes *causes)
{
	const struct verdict *verdict = &report->facts->verdict;
	struct symptom symptom;
	strbuf_init(&causes->text, CHECK_OUTPUT_MAX);
	report->diagnoses = causes->diagnoses;
	report->questions = causes->questions;
	if (verdict->outcome != OUTCOME_FAILED || verdict->problem == PROBLEM_CANCELLED)
		return;
	run_symptom(report->account, report->facts, &causes->text, &symptom);
	symptom.known = circumstances_join(symptom.known, answers);
	report->diagnosis_count = diagnose(report->kb, &symptom, causes->diagnoses);
	report->question_count = questions_for(report->kb, &symptom, causes->questions);
	choices_prune(causes->diagnoses, &(struct choices_input){.kb = report->kb,
								 .diagnoses = causes->diagnoses,
								 .diagnosis_count = report->diagnosis_count,
								 .account = report->account,
								 .facts = report->facts});
}

void check_causes_finish(struct check_causes *causes)
{
	strbuf_finish(&causes->text);
}

static void print_report(struct check *check)
{
	struct check_causes causes;
	struct report report = {
	    .account = &check->account,
	    .facts = walk_facts(check->walk),
	    .kb = check->options->kb,
	    .mask = &check->mask,
	    .when = check->started,
	    .color = check->options->color,
	    .limits = check->options->limits,
	};
	check_diagnose(&report, check->options->answers, &causes);
	if (check->options->format == REPORT_TEXT)
		report_text_verdict(&report, &check->out);
	else
		report_write(&report, check->options->format, &check->out);
	check->state = report_nagios_state(&report);
	check_causes_finish(&causes);
	write_out(check);
}

int headless_check(const struct check_options *options)
{
	struct check check;
	struct error error;
	int code;
	if (check_init(&check, options, &error)) {
		run(&check);
		if (check.written)
			print_report(&check);
		code = walk_facts(check.walk)->verdict.exit_code;
		check.cancelled |= signals_ending();
		code = check.cancelled ? EXIT_CANCELLED : !check.written ? EXIT_INTERNAL : code;
		if (options->format == REPORT_NAGIOS)
			code = check.cancelled || !check.written ? NAGIOS_UNKNOWN : (int)check.state;
	} else {
		code = headless_complain(&error);
	}
	check_finish(&check);
	return code;
}
