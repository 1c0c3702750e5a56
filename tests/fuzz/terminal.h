/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal in the fuzzer's own process: bytes go in as from a keyboard, the picture is read back. */
#ifndef MAILMEDIC_TESTS_FUZZ_TERMINAL_H
#define MAILMEDIC_TESTS_FUZZ_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

struct input;
struct strbuf;

/* Opens it when there is none, forgets what was typed, 24 rows of 80 columns; input for it, to be destroyed
 * by the caller. */
struct input *terminal_open(bool unicode);

/* What the user types, pastes or clicks, as the bytes that a terminal sends. */
void terminal_type(const char *bytes, size_t len);

/* Another size; both at least 1. */
void terminal_resize(int rows, int columns);

/* The size now. */
void terminal_size(int *ret_rows, int *ret_columns);

/* Appends the picture, a line a row. */
void terminal_picture(struct strbuf *out);

#endif
