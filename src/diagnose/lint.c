/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks topics: references, links, fixes, sections. Rules are tried in lint_rule.c. */
#include "diagnose/lint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "diagnose/folder.h"
#include "diagnose/lint_reply.h"
#include "diagnose/lint_rule.h"

static const char *const sections[] = {"## What happened\n",      "## How we can tell\n",
				       "## Who can fix it\n",     "## Steps\n",
				       "## What not to change\n", "## When to suspect something else\n"};

struct lint {
	const struct kb *kb;
	struct lint_result *result;
	struct strbuf *report;
	const struct rule_index *rule_index; /* of the current topic */
	const struct rule_index_topic *topic;
	struct topic_place place;
};

static bool topic_exists(const struct lint *lint, const char *id, size_t len)
{
	struct topic_place place;
	char *copy = mem_strndup(id, len);
	bool found = kb_place(lint->kb, -1, copy, &place);

	mem_replace(&copy, NULL);
	return found;
}

static void check_see(const struct lint *lint)
{
	struct rule_index_span see = lint->topic->see;

	for (uint32_t i = 0; i < see.count; i++) {
		const char *id = lint->rule_index->strings + lint->rule_index->lists[see.at + i];
		if (!topic_exists(lint, id, strlen(id)))
			lint_fault(lint->result, lint->report, lint->rule_index, lint->topic,
				   lint->topic->line, "see: there is no topic %s", id);
	}
}

static uint32_t line_of(const char *text, const char *at)
{
	uint32_t line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

/* Every `(topic:ID)` and `(topic:ID#anchor)` has to lead somewhere. */
static void check_links(const struct lint *lint, const char *text)
{
	for (const char *at = text; (at = strstr(at, "](topic:")) != NULL;) {
		size_t len;
		at += strlen("](topic:");
		len = strcspn(at, "#)\n");
		if (!topic_exists(lint, at, len))
			lint_fault(lint->result, lint->report, lint->rule_index, lint->topic,
				   line_of(text, at), "a link leads to %.*s, which does not exist", (int)len,
				   at);
	}
}

static void check_sections(const struct lint *lint, const char *text)
{
	const char *at = text;

	for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
		const char *found = strstr(at, sections[i]);
		if (found == NULL) {
			lint_fault(lint->result, lint->report, lint->rule_index, lint->topic,
				   line_of(text, at), "the section \"%.*s\" is missing or in the wrong place",
				   (int)strcspn(sections[i], "\n"), sections[i]);
			return;
		}
		at = found;
	}
}

/* NULL, or what is wrong with a fix. */
static const char *fix_fault(const struct lint *lint, const struct rule_index_fix *fix)
{
	const char *to = rule_index_string(lint->rule_index, fix->to);
	enum tls_mode mode;
	long port;

	switch (fix->action) {
	case ACTION_WAIT: return fix->seconds == 0 ? "wait needs seconds" : NULL;
	case ACTION_PORT:
		return to != NULL && !text_parse_number(to, 1, 65535, &port) ? "port takes a number" : NULL;
	case ACTION_TLS_MODE:
		return to == NULL || !tls_mode_parse(to, &mode) || mode == TLS_NONE || mode == TLS_AUTO
			   ? "tls-mode takes starttls or implicit"
			   : NULL;
	case ACTION_TOPIC:
		return to == NULL || !topic_exists(lint, to, strlen(to)) ? "topic leads nowhere" : NULL;
	case ACTION_PAGE:
		return to == NULL || (strcmp(to, "provider") != 0 && strncmp(to, "https://", 8) != 0)
			   ? "page takes provider or an https address"
			   : NULL;
	default: return NULL;
	}
}

static void check_cause(const struct lint *lint, const char *text)
{
	const struct rule_index_topic *topic = lint->topic;

	check_sections(lint, text);
	if (topic->fixes.count == 0)
		lint_fault(lint->result, lint->report, lint->rule_index, topic, topic->line,
			   "a cause needs a fix");
	for (uint32_t i = 0; i < topic->fixes.count; i++) {
		const char *fault = fix_fault(lint, &lint->rule_index->fixes[topic->fixes.at + i]);
		if (fault != NULL)
			lint_fault(lint->result, lint->report, lint->rule_index, topic, topic->line,
				   "fix %u: %s", i + 1, fault);
	}
	if (topic->rules.count == 0)
		lint_fault(lint->result, lint->report, lint->rule_index, topic, topic->line,
			   "a cause needs a rule");
	for (uint32_t i = 0; i < topic->rules.count; i++)
		lint_rule(lint->kb, lint->place, topic->rules.at + i, lint->result, lint->report);
}

/* Else the host would be a name of any kind, or none. */
static void check_servers(const struct lint *lint)
{
	const struct rule_index_span servers = lint->topic->servers;

	for (uint32_t i = 0; i < servers.count; i++) {
		const struct rule_index_server *server = &lint->rule_index->servers[servers.at + i];
		const char *host = rule_index_string(lint->rule_index, server->host);
		if (host != NULL && strcmp(host, "mx") == 0 && server->domains.count == 0)
			lint_fault(lint->result, lint->report, lint->rule_index, lint->topic,
				   lint->topic->line, "server %u: host: mx needs domains", i + 1);
	}
}

static void check_provider(const struct lint *lint)
{
	const struct rule_index_topic *topic = lint->topic;
	const char *form = rule_index_string(lint->rule_index, topic->user_name);

	if (topic->domains.count + topic->hosts.count + topic->wordings.count == 0)
		lint_fault(lint->result, lint->report, lint->rule_index, topic, topic->line,
			   "a provider needs domains, hosts or wordings");
	if (form != NULL && strcmp(form, "literal") == 0 && topic->user_name_literal == 0)
		lint_fault(lint->result, lint->report, lint->rule_index, topic, topic->line,
			   "user-name: literal needs user-name-literal");
	check_servers(lint);
}

static void check_topic(const struct lint *lint)
{
	struct error error;
	size_t len;
	char *text = head_load(rule_index_string(lint->rule_index, lint->topic->path), &len, &error);

	lint->result->topics++;
	if (text == NULL) {
		lint_fault(lint->result, lint->report, lint->rule_index, lint->topic, 1, "%s", error.text);
		return;
	}
	check_see(lint);
	check_links(lint, text);
	if (lint->topic->group == GROUP_CAUSES)
		check_cause(lint, text);
	if (lint->topic->group == GROUP_PROVIDERS)
		check_provider(lint);
	free(text);
}

static void check_kb(const struct kb *kb, struct lint_result *result, struct strbuf *report)
{
	size_t count;
	const struct layer *layers = kb_layers(kb, &count);
	const char *complaint;

	for (size_t i = 0; (complaint = kb_complaint(kb, i)) != NULL; i++) {
		result->faults++;
		strbuf_addf(report, "%s\n", complaint);
	}
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t t = 0; t < layers[i].rule_index->topic_count; t++) {
			struct lint lint = {
			    kb,    result, report, layers[i].rule_index, &layers[i].rule_index->topics[t],
			    {i, t}};
			if (layer_shows(&layers[i], t))
				check_topic(&lint);
		}
	}
}

struct lint_result lint_run(const char *help, const char *const *organisation, struct strbuf *report)
{
	struct lint_result result = {0};
	struct folder folder = {0};
	struct kb *usual = kb_create("en", organisation);
	struct rule_index *rule_index;
	struct kb *kb;
	char path[4096];

	help = help != NULL ? help : usual->help;
	if (help != NULL && snprintf(path, sizeof path, "%s/en", help) < (int)sizeof path)
		folder_read(&folder, path);
	for (size_t i = 0; i < folder.complaint_count; i++) {
		result.faults++;
		strbuf_addf(report, "%s\n", folder.complaints[i]);
	}
	rule_index = rule_index_build(folder.topics, folder.count, folder.words, folder.language_count);
	kb = kb_create_over(rule_index, help, NULL);
	for (size_t i = 0; i < LAYERS_MAX - 1; i++)
		kb->folders[i] = mem_strdup(usual->folders[i]);
	for (size_t i = 0; i < folder.count; i++)
		lint_replies(kb, &folder.topics[i], &result, report);
	kb->state->rules_only = true;
	check_kb(kb, &result, report);
	kb_destroy(kb);
	kb_destroy(usual);
	rule_index_destroy(rule_index);
	folder_finish(&folder);
	return result;
}
