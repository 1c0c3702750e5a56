/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wire, for the two files that are it: wire.c (from a name to lines) and wire_out.c. */
#ifndef MAILMEDIC_WIRE_INTERNAL_H
#define MAILMEDIC_WIRE_INTERNAL_H

#include "wire/address.h"
#include "wire/connect.h"
#include "wire/proxy_connect.h"
#include "wire/queue.h"
#include "wire/resolve.h"
#include "wire/stream.h"
#include "wire/tls.h"
#include "wire/trust.h"
#include "wire/wire.h"

enum wire_state { WIRE_LOOKS_UP, WIRE_CONNECTS, WIRE_ASKS_PROXY, WIRE_SHAKES_HANDS, WIRE_OPEN, WIRE_ENDED };

struct wire {
	enum wire_state state;
	bool fresh; /* an event was queued since the last step */
	struct server_name host;
	struct server_name sni; /* ascii NULL: none is sent */
	int port;
	enum address_family family;
	bool implicit_tls;
	bool holds;      /* as asked for */
	bool is_held;    /* right now */
	char *held_host; /* what the proxy will be asked for */
	int64_t connect_ms;
	int64_t tls_ms;
	int64_t since_us; /* when the part at work began */
	struct trust *trust;
	struct client_identity *identity; /* of the user, or NULL */
	struct resolve *resolve;
	struct connector connector;
	struct proxy_connect *proxy; /* or NULL */
	struct stream stream;
	struct tls_facts failed_tls; /* what is left of a session that failed */
	bool greeted;                /* a line came, so this is no TLS port */
	struct queue queue;
};

#endif
