/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at a symptom before any rule does: its codes, its stage, who speaks, which phrases occur. */
#include "diagnose/match_input.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "smtp/problem.h"

void match_scratch_init(struct match_scratch *match_scratch, const struct kb *kb)
{
	const struct layer *layers = kb_layers(kb, &match_scratch->scan_count);

	decodings_init(&match_scratch->decodings);
	folded_init(&match_scratch->greeting);
	for (size_t i = 0; i < match_scratch->scan_count; i++)
		scan_init(&match_scratch->scans[i], layers[i].rule_index);
}

void match_scratch_finish(struct match_scratch *match_scratch)
{
	for (size_t i = 0; i < match_scratch->scan_count; i++)
		scan_finish(&match_scratch->scans[i]);
	folded_finish(&match_scratch->greeting);
	decodings_finish(&match_scratch->decodings);
}

static bool is_listed(const char *const *list, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i], id) == 0)
			return true;
	}
	return false;
}

static void add_identity(const char **list, size_t *count, const char *id)
{
	if (id != NULL && *count < IDENTITIES_MAX && !is_listed(list, *count, id))
		list[(*count)++] = id;
}

static void add_named(struct match_input *match_input, const struct match_scratch *match_scratch,
		      const struct layer *layers)
{
	for (size_t i = match_scratch->scan_count; i-- > 0;) {
		const struct scan *scan = &match_scratch->scans[i];
		for (size_t t = 0; t < scan->topic_count; t++) {
			const struct rule_index_topic *topic = &scan->rule_index->topics[scan->topics[t]];
			const char *id = rule_index_string(scan->rule_index, topic->id);
			if (!layer_shows(&layers[i], scan->topics[t]))
				continue;
			if (topic->group == GROUP_PROVIDERS) {
				add_identity(match_input->providers, &match_input->provider_count, id);
				add_identity(match_input->named, &match_input->named_count, id);
			} else
				add_identity(match_input->software, &match_input->software_count, id);
		}
	}
}

/* `other` is under the last two labels of `host`. */
static bool is_same_domain(const char *host, const char *other)
{
	const char *last = strrchr(host, '.');
	const char *domain = host;
	size_t len, other_len = strlen(other);

	for (const char *dot = strchr(host, '.'); dot != last; dot = strchr(domain, '.'))
		domain = dot + 1;
	len = strlen(domain);
	return other_len >= len && text_compare_nocase(other + other_len - len, domain) == 0 &&
	       (other_len == len || other[other_len - len - 1] == '.');
}

/* What calls itself so is another server of the provider. */
static bool is_another_of(const struct kb *kb, const char *provider, const char *host, const char *name)
{
	return is_same_domain(host, name) || text_same(kb_provider(kb, NULL, name), provider);
}

/* No server of a known provider has a certificate for somebody else, or one that it signed itself. */
static bool certificate_is_foreign(const struct kb *kb, const struct symptom *symptom, const char *by_host)
{
	if (symptom->problem != NULL && strcmp(symptom->problem, problem_id(PROBLEM_CERT_SELF_SIGNED)) == 0)
		return true;
	if (symptom->other_name == NULL && symptom->problem != NULL &&
	    strcmp(symptom->problem, problem_id(PROBLEM_CERT_WRONG_HOST)) == 0)
		return kb_names_host(kb, symptom->host); /* whoever looked at it does not say whose it was */
	return symptom->other_name != NULL && !is_another_of(kb, by_host, symptom->host, symptom->other_name);
}

static bool speaks_hoster(const struct match_input *match_input)
{
	return is_listed(match_input->software, match_input->software_count, "exim") ||
	       is_listed(match_input->software, match_input->software_count, "cpanel");
}

/* The reply is worded like that of a program, and the provider does not run it. */
static bool speaks_other_program(const struct match_input *match_input, const char *provider)
{
	bool is_exchange = strcmp(provider, "microsoft-365") == 0; /* by another name */

	for (size_t i = 0; i < match_input->software_count; i++) {
		if (!is_exchange || strcmp(match_input->software[i], "exchange") != 0)
			return true;
	}
	return false;
}

/* A hoster's program under the hoster's name. Other programs than these greet under many names. */
static bool is_hoster(const struct kb *kb, const struct match_input *match_input, const char *by_host)
{
	const char *greeting = match_input->symptom->greeting;
	char name[256];

	if (greeting == NULL || !speaks_hoster(match_input))
		return false;
	greeting += fold_codes(greeting, strlen(greeting), NULL, NULL);
	snprintf(name, sizeof name, "%.*s", (int)strcspn(greeting, " \r\n"), greeting);
	return strchr(name, '.') != NULL && !is_another_of(kb, by_host, match_input->symptom->host, name);
}

/* The host belongs to a provider, and what answers there shows that it is somebody else; or shows nothing of
 * the provider, whose servers say who they are. */
static void look_for_stranger(const struct kb *kb, struct match_input *match_input, const char *by_host)
{
	const struct rule_index *rule_index;
	const struct rule_index_topic *record =
	    by_host != NULL ? kb_provider_record(kb, by_host, &rule_index) : NULL;
	bool foreign, silent, hosted;

	if (record == NULL)
		return;
	/* words of a hoster's program, after a greeting that was passed on or made up */
	hosted = record->own_wordings == OWN_WORDINGS_ALWAYS && speaks_hoster(match_input);
	foreign = record->own_wordings == OWN_WORDINGS_ALWAYS && speaks_other_program(match_input, by_host);
	silent = match_input->symptom->greeting != NULL && record->own_wordings != OWN_WORDINGS_NO;
	if (hosted ||
	    ((foreign || silent || is_hoster(kb, match_input, by_host)) &&
	     !is_listed(match_input->named, match_input->named_count, by_host)) ||
	    certificate_is_foreign(kb, match_input->symptom, by_host))
		circumstances_set(&match_input->known, CIRCUMSTANCE_STRANGER, true);
}

/* Whoever typed the name that a topic gives has not misspelled it. */
static void look_for_known_host(const struct kb *kb, struct match_input *match_input)
{
	const char *host = match_input->symptom->host;
	bool typed = (match_input->known.yes & UINT64_C(1) << CIRCUMSTANCE_HOST_TYPED) != 0;

	if (!typed || host == NULL || !kb_names_host(kb, host))
		return;
	circumstances_set(&match_input->known, CIRCUMSTANCE_HOST_TYPED, false);
	circumstances_set(&match_input->known, CIRCUMSTANCE_HOST_KNOWN, true);
}

static void identify(const struct kb *kb, const struct match_scratch *match_scratch,
		     struct match_input *match_input)
{
	const struct symptom *symptom = match_input->symptom;
	const struct rule_index *rule_index;
	const struct rule_index_topic *record = NULL;
	const char *by_host = symptom->host != NULL ? kb_provider(kb, NULL, symptom->host) : NULL;
	const char *by_domain;
	size_t count;

	if (by_host != NULL)
		add_identity(match_input->providers, &match_input->provider_count, by_host);
	add_named(match_input, match_scratch, kb_layers(kb, &count));
	by_domain =
	    by_host == NULL && symptom->domain != NULL ? kb_provider(kb, symptom->domain, NULL) : NULL;
	if (by_domain != NULL)
		add_identity(match_input->providers, &match_input->provider_count, by_domain);
	look_for_stranger(kb, match_input, by_host);
	look_for_known_host(kb, match_input);
	match_input->password = PASSWORD_UNKNOWN;
	for (size_t i = 0; i < match_input->provider_count && match_input->password == PASSWORD_UNKNOWN;
	     i++) {
		record = kb_provider_record(kb, match_input->providers[i], &rule_index);
		match_input->password = record != NULL ? record->password : PASSWORD_UNKNOWN;
	}
}

static int infer_stage(const struct symptom *symptom, int code)
{
	int stage;
	enum stage parsed;

	if (symptom->stage != NULL && head_parse_stage(symptom->stage, &stage))
		return stage;
	if (symptom->stage != NULL && stage_parse(symptom->stage, &parsed))
		return parsed;
	return code == 535 || code == 534 || code == 538 || code == 435 || code == 334 || code == 235
		   ? STAGE_AUTH
		   : -1;
}

/* The first code and enhanced code; "(#5.7.1)", as qmail writes, counts too. */
static void read_codes(struct match_input *match_input, const char *reply)
{
	const char *mark;

	for (const char *line = reply; match_input->code == 0 || match_input->enhanced[0] == '\0';) {
		int code;
		char enhanced[16];
		size_t len = strcspn(line, "\n");
		fold_codes(line, len, &code, enhanced);
		match_input->code = match_input->code == 0 ? code : match_input->code;
		if (match_input->enhanced[0] == '\0')
			memcpy(match_input->enhanced, enhanced, sizeof enhanced);
		if (line[len] == '\0')
			break;
		line += len + 1;
	}
	mark = match_input->enhanced[0] == '\0' ? strstr(reply, "(#") : NULL;
	if (mark != NULL) {
		size_t len = fold_enhanced(mark + 2, strlen(mark + 2));
		if (len > 0 && len < sizeof match_input->enhanced)
			memcpy(match_input->enhanced, mark + 2, len), match_input->enhanced[len] = '\0';
	}
}

void match_input_look(struct match_input *match_input, const struct kb *kb, const struct symptom *symptom,
		      struct match_scratch *match_scratch)
{
	const char *reply = symptom->reply != NULL ? symptom->reply : "";
	const char *greeting = symptom->greeting != NULL ? symptom->greeting : "";

	*match_input = (struct match_input){
	    .decodings = &match_scratch->decodings, .symptom = symptom, .known = symptom->known};
	decodings_make(&match_scratch->decodings, reply, strlen(reply));
	read_codes(match_input, match_scratch->decodings.list[0].source);
	match_input->stage = infer_stage(symptom, match_input->code);
	folded_read(&match_scratch->greeting, greeting, strlen(greeting));
	for (size_t i = 0; i < match_scratch->scan_count; i++) {
		struct scan *scan = &match_scratch->scans[i];
		scan_begin(scan);
		for (uint32_t r = 0; r < match_scratch->decodings.count; r++)
			scan_text(scan, &match_scratch->decodings.list[r].folded, r, true);
		mentions_add(&match_input->mentions, scan, &match_scratch->decodings);
		scan_text(scan, &match_scratch->greeting, 0, false);
	}
	identify(kb, match_scratch, match_input);
}

int match_input_class(const struct match_input *match_input)
{
	return match_input->code != 0             ? match_input->code / 100
	       : match_input->enhanced[0] != '\0' ? match_input->enhanced[0] - '0'
						  : 0;
}
