/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the recording format that writer and reader share. Private to recording. */
#ifndef MAILMEDIC_RECORD_RECORDING_WORDS_H
#define MAILMEDIC_RECORD_RECORDING_WORDS_H

#include "record/recording.h"

#include <jansson.h>

/* X(enumerator, word, what must be there) */
#define RECORDED_KIND_LIST(X)                                                                                \
	X(STAGE_ENTERED, "stage-entered", NEEDS_NOTHING)                                                     \
	X(STAGE_ENDED, "stage-ended", NEEDS_NOTHING)                                                         \
	X(ADDRESS, "address", NEEDS_TEXT)                                                                    \
	X(LINE, "line", NEEDS_TEXT)                                                                          \
	X(REPLY, "reply", NEEDS_REPLY)                                                                       \
	X(CAPABILITIES, "capabilities", NEEDS_REPLY)                                                         \
	X(TLS, "tls", NEEDS_TLS)                                                                             \
	X(MECHANISM, "mechanism", NEEDS_TEXT)                                                                \
	X(WAITING, "waiting", NEEDS_TEXT)                                                                    \
	X(STEP, "step", NEEDS_TEXT)                                                                          \
	X(NEED_PASSWORD, "need-password", NEEDS_TEXT)                                                        \
	X(TOKEN, "token", NEEDS_TOKEN)                                                                       \
	X(FIELD, "field", NEEDS_TEXT)                                                                        \
	X(NEED_CONSENT, "need-consent", NEEDS_NOTHING)                                                       \
	X(NOTE, "note", NEEDS_TEXT)                                                                          \
	X(VERDICT, "verdict", NEEDS_VERDICT)                                                                 \
	X(FINISHED, "finished", NEEDS_VERDICT)

enum recorded_need { NEEDS_NOTHING, NEEDS_TEXT, NEEDS_REPLY, NEEDS_TLS, NEEDS_TOKEN, NEEDS_VERDICT };

/* Reads one event of a run and appends it; false when the object is none. */
bool recorded_event_read(json_t *object, struct event_queue *queue);

/* Reads the account of a run into `account` (initialised); what is unusable is left out. */
void recorded_account_read(json_t *object, struct account *account);

/* A text of the file, inert, or NULL. The caller frees it. */
char *recorded_text(json_t *object, const char *key);

/* ISO 8601, UTC; 0 when it is none. */
time_t recorded_time(json_t *object, const char *key);

#endif
