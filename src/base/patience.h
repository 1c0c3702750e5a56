/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading what another program writes, a FIFO or a pipe, without waiting for ever, and not in silence: after
 * a moment a line on stderr says what is waited for and until when. Files and terminals are just read.
 */
#ifndef MAILMEDIC_BASE_PATIENCE_H
#define MAILMEDIC_BASE_PATIENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct strbuf;

enum {
	PATIENCE_MS = 120 * 1000, /* for all of it; who writes may have to ask somebody */
	PATIENCE_SILENT_MS = 1000,
};

struct patience {
	int fd;
	const char *name; /* borrowed; as it is shown */
	int64_t begun;
	bool waits; /* a FIFO or a pipe */
	bool told;
};

/* Opens `path` for reading, at once also where nobody writes yet. False with errno. The caller closes `fd`.
 */
bool patience_open(struct patience *patience, const char *path);

/* The same of a descriptor that is open; `name` says what it is. */
void patience_take(struct patience *patience, int fd, const char *name);

/* As read(2), whatever signals come; -1 with ETIMEDOUT when the time is over. */
ssize_t patience_read(struct patience *patience, void *bytes, size_t size);

/* Appends all that comes, up to the cap of `out`; false with errno. */
bool patience_read_all(struct patience *patience, struct strbuf *out);

/* What an errno of these means, translated. */
const char *patience_error(int number);

#endif
