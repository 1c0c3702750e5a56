/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 (RFC 4648), as SASL exchanges use it (RFC 4954). */
#ifndef MAILMEDIC_SMTP_BASE64_H
#define MAILMEDIC_SMTP_BASE64_H

#include <stdbool.h>
#include <stddef.h>

struct strbuf;

/* Appends the bytes that `text` stands for, any bytes. False when it is not Base64 to the letter; `out` is
 * then as it was. */
bool base64_decode(const char *text, size_t len, struct strbuf *out);
void base64_encode(const char *bytes, size_t len, struct strbuf *out);

#endif
