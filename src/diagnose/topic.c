/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a topic's head: which keys there are, and what makes a head whole. */
#include "diagnose/topic.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "diagnose/concept.h"
#include "diagnose/fold.h"
#include "diagnose/head.h"
#include "smtp/reply.h"

enum { TITLE_MAX = 60, PHRASE_MIN = 3 };

static const char *const confidences[] = {"low", "medium", "high", "against", NULL};
static const char *const own_wordings[] = {"no", "greeting", "always", NULL};
static const char *const channels[] = {"any", "plain", "tls", NULL};
static const char *const whos[] = {"you", "account-owner", "administrator", "wait", NULL};
static const char *const passwords[] = {"unknown", "password", "app-password", "api-key", "oauth-only", NULL};
static const char *const tls_modes[] = {"auto", "starttls", "implicit", "none", NULL};
static const char *const classes[] = {"invalid", "positive", "intermediate", "transient", "permanent", NULL};
static const char *const actions[] = {
#define X(name, id) id,
    ACTION_LIST(X)
#undef X
	NULL};
static const char *const groups[] = {
#define X(name, id, label) id,
    TOPIC_GROUP_LIST(X)
#undef X
};
static const char *const group_labels[] = {
#define X(name, id, label) label,
    TOPIC_GROUP_LIST(X)
#undef X
};

#define AT(type, member) .offset = offsetof(struct type, member)
#define IN(group)        .groups = 1u << GROUP_##group

static const struct field source_fields[] = {
    {"url", FIELD_TEXT, AT(source_head, url)}, {"checked", FIELD_TEXT, AT(source_head, checked)}, {NULL}};
static const struct record_type source_type = {source_fields, sizeof(struct source_head)};

static const struct field server_fields[] = {
    {"host", FIELD_TEXT, AT(server_head, host)},
    {"port", FIELD_NUMBER, AT(server_head, port), .min = 1, .max = 65535},
    {"tls", FIELD_CHOICE, AT(server_head, tls), .choices = tls_modes},
    {"domains", FIELD_LIST, AT(server_head, domains)},
    {NULL}};
static const struct record_type server_type = {server_fields, sizeof(struct server_head)};

static const struct field fix_fields[] = {
    {"action", FIELD_CHOICE, AT(fix_head, action), .choices = actions},
    {"label", FIELD_TEXT, AT(fix_head, label)},
    {"to", FIELD_TEXT, AT(fix_head, to)},
    {"seconds", FIELD_NUMBER, AT(fix_head, seconds), .min = 1, .max = 86400},
    {NULL}};
static const struct record_type fix_type = {fix_fields, sizeof(struct fix_head)};

static const struct field rule_fields[] = {
    {"confidence", FIELD_CHOICE, AT(rule_head, confidence), .choices = confidences},
    {"weight", FIELD_NUMBER, AT(rule_head, weight), .min = -200, .max = 200},
    {"any", FIELD_LIST, AT(rule_head, any)},
    {"all", FIELD_LIST, AT(rule_head, all)},
    {"none", FIELD_LIST, AT(rule_head, none)},
    {"regex", FIELD_TEXT, AT(rule_head, regex)},
    {"stage", FIELD_STAGES, AT(rule_head, stages)},
    {"code", FIELD_LIST, AT(rule_head, code)},
    {"enhanced", FIELD_LIST, AT(rule_head, enhanced)},
    {"provider", FIELD_LIST, AT(rule_head, provider)},
    {"software", FIELD_LIST, AT(rule_head, software)},
    {"mechanism", FIELD_LIST, AT(rule_head, mechanism)},
    {"password", FIELD_LIST, AT(rule_head, password)},
    {"channel", FIELD_CHOICE, AT(rule_head, channel), .choices = channels},
    {"problem", FIELD_LIST, AT(rule_head, problem)},
    {"who", FIELD_LIST, AT(rule_head, who)},
    {"state", FIELD_LIST, AT(rule_head, state)},
    {"given", FIELD_LIST, AT(rule_head, given)},
    {"unless", FIELD_LIST, AT(rule_head, unless)},
    {"example", FIELD_TEXT, AT(rule_head, example)},
    {NULL}};
static const struct record_type rule_type = {rule_fields, sizeof(struct rule_head)};

static const struct field reply_fields[] = {
    {"any", FIELD_LIST, AT(reply_head, any)},        {"all", FIELD_LIST, AT(reply_head, all)},
    {"code", FIELD_LIST, AT(reply_head, code)},      {"enhanced", FIELD_LIST, AT(reply_head, enhanced)},
    {"stage", FIELD_STAGES, AT(reply_head, stages)}, {"mechanism", FIELD_LIST, AT(reply_head, mechanism)},
    {"cause", FIELD_LIST, AT(reply_head, cause)},    {"reply", FIELD_TEXT, AT(reply_head, reply)},
    {"means", FIELD_TEXT, AT(reply_head, means)},    {NULL}};
static const struct record_type reply_type = {reply_fields, sizeof(struct reply_head)};

static const struct field answer_fields[] = {{"id", FIELD_TEXT, AT(answer_head, id)},
					     {"label", FIELD_TEXT, AT(answer_head, label)},
					     {"yes", FIELD_LIST, AT(answer_head, yes)},
					     {"no", FIELD_LIST, AT(answer_head, no)},
					     {NULL}};
static const struct record_type answer_type = {answer_fields, sizeof(struct answer_head)};

static const struct field topic_fields[] = {
    {"title", FIELD_TEXT, AT(topic, title)},
    {"summary", FIELD_TEXT, AT(topic, summary)},
    {"sources", FIELD_RECORDS, AT(topic, sources), .records = &source_type},
    {"see", FIELD_LIST, AT(topic, see)},
    {"who", FIELD_CHOICE, AT(topic, who), IN(CAUSES), .choices = whos},
    {"rules", FIELD_RECORDS, AT(topic, rules), IN(CAUSES), .records = &rule_type},
    {"fixes", FIELD_RECORDS, AT(topic, fixes), IN(CAUSES), .records = &fix_type},
    {"domains", FIELD_LIST, AT(topic, domains), IN(PROVIDERS)},
    {"hosts", FIELD_LIST, AT(topic, hosts), IN(PROVIDERS)},
    {"mx", FIELD_LIST, AT(topic, mx), IN(PROVIDERS)},
    {"wordings", FIELD_LIST, AT(topic, wordings), .groups = 1u << GROUP_PROVIDERS | 1u << GROUP_SOFTWARE},
    {"own-wordings", FIELD_CHOICE, AT(topic, own_wordings), IN(PROVIDERS), .choices = own_wordings},
    {"servers", FIELD_RECORDS, AT(topic, servers), IN(PROVIDERS), .records = &server_type},
    {"replies", FIELD_RECORDS, AT(topic, replies), IN(PROVIDERS), .records = &reply_type},
    {"answers", FIELD_RECORDS, AT(topic, answers), IN(QUESTIONS), .records = &answer_type},
    {"mechanisms", FIELD_LIST, AT(topic, mechanisms), IN(PROVIDERS)},
    {"user-name", FIELD_TEXT, AT(topic, user_name), IN(PROVIDERS)},
    {"user-name-literal", FIELD_TEXT, AT(topic, user_name_literal), IN(PROVIDERS)},
    {"password", FIELD_CHOICE, AT(topic, password), IN(PROVIDERS), .choices = passwords},
    {"app-password-page", FIELD_TEXT, AT(topic, app_password_page), IN(PROVIDERS)},
    {"token-topic", FIELD_TEXT, AT(topic, token_topic), IN(PROVIDERS)},
    {"token-maker", FIELD_TEXT, AT(topic, token_maker), IN(PROVIDERS)},
    {"token-issuers", FIELD_TEXT, AT(topic, token_issuers), IN(PROVIDERS)},
    {"token-audiences", FIELD_TEXT, AT(topic, token_audiences), IN(PROVIDERS)},
    {"token-scopes", FIELD_TEXT, AT(topic, token_scopes), IN(PROVIDERS)},
    {"log-ins-at-once", FIELD_NUMBER, AT(topic, log_ins_at_once), IN(PROVIDERS), .min = 1, .max = 1000},
    {"log-ins-a-minute", FIELD_NUMBER, AT(topic, log_ins_a_minute), IN(PROVIDERS), .min = 1, .max = 10000},
    {"checked", FIELD_TEXT, AT(topic, checked)},
    {"of", FIELD_TEXT, AT(topic, of)},
    {"class", FIELD_CHOICE, AT(topic, class), .groups = 1u << GROUP_CODES | 1u << GROUP_ENHANCED,
     .choices = classes},
    {NULL}};
static const struct record_type topic_type = {topic_fields, sizeof(struct topic)};

const char *topic_group_id(enum topic_group group)
{
	return groups[group];
}

const char *topic_group_label(enum topic_group group)
{
	return group_labels[group];
}

bool topic_parse_code(const char *text, int *ret_low, int *ret_high)
{
	int low = 0;
	int high = 0;

	if (strlen(text) != 3)
		return false;
	for (int i = 0; i < 3; i++) {
		bool any = text[i] == 'x' && i > 0;
		if (!any && !text_is_digit(text[i]))
			return false;
		low = low * 10 + (any ? 0 : text[i] - '0');
		high = high * 10 + (any ? 9 : text[i] - '0');
	}
	*ret_low = low;
	*ret_high = high;
	return true;
}

static bool check_phrases(const struct topic *topic, int line, const struct text_list *list,
			  struct error *error)
{
	for (size_t i = 0; i < list->count; i++) {
		char *folded = fold_phrase(list->items[i]);
		bool fine = strlen(folded) >= PHRASE_MIN;
		free(folded);
		if (!fine)
			return head_error(error, topic->path, line, "the phrase \"%s\" is too short",
					  list->items[i]);
	}
	return true;
}

static bool check_regex(const struct topic *topic, const struct rule_head *rule, struct error *error)
{
	PCRE2_UCHAR text[120];
	PCRE2_SIZE offset;
	pcre2_code *code;
	int number;

	if (rule->regex == NULL)
		return true;
	code = pcre2_compile((PCRE2_SPTR)rule->regex, PCRE2_ZERO_TERMINATED, PCRE2_CASELESS | PCRE2_UTF,
			     &number, &offset, NULL);
	if (code == NULL && number == PCRE2_ERROR_HEAP_FAILED)
		mem_exhausted();
	if (code == NULL) {
		pcre2_get_error_message(number, text, sizeof text);
		return head_error(error, topic->path, rule->line, "regex: %s at %zu", (char *)text, offset);
	}
	pcre2_code_free(code);
	return true;
}

static bool check_vocabulary(const struct topic *topic, const struct rule_head *rule, struct error *error)
{
	enum problem problem;
	int low, high, kind;

	for (size_t i = 0; i < rule->code.count; i++) {
		if (!topic_parse_code(rule->code.items[i], &low, &high))
			return head_error(error, topic->path, rule->line, "%s is not a code",
					  rule->code.items[i]);
	}
	for (size_t i = 0; i < rule->problem.count; i++) {
		if (!problem_parse(rule->problem.items[i], &problem))
			return head_error(error, topic->path, rule->line, "%s is not a problem that is known",
					  rule->problem.items[i]);
	}
	for (size_t i = 0; i < rule->password.count; i++) {
		for (kind = 0;
		     passwords[kind] != NULL && strcmp(passwords[kind], rule->password.items[i]) != 0;)
			kind++;
		if (passwords[kind] == NULL)
			return head_error(error, topic->path, rule->line, "%s is not a kind of password",
					  rule->password.items[i]);
	}
	return true;
}

static bool check_circumstances(const struct topic *topic, int line, const struct text_list *list,
				struct error *error)
{
	enum circumstance circumstance;

	for (size_t i = 0; i < list->count; i++) {
		if (!circumstance_parse(list->items[i], &circumstance))
			return head_error(error, topic->path, line, "%s is not a circumstance that is known",
					  list->items[i]);
	}
	return true;
}

static bool check_concepts(const struct topic *topic, const struct rule_head *rule, struct error *error)
{
	const struct text_list *lists[] = {&rule->who, &rule->state};
	enum concept concept;

	for (size_t i = 0; i < 2; i++) {
		for (size_t k = 0; k < lists[i]->count; k++) {
			if (!concept_parse(lists[i]->items[k], &concept) ||
			    (concept >= CONCEPT_FIRST_STATE) != (i == 1))
				return head_error(error, topic->path, rule->line,
						  "%s is not a concept of this kind", lists[i]->items[k]);
		}
	}
	return true;
}

static bool check_rule(const struct topic *topic, const struct rule_head *rule, struct error *error)
{
	bool conditions = rule->any.count + rule->all.count + rule->code.count + rule->enhanced.count +
			      rule->provider.count + rule->software.count + rule->problem.count +
			      rule->mechanism.count + rule->password.count + rule->who.count +
			      rule->state.count + rule->given.count >
			  0;

	if (!conditions && rule->regex == NULL && rule->stages == 0)
		return head_error(error, topic->path, rule->line, "a rule needs a condition");
	return check_phrases(topic, rule->line, &rule->any, error) &&
	       check_phrases(topic, rule->line, &rule->all, error) &&
	       check_phrases(topic, rule->line, &rule->none, error) && check_regex(topic, rule, error) &&
	       check_vocabulary(topic, rule, error) && check_concepts(topic, rule, error) &&
	       check_circumstances(topic, rule->line, &rule->given, error) &&
	       check_circumstances(topic, rule->line, &rule->unless, error);
}

static bool check_replies(const struct topic *topic, struct error *error)
{
	const struct reply_head *replies = topic->replies.items;
	int low, high;

	for (size_t i = 0; i < topic->replies.count; i++) {
		const struct reply_head *reply = &replies[i];
		if (reply->means == NULL)
			return head_error(error, topic->path, reply->line, "a reply needs what it means");
		if (topic->translation)
			continue;
		if (reply->reply == NULL || reply->cause.count == 0 ||
		    reply->any.count + reply->all.count + reply->code.count + reply->enhanced.count == 0)
			return head_error(error, topic->path, reply->line,
					  "a reply needs its text, a cause, and words or a code");
		for (size_t k = 0; k < reply->code.count; k++) {
			if (!topic_parse_code(reply->code.items[k], &low, &high))
				return head_error(error, topic->path, reply->line, "%s is not a code",
						  reply->code.items[k]);
		}
		if (!check_phrases(topic, reply->line, &reply->any, error) ||
		    !check_phrases(topic, reply->line, &reply->all, error))
			return false;
	}
	return true;
}

static bool check_answers(const struct topic *topic, struct error *error)
{
	const struct answer_head *answers = topic->answers.items;

	if (topic->group == GROUP_QUESTIONS &&
	    (topic->answers.count < 2 || topic->answers.count > ANSWERS_MAX))
		return head_error(error, topic->path, topic->line, "a question has 2 to %d answers",
				  ANSWERS_MAX);
	for (size_t i = 0; i < topic->answers.count; i++) {
		if (answers[i].label == NULL || (answers[i].id == NULL && !topic->translation))
			return head_error(error, topic->path, answers[i].line,
					  "an answer needs an id and a label");
		if (!check_circumstances(topic, answers[i].line, &answers[i].yes, error) ||
		    !check_circumstances(topic, answers[i].line, &answers[i].no, error))
			return false;
	}
	return true;
}

static bool check_cause(const struct topic *topic, struct error *error)
{
	const struct rule_head *rules = topic->rules.items;
	const struct fix_head *fixes = topic->fixes.items;

	for (size_t i = 0; i < topic->rules.count; i++) {
		if (!check_rule(topic, &rules[i], error))
			return false;
	}
	if (topic->fixes.count > FIXES_MAX)
		return head_error(error, topic->path, topic->line, "more than %d fixes", FIXES_MAX);
	for (size_t i = 0; i < topic->fixes.count; i++) {
		if (fixes[i].label == NULL)
			return head_error(error, topic->path, fixes[i].line, "a fix needs a label");
		if (i == 0 && !topic->translation && fixes[i].action == ACTION_TRUST_CERTIFICATE)
			return head_error(error, topic->path, fixes[i].line,
					  "trust-certificate is never first");
	}
	return true;
}

/* An id is shown, typed and linked to; it comes from a file's name, which can hold any byte. */
static bool check_id(const struct topic *topic, struct error *error)
{
	for (const char *c = topic->id; *c != '\0'; c++) {
		if (*c <= ' ' || *c >= 0x7f)
			return head_error(error, topic->path, topic->line,
					  "the name of the file is no id: letters, digits, - and . make one");
	}
	return true;
}

static bool check_topic(const struct topic *topic, struct error *error)
{
	if (!check_id(topic, error))
		return false;
	if (topic->title == NULL)
		return head_error(error, topic->path, topic->line, "the head has no title");
	if (text_width(topic->title) > TITLE_MAX)
		return head_error(error, topic->path, topic->line, "the title is longer than %d", TITLE_MAX);
	if (topic->summary == NULL && !topic->translation)
		return head_error(error, topic->path, topic->line, "the head has no summary");
	if (strchr(topic->title, '`') != NULL ||
	    (topic->summary != NULL && strchr(topic->summary, '`') != NULL))
		return head_error(error, topic->path, topic->line, "title and summary are plain text: no `");
	return check_phrases(topic, topic->line, &topic->wordings, error) && check_cause(topic, error) &&
	       check_replies(topic, error) && check_answers(topic, error);
}

const char *topic_body(const char *text)
{
	const char *end;

	if (strncmp(text, "---\n", 4) != 0)
		return text;
	end = strstr(text + 3, "\n---\n");
	return end != NULL ? end + 5 : text + strlen(text);
}

static char *id_of(const char *path)
{
	const char *name = strrchr(path, '/');
	size_t len;

	name = name != NULL ? name + 1 : path;
	len = strlen(name);
	return mem_strndup(name, len > 3 && strcmp(name + len - 3, ".md") == 0 ? len - 3 : len);
}

bool topic_read(struct topic *topic, enum topic_group group, const char *path, bool translation,
		struct error *error)
{
	struct head_source source = {.path = path, .first_line = 2, .group = 1u << group};
	size_t len;
	char *text = head_load(path, &len, error);
	bool fine;

	memset(topic, 0, sizeof *topic);
	if (text == NULL)
		return false;
	if (strlen(text) != len || strncmp(text, "---\n", 4) != 0 || strstr(text + 3, "\n---\n") == NULL) {
		free(text);
		return head_error(error, path, 1, "no YAML head between two lines of ---");
	}
	source.text = text + 4;
	source.len = (size_t)(strstr(text + 3, "\n---\n") + 1 - source.text);
	fine = head_read(&source, &topic_type, topic, error);
	free(text);
	if (!fine)
		return false;
	topic->group = group;
	topic->path = mem_strdup(path);
	topic->id = id_of(path);
	topic->translation = translation;
	if (check_topic(topic, error))
		return true;
	topic_finish(topic);
	return false;
}

void topic_finish(struct topic *topic)
{
	head_finish(&topic_type, topic);
	free(topic->id);
	free(topic->path);
	memset(topic, 0, sizeof *topic);
}
