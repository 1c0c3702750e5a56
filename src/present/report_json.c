/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `check --format json`: one object, the contract of the manual page. */
#include "present/report_formats.h"

#include "account/proxy.h"
#include "base/clock.h"
#include "base/strbuf.h"
#include "oauth/token_json.h"
#include "present/format.h"
#include "present/promise_text.h"
#include "present/report_json_parts.h"

#include <string.h>

enum { CONTRACT_VERSION = 1 };

/* The contract's word for what is wrong with TLS, or NULL when the problem is none of TLS. */
static const char *find_tls_word(enum problem problem)
{
	if (problem_is_certificate(problem))
		return problem_id(problem);
	switch (problem) {
	case PROBLEM_TLS_NOT_OFFERED: return "not-offered";
	case PROBLEM_TLS_HANDSHAKE_FAILED:
	case PROBLEM_TLS_TIMEOUT:
	case PROBLEM_TLS_CLOSED:
	case PROBLEM_TLS_VERSION:
	case PROBLEM_TLS_NO_COMMON_CIPHER:
	case PROBLEM_TLS_CLIENT_CERTIFICATE:
	case PROBLEM_TLS_CLIENT_CERTIFICATE_REFUSED:
	case PROBLEM_TLS_NEEDS_SNI: return "handshake-failed";
	case PROBLEM_STARTTLS_REFUSED:
	case PROBLEM_STARTTLS_INJECTION:
	case PROBLEM_TLS_ON_PLAIN_PORT:
	case PROBLEM_PLAIN_ON_TLS_PORT: return problem_id(problem);
	default: return NULL;
	}
}

static const char *tls_word(const struct facts *facts)
{
	const struct verdict *verdict = &facts->verdict;
	const char *word = facts->tls_seen ? find_tls_word(facts->tls.problem) : NULL;
	if (word == NULL)
		word = find_tls_word(verdict->problem);
	if (word == NULL && verdict->outcome == OUTCOME_FAILED && verdict->stage == STAGE_TLS &&
	    facts->reply_decided)
		word = "starttls-refused";
	return word;
}

static json_t *json_origins(const struct account *account)
{
	json_t *origins = json_object();
	json_object_set_new(origins, "address", json_string(origin_id(account->address_origin)));
	json_object_set_new(origins, "server", json_string(origin_id(account->host_origin)));
	json_object_set_new(origins, "port", json_string(origin_id(account->port_origin)));
	json_object_set_new(origins, "tls", json_string(origin_id(account->tls_origin)));
	json_object_set_new(origins, "user", json_string(origin_id(account->user_origin)));
	json_object_set_new(origins, "mechanism", json_string(origin_id(account->mechanism_origin)));
	json_object_set_new(origins, "proxy", json_string(origin_id(account->proxy_origin)));
	json_object_set_new(origins, "ehlo", json_string(origin_id(account->ehlo_name_origin)));
	return origins;
}

/* What the user typed is shown as it is: hiding in it what happens to be the password would tell the
 * password. */
static json_t *json_account(const struct report *report)
{
	const struct account *account = report->account;
	const char *mechanism = report->facts->mechanism;
	json_t *object = json_object();
	json_object_set_new(object, "address", json_shown(NULL, account->address));
	json_object_set_new(object, "server", json_shown(NULL, account->host));
	json_object_set_new(object, "port", json_integer(account_port(account)));
	json_object_set_new(object, "tls", json_string(tls_mode_id(account_tls(account))));
	json_object_set_new(object, "user", json_shown(NULL, account_user(account)));
	json_object_set_new(object, "mechanism",
			    json_shown(report->mask, mechanism != NULL ? mechanism : account->mechanism));
	json_object_set_new(object, "ehlo", json_shown(NULL, account->ehlo_name));
	json_object_set_new(object, "from", json_shown(NULL, account->from));
	json_object_set_new(object, "to", json_shown(NULL, account->to));
	json_object_set_new(object, "proxy", json_shown(NULL, account_proxy(account)));
	json_object_set_new(object, "family", json_family(account->family));
	json_object_set_new(object, "origins", json_origins(account));
	return object;
}

static json_t *json_ms(int64_t us)
{
	return json_real((double)us / CLOCK_US_PER_MS);
}

static json_t *json_stages(const struct facts *facts)
{
	json_t *list = json_array();
	for (int stage = 0; stage < STAGE_COUNT; stage++) {
		const struct stage_fact *fact = &facts->stages[stage];
		if (stage == STAGE_PROXY && !fact->entered) /* there is such a stage only through a proxy */
			continue;
		const struct verdict *verdict = &facts->verdict;
		bool blamed = fact->outcome == OUTCOME_FAILED && verdict->stage == (enum stage)stage;
		bool timed = fact->outcome == OUTCOME_PASSED || fact->outcome == OUTCOME_FAILED;
		json_t *object = json_object();
		json_object_set_new(object, "stage", json_string(stage_id((enum stage)stage)));
		json_object_set_new(object, "outcome", json_string(outcome_id(fact->outcome)));
		json_object_set_new(object, "ms", timed ? json_ms(fact->us) : json_null());
		json_object_set_new(object, "problem",
				    json_shown(NULL, blamed ? problem_id(verdict->problem) : NULL));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *json_addresses(const struct report *report)
{
	json_t *list = json_array();
	for (size_t i = 0; i < report->facts->address_count; i++) {
		const struct address_fact *fact = &report->facts->addresses[i];
		json_t *object = json_object();
		json_object_set_new(object, "address", json_shown(report->mask, fact->address));
		json_object_set_new(object, "family", json_family(fact->family));
		json_object_set_new(object, "outcome",
				    json_string(fact->problem == PROBLEM_NONE ? "passed" : "failed"));
		json_object_set_new(object, "error", json_shown(NULL, problem_id(fact->problem)));
		json_object_set_new(object, "ms", json_ms(fact->us));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *json_time(time_t when)
{
	struct strbuf text;
	strbuf_init(&text, 64);
	format_time(when, &text);
	json_t *value = json_string(text.data);
	strbuf_finish(&text);
	return value;
}

static json_t *json_certificate(const struct mask *mask, const struct certificate *certificate)
{
	json_t *names = json_array();
	for (size_t i = 0; i < certificate->name_count; i++)
		json_array_append_new(names, json_shown(mask, certificate->names[i]));
	json_t *object = json_object();
	json_object_set_new(object, "subject", json_shown(mask, certificate->subject));
	json_object_set_new(object, "issuer", json_shown(mask, certificate->issuer));
	json_object_set_new(object, "names", names);
	json_object_set_new(object, "not_before", json_time(certificate->not_before));
	json_object_set_new(object, "not_after", json_time(certificate->not_after));
	json_object_set_new(object, "key", json_shown(mask, certificate->key));
	json_object_set_new(object, "signature", json_shown(mask, certificate->signature));
	json_object_set_new(object, "fingerprint", json_shown(mask, certificate->fingerprint));
	json_object_set_new(object, "self_signed", json_boolean(certificate->self_signed));
	return object;
}

static json_t *json_tls(const struct report *report)
{
	const struct tls_facts *tls = &report->facts->tls;
	json_t *chain = json_array();
	for (size_t i = 0; i < tls->chain_count; i++)
		json_array_append_new(chain, json_certificate(report->mask, &tls->chain[i]));
	json_t *object = json_object();
	json_object_set_new(object, "version", json_shown(report->mask, tls->version));
	json_object_set_new(object, "cipher", json_shown(report->mask, tls->cipher));
	json_object_set_new(object, "verified", json_boolean(tls->complete && tls->verified));
	json_object_set_new(object, "problem", json_shown(NULL, tls_word(report->facts)));
	json_object_set_new(object, "detail", json_shown(report->mask, tls->detail));
	json_object_set_new(object, "chain", chain);
	json_object_set_new(object, "tlsa",
			    report->promises == NULL
				? json_null()
				: json_tlsa(report->promises, promise_fit_of_walk(report->promises, tls)));
	return object;
}

static json_t *json_mechanisms(const struct report *report)
{
	json_t *list = json_array();
	const struct capabilities *capabilities = &report->facts->capabilities;
	for (size_t i = 0; i < capabilities->mechanism_count; i++)
		json_array_append_new(list, json_shown(report->mask, capabilities->mechanisms[i]));
	return list;
}

static json_t *json_transcript(const struct report *report)
{
	json_t *list = json_array();
	for (size_t i = 0; i < report->facts->transcript.count; i++) {
		const struct transcript_entry *entry = &report->facts->transcript.entries[i];
		json_t *line = json_shown(report->mask, entry->line);
		json_t *object = json_object();
		json_object_set_new(object, "ms", json_integer(entry->ms));
		json_object_set_new(object, "from", json_string(transcript_from_id(entry->from)));
		json_object_set_new(object, "line", json_is_null(line) ? json_string("") : line);
		json_object_set_new(object, "stage", json_string(stage_id(entry->stage)));
		json_object_set_new(object, "tls", json_boolean(entry->tls));
		json_object_set_new(object, "decisive", json_boolean(entry->decisive));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *json_verdict(const struct report *report)
{
	const struct facts *facts = report->facts;
	const struct verdict *verdict = &facts->verdict;
	struct strbuf sentence;
	strbuf_init(&sentence, SHOWN_MAX);
	report_sentence(report, &sentence);
	json_t *object = json_object();
	json_object_set_new(object, "outcome", json_string(outcome_id(verdict->outcome)));
	json_object_set_new(object, "stage", json_string(stage_id(verdict->stage)));
	json_object_set_new(object, "exit", json_integer(verdict->exit_code));
	json_object_set_new(object, "reply",
			    facts->reply_decided ? json_reply(report->mask, &facts->reply) : json_null());
	json_object_set_new(object, "problem", json_shown(NULL, problem_id(verdict->problem)));
	json_object_set_new(object, "unsolicited", json_boolean(verdict->unsolicited));
	json_object_set_new(object, "detail", json_shown(report->mask, verdict->detail));
	json_object_set_new(object, "message", json_shown(NULL, sentence.data));
	strbuf_finish(&sentence);
	return object;
}

static json_t *json_attempts(const struct report *report)
{
	json_t *list = json_array();
	for (size_t i = 0; report->attempt_count > 1 && i < report->attempt_count; i++) {
		const struct report_attempt *attempt = &report->attempts[i];
		json_t *object = json_object();
		json_object_set_new(object, "time",
				    attempt->when == 0 ? json_null() : json_time(attempt->when));
		json_object_set_new(object, "settings", json_shown(NULL, attempt->what));
		json_object_set_new(object, "result", json_shown(report->mask, attempt->result));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *json_next(const struct report *report)
{
	const struct fix *fix = format_next(report);
	if (fix == NULL)
		return json_null();
	json_t *object = json_fix(fix);
	json_object_set_new(object, "who", json_string(who_id(report->diagnoses[0].who)));
	return object;
}

static json_t *json_commands(const struct report *report)
{
	struct strbuf lines;
	json_t *list = json_array();
	strbuf_init(&lines, SHOWN_MAX);
	report_commands(report, &lines);
	for (const char *line = lines.data; *line != '\0';) {
		size_t len = strcspn(line, "\n");
		json_array_append_new(list, json_stringn(line, len));
		line += len + (line[len] == '\n');
	}
	strbuf_finish(&lines);
	return list;
}

static json_t *make_report(const struct report *report)
{
	json_t *object = json_object();
	json_object_set_new(object, "version", json_integer(CONTRACT_VERSION));
	json_object_set_new(object, "time", report->when == 0 ? json_null() : json_time(report->when));
	json_object_set_new(object, "account", json_account(report));
	json_object_set_new(object, "stages", json_stages(report->facts));
	json_object_set_new(object, "addresses", json_addresses(report));
	json_object_set_new(object, "addresses_dropped",
			    json_integer((json_int_t)report->facts->addresses_dropped));
	json_object_set_new(object, "tls", json_tls(report));
	json_object_set_new(object, "mechanisms", json_mechanisms(report));
	json_object_set_new(object, "token",
			    report->facts->token_seen ? token_report_write(&report->facts->token)
						      : json_null());
	json_object_set_new(object, "transcript", json_transcript(report));
	json_object_set_new(object, "transcript_dropped",
			    json_integer((json_int_t)report->facts->transcript.dropped));
	json_object_set_new(object, "verdict", json_verdict(report));
	json_object_set_new(object, "diagnoses",
			    json_diagnoses(report->mask, report->diagnoses, report->diagnosis_count));
	json_object_set_new(object, "questions", json_questions(report->questions, report->question_count));
	json_object_set_new(object, "next", json_next(report));
	json_object_set_new(object, "organisation", json_fixed_line(report->kb));
	json_object_set_new(object, "attempts", json_attempts(report));
	json_object_set_new(object, "commands", json_commands(report));
	return object;
}

void report_write_json(const struct report *report, struct strbuf *out)
{
	json_append(make_report(report), JSON_INDENT(1), out);
	strbuf_addc(out, '\n');
}

void report_write_json_line(const struct report *report, const char *name, struct strbuf *out)
{
	json_t *object = json_object();
	json_t *rest = make_report(report);
	json_object_set_new(object, "name", json_shown(NULL, name));
	json_object_update(object, rest);
	json_decref(rest);
	json_append(object, JSON_COMPACT, out);
	strbuf_addc(out, '\n');
}
