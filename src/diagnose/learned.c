/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Features of a reply, and the sum of their weights. Where the weights come from is not its business. */
#include "diagnose/learned.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

enum {
	POINTS_PER_UNIT = 67, /* how much the whole counts next to the rules: set by leaving sources out */
	POINTS_LEAST = -340,
	EVEN_ODDS = 50, /* a cause with one chance in so many is neither spoken for nor against */
	WORD_MAX = 40,
};

static bool is_letter(const char *text, size_t at, size_t len)
{
	unsigned char c = (unsigned char)text[at];

	if (c == '\'')
		return at > 0 && at + 1 < len && text_is_alpha(text[at - 1]) && text_is_alpha(text[at + 1]);
	return text_is_alpha((char)c) || (c >= 0x80 && c < 0xe3) || c > 0xef;
}

/* Chinese and Japanese write no spaces: each sign is a word. */
static size_t word_length(const char *text, size_t at, size_t len)
{
	size_t end = at;

	if ((unsigned char)text[at] >= 0xe3 && (unsigned char)text[at] <= 0xef)
		return at + 3 <= len ? 3 : 1;
	while (end < len && is_letter(text, end, len))
		end++;
	return end - at;
}

static size_t token_end(const char *text, size_t at, size_t len)
{
	const char *space = memchr(text + at, ' ', len - at);

	return space != NULL ? (size_t)(space - text) : len;
}

/* Words as they come: each by itself, and with the one before it. */
struct words {
	learned_take *take;
	void *context;
	const char *last;
	size_t last_len;
};

static void give_word(struct words *words, const char *word, size_t len)
{
	char name[2 + WORD_MAX + 1 + WORD_MAX] = "w=";

	if (len <= 1 || len > WORD_MAX)
		return;
	memcpy(name + 2, word, len);
	words->take(words->context, name, 2 + len);
	if (words->last != NULL) {
		name[0] = 'b';
		memcpy(name + 2, words->last, words->last_len);
		name[2 + words->last_len] = ' ';
		memcpy(name + 2 + words->last_len + 1, word, len);
		words->take(words->context, name, 2 + words->last_len + 1 + len);
	}
	words->last = word;
	words->last_len = len;
}

static void each_word(const char *text, size_t len, learned_take *take, void *context)
{
	struct words words = {.take = take, .context = context};

	for (size_t at = 0, end; at < len; at = end + 1) {
		end = token_end(text, at, len);
		if (memchr(text + at, '@', end - at) != NULL)
			continue; /* an address */
		while (at < end) {
			size_t count = word_length(text, at, end);
			give_word(&words, text + at, count);
			at += count > 0 ? count : 1;
		}
	}
}

/* A feature's name in the making. */
struct name {
	char text[48];
	size_t len;
};

static void add_text(struct name *name, const char *text)
{
	while (*text != '\0' && name->len < sizeof name->text)
		name->text[name->len++] = *text++;
}

static void add_number(struct name *name, int number)
{
	char digits[12];
	size_t at = sizeof digits - 1;

	digits[at] = '\0';
	for (int rest = number < 0 ? -number : number; at > 1; rest /= 10) {
		digits[--at] = (char)('0' + rest % 10);
		if (rest < 10)
			break;
	}
	if (number < 0)
		digits[--at] = '-';
	add_text(name, digits + at);
}

/* "code0=535": kind, step or 0, value. Written by hand: this is done for every reply of a log. */
static void give(learned_take *take, void *context, const char *kind, int stage, const char *value)
{
	struct name name = {.len = 0};

	add_text(&name, kind);
	add_number(&name, stage);
	add_text(&name, "=");
	add_text(&name, value);
	take(context, name.text, name.len);
}

static void give_number(learned_take *take, void *context, const char *kind, int stage, int value)
{
	struct name number = {.len = 0};

	add_number(&number, value);
	number.text[number.len] = '\0';
	give(take, context, kind, stage, number.text);
}

void learned_each(const struct match_input *match_input, learned_take *take, void *context)
{
	const struct strbuf *text = &match_input->decodings->list[0].folded.text;

	take(context, "all", 3);
	give(take, context, "step", match_input->stage, "");
	give_number(take, context, "class", match_input->stage, match_input_class(match_input));
	give_number(take, context, "code", 0, match_input->code);
	give_number(take, context, "code", match_input->stage, match_input->code);
	if (match_input->enhanced[0] != '\0') {
		give(take, context, "detail", 0, match_input->enhanced + 1);
		give(take, context, "detail", match_input->stage, match_input->enhanced + 1);
	}
	for (int i = 0; i < CONCEPT_COUNT; i++) {
		if (match_input->mentions.present & UINT64_C(1) << i)
			give(take, context, "concept", 0, concept_id((enum concept)i));
	}
	each_word(text->data, text->len, take, context);
}

/* ---- the sum ---- */

struct sum {
	int twentieths[LEARNED_CAUSES_MAX];
	int said[LEARNED_CAUSES_MAX]; /* of these by words and concepts, not by codes and steps */
	unsigned words;               /* that are known */
	unsigned long long seen[LEARNED_BUCKETS / 64]; /* each feature counts once */
};

static void add_weights(struct sum *sum, const struct learned_feature *feature, bool is_said)
{
	for (unsigned i = 0; i < feature->count; i++) {
		const struct learned_weight *weight = &learned_weights[feature->at + i];
		sum->twentieths[weight->cause] += weight->weight;
		sum->said[weight->cause] += is_said ? weight->weight : 0;
	}
}

static void add_feature(void *context, const char *name, size_t len)
{
	struct sum *sum = context;
	uint32_t bucket = learned_hash(name, len);

	for (; learned_buckets[bucket] != 0; bucket = (bucket + 1) % LEARNED_BUCKETS) {
		const struct learned_feature *feature = &learned_features[learned_buckets[bucket] - 1];
		const char *its_name = (const char *)learned_names + feature->name;
		if (strncmp(its_name, name, len) != 0 || its_name[len] != '\0')
			continue;
		if (sum->seen[bucket / 64] & 1ull << bucket % 64)
			return;
		sum->seen[bucket / 64] |= 1ull << bucket % 64;
		sum->words += name[0] == 'w';
		add_weights(sum, feature, name[1] == '=' || strncmp(name, "concept", 7) == 0);
		return;
	}
}

bool learned_weigh(const struct match_input *match_input, struct learned_points ret_list[LEARNED_CAUSES_MAX])
{
	struct sum sum = {0};
	float all = 0, even;
	int class = match_input_class(match_input);

	if (match_input->symptom->reply == NULL || match_input->symptom->problem != NULL ||
	    (class > 0 && class < 4))
		return false;
	learned_each(match_input, add_feature, &sum);
	if (match_input->code == 0 && match_input->enhanced[0] == '\0' && sum.words == 0)
		return false;
	for (unsigned i = 0; i < learned_cause_count; i++)
		all += expf((float)sum.twentieths[i] / 20);
	even = logf(EVEN_ODDS / all);
	for (unsigned i = 0; i < learned_cause_count; i++) {
		int points = (int)(POINTS_PER_UNIT * ((float)sum.twentieths[i] / 20 + even));
		ret_list[i].whole = points < POINTS_LEAST ? POINTS_LEAST : points;
		ret_list[i].words = POINTS_PER_UNIT * sum.said[i] / 20;
	}
	return true;
}
