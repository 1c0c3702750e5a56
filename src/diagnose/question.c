/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries each question's answers on the symptom: a good question is one whose answers change the first cause.
 */
#include "diagnose/question.h"

#include <string.h>

#include "base/intl.h"
#include "diagnose/knowledge.h"

static void read_question(const struct kb *kb, const struct layer *layer, uint32_t topic,
			  struct question *question)
{
	const struct rule_index *rule_index = layer->rule_index;
	struct rule_index_span answers = rule_index->topics[topic].answers;
	struct kb_topic described;

	kb_describe(kb, layer, topic, &described);
	*question = (struct question){.id = described.id, .text = described.title};
	for (uint32_t i = 0; i < answers.count && i < ANSWERS_MAX; i++) {
		const struct rule_index_answer *from = &rule_index->answers[answers.at + i];
		question->answers[question->answer_count++] =
		    (struct answer){.id = rule_index_string(rule_index, from->id),
				    .label = kb_answer_label(kb, layer, topic, i),
				    .means = {.yes = from->yes, .no = from->no}};
	}
}

static bool is_known(const struct question *question, struct circumstances known)
{
	for (size_t i = 0; i < question->answer_count; i++) {
		const struct circumstances *means = &question->answers[i].means;
		if (((means->yes | means->no) & (known.yes | known.no)) != 0)
			return true;
	}
	return false;
}

/* How many different first causes the answers lead to. */
static size_t count_outcomes(const struct kb *kb, const struct symptom *symptom,
			     const struct question *question)
{
	const char *seen[ANSWERS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < question->answer_count; i++) {
		struct symptom told = *symptom;
		struct diagnosis list[DIAGNOSES_MAX];
		size_t k = 0;
		told.known = circumstances_join(symptom->known, question->answers[i].means);
		if (diagnose(kb, &told, list) == 0)
			continue;
		while (k < count && strcmp(seen[k], list[0].id) != 0)
			k++;
		if (k == count)
			seen[count++] = list[0].id;
	}
	return count;
}

static void keep(struct question *list, size_t *outcomes, size_t *count, const struct question *question,
		 size_t telling)
{
	size_t at = *count;

	while (at > 0 && outcomes[at - 1] < telling)
		at--;
	if (at == QUESTIONS_MAX)
		return;
	*count += *count < QUESTIONS_MAX;
	for (size_t i = *count - 1; i > at; i--) {
		list[i] = list[i - 1];
		outcomes[i] = outcomes[i - 1];
	}
	list[at] = *question;
	outcomes[at] = telling;
}

size_t questions_for(const struct kb *kb, const struct symptom *symptom,
		     struct question ret_list[QUESTIONS_MAX])
{
	struct diagnosis first[DIAGNOSES_MAX];
	size_t outcomes[QUESTIONS_MAX];
	size_t layer_count, count = 0;
	const struct layer *layers = kb_layers(kb, &layer_count);

	if (diagnose(kb, symptom, first) == 0 || first[0].confidence == CONFIDENCE_HIGH)
		return 0;
	for (size_t i = 0; i < layer_count; i++) {
		for (uint32_t topic = 0; topic < layers[i].rule_index->topic_count; topic++) {
			struct question question;
			if (layers[i].rule_index->topics[topic].group != GROUP_QUESTIONS ||
			    !layer_shows(&layers[i], topic))
				continue;
			read_question(kb, &layers[i], topic, &question);
			size_t telling =
			    is_known(&question, symptom->known) ? 0 : count_outcomes(kb, symptom, &question);
			if (telling >= 2)
				keep(ret_list, outcomes, &count, &question, telling);
		}
	}
	return count;
}

bool question_answer(const struct kb *kb, const char *text, struct circumstances *known, struct error *error)
{
	const char *equals = strchr(text, '=');
	struct topic_place place;
	char id[64];
	size_t len, count;

	len = equals != NULL ? (size_t)(equals - text) : 0;
	if (equals != NULL && len > 0 && len < sizeof id) {
		memcpy(id, text, len);
		id[len] = '\0';
		if (kb_place(kb, GROUP_QUESTIONS, id, &place)) {
			struct question question;
			read_question(kb, &kb_layers(kb, &count)[place.layer], place.topic, &question);
			for (size_t i = 0; i < question.answer_count; i++) {
				const char *known_id = question.answers[i].id;
				if (known_id != NULL && strcmp(known_id, equals + 1) == 0) {
					*known = circumstances_join(*known, question.answers[i].means);
					return true;
				}
			}
		}
	}
	return error_set(error, ERROR_USAGE, "answer a question",
			 _("There is no question and answer \"%s\"."), text);
}
