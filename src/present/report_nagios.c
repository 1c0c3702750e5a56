/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For Nagios, Icinga and their kin (the plug-in guidelines of the Monitoring Plugins): state and cause in the
 * first line, performance data after the bar, the rest below.
 */
#include "present/format.h"
#include "present/report_formats.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/strbuf.h"

#include <time.h>

enum { SECONDS_PER_DAY = 24 * 60 * 60, US_PER_SECOND = 1000 * 1000 };

static int64_t total_us(const struct facts *facts)
{
	int64_t us = 0;
	for (int stage = 0; stage < STAGE_COUNT; stage++)
		us += facts->stages[stage].us;
	return us;
}

static bool has_certificate(const struct facts *facts)
{
	return facts->tls.chain_count > 0;
}

static int64_t days_left(const struct facts *facts)
{
	int64_t seconds = facts->tls.chain[0].not_after - time(NULL);
	return (seconds < 0 ? seconds - SECONDS_PER_DAY + 1 : seconds) / SECONDS_PER_DAY;
}

static enum nagios_state state_of_time(const struct report *report)
{
	const struct report_limits *limits = &report->limits;
	int64_t ms = total_us(report->facts) / CLOCK_US_PER_MS;
	if (limits->critical_ms > 0 && ms >= limits->critical_ms)
		return NAGIOS_CRITICAL;
	return limits->warning_ms > 0 && ms >= limits->warning_ms ? NAGIOS_WARNING : NAGIOS_OK;
}

static enum nagios_state state_of_certificate(const struct report *report)
{
	const struct report_limits *limits = &report->limits;
	if (!has_certificate(report->facts))
		return NAGIOS_OK;
	int64_t days = days_left(report->facts);
	if (days < limits->critical_days)
		return NAGIOS_CRITICAL;
	return days < limits->warning_days ? NAGIOS_WARNING : NAGIOS_OK;
}

enum nagios_state report_nagios_state(const struct report *report)
{
	const struct verdict *verdict = &report->facts->verdict;
	if (verdict->problem == PROBLEM_CANCELLED)
		return NAGIOS_UNKNOWN;
	if (verdict->outcome != OUTCOME_PASSED)
		return NAGIOS_CRITICAL;
	enum nagios_state by_time = state_of_time(report), by_certificate = state_of_certificate(report);
	return by_time > by_certificate ? by_time : by_certificate;
}

void report_nagios_begin(enum nagios_state state, struct strbuf *out)
{
	static const char *const words[] = {[NAGIOS_OK] = "OK",
					    [NAGIOS_WARNING] = "WARNING",
					    [NAGIOS_CRITICAL] = "CRITICAL",
					    [NAGIOS_UNKNOWN] = "UNKNOWN"};
	strbuf_addf(out, "MAILMEDIC %s - ", words[state]);
}

/* A bar begins performance data, wherever it stands. */
static void add_without_bar(const char *text, struct strbuf *out)
{
	for (; *text != '\0'; text++)
		strbuf_addc(out, *text == '|' ? '/' : *text);
}

static void add_summary(const struct report *report, struct strbuf *out)
{
	const bool passed = report->facts->verdict.outcome == OUTCOME_PASSED;
	report_sentence(report, out);
	if (!passed && report->facts->reply_decided && report->facts->reply.line_count > 0) {
		strbuf_addc(out, ' ');
		format_quote(report->mask, report->facts->reply.lines[0].bytes, out);
	}
	if (report->diagnosis_count > 0)
		strbuf_addf(out, _(" Likely cause: %s (%s)."), report->diagnoses[0].title,
			    format_confidence(report->diagnoses[0].confidence));
	if (!passed)
		return;
	if (state_of_time(report) != NAGIOS_OK) {
		strbuf_adds(out, _(" It took long: "));
		format_ms(total_us(report->facts) / CLOCK_US_PER_MS, out);
		strbuf_addc(out, '.');
	}
	if (state_of_certificate(report) != NAGIOS_OK)
		strbuf_addf(out,
			    intl_count(" The certificate ends in %d day.",
				       " The certificate ends in %d days.", days_left(report->facts)),
			    (int)days_left(report->facts));
}

static void add_seconds(const char *label, int64_t us, struct strbuf *out)
{
	strbuf_addf(out, " %s=%lld.%06llds", label, (long long)(us / US_PER_SECOND),
		    (long long)(us % US_PER_SECOND));
}

static void add_limit_ms(int64_t ms, struct strbuf *out)
{
	strbuf_addc(out, ';');
	if (ms > 0)
		strbuf_addf(out, "%lld.%03lld", (long long)(ms / 1000), (long long)(ms % 1000));
}

static void add_limit_days(int days, struct strbuf *out)
{
	strbuf_addc(out, ';');
	if (days > 0)
		strbuf_addf(out, "%d:", days); /* less is outside of the range */
}

static void add_performance(const struct report *report, struct strbuf *out)
{
	const struct facts *facts = report->facts;
	strbuf_adds(out, " |");
	add_seconds("time", total_us(facts), out);
	add_limit_ms(report->limits.warning_ms, out);
	add_limit_ms(report->limits.critical_ms, out);
	strbuf_adds(out, ";0");
	for (int stage = 0; stage < STAGE_COUNT; stage++)
		if (facts->stages[stage].entered)
			add_seconds(stage_id((enum stage)stage), facts->stages[stage].us, out);
	if (!has_certificate(facts))
		return;
	strbuf_addf(out, " certificate_days=%lld", (long long)days_left(facts));
	add_limit_days(report->limits.warning_days, out);
	add_limit_days(report->limits.critical_days, out);
}

static void add_row(void *context, const char *label, const char *value, const struct mask *mask)
{
	struct strbuf *out = context;
	if (value == NULL || *value == '\0')
		return;
	strbuf_addf(out, "%s%s", label, _(": "));
	format_add(mask, value, out);
	strbuf_addc(out, '\n');
}

static void add_details(const struct report *report, struct strbuf *out)
{
	struct strbuf prefix;
	format_settings(report, add_row, out);
	if (report->facts->reply_decided) {
		strbuf_init(&prefix, SHOWN_MAX);
		strbuf_addf(&prefix, "%s%s", _("Reply"), _(": "));
		format_reply(report->mask, &report->facts->reply, prefix.data, out);
		strbuf_finish(&prefix);
	}
	for (size_t i = 0; i < report->diagnosis_count; i++)
		add_row(out, _("Likely cause"), report->diagnoses[i].title, NULL);
	format_next_sentence(report, out);
	if (out->len > 0 && out->data[out->len - 1] != '\n')
		strbuf_addc(out, '\n');
	if (report->facts->verdict.outcome != OUTCOME_PASSED && format_fixed_line(report->kb, out))
		strbuf_addc(out, '\n');
}

void report_write_nagios(const struct report *report, struct strbuf *out)
{
	struct strbuf text;
	strbuf_init(&text, REPORT_BYTES_MAX);
	report_nagios_begin(report_nagios_state(report), out);
	add_summary(report, &text);
	add_without_bar(text.data, out);
	add_performance(report, out);
	strbuf_addc(out, '\n');
	strbuf_clear(&text);
	add_details(report, &text);
	add_without_bar(text.data, out);
	strbuf_finish(&text);
}
