/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `explain --jsonl`: triage of logs. Whole lines that have arrived are answered before the next read, so
 * it is fast on a file and prompt on a pipe. A bad line gets an answer that says so, and the next is read.
 */
#include "headless/explaining.h"

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "diagnose/dialogue_symptom.h"
#include "headless/output.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	LINE_MAX_BYTES = 4 * 1024 * 1024,
	CHUNK = 256 * 1024,
	FLUSH_AT = 256 * 1024,
	OUT_MAX = 1024 * 1024 * 1024
};

/* An id comes back with the same value, but no character of it acts on a terminal. */
static const size_t ID_FLAGS = JSON_COMPACT | JSON_ENCODE_ANY | JSON_ENSURE_ASCII;

struct lines {
	const struct explain_options *options;
	struct strbuf in; /* what has not been answered: at most one line, once a chunk is done */
	struct strbuf out;
	struct strbuf text; /* joined lines of the current reply */
	struct dialogue dialogue;
	size_t number; /* of the line, from 1 */
	bool skipping; /* inside of a line that is too long */
	bool faulty;
	bool written;
};

static void answer_fault(struct lines *lines, json_t *id, const char *fault)
{
	json_t *object = json_object();
	char place[160];
	snprintf(place, sizeof place, _("line %zu: %s"), lines->number, fault);
	struct strbuf shown;
	strbuf_init(&shown, 1024);
	text_make_inert(&shown, place, strlen(place));
	json_object_set_new(object, "id", id == NULL ? json_null() : json_incref(id));
	json_object_set_new(object, "error", json_string(shown.data));
	char *text = json_dumps(object, ID_FLAGS);
	strbuf_adds(&lines->out, text);
	strbuf_addc(&lines->out, '\n');
	free(text);
	strbuf_finish(&shown);
	json_decref(object);
	lines->faulty = true;
}

/* A stage in any of its spellings as the rules know it, or NULL. */
static const char *find_stage(const char *text)
{
	enum stage stage;
	if (text == NULL)
		return NULL;
	if (text_compare_nocase(text, "idle") == 0)
		return "idle";
	return stage_parse(text, &stage) ? stage_id(stage) : NULL;
}

static const char *find_text(const json_t *object, const char *key, const char *otherwise)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text != NULL && *text != '\0' ? text : otherwise;
}

static void answer_object(struct lines *lines, const json_t *object)
{
	const struct explain_options *options = lines->options;
	json_t *id = json_object_get(object, "id"), *reply = json_object_get(object, "reply");
	if (!json_is_string(reply)) {
		answer_fault(lines, id, _("there is no \"reply\" with a text."));
		return;
	}
	dialogue_read(&lines->dialogue, json_string_value(reply), json_string_length(reply));
	const char *stage = find_stage(find_text(object, "stage", NULL));
	struct symptom context = {
	    .stage = stage != NULL ? stage : options->stage,
	    .host = find_text(object, "server", options->host),
	    .mechanism = find_text(object, "mechanism", options->mechanism),
	    .known = options->answers,
	};
	struct diagnosis diagnoses[DIAGNOSES_MAX];
	size_t count = dialogue_diagnose(options->kb, &lines->dialogue, &context, &lines->text, diagnoses);
	struct explanation explanation = {.reply = &lines->dialogue.reply,
					  .diagnoses = diagnoses,
					  .diagnosis_count = count,
					  .kb = options->kb,
					  .dialogue = &lines->dialogue,
					  .context = &context};
	char *id_text = id == NULL ? NULL : json_dumps(id, ID_FLAGS);
	report_explain_line(&explanation, id_text == NULL ? "null" : id_text, &lines->out);
	free(id_text);
}

static void answer_line(struct lines *lines, const char *bytes, size_t len)
{
	lines->number++;
	while (len > 0 && strchr(" \t\r", bytes[len - 1]) != NULL && bytes[len - 1] != '\0')
		len--;
	if (len == 0)
		return;
	json_error_t fault;
	json_t *object = json_loadb(bytes, len, JSON_ALLOW_NUL, &fault);
	if (object == NULL)
		answer_fault(lines, NULL, fault.text);
	else if (!json_is_object(object))
		answer_fault(lines, NULL, _("it is not a JSON object."));
	else
		answer_object(lines, object);
	json_decref(object);
}

/* Answers each whole line in the buffer; at the end of the input also the last one without its end. */
static void answer_buffer(struct lines *lines, bool ended)
{
	size_t start = 0;
	while (start < lines->in.len && lines->written) {
		const char *bytes = lines->in.data + start;
		const char *end = memchr(bytes, '\n', lines->in.len - start);
		if (end == NULL && !ended)
			break;
		size_t len = end == NULL ? lines->in.len - start : (size_t)(end - bytes);
		if (!lines->skipping)
			answer_line(lines, bytes, len);
		lines->skipping = false;
		start += len + (end == NULL ? 0 : 1);
		if (lines->out.len >= FLUSH_AT)
			lines->written = output_write(&lines->out);
	}
	strbuf_consume(&lines->in, start);
}

/* A line without end in sight is dropped as it comes, and answered as a fault once. */
static void limit_line(struct lines *lines)
{
	if (lines->in.len <= LINE_MAX_BYTES)
		return;
	if (!lines->skipping) {
		lines->number++;
		answer_fault(lines, NULL, _("it is too long."));
	}
	lines->skipping = true;
	strbuf_clear(&lines->in);
}

static int read_lines(struct lines *lines)
{
	char *chunk = mem_allocate(CHUNK);
	ssize_t got = 1;
	while (lines->written && got != 0) {
		got = read(STDIN_FILENO, chunk, CHUNK);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		strbuf_add(&lines->in, chunk, (size_t)got);
		answer_buffer(lines, got == 0);
		limit_line(lines);
		if (lines->written && lines->out.len > 0)
			lines->written = output_write(&lines->out);
	}
	struct error error;
	if (got < 0)
		error_set(&error, ERROR_FILE, "read the replies", _("Standard input cannot be read: %s."),
			  strerror(errno));
	free(chunk);
	if (!lines->written)
		return EXIT_INTERNAL;
	return got < 0 ? headless_complain(&error) : lines->faulty ? EXIT_USAGE : 0;
}

int explaining_run_lines(const struct explain_options *options)
{
	struct lines lines = {.options = options, .written = true};
	strbuf_init(&lines.in, LINE_MAX_BYTES + 2 * CHUNK);
	strbuf_init(&lines.out, OUT_MAX);
	strbuf_init(&lines.text, LINE_MAX_BYTES);
	dialogue_init(&lines.dialogue);
	int code = read_lines(&lines);
	dialogue_finish(&lines.dialogue);
	strbuf_finish(&lines.text);
	strbuf_finish(&lines.out);
	strbuf_finish(&lines.in);
	return code;
}
