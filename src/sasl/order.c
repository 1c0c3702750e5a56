/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order's fields, NUL-terminated, one after the other. */
#include "sasl/order.h"

#include <string.h>

#include "smtp/mechanism.h"

enum { FIELDS = 7 };

static const size_t limits[FIELDS] = {
    MECHANISM_NAME_MAX - 1, SASL_USER_MAX, SASL_USER_MAX, SASL_HOST_MAX, 5, 16, SASL_BINDING_MAX,
};

void sasl_order_write(const struct sasl_order *order, struct strbuf *out)
{
	const char *const fields[FIELDS] = {order->mechanism, order->user, order->authzid,
					    order->host,      order->port, order->binding_type,
					    order->binding};

	for (size_t i = 0; i < FIELDS; i++)
		strbuf_add(out, fields[i], strlen(fields[i]) + 1);
}

static bool has_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

bool sasl_order_read(const char *payload, size_t len, struct sasl_order *ret_order)
{
	struct sasl_order order = {0};
	const char **const fields[FIELDS] = {&order.mechanism, &order.user, &order.authzid,
					     &order.host,      &order.port, &order.binding_type,
					     &order.binding};

	for (size_t i = 0; i < FIELDS; i++) {
		const char *end = len > 0 ? memchr(payload, '\0', len) : NULL;

		if (!end || (size_t)(end - payload) > limits[i] || has_control(payload))
			return false;
		*fields[i] = payload;
		len -= (size_t)(end - payload) + 1;
		payload = end + 1;
	}
	if (len > 0 || !mechanism_is_usable(order.mechanism))
		return false;
	*ret_order = order;
	return true;
}
