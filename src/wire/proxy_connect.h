/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * To a server through a proxy: the proxy's name, a TCP connection to it, and the helper that asks it for the
 * way. The server's name goes to the proxy as it is; here it is never looked up.
 */
#ifndef MAILMEDIC_WIRE_PROXY_CONNECT_H
#define MAILMEDIC_WIRE_PROXY_CONNECT_H

#include "base/error.h"
#include "base/loop.h"
#include "smtp/problem.h"

#include <stdbool.h>
#include <stdint.h>

struct secret;
struct proxy_connect; /* opaque */

struct proxy_target {               /* borrowed while it is made */
	const char *proxy;          /* as in account->proxy */
	const struct secret *login; /* for it, or NULL; copied */
	int port;                   /* of the server */
	int64_t ms;                 /* patience with each: name, one address, way */
};

/* Nothing happens before proxy_connect_begin. */
struct proxy_connect *proxy_connect_create(const struct proxy_target *target);
void proxy_connect_destroy(struct proxy_connect *connect); /* takes NULL; closes, ends the helper */

/* Starts, on the way to a server's A-label name or literal. False with `error` when the proxy's name cannot
 * be one, or there is no resolver. */
bool proxy_connect_begin(struct proxy_connect *connect, const char *host, struct error *error);

void proxy_connect_want(const struct proxy_connect *connect, struct loop *loop);

/* One round. True when it is over: PROBLEM_NONE, or a problem of the list's PROXY_... */
bool proxy_connect_step(struct proxy_connect *connect, const struct loop *loop, enum problem *ret_problem);

/* What went wrong on the way to the proxy, inert and borrowed; NULL: nothing more to say. */
const char *proxy_connect_detail(const struct proxy_connect *connect);

/* Hands the socket over, which leads to the server now. */
int proxy_connect_take_fd(struct proxy_connect *connect);

#endif
