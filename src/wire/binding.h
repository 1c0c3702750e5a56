/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Channel bindings (RFC 5056): what ties a log-in to one TLS connection. Inside of the wire. */
#ifndef MAILMEDIC_WIRE_BINDING_H
#define MAILMEDIC_WIRE_BINDING_H

#include <openssl/ssl.h>

struct strbuf;

/* Appends the data in Base64 and returns the name of its type; NULL: there is none. */
const char *binding_read(SSL *ssl, struct strbuf *ret_base64);

#endif
