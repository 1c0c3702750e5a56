/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Walks on file: a header line, then for each run its account and its events, one JSON object a line.
 * Events are inert before they get here, and masked when they are written; no account has a password. A
 * recording that is read back is a stranger's file: everything in it is checked, capped and made inert again.
 */
#ifndef MAILMEDIC_RECORD_RECORDING_H
#define MAILMEDIC_RECORD_RECORDING_H

#include "account/account.h"
#include "base/save.h"
#include "walk/event_queue.h"

#include <stddef.h>
#include <time.h>

struct mask;
struct recorder; /* opaque: writes */

enum {
	RECORDING_FORMAT = 1,
	RECORDING_BYTES_MAX = 64 * 1024 * 1024,
	RECORDING_LINE_MAX = 4 * 1024 * 1024,
	RECORDING_RUNS_MAX = 100,
};

/*
 * Makes the file (0600; it must not exist) and writes the header. `path` NULL: keeps all in memory, until
 * recorder_save. `version`: of this program. NULL with `error`.
 */
struct recorder *recorder_create(const char *path, const char *version, struct error *error);

/* Closes it; false with `error` when not everything could be written. Takes NULL. */
bool recorder_destroy(struct recorder *recorder, struct error *error);

/* True when it is written to a file as it goes. */
bool recorder_has_file(const struct recorder *recorder);

/* A run begins, with this account: its number, from 1 on. Each takes NULL for the recorder (0). */
unsigned recorder_run(struct recorder *recorder, const struct account *account);
/* Keeps one event; with the last one of a run, writes as below. */
void recorder_event(struct recorder *recorder, const struct event *event, const struct mask *mask);
/* Writes all runs, masked with what `mask` knows now. Before a mask goes, it is to be called with it: what
 * was not written when the recorder is destroyed never is. */
void recorder_write(struct recorder *recorder, const struct mask *mask);

/* Appends what was kept of the run of this number, masked with what `mask` knows now. */
void recorder_copy_run(struct recorder *recorder, unsigned number, const struct mask *mask,
		       struct event_queue *events);

/* Saves what a recorder without a file has kept, as a new file (base/save.h). False with `error`. */
bool recorder_save(struct recorder *recorder, const struct mask *mask, char ret_path[SAVE_PATH_MAX],
		   struct error *error);

struct recorded_run {
	struct account account;
	time_t when;
	size_t start; /* of its events in the bytes */
	size_t end;
};

struct recording {
	char *bytes;
	size_t len;
	char *version; /* of the program that wrote it; inert */
	time_t when;
	struct recorded_run *runs;
	size_t run_count; /* at least 1 */
	bool cut;         /* the last line was not complete */
};

/* Reads the file at `path`. NULL with `error`, which names the line. The caller destroys it. */
struct recording *recording_load(const char *path, struct error *error);

/* The same from bytes, which are copied; `name` is for the error. */
struct recording *recording_parse(const char *name, const char *bytes, size_t len, struct error *error);

/* Takes NULL. */
void recording_destroy(struct recording *recording);

struct recording_player { /* reads one event at a time: memory does not grow with the file */
	const struct recording *recording;
	size_t at;
	size_t end;
	bool over;
	struct event last; /* its kind, time and stage alone */
	struct event_queue lent;
};

/* Begins at the first event of a run. The recording must outlive the player. */
void recording_play(struct recording_player *player, const struct recording *recording, size_t run);

/* The next event, valid until the next call; the last one is EVENT_FINISHED. False after it, or when ended.
 */
bool recording_next(struct recording_player *player, struct event *ret_event);

/* Ends it early, or for good. */
void recording_stop(struct recording_player *player);

#endif
