/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A child program: its sockets, its start, its end. Knows nothing of what is said over the sockets. */
#ifndef MAILMEDIC_ENGINE_PROCESS_H
#define MAILMEDIC_ENGINE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/* Where the child finds its two sockets. */
enum { ENGINE_FD_WIRE = 3, ENGINE_FD_CONTROL = 4 };

/* What is to be started. Texts are static. */
struct engine_program {
	const char *name;       /* "mailmedic-engine" */
	const char *variable;   /* of the environment, names another one (tests) */
	const char *operation;  /* of errors: "start the mail engine" */
	bool has_wire;          /* has a socket for SMTP lines as well */
	const int *lent;        /* in its place a descriptor of the caller's, who keeps it; or NULL */
	char *const *variables; /* its environment, ends with NULL; NULL: empty */
};

/* Two sockets, close-on-exec: pair[0] is the parent's end, and non-blocking. False with errno. */
bool engine_process_pair(int pair[2]);

/* Starts the program at `path` with one argument or NULL, and the child's ends (wire -1: none), which stay
 * the caller's. 0, or an errno. */
int engine_process_spawn(const struct engine_program *program, const char *path, const char *argument,
			 int wire, int control, pid_t *ret_pid);

/* Ends the child, if need be by force, and returns its wait status (-1: unknown). *pid becomes 0. */
int engine_process_reap(pid_t *pid);

#endif
