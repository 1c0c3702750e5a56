/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding and starting the engine's executable. Knows nothing of what is said over its sockets. */
#ifndef MAILMEDIC_ENGINE_PROCESS_H
#define MAILMEDIC_ENGINE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

struct error;

/* Where the child finds its two sockets. */
enum { ENGINE_FD_WIRE = 3, ENGINE_FD_CONTROL = 4 };

struct engine_process {
	pid_t pid;
	int wire;    /* the parent's end of the socket for SMTP lines; non-blocking, close-on-exec */
	int control; /* the same for frames */
};

/*
 * Starts the engine with an empty environment, in a session of its own, with /dev/null and its two
 * sockets as the only descriptors. The caller closes the two sockets, kills and reaps.
 */
bool engine_process_start(struct engine_process *ret_process, struct error *error);

#endif
