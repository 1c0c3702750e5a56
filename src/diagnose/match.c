/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at rules one by one: do their conditions hold, and how much does that say? */
#include "diagnose/match.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

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
	POINTS_AGREEMENT = 20, /* the enhanced code alone speaks for the same cause as the words */
};

struct matcher {
	struct senses senses;
	pcre2_code **codes[LAYERS_MAX]; /* a rule each; NULL: not compiled yet */
	pcre2_match_data *match_data;
	pcre2_match_context *match_context;
	struct scene scene;
};

/* A rule under examination. */
struct trial {
	struct matcher *matcher;
	const struct scene *scene;
	const struct scan *scan;
	const struct image *image;
	const struct image_rule *rule;
	pcre2_code **code; /* the rule's regex */
	int score;
	uint32_t reading, at, len;
};

static struct matcher *matcher_of(const struct kb *kb)
{
	struct matcher *matcher = kb->state->matcher;

	if (matcher != NULL)
		return matcher;
	matcher = kb->state->matcher = mem_calloc(1, sizeof *matcher);
	senses_init(&matcher->senses, kb);
	for (size_t i = 0; i < matcher->senses.scan_count; i++)
		matcher->codes[i] =
		    mem_calloc(matcher->senses.scans[i].image->rule_count + 1, sizeof *matcher->codes[i]);
	matcher->match_data = pcre2_match_data_create(4, NULL);
	matcher->match_context = pcre2_match_context_create(NULL);
	if (matcher->match_data == NULL || matcher->match_context == NULL)
		mem_exhausted();
	pcre2_set_match_limit(matcher->match_context, REGEX_STEPS_MAX);
	pcre2_set_depth_limit(matcher->match_context, REGEX_DEPTH_MAX);
	return matcher;
}

void matcher_destroy(struct matcher *matcher)
{
	if (matcher == NULL)
		return;
	for (size_t i = 0; i < matcher->senses.scan_count; i++) {
		for (uint32_t r = 0; r < matcher->senses.scans[i].image->rule_count; r++)
			pcre2_code_free(matcher->codes[i][r]);
		free(matcher->codes[i]);
	}
	pcre2_match_data_free(matcher->match_data);
	pcre2_match_context_free(matcher->match_context);
	senses_finish(&matcher->senses);
	free(matcher);
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
	const struct scan *scan = trial->scan;
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
	pcre2_code **slot = trial->code;
	const char *text = image_string(trial->image, trial->rule->regex);
	PCRE2_SIZE offset;
	int number = 0;

	if (*slot == NULL)
		*slot = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_CASELESS | PCRE2_UTF,
				      &number, &offset, NULL);
	if (*slot == NULL && number == PCRE2_ERROR_HEAP_FAILED)
		mem_exhausted();
	return *slot;
}

static bool regex_holds(struct trial *trial)
{
	struct matcher *matcher = trial->matcher;
	pcre2_code *code;

	if (trial->rule->regex == 0)
		return true;
	code = regex_of(trial);
	for (uint32_t i = 0; code != NULL && i < trial->scene->readings->count; i++) {
		const struct strbuf *text = &trial->scene->readings->list[i].folded.text;
		PCRE2_SIZE *ends;
		int found = pcre2_match(code, (PCRE2_SPTR)text->data, text->len, 0, PCRE2_NO_UTF_CHECK,
					matcher->match_data, matcher->match_context);
		if (found == PCRE2_ERROR_NOMEMORY)
			mem_exhausted();
		if (found < 0)
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
	uint32_t code = (uint32_t)trial->scene->code;

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
	const char *enhanced = trial->scene->enhanced;

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

static bool identity_holds(struct trial *trial, struct image_span list, const char *const *known,
			   size_t count, int points)
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
	int stage = trial->scene->stage;

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
	const struct scene *scene = trial->scene;
	const struct symptom *symptom = scene->symptom;
	const char *channel = rule->channel == CHANNEL_PLAIN ? "plain" : "tls";

	if (rule->problem.count == 0 && symptom->reply == NULL)
		return false;
	if (rule->passwords != 0 && (rule->passwords & 1u << scene->password) == 0)
		return false;
	if (rule->channel != CHANNEL_ANY &&
	    (symptom->channel == NULL || strcmp(symptom->channel, channel) != 0))
		return false;
	trial->score += rule->passwords != 0 ? POINTS_IDENTITY : 0;
	trial->score += rule->channel != CHANNEL_ANY ? POINTS_CHANNEL : 0;
	return stage_holds(trial) && codes_hold(trial) && enhanced_holds(trial) &&
	       identity_holds(trial, rule->problem, &symptom->problem, 1, POINTS_PROBLEM) &&
	       identity_holds(trial, rule->mechanism, &symptom->mechanism, 1, POINTS_IDENTITY) &&
	       identity_holds(trial, rule->provider, scene->providers, scene->provider_count,
			      POINTS_PROVIDER) &&
	       identity_holds(trial, rule->software, scene->software, scene->software_count, POINTS_IDENTITY);
}

/* ---- all rules ---- */

static const char *cause_of(const struct kb *kb, const struct match *match)
{
	size_t count;
	const struct image *image = kb_layers(kb, &count)[match->layer].image;

	return image->strings + image->topics[match->topic].id;
}

/* Keeps the better rule of the same cause, and remembers when words and enhanced code agree. */
static void keep(const struct kb *kb, const struct match *match, struct match *list, size_t *count)
{
	const char *cause = cause_of(kb, match);
	bool agrees;
	size_t i = 0;

	while (i < *count && strcmp(cause_of(kb, &list[i]), cause) != 0)
		i++;
	if (i == MATCHES_MAX)
		return;
	if (i == *count) {
		list[(*count)++] = *match;
		return;
	}
	agrees = list[i].agrees || match->agrees;
	if (match->confidence > list[i].confidence ||
	    (match->confidence == list[i].confidence && match->score > list[i].score))
		list[i] = *match;
	list[i].agrees = agrees;
}

static void add_agreement(struct match *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i].agrees && list[i].len > 0)
			list[i].score += POINTS_AGREEMENT;
	}
}

/*
 * A rule for one or two stages is less sure when the stage is not known: one step down, and what is
 * of low confidence anyway is left out (-1).
 */
static int confidence_of(const struct trial *trial)
{
	const struct image_rule *rule = trial->rule;
	int stages = __builtin_popcount(rule->stages);

	return trial->scene->stage < 0 && (stages == 1 || stages == 2) && rule->problem.count == 0
		   ? rule->confidence - 1
		   : rule->confidence;
}

/* Without words, without an enhanced code and without the stage, a rule for one or two stages only guesses.
 */
static bool is_guess(const struct trial *trial)
{
	const struct image_rule *rule = trial->rule;
	int stages = __builtin_popcount(rule->stages);

	return trial->scene->stage < 0 && trial->len == 0 && (stages == 1 || stages == 2) &&
	       rule->enhanced.count == 0 && rule->problem.count == 0;
}

static bool try_rule(struct matcher *matcher, uint32_t layer, uint32_t number, struct match *ret_match)
{
	const struct scan *scan = &matcher->senses.scans[layer];
	struct trial trial = {
	    .matcher = matcher,
	    .scene = &matcher->scene,
	    .scan = scan,
	    .image = scan->image,
	    .rule = &scan->image->rules[number],
	    .code = &matcher->codes[layer][number],
	};
	int confidence;
	confidence = confidence_of(&trial);
	if (confidence < 0 || !phrases_hold(&trial) || !surroundings_hold(&trial) || !regex_holds(&trial) ||
	    is_guess(&trial))
		return false;
	*ret_match = (struct match){
	    .layer = layer,
	    .topic = trial.rule->topic,
	    .rule = number,
	    .confidence = confidence,
	    .score = trial.score + trial.rule->weight,
	    .reading = trial.reading,
	    .at = trial.at,
	    .len = trial.len,
	    .agrees = trial.rule->enhanced.count > 0 && trial.len == 0,
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

	scene_look(&matcher->scene, kb, symptom, &matcher->senses);
	for (uint32_t i = 0; i < layer_count; i++) {
		const struct scan *scan = &matcher->senses.scans[i];
		struct image_span loose = scan->image->loose;
		for (size_t r = 0; r < scan->rule_count + loose.count; r++) {
			uint32_t number = r < scan->rule_count
					      ? scan->rules[r]
					      : scan->image->lists[loose.at + r - scan->rule_count];
			if (layer_shows(&layers[i], scan->image->rules[number].topic) &&
			    try_rule(matcher, i, number, &match))
				keep(kb, &match, list, &count);
		}
	}
	add_agreement(list, count);
	*ret_scene = matcher->scene;
	return count;
}
