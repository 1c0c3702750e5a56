/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shuts the engine in: limits, and a filter of system calls that leaves it its two sockets and its own
 * memory: no network, no files, no programs, no other process.
 */
#ifndef MAILMEDIC_ENGINE_CHILD_SANDBOX_H
#define MAILMEDIC_ENGINE_CHILD_SANDBOX_H

enum sandbox_result {
	SANDBOX_ON,
	SANDBOX_ABSENT, /* this system has no seccomp filter, or not for this processor */
	SANDBOX_FAILED, /* it has, but refused */
};

/* At the start, before anything is read: closes foreign descriptors, sets limits. Ends the process when it
 * cannot. */
void sandbox_prepare(void);

/* When all code is loaded: from here on a call outside the filter fails with EPERM. */
enum sandbox_result sandbox_enter(void);

#endif
