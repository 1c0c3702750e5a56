/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The echo of a terminal, off while a password is typed; whatever ends the process meanwhile puts it back. */
#ifndef MAILMEDIC_HEADLESS_ECHO_H
#define MAILMEDIC_HEADLESS_ECHO_H

/* Switches the echo of the terminal `fd` off, line editing on. One at a time in a process. */
void echo_off(int fd);

/* Goes back to the modes before echo_off; `when` as for tcsetattr(3). Nothing when the echo is not off. */
void echo_on(int when);

#endif
