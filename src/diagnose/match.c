/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds up what the rules say, cause by cause. */
#include "diagnose/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "diagnose/learned.h"
#include "diagnose/weigh.h"

enum {
	REGEX_STEPS_MAX = 20000,
	REGEX_DEPTH_MAX = 200,
	LETTERS_MIN = 12,       /* with fewer, the whole alone makes no candidate */
	SPOKEN_MIN = 8,         /* bytes of words that no mere code stands above */
	POINTS_WORDS_MIN = 110, /* words that are left with less are no better than a code */
	/* Next to the whole, in percent (tests/diagnose/fit.py has these too): */
	PERCENT_CODES = 75,
	PERCENT_WORDS = 64,
	PERCENT_SURE = 145, /* ... of what is above POINTS_SURE */
	POINTS_SURE = 300,
	POINTS_NO_WORDS = 40,  /* less for what no rule's words speak for */
	POINTS_UNWEIGHED = 60, /* instead of the whole, for causes of which it knows nothing */
	/* At least, of the whole and of its words, for a cause that may stand above what rules know by words:
	 */
	POINTS_WHOLE_SAYS = 100,
	POINTS_WORDS_SAY = 30,
	POINTS_KNOWN_THERE = 150, /* at least, for what a rule knows of the very provider */
};

static struct matcher *matcher_of(const struct kb *kb)
{
	struct matcher *matcher = kb->state->matcher;

	if (matcher != NULL)
		return matcher;
	matcher = kb->state->matcher = mem_calloc(1, sizeof *matcher);
	match_scratch_init(&matcher->match_scratch, kb);
	for (size_t i = 0; i < matcher->match_scratch.scan_count; i++)
		matcher->codes[i] = mem_calloc(matcher->match_scratch.scans[i].rule_index->rule_count + 1,
					       sizeof *matcher->codes[i]);
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
	for (size_t i = 0; i < matcher->match_scratch.scan_count; i++) {
		for (uint32_t r = 0; r < matcher->match_scratch.scans[i].rule_index->rule_count; r++)
			pcre2_code_free(matcher->codes[i][r]);
		free(matcher->codes[i]);
	}
	pcre2_match_data_free(matcher->match_data);
	pcre2_match_context_free(matcher->match_context);
	match_scratch_finish(&matcher->match_scratch);
	free(matcher);
}

static const char *cause_of(const struct layer *layers, const struct finding *finding)
{
	const struct rule_index *rule_index = layers[finding->layer].rule_index;

	return rule_index->strings + rule_index->topics[finding->topic].id;
}

static struct match *match_of(const struct layer *layers, const struct finding *finding, struct match *list,
			      size_t *count)
{
	const char *cause = cause_of(layers, finding);

	for (size_t i = 0; i < *count; i++) {
		if (strcmp(cause_of(layers, &list[i].best), cause) == 0)
			return &list[i];
	}
	if (*count == MATCHES_MAX)
		return NULL;
	list[*count] = (struct match){.best = *finding, .objection = UINT32_MAX};
	list[*count].best.points = 0;
	return &list[(*count)++];
}

/* A code may weigh most; what is shown are the words that agree with it. */
static void borrow_words(struct finding *finding, const struct finding *from)
{
	finding->decoding = from->decoding;
	finding->at = from->at;
	finding->len = from->len;
}

/* Words that say much the same twice count once; codes that agree with them count a little. */
static void add_finding(struct match *match, const struct finding *finding)
{
	struct finding place = *finding; /* of the weaker one */
	int points = finding->points;

	match->spoken = match->spoken || (finding->words && points > 0 && finding->len >= SPOKEN_MIN);
	match->words = match->words || (finding->words && points >= POINTS_WORDS_MIN);
	if (points < 0) {
		match->objection = points < match->against ? finding->rule : match->objection;
		match->against += points;
		return;
	}
	if (!finding->words && points > match->codes)
		match->codes = points;
	if (points > match->best.points) {
		place = match->best;
		match->best = *finding;
	}
	if (match->best.len == 0 && place.len >= SPOKEN_MIN && place.points >= POINTS_WORDS_MIN)
		borrow_words(&match->best, &place);
}

/* A cause that no rule speaks for, but the reply as a whole. */
static struct match *add_learned(const struct kb *kb, const char *cause, struct match *list, size_t *count)
{
	struct topic_place place;

	if (*count == MATCHES_MAX || !kb_place(kb, GROUP_CAUSES, cause, &place))
		return NULL;
	list[*count] = (struct match){.best = {.layer = place.layer, .topic = place.topic, .rule = RULE_NONE},
				      .objection = UINT32_MAX};
	return &list[(*count)++];
}

/* "550 5.7.1 no" is no whole that could speak for a cause by itself. */
static bool says_something(const struct match_input *match_input)
{
	const struct strbuf *text = &match_input->decodings->list[0].folded.text;
	size_t letters = 0;

	for (size_t i = 0; i < text->len; i++)
		letters += text_is_alpha(text->data[i]) || (unsigned char)text->data[i] >= 0x80;
	return letters >= LETTERS_MIN;
}

/* The whole of the reply, in addition to the rules; false: it says nothing. Without any code it only shifts
 * what the rules have found. */
static bool weigh_whole(const struct kb *kb, const struct match_input *match_input, struct match *list,
			size_t *count)
{
	struct learned_points points[LEARNED_CAUSES_MAX];
	size_t layer_count;
	const struct layer *layers = kb_layers(kb, &layer_count);
	bool alone = match_input->code != 0 && says_something(match_input); /* "5.0.1" may be a version */
	bool by_stranger = (match_input->known.yes & UINT64_C(1) << CIRCUMSTANCE_STRANGER) != 0;

	if (kb->state->rules_only || by_stranger || !learned_weigh(match_input, points))
		return false; /* a stranger's words say nothing of the server that was meant */
	for (size_t k = 0; k < *count; k++)
		list[k].learned = POINTS_UNWEIGHED;
	for (unsigned i = 0; i < learned_cause_count; i++) {
		struct match *match = NULL;
		for (size_t k = 0; k < *count && match == NULL; k++) {
			if (strcmp(cause_of(layers, &list[k].best), learned_causes[i]) == 0)
				match = &list[k];
		}
		if (match == NULL && alone && points[i].whole > POINTS_NO_WORDS)
			match = add_learned(kb, learned_causes[i], list, count);
		if (match == NULL)
			continue;
		match->learned_words = points[i].words;
		if (!match->best.said_there) /* what is known there is not guessed */
			match->learned = points[i].whole < POINTS_KNOWN_THERE && match->best.known_there
					     ? POINTS_KNOWN_THERE
					     : points[i].whole;
	}
	return true;
}

static int compare_matches(const void *a, const void *b)
{
	const struct match *left = a;
	const struct match *right = b;

	if (left->below != right->below)
		return left->below ? 1 : -1;
	if (left->total != right->total)
		return left->total > right->total ? -1 : 1;
	if (left->best.layer != right->best.layer)
		return left->best.layer < right->best.layer ? 1 : -1; /* the organisation knows better */
	return left->best.topic < right->best.topic ? -1 : left->best.topic > right->best.topic;
}

/* The whole counts for more where the rules are not sure. */
static int total_of(const struct match *match, bool with_whole)
{
	int rules = match->best.points + (match->best.words ? match->codes / 8 : 0) + match->against;
	int sure = rules > POINTS_SURE ? rules - POINTS_SURE : 0;

	if (!with_whole)
		return rules;
	if (!match->words)
		return rules * PERCENT_CODES / 100 - POINTS_NO_WORDS + match->learned;
	return ((rules - sure) * PERCENT_WORDS + sure * PERCENT_SURE) / 100 + match->learned;
}

/* A code that nobody has seen says as much as its first digit: the whole, which has not seen it either,
 * cannot speak against all that is left. */
static bool whole_counts(const struct match_input *match_input, const struct match *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (total_of(&list[i], true) > 0)
			return true;
	return match_input->code == 0;
}

/* The whole is words, too, when it is they that make it speak for the cause. */
static bool is_said_by_whole(const struct match *match)
{
	return match->learned >= POINTS_WHOLE_SAYS && match->learned_words >= POINTS_WORDS_SAY;
}

static size_t add_up(struct match *list, size_t count, bool with_whole)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct match match = list[i];
		match.total = total_of(&match, with_whole);
		match.below = !match.words && !match.spoken && !match.best.said_there &&
			      !match.best.known_there && !(with_whole && is_said_by_whole(&match));
		if (match.total > 0)
			list[kept++] = match;
	}
	if (kept > 0)
		qsort(list, kept, sizeof *list, compare_matches);
	return kept;
}

size_t match_all(const struct kb *kb, const struct symptom *symptom, struct match list[MATCHES_MAX],
		 struct match_input *ret_match_input)
{
	struct matcher *matcher = matcher_of(kb);
	size_t layer_count;
	const struct layer *layers = kb_layers(kb, &layer_count);
	size_t count = 0;
	struct finding finding;
	bool weighed;

	match_input_look(&matcher->match_input, kb, symptom, &matcher->match_scratch);
	for (uint32_t i = 0; i < layer_count; i++) {
		const struct scan *scan = &matcher->match_scratch.scans[i];
		struct rule_index_span loose = scan->rule_index->loose;
		for (size_t r = 0; r < scan->rule_count + loose.count; r++) {
			uint32_t number = r < scan->rule_count
					      ? scan->rules[r]
					      : scan->rule_index->lists[loose.at + r - scan->rule_count];
			if (!layer_shows(&layers[i], scan->rule_index->rules[number].topic) ||
			    !weigh_rule(matcher, i, number, &finding))
				continue;
			struct match *match = match_of(layers, &finding, list, &count);
			if (match != NULL)
				add_finding(match, &finding);
		}
	}
	weighed = weigh_whole(kb, &matcher->match_input, list, &count);
	*ret_match_input = matcher->match_input;
	return add_up(list, count, weighed && whole_counts(ret_match_input, list, count));
}
