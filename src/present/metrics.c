/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prometheus's text format, version 0.0.4. */
#include "present/metrics.h"

#include "base/memory.h"
#include "base/strbuf.h"

#include <stdlib.h>

enum { NOT_ENTERED = -1, US_PER_SECOND = 1000000 };

struct metrics_run {
	char *account, *server; /* owned */
	int port;
	const char *cause; /* id of the likeliest one; NULL: none */
	int64_t stage_us[STAGE_COUNT];
	int64_t not_after; /* of the certificate; 0: none was seen */
	int64_t ended;
	int exit_code;
	bool passed;
	bool skipped; /* nothing else is known */
};

void metrics_init(struct metrics *metrics)
{
	*metrics = (struct metrics){0};
}

void metrics_finish(struct metrics *metrics)
{
	for (size_t i = 0; i < metrics->count; i++) {
		free(metrics->runs[i].account);
		free(metrics->runs[i].server);
	}
	free(metrics->runs);
	metrics_init(metrics);
}

static struct metrics_run *add_run(struct metrics *metrics, const char *name, const struct account *account)
{
	struct metrics_run *run;

	metrics->runs = mem_realloc(metrics->runs, metrics->count + 1, sizeof(*metrics->runs));
	run = &metrics->runs[metrics->count++];
	*run = (struct metrics_run){
	    .account = mem_strdup(name),
	    .server = mem_strdup(account->host),
	    .port = account_port(account),
	};
	for (int stage = 0; stage < STAGE_COUNT; stage++)
		run->stage_us[stage] = NOT_ENTERED;
	return run;
}

void metrics_add(struct metrics *metrics, const char *name, const struct report *report)
{
	const struct facts *facts = report->facts;
	struct metrics_run *run = add_run(metrics, name, report->account);

	run->cause = report->diagnosis_count > 0 ? report->diagnoses[0].id : NULL;
	run->not_after = facts->tls.chain_count > 0 ? facts->tls.chain[0].not_after : 0;
	run->ended = time(NULL);
	run->exit_code = facts->verdict.exit_code;
	run->passed = facts->verdict.outcome == OUTCOME_PASSED;
	for (int stage = 0; stage < STAGE_COUNT; stage++)
		if (facts->stages[stage].entered)
			run->stage_us[stage] = facts->stages[stage].us;
}

void metrics_skip(struct metrics *metrics, const char *name, const struct account *account)
{
	add_run(metrics, name, account)->skipped = true;
}

static void add_label_value(const char *text, struct strbuf *out)
{
	for (; *text != '\0'; text++) {
		if (*text == '\\' || *text == '"')
			strbuf_addc(out, '\\');
		strbuf_addc(out, *text);
	}
}

/* `label` with its `value` stands last, when there is one. */
static void begin_sample(const char *metric, const struct metrics_run *run, const char *label,
			 const char *value, struct strbuf *out)
{
	strbuf_addf(out, "mailmedic_%s{account=\"", metric);
	add_label_value(run->account, out);
	strbuf_adds(out, "\",server=\"");
	add_label_value(run->server, out);
	strbuf_addf(out, ":%d\"", run->port);
	if (label != NULL)
		strbuf_addf(out, ",%s=\"%s\"", label, value);
	strbuf_adds(out, "} ");
}

static void add_head(const char *metric, const char *help, struct strbuf *out)
{
	strbuf_addf(out, "# HELP mailmedic_%s %s\n# TYPE mailmedic_%s gauge\n", metric, help, metric);
}

typedef int64_t number_of_run(const struct metrics_run *run);

static int64_t up_of(const struct metrics_run *run)
{
	return run->passed;
}

static int64_t exit_code_of(const struct metrics_run *run)
{
	return run->exit_code;
}

static int64_t not_after_of(const struct metrics_run *run)
{
	return run->not_after;
}

static int64_t ended_of(const struct metrics_run *run)
{
	return run->ended;
}

static void write_numbers(const struct metrics *metrics, struct strbuf *out)
{
	static const struct {
		const char *metric, *help;
		number_of_run *number;
		bool zero_is_none;
	} rows[] = {
	    {"up", "Whether all stages asked for passed.", up_of, false},
	    {"exit_code", "Exit code of mailmedic check: 0, or what failed.", exit_code_of, false},
	    {"certificate_not_after_seconds", "When the server's certificate ends, Unix time.", not_after_of,
	     true},
	    {"last_run_timestamp_seconds", "When the run ended, Unix time.", ended_of, false},
	};
	for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
		add_head(rows[row].metric, rows[row].help, out);
		for (size_t i = 0; i < metrics->count; i++) {
			int64_t number = rows[row].number(&metrics->runs[i]);
			if (metrics->runs[i].skipped || (number == 0 && rows[row].zero_is_none))
				continue;
			begin_sample(rows[row].metric, &metrics->runs[i], NULL, NULL, out);
			strbuf_addf(out, "%lld\n", (long long)number);
		}
	}
}

static void write_stages(const struct metrics_run *run, struct strbuf *out)
{
	for (int stage = 0; stage < STAGE_COUNT; stage++) {
		int64_t us = run->stage_us[stage];
		if (us == NOT_ENTERED)
			continue;
		begin_sample("stage_seconds", run, "stage", stage_id((enum stage)stage), out);
		strbuf_addf(out, "%lld.%06lld\n", (long long)(us / US_PER_SECOND),
			    (long long)(us % US_PER_SECOND));
	}
}

/* Only where there is one: most lists never see it. */
static void write_skipped(const struct metrics *metrics, struct strbuf *out)
{
	bool begun = false;

	for (size_t i = 0; i < metrics->count; i++) {
		if (!metrics->runs[i].skipped)
			continue;
		if (!begun)
			add_head("skipped", "Not tried, because the server asked for fewer log-ins.", out);
		begun = true;
		begin_sample("skipped", &metrics->runs[i], NULL, NULL, out);
		strbuf_adds(out, "1\n");
	}
}

void metrics_write(const struct metrics *metrics, struct strbuf *out)
{
	write_numbers(metrics, out);
	add_head("stage_seconds", "How long a stage of the run took.", out);
	for (size_t i = 0; i < metrics->count; i++)
		write_stages(&metrics->runs[i], out);
	add_head("cause", "The likeliest cause of a failure, by its help topic.", out);
	for (size_t i = 0; i < metrics->count; i++) {
		if (metrics->runs[i].cause == NULL)
			continue;
		begin_sample("cause", &metrics->runs[i], "id", metrics->runs[i].cause, out);
		strbuf_adds(out, "1\n");
	}
	write_skipped(metrics, out);
}

void metrics_write_one(const struct report *report, struct strbuf *out)
{
	const struct account *account = report->account;
	const char *user = account_user(account);
	struct metrics metrics;

	metrics_init(&metrics);
	metrics_add(&metrics,
		    account->address != NULL ? account->address
		    : user != NULL           ? user
					     : account->host,
		    report);
	metrics_write(&metrics, out);
	metrics_finish(&metrics);
}
