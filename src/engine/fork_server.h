/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs of ours that are started and linked once, and copy themselves for each use (fork): most of what a
 * start costs is linking. A fork server sees no secret and nothing from a network, and is not copied from
 * once it has answered wrongly; its copies have all that a started program has, but share one address layout.
 */
#ifndef MAILMEDIC_ENGINE_FORK_SERVER_H
#define MAILMEDIC_ENGINE_FORK_SERVER_H

#include "engine/process.h"

struct fork_servers; /* opaque */

/* What a program is started with to be one. */
#define FORK_SERVER_ARGUMENT "--fork-server"

/* Nothing is started yet. The caller destroys it, which takes NULL; the copies go on. */
struct fork_servers *fork_servers_create(void);
void fork_servers_destroy(struct fork_servers *servers);

/*
 * A copy of `program`, which lies at `path`; its server is started with the first one. The copy is a child of
 * this process and has taken over the two descriptors (wire -1: none), which stay the caller's. 0, or an
 * errno.
 */
int fork_servers_copy(struct fork_servers *servers, const struct engine_program *program, const char *path,
		      int wire, int control, pid_t *ret_pid);

#endif
