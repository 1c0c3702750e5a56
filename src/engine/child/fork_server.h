/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The child's side of engine/fork_server.h. */
#ifndef MAILMEDIC_ENGINE_CHILD_FORK_SERVER_H
#define MAILMEDIC_ENGINE_CHILD_FORK_SERVER_H

/*
 * Where the program was started to be copied: serves until the parent has gone, and returns in each copy,
 * which has its sockets in their places and is the parent's child. Returns at once in a program started for
 * one use.
 */
void fork_server_run(int argc, char *const argv[]);

#endif
