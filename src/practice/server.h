/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A listening practice server: one scenario, many clients at once, one poll loop. */
#ifndef MAILMEDIC_PRACTICE_SERVER_H
#define MAILMEDIC_PRACTICE_SERVER_H

#include "base/error.h"
#include "practice/ca.h"
#include "practice/session.h"

#include <stdbool.h>
#include <stddef.h>

enum { SERVER_CLIENTS_MAX = 240 }; /* at once; more wait in the kernel's queue */

struct server {
	struct server_state state;
	struct ca ca;
	int fd;        /* listening; owned */
	char host[64]; /* numeric */
	int port;
	struct session *sessions[SERVER_CLIENTS_MAX];
	size_t session_count;
	int64_t accept_at; /* clock_now() ms: accepting rests until then (no descriptors left) */
};

/*
 * Reads the scenario (an id or a path), makes certificates and listens on `listen` ("127.0.0.1:2525",
 * "[::1]:0"; NULL: 127.0.0.1 and a free port). Loopback only. The caller destroys *ret_server.
 */
bool server_create(const char *scenario, const char *listen, struct server **ret_server, struct error *error);

/* Takes NULL. The folder with the CA file stays when `keep_folder` (another process serves it). */
void server_destroy(struct server *server, bool keep_folder);

/* Serves until a byte or end of file comes on `stop_fd` or `lifeline` (-1: there is none). */
void server_run(struct server *server, int stop_fd, int lifeline);

#endif
