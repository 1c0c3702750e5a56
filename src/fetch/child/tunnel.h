/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A way through a proxy (SOCKS 5, HTTP CONNECT) by libcurl. Part of the helper. */
#ifndef MAILMEDIC_FETCH_CHILD_TUNNEL_H
#define MAILMEDIC_FETCH_CHILD_TUNNEL_H

#include <curl/curl.h>

struct tunnel {             /* borrowed */
	const char *target; /* "HOST:PORT", "[IPv6]:PORT" */
	const char *kind;   /* "socks5h", "http" */
	const char *login;  /* "USER:PASSWORD", or NULL */
};

/* Asks the proxy at ENGINE_FD_WIRE. NULL when the way is open, else the identifier of a problem, static. */
const char *tunnel_open(CURL *curl, const struct tunnel *tunnel);

#endif
