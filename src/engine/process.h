/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding and starting the programs that belong to mailmedic: the engine and the SASL helper. Knows nothing
 * of what is said over their sockets.
 */
#ifndef MAILMEDIC_ENGINE_PROCESS_H
#define MAILMEDIC_ENGINE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

struct error;
struct fork_servers;

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

/* The two steps of a start, for the fork servers. A pair of sockets: pair[0] is the parent's end, and
 * non-blocking; false with errno. The start itself, with an argument or NULL, wire -1: none; an errno. */
bool engine_process_pair(int pair[2]);
int engine_process_spawn(const struct engine_program *program, const char *path, const char *argument,
			 int wire, int control, pid_t *ret_pid);

/* Ends the child, if need be by force, and returns its wait status (-1: unknown). *pid becomes 0. */
int engine_process_reap(pid_t *pid);

#endif
