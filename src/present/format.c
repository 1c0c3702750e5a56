/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Helpers of the report formats. Knows no format. */
#include "present/format.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "smtp/mask.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 80 };

void format_add(const struct mask *mask, const char *text, struct strbuf *out)
{
	if (text == NULL)
		return;
	if (mask == NULL) {
		text_make_inert(out, text, strlen(text));
		return;
	}
	mask_show(mask, text, strlen(text), out);
}

void format_quote(const struct mask *mask, const char *text, struct strbuf *out)
{
	struct strbuf shown;
	strbuf_init(&shown, SHOWN_MAX);
	format_add(mask, text, &shown);
	text_quote(out, shown.data, shown.len);
	strbuf_finish(&shown);
}

void format_reply_line(const struct mask *mask, const char *line, struct strbuf *out)
{
	struct strbuf shown;
	strbuf_init(&shown, SHOWN_MAX);
	format_add(mask, line, &shown);
	text_add_short(out, shown.data, FORMAT_REPLY_MAX);
	strbuf_finish(&shown);
}

void format_reply(const struct mask *mask, const struct reply *reply, const char *prefix, struct strbuf *out)
{
	for (size_t i = 0; i < reply->line_count && i < FORMAT_REPLY_LINES; i++) {
		strbuf_adds(out, prefix);
		format_reply_line(mask, reply->lines[i].bytes, out);
		strbuf_addc(out, '\n');
	}
	if (reply->line_count > FORMAT_REPLY_LINES)
		strbuf_addf(out, "%s...\n", prefix);
}

void format_wrap(const char *text, size_t indent, const char *first, struct strbuf *out)
{
	bool started = false;
	do {
		size_t next;
		size_t len = text_wrap(text, COLUMNS - indent, &next);
		if (!started && first != NULL)
			strbuf_adds(out, first);
		else
			strbuf_addf(out, "%*s", (int)indent, "");
		strbuf_add(out, text, len);
		strbuf_addc(out, '\n');
		started = true;
		text += next;
	} while (*text != '\0');
}

bool format_code_topic(const struct kb *kb, int code, struct kb_topic *ret_topic)
{
	char id[8];
	snprintf(id, sizeof id, "%03d", code);
	return code != 0 && kb != NULL && kb_find(kb, "codes", id, ret_topic);
}

bool format_code_is_reason(const struct facts *facts)
{
	return facts_reply_is_evidence(facts) && reply_class(facts->reply.code) >= REPLY_TRANSIENT;
}

bool format_fixed_line(const struct kb *kb, struct strbuf *out)
{
	struct kb_topic topic;

	if (kb == NULL || !kb_find(kb, "basics", "fixed-line", &topic))
		return false;
	strbuf_addf(out, _("From your organisation: %s"), topic.summary);
	return true;
}

bool format_enhanced_topic(const struct kb *kb, const char *enhanced, struct kb_topic *ret_topic)
{
	if (kb == NULL || enhanced[0] == '\0')
		return false;
	if (kb_find(kb, "enhanced", enhanced, ret_topic))
		return true;
	char subject[REPLY_ENHANCED_MAX + 2];
	const char *dot = strchr(enhanced, '.');
	snprintf(subject, sizeof subject, "x%s", dot == NULL ? "" : dot);
	char *second = strchr(subject, '.');
	second = second == NULL ? NULL : strchr(second + 1, '.');
	if (second != NULL)
		*second = '\0';
	return kb_find(kb, "enhanced", subject, ret_topic);
}

void format_server_name(const struct capabilities *capabilities, struct strbuf *out)
{
	const char *name = capabilities->server_name;
	if (name == NULL)
		strbuf_adds(out, _("The server"));
	else
		text_quote_name(out, name, strlen(name));
}

static const char *format_permanent(enum stage stage)
{
	switch (stage) {
	case STAGE_GREETING: return _("The server turned the connection away in its greeting.");
	case STAGE_EHLO: return _("The server refused the introduction (EHLO).");
	case STAGE_TLS: return _("The server refused to begin encryption.");
	case STAGE_AUTH: return _("The server refused the log-in.");
	case STAGE_MAIL: return _("The server refused the sender.");
	case STAGE_RCPT: return _("The server refused the recipient.");
	case STAGE_DATA: return _("The server refused the message.");
	default: return _("The server refused.");
	}
}

static const char *format_transient(enum stage stage)
{
	switch (stage) {
	case STAGE_GREETING: return _("The server is there, but does not serve you at the moment.");
	case STAGE_EHLO: return _("The server put off the introduction (EHLO) for now.");
	case STAGE_TLS: return _("The server cannot begin encryption at the moment.");
	case STAGE_AUTH:
		return _("The server put off the log-in for now. This is no verdict on the user name or "
			 "password.");
	case STAGE_MAIL: return _("The server does not take mail from this sender at the moment.");
	case STAGE_RCPT: return _("The server does not take mail for this recipient at the moment.");
	case STAGE_DATA: return _("The server does not take the message at the moment.");
	default: return _("The server put it off for now.");
	}
}

const char *format_refusal(enum stage stage, int code, bool unsolicited)
{
	if (unsolicited && code == 421)
		return _("The server ended the session on its own, between two commands.");
	switch (reply_class(code)) {
	case REPLY_TRANSIENT: return format_transient(stage);
	case REPLY_PERMANENT: return format_permanent(stage);
	case REPLY_POSITIVE: return _("The server agreed.");
	case REPLY_INTERMEDIATE: return _("The server asked for more.");
	case REPLY_INVALID: break;
	}
	return _("The server sent something that is not an SMTP reply.");
}

const char *format_outcome(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_PASSED: return _("passed");
	case OUTCOME_FAILED: return _("failed");
	default: return _("skipped");
	}
}

const char *format_confidence(enum confidence confidence)
{
	switch (confidence) {
	case CONFIDENCE_HIGH: return _("very likely");
	case CONFIDENCE_MEDIUM: return _("likely");
	case CONFIDENCE_LOW: break;
	}
	return _("possible");
}

const char *format_certainty(enum confidence confidence)
{
	switch (confidence) {
	case CONFIDENCE_HIGH: return _("very likely: servers say this when this is the cause");
	case CONFIDENCE_MEDIUM: return _("likely: it fits, but other causes can look the same");
	default: return _("possible: only the kind of answer fits");
	}
}

/* The label says it in words. */
static bool names_a_form(const struct fix *fix)
{
	return fix->kind == ACTION_USER_NAME &&
	       (strcmp(fix->to, "address") == 0 || strcmp(fix->to, "local-part") == 0);
}

void format_fix_detail(const struct fix *fix, struct strbuf *out)
{
	if (fix->kind == ACTION_WAIT && fix->seconds > 0)
		strbuf_addf(out, _(" (%d s)"), fix->seconds);
	else if (fix->kind == ACTION_TOPIC || fix->kind == ACTION_TLS_MODE || fix->to == NULL ||
		 names_a_form(fix))
		return;
	else if (strstr(fix->label, fix->to) == NULL)
		strbuf_addf(out, " (%s)", fix->to);
}

void format_time(time_t when, struct strbuf *out)
{
	struct tm parts;
	char text[40] = "";
	if (gmtime_r(&when, &parts) != NULL)
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
	strbuf_adds(out, text);
}

void format_local_time(time_t when, struct strbuf *out)
{
	struct tm parts;
	char text[64] = "";
	if (localtime_r(&when, &parts) != NULL)
		strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %z (%Z)", &parts);
	strbuf_adds(out, text);
}

void format_ms(int64_t ms, struct strbuf *out)
{
	if (ms < 1)
		strbuf_adds(out, _("<1 ms"));
	else if (ms < 1000)
		strbuf_addf(out, _("%d ms"), (int)ms);
	else if (ms < 60 * 1000)
		strbuf_addf(out, _("%d.%d s"), (int)(ms / 1000), (int)(ms % 1000 / 100));
	else
		strbuf_addf(out, _("%d min %d s"), (int)(ms / 60000), (int)(ms / 1000 % 60));
}

const char *format_own(bool is_own)
{
	return is_own ? _("  (your organisation)") : "";
}

bool format_is_servers_word(const char *words)
{
	for (int problem = 0; problem < PROBLEM_COUNT; problem++) {
		const char *sentence = problem_sentence((enum problem)problem);

		if (sentence != NULL && strcmp(words, _(sentence)) == 0)
			return false;
	}
	return words[0] != '\0';
}
