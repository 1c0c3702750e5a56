/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A password or token. Its bytes live in pages that are locked, left out of core dumps and wiped;
 * there is deliberately no function that prints or copies it to an ordinary string.
 */
#ifndef MAILMEDIC_BASE_SECRET_H
#define MAILMEDIC_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

enum { SECRET_MAX = 16 * 1024 }; /* bytes: a token in the JSON answer that it came in */

struct secret; /* opaque */

/* An empty secret. The caller destroys it. */
struct secret *secret_create(void);

/* Wipes and frees; takes NULL. */
void secret_destroy(struct secret *secret);

/* Appends bytes; false (and nothing appended) when SECRET_MAX would be exceeded. NUL is allowed here. */
bool secret_append(struct secret *secret, const char *bytes, size_t len);

/* Removes the last UTF-8 character, if any. */
void secret_backspace(struct secret *secret);

/* Wipes the content. */
void secret_clear(struct secret *secret);

size_t secret_length(const struct secret *secret); /* bytes; 0 for NULL */

/* The bytes, borrowed until the next change; not NUL-terminated. Only for handing to the engine. */
const char *secret_bytes(const struct secret *secret);

/* A copy of `secret` (NULL for NULL); the caller destroys it. */
struct secret *secret_clone(const struct secret *secret);

/* True when both hold the same bytes; NULL holds none. */
bool secret_equals(const struct secret *a, const struct secret *b);

/* explicit_bzero, for buffers that held a secret in passing. */
void secret_wipe_buffer(void *buffer, size_t len);

/* RLIMIT_CORE 0, not dumpable (so no same-user ptrace). Called first thing in main(). */
void secret_protect_process(void);

#endif
