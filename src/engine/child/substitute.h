/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The C library calls that libESMTP makes to reach a server and to load its plug-ins, supplied by
 * the engine itself: they hand it the socket it was started with and nothing else. Being defined in the
 * executable, they take precedence over libc's for every library in the process.
 */
#ifndef MAILMEDIC_ENGINE_CHILD_SUBSTITUTE_H
#define MAILMEDIC_ENGINE_CHILD_SUBSTITUTE_H

/* From here on dlopen finds nothing. */
void substitute_close_plugins(void);

#endif
