/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words become mentions; a who and a state become one statement when they stand in one sentence. */
#include "diagnose/mention.h"

#include <string.h>

enum {
	GAP_MAX = 40, /* bytes where a word has " .. " */
	NEAR = 24,    /* bytes between who and state */
	FAR = 60,
	FARTHEST = 140,
	REASON_LEAST = 16, /* bytes after a colon that give a reason */
	ANNOUNCED = 50,    /* percent that a verdict counts whose reason follows */
};

static uint64_t bit(enum concept concept)
{
	return UINT64_C(1) << concept;
}

static bool ends_sentence(const char *text, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++) {
		if (text[i + 1] == ' ' &&
		    (text[i] == '.' || text[i] == ';' || text[i] == '!' || text[i] == '?'))
			return true;
	}
	return false;
}

static const char *text_of(const struct decodings *decodings, uint32_t decoding)
{
	return decodings->list[decoding].folded.text.data;
}

static void add(struct mentions *mentions, struct mention mention)
{
	if (mentions->count == MENTIONS_MAX)
		return;
	mentions->list[mentions->count++] = mention;
	mentions->present |= bit(mention.concept);
}

/* The first part that stands before hit number `last`, as near as may be; NULL when there is none. */
static const struct scan_hit *first_part(const struct scan *scan, size_t last, uint32_t phrase,
					 const struct decodings *decodings)
{
	const struct scan_hit *second = &scan->hits[last];

	for (size_t i = last; i-- > 0;) {
		const struct scan_hit *hit = &scan->hits[i];
		uint32_t end = hit->at + hit->len;
		if (hit->decoding != second->decoding || second->at > end + GAP_MAX)
			continue;
		if (hit->phrase == phrase && end <= second->at &&
		    !ends_sentence(text_of(decodings, hit->decoding) + end, second->at - end))
			return hit;
	}
	return NULL;
}

void mentions_add(struct mentions *mentions, const struct scan *scan, const struct decodings *decodings)
{
	for (size_t i = 0; i < scan->hit_count; i++) {
		const struct scan_hit *hit = &scan->hits[i];
		const struct rule_index_word *word = &scan->rule_index->words[hit->word];
		const struct scan_hit *first = hit;
		if (hit->word == 0)
			continue;
		if (word->second != PHRASE_NONE)
			first = first_part(scan, i, word->first, decodings);
		if (first != NULL)
			add(mentions, (struct mention){word->concept_number, hit->decoding, first->at,
						       hit->at + hit->len - first->at});
	}
}

/* Bytes between two mentions; 0 when they overlap. */
static uint32_t distance(const struct mention *a, const struct mention *b)
{
	const struct mention *first = a->at > b->at ? b : a;
	const struct mention *second = a->at > b->at ? a : b;

	return second->at > first->at + first->len ? second->at - first->at - first->len : 0;
}

/* "Recipient address rejected: message size exceeded": the reason stands after the colon. */
static bool announces(const char *text, const struct mention *state)
{
	const char *after = text + state->at + state->len;

	return after[0] == ':' && after[1] == ' ' && strlen(after) >= REASON_LEAST;
}

static int closeness(const struct decodings *decodings, const struct mention *who,
		     const struct mention *state)
{
	uint32_t gap = distance(who, state);
	uint32_t start = who->at < state->at ? who->at + who->len : state->at + state->len;
	int percent = gap <= NEAR ? 100 : gap <= FAR ? 85 : gap <= FARTHEST ? 60 : 0;

	if (announces(text_of(decodings, state->decoding), state))
		percent = percent * ANNOUNCED / 100;

	if (gap > 0 && percent > 0 && ends_sentence(text_of(decodings, who->decoding) + start, gap))
		percent /= 2;
	return percent;
}

static struct mention span(const struct mention *a, const struct mention *b)
{
	uint32_t at = a->at < b->at ? a->at : b->at;
	uint32_t a_end = a->at + a->len;
	uint32_t b_end = b->at + b->len;

	return (struct mention){a->concept, a->decoding, at, (a_end > b_end ? a_end : b_end) - at};
}

int mentions_pair(const struct mentions *mentions, const struct decodings *decodings, uint64_t who,
		  uint64_t state, struct mention *ret_place)
{
	int best = 0;

	if ((who != 0 && (who & mentions->present) == 0) || (state != 0 && (state & mentions->present) == 0))
		return 0;
	for (size_t i = 0; i < mentions->count; i++) {
		const struct mention *first = &mentions->list[i];
		if ((bit(first->concept) & (who != 0 ? who : state)) == 0)
			continue;
		for (size_t k = 0; k < mentions->count; k++) {
			bool alone = who == 0 || state == 0;
			const struct mention *second = alone ? first : &mentions->list[k];
			if (!alone &&
			    ((bit(second->concept) & state) == 0 || second->decoding != first->decoding))
				continue;
			int percent = closeness(decodings, first, second);
			if (percent > best) {
				best = percent;
				*ret_place = span(first, second);
			}
			if (alone)
				break;
		}
	}
	return best;
}
