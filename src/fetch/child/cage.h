/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The helper's filter of system calls: TCP to where it was sent, its control socket, its memory; no files, no
 * programs. */
#ifndef MAILMEDIC_FETCH_CHILD_CAGE_H
#define MAILMEDIC_FETCH_CHILD_CAGE_H

#include <stdbool.h>

/* When everything is loaded and read. False when this system has a filter and refuses it. */
bool cage_enter(void);

#endif
