/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A child's end of the control socket, engine or SASL helper. Blocking: the child has nothing else to do
 * while it waits for an answer. A broken or closed control socket ends the process, for it serves nobody any
 * more.
 */
#ifndef MAILMEDIC_ENGINE_CHILD_CONTROL_H
#define MAILMEDIC_ENGINE_CHILD_CONTROL_H

#include "engine/protocol.h"

/* Exit statuses of a child, named for who reads a crash report. */
enum {
	EXIT_PARENT_GONE = 2, /* the control socket is closed */
	EXIT_BAD_FRAME = 3,   /* the parent broke the protocol */
	EXIT_NO_MEMORY = 4,
	EXIT_NO_SANDBOX = 5, /* the system has seccomp, but refused the filter */
	EXIT_UNPREPARED = 6, /* a process limit could not be set */
};

/*
 * Waits for a frame and reads it into `ret_payload`, which holds `size` bytes, adding a NUL. Ends
 * the process when the frame is invalid or does not fit.
 */
void control_read(char *ret_payload, size_t size, enum frame_type *ret_type, size_t *ret_len);

/* Sends a frame with these bytes, at most FRAME_PAYLOAD_MAX. */
void control_send(enum frame_type type, const char *bytes, size_t len);

/* The same without a payload, and with a text: of that, the first FRAME_TEXT_MAX bytes, with '?' for what is
 * not printable ASCII. */
void control_ask(enum frame_type type);
void control_tell(enum frame_type type, const char *text);

/* Sends DONE with `text` ("0 reason" or "1") and ends the process without any clean-up that could do harm. */
_Noreturn void control_finish(const char *text);

#endif
