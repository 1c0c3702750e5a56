/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts topics, their rules and the words of concepts into a rule index that is built. */
#include "diagnose/rule_index_builder.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "smtp/mechanism.h"

static struct rule_index_span code_list(struct rule_index_builder *builder, const struct text_list *list)
{
	struct rule_index_span span = {(uint32_t)builder->lists.count, (uint32_t)list->count};

	for (size_t i = 0; i < list->count; i++) {
		int low = 0;
		int high = 0;
		uint32_t range;
		topic_parse_code(list->items[i], &low, &high);
		range = (uint32_t)low << 16 | (uint32_t)high;
		rule_index_push(&builder->lists, &range, 1);
	}
	return span;
}

static uint8_t password_bits(const struct text_list *list)
{
	static const char *const kinds[] = {"unknown", "password", "app-password", "api-key", "oauth-only"};
	uint8_t bits = 0;

	for (size_t i = 0; i < list->count; i++) {
		for (unsigned kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
			if (strcmp(kinds[kind], list->items[i]) == 0)
				bits |= (uint8_t)(1u << kind);
		}
	}
	return bits;
}

static uint64_t concept_bits(const struct text_list *list)
{
	enum concept concept;
	uint64_t bits = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (concept_parse(list->items[i], &concept))
		bits |= UINT64_C(1) << concept;
	}
	return bits;
}

static uint64_t circumstance_bits(const struct text_list *list)
{
	enum circumstance circumstance;
	uint64_t bits = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (circumstance_parse(list->items[i], &circumstance))
			bits |= UINT64_C(1) << circumstance;
	}
	return bits;
}

static void post_rule(struct rule_index_builder *builder, const struct rule_index_rule *rule, uint32_t number)
{
	if (rule->any.count > 0)
		rule_index_post(builder, rule->any, number);
	else if (rule->all.count > 0)
		rule_index_post(builder, (struct rule_index_span){rule->all.at, 1}, number);
}

static void add_rule(struct rule_index_builder *builder, const struct rule_head *head, uint32_t topic)
{
	uint32_t number = (uint32_t)builder->rules.count;
	struct rule_index_rule rule = {
	    .any = rule_index_phrase_list(builder, &head->any),
	    .all = rule_index_phrase_list(builder, &head->all),
	    .none = rule_index_phrase_list(builder, &head->none),
	    .codes = code_list(builder, &head->code),
	    .enhanced = rule_index_intern_list(builder, &head->enhanced),
	    .provider = rule_index_intern_list(builder, &head->provider),
	    .software = rule_index_intern_list(builder, &head->software),
	    .mechanism = rule_index_intern_list(builder, &head->mechanism),
	    .problem = rule_index_intern_list(builder, &head->problem),
	    .regex = rule_index_intern(builder, head->regex),
	    .example = rule_index_intern(builder, head->example),
	    .topic = topic,
	    .line = (uint32_t)head->line,
	    .stages = (uint16_t)head->stages,
	    .confidence = (uint8_t)head->confidence,
	    .channel = (uint8_t)head->channel,
	    .passwords = password_bits(&head->password),
	    .weight = (int16_t)head->weight,
	    .who = concept_bits(&head->who),
	    .state = concept_bits(&head->state),
	    .given = circumstance_bits(&head->given),
	    .unless = circumstance_bits(&head->unless),
	};

	post_rule(builder, &rule, number);
	rule_index_push(&builder->rules, &rule, 1);
}

static void add_fixes(struct rule_index_builder *builder, const struct topic *topic,
		      struct rule_index_topic *to)
{
	const struct fix_head *fixes = topic->fixes.items;

	to->fixes = (struct rule_index_span){(uint32_t)builder->fixes.count, (uint32_t)topic->fixes.count};
	for (size_t i = 0; i < topic->fixes.count; i++) {
		struct rule_index_fix fix = {rule_index_intern(builder, fixes[i].label),
					     rule_index_intern(builder, fixes[i].to),
					     (uint32_t)fixes[i].seconds, (uint8_t)fixes[i].action};
		rule_index_push(&builder->fixes, &fix, 1);
	}
}

static void add_servers(struct rule_index_builder *builder, const struct topic *topic,
			struct rule_index_topic *to)
{
	const struct server_head *servers = topic->servers.items;

	to->servers =
	    (struct rule_index_span){(uint32_t)builder->servers.count, (uint32_t)topic->servers.count};
	for (size_t i = 0; i < topic->servers.count; i++) {
		struct rule_index_server server = {.host = rule_index_intern(builder, servers[i].host),
						   .domains =
						       rule_index_intern_list(builder, &servers[i].domains),
						   .port = (uint16_t)servers[i].port,
						   .tls = (uint8_t)servers[i].tls};
		rule_index_push(&builder->servers, &server, 1);
	}
}

static void add_replies(struct rule_index_builder *builder, const struct topic *topic,
			struct rule_index_topic *to)
{
	const struct reply_head *replies = topic->replies.items;

	to->replies =
	    (struct rule_index_span){(uint32_t)builder->replies.count, (uint32_t)topic->replies.count};
	for (size_t i = 0; i < topic->replies.count; i++) {
		struct rule_index_reply reply = {.reply = rule_index_intern(builder, replies[i].reply),
						 .means = rule_index_intern(builder, replies[i].means),
						 .causes =
						     rule_index_intern_list(builder, &replies[i].cause)};
		rule_index_push(&builder->replies, &reply, 1);
	}
}

static void add_answers(struct rule_index_builder *builder, const struct topic *topic,
			struct rule_index_topic *to)
{
	const struct answer_head *answers = topic->answers.items;

	to->answers =
	    (struct rule_index_span){(uint32_t)builder->answers.count, (uint32_t)topic->answers.count};
	for (size_t i = 0; i < topic->answers.count; i++) {
		struct rule_index_answer answer = {.yes = circumstance_bits(&answers[i].yes),
						   .no = circumstance_bits(&answers[i].no),
						   .id = rule_index_intern(builder, answers[i].id),
						   .label = rule_index_intern(builder, answers[i].label)};
		rule_index_push(&builder->answers, &answer, 1);
	}
}

/* A reply of a provider is a rule of each cause that it may have there; the first cause is the likeliest. */
void rule_index_add_reply_rules(struct rule_index_builder *builder, const struct topic *topics, size_t count,
				uint32_t provider)
{
	const struct reply_head *replies = topics[provider].replies.items;

	for (size_t i = 0; i < topics[provider].replies.count; i++) {
		for (size_t k = 0; k < replies[i].cause.count; k++) {
			struct rule_head head = {.line = replies[i].line,
						 .confidence = k == 0 ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
						 .stages = replies[i].stages,
						 .any = replies[i].any,
						 .all = replies[i].all,
						 .code = replies[i].code,
						 .mechanism = replies[i].mechanism,
						 .enhanced = replies[i].enhanced};
			uint32_t cause = 0;
			while (cause < count && (topics[cause].group != GROUP_CAUSES ||
						 strcmp(topics[cause].id, replies[i].cause.items[k]) != 0))
				cause++;
			if (cause == count)
				continue; /* the lint tells it */
			add_rule(builder, &head, cause);
			((struct rule_index_rule *)(void *)builder->rules.items)[builder->rules.count - 1]
			    .said_by = provider + 1;
		}
	}
}

static void add_word(struct rule_index_builder *builder, enum concept concept, const char *written)
{
	static const char gap[] = " .. ";
	const char *at = strstr(written, gap);
	char *first = mem_strndup(written, at != NULL ? (size_t)(at - written) : strlen(written));
	struct rule_index_word word = {
	    .concept_number = concept,
	    .first = rule_index_phrase_number(builder, first),
	    .second = at != NULL ? rule_index_phrase_number(builder, at + sizeof gap - 1) : PHRASE_NONE};
	uint32_t number = rule_index_push(&builder->words, &word, 1);
	uint32_t last = at != NULL ? word.second : word.first;
	struct rule_index_span span = {rule_index_push(&builder->lists, &last, 1), 1};

	free(first);
	rule_index_post(builder, span, POST_CONCEPT | number); /* the later of the two sets it off */
	if (at != NULL) {
		span.at = rule_index_push(&builder->lists, &word.first, 1);
		rule_index_post(builder, span, POST_CONCEPT); /* number 0: only its place is kept */
	}
}

void rule_index_add_words(struct rule_index_builder *builder, const struct concept_words *words,
			  size_t languages)
{
	struct rule_index_word none = {0};

	rule_index_push(&builder->words, &none, 1);
	for (size_t i = 0; i < languages; i++) {
		for (int concept = 0; concept < CONCEPT_COUNT; concept ++) {
			for (size_t k = 0; k < words[i].words[concept].count; k++)
				add_word(builder, concept, words[i].words[concept].items[k]);
		}
	}
}

static bool takes_token(const struct text_list *mechanisms)
{
	for (size_t i = 0; i < mechanisms->count; i++)
		if (mechanism_takes_token(mechanisms->items[i]))
			return true;
	return false;
}

void rule_index_add_topic(struct rule_index_builder *builder, const struct topic *topic)
{
	uint32_t number = (uint32_t)builder->topics.count;
	const struct rule_head *rules = topic->rules.items;
	struct rule_index_topic to = {
	    .id = rule_index_intern(builder, topic->id),
	    .title = rule_index_intern(builder, topic->title),
	    .summary = rule_index_intern(builder, topic->summary),
	    .path = rule_index_intern(builder, topic->path),
	    .user_name = rule_index_intern(builder, topic->user_name),
	    .user_name_literal = rule_index_intern(builder, topic->user_name_literal),
	    .app_password_page = rule_index_intern(builder, topic->app_password_page),
	    .checked = rule_index_intern(builder, topic->checked),
	    .token_topic = rule_index_intern(builder, topic->token_topic),
	    .token_maker = rule_index_intern(builder, topic->token_maker),
	    .token_issuers = rule_index_intern(builder, topic->token_issuers),
	    .token_audiences = rule_index_intern(builder, topic->token_audiences),
	    .token_scopes = rule_index_intern(builder, topic->token_scopes),
	    .domains = rule_index_intern_list(builder, &topic->domains),
	    .hosts = rule_index_intern_list(builder, &topic->hosts),
	    .mx = rule_index_intern_list(builder, &topic->mx),
	    .see = rule_index_intern_list(builder, &topic->see),
	    .wordings = rule_index_phrase_list(builder, &topic->wordings),
	    .line = (uint32_t)topic->line,
	    .log_ins_at_once = (uint16_t)topic->log_ins_at_once,
	    .log_ins_a_minute = (uint16_t)topic->log_ins_a_minute,
	    .group = (uint8_t)topic->group,
	    .who = (uint8_t)topic->who,
	    .password = (uint8_t)topic->password,
	    .class = (uint8_t)topic->class,
	    .own_wordings = (uint8_t)topic->own_wordings,
	    .takes_token = takes_token(&topic->mechanisms),
	};

	rule_index_post(builder, to.wordings, POST_TOPIC | number);
	to.rules = (struct rule_index_span){(uint32_t)builder->rules.count, (uint32_t)topic->rules.count};
	for (size_t i = 0; i < topic->rules.count; i++)
		add_rule(builder, &rules[i], number);
	add_fixes(builder, topic, &to);
	add_servers(builder, topic, &to);
	add_replies(builder, topic, &to);
	add_answers(builder, topic, &to);
	rule_index_push(&builder->topics, &to, 1);
}
