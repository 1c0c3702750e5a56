/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes an image as C source. Used at build time only. */
#include "diagnose/image.h"

static void write_span(FILE *out, struct image_span span)
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

static void write_strings(const struct image *image, FILE *out)
{
	fprintf(out, "static const char strings[] = {");
	for (size_t i = 0; i < image->string_bytes; i++)
		fprintf(out, "%s%d,", i % 24 == 0 ? "\n" : "", (signed char)image->strings[i]);
	fprintf(out, "0};\n");
}

static void write_topics(const struct image *image, FILE *out)
{
	fprintf(out, "static const struct image_topic topics[] = {\n");
	for (size_t i = 0; i < image->topic_count; i++) {
		const struct image_topic *t = &image->topics[i];
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

static void write_rules(const struct image *image, FILE *out)
{
	fprintf(out, "static const struct image_rule rules[] = {\n");
	for (size_t i = 0; i < image->rule_count; i++) {
		const struct image_rule *r = &image->rules[i];
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

static void write_rest(const struct image *image, FILE *out)
{
	fprintf(out, "static const struct image_fix fixes[] = {\n");
	for (size_t i = 0; i < image->fix_count; i++)
		fprintf(out, "{%u,%u,%u,%u},\n", image->fixes[i].label, image->fixes[i].to,
			image->fixes[i].seconds, image->fixes[i].action);
	fprintf(out, "{0}};\nstatic const struct image_server servers[] = {\n");
	for (size_t i = 0; i < image->server_count; i++)
		fprintf(out, "{%u,{%u,%u},%u,%u},\n", image->servers[i].host, image->servers[i].domains.at,
			image->servers[i].domains.count, image->servers[i].port, image->servers[i].tls);
	fprintf(out, "{0}};\nstatic const struct image_reply replies[] = {\n");
	for (size_t i = 0; i < image->reply_count; i++)
		fprintf(out, "{%u,%u,{%u,%u}},\n", image->replies[i].reply, image->replies[i].means,
			image->replies[i].causes.at, image->replies[i].causes.count);
	fprintf(out, "{0}};\nstatic const struct image_answer answers[] = {\n");
	for (size_t i = 0; i < image->answer_count; i++) {
		fprintf(out, "{");
		write_bits(out, image->answers[i].yes);
		write_bits(out, image->answers[i].no);
		fprintf(out, "%u,%u},\n", image->answers[i].id, image->answers[i].label);
	}
	fprintf(out, "{0}};\nstatic const struct image_word words[] = {\n");
	for (size_t i = 0; i < image->word_count; i++)
		fprintf(out, "{%u,%u,%u},\n", image->words[i].concept_number, image->words[i].first,
			image->words[i].second);
	fprintf(out, "{0}};\n");
}

static void write_phrases(const struct image *image, FILE *out)
{
	fprintf(out, "static const struct image_phrase phrases[] = {\n");
	for (size_t i = 0; i < image->phrase_count; i++) {
		const struct image_phrase *p = &image->phrases[i];
		fprintf(out, "{%u,%u,%u,%u,{%u,%u}},\n", p->text, p->len, p->anchor, p->next, p->posts.at,
			p->posts.count);
	}
	fprintf(out, "{0}};\n");
}

bool image_write(const struct image *image, const char *name, FILE *out)
{
	fprintf(out,
		"/* Made from the heads in help/ at build time. */\n#include \"diagnose/shipped.h\"\n\n");
	write_strings(image, out);
	write_topics(image, out);
	write_rules(image, out);
	write_rest(image, out);
	write_phrases(image, out);
	write_numbers(out, "lists", image->lists, image->list_count);
	write_numbers(out, "buckets", image->buckets, IMAGE_BUCKETS);
	fprintf(out,
		"const struct image %s = {strings, topics, rules, fixes, servers, replies, answers, words,\n"
		"phrases, lists, buckets, %u,%u,%u,%u,%u,%u,%u,%u,%u,%u,{%u,%u}};\n",
		name, image->string_bytes, image->topic_count, image->rule_count, image->fix_count,
		image->server_count, image->reply_count, image->answer_count, image->word_count,
		image->phrase_count, image->list_count, image->loose.at, image->loose.count);
	return fflush(out) == 0 && ferror(out) == 0;
}
