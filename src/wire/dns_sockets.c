/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sockets as c-ares makes them, but without SIGPIPE when a name server hangs up on TCP. A closed port
 * (ICMP) shows once, at the next call on the socket. When that is the send of another question, c-ares
 * waits for the first one until its time-out, so a refusal at a send is played back to the next read.
 */
#include "wire/dns_sockets.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/clock.h"
#include "wire/dns_record.h"

enum {
	DNS_HEADER = 12, /* bytes */
	FLAG_TC = 0x02,
	READS_MAX = 32, /* in one step */
};

void dns_sockets_init(struct dns_sockets *sockets)
{
	*sockets = (struct dns_sockets){.refused_fd = -1, .answered_with = ARES_SUCCESS};
}

bool dns_sockets_cut(const struct dns_sockets *sockets, int status)
{
	return sockets->was_cut && (status == ARES_ETIMEOUT || status == ARES_ECONNREFUSED);
}

/* --- what c-ares calls --- */

static ares_socket_t open_socket(int domain, int type, int protocol, void *unused)
{
	(void)unused;
	return socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
}

static int close_socket(ares_socket_t fd, void *data)
{
	struct dns_sockets *sockets = data;

	if (sockets->refused_fd == fd)
		sockets->refused_fd = -1;
	return close(fd);
}

/* c-ares asks the next server after such an answer, and forgets the answer when there is none. */
static void note_code(struct dns_sockets *sockets, int code)
{
	switch (code) {
	case 2: sockets->answered_with = ARES_ESERVFAIL; break;
	case 4: sockets->answered_with = ARES_ENOTIMP; break;
	case 5: sockets->answered_with = ARES_EREFUSED; break;
	default:
		if (code > 5) /* which c-ares takes for "no such data" */
			sockets->answered_with = ARES_EBADRESP;
		break;
	}
}

static ares_ssize_t receive(ares_socket_t fd, void *bytes, size_t size, int flags, struct sockaddr *from,
			    ares_socklen_t *from_len, void *data)
{
	struct dns_sockets *sockets = data;
	ares_ssize_t count;

	if (sockets->allowance == 0) {
		errno = EAGAIN; /* c-ares would read for as long as somebody sends */
		return -1;
	}
	sockets->allowance--;
	if (sockets->refused_fd == fd) {
		sockets->refused_fd = -1;
		errno = ECONNREFUSED;
		return -1;
	}
	count = recvfrom(fd, bytes, size, flags, from, from_len);
	if (from != NULL && count >= DNS_HEADER && !(((const unsigned char *)bytes)[2] & 0x80)) {
		errno = EAGAIN; /* a question is no answer, but c-ares would read it as an empty one */
		return -1;
	}
	if (count >= DNS_HEADER) {
		note_code(sockets, ((const unsigned char *)bytes)[3] & 0x0f);
		sockets->was_cut |= from != NULL && (((const unsigned char *)bytes)[2] & FLAG_TC) != 0;
		sockets->loops |= dns_answer_loops(bytes, (size_t)count);
	}
	return count;
}

static ares_ssize_t send_message(struct dns_sockets *sockets, ares_socket_t fd, const struct msghdr *message)
{
	ssize_t sent = sendmsg(fd, message, MSG_NOSIGNAL);

	if (sent < 0 && errno == ECONNREFUSED)
		sockets->refused_fd = fd;
	return sent;
}

#if ARES_VERSION >= 0x012200 /* 1.34: the older functions are deprecated */

static int connect_socket(ares_socket_t fd, const struct sockaddr *to, ares_socklen_t len, unsigned flags,
			  void *unused)
{
	(void)flags; /* TCP Fast Open only */
	(void)unused;
	return connect(fd, to, len);
}

static int set_option(ares_socket_t fd, ares_socket_opt_t option, const void *value, ares_socklen_t size,
		      void *unused)
{
	(void)fd;
	(void)option;
	(void)value;
	(void)size;
	(void)unused;
	errno = ENOSYS; /* "not supported", which c-ares accepts */
	return -1;
}

static ares_ssize_t send_bytes(ares_socket_t fd, const void *bytes, size_t size, int flags,
			       const struct sockaddr *to, ares_socklen_t to_len, void *data)
{
	struct iovec vector = {.iov_base = (void *)bytes, .iov_len = size};
	struct msghdr message = {
	    .msg_name = (void *)to, .msg_namelen = to_len, .msg_iov = &vector, .msg_iovlen = 1};

	(void)flags;
	return send_message(data, fd, &message);
}

void dns_sockets_serve(struct dns_sockets *sockets, ares_channel channel)
{
	static const struct ares_socket_functions_ex functions = {
	    .version = 1,
	    .asocket = open_socket,
	    .aclose = close_socket,
	    .asetsockopt = set_option,
	    .aconnect = connect_socket,
	    .arecvfrom = receive,
	    .asendto = send_bytes,
	};

	ares_set_socket_functions_ex(channel, &functions, sockets);
}

#else

static int connect_socket(ares_socket_t fd, const struct sockaddr *to, ares_socklen_t len, void *unused)
{
	(void)unused;
	return connect(fd, to, len);
}

static ares_ssize_t send_vector(ares_socket_t fd, const struct iovec *vector, int count, void *data)
{
	struct msghdr message = {.msg_iov = (struct iovec *)vector, .msg_iovlen = (size_t)count};

	return send_message(data, fd, &message);
}

void dns_sockets_serve(struct dns_sockets *sockets, ares_channel channel)
{
	static const struct ares_socket_functions functions = {
	    .asocket = open_socket,
	    .aclose = close_socket,
	    .aconnect = connect_socket,
	    .arecvfrom = receive,
	    .asendv = send_vector,
	};

	ares_set_socket_functions(channel, &functions, sockets);
}

#endif

/* --- the loop --- */

static struct dns_socket *find(struct dns_sockets *sockets, ares_socket_t fd)
{
	for (size_t i = 0; i < sockets->count; i++) {
		if (sockets->list[i].fd == fd)
			return &sockets->list[i];
	}
	return NULL;
}

void dns_sockets_watch(void *data, ares_socket_t fd, int readable, int writable)
{
	struct dns_sockets *sockets = data;
	short events = (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0));
	struct dns_socket *known = find(sockets, fd);

	if (known != NULL && events == 0)
		*known = sockets->list[--sockets->count];
	else if (known != NULL)
		known->events = events;
	else if (events != 0 && sockets->count < DNS_SOCKETS_MAX)
		sockets->list[sockets->count++] = (struct dns_socket){fd, events};
}

void dns_sockets_want(const struct dns_sockets *sockets, struct loop *loop)
{
	for (size_t i = 0; i < sockets->count; i++)
		loop_want(loop, sockets->list[i].fd, sockets->list[i].events);
	if (sockets->refused_fd >= 0)
		loop_want_at(loop, clock_now());
}

void dns_sockets_step(struct dns_sockets *sockets, ares_channel channel, const struct loop *loop)
{
	struct dns_socket ready[DNS_SOCKETS_MAX];
	size_t count = 0;

	sockets->allowance = READS_MAX;
	/* Serving one may close or open others: collect first. */
	for (size_t i = 0; i < sockets->count; i++) {
		ares_socket_t fd = sockets->list[i].fd;
		short events = loop_events(loop, fd);
		if (fd == sockets->refused_fd)
			events |= POLLERR;
		if (events != 0)
			ready[count++] = (struct dns_socket){fd, events};
	}
	for (size_t i = 0; i < count; i++)
		ares_process_fd(channel, (ready[i].events & ~POLLOUT) ? ready[i].fd : ARES_SOCKET_BAD,
				(ready[i].events & POLLOUT) ? ready[i].fd : ARES_SOCKET_BAD);
	ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); /* its time-outs */
}
