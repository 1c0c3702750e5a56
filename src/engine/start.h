/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding and starting the programs that belong to mailmedic: started anew, or copied. */
#ifndef MAILMEDIC_ENGINE_START_H
#define MAILMEDIC_ENGINE_START_H

#include "engine/process.h"

struct error;
struct fork_servers;

struct engine_process {
	pid_t pid;
	int wire; /* the parent's end of the socket for SMTP lines; non-blocking, close-on-exec; -1: none */
	int control; /* the same for frames */
};

/*
 * Starts a program in a session of its own, with /dev/null and its sockets as the only descriptors; as a copy
 * where there are fork servers (or NULL) and its own can. The caller closes the sockets, kills and reaps.
 */
bool engine_process_start(const struct engine_program *program, struct fork_servers *servers,
			  struct engine_process *ret_process, struct error *error);

#endif
