/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must be put right before the process dies without being asked: a terminal with its echo off, a screen.
 */
#ifndef MAILMEDIC_BASE_EMERGENCY_CLEANUP_H
#define MAILMEDIC_BASE_EMERGENCY_CLEANUP_H

/*
 * From now on `act` runs before a signal that is not ignored, or memory that is used up, ends this process
 * (no child of it). Async-signal-safe calls only. One at a time.
 */
void emergency_cleanup_set(void (*act)(void));

/* Puts back what was there before; the act is not run. */
void emergency_cleanup_clear(void);

#endif
