/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and writing a non-blocking socket, with what can happen reported as a status; no SIGPIPE. */
#ifndef MAILMEDIC_WIRE_SOCKET_H
#define MAILMEDIC_WIRE_SOCKET_H

#include <stddef.h>

enum io_status {
	IO_OK,     /* some bytes went through */
	IO_AGAIN,  /* nothing now; poll */
	IO_CLOSED, /* orderly end */
	IO_RESET,  /* cut off */
	IO_FAILED, /* TLS gave up; only from a TLS session */
};

/* Reads 1 to `size` bytes; *ret_count is set with IO_OK only. */
enum io_status socket_read(int fd, char *bytes, size_t size, size_t *ret_count);

/* Writes 1 to `len` bytes; *ret_count is set with IO_OK only. Never IO_CLOSED. */
enum io_status socket_write(int fd, const char *bytes, size_t len, size_t *ret_count);

#endif
