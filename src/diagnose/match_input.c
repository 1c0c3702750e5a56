/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at a symptom before any rule does: its codes, its stage, who speaks, which phrases occur. */
#include "diagnose/match_input.h"

#include <string.h>

#include "base/memory.h"

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

static void add_identity(const char **list, size_t *count, const char *id)
{
	if (id == NULL)
		return;
	for (size_t i = 0; i < *count; i++) {
		if (strcmp(list[i], id) == 0)
			return;
	}
	if (*count < IDENTITIES_MAX)
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

static bool is_named(const struct match_input *match_input, const char *id)
{
	for (size_t i = 0; i < match_input->named_count; i++) {
		if (strcmp(match_input->named[i], id) == 0)
			return true;
	}
	return false;
}

/* The host belongs to a provider whose servers show who they are, and what answers there shows nothing of it.
 */
static void look_for_stranger(const struct kb *kb, struct match_input *match_input, const char *by_host)
{
	const struct rule_index *rule_index;
	const struct rule_index_topic *record =
	    by_host != NULL ? kb_provider_record(kb, by_host, &rule_index) : NULL;
	bool foreign =
	    match_input->software_count > 0 && record != NULL && record->own_wordings == OWN_WORDINGS_ALWAYS;
	bool silent = match_input->symptom->greeting != NULL && record != NULL &&
		      record->own_wordings != OWN_WORDINGS_NO;

	if ((foreign || silent) && !is_named(match_input, by_host))
		circumstances_set(&match_input->known, CIRCUMSTANCE_STRANGER, true);
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
