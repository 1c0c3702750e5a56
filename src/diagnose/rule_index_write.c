/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a rule index as C source. Used at build time only. */
#include "diagnose/rule_index.h"

static void write_span(FILE *out, struct rule_index_span span)
{
	fprintf(out, "{%u,%u},", span.at, span.count);
}

static void write_bits(FILE *out, uint64_t bits)
{
	fprintf(out, "0x%llx,", (unsigned long long)bits);
}

static void write_numbers(FILE *out, const char *name, const uint32_t *numbers, size_t count)
{
	fprintf(out, "static const uint32_t %s[] = {", name);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%u,", i % 16 == 0 ? "\n" : "", numbers[i]);
	fprintf(out, "0};\n");
}

static void write_strings(const struct rule_index *rule_index, FILE *out)
{
	fprintf(out, "static const char strings[] = {");
	for (size_t i = 0; i < rule_index->string_bytes; i++)
		fprintf(out, "%s%d,", i % 24 == 0 ? "\n" : "", (signed char)rule_index->strings[i]);
	fprintf(out, "0};\n");
}

static void write_topics(const struct rule_index *rule_index, FILE *out)
{
	fprintf(out, "static const struct rule_index_topic topics[] = {\n");
	for (size_t i = 0; i < rule_index->topic_count; i++) {
		const struct rule_index_topic *t = &rule_index->topics[i];
		fprintf(out, "{%u,%u,%u,%u,%u,%u,%u,%u,", t->id, t->title, t->summary, t->path, t->user_name,
			t->user_name_literal, t->app_password_page, t->checked);
		fprintf(out, "%u,%u,%u,%u,%u,", t->token_topic, t->token_maker, t->token_issuers,
			t->token_audiences, t->token_scopes);
		write_span(out, t->rules);
		write_span(out, t->fixes);
		write_span(out, t->servers);
		write_span(out, t->replies);
		write_span(out, t->answers);
		write_span(out, t->domains);
		write_span(out, t->hosts);
		write_span(out, t->mx);
		write_span(out, t->see);
		write_span(out, t->wordings);
		fprintf(out, "%u,%u,%u,", t->line, t->log_ins_at_once, t->log_ins_a_minute);
		fprintf(out, "%u,%u,%u,%u,%u,%u},\n", t->group, t->who, t->password, t->class,
			t->own_wordings, t->takes_token);
	}
	fprintf(out, "{0}};\n");
}

static void write_rules(const struct rule_index *rule_index, FILE *out)
{
	fprintf(out, "static const struct rule_index_rule rules[] = {\n");
	for (size_t i = 0; i < rule_index->rule_count; i++) {
		const struct rule_index_rule *r = &rule_index->rules[i];
		fprintf(out, "{");
		write_span(out, r->any);
		write_span(out, r->all);
		write_span(out, r->none);
		write_span(out, r->codes);
		write_span(out, r->enhanced);
		write_span(out, r->provider);
		write_span(out, r->software);
		write_span(out, r->mechanism);
		write_span(out, r->problem);
		write_bits(out, r->who);
		write_bits(out, r->state);
		write_bits(out, r->given);
		write_bits(out, r->unless);
		fprintf(out, "%u,%u,%u,%u,%u,%u,%u,%u,%u,%d},\n", r->regex, r->example, r->topic, r->said_by,
			r->line, r->stages, r->confidence, r->channel, r->passwords, r->weight);
	}
	fprintf(out, "{{0}}};\n");
}

static void write_rest(const struct rule_index *rule_index, FILE *out)
{
	fprintf(out, "static const struct rule_index_fix fixes[] = {\n");
	for (size_t i = 0; i < rule_index->fix_count; i++)
		fprintf(out, "{%u,%u,%u,%u},\n", rule_index->fixes[i].label, rule_index->fixes[i].to,
			rule_index->fixes[i].seconds, rule_index->fixes[i].action);
	fprintf(out, "{0}};\nstatic const struct rule_index_server servers[] = {\n");
	for (size_t i = 0; i < rule_index->server_count; i++)
		fprintf(out, "{%u,{%u,%u},%u,%u},\n", rule_index->servers[i].host,
			rule_index->servers[i].domains.at, rule_index->servers[i].domains.count,
			rule_index->servers[i].port, rule_index->servers[i].tls);
	fprintf(out, "{0}};\nstatic const struct rule_index_reply replies[] = {\n");
	for (size_t i = 0; i < rule_index->reply_count; i++)
		fprintf(out, "{%u,%u,{%u,%u}},\n", rule_index->replies[i].reply, rule_index->replies[i].means,
			rule_index->replies[i].causes.at, rule_index->replies[i].causes.count);
	fprintf(out, "{0}};\nstatic const struct rule_index_answer answers[] = {\n");
	for (size_t i = 0; i < rule_index->answer_count; i++) {
		fprintf(out, "{");
		write_bits(out, rule_index->answers[i].yes);
		write_bits(out, rule_index->answers[i].no);
		fprintf(out, "%u,%u},\n", rule_index->answers[i].id, rule_index->answers[i].label);
	}
	fprintf(out, "{0}};\nstatic const struct rule_index_word words[] = {\n");
	for (size_t i = 0; i < rule_index->word_count; i++)
		fprintf(out, "{%u,%u,%u},\n", rule_index->words[i].concept_number, rule_index->words[i].first,
			rule_index->words[i].second);
	fprintf(out, "{0}};\n");
}

static void write_phrases(const struct rule_index *rule_index, FILE *out)
{
	fprintf(out, "static const struct rule_index_phrase phrases[] = {\n");
	for (size_t i = 0; i < rule_index->phrase_count; i++) {
		const struct rule_index_phrase *p = &rule_index->phrases[i];
		fprintf(out, "{%u,%u,%u,%u,{%u,%u}},\n", p->text, p->len, p->anchor, p->next, p->posts.at,
			p->posts.count);
	}
	fprintf(out, "{0}};\n");
}

bool rule_index_write(const struct rule_index *rule_index, const char *name, FILE *out)
{
	fprintf(out,
		"/* Made from the heads in help/ at build time. */\n#include \"diagnose/shipped.h\"\n\n");
	write_strings(rule_index, out);
	write_topics(rule_index, out);
	write_rules(rule_index, out);
	write_rest(rule_index, out);
	write_phrases(rule_index, out);
	write_numbers(out, "lists", rule_index->lists, rule_index->list_count);
	write_numbers(out, "buckets", rule_index->buckets, RULE_INDEX_BUCKETS);
	fprintf(
	    out,
	    "const struct rule_index %s = {strings, topics, rules, fixes, servers, replies, answers, words,\n"
	    "phrases, lists, buckets, %u,%u,%u,%u,%u,%u,%u,%u,%u,%u,{%u,%u}};\n",
	    name, rule_index->string_bytes, rule_index->topic_count, rule_index->rule_count,
	    rule_index->fix_count, rule_index->server_count, rule_index->reply_count,
	    rule_index->answer_count, rule_index->word_count, rule_index->phrase_count,
	    rule_index->list_count, rule_index->loose.at, rule_index->loose.count);
	return fflush(out) == 0 && ferror(out) == 0;
}
