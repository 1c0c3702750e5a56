/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranks what matched and makes it fit to show: evidence, texts, fixes. */
#include "diagnose/diagnosis.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "diagnose/match.h"
#include "smtp/mechanism.h"
#include "smtp/problem.h"

const char *confidence_id(enum confidence confidence)
{
	static const char *const ids[] = {"low", "medium", "high"};

	return ids[confidence];
}

const char *who_id(enum who who)
{
	static const char *const ids[] = {"you", "account-owner", "administrator", "wait"};

	return ids[who];
}

const char *who_label(enum who who)
{
	static const char *const labels[] = {
	    N_("you"), N_("the owner of the account, in the provider's web settings"),
	    N_("the administrator of the server"), N_("nobody; it clears by itself after a while")};

	return labels[who];
}

const char *action_id(enum action_kind kind)
{
	static const char *const ids[] = {
#define X(name, id) id,
	    ACTION_LIST(X)
#undef X
	};

	return ids[kind];
}

static bool asks_for_password(const struct layer *layer, uint32_t topic)
{
	struct rule_index_span fixes = layer->rule_index->topics[topic].fixes;

	for (uint32_t i = 0; i < fixes.count; i++) {
		unsigned action = layer->rule_index->fixes[fixes.at + i].action;
		if (action == ACTION_PASSWORD || action == ACTION_APP_PASSWORD)
			return true;
	}
	return false;
}

enum {
	TOTAL_HIGH = 420, /* log-odds in hundredths */
	TOTAL_MEDIUM = 300,
	MARGIN_HIGH = 80, /* to the next cause */
	MARGIN_HARM = 250,
	LEARNED_SHOWN = 195, /* points from which it is told that the reply as a whole speaks for a cause, */
	LEARNED_SHOWN_AGAINST = -75, /* ... and against it */
	TOTAL_GAP = 220,             /* what is so far behind the first is not shown ... */
	TOTAL_GAP_FEW = 600,         /* ... but for two more, which are */
	FEW = 3,
	TOTAL_LAST_RESORT = 10, /* counts only where nothing else holds: what the first digit says */
	BEGINNING_SHOWN = 30,   /* bytes of a reply that speaks as a whole */
	OTHER_SHOWN = 60,       /* bytes of what answers in a provider's place */
};

/* "Very likely" is only the first, and only when it is well before the next. */
static enum confidence confidence_at(const struct match *list, size_t count, size_t index)
{
	int total = list[index].total;
	int next = index + 1 < count ? list[index + 1].total : 0;

	if (!list[index].words)
		total -= TOTAL_MEDIUM / 4;
	if (index == 0 && total >= TOTAL_HIGH && total - next >= MARGIN_HIGH)
		return CONFIDENCE_HIGH;
	return total >= TOTAL_MEDIUM ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
}

/* "The log-in failed", and no word of password or user name: such words have several causes. Whoever answered
 * a question knows more, and so does who knows the provider's ways. */
static bool says_only_failed(const struct match_input *match_input, const struct match *match)
{
	const uint64_t judged = UINT64_C(1) << CONCEPT_PASSWORD | UINT64_C(1) << CONCEPT_APP_PASSWORD |
				UINT64_C(1) << CONCEPT_USER_NAME | UINT64_C(1) << CONCEPT_KEY |
				UINT64_C(1) << CONCEPT_TOKEN | UINT64_C(1) << CONCEPT_ACCOUNT;
	const uint64_t answers = UINT64_C(1) << CIRCUMSTANCE_WORKS_ELSEWHERE |
				 UINT64_C(1) << CIRCUMSTANCE_TWO_STEP |
				 UINT64_C(1) << CIRCUMSTANCE_APP_PASSWORD;

	return match_input->symptom->reply != NULL && match_input->symptom->problem == NULL &&
	       (match_input->mentions.present & judged) == 0 && match_input->provider_count == 0 &&
	       ((match_input->known.yes | match_input->known.no) & answers) == 0 && !match->best.known_there;
}

/*
 * When the words are clear and say that the password was right or never judged, nobody is sent to
 * change it: causes that only the code speaks for are then left out.
 */
static size_t leave_out_harmful(const struct layer *layers, struct match *list, size_t count)
{
	size_t kept = 0;

	if (count == 0 || list[0].total < TOTAL_MEDIUM ||
	    asks_for_password(&layers[list[0].best.layer], list[0].best.topic))
		return count;
	for (size_t i = 0; i < count; i++) {
		if ((!list[i].words || list[i].total < list[0].total - MARGIN_HARM) &&
		    asks_for_password(&layers[list[i].best.layer], list[i].best.topic))
			continue;
		list[kept++] = list[i];
	}
	return kept;
}

static void write_evidence(struct diagnosis *diagnosis, const char *bytes, size_t len)
{
	struct strbuf text;
	size_t room = sizeof diagnosis->evidence - 1;

	strbuf_init(&text, 4096);
	for (const char *end; (end = memchr(bytes, '\n', len)) != NULL;) {
		text_make_inert(&text, bytes, (size_t)(end - bytes));
		strbuf_addc(&text, ' ');
		len -= (size_t)(end - bytes) + 1;
		bytes = end + 1;
	}
	text_make_inert(&text, bytes, len);
	if (text.len > room) {
		size_t end = room - 3;
		while (end > 0 && ((unsigned char)text.data[end] & 0xc0) == 0x80)
			end--;
		memcpy(diagnosis->evidence, text.data, end);
		memcpy(diagnosis->evidence + end, "...", 4);
	} else {
		memcpy(diagnosis->evidence, text.data, text.len + 1);
	}
	strbuf_finish(&text);
}

static bool is_edge(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The words around the match, as the server wrote them. */
static void quote_words(struct diagnosis *diagnosis, const struct decoding *decoding,
			const struct finding *match)
{
	size_t start = decoding->folded.origin[match->at];
	size_t last = decoding->folded.origin[match->at + match->len - 1];
	size_t end = last;
	const char *source = decoding->source;

	while (start < last && is_edge(source[start]))
		start++;
	while (start > 0 && !is_edge(source[start - 1]))
		start--;
	while (end < decoding->len && !is_edge(source[end]))
		end++;
	while (end > last + 1 && strchr(",;:", source[end - 1]) != NULL)
		end--;
	diagnosis->evidence_line = 0;
	for (size_t i = 0; i < start; i++)
		diagnosis->evidence_line += source[i] == '\n';
	write_evidence(diagnosis, source + start, end - start);
}

/* "535 5.7.8" of "535 5.7.8 Error: ...": what a rule without words goes by. */
static size_t codes_length(const char *source)
{
	size_t code = strspn(source, "0123456789");
	size_t enhanced =
	    source[code] == ' ' || source[code] == '-' ? strspn(source + code + 1, "0123456789.") : 0;

	if (code != 3)
		return strcspn(source, "\r\n");
	return enhanced >= 5 ? code + 1 + enhanced : code;
}

/* Where a reply speaks as a whole: its codes, and the words that follow as far as one line has room. */
static size_t beginning_length(const char *source)
{
	size_t codes = codes_length(source);
	size_t len = strcspn(source, "\r\n");

	if (len > BEGINNING_SHOWN)
		for (len = BEGINNING_SHOWN; len > codes && source[len] != ' ';)
			len--;
	return len > codes ? len : codes;
}

static void add_evidence(struct diagnosis *diagnosis, const struct match *cause,
			 const struct match_input *match_input, const struct symptom *symptom)
{
	const struct finding *match = &cause->best;
	bool is_whole = match->rule == RULE_NONE || (!match->words && !cause->below);
	enum problem problem;

	if (match->len > 0) {
		quote_words(diagnosis, &match_input->decodings->list[match->decoding], match);
	} else if (symptom->problem != NULL && problem_parse(symptom->problem, &problem)) {
		const char *sentence = _(problem_sentence(problem));
		write_evidence(diagnosis, sentence, strlen(sentence));
	} else if (symptom->reply != NULL) {
		const char *source = match_input->decodings->list[0].source;
		write_evidence(diagnosis, source, is_whole ? beginning_length(source) : codes_length(source));
		if (strspn(diagnosis->evidence, "0123456789") == 3 && diagnosis->evidence[3] == '-')
			diagnosis->evidence[3] = ' '; /* more lines followed; that decided nothing */
	}
}

static void add_sign(struct diagnosis *diagnosis, bool against, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void add_sign(struct diagnosis *diagnosis, bool against, const char *format, ...)
{
	struct evidence *sign = &diagnosis->signs[diagnosis->sign_count];
	va_list arguments;

	if (diagnosis->sign_count == EVIDENCE_MAX)
		return;
	sign->against = against;
	va_start(arguments, format);
	vsnprintf(sign->text, sizeof sign->text, format, arguments);
	va_end(arguments);
	diagnosis->sign_count++;
}

/* Somebody else answers in a provider's place: with both names, where they are known. */
static void add_stranger(struct diagnosis *diagnosis, bool against, const struct kb *kb,
			 const struct symptom *symptom)
{
	const char *provider = symptom->host != NULL ? kb_provider(kb, NULL, symptom->host) : NULL;
	const char *other = symptom->other_name != NULL ? symptom->other_name : symptom->greeting;
	struct strbuf inert, name;
	struct kb_topic topic;

	if (symptom->other_name == NULL && provider != NULL && other != NULL &&
	    strcasestr(other, symptom->host) != NULL)
		other = NULL; /* the greeting is the provider's own, or says so */
	if (provider == NULL || other == NULL || !kb_find(kb, "providers", provider, &topic)) {
		add_sign(diagnosis, against, "%s", _(circumstance_sentence(CIRCUMSTANCE_STRANGER)));
		return;
	}
	if (symptom->other_name == NULL)
		other += fold_codes(other, strlen(other), NULL, NULL);
	strbuf_init(&inert, 4096);
	strbuf_init(&name, sizeof diagnosis->signs[0].text);
	text_make_inert(&inert, other, strcspn(other, "\n"));
	text_add_short(&name, inert.data, OTHER_SHOWN);
	if (symptom->other_name != NULL)
		add_sign(diagnosis, against,
			 _("%s is a server of %s, but the certificate there is for \"%s\"."), symptom->host,
			 topic.title, name.data);
	else
		add_sign(diagnosis, against, _("%s is a server of %s, but \"%s\" answers there."),
			 symptom->host, topic.title, name.data);
	strbuf_finish(&name);
	strbuf_finish(&inert);
}

/* What a rule asks to be known, in sentences. */
static void add_circumstances(struct diagnosis *diagnosis, const struct rule_index_rule *rule, bool against,
			      const struct kb *kb, const struct symptom *symptom)
{
	for (int i = 0; rule != NULL && i < CIRCUMSTANCE_COUNT; i++) {
		if ((rule->given & UINT64_C(1) << i) == 0)
			continue;
		if (i == CIRCUMSTANCE_STRANGER)
			add_stranger(diagnosis, against, kb, symptom);
		else
			add_sign(diagnosis, against, "%s", _(circumstance_sentence((enum circumstance)i)));
	}
}

static void add_signs(const struct kb *kb, const struct layer *layer, const struct match *match,
		      const struct match_input *match_input, struct diagnosis *diagnosis)
{
	const struct finding *best = &match->best;
	const struct rule_index_rule *rule =
	    best->rule != RULE_NONE ? &layer->rule_index->rules[best->rule] : NULL;
	struct kb_topic provider;

	add_circumstances(diagnosis, rule, false, kb, match_input->symptom);
	if (match->learned >= LEARNED_SHOWN)
		add_sign(diagnosis, false, "%s",
			 _("The reply as a whole is like others that had this cause."));
	if (match->learned <= LEARNED_SHOWN_AGAINST)
		add_sign(diagnosis, true, "%s",
			 _("The reply as a whole is more like others that had another cause."));
	if (rule != NULL && (rule->said_by != 0 || rule->provider.count > 0) &&
	    match_input->provider_count > 0 && kb_find(kb, "providers", match_input->providers[0], &provider))
		add_sign(diagnosis, false, _("The server is one of %s."), provider.title);
	if (match->objection != UINT32_MAX)
		add_circumstances(diagnosis, &layer->rule_index->rules[match->objection], true, kb,
				  match_input->symptom);
	if (best->stage < 0)
		add_sign(diagnosis, true, "%s", _("It mostly comes at another step."));
	if (best->code < 0)
		add_sign(diagnosis, true, _("It mostly comes with another code than %d."), match_input->code);
}

/* The page of the surest provider that has one. */
static const char *provider_page(const struct kb *kb, const struct match_input *match_input)
{
	const char *page = NULL;

	for (size_t i = 0; i < match_input->provider_count && page == NULL; i++)
		page = kb_provider_app_password_page(kb, match_input->providers[i]);
	return page;
}

/* A token is of use where the server or the provider takes one, or where one was sent. */
static bool takes_token(const struct kb *kb, const struct match_input *match_input)
{
	const struct symptom *symptom = match_input->symptom;
	struct kb_tokens tokens;

	if (symptom != NULL && (symptom->takes_token ||
				(symptom->mechanism != NULL && mechanism_takes_token(symptom->mechanism))))
		return true;
	return match_input->provider_count > 0 && kb_provider_tokens(kb, match_input->providers[0], &tokens);
}

/* It would have the password sent to whoever answers in a provider's place. */
static bool leads_to_stranger(const struct fix *fix)
{
	return fix->kind == ACTION_TRUST_CERTIFICATE || fix->kind == ACTION_PASSWORD ||
	       fix->kind == ACTION_APP_PASSWORD || fix->kind == ACTION_TOKEN ||
	       fix->kind == ACTION_USER_NAME ||
	       (fix->kind == ACTION_SERVER && fix->to != NULL && strcmp(fix->to, "certificate") == 0);
}

static void add_fixes(const struct kb *kb, const struct layer *layer, const struct finding *match,
		      const struct match_input *match_input, struct diagnosis *diagnosis)
{
	struct rule_index_span fixes = layer->rule_index->topics[match->topic].fixes;
	bool by_stranger = (match_input->known.yes & UINT64_C(1) << CIRCUMSTANCE_STRANGER) != 0;

	for (uint32_t i = 0; i < fixes.count && diagnosis->fix_count < FIXES_MAX; i++) {
		const struct rule_index_fix *from = &layer->rule_index->fixes[fixes.at + i];
		struct fix fix = {
		    .kind = from->action,
		    .label = kb_fix_label(kb, layer, match->topic, i),
		    .to = rule_index_string(layer->rule_index, from->to),
		    .seconds = (int)from->seconds,
		    .is_own = layer->owned != NULL,
		};
		if (fix.kind == ACTION_PAGE && fix.to != NULL && strcmp(fix.to, "provider") == 0) {
			fix.to = provider_page(kb, match_input);
			if (fix.to == NULL)
				continue;
		}
		if (fix.kind == ACTION_TOKEN && !takes_token(kb, match_input))
			continue;
		if (by_stranger && leads_to_stranger(&fix))
			continue;
		diagnosis->fixes[diagnosis->fix_count++] = fix;
	}
}

/* The last one of the list. */
static bool is_far_behind(const struct match *list, size_t count)
{
	int last = list[count - 1].total;

	return last < list[0].total - (count > FEW ? TOTAL_GAP : TOTAL_GAP_FEW) || last <= TOTAL_LAST_RESORT;
}

/* It speaks of what only mail has, in any language. */
static bool is_of_mail(const struct match_input *match_input)
{
	const uint64_t of_mail = UINT64_C(1) << CONCEPT_SENDER | UINT64_C(1) << CONCEPT_RECIPIENT |
				 UINT64_C(1) << CONCEPT_MAILBOX | UINT64_C(1) << CONCEPT_PASSWORD |
				 UINT64_C(1) << CONCEPT_APP_PASSWORD | UINT64_C(1) << CONCEPT_USER_NAME |
				 UINT64_C(1) << CONCEPT_LOG_IN | UINT64_C(1) << STATE_SPAM;

	return (match_input->mentions.present & of_mail) != 0;
}

/* Everything but how sure it is. */
static void describe(const struct kb *kb, const struct match *match, const struct match_input *match_input,
		     const struct symptom *symptom, struct diagnosis *ret_diagnosis)
{
	const struct finding *best = &match->best;
	size_t layer_count;
	const struct layer *layer = &kb_layers(kb, &layer_count)[best->layer];
	struct kb_topic topic;

	kb_describe(kb, layer, best->topic, &topic);
	*ret_diagnosis = (struct diagnosis){
	    .id = topic.id,
	    .title = topic.title,
	    .summary = topic.summary,
	    .who = layer->rule_index->topics[best->topic].who,
	    .is_own = topic.is_own,
	    .as_whole = !best->words,
	    .of_mail = is_of_mail(match_input),
	};
	add_evidence(ret_diagnosis, match, match_input, symptom);
	add_signs(kb, layer, match, match_input, ret_diagnosis);
	add_fixes(kb, layer, best, match_input, ret_diagnosis);
}

size_t diagnose(const struct kb *kb, const struct symptom *symptom, struct diagnosis ret_list[DIAGNOSES_MAX])
{
	struct match list[MATCHES_MAX];
	struct match_input match_input;
	size_t count = match_all(kb, symptom, list, &match_input);
	size_t layer_count;

	count = leave_out_harmful(kb_layers(kb, &layer_count), list, count);
	while (count > DIAGNOSES_MAX || (count > 1 && is_far_behind(list, count)))
		count--;
	for (size_t i = 0; i < count; i++) {
		enum confidence confidence = confidence_at(list, count, i);

		describe(kb, &list[i], &match_input, symptom, &ret_list[i]);
		if (confidence == CONFIDENCE_HIGH && strcmp(ret_list[i].id, "wrong-password") == 0 &&
		    says_only_failed(&match_input, &list[i]))
			confidence = CONFIDENCE_MEDIUM;
		if (i > 0 && confidence > ret_list[i - 1].confidence)
			confidence = ret_list[i - 1].confidence; /* a code, after words that weigh less */
		ret_list[i].confidence = confidence;
	}
	return count;
}

bool diagnose_cause(const struct kb *kb, const char *id, const char *words, struct diagnosis *ret_diagnosis)
{
	const struct match_input nowhere = {0};
	struct topic_place place;
	struct finding named;
	struct kb_topic topic;
	size_t count;
	const struct layer *layer;

	if (!kb_place(kb, GROUP_CAUSES, id, &place))
		return false;
	layer = &kb_layers(kb, &count)[place.layer];
	named = (struct finding){.layer = place.layer, .topic = place.topic};
	kb_describe(kb, layer, place.topic, &topic);
	*ret_diagnosis = (struct diagnosis){
	    .id = topic.id,
	    .title = topic.title,
	    .summary = topic.summary,
	    .confidence = CONFIDENCE_MEDIUM,
	    .who = layer->rule_index->topics[place.topic].who,
	    .is_own = topic.is_own,
	};
	write_evidence(ret_diagnosis, words, strlen(words));
	add_fixes(kb, layer, &named, &nowhere, ret_diagnosis);
	return true;
}
