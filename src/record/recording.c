/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording as a whole: header, runs, and where their events are. Events are read again at each play. */
#include "base/intl.h"
#include "base/memory.h"
#include "base/patience.h"
#include "base/strbuf.h"
#include "record/recording_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_CANCELLED = 130 };

static const char *const operation = "read the recording";

struct reader {
	struct recording *recording;
	const char *name;
	size_t line;              /* number of the current one */
	struct event_queue event; /* the current one, for the check */
};

static bool fail_line(const struct reader *reader, const char *what, struct error *error)
{
	return error_set(error, ERROR_FILE, operation, "%.200s:%zu: %s", reader->name, reader->line, what);
}

static json_t *parse_line(const char *line, size_t len)
{
	json_t *object =
	    len > RECORDING_LINE_MAX ? NULL : json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);

	if (object == NULL || json_is_object(object))
		return object;
	json_decref(object);
	return NULL;
}

static bool take_header(struct reader *reader, json_t *object, struct error *error)
{
	const char *what = json_string_value(json_object_get(object, "mailmedic"));
	json_int_t format = json_integer_value(json_object_get(object, "format"));

	if (what == NULL || strcmp(what, "recording") != 0 || format < 1)
		return fail_line(reader, _("This is no recording of mailmedic."), error);
	if (format > RECORDING_FORMAT)
		return fail_line(reader, _("A newer version of mailmedic made this recording."), error);
	reader->recording->version = recorded_text(object, "version");
	reader->recording->when = recorded_time(object, "time");
	return true;
}

static bool take_run(struct reader *reader, json_t *object, size_t next, struct error *error)
{
	struct recording *recording = reader->recording;
	struct recorded_run *run;

	if (recording->run_count == RECORDING_RUNS_MAX)
		return fail_line(reader, _("There are too many runs in this recording."), error);
	recording->runs = mem_realloc(recording->runs, recording->run_count + 1, sizeof(*recording->runs));
	run = &recording->runs[recording->run_count++];
	*run = (struct recorded_run){.when = recorded_time(object, "time"), .start = next, .end = next};
	account_init(&run->account);
	recorded_account_read(json_object_get(object, "account"), &run->account);
	return true;
}

static bool take_event(struct reader *reader, json_t *object, size_t next, struct error *error)
{
	struct recording *recording = reader->recording;

	if (recording->run_count == 0)
		return fail_line(reader, _("There is an event before the first run."), error);
	if (!recorded_event_read(object, &reader->event))
		return fail_line(reader, _("This is no event of a walk."), error);
	event_queue_finish(&reader->event);
	recording->runs[recording->run_count - 1].end = next;
	return true;
}

static bool take_line(struct reader *reader, const char *line, size_t len, size_t next, struct error *error)
{
	json_t *object = parse_line(line, len);
	bool ok;

	if (object == NULL && next == reader->recording->len && line[len] != '\n' && reader->line > 1) {
		reader->recording->cut = true; /* the program that wrote it was stopped */
		return true;
	}
	if (object == NULL)
		return fail_line(reader,
				 reader->line == 1 ? _("This is no recording of mailmedic.")
						   : _("This line is not a JSON object."),
				 error);
	if (reader->line == 1)
		ok = take_header(reader, object, error);
	else if (json_object_get(object, "run") != NULL)
		ok = take_run(reader, object, next, error);
	else
		ok = take_event(reader, object, next, error);
	json_decref(object);
	return ok;
}

static bool take_lines(struct reader *reader, struct error *error)
{
	const struct recording *recording = reader->recording;

	for (size_t at = 0; at < recording->len;) {
		const char *line = recording->bytes + at;
		const char *end = memchr(line, '\n', recording->len - at);
		size_t len = end == NULL ? recording->len - at : (size_t)(end - line);

		reader->line++;
		at += len + (end != NULL);
		if (!take_line(reader, line, len, at, error))
			return false;
	}
	if (recording->run_count == 0)
		return error_set(error, ERROR_FILE, operation,
				 reader->line == 0 ? _("%.200s: This is no recording of mailmedic.")
						   : _("%.200s: There is no walk in this recording."),
				 reader->name);
	return true;
}

struct recording *recording_parse(const char *name, const char *bytes, size_t len, struct error *error)
{
	struct recording *recording = mem_calloc(1, sizeof(*recording));
	struct reader reader = {.recording = recording, .name = name};
	bool ok;

	recording->bytes = mem_calloc(len + 1, 1);
	if (len > 0)
		memcpy(recording->bytes, bytes, len);
	recording->len = len;
	event_queue_init(&reader.event);
	ok = take_lines(&reader, error);
	event_queue_finish(&reader.event);
	if (ok)
		return recording;
	recording_destroy(recording);
	return NULL;
}

struct recording *recording_load(const char *path, struct error *error)
{
	struct patience file;
	struct recording *recording = NULL;
	struct strbuf bytes;
	bool open = patience_open(&file, path);

	strbuf_init(&bytes, RECORDING_BYTES_MAX);
	if (!open || !patience_read_all(&file, &bytes))
		error_set(error, ERROR_FILE, operation, _("The recording %.200s cannot be read: %s."), path,
			  patience_error(errno));
	else if (bytes.overflowed)
		error_set(error, ERROR_LIMIT, operation, _("The recording %.200s is too large."), path);
	else
		recording = recording_parse(path, bytes.data, bytes.len, error);
	if (open)
		close(file.fd);
	strbuf_finish(&bytes);
	return recording;
}

void recording_destroy(struct recording *recording)
{
	if (recording == NULL)
		return;
	for (size_t i = 0; i < recording->run_count; i++)
		account_finish(&recording->runs[i].account);
	free(recording->runs);
	free(recording->version);
	free(recording->bytes);
	free(recording);
}

void recording_play(struct recording_player *player, const struct recording *recording, size_t run)
{
	*player = (struct recording_player){.recording = recording,
					    .at = recording->runs[run].start,
					    .end = recording->runs[run].end,
					    .last.kind = EVENT_NOTE};
	event_queue_init(&player->lent);
}

void recording_stop(struct recording_player *player)
{
	event_queue_finish(&player->lent);
	player->over = true;
}

/* A walk that was cut short ends as one that was stopped. */
static void push_end(struct recording_player *player)
{
	struct verdict verdict = {.outcome = OUTCOME_FAILED,
				  .stage = player->last.stage,
				  .problem = PROBLEM_CANCELLED,
				  .exit_code = EXIT_CANCELLED};
	struct event event = {
	    .kind = EVENT_FINISHED, .ms = player->last.ms, .stage = player->last.stage, .verdict = &verdict};

	event_queue_push(&player->lent, &event);
}

static void push_line(struct recording_player *player)
{
	const char *line = player->recording->bytes + player->at;
	const char *end = memchr(line, '\n', player->end - player->at);
	size_t len = end == NULL ? player->end - player->at : (size_t)(end - line);
	json_t *object = parse_line(line, len);

	recorded_event_read(object, &player->lent);
	json_decref(object);
	player->at += len + (end != NULL);
}

bool recording_next(struct recording_player *player, struct event *ret_event)
{
	const struct event *event;

	if (player->over || player->last.kind == EVENT_FINISHED) {
		recording_stop(player);
		return false;
	}
	if (player->at < player->end)
		push_line(player);
	else
		push_end(player);
	event = event_queue_pull(&player->lent);
	if (event == NULL) { /* cannot be: every line was read before */
		recording_stop(player);
		return false;
	}
	player->last = (struct event){.kind = event->kind, .ms = event->ms, .stage = event->stage};
	*ret_event = *event;
	return true;
}
