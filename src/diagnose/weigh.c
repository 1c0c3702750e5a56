/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One rule: do its conditions hold, and how much does that say? */
#include "diagnose/weigh.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

/* Log-odds in hundredths: what a rule says by itself ... */
static const int base_points[] = {
    [CONFIDENCE_LOW] = 120,
    [CONFIDENCE_MEDIUM] = 250,
    [CONFIDENCE_HIGH] = 400,
    [CONFIDENCE_AGAINST] = -300,
};

/* ... and what its conditions add when they hold, or take away when they do not. */
enum {
	SHOWN_APART = 16, /* bytes between words that are shown as one */
	SHOWN_MAX = 90,   /* bytes of what a regex found */
	POINTS_PHRASE = 20,
	POINTS_PHRASES_MAX = 120,
	POINTS_REGEX = 35,
	POINTS_PROBLEM = 100,
	POINTS_PROVIDER = 30,
	POINTS_SAID_THERE = 200,
	POINTS_SAID_ELSEWHERE = -390,
	POINTS_SAID_BY_UNKNOWN = -320,
	POINTS_ENHANCED = 20,
	POINTS_ENHANCED_FAMILY = 8,
	POINTS_ENHANCED_UNKNOWN = -70,
	POINTS_ENHANCED_OTHER = -150,
	POINTS_IDENTITY = 20, /* software, mechanism, kind of password */
	POINTS_CHANNEL = 10,
	POINTS_GIVEN = 60,
	POINTS_STAGE = 10,
	POINTS_STAGE_UNKNOWN = -60,
	POINTS_STAGE_OTHER = -260,
	POINTS_CODE = 5,
	POINTS_CODE_CLASS = 2,
	POINTS_CODE_UNKNOWN = -60,
	POINTS_CODE_OTHER = -220,
	POINTS_CLASS_OTHER = -220,
};

/* A rule under examination. */
struct trial {
	struct matcher *matcher;
	const struct match_input *match_input;
	const struct scan *scan;
	const struct rule_index *rule_index;
	const struct rule_index_rule *rule;
	pcre2_code **code;      /* the rule's regex */
	int words_points;       /* of phrases */
	uint32_t longest;       /* bytes of the longest words */
	struct finding finding; /* being made */
};

/* ---- conditions on the text ---- */

/* "login" and "disabled" that stand side by side are shown as one. */
static bool widen_words(struct finding *finding, const struct scan_found *found, uint32_t len)
{
	uint32_t end = finding->at + finding->len;
	uint32_t found_end = found->at + len;

	if (finding->len == 0 || finding->decoding != found->decoding || found->at > end + SHOWN_APART ||
	    finding->at > found_end + SHOWN_APART)
		return false;
	finding->at = found->at < finding->at ? found->at : finding->at;
	finding->len = (found_end > end ? found_end : end) - finding->at;
	return true;
}

static void weigh_phrase(struct trial *trial, uint32_t phrase, const struct scan_found *found)
{
	struct finding *finding = &trial->finding;
	uint32_t len = trial->rule_index->phrases[phrase].len;
	int points = POINTS_PHRASE + (int)(len > 60 ? 30 : len / 2);

	if (trial->words_points + points <= POINTS_PHRASES_MAX) {
		trial->words_points += points;
		finding->points += points;
	}
	finding->words = true;
	if (widen_words(finding, found, len)) {
		trial->longest = len > trial->longest ? len : trial->longest;
	} else if (len > trial->longest) {
		finding->decoding = found->decoding;
		finding->at = found->at;
		finding->len = trial->longest = len;
	}
}

static bool phrases_hold(struct trial *trial)
{
	const struct rule_index_rule *rule = trial->rule;
	const uint32_t *lists = trial->rule_index->lists;
	const struct scan *scan = trial->scan;
	uint32_t best = PHRASE_NONE;

	for (uint32_t i = 0; i < rule->none.count; i++) {
		if (scan_phrase(scan, lists[rule->none.at + i]) != NULL)
			return false;
	}
	for (uint32_t i = 0; i < rule->any.count; i++) {
		uint32_t phrase = lists[rule->any.at + i];
		if (scan_phrase(scan, phrase) != NULL &&
		    trial->rule_index->phrases[phrase].len > trial->rule_index->phrases[best].len)
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
	const char *text = rule_index_string(trial->rule_index, trial->rule->regex);
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
	for (uint32_t i = 0; code != NULL && i < trial->match_input->decodings->count; i++) {
		const struct strbuf *text = &trial->match_input->decodings->list[i].folded.text;
		PCRE2_SIZE *ends;
		int found = pcre2_match(code, (PCRE2_SPTR)text->data, text->len, 0, PCRE2_NO_UTF_CHECK,
					matcher->match_data, matcher->match_context);
		if (found == PCRE2_ERROR_NOMEMORY)
			mem_exhausted();
		if (found < 0)
			continue;
		ends = pcre2_get_ovector_pointer(matcher->match_data);
		trial->finding.points += POINTS_REGEX;
		trial->finding.words = true;
		if (ends[1] - ends[0] > trial->finding.len && ends[1] - ends[0] <= SHOWN_MAX) {
			trial->finding.decoding = i;
			trial->finding.at = (uint32_t)ends[0];
			trial->finding.len = (uint32_t)(ends[1] - ends[0]);
		}
		trial->longest = trial->longest == 0 ? (uint32_t)(ends[1] - ends[0]) : trial->longest;
		return true;
	}
	return false;
}

/* Who and state, in one statement. What stands far apart counts less. */
static bool concepts_hold(struct trial *trial)
{
	const struct rule_index_rule *rule = trial->rule;
	struct finding *finding = &trial->finding;
	struct mention place;
	int percent;

	if ((rule->who | rule->state) == 0)
		return true;
	percent = mentions_pair(&trial->match_input->mentions, trial->match_input->decodings, rule->who,
				rule->state, &place);
	if (percent == 0)
		return false;
	finding->points = finding->points * percent / 100;
	finding->words = true;
	if (finding->len == 0) {
		finding->decoding = place.decoding;
		finding->at = place.at;
		finding->len = trial->longest = place.len;
	}
	return true;
}

/* ---- conditions on everything else ---- */

/* Rules that go by a code or a stage alone have to be right about it, and objections too; to others it is one
 * sign of several. */
static bool is_loose(const struct trial *trial)
{
	return !trial->finding.words || trial->rule->confidence == CONFIDENCE_AGAINST;
}

/* A short phrase means little in another place than the one that the rule was written for: percent. */
static int doubt(const struct trial *trial, int points)
{
	uint32_t len = trial->longest;

	return points >= 0 || len >= 24 ? 100 : len >= 12 ? 140 : 200;
}

/* Adds points when the sign is there or speaks against it; a loose rule does not hold then. */
static bool weigh_sign(struct trial *trial, int points, signed char *ret_sign)
{
	trial->finding.points += points * doubt(trial, points) / 100;
	*ret_sign = points < 0 ? -1 : 1;
	return points >= 0 || !is_loose(trial);
}

/* No code at all: many programs drop it. Then the class of the enhanced code must do. */
static bool codes_hold(struct trial *trial)
{
	const struct rule_index_rule *rule = trial->rule;
	const uint32_t *ranges = trial->rule_index->lists + rule->codes.at;
	int code = trial->match_input->code;
	int class = match_input_class(trial->match_input);
	bool same_class = false;

	if (rule->codes.count == 0)
		return class == 0 || class >= 4 || rule->problem.count > 0;
	for (uint32_t i = 0; i < rule->codes.count; i++) {
		int low = (int)(ranges[i] >> 16);
		int high = (int)(ranges[i] & 0xffff);
		if (code >= low && code <= high)
			return weigh_sign(trial, low == high ? POINTS_CODE : POINTS_CODE_CLASS,
					  &trial->finding.code);
		same_class = same_class || low / 100 == class;
	}
	if (class == 2 || class == 3)
		return false;
	if (code == 0 && (class == 0 || same_class)) {
		trial->finding.points += POINTS_CODE_UNKNOWN;
		return !is_loose(trial) || (same_class && rule->enhanced.count > 0);
	}
	return weigh_sign(trial, same_class ? POINTS_CODE_OTHER : POINTS_CLASS_OTHER, &trial->finding.code);
}

static bool enhanced_holds(struct trial *trial)
{
	struct rule_index_span list = trial->rule->enhanced;
	const char *enhanced = trial->match_input->enhanced;

	for (uint32_t i = 0; i < list.count; i++) {
		const char *pattern = trial->rule_index->strings + trial->rule_index->lists[list.at + i];
		const char *star = strchr(pattern, '*');
		bool family = star != NULL && enhanced[0] != '\0' &&
			      strncmp(pattern, enhanced, (size_t)(star - pattern)) == 0;
		if (family || strcmp(pattern, enhanced) == 0) {
			trial->finding.points += family ? POINTS_ENHANCED_FAMILY : POINTS_ENHANCED;
			return true;
		}
	}
	if (list.count == 0)
		return true;
	int points = enhanced[0] == '\0' ? POINTS_ENHANCED_UNKNOWN : POINTS_ENHANCED_OTHER;
	trial->finding.points += points * doubt(trial, points) / 100;
	return !is_loose(trial);
}

static bool identity_holds(struct trial *trial, struct rule_index_span list, const char *const *known,
			   size_t count, int points)
{
	for (uint32_t i = 0; i < list.count; i++) {
		const char *wanted = trial->rule_index->strings + trial->rule_index->lists[list.at + i];
		for (size_t k = 0; k < count; k++) {
			if (known[k] != NULL && strcasecmp(known[k], wanted) == 0) {
				trial->finding.points += points;
				return true;
			}
		}
	}
	return list.count == 0;
}

static bool stage_holds(struct trial *trial)
{
	unsigned stages = trial->rule->stages;
	int stage = trial->match_input->stage;
	int count = __builtin_popcount(stages);

	if (stages == 0)
		return true;
	if (stage >= 0)
		return weigh_sign(trial,
				  (stages & 1u << stage) != 0 ? POINTS_STAGE - count : POINTS_STAGE_OTHER,
				  &trial->finding.stage);
	/* A rule for one or two stages that goes by a code alone would only guess. */
	trial->finding.points += count <= 2 && trial->rule->problem.count == 0 ? POINTS_STAGE_UNKNOWN : 0;
	return !is_loose(trial) || count > 2 || trial->rule->enhanced.count > 0 ||
	       trial->rule->problem.count > 0;
}

/* What one provider says means less in the mouth of another; a mere code means nothing there. */
static bool weigh_speaker(struct trial *trial)
{
	const struct match_input *match_input = trial->match_input;
	uint32_t topic = trial->rule->said_by;
	int points = match_input->provider_count == 0 ? POINTS_SAID_BY_UNKNOWN : POINTS_SAID_ELSEWHERE;

	for (size_t i = 0; topic != 0 && i < match_input->provider_count; i++) {
		if (strcmp(match_input->providers[i],
			   trial->rule_index->strings + trial->rule_index->topics[topic - 1].id) == 0)
			points = POINTS_SAID_THERE;
	}
	trial->finding.points += topic != 0 ? points : 0;
	trial->finding.said_there = topic != 0 && points == POINTS_SAID_THERE;
	return topic == 0 || points == POINTS_SAID_THERE || !is_loose(trial);
}

static bool circumstances_hold(struct trial *trial)
{
	const struct rule_index_rule *rule = trial->rule;
	const struct circumstances *known = &trial->match_input->known;

	if ((rule->given & known->yes) != rule->given || (rule->unless & known->yes) != 0)
		return false;
	trial->finding.points += (rule->given != 0 ? POINTS_GIVEN : 0) * (trial->finding.points < 0 ? -1 : 1);
	return true;
}

static bool surroundings_hold(struct trial *trial)
{
	const struct rule_index_rule *rule = trial->rule;
	const struct match_input *match_input = trial->match_input;
	const struct symptom *symptom = match_input->symptom;
	const char *channel = rule->channel == CHANNEL_PLAIN ? "plain" : "tls";

	if (rule->problem.count == 0 && symptom->reply == NULL && (rule->given == 0 || rule->codes.count > 0))
		return false;
	if (rule->passwords != 0 && (rule->passwords & 1u << match_input->password) == 0)
		return false;
	if (rule->channel != CHANNEL_ANY &&
	    (symptom->channel == NULL || strcmp(symptom->channel, channel) != 0))
		return false;
	trial->finding.known_there = rule->provider.count > 0 || rule->passwords != 0;
	trial->finding.points += rule->passwords != 0 ? POINTS_IDENTITY : 0;
	trial->finding.points += rule->channel != CHANNEL_ANY ? POINTS_CHANNEL : 0;
	if (!identity_holds(trial, rule->problem, &symptom->problem, 1, POINTS_PROBLEM) ||
	    !identity_holds(trial, rule->mechanism, &symptom->mechanism, 1, POINTS_IDENTITY) ||
	    !identity_holds(trial, rule->provider, match_input->providers, match_input->provider_count,
			    POINTS_PROVIDER) ||
	    !identity_holds(trial, rule->software, match_input->software, match_input->software_count,
			    POINTS_IDENTITY))
		return false;
	return weigh_speaker(trial) && stage_holds(trial) && codes_hold(trial) && enhanced_holds(trial) &&
	       circumstances_hold(trial);
}

/* ---- the rule ---- */

bool weigh_rule(struct matcher *matcher, uint32_t layer, uint32_t number, struct finding *ret_finding)
{
	const struct scan *scan = &matcher->match_scratch.scans[layer];
	const struct rule_index_rule *rule = &scan->rule_index->rules[number];
	struct trial trial = {
	    .matcher = matcher,
	    .match_input = &matcher->match_input,
	    .scan = scan,
	    .rule_index = scan->rule_index,
	    .rule = rule,
	    .code = &matcher->codes[layer][number],
	    .finding = {.layer = layer,
			.topic = rule->topic,
			.rule = number,
			.points = base_points[rule->confidence] + rule->weight,
			.words = rule->problem.count > 0 || rule->given != 0},
	};

	if (!concepts_hold(&trial) || !phrases_hold(&trial) || !regex_holds(&trial) ||
	    !surroundings_hold(&trial))
		return false;
	*ret_finding = trial.finding;
	return rule->confidence == CONFIDENCE_AGAINST ? trial.finding.points < 0 : trial.finding.points > 0;
}
