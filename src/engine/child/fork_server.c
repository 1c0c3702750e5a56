/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing of a log-in or a server comes here: both reach the copies, over sockets of their own. */
#include "engine/child/fork_server.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/child/control.h"
#include "engine/fork_server.h"

/* Control first, then the wire if there is one. The number of descriptors; ends the process with its parent.
 */
static size_t receive(int descriptors[2])
{
	_Alignas(struct cmsghdr) char space[CMSG_SPACE(2 * sizeof(int))];
	char byte;
	struct iovec part = {&byte, 1};
	struct msghdr message = {
	    .msg_iov = &part, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof(space)};
	const struct cmsghdr *header;
	ssize_t n;
	size_t size;

	do
		n = recvmsg(ENGINE_FD_CONTROL, &message, 0);
	while (n < 0 && errno == EINTR);
	header = n == 1 ? CMSG_FIRSTHDR(&message) : NULL;
	if (!header || header->cmsg_type != SCM_RIGHTS)
		_exit(EXIT_PARENT_GONE);
	size = header->cmsg_len - CMSG_LEN(0);
	memcpy(descriptors, CMSG_DATA(header), size);
	return size / sizeof(*descriptors);
}

static void put(int descriptor, int place)
{
	if (descriptor == place)
		return;
	if (dup2(descriptor, place) < 0)
		_exit(EXIT_UNPREPARED);
	close(descriptor);
}

/* In the copy. The socket of the requests makes room for the copy's own; 3 is free once that has moved. */
static void settle(const int *descriptors, size_t count)
{
	put(descriptors[0], ENGINE_FD_CONTROL);
	if (count == 2)
		put(descriptors[1], ENGINE_FD_WIRE);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) /* a copy does not inherit it */
		_exit(EXIT_UNPREPARED);
}

void fork_server_run(int argc, char *const argv[])
{
	if (argc < 2 || strcmp(argv[1], FORK_SERVER_ARGUMENT) != 0)
		return;
	for (;;) {
		int descriptors[2];
		const size_t count = receive(descriptors);
		/* Not fork(): who asked is to be its parent, and to hear how it ends. */
		const pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL);

		if (pid == 0) {
			settle(descriptors, count);
			return;
		}
		for (size_t i = 0; i < count; i++)
			close(descriptors[i]);
		if (write(ENGINE_FD_CONTROL, &pid, sizeof(pid)) != (ssize_t)sizeof(pid))
			_exit(EXIT_PARENT_GONE);
	}
}
