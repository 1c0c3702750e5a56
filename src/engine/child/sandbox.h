/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shuts a child in: limits, and a filter of system calls that leaves it its sockets to the parent and its own
 * memory: no files, no programs, no other process, and a network only where it needs one.
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

enum sandbox_reach {
	SANDBOX_NO_NETWORK,
	SANDBOX_NETWORK,  /* sockets for TCP and UDP over IP */
	SANDBOX_KERBEROS, /* the same, and files to be read: who looks up names in there needs their settings
			   */
};

/* When all code is loaded: from here on a call outside the filter fails with EPERM. */
enum sandbox_result sandbox_enter(enum sandbox_reach reach);

#endif
