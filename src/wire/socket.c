/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only place of the wire that moves bytes in and out of the server's socket. */
#include "wire/socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static enum io_status after_error(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK ? IO_AGAIN : IO_RESET;
}

/*
 * Acknowledges at once what has arrived. A server that has sent TLS session tickets and has Nagle's algorithm
 * on (postfix) keeps its next answer back until then, which would be some 40 ms later.
 */
static void acknowledge(int fd)
{
#ifdef TCP_QUICKACK
	int on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
#else
	(void)fd;
#endif
}

enum io_status socket_read(int fd, char *bytes, size_t size, size_t *ret_count)
{
	ssize_t count;

	do
		count = recv(fd, bytes, size, 0);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return after_error();
	if (count == 0)
		return IO_CLOSED;
	acknowledge(fd);
	*ret_count = (size_t)count;
	return IO_OK;
}

enum io_status socket_write(int fd, const char *bytes, size_t len, size_t *ret_count)
{
	ssize_t count;

	do
		count = send(fd, bytes, len, MSG_NOSIGNAL);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return after_error();
	*ret_count = (size_t)count;
	return IO_OK;
}
