/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A way through a proxy (SOCKS 5, HTTP CONNECT) by libcurl. Part of the helper. */
#ifndef MAILMEDIC_FETCH_CHILD_TUNNEL_H
#define MAILMEDIC_FETCH_CHILD_TUNNEL_H

#include <curl/curl.h>

#include "smtp/problem.h"

struct tunnel {             /* borrowed */
	const char *target; /* "HOST:PORT", "[IPv6]:PORT" */
	const char *kind;   /* "socks5h", "http" */
	const char *login;  /* "USER:PASSWORD", or NULL */
};

/* Asks the proxy at ENGINE_FD_WIRE. PROBLEM_NONE: the way is open. */
enum problem tunnel_open(CURL *curl, const struct tunnel *tunnel);

#endif
