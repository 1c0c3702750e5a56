/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard output that notices when it cannot be written: a full disk is reported, never swallowed. */
#ifndef MAILMEDIC_HEADLESS_OUTPUT_H
#define MAILMEDIC_HEADLESS_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct strbuf;

/*
 * Writes all of `text` to standard output and empties it. False when that is not possible; the first
 * time, a sentence goes to stderr. False also when a signal asks for the end while nobody reads.
 */
bool output_write(struct strbuf *text);

/* The same for a few bytes. */
bool output_write_bytes(const char *bytes, size_t len);

#endif
