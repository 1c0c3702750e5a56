/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A growing byte string with a cap. What would go over the cap is left out and remembered in
 * `overflowed`: nothing is cut in silence. Always NUL-terminated; may hold NUL bytes.
 */
#ifndef MAILMEDIC_BASE_STRBUF_H
#define MAILMEDIC_BASE_STRBUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct strbuf {
	char *data; /* never NULL after init; data[len] is NUL */
	size_t len;
	size_t size; /* bytes allocated */
	size_t max;  /* cap on len */
	bool overflowed;
};

void strbuf_init(struct strbuf *buf, size_t max);
void strbuf_finish(struct strbuf *buf);

/* Each returns false when the cap cut something off (and sets overflowed). */
bool strbuf_add(struct strbuf *buf, const char *bytes, size_t len);
bool strbuf_adds(struct strbuf *buf, const char *text);
bool strbuf_addc(struct strbuf *buf, char c);
bool strbuf_addf(struct strbuf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Drops `count` bytes from the front. */
void strbuf_consume(struct strbuf *buf, size_t count);
void strbuf_clear(struct strbuf *buf);

/* Hands the string to the caller, who frees it with free(); the buffer is empty again. */
char *strbuf_take(struct strbuf *buf);

#endif
