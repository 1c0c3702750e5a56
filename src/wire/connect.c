/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets on their way to being connected; see connect.h. */
#include "wire/connect.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"

enum { DETAIL_MAX = 1024 };

static const struct {
	int number;
	const char *name;
	enum problem problem;
} ERRORS[] = {
    {ENETUNREACH, "ENETUNREACH", PROBLEM_UNREACHABLE},
    {EHOSTUNREACH, "EHOSTUNREACH", PROBLEM_UNREACHABLE},
    {ENETDOWN, "ENETDOWN", PROBLEM_UNREACHABLE},
    {EHOSTDOWN, "EHOSTDOWN", PROBLEM_UNREACHABLE},
    {EADDRNOTAVAIL, "EADDRNOTAVAIL", PROBLEM_UNREACHABLE},
    {EAFNOSUPPORT, "EAFNOSUPPORT", PROBLEM_UNREACHABLE},
    {ECONNREFUSED, "ECONNREFUSED", PROBLEM_CONNECT_REFUSED},
    {ETIMEDOUT, "ETIMEDOUT", PROBLEM_CONNECT_TIMEOUT},
    {ECONNRESET, "ECONNRESET", PROBLEM_CONNECT_FAILED},
    {EACCES, "EACCES", PROBLEM_CONNECT_FAILED},
    {EPERM, "EPERM", PROBLEM_CONNECT_FAILED},
    {EINVAL, "EINVAL", PROBLEM_CONNECT_FAILED},
    {EMFILE, "EMFILE", PROBLEM_CONNECT_FAILED},
    {ENFILE, "ENFILE", PROBLEM_CONNECT_FAILED},
    {ENOBUFS, "ENOBUFS", PROBLEM_CONNECT_FAILED},
};

enum { ERROR_COUNT = sizeof ERRORS / sizeof *ERRORS };

static enum problem problem_of_errno(int number)
{
	for (size_t i = 0; i < ERROR_COUNT; i++)
		if (ERRORS[i].number == number)
			return ERRORS[i].problem;
	return PROBLEM_CONNECT_FAILED;
}

const char *connector_error_text(int error_number)
{
	static char text[160];
	const char *name = NULL;

	for (size_t i = 0; i < ERROR_COUNT; i++)
		if (ERRORS[i].number == error_number)
			name = ERRORS[i].name;
	if (name)
		snprintf(text, sizeof text, "%s (%s)", strerror(error_number), name);
	else
		snprintf(text, sizeof text, "%s (errno %d)", strerror(error_number), error_number);
	return text;
}

/* A refusal says more than silence, silence more than a missing route: that is often only IPv6. */
static int telling(enum problem problem)
{
	switch (problem) {
	case PROBLEM_CONNECT_REFUSED: return 4;
	case PROBLEM_CONNECT_TIMEOUT: return 3;
	case PROBLEM_CONNECT_FAILED: return 2;
	case PROBLEM_UNREACHABLE: return 1;
	default: return 0;
	}
}

void connector_init(struct connector *connector, struct address_list addresses, int64_t attempt_ms)
{
	*connector = (struct connector){.addresses = addresses, .fd = -1, .attempt_ms = attempt_ms};
}

static void drop_fd(struct connector *connector)
{
	if (connector->fd >= 0)
		close(connector->fd);
	connector->fd = -1;
}

void connector_finish(struct connector *connector)
{
	drop_fd(connector);
	address_list_finish(&connector->addresses);
	free(connector->detail);
	*connector = (struct connector){.fd = -1};
}

void connector_want(const struct connector *connector, struct loop *loop)
{
	if (connector_exhausted(connector))
		return;
	loop_want(loop, connector->fd, POLLOUT);
	loop_want_at(loop, connector->fd < 0
			       ? clock_now()
			       : connector->started_us / CLOCK_US_PER_MS + connector->attempt_ms);
}

bool connector_exhausted(const struct connector *connector)
{
	return connector->next >= connector->addresses.count;
}

/* Starts connecting; 0, EINPROGRESS or what went wrong. */
static int begin(struct connector *connector)
{
	const struct address *address = &connector->addresses.items[connector->next];
	int on = 1;

	connector->started_us = clock_now_us();
	connector->fd = socket(address->sockaddr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (connector->fd < 0)
		return errno;
	setsockopt(connector->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (connect(connector->fd, (const struct sockaddr *)&address->sockaddr, address->len) == 0)
		return 0;
	return errno == EINTR ? EINPROGRESS : errno;
}

/* How the connect under way stands; 0, EINPROGRESS, ETIMEDOUT or what went wrong. */
static int look(const struct connector *connector, const struct loop *loop)
{
	int number = 0;
	socklen_t len = sizeof number;
	struct sockaddr_storage peer;
	socklen_t peer_len = sizeof peer;

	if (loop_events(loop, connector->fd)) {
		if (getsockopt(connector->fd, SOL_SOCKET, SO_ERROR, &number, &len) < 0)
			return errno;
		/* The number of a descriptor may come from an older one that was closed in this turn. */
		if (number != 0 || getpeername(connector->fd, (struct sockaddr *)&peer, &peer_len) == 0)
			return number;
	}
	return clock_now_us() - connector->started_us >= connector->attempt_ms * CLOCK_US_PER_MS
		   ? ETIMEDOUT
		   : EINPROGRESS;
}

/* Appends "192.0.2.1: Connection refused (ECONNREFUSED)"; past the cap only counts. */
static void add_detail(struct connector *connector, const char *address, const char *reason)
{
	struct strbuf detail;

	strbuf_init(&detail, DETAIL_MAX);
	if (connector->detail)
		strbuf_addf(&detail, "%s; ", connector->detail);
	strbuf_addf(&detail, "%s: %s", address, reason);
	if (detail.overflowed)
		connector->left_out++;
	else
		mem_replace(&connector->detail, detail.data);
	strbuf_finish(&detail);
}

char *connector_summary(const struct connector *connector)
{
	struct strbuf summary;
	char *taken;
	bool only_ipv6 = true;

	strbuf_init(&summary, (size_t)2 * DETAIL_MAX);
	for (size_t i = 0; i < connector->addresses.count; i++)
		only_ipv6 = only_ipv6 && connector->addresses.items[i].family == FAMILY_IPV6;
	if (only_ipv6 && connector->worst == PROBLEM_UNREACHABLE)
		strbuf_adds(&summary,
			    _("The server has only IPv6, and there is no IPv6 connection to it from here. "));
	strbuf_adds(&summary, connector->detail ? connector->detail : "");
	if (connector->left_out > 0)
		strbuf_addf(&summary, _("; and %zu more"), connector->left_out);
	taken = strbuf_take(&summary);
	strbuf_finish(&summary);
	return taken;
}

static void note_failure(struct connector *connector, struct attempt *attempt)
{
	if (telling(attempt->problem) > telling(connector->worst))
		connector->worst = attempt->problem;
	add_detail(connector, attempt->address->text, connector_error_text(attempt->error_number));
	drop_fd(connector);
	connector->next++;
}

bool connector_step(struct connector *connector, const struct loop *loop, struct attempt *ret_attempt)
{
	int number;

	if (connector_exhausted(connector))
		return false;
	number = connector->fd < 0 ? begin(connector) : look(connector, loop);
	if (number == EINPROGRESS)
		return false;
	*ret_attempt = (struct attempt){
	    .address = &connector->addresses.items[connector->next],
	    .problem = number ? problem_of_errno(number) : PROBLEM_NONE,
	    .error_number = number,
	    .us = clock_now_us() - connector->started_us,
	};
	if (number)
		note_failure(connector, ret_attempt);
	return true;
}

int connector_take_fd(struct connector *connector)
{
	int fd = connector->fd;

	connector->fd = -1;
	return fd;
}
