/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A child's end of the control socket, played in the fuzzer's own process: what the child reads comes from
 * an input, what it writes is kept, and where it would end it jumps out. Included by one file of a target,
 * before the child's other sources; control.c is included here.
 */
#ifndef MAILMEDIC_TESTS_FUZZ_CONTROL_PLAY_H
#define MAILMEDIC_TESTS_FUZZ_CONTROL_PLAY_H

#include "fuzz.h"

#include <setjmp.h>
#include <string.h>
#include <unistd.h>

static struct fuzz_input socket_in;
static size_t piece; /* no more is read or written at once */
static char told[256 * 1024];
static size_t told_len;
static jmp_buf ended; /* with the exit status, and one added */

static ssize_t play_read(int fd, void *bytes, size_t len)
{
	size_t count = len < piece ? len : piece;

	(void)fd;
	count = count < socket_in.len ? count : socket_in.len;
	if (count > 0)
		memcpy(bytes, socket_in.bytes, count);
	socket_in = (struct fuzz_input){socket_in.bytes + count, socket_in.len - count};
	return (ssize_t)count;
}

static ssize_t play_write(int fd, const void *bytes, size_t len)
{
	size_t count = len < piece ? len : piece;

	(void)fd;
	fuzz_require(told_len + count <= sizeof(told), "what is told has a cap");
	memcpy(told + told_len, bytes, count);
	told_len += count;
	return (ssize_t)count;
}

static _Noreturn void play_exit(int status)
{
	longjmp(ended, status + 1);
}

#define read  play_read
#define write play_write
#define _exit play_exit
#include "../../src/engine/child/control.c"
#undef read
#undef write

#endif
