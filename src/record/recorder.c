/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes recordings, a line an event. A run stays in memory until it ends, and only then is written, masked
 * with all that is known by then: a server may say the password before anybody has typed it. So do the runs
 * before it, which are written anew when more has become known. What a crash leaves behind holds no more.
 */
#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/save.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "oauth/token_json.h"
#include "record/recording_words.h"
#include "smtp/mask.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	TEXT_MAX = 1024 * 1024,
	BYTES_MAX = 24 * 1024 * 1024, /* of all texts that are kept; lines beyond it are counted instead */
	FILE_MAX = 256 * 1024 * 1024,
	MS_DIGITS = 15,     /* a microsecond in 30 years */
	EVENT_BYTES = 1024, /* what keeping one takes in addition to its texts */
};

/* One run: what was there at its beginning, as it is written, and its events. */
struct kept_run {
	char *head;
	struct event_queue events;
	unsigned long dropped; /* lines and notes */
	struct kept_run *next;
};

struct recorder {
	int fd;
	int failure; /* errno of the first write that failed, or 0 */
	char *path;
	unsigned runs;
	off_t header_end;
	size_t bytes; /* kept, about */
	struct kept_run *first, *last;
	bool changed; /* something is kept that is not written yet */
};

/* A name that cannot be used is the user's mistake (ERROR_FILE), a disk that fills up is not (ERROR_SYSTEM).
 */
static bool fail(struct error *error, enum error_kind kind, const char *path, int reason)
{
	return error_set(error, kind, "record", _("The recording %s cannot be written: %s."), path,
			 strerror(reason));
}

static void write_text(struct recorder *recorder, const char *text)
{
	if (text == NULL || recorder->failure != 0)
		recorder->failure = recorder->failure != 0 ? recorder->failure : ENOMEM;
	else if (!save_write(recorder->fd, text, strlen(text)) || !save_write(recorder->fd, "\n", 1))
		recorder->failure = errno;
}

static char *take_text(json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(MS_DIGITS));

	json_decref(object);
	return text;
}

static void write_object(struct recorder *recorder, json_t *object)
{
	char *text = take_text(object);

	write_text(recorder, text);
	free(text);
}

static void set_time(json_t *object)
{
	char text[32] = "";
	time_t now = time(NULL);
	struct tm parts;

	if (gmtime_r(&now, &parts) != NULL)
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
	json_object_set_new(object, "time", json_string(text));
}

/* Inert and searched by the last net; left out when it is NULL. */
static json_t *shown(const char *text, const struct mask *mask)
{
	struct strbuf searched, inert;
	json_t *value;

	if (text == NULL)
		return NULL;
	strbuf_init(&searched, TEXT_MAX);
	strbuf_init(&inert, TEXT_MAX);
	if (mask != NULL)
		mask_scan(mask, text, strlen(text), &searched);
	else
		strbuf_adds(&searched, text);
	text_make_inert(&inert, searched.data, searched.len);
	value = json_stringn(inert.data, inert.len);
	strbuf_finish(&searched);
	strbuf_finish(&inert);
	return value;
}

static void set_text(json_t *object, const char *key, const char *text, const struct mask *mask)
{
	json_t *value = shown(text, mask);

	if (value != NULL)
		json_object_set_new(object, key, value);
}

static void set_number(json_t *object, const char *key, int64_t number)
{
	if (number != 0)
		json_object_set_new(object, key, json_integer(number));
}

static void set_flag(json_t *object, const char *key, bool flag)
{
	if (flag)
		json_object_set_new(object, key, json_true());
}

struct recorder *recorder_create(const char *path, const char *version, struct error *error)
{
	int fd = path == NULL ? memfd_create("mailmedic-recording", MFD_CLOEXEC) : save_open(path, error);
	struct recorder *recorder;
	json_t *object;

	if (fd < 0) {
		fail(error, ERROR_FILE, path == NULL ? _("in memory") : path, errno);
		return NULL;
	}
	recorder = mem_calloc(1, sizeof(*recorder));
	recorder->fd = fd;
	recorder->path = mem_strdup(path);
	object = json_object();
	json_object_set_new(object, "mailmedic", json_string("recording"));
	json_object_set_new(object, "format", json_integer(RECORDING_FORMAT));
	json_object_set_new(object, "version", json_string(version));
	set_time(object);
	write_object(recorder, object);
	recorder->header_end = lseek(fd, 0, SEEK_CUR);
	return recorder;
}

static void forget_runs(struct recorder *recorder)
{
	while (recorder->first != NULL) {
		struct kept_run *next = recorder->first->next;

		event_queue_finish(&recorder->first->events);
		free(recorder->first->head);
		free(recorder->first);
		recorder->first = next;
	}
}

bool recorder_has_file(const struct recorder *recorder)
{
	return recorder != NULL && recorder->path != NULL;
}

bool recorder_destroy(struct recorder *recorder, struct error *error)
{
	bool ok = true;

	if (recorder == NULL)
		return true;
	if (close(recorder->fd) != 0 && recorder->failure == 0)
		recorder->failure = errno;
	if (recorder->failure != 0)
		ok = recorder->path == NULL || fail(error, ERROR_SYSTEM, recorder->path, recorder->failure);
	forget_runs(recorder);
	free(recorder->path);
	free(recorder);
	return ok;
}

/* Paths on this computer stay here. */
static json_t *write_account(const struct account *account)
{
	json_t *object = json_object();

#define X(member, label)                                                                                     \
	if (!account_is_path(#member) && account->member != NULL) {                                          \
		set_text(object, #member, account->member, NULL);                                            \
		json_object_set_new(object, #member "_origin",                                               \
				    json_string(origin_id(account->member##_origin)));                       \
	}
	ACCOUNT_TEXT_LIST(X)
#undef X
	json_object_set_new(object, "port", json_integer(account_port(account)));
	json_object_set_new(object, "port_origin", json_string(origin_id(account->port_origin)));
	json_object_set_new(object, "tls", json_string(tls_mode_id(account->tls)));
	json_object_set_new(object, "tls_origin", json_string(origin_id(account->tls_origin)));
	set_flag(object, "use_token", account->use_token);
	return object;
}

unsigned recorder_run(struct recorder *recorder, const struct account *account)
{
	struct kept_run *run;
	json_t *object;

	if (recorder == NULL)
		return 0;
	object = json_object();
	json_object_set_new(object, "run", json_integer(++recorder->runs));
	set_time(object);
	json_object_set_new(object, "account", write_account(account));
	run = mem_calloc(1, sizeof(*run));
	run->head = take_text(object);
	event_queue_init(&run->events);
	if (recorder->last != NULL)
		recorder->last->next = run;
	else
		recorder->first = run;
	recorder->last = run;
	recorder->changed = true;
	return recorder->runs;
}

static json_t *write_lines(const struct reply *reply, const struct mask *mask)
{
	json_t *list = json_array();

	for (size_t i = 0; i < reply->line_count; i++)
		json_array_append_new(list, shown(reply->lines[i].bytes, mask));
	return list;
}

static json_t *write_certificate(const struct certificate *certificate, const struct mask *mask)
{
	json_t *object = json_object(), *names = json_array();

	for (size_t i = 0; i < certificate->name_count; i++)
		json_array_append_new(names, shown(certificate->names[i], mask));
	set_text(object, "subject", certificate->subject, mask);
	set_text(object, "issuer", certificate->issuer, mask);
	set_text(object, "key", certificate->key, mask);
	set_text(object, "signature", certificate->signature, mask);
	set_text(object, "fingerprint", certificate->fingerprint, mask);
	set_number(object, "not_before", certificate->not_before);
	set_number(object, "not_after", certificate->not_after);
	set_flag(object, "self_signed", certificate->self_signed);
	json_object_set_new(object, "names", names);
	return object;
}

static json_t *write_tls(const struct tls_facts *tls, const struct mask *mask)
{
	json_t *object = json_object(), *chain = json_array();

	for (size_t i = 0; i < tls->chain_count; i++)
		json_array_append_new(chain, write_certificate(&tls->chain[i], mask));
	set_flag(object, "complete", tls->complete);
	set_flag(object, "verified", tls->verified);
	set_text(object, "problem", problem_id(tls->problem), NULL);
	set_text(object, "detail", tls->detail, mask);
	set_text(object, "version", tls->version, mask);
	set_text(object, "cipher", tls->cipher, mask);
	json_object_set_new(object, "chain", chain);
	return object;
}

static json_t *write_verdict(const struct verdict *verdict, const struct mask *mask)
{
	json_t *object = json_object();

	set_text(object, "outcome", outcome_id(verdict->outcome), NULL);
	set_text(object, "stage", stage_id(verdict->stage), NULL);
	set_text(object, "problem", problem_id(verdict->problem), NULL);
	set_flag(object, "unsolicited", verdict->unsolicited);
	set_number(object, "exit", verdict->exit_code);
	set_text(object, "detail", verdict->detail, mask);
	return object;
}

static const char *kind_word(enum event_kind kind)
{
	static const char *const words[] = {
#define X(name, word, needs) [EVENT_##name] = word,
	    RECORDED_KIND_LIST(X)
#undef X
	};

	return words[kind];
}

static void write_parts(json_t *object, const struct event *event, const struct mask *mask)
{
	if (event->reply != NULL)
		json_object_set_new(object, "lines", write_lines(event->reply, mask));
	if (event->kind == EVENT_TLS)
		json_object_set_new(object, "facts", write_tls(event->tls_facts, mask));
	if (event->kind == EVENT_VERDICT || event->kind == EVENT_FINISHED)
		json_object_set_new(object, "verdict", write_verdict(event->verdict, mask));
	if (event->kind == EVENT_TOKEN)
		json_object_set_new(object, "token", token_report_write(event->token));
	if (event->kind == EVENT_LINE)
		set_text(object, "from", transcript_from_id(event->from), NULL);
	if (event->kind == EVENT_ADDRESS && event->family != FAMILY_ANY)
		set_text(object, "family", event->family == FAMILY_IPV6 ? "ipv6" : "ipv4", NULL);
	if (event->kind == EVENT_STAGE_ENDED)
		set_text(object, "outcome", outcome_id(event->outcome), NULL);
}

static void write_event(struct recorder *recorder, const struct event *event, const struct mask *mask)
{
	json_t *object = json_object();

	json_object_set_new(object, "ms", json_integer(event->ms));
	set_text(object, "event", kind_word(event->kind), NULL);
	set_text(object, "stage", stage_id(event->stage), NULL);
	set_text(object, "text", event->text, mask);
	set_text(object, "why", event->why, mask);
	set_text(object, "problem", problem_id(event->problem), NULL);
	set_flag(object, "tls", event->tls);
	set_flag(object, "unsolicited", event->unsolicited);
	if (event->duration_us != 0)
		json_object_set_new(object, "duration",
				    json_real((double)event->duration_us / CLOCK_US_PER_MS));
	write_parts(object, event, mask);
	write_object(recorder, object);
}

/* ---- keeping and writing */

static size_t find_size(const struct event *event)
{
	return EVENT_BYTES + (event->text != NULL ? strlen(event->text) : 0) +
	       (event->reply != NULL ? event->reply->byte_count : 0);
}

/* Without these a run still says where it stopped and why. */
static bool may_be_dropped(const struct event *event)
{
	return event->kind == EVENT_LINE || event->kind == EVENT_NOTE || event->kind == EVENT_ADDRESS;
}

static void write_dropped(struct recorder *recorder, const struct kept_run *run)
{
	struct strbuf text;

	if (run->dropped == 0)
		return;
	strbuf_init(&text, TEXT_MAX);
	strbuf_addf(&text,
		    intl_count("%lu more line is not in this recording: there were too many.",
			       "%lu more lines are not in this recording: there were too many.",
			       run->dropped),
		    run->dropped);
	write_event(recorder, &(struct event){.kind = EVENT_NOTE, .text = text.data}, NULL);
	strbuf_finish(&text);
}

static void write_run(struct recorder *recorder, const struct kept_run *run, const struct mask *mask)
{
	const struct event_queue_item *cursor = NULL;
	const struct event *event;

	write_text(recorder, run->head);
	while ((event = event_queue_look(&run->events, &cursor)) != NULL) {
		if (event->kind == EVENT_VERDICT)
			write_dropped(recorder, run);
		write_event(recorder, event, mask);
	}
}

void recorder_write(struct recorder *recorder, const struct mask *mask)
{
	if (recorder == NULL || !recorder->changed || recorder->failure != 0)
		return;
	recorder->changed = false;
	if (ftruncate(recorder->fd, recorder->header_end) != 0 ||
	    lseek(recorder->fd, recorder->header_end, SEEK_SET) < 0) {
		recorder->failure = errno;
		return;
	}
	for (struct kept_run *run = recorder->first; run != NULL; run = run->next) {
		event_queue_remask(&run->events, mask);
		write_run(recorder, run, mask);
	}
}

void recorder_event(struct recorder *recorder, const struct event *event, const struct mask *mask)
{
	if (recorder == NULL || recorder->last == NULL)
		return;
	size_t size = find_size(event);
	if (recorder->bytes + size > BYTES_MAX && may_be_dropped(event)) {
		recorder->last->dropped++;
	} else {
		recorder->bytes += size;
		event_queue_push(&recorder->last->events, event);
	}
	recorder->changed = true;
	if (event->kind == EVENT_FINISHED)
		recorder_write(recorder, mask);
}

void recorder_copy_run(struct recorder *recorder, unsigned number, const struct mask *mask,
		       struct event_queue *events)
{
	struct kept_run *run = recorder == NULL ? NULL : recorder->first;
	const struct event_queue_item *cursor = NULL;
	const struct event *event;

	while (run != NULL && --number > 0)
		run = run->next;
	if (run == NULL)
		return;
	event_queue_remask(&run->events, mask);
	while ((event = event_queue_look(&run->events, &cursor)) != NULL)
		event_queue_push(events, event);
}

static bool read_back(const struct recorder *recorder, struct strbuf *out)
{
	char part[16 * 1024];
	ssize_t got;
	off_t at = 0;

	while ((got = pread(recorder->fd, part, sizeof(part), at)) > 0 && !out->overflowed) {
		strbuf_add(out, part, (size_t)got);
		at += got;
	}
	return got == 0 && !out->overflowed;
}

bool recorder_save(struct recorder *recorder, const struct mask *mask, char ret_path[SAVE_PATH_MAX],
		   struct error *error)
{
	struct strbuf text;
	bool ok;

	if (recorder_has_file(recorder))
		return error_set(error, ERROR_USAGE, "record", _("This session is recorded in %s already."),
				 recorder->path);
	if (recorder == NULL || recorder->runs == 0)
		return error_set(error, ERROR_USAGE, "record", _("There is no run to save yet."));
	recorder_write(recorder, mask);
	strbuf_init(&text, FILE_MAX);
	ok = read_back(recorder, &text);
	if (ok)
		ok = save_new_file("mailmedic-recording", "jsonl", text.data, text.len, ret_path, error);
	else
		fail(error, ERROR_SYSTEM, _("in memory"), errno);
	strbuf_finish(&text);
	return ok;
}
