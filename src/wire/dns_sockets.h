/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sockets on which c-ares asks name servers: made here, watched by our loop. What c-ares loses
 * on the way (a closed port seen at a send, a server that declines) is kept. Knows no names.
 */
#ifndef MAILMEDIC_WIRE_DNS_SOCKETS_H
#define MAILMEDIC_WIRE_DNS_SOCKETS_H

#include <ares.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/loop.h"

enum { DNS_SOCKETS_MAX = 16 };

struct dns_sockets {
	int refused_fd;    /* a refusal that a send has swallowed; -1: none */
	int answered_with; /* the latest answer that is no answer (SERVFAIL and the like), or ARES_SUCCESS */
	bool was_cut;      /* an answer did not fit into UDP: only TCP brings it */
	bool loops;        /* the aliases in an answer led in a circle */
	struct dns_socket {
		ares_socket_t fd;
		short events; /* POLLIN, POLLOUT */
	} list[DNS_SOCKETS_MAX];
	size_t count;
	unsigned allowance; /* reads that are still done in this step */
};

void dns_sockets_init(struct dns_sockets *sockets);

/* True when a look-up that ended with `status` (ARES_...) lacks nothing but the way by TCP. */
bool dns_sockets_cut(const struct dns_sockets *sockets, int status);

/* For ares_options.sock_state_cb; `data` is the struct dns_sockets. */
void dns_sockets_watch(void *data, ares_socket_t fd, int readable, int writable);

/* Makes the sockets of `channel` ours; `sockets` outlives it. */
void dns_sockets_serve(struct dns_sockets *sockets, ares_channel channel);

/* One round of the poll loop. */
void dns_sockets_want(const struct dns_sockets *sockets, struct loop *loop);
void dns_sockets_step(struct dns_sockets *sockets, ares_channel channel, const struct loop *loop);

#endif
