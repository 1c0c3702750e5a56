/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies and diagnoses as JSON. */
#include "present/report_json_parts.h"

#include "base/strbuf.h"
#include "present/format.h"

#include <string.h>

enum { MS_DIGITS = 15 }; /* a microsecond in 30 years */

json_t *json_family(enum address_family family)
{
	return json_string(family == FAMILY_IPV6 ? "ipv6" : family == FAMILY_IPV4 ? "ipv4" : "any");
}

json_t *json_shown(const struct mask *mask, const char *text)
{
	if (text == NULL || *text == '\0')
		return json_null();
	struct strbuf shown;
	strbuf_init(&shown, SHOWN_MAX);
	format_add(mask, text, &shown);
	json_t *value = json_stringn(shown.data, shown.len);
	strbuf_finish(&shown);
	return value == NULL ? json_null() : value;
}

static json_t *json_reply_line(const struct mask *mask, const char *text)
{
	struct strbuf line;
	strbuf_init(&line, SHOWN_MAX);
	format_reply_line(mask, text, &line);
	json_t *value = json_stringn(line.data, line.len);
	strbuf_finish(&line);
	return value;
}

json_t *json_reply(const struct mask *mask, const struct reply *reply)
{
	json_t *lines = json_array();
	for (size_t i = 0; i < reply->line_count && i < FORMAT_REPLY_LINES; i++)
		json_array_append_new(lines, json_reply_line(mask, reply->lines[i].bytes));
	json_t *object = json_object();
	json_object_set_new(object, "code", reply->code == 0 ? json_null() : json_integer(reply->code));
	json_object_set_new(object, "enhanced", json_shown(NULL, reply->enhanced));
	json_object_set_new(object, "class", json_string(reply_class_id(reply_class(reply->code))));
	json_object_set_new(object, "lines", lines);
	json_object_set_new(object, "more_lines",
			    json_integer((json_int_t)(reply->line_count - json_array_size(lines))));
	return object;
}

json_t *json_fixed_line(const struct kb *kb)
{
	struct strbuf line;
	strbuf_init(&line, SHOWN_MAX);
	json_t *value = format_fixed_line(kb, &line) ? json_shown(NULL, line.data) : json_null();
	strbuf_finish(&line);
	return value;
}

json_t *json_fix(const struct fix *fix)
{
	json_t *object = json_object();
	json_object_set_new(object, "action", json_string(action_id(fix->kind)));
	json_object_set_new(object, "label", json_shown(NULL, fix->label));
	if (fix->to != NULL)
		json_object_set_new(object, "to", json_shown(NULL, fix->to));
	if (fix->kind == ACTION_WAIT)
		json_object_set_new(object, "seconds", json_integer(fix->seconds));
	return object;
}

static json_t *json_signs(const struct diagnosis *diagnosis)
{
	json_t *list = json_array();
	for (size_t i = 0; i < diagnosis->sign_count; i++) {
		json_t *object = json_object();
		json_object_set_new(object, "against", json_boolean(diagnosis->signs[i].against));
		json_object_set_new(object, "text", json_shown(NULL, diagnosis->signs[i].text));
		json_array_append_new(list, object);
	}
	return list;
}

json_t *json_diagnoses(const struct mask *mask, const struct diagnosis *diagnoses, size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++) {
		const struct diagnosis *diagnosis = &diagnoses[i];
		json_t *fixes = json_array();
		for (size_t k = 0; k < diagnosis->fix_count; k++)
			json_array_append_new(fixes, json_fix(&diagnosis->fixes[k]));
		json_t *object = json_object();
		json_object_set_new(object, "id", json_shown(NULL, diagnosis->id));
		json_object_set_new(object, "title", json_shown(NULL, diagnosis->title));
		json_object_set_new(object, "summary", json_shown(NULL, diagnosis->summary));
		json_object_set_new(object, "confidence", json_string(confidence_id(diagnosis->confidence)));
		json_object_set_new(object, "who", json_string(who_id(diagnosis->who)));
		json_object_set_new(object, "own", json_boolean(diagnosis->is_own));
		json_object_set_new(object, "evidence", json_shown(mask, diagnosis->evidence));
		json_object_set_new(object, "signs", json_signs(diagnosis));
		json_object_set_new(object, "fixes", fixes);
		json_array_append_new(list, object);
	}
	return list;
}

json_t *json_questions(const struct question *questions, size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++) {
		json_t *answers = json_array();
		for (size_t k = 0; k < questions[i].answer_count; k++) {
			json_t *answer = json_object();
			json_object_set_new(answer, "id", json_shown(NULL, questions[i].answers[k].id));
			json_object_set_new(answer, "label", json_shown(NULL, questions[i].answers[k].label));
			json_array_append_new(answers, answer);
		}
		json_t *object = json_object();
		json_object_set_new(object, "id", json_shown(NULL, questions[i].id));
		json_object_set_new(object, "text", json_shown(NULL, questions[i].text));
		json_object_set_new(object, "answers", answers);
		json_array_append_new(list, object);
	}
	return list;
}

static int append_piece(const char *bytes, size_t len, void *data)
{
	return strbuf_add(data, bytes, len) ? 0 : -1;
}

json_t *json_promise(const struct promises *promises, enum promise promise)
{
	const struct dns_answer *answer = promises_answer(promises, promise);

	return answer == NULL ? json_null()
			      : json_pack("{s:s, s:s, s:b, s:b}", "name", promises->names[promise], "outcome",
					  dns_outcome_id(answer->outcome), "signed", answer->is_signed,
					  "promised", promises_hold(promises, promise));
}

json_t *json_tlsa(const struct promises *promises, enum tlsa_fit fit)
{
	json_t *tlsa = json_promise(promises, PROMISE_TLSA);

	if (promises_hold(promises, PROMISE_TLSA))
		json_object_set_new(tlsa, "fit", json_string(tlsa_fit_id(fit)));
	return tlsa;
}

void json_append(json_t *value, size_t flags, struct strbuf *out)
{
	json_dump_callback(value, append_piece, out, flags | JSON_REAL_PRECISION(MS_DIGITS));
	json_decref(value);
}
