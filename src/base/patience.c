/* SPDX-License-Identifier: GPL-3.0-or-later */
/* poll(2) before each read of a FIFO: one that nobody has opened yet reads like one that has ended. */
#include "base/patience.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/strbuf.h"

void patience_take(struct patience *patience, int fd, const char *name)
{
	struct stat status;

	*patience = (struct patience){.fd = fd, .name = name, .begun = clock_now()};
	patience->waits = fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode);
}

bool patience_open(struct patience *patience, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return false;
	patience_take(patience, fd, path);
	return true;
}

static void tell(struct patience *patience)
{
	patience->told = true;
	fprintf(stderr,
		_("mailmedic: waiting for what is written to %s, for %d seconds at most; Ctrl-C ends it.\n"),
		patience->name, PATIENCE_MS / 1000);
}

/* Until there is something to read; false: the time is over. */
static bool wait_for_writer(struct patience *patience)
{
	struct pollfd writer = {.fd = patience->fd, .events = POLLIN};

	for (;;) {
		int64_t end = patience->begun + (patience->told ? PATIENCE_MS : PATIENCE_SILENT_MS);

		if (poll(&writer, 1, clock_poll_timeout(end)) > 0)
			return true;
		if (clock_now() < end)
			continue;
		if (patience->told)
			return false;
		tell(patience);
	}
}

ssize_t patience_read(struct patience *patience, void *bytes, size_t size)
{
	ssize_t got;

	do {
		if (patience->waits && !wait_for_writer(patience)) {
			errno = ETIMEDOUT;
			return -1;
		}
		got = read(patience->fd, bytes, size);
	} while (got < 0 && (errno == EINTR || (errno == EAGAIN && patience->waits)));
	return got;
}

bool patience_read_all(struct patience *patience, struct strbuf *out)
{
	char chunk[16 * 1024];
	ssize_t got;

	do {
		got = patience_read(patience, chunk, sizeof(chunk));
		if (got > 0)
			strbuf_add(out, chunk, (size_t)got);
	} while (!out->overflowed && got > 0);
	return got >= 0;
}

const char *patience_error(int number)
{
	return number == ETIMEDOUT ? _("nothing more was written to it in time") : strerror(number);
}
