/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes up the reply that a rule describes and asks the matcher which rule decides. */
#include "diagnose/lint_rule.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "diagnose/match.h"

enum { REPLY_MAX = 4096, NAME_MAX_BYTES = 256 };

/* The texts of a made-up symptom. */
struct made_up {
	struct symptom symptom;
	char reply[REPLY_MAX];
	char host[NAME_MAX_BYTES];
	char greeting[NAME_MAX_BYTES];
};

void lint_fault(struct lint_result *result, struct strbuf *report, const struct rule_index *rule_index,
		const struct rule_index_topic *topic, uint32_t line, const char *format, ...)
{
	char text[400];
	va_list args;
	const char *path = rule_index_string(rule_index, topic->path);

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	result->faults++;
	strbuf_addf(report, "%s:%u: %s\n", path != NULL ? path : rule_index_string(rule_index, topic->id),
		    line, text);
}

static const char *first(const struct rule_index *rule_index, struct rule_index_span list)
{
	return list.count > 0 ? rule_index->strings + rule_index->lists[list.at] : NULL;
}

static const char *phrase_text(const struct rule_index *rule_index, uint32_t at)
{
	return rule_index->strings + rule_index->phrases[rule_index->lists[at]].text;
}

/* A host name that a provider's pattern fits. */
static bool host_of(const struct kb *kb, const char *provider, char host[NAME_MAX_BYTES])
{
	const struct rule_index *rule_index;
	const struct rule_index_topic *topic = kb_provider_record(kb, provider, &rule_index);
	const char *pattern = topic != NULL ? first(rule_index, topic->hosts) : NULL;
	const char *star = pattern != NULL ? strchr(pattern, '*') : NULL;

	if (pattern == NULL)
		return false;
	if (star == NULL)
		snprintf(host, NAME_MAX_BYTES, "%s", pattern);
	else
		snprintf(host, NAME_MAX_BYTES, "%.*smx1%s", (int)(star - pattern), pattern, star + 1);
	return true;
}

/* Any provider whose kind of password is among `kinds`, if possible one of the rule's. */
static bool host_with_password(const struct kb *kb, const struct rule_index *rule_index,
			       const struct rule_index_rule *rule, char host[NAME_MAX_BYTES])
{
	struct kb_topic topic;

	for (uint32_t i = 0; i < rule->provider.count; i++) {
		const struct rule_index *other;
		const char *id = rule_index->strings + rule_index->lists[rule->provider.at + i];
		const struct rule_index_topic *record = kb_provider_record(kb, id, &other);
		if (record != NULL && (rule->passwords & 1u << record->password) != 0)
			return host_of(kb, id, host);
	}
	for (size_t i = 0; rule->provider.count == 0 && kb_topic_at(kb, i, &topic); i++) {
		const struct rule_index *other;
		const struct rule_index_topic *record;
		if (strcmp(topic.group, "providers") != 0)
			continue;
		record = kb_provider_record(kb, topic.id, &other);
		if (record != NULL && (rule->passwords & 1u << record->password) != 0 &&
		    host_of(kb, topic.id, host))
			return true;
	}
	return (rule->passwords & 1u << PASSWORD_UNKNOWN) != 0;
}

static void make_up_surroundings(const struct kb *kb, const struct rule_index *rule_index,
				 const struct rule_index_rule *rule, struct made_up *made_up)
{
	struct symptom *symptom = &made_up->symptom;
	const char *software = first(rule_index, rule->software);
	struct topic_place place;
	size_t count;

	if (rule->stages != 0) {
		int stage = __builtin_ctz(rule->stages);
		symptom->stage = stage == STAGE_IDLE ? "idle" : stage_id((enum stage)stage);
	}
	symptom->problem = first(rule_index, rule->problem);
	symptom->mechanism = first(rule_index, rule->mechanism);
	symptom->channel = rule->channel == CHANNEL_ANY   ? NULL
			   : rule->channel == CHANNEL_TLS ? "tls"
							  : "plain";
	if (rule->passwords != 0
		? host_with_password(kb, rule_index, rule, made_up->host)
		: rule->provider.count > 0 && host_of(kb, first(rule_index, rule->provider), made_up->host))
		symptom->host = made_up->host[0] != '\0' ? made_up->host : NULL;
	if (software != NULL && kb_place(kb, GROUP_SOFTWARE, software, &place)) {
		const struct rule_index *other = kb_layers(kb, &count)[place.layer].rule_index;
		struct rule_index_span wordings = other->topics[place.topic].wordings;
		if (wordings.count > 0)
			snprintf(made_up->greeting, sizeof made_up->greeting, "220 %s",
				 phrase_text(other, wordings.at));
		symptom->greeting = made_up->greeting;
	}
}

/* `phrase`: which of `any`. A rule of facts alone gets no reply. */
static void make_up_reply(const struct rule_index *rule_index, const struct rule_index_rule *rule,
			  uint32_t phrase, struct made_up *made_up)
{
	const char *example = rule_index_string(rule_index, rule->example);
	const char *enhanced = first(rule_index, rule->enhanced);
	uint32_t range = rule->codes.count > 0 ? rule_index->lists[rule->codes.at] : 0;
	uint32_t code = range >> 16 == (range & 0xffff) ? range >> 16 : (range >> 16) + 50;
	int len;

	if (example != NULL) {
		snprintf(made_up->reply, sizeof made_up->reply, "%s", example);
		made_up->symptom.reply = made_up->reply;
		return;
	}
	if (rule->problem.count > 0 && rule->any.count + rule->all.count == 0 && code == 0)
		return;
	if (code == 0)
		code = enhanced != NULL && enhanced[0] == '4' ? 450 : 550;
	len = snprintf(made_up->reply, sizeof made_up->reply, "%u ", code);
	for (; enhanced != NULL && *enhanced != '\0' && len < NAME_MAX_BYTES; enhanced++)
		made_up->reply[len++] = *enhanced == '*' ? '0' : *enhanced;
	made_up->reply[len] = '\0';
	if (rule->any.count > 0)
		len += snprintf(made_up->reply + len, sizeof made_up->reply - (size_t)len, " %s",
				phrase_text(rule_index, rule->any.at + phrase));
	for (uint32_t i = 0; i < rule->all.count && len < REPLY_MAX - 600; i++)
		len += snprintf(made_up->reply + len, sizeof made_up->reply - (size_t)len, " %s",
				phrase_text(rule_index, rule->all.at + i));
	made_up->symptom.reply = made_up->reply;
}

enum trial_outcome { TRIAL_SILENT, TRIAL_OUTDONE, TRIAL_DECIDES };

static enum trial_outcome try_phrase(const struct kb *kb, struct topic_place place, uint32_t rule,
				     uint32_t phrase)
{
	struct match list[MATCHES_MAX];
	struct made_up *made_up = mem_calloc(1, sizeof *made_up);
	enum trial_outcome outcome = TRIAL_SILENT;
	size_t layer_count;
	const struct rule_index *rule_index = kb_layers(kb, &layer_count)[place.layer].rule_index;
	struct match_input match_input;
	size_t count;

	make_up_surroundings(kb, rule_index, &rule_index->rules[rule], made_up);
	make_up_reply(rule_index, &rule_index->rules[rule], phrase, made_up);
	count = match_all(kb, &made_up->symptom, list, &match_input);
	for (size_t i = 0; i < count; i++) {
		if (list[i].best.layer == place.layer && list[i].best.topic == place.topic)
			outcome = list[i].best.rule == rule ? TRIAL_DECIDES : TRIAL_OUTDONE;
	}
	free(made_up);
	return outcome;
}

static void check_references(const struct kb *kb, const struct rule_index *rule_index,
			     const struct rule_index_topic *topic, const struct rule_index_rule *rule,
			     struct lint_result *result, struct strbuf *report)
{
	const struct {
		struct rule_index_span list;
		int group;
	} references[] = {{rule->provider, GROUP_PROVIDERS}, {rule->software, GROUP_SOFTWARE}};

	for (size_t r = 0; r < 2; r++) {
		for (uint32_t i = 0; i < references[r].list.count; i++) {
			const char *id = rule_index->strings + rule_index->lists[references[r].list.at + i];
			struct topic_place place;
			if (!kb_place(kb, references[r].group, id, &place))
				lint_fault(result, report, rule_index, topic, rule->line,
					   "there is no topic %s/%s", topic_group_id(references[r].group),
					   id);
		}
	}
}

void lint_rule(const struct kb *kb, struct topic_place place, uint32_t number, struct lint_result *result,
	       struct strbuf *report)
{
	size_t count;
	const struct rule_index *rule_index = kb_layers(kb, &count)[place.layer].rule_index;
	const struct rule_index_topic *topic = &rule_index->topics[place.topic];
	const struct rule_index_rule *rule = &rule_index->rules[number];
	bool decides = false;

	result->rules++;
	check_references(kb, rule_index, topic, rule, result, report);
	if (rule->regex != 0 && rule->example == 0)
		lint_fault(result, report, rule_index, topic, rule->line,
			   "a rule with a regex needs an example");
	for (uint32_t i = 0; i < (rule->any.count > 0 && rule->example == 0 ? rule->any.count : 1); i++) {
		enum trial_outcome outcome = try_phrase(kb, place, number, i);
		decides = decides || outcome == TRIAL_DECIDES;
		if (outcome == TRIAL_SILENT && rule->any.count > 0 && rule->example == 0 &&
		    rule->confidence != CONFIDENCE_AGAINST)
			lint_fault(result, report, rule_index, topic, rule->line,
				   "the phrase \"%s\" can never help: %s",
				   phrase_text(rule_index, rule->any.at + i),
				   "the rule's own conditions rule it out");
	}
	/* Rules of concepts and circumstances have no phrase to try; others say it better now and then. */
	if (!decides && (rule->who | rule->state | rule->given) == 0 &&
	    rule->confidence != CONFIDENCE_AGAINST)
		lint_fault(result, report, rule_index, topic, rule->line,
			   "this rule never decides: others of the same cause outdo it, or its example does "
			   "not fit");
}
