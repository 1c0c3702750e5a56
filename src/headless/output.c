/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes to standard output and stderr for the commands without a screen. */
#include "headless/output.h"

#include "base/error.h"
#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "headless/headless.h"
#include "headless/signals.h"

#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { OUTPUT_MAX = 1024 * 1024 * 1024, STALLED_MS = 50 };

/* A reader that stands still must not keep off who wants us to end. */
static bool wait_for_reader(int fd)
{
	struct pollfd wait = {.fd = fd, .events = POLLOUT};
	while (poll(&wait, 1, STALLED_MS) <= 0) {
		if (signals_ending()) {
			errno = EINTR;
			return false;
		}
	}
	return true;
}

/* A pipe that can be written to takes PIPE_BUF bytes without waiting. */
static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		if (!wait_for_reader(fd))
			return false;
		ssize_t wrote = write(fd, bytes, len < PIPE_BUF ? len : PIPE_BUF);
		if (wrote >= 0) {
			bytes += wrote;
			len -= (size_t)wrote;
		} else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
			return false;
		}
	}
	return true;
}

/* A terminal that does not read UTF-8 would take parts of a letter for controls. Files and pipes get UTF-8.
 */
static bool write_output(const char *bytes, size_t len)
{
	if (!isatty(STDOUT_FILENO) || strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
		return write_all(STDOUT_FILENO, bytes, len);
	struct strbuf ascii;
	strbuf_init(&ascii, OUTPUT_MAX);
	text_make_ascii(&ascii, bytes, len);
	bool written = write_all(STDOUT_FILENO, ascii.data, ascii.len);
	strbuf_finish(&ascii);
	return written;
}

bool output_write_bytes(const char *bytes, size_t len)
{
	static bool reported;
	if (write_output(bytes, len))
		return true;
	if (signals_ending())
		return false;
	struct error error;
	error_set(&error, ERROR_SYSTEM, "write the output", _("The output cannot be written: %s."),
		  strerror(errno));
	if (!reported)
		headless_complain(&error);
	reported = true;
	return false;
}

bool output_write(struct strbuf *text)
{
	bool done = output_write_bytes(text->data, text->len);
	strbuf_clear(text);
	return done;
}

static bool is_plugin;

void headless_become_plugin(void)
{
	is_plugin = true;
}

static void complain(const struct error *error, int fd)
{
	struct strbuf line;
	strbuf_init(&line, 8 * ERROR_TEXT_MAX);
	if (fd == STDOUT_FILENO)
		report_nagios_begin(NAGIOS_UNKNOWN, &line);
	else
		strbuf_adds(&line, "mailmedic: ");
	text_make_inert(&line, error->text, strlen(error->text));
	strbuf_adds(&line, text_ends_sentence(line.data, line.len) ? "\n" : ".\n");
	write_all(fd, line.data, line.len);
	strbuf_finish(&line);
}

void headless_warn(const struct error *error)
{
	complain(error, STDERR_FILENO);
}

int headless_complain(const struct error *error)
{
	complain(error, is_plugin ? STDOUT_FILENO : STDERR_FILENO);
	if (is_plugin)
		return NAGIOS_UNKNOWN;
	return error->kind == ERROR_SYSTEM || error->kind == ERROR_INTERNAL ? EXIT_INTERNAL : EXIT_USAGE;
}
