/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes to standard output and stderr for the commands without a screen. */
#include "headless/output.h"

#include "base/error.h"
#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "headless/headless.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t wrote = write(fd, bytes, len);
		if (wrote >= 0) {
			bytes += wrote;
			len -= (size_t)wrote;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			struct pollfd wait = {.fd = fd, .events = POLLOUT};
			poll(&wait, 1, -1);
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

bool output_write_bytes(const char *bytes, size_t len)
{
	static bool told;
	if (write_all(STDOUT_FILENO, bytes, len))
		return true;
	struct error error;
	error_set(&error, ERROR_SYSTEM, "write the output", _("The output cannot be written: %s."),
		  strerror(errno));
	if (!told)
		headless_complain(&error);
	told = true;
	return false;
}

bool output_write(struct strbuf *text)
{
	bool done = output_write_bytes(text->data, text->len);
	strbuf_clear(text);
	return done;
}

int headless_complain(const struct error *error)
{
	struct strbuf line;
	strbuf_init(&line, 8 * ERROR_TEXT_MAX);
	strbuf_adds(&line, "mailmedic: ");
	text_make_inert(&line, error->text, strlen(error->text));
	strbuf_adds(&line, text_ends_sentence(line.data, line.len) ? "\n" : ".\n");
	write_all(STDERR_FILENO, line.data, line.len);
	strbuf_finish(&line);
	return error->kind == ERROR_SYSTEM || error->kind == ERROR_INTERNAL ? EXIT_INTERNAL : EXIT_USAGE;
}
