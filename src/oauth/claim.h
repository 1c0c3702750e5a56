/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of a JSON object as inert text, for this folder only. Memory that jansson frees is wiped first. */
#ifndef MAILMEDIC_OAUTH_CLAIM_H
#define MAILMEDIC_OAUTH_CLAIM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The object that `text` is, as a whole; NULL: it is none. The caller calls json_decref. */
json_t *claim_parse(const char *text, size_t len);

/* Copies a text, a number or a list of texts (spaces between them), inert, cut with "..." at a character's
 * end. False, with `out` as it was, when there is none. */
bool claim_copy(const json_t *object, const char *name, char *out, size_t size);

/* Copies `text`, cut with "..." at a character's end when it does not fit. `size` is 8 or more. */
void claim_fit(const char *text, char *out, size_t size);

/* A time or a duration in whole seconds, also as digits in a text; 0: none. What would be thousands of years
 * is taken for milliseconds. */
int64_t claim_seconds(const json_t *object, const char *name);

#endif
