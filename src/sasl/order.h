/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the SASL helper is to do: read by mailmedic and by the helper. Pure; holds no secret. */
#ifndef MAILMEDIC_SASL_ORDER_H
#define MAILMEDIC_SASL_ORDER_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	SASL_USER_MAX = 2048, /* bytes of a name */
	SASL_HOST_MAX = 255,
	SASL_BINDING_MAX = 128, /* in Base64 */
};

/* Never NULL; "" for what there is none of. */
struct sasl_order {
	const char *mechanism; /* a name of the table, upper case */
	const char *user;      /* who logs in */
	const char *authzid;   /* whom to act for, where that is somebody else */
	const char *host;      /* as typed */
	const char *port;
	const char *binding_type; /* "tls-exporter", "tls-unique" */
	const char *binding;      /* Base64 of the channel binding data */
};

/* Appends the payload of FRAME_SASL_START. */
void sasl_order_write(const struct sasl_order *order, struct strbuf *out);

/* False when the payload is malformed: a field missing or too long, a control character, no such mechanism.
 * The fields borrow from the payload. */
bool sasl_order_read(const char *payload, size_t len, struct sasl_order *ret_order);

#endif
