/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One HTTPS request, or a way through a proxy, made by the helper program mailmedic-fetch: libcurl and expat
 * are not in this program. What the helper says is taken for hostile.
 */
#ifndef MAILMEDIC_FETCH_FETCH_H
#define MAILMEDIC_FETCH_FETCH_H

#include "base/error.h"
#include "base/loop.h"
#include "fetch/protocol.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FETCH_SERVERS_MAX = 12, FETCH_TEXT_MAX = 256, FETCH_WORD_MAX = 32 };

struct fetch_request {    /* borrowed */
	const char *url;  /* https */
	const char *host; /* in it, and where to connect: */
	int port;
	const char *address; /* literal */
	const char *ca_path; /* a file; NULL: the system's */
	const char *mailbox; /* posted, for Autodiscover; NULL: a page is read */
};

/* What a proxy is asked for, in its own words. */
struct fetch_tunnel {      /* borrowed */
	const int *socket; /* connected to the proxy; the caller keeps it */
	const char *kind;  /* "socks5h" or "http" */
	const char *host;  /* name or literal: the proxy learns just that */
	int port;
	const struct secret *login; /* "USER:PASSWORD", or NULL */
	int64_t ms;                 /* patience */
};

struct fetch_server {
	char host[FETCH_TEXT_MAX]; /* as written; may hold %EMAILDOMAIN% */
	int port;
	bool is_implicit;
	char user[FETCH_TEXT_MAX]; /* the same; "": not said */
};

struct fetch_result {
	int status;                            /* of HTTP; 0: none came */
	char failure[FETCH_WORD_MAX];          /* "untrusted", "not-xml" ...; "": none */
	char redirect[FETCH_REDIRECT_MAX + 1]; /* where to; "": nowhere. Not followed */
	struct fetch_server servers[FETCH_SERVERS_MAX];
	size_t count;
};

struct secret;
struct fetch; /* opaque */

/* Starts the helper. False with `error` when that is not possible. */
bool fetch_create(const struct fetch_request *request, struct fetch **ret_fetch, struct error *error);

/* The same for a way through a proxy. Without a failure in the result the socket leads to host and port, and
 * nothing of what came from there has been read. */
bool fetch_tunnel_create(const struct fetch_tunnel *tunnel, struct fetch **ret_fetch, struct error *error);

void fetch_destroy(struct fetch *fetch); /* takes NULL; kills the helper */

void fetch_want(const struct fetch *fetch, struct loop *loop);
void fetch_step(struct fetch *fetch, const struct loop *loop);

/* NULL while it goes on. Borrowed. */
const struct fetch_result *fetch_result(const struct fetch *fetch);

#endif
