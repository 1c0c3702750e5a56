/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A password that must turn up nowhere, and the forms in which it is looked for (SECURITY.md). */
#ifndef MAILMEDIC_TESTS_FUZZ_CANARY_H
#define MAILMEDIC_TESTS_FUZZ_CANARY_H

#include <stdbool.h>
#include <stddef.h>

struct secret;

enum { CANARY_COUNT = 4 };

/* One of CANARY_COUNT passwords: short, ordinary, with UTF-8 and signs, long. */
const char *canary_text(size_t index);

/* The same as a secret, which the caller destroys. */
struct secret *canary_secret(size_t index);

/* Ends the process when one of the forms of the canary is in `text`. `focus` is for the message. */
void canary_require_absent(size_t index, const char *text, size_t len, const char *focus);

/* Whether one of them is. */
bool canary_present(size_t index, const char *text, size_t len);

#endif
