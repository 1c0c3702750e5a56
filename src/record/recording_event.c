/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One event or account of a recording, read from an object that anybody may have written. */
#include "base/clock.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "oauth/token_json.h"
#include "record/recording_words.h"
#include "smtp/mask.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 64 * 1024, EXIT_MAX = 255 };

static const json_int_t number_max = 1000LL * 1000 * 1000 * 1000;

char *recorded_text(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	struct strbuf inert;
	char *taken;

	if (text == NULL)
		return NULL;
	strbuf_init(&inert, TEXT_MAX);
	text_make_inert(&inert, text, strlen(text));
	taken = strbuf_take(&inert);
	strbuf_finish(&inert);
	return taken;
}

time_t recorded_time(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	struct tm parts = {0};
	const char *end = text == NULL ? NULL : strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);

	return end == NULL || *end != '\0' ? 0 : timegm(&parts);
}

static int64_t read_number(json_t *object, const char *key, json_int_t min, json_int_t max)
{
	json_int_t number = json_integer_value(json_object_get(object, key));

	return number < min ? min : number > max ? max : number;
}

/* In ms; recordings of version 0.1 have whole ones. */
static int64_t read_duration_us(json_t *object)
{
	double ms = json_number_value(json_object_get(object, "duration"));

	return ms > 0 && ms < (double)number_max ? (int64_t)(ms * CLOCK_US_PER_MS + 0.5) : 0;
}

static bool read_flag(json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static enum outcome read_outcome(json_t *object)
{
	const char *word = json_string_value(json_object_get(object, "outcome"));

	for (int outcome = OUTCOME_PASSED; word != NULL && outcome <= OUTCOME_SKIPPED; outcome++)
		if (strcmp(word, outcome_id((enum outcome)outcome)) == 0)
			return (enum outcome)outcome;
	return OUTCOME_NONE;
}

static enum problem read_problem(json_t *object)
{
	const char *word = json_string_value(json_object_get(object, "problem"));
	enum problem problem = PROBLEM_NONE;

	return word != NULL && problem_parse(word, &problem) ? problem : PROBLEM_NONE;
}

static enum stage read_stage(json_t *object)
{
	const char *word = json_string_value(json_object_get(object, "stage"));
	enum stage stage = STAGE_RESOLVE;

	return word != NULL && stage_parse(word, &stage) ? stage : STAGE_RESOLVE;
}

static enum transcript_from read_from(json_t *object)
{
	const char *word = json_string_value(json_object_get(object, "from"));

	for (int from = FROM_CLIENT; word != NULL && from <= FROM_NOTE; from++)
		if (strcmp(word, transcript_from_id((enum transcript_from)from)) == 0)
			return (enum transcript_from)from;
	return FROM_NOTE;
}

static enum address_family read_family(json_t *object)
{
	const char *word = json_string_value(json_object_get(object, "family"));

	if (word == NULL)
		return FAMILY_ANY;
	return strcmp(word, "ipv6") == 0 ? FAMILY_IPV6 : FAMILY_IPV4;
}

/* What an event points to, while it is read. */
struct parts {
	char *text;
	char *why;
	struct reply reply;
	struct tls_facts tls;
	struct verdict verdict;
	struct token_report token;
};

static void read_reply(json_t *list, struct reply *reply)
{
	size_t i;
	json_t *line;

	json_array_foreach(list, i, line)
	{
		json_t *holder = json_pack("{sO}", "line", line);
		char *text = recorded_text(holder, "line");
		enum problem problem;
		enum reply_progress progress =
		    text == NULL ? REPLY_BROKEN : reply_add_line(reply, text, strlen(text), &problem);

		json_decref(holder);
		free(text);
		if (progress != REPLY_MORE)
			return;
	}
}

static char *text_or_empty(json_t *object, const char *key)
{
	char *text = recorded_text(object, key);

	return text != NULL ? text : mem_strdup("");
}

static void read_names(json_t *list, struct certificate *certificate)
{
	size_t count = json_array_size(list);

	certificate->name_total = count;
	if (count > CERTIFICATE_NAMES_MAX)
		count = CERTIFICATE_NAMES_MAX;
	certificate->names = mem_calloc(count + 1, sizeof(char *));
	for (size_t i = 0; i < count; i++) {
		json_t *holder = json_pack("{sO}", "name", json_array_get(list, i));

		certificate->names[i] = text_or_empty(holder, "name");
		json_decref(holder);
	}
	certificate->name_count = count;
}

static void read_certificate(json_t *object, struct certificate *certificate)
{
	certificate->subject = text_or_empty(object, "subject");
	certificate->issuer = text_or_empty(object, "issuer");
	certificate->key = text_or_empty(object, "key");
	certificate->signature = text_or_empty(object, "signature");
	certificate->fingerprint = text_or_empty(object, "fingerprint");
	certificate->not_before = (time_t)read_number(object, "not_before", -number_max, number_max);
	certificate->not_after = (time_t)read_number(object, "not_after", -number_max, number_max);
	certificate->self_signed = read_flag(object, "self_signed");
	read_names(json_object_get(object, "names"), certificate);
}

static void read_tls(json_t *object, struct tls_facts *tls)
{
	json_t *chain = json_object_get(object, "chain");
	size_t count = json_array_size(chain);

	tls->complete = read_flag(object, "complete");
	tls->verified = read_flag(object, "verified");
	tls->problem = read_problem(object);
	tls->detail = recorded_text(object, "detail");
	tls->version = recorded_text(object, "version");
	tls->cipher = recorded_text(object, "cipher");
	if (tls->complete && tls->version == NULL)
		tls->version = mem_strdup("TLS");
	if (tls->complete && tls->cipher == NULL)
		tls->cipher = mem_strdup("?");
	tls->chain_total = count;
	if (count > CERTIFICATE_CHAIN_MAX)
		count = CERTIFICATE_CHAIN_MAX;
	tls->chain = mem_calloc(count + 1, sizeof(*tls->chain));
	for (size_t i = 0; i < count; i++)
		read_certificate(json_array_get(chain, i), &tls->chain[i]);
	tls->chain_count = count;
}

static void read_verdict(json_t *object, struct verdict *verdict)
{
	enum outcome outcome = read_outcome(object);

	verdict->outcome = outcome == OUTCOME_PASSED ? OUTCOME_PASSED : OUTCOME_FAILED;
	verdict->stage = read_stage(object);
	verdict->problem = read_problem(object);
	verdict->unsolicited = read_flag(object, "unsolicited");
	verdict->exit_code = (int)read_number(object, "exit", 0, EXIT_MAX);
	verdict->detail = recorded_text(object, "detail");
}

static bool find_kind(const char *word, enum event_kind *ret_kind, enum recorded_need *ret_need)
{
	static const struct {
		const char *word;
		enum event_kind kind;
		enum recorded_need need;
	} kinds[] = {
#define X(name, word, needs) {word, EVENT_##name, needs},
	    RECORDED_KIND_LIST(X)
#undef X
	};

	for (size_t i = 0; word != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].word, word) == 0) {
			*ret_kind = kinds[i].kind;
			*ret_need = kinds[i].need;
			return true;
		}
	}
	return false;
}

/*
 * A recording of ours is masked already. One that somebody wrote or edited may have the answers of any
 * mechanism in it, also of those that we do not speak.
 */
static void hide_answers(json_t *object, enum event_kind kind, struct parts *parts)
{
	enum stage stage = read_stage(object);
	struct strbuf shown;
	struct mask mask;

	if (parts->text == NULL ||
	    (kind != EVENT_STEP && (kind != EVENT_LINE || read_from(object) != FROM_CLIENT)))
		return;
	mask_init(&mask);
	strbuf_init(&shown, TEXT_MAX);
	if (stage == STAGE_AUTH && !text_starts_nocase(parts->text, "AUTH "))
		mask.state = MASK_AUTH;
	else if (stage == STAGE_DATA)
		mask.state = MASK_DATA;
	mask_client_line(&mask, parts->text, strlen(parts->text), &shown);
	mem_replace(&parts->text, shown.data);
	strbuf_finish(&shown);
	mask_finish(&mask);
}

/* Reads what the kind needs; false when it is not there. */
static bool read_parts(json_t *object, enum recorded_need need, struct parts *parts)
{
	parts->text = recorded_text(object, "text");
	parts->why = recorded_text(object, "why");
	read_reply(json_object_get(object, "lines"), &parts->reply);
	switch (need) {
	case NEEDS_TEXT: return parts->text != NULL;
	case NEEDS_REPLY: return parts->reply.line_count > 0;
	case NEEDS_TLS:
		read_tls(json_object_get(object, "facts"), &parts->tls);
		return json_is_object(json_object_get(object, "facts"));
	case NEEDS_TOKEN: return token_report_read(json_object_get(object, "token"), &parts->token);
	case NEEDS_VERDICT:
		read_verdict(json_object_get(object, "verdict"), &parts->verdict);
		return json_is_object(json_object_get(object, "verdict"));
	case NEEDS_NOTHING: break;
	}
	return true;
}

static void push(json_t *object, enum event_kind kind, enum recorded_need need, const struct parts *parts,
		 struct event_queue *queue)
{
	struct event event = {
	    .kind = kind,
	    .ms = read_number(object, "ms", 0, number_max),
	    .stage = read_stage(object),
	    .outcome = read_outcome(object),
	    .problem = read_problem(object),
	    .family = read_family(object),
	    .from = read_from(object),
	    .tls = read_flag(object, "tls"),
	    .unsolicited = read_flag(object, "unsolicited"),
	    .duration_us = read_duration_us(object),
	    .until = INT64_MAX,
	    .text = parts->text,
	    .why = parts->why,
	    .reply = parts->reply.line_count > 0 ? &parts->reply : NULL,
	    .tls_facts = need == NEEDS_TLS ? &parts->tls : NULL,
	    .token = need == NEEDS_TOKEN ? &parts->token : NULL,
	    .verdict = need == NEEDS_VERDICT ? &parts->verdict : NULL,
	};

	event_queue_push(queue, &event);
}

bool recorded_event_read(json_t *object, struct event_queue *queue)
{
	enum event_kind kind;
	enum recorded_need need;
	struct parts parts = {0};
	bool ok;

	if (!find_kind(json_string_value(json_object_get(object, "event")), &kind, &need))
		return false;
	reply_init(&parts.reply);
	tls_facts_init(&parts.tls);
	ok = read_parts(object, need, &parts);
	hide_answers(object, kind, &parts);
	if (ok)
		push(object, kind, need, &parts, queue);
	free(parts.text);
	free(parts.why);
	free(parts.verdict.detail);
	reply_finish(&parts.reply);
	tls_facts_finish(&parts.tls);
	return ok;
}

static enum origin read_origin(json_t *object, const char *key)
{
	const char *word = json_string_value(json_object_get(object, key));

	for (int origin = ORIGIN_NONE; word != NULL && origin <= ORIGIN_FIX; origin++)
		if (strcmp(word, origin_id((enum origin)origin)) == 0)
			return (enum origin)origin;
	return ORIGIN_NONE;
}

void recorded_account_read(json_t *object, struct account *account)
{
	const char *mode = json_string_value(json_object_get(object, "tls"));

#define X(member, label)                                                                                     \
	if (!account_is_path(#member)) {                                                                     \
		account->member = recorded_text(object, #member);                                            \
		account->member##_origin = read_origin(object, #member "_origin");                           \
	}
	ACCOUNT_TEXT_LIST(X)
#undef X
	account->port = (int)read_number(object, "port", 0, 65535);
	account->port_origin = read_origin(object, "port_origin");
	if (mode != NULL)
		tls_mode_parse(mode, &account->tls);
	account->tls_origin = read_origin(object, "tls_origin");
	account->use_token = read_flag(object, "use_token");
}
