/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at rules one by one: do their conditions hold, and how much does that say? */
#include "diagnose/match.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "diagnose/scan.h"

enum { REGEX_STEPS_MAX = 20000, REGEX_DEPTH_MAX = 200 };

/* What a condition that holds adds to the score. */
enum {
	POINTS_PHRASE = 40,
	POINTS_PHRASES_MAX = 240,
	POINTS_REGEX = 70,
	POINTS_PROBLEM = 200,
	POINTS_PROVIDER = 30,
	POINTS_ENHANCED = 20,
	POINTS_ENHANCED_FAMILY = 8,
	POINTS_IDENTITY = 20, /* software, mechanism, kind of password */
	POINTS_CHANNEL = 10,
	POINTS_STAGE = 10,
	POINTS_CODE = 5,
	POINTS_CODE_CLASS = 2,
};

struct matcher_layer {
	struct scan scan;
	pcre2_code **codes; /* a rule each; NULL: not compiled yet */
};

struct matcher {
	struct readings readings;
	struct folded greeting;
	struct matcher_layer layers[LAYERS_MAX];
	size_t layer_count;
	pcre2_match_data *match_data;
	pcre2_match_context *match_context;
	struct scene scene;
	enum password_kind password;
	const struct symptom *symptom;
};

/* A rule under examination. */
struct trial {
	struct matcher *matcher;
	struct matcher_layer *layer;
	const struct image *image;
	const struct image_rule *rule;
	uint32_t number;
	int score;
	uint32_t reading, at, len;
};

static struct matcher *matcher_of(const struct kb *kb)
{
	struct matcher *matcher = kb->state->matcher;
	const struct layer *layers;
	size_t count;

	if (matcher != NULL)
		return matcher;
	layers = kb_layers(kb, &count);
	matcher = kb->state->matcher = mem_calloc(1, sizeof *matcher);
	readings_init(&matcher->readings);
	folded_init(&matcher->greeting);
	matcher->layer_count = count;
	for (size_t i = 0; i < count; i++) {
		scan_init(&matcher->layers[i].scan, layers[i].image);
		matcher->layers[i].codes =
		    mem_calloc(layers[i].image->rule_count + 1, sizeof *matcher->layers[i].codes);
	}
	matcher->match_data = pcre2_match_data_create(4, NULL);
	matcher->match_context = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(matcher->match_context, REGEX_STEPS_MAX);
	pcre2_set_depth_limit(matcher->match_context, REGEX_DEPTH_MAX);
	return matcher;
}

void matcher_destroy(struct matcher *matcher)
{
	if (matcher == NULL)
		return;
	for (size_t i = 0; i < matcher->layer_count; i++) {
		for (uint32_t r = 0; r < matcher->layers[i].scan.image->rule_count; r++)
			pcre2_code_free(matcher->layers[i].codes[r]);
		free(matcher->layers[i].codes);
		scan_finish(&matcher->layers[i].scan);
	}
	pcre2_match_data_free(matcher->match_data);
	pcre2_match_context_free(matcher->match_context);
	folded_finish(&matcher->greeting);
	readings_finish(&matcher->readings);
	free(matcher);
}

/* ---- who speaks, and when ---- */

static void add_identity(const char **list, size_t *count, const char *id)
{
	for (size_t i = 0; i < *count; i++) {
		if (strcmp(list[i], id) == 0)
			return;
	}
	if (id != NULL && *count < IDENTITIES_MAX)
		list[(*count)++] = id;
}

static void add_named(struct matcher *matcher, const struct layer *layers)
{
	struct scene *scene = &matcher->scene;

	for (size_t i = matcher->layer_count; i-- > 0;) {
		const struct scan *scan = &matcher->layers[i].scan;
		for (size_t t = 0; t < scan->topic_count; t++) {
			const struct image_topic *topic = &scan->image->topics[scan->topics[t]];
			const char *id = image_string(scan->image, topic->id);
			if (!layer_shows(&layers[i], scan->topics[t]))
				continue;
			if (topic->group == GROUP_PROVIDERS)
				add_identity(scene->providers, &scene->provider_count, id);
			else
				add_identity(scene->software, &scene->software_count, id);
		}
	}
}

static void identify(const struct kb *kb, struct matcher *matcher)
{
	const struct symptom *symptom = matcher->symptom;
	struct scene *scene = &matcher->scene;
	const struct image *image;
	const struct image_topic *record = NULL;
	const char *by_host = symptom->host != NULL ? kb_provider(kb, NULL, symptom->host) : NULL;
	const char *by_domain;
	size_t count;

	if (by_host != NULL)
		add_identity(scene->providers, &scene->provider_count, by_host);
	add_named(matcher, kb_layers(kb, &count));
	by_domain = by_host == NULL && symptom->domain != NULL ? kb_provider(kb, symptom->domain, NULL) : NULL;
	if (by_domain != NULL)
		add_identity(scene->providers, &scene->provider_count, by_domain);
	matcher->password = PASSWORD_UNKNOWN;
	for (size_t i = 0; i < scene->provider_count && matcher->password == PASSWORD_UNKNOWN; i++) {
		record = kb_provider_record(kb, scene->providers[i], &image);
		matcher->password = record != NULL ? record->password : PASSWORD_UNKNOWN;
	}
}

static int infer_stage(const struct symptom *symptom, int code)
{
	int stage;
	enum stage parsed;

	if (symptom->stage != NULL && topic_parse_stage(symptom->stage, &stage))
		return stage;
	if (symptom->stage != NULL && stage_parse(symptom->stage, &parsed))
		return parsed;
	return code == 535 || code == 534 || code == 538 || code == 334 || code == 235 ? STAGE_AUTH : -1;
}

/* The first code and enhanced code; "(#5.7.1)", as qmail writes, counts too. */
static void read_codes(struct scene *scene, const char *reply)
{
	const char *line = reply;
	const char *mark;

	while (line != NULL && (scene->code == 0 || scene->enhanced[0] == '\0')) {
		int code;
		char enhanced[16];
		size_t len = strcspn(line, "\n");
		fold_codes(line, len, &code, enhanced);
		scene->code = scene->code == 0 ? code : scene->code;
		if (scene->enhanced[0] == '\0')
			memcpy(scene->enhanced, enhanced, sizeof enhanced);
		line = line[len] == '\n' ? line + len + 1 : NULL;
	}
	mark = scene->enhanced[0] == '\0' ? strstr(reply, "(#") : NULL;
	if (mark != NULL) {
		size_t len = fold_enhanced(mark + 2, strlen(mark + 2));
		if (len > 0 && len < sizeof scene->enhanced)
			memcpy(scene->enhanced, mark + 2, len), scene->enhanced[len] = '\0';
	}
}

static void look_at(const struct kb *kb, struct matcher *matcher)
{
	const struct symptom *symptom = matcher->symptom;
	struct scene *scene = &matcher->scene;
	const char *reply = symptom->reply != NULL ? symptom->reply : "";

	*scene = (struct scene){.readings = &matcher->readings};
	readings_make(&matcher->readings, reply, strlen(reply));
	read_codes(scene, matcher->readings.list[0].source);
	scene->stage = infer_stage(symptom, scene->code);
	folded_read(&matcher->greeting, symptom->greeting != NULL ? symptom->greeting : "",
	            symptom->greeting != NULL ? strlen(symptom->greeting) : 0);
	for (size_t i = 0; i < matcher->layer_count; i++) {
		struct scan *scan = &matcher->layers[i].scan;
		scan_begin(scan);
		for (uint32_t r = 0; r < matcher->readings.count; r++)
			scan_text(scan, &matcher->readings.list[r].folded, r, true);
		scan_text(scan, &matcher->greeting, 0, false);
	}
	identify(kb, matcher);
}

/* ---- conditions on the text ---- */

static void weigh_phrase(struct trial *trial, uint32_t phrase, const struct scan_found *found)
{
	uint32_t len = trial->image->phrases[phrase].len;
	int points = POINTS_PHRASE + (int)(len > 60 ? 60 : len);

	trial->score += trial->score + points > POINTS_PHRASES_MAX ? 0 : points;
	if (len > trial->len) {
		trial->reading = found->reading;
		trial->at = found->at;
		trial->len = len;
	}
}

static bool phrases_hold(struct trial *trial)
{
	const struct image_rule *rule = trial->rule;
	const uint32_t *lists = trial->image->lists;
	const struct scan *scan = &trial->layer->scan;
	uint32_t best = PHRASE_NONE;

	for (uint32_t i = 0; i < rule->none.count; i++) {
		if (scan_phrase(scan, lists[rule->none.at + i]) != NULL)
			return false;
	}
	for (uint32_t i = 0; i < rule->any.count; i++) {
		uint32_t phrase = lists[rule->any.at + i];
		if (scan_phrase(scan, phrase) != NULL &&
		    trial->image->phrases[phrase].len > trial->image->phrases[best].len)
			best = phrase;
	}
	if (rule->any.count > 0 && best == PHRASE_NONE)
		return false;
	if (best != PHRASE_NONE)
		weigh_phrase(trial, best, scan_phrase(scan, best));
	for (uint32_t i = 0; i < rule->all.count; i++) {
		uint32_t phrase = lists[rule->all.at + i];
		if (scan_phrase(scan, phrase) == NULL)
			return false;
		weigh_phrase(trial, phrase, scan_phrase(scan, phrase));
	}
	return true;
}

static pcre2_code *regex_of(struct trial *trial)
{
	pcre2_code **slot = &trial->layer->codes[trial->number];
	const char *text = image_string(trial->image, trial->rule->regex);
	PCRE2_SIZE offset;
	int number;

	if (*slot == NULL)
		*slot = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_CASELESS | PCRE2_UTF, &number,
		                      &offset, NULL);
	return *slot;
}

static bool regex_holds(struct trial *trial)
{
	struct matcher *matcher = trial->matcher;
	pcre2_code *code;

	if (trial->rule->regex == 0)
		return true;
	code = regex_of(trial);
	for (uint32_t i = 0; code != NULL && i < matcher->readings.count; i++) {
		const struct strbuf *text = &matcher->readings.list[i].folded.text;
		PCRE2_SIZE *ends;
		if (pcre2_match(code, (PCRE2_SPTR)text->data, text->len, 0, PCRE2_NO_UTF_CHECK, matcher->match_data,
		                matcher->match_context) < 0)
			continue;
		ends = pcre2_get_ovector_pointer(matcher->match_data);
		trial->score += POINTS_REGEX;
		if (trial->len == 0 && ends[1] > ends[0]) {
			trial->reading = i;
			trial->at = (uint32_t)ends[0];
			trial->len = (uint32_t)(ends[1] - ends[0]);
		}
		return true;
	}
	return false;
}

/* ---- conditions on everything else ---- */

static bool codes_hold(struct trial *trial)
{
	const struct image_rule *rule = trial->rule;
	uint32_t code = (uint32_t)trial->matcher->scene.code;

	if (rule->codes.count == 0)
		return code < 200 || code >= 400 || rule->problem.count > 0;
	for (uint32_t i = 0; i < rule->codes.count; i++) {
		uint32_t range = trial->image->lists[rule->codes.at + i];
		if (code >= range >> 16 && code <= (range & 0xffff)) {
			trial->score += range >> 16 == (range & 0xffff) ? POINTS_CODE : POINTS_CODE_CLASS;
			return true;
		}
	}
	return false;
}

static bool enhanced_holds(struct trial *trial)
{
	struct image_span list = trial->rule->enhanced;
	const char *enhanced = trial->matcher->scene.enhanced;

	for (uint32_t i = 0; i < list.count; i++) {
		const char *pattern = trial->image->strings + trial->image->lists[list.at + i];
		const char *star = strchr(pattern, '*');
		if (star != NULL && strncmp(pattern, enhanced, (size_t)(star - pattern)) == 0) {
			trial->score += POINTS_ENHANCED_FAMILY;
			return enhanced[0] != '\0';
		}
		if (strcmp(pattern, enhanced) == 0) {
			trial->score += POINTS_ENHANCED;
			return true;
		}
	}
	return list.count == 0;
}

static bool identity_holds(struct trial *trial, struct image_span list, const char *const *known, size_t count,
                           int points)
{
	for (uint32_t i = 0; i < list.count; i++) {
		const char *wanted = trial->image->strings + trial->image->lists[list.at + i];
		for (size_t k = 0; k < count; k++) {
			if (known[k] != NULL && strcasecmp(known[k], wanted) == 0) {
				trial->score += points;
				return true;
			}
		}
	}
	return list.count == 0;
}

static bool stage_holds(struct trial *trial)
{
	unsigned stages = trial->rule->stages;
	int stage = trial->matcher->scene.stage;

	if (stages == 0 || stage < 0)
		return true;
	if ((stages & 1u << stage) == 0)
		return false;
	trial->score += POINTS_STAGE - __builtin_popcount(stages);
	return true;
}

static bool surroundings_hold(struct trial *trial)
{
	const struct image_rule *rule = trial->rule;
	const struct matcher *matcher = trial->matcher;
	const struct scene *scene = &matcher->scene;
	const struct symptom *symptom = matcher->symptom;
	const char *channel = rule->channel == CHANNEL_PLAIN ? "plain" : "tls";

	if (rule->problem.count == 0 && symptom->reply == NULL)
		return false;
	if (rule->passwords != 0 && (rule->passwords & 1u << matcher->password) == 0)
		return false;
	if (rule->channel != CHANNEL_ANY && (symptom->channel == NULL || strcmp(symptom->channel, channel) != 0))
		return false;
	trial->score += rule->passwords != 0 ? POINTS_IDENTITY : 0;
	trial->score += rule->channel != CHANNEL_ANY ? POINTS_CHANNEL : 0;
	return stage_holds(trial) && codes_hold(trial) && enhanced_holds(trial) &&
	       identity_holds(trial, rule->problem, &symptom->problem, 1, POINTS_PROBLEM) &&
	       identity_holds(trial, rule->mechanism, &symptom->mechanism, 1, POINTS_IDENTITY) &&
	       identity_holds(trial, rule->provider, scene->providers, scene->provider_count, POINTS_PROVIDER) &&
	       identity_holds(trial, rule->software, scene->software, scene->software_count, POINTS_IDENTITY);
}

/* ---- all rules ---- */

static const char *cause_of(const struct kb *kb, const struct match *match)
{
	size_t count;
	const struct image *image = kb_layers(kb, &count)[match->layer].image;

	return image->strings + image->topics[match->topic].id;
}

/* Keeps the better rule of the same cause. */
static void keep(const struct kb *kb, const struct match *match, struct match *list, size_t *count)
{
	const char *cause = cause_of(kb, match);
	size_t i = 0;

	while (i < *count && strcmp(cause_of(kb, &list[i]), cause) != 0)
		i++;
	if (i == MATCHES_MAX)
		return;
	if (i == *count)
		list[(*count)++] = *match;
	else if (match->confidence > list[i].confidence ||
	         (match->confidence == list[i].confidence && match->score > list[i].score))
		list[i] = *match;
}

static bool try_rule(struct matcher *matcher, uint32_t layer, uint32_t number, struct match *ret_match)
{
	struct trial trial = {
	    .matcher = matcher,
	    .layer = &matcher->layers[layer],
	    .image = matcher->layers[layer].scan.image,
	    .rule = &matcher->layers[layer].scan.image->rules[number],
	    .number = number,
	};

	if (!phrases_hold(&trial) || !surroundings_hold(&trial) || !regex_holds(&trial))
		return false;
	*ret_match = (struct match){
	    .layer = layer,
	    .topic = trial.rule->topic,
	    .rule = number,
	    .confidence = trial.rule->confidence,
	    .score = trial.score + trial.rule->weight,
	    .reading = trial.reading,
	    .at = trial.at,
	    .len = trial.len,
	};
	return true;
}

size_t match_all(const struct kb *kb, const struct symptom *symptom, struct match list[MATCHES_MAX],
                 struct scene *ret_scene)
{
	struct matcher *matcher = matcher_of(kb);
	size_t layer_count;
	const struct layer *layers = kb_layers(kb, &layer_count);
	size_t count = 0;
	struct match match;

	matcher->symptom = symptom;
	look_at(kb, matcher);
	for (uint32_t i = 0; i < matcher->layer_count; i++) {
		const struct scan *scan = &matcher->layers[i].scan;
		struct image_span loose = scan->image->loose;
		for (size_t r = 0; r < scan->rule_count + loose.count; r++) {
			uint32_t number = r < scan->rule_count ? scan->rules[r]
			                                       : scan->image->lists[loose.at + r - scan->rule_count];
			if (layer_shows(&layers[i], scan->image->rules[number].topic) &&
			    try_rule(matcher, i, number, &match))
				keep(kb, &match, list, &count);
		}
	}
	*ret_scene = matcher->scene;
	return count;
}
