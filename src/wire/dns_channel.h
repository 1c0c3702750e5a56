/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A c-ares channel to the name servers of this computer, in our loop. Knows nothing of what is asked. */
#ifndef MAILMEDIC_WIRE_DNS_CHANNEL_H
#define MAILMEDIC_WIRE_DNS_CHANNEL_H

#include "wire/dns_sockets.h"

#include <stdbool.h>

/*
 * Opens a channel on `sockets` (initialised here; it outlives the channel). Returns ARES_SUCCESS or what
 * c-ares complains of. The name servers are those of the system, or of MAILMEDIC_NAMESERVERS
 * ("127.0.0.1:5353"), or `servers`, written like that, unless it is NULL.
 */
int dns_channel_open(struct dns_sockets *sockets, const char *servers, ares_channel *ret_channel);

/* Cancels what is under way; the callbacks run with ARES_EDESTRUCTION. */
void dns_channel_close(ares_channel channel);

/* Waits for its sockets and its own time-outs. */
void dns_channel_want(const struct dns_sockets *sockets, ares_channel channel, struct loop *loop);

/*
 * True when an answer's AD bit can be believed: every name server is on this computer, or resolv.conf says
 * "trust-ad" (RFC 3655, resolv.conf(5)).
 */
bool dns_channel_trusts_ad(ares_channel channel);

#endif
