/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parent's side of a fork server: two descriptors go there, the process id of the copy comes back. */
#include "engine/fork_server.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"

enum {
	PROGRAMS_MAX = 3,       /* engine, mailmedic-sasl, mailmedic-gss */
	PATIENCE_MS = 5 * 1000, /* for a copy: it takes less than a millisecond */
};

struct fork_server {
	const char *name; /* of its program, static; NULL: not started yet */
	pid_t pid;
	int control; /* -1: it has failed, and is not tried again */
};

struct fork_servers {
	struct fork_server list[PROGRAMS_MAX];
};

struct fork_servers *fork_servers_create(void)
{
	return mem_calloc(1, sizeof(struct fork_servers));
}

static void end_server(struct fork_server *server)
{
	if (server->control < 0)
		return;
	close(server->control);
	server->control = -1;
	kill(server->pid, SIGKILL);
	engine_process_reap(&server->pid);
}

void fork_servers_destroy(struct fork_servers *servers)
{
	if (!servers)
		return;
	for (size_t i = 0; i < PROGRAMS_MAX && servers->list[i].name; i++)
		end_server(&servers->list[i]);
	free(servers);
}

static void start_server(struct fork_server *server, const struct engine_program *program, const char *path)
{
	int pair[2];

	server->name = program->name;
	server->control = -1;
	if (!engine_process_pair(pair))
		return;
	if (engine_process_spawn(program, path, FORK_SERVER_ARGUMENT, -1, pair[1], &server->pid) == 0)
		server->control = pair[0];
	else
		close(pair[0]);
	close(pair[1]);
}

static struct fork_server *find_server(struct fork_servers *servers, const struct engine_program *program,
				       const char *path)
{
	struct fork_server *server = servers->list;

	while (server->name && strcmp(server->name, program->name) != 0)
		server++;
	if (!server->name)
		start_server(server, program, path);
	return server;
}

static bool send_descriptors(int control, const int *descriptors, size_t count)
{
	_Alignas(struct cmsghdr) char space[CMSG_SPACE(2 * sizeof(int))] = {0};
	char byte = '+';
	struct iovec part = {&byte, 1};
	struct msghdr message = {.msg_iov = &part,
				 .msg_iovlen = 1,
				 .msg_control = space,
				 .msg_controllen = CMSG_SPACE(count * sizeof(int))};
	struct cmsghdr *header = (struct cmsghdr *)(void *)space; /* the only one */

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
	return sendmsg(control, &message, MSG_NOSIGNAL) == 1;
}

static bool receive_pid(int control, pid_t *ret_pid)
{
	struct pollfd awaited = {.fd = control, .events = POLLIN};
	int n;

	do
		n = poll(&awaited, 1, PATIENCE_MS);
	while (n < 0 && errno == EINTR);
	return n == 1 && recv(control, ret_pid, sizeof(*ret_pid), MSG_DONTWAIT) == sizeof(*ret_pid) &&
	       *ret_pid > 0;
}

int fork_servers_copy(struct fork_servers *servers, const struct engine_program *program, const char *path,
		      int wire, int control, pid_t *ret_pid)
{
	const int descriptors[] = {control, wire};
	struct fork_server *server = find_server(servers, program, path);

	if (server->control < 0)
		return ECHILD;
	if (send_descriptors(server->control, descriptors, wire >= 0 ? 2 : 1) &&
	    receive_pid(server->control, ret_pid))
		return 0;
	end_server(server);
	return ECHILD;
}
