/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "headless/accounts_results.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/save.h"
#include "headless/check.h"
#include "headless/output.h"
#include "present/format.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROGRESS_MS = 200, PROGRESS_BYTES = 256 };

void accounts_results_init(struct accounts_results *results, const struct accounts_options *options)
{
	*results = (struct accounts_results){
	    .options = options,
	    .written = true,
	    .progress_at = isatty(STDERR_FILENO) ? 0 : CLOCK_NEVER,
	};
	metrics_init(&results->metrics);
	strbuf_init(&results->out, CHECK_OUTPUT_MAX);
}

void accounts_results_finish(struct accounts_results *results)
{
	metrics_finish(&results->metrics);
	strbuf_finish(&results->out);
}

static void erase_progress(const struct accounts_results *results)
{
	static const char erase[] = "\r\033[K";

	if (results->progress_at != CLOCK_NEVER)
		save_write(STDERR_FILENO, erase, sizeof erase - 1);
}

void accounts_results_progress(struct accounts_results *results, size_t total, size_t under_way)
{
	struct strbuf line;

	if (clock_now() < results->progress_at)
		return;
	strbuf_init(&line, PROGRESS_BYTES);
	strbuf_adds(&line, "\r\033[K");
	strbuf_addf(&line,
		    intl_count("%zu of %zu account: %zu passed, %zu failed, %zu left out, %zu under way",
			       "%zu of %zu accounts: %zu passed, %zu failed, %zu left out, %zu under way",
			       total),
		    results->passed + results->failed + results->skipped, total, results->passed,
		    results->failed, results->skipped, under_way);
	save_write(STDERR_FILENO, line.data, line.len);
	strbuf_finish(&line);
	results->progress_at = clock_now() + PROGRESS_MS;
}

void accounts_results_flush(struct accounts_results *results)
{
	erase_progress(results);
	if (results->out.len > 0 && results->written)
		results->written = output_write(&results->out);
}

static void print_object(struct accounts_results *results, json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);

	if (results->options->format == REPORT_JSON)
		strbuf_addf(&results->out, "%s\n", text);
	free(text);
	json_decref(object);
}

static void print_without_walk(struct accounts_results *results, const struct listed_account *listed,
			       const char *key, const char *why)
{
	print_object(results, json_pack("{s:s, s:i, s:s}", "name", listed->name, "version", 1, key, why));
}

void accounts_results_skip(struct accounts_results *results, const struct listed_account *listed,
			   const char *reply)
{
	struct strbuf why;

	strbuf_init(&why, SHOWN_MAX);
	strbuf_addf(&why, _("Not tried, because the server asked for fewer log-ins: %s"), reply);
	print_without_walk(results, listed, "skipped", why.data);
	metrics_skip(&results->metrics, listed->name, &listed->account);
	strbuf_finish(&why);
	results->skipped++;
}

/* A reply, or what it most likely means, that asks for fewer log-ins. */
static bool asks_for_less(const struct report *report)
{
	static const char *const causes[] = {"too-many-connections", "too-many-errors",
					     "account-locked-or-throttled", "rate-limit-sending"};
	const struct facts *facts = report->facts;

	if (!facts->reply_decided)
		return false;
	if (facts->reply.code == 421 || facts->reply.code == 454)
		return true;
	for (size_t i = 0; report->diagnosis_count > 0 && i < sizeof causes / sizeof *causes; i++)
		if (strcmp(report->diagnoses[0].id, causes[i]) == 0)
			return true;
	return false;
}

/* What it says in many lines often stands in the last. */
static void quote(const struct mask *mask, const struct reply *reply, struct strbuf *out)
{
	for (size_t i = 0; i < reply->line_count && i < FORMAT_REPLY_LINES; i++) {
		strbuf_adds(out, i > 0 ? " " : "");
		format_reply_line(mask, reply->lines[i].bytes, out);
	}
}

static void count_exit(struct accounts_results *results, int code)
{
	results->passed += code == 0;
	results->failed += code != 0;
	if (code > results->worst)
		results->worst = code;
}

static bool add_walk(struct accounts_results *results, const struct accounts_job *job,
		     struct strbuf *ret_reply)
{
	const struct accounts_options *options = results->options;
	struct check_causes causes;
	struct report report = {.account = &job->listed->account,
				.facts = walk_facts(job->walk),
				.kb = options->kb,
				.mask = &job->mask,
				.when = job->started};
	bool less;

	check_diagnose(&report, options->answers, &causes);
	count_exit(results, report.facts->verdict.exit_code);
	less = asks_for_less(&report);
	if (less)
		quote(&job->mask, &report.facts->reply, ret_reply);
	else if (job->sent_away != NULL)
		format_reply_line(&job->mask, job->sent_away, ret_reply);
	if (options->format == REPORT_JSON)
		report_write_json_line(&report, job->listed->name, &results->out);
	else
		metrics_add(&results->metrics, job->listed->name, &report);
	check_causes_finish(&causes);
	return less || job->sent_away != NULL;
}

/* In the metrics it is an account that does not work. */
static void add_error(struct accounts_results *results, const struct accounts_job *job)
{
	const struct facts nothing = {.verdict = {.exit_code = EXIT_USAGE}};
	const struct report report = {.account = &job->listed->account, .facts = &nothing};

	count_exit(results, EXIT_USAGE);
	metrics_add(&results->metrics, job->listed->name, &report);
	print_without_walk(results, job->listed, "error", job->error.text);
}

bool accounts_results_add(struct accounts_results *results, const struct accounts_job *job,
			  struct strbuf *ret_reply)
{
	if (job->walk != NULL)
		return add_walk(results, job, ret_reply);
	add_error(results, job);
	return false;
}

void accounts_results_end(struct accounts_results *results, json_t *summary)
{
	const char *output = results->options->output;
	struct error error;
	json_t *counts = json_pack("{s:I, s:I, s:I}", "passed", (json_int_t)results->passed, "failed",
				   (json_int_t)results->failed, "skipped", (json_int_t)results->skipped);

	json_object_update(counts, summary);
	json_decref(summary);
	print_object(results, json_pack("{s:o}", "summary", counts));
	if (results->options->format == REPORT_PROMETHEUS)
		metrics_write(&results->metrics, &results->out);
	if (output == NULL) {
		accounts_results_flush(results);
		return;
	}
	erase_progress(results);
	if (!save_replace(output, results->out.data, results->out.len, &error)) {
		headless_complain(&error);
		results->written = false;
	}
}
