/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens, accepts, and gives every session its turn. */
#include "practice/server.h"

#include "base/clock.h"
#include "base/loop.h"
#include "base/memory.h"
#include "base/text.h"
#include "practice/library.h"
#include "practice/token.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define OPERATION "start the practice server"

enum { BACKLOG = 256, ACCEPT_REST_MS = 100 };

static bool is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr) >> 24 ==
		       127;
	return address->sa_family == AF_INET6 &&
	       IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
}

/* Splits "HOST:PORT" or "[HOST]:PORT"; *ret_host is to be freed. */
static bool split_listen(const char *listen, char **ret_host, const char **ret_port)
{
	const char *colon = strrchr(listen, ':');
	size_t len;
	long port;

	if (!colon || colon == listen || !text_parse_number(colon + 1, 0, 65535, &port))
		return false;
	len = (size_t)(colon - listen);
	if (listen[0] == '[' && listen[len - 1] == ']')
		*ret_host = mem_strndup(listen + 1, len - 2);
	else if (memchr(listen, ':', len))
		return false;
	else
		*ret_host = mem_strndup(listen, len);
	*ret_port = colon + 1;
	return true;
}

static bool read_listen(const char *listen, struct addrinfo **ret_address, struct error *error)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
	struct addrinfo *address = NULL;
	const char *port;
	char *host;
	int failed;

	if (!split_listen(listen, &host, &port)) {
		error_set(error, ERROR_USAGE, OPERATION,
			  "%.100s is not an address and port such as 127.0.0.1:2525.", listen);
		return false;
	}
	failed = getaddrinfo(strcmp(host, "localhost") == 0 ? "127.0.0.1" : host, port, &hints, &address);
	free(host);
	if (!failed && is_loopback(address->ai_addr)) {
		*ret_address = address;
		return true;
	}
	if (!failed)
		freeaddrinfo(address);
	error_set(error, ERROR_USAGE, OPERATION,
		  "%.100s is not a loopback address; the practice server listens on 127.0.0.1 or ::1 only.",
		  listen);
	return false;
}

/* Finds out which port the kernel chose. */
static bool learn_name(struct server *server)
{
	struct sockaddr_storage name;
	socklen_t size = sizeof(name);
	char text[16];
	long port;

	if (getsockname(server->fd, (struct sockaddr *)&name, &size) != 0 ||
	    getnameinfo((struct sockaddr *)&name, size, server->host, sizeof(server->host), text,
			sizeof(text), NI_NUMERICHOST | NI_NUMERICSERV) != 0 ||
	    !text_parse_number(text, 1, 65535, &port))
		return false;
	server->port = (int)port;
	return true;
}

static bool open_socket(struct server *server, const char *listen_on, struct error *error)
{
	struct addrinfo *address = NULL;
	int on = 1;
	bool ok;

	if (!read_listen(listen_on, &address, error))
		return false;
	server->fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (server->fd >= 0)
		setsockopt(server->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	ok = server->fd >= 0 && bind(server->fd, address->ai_addr, address->ai_addrlen) == 0 &&
	     listen(server->fd, BACKLOG) == 0 && learn_name(server);
	if (!ok)
		error_set_errno(error, OPERATION, listen_on);
	freeaddrinfo(address);
	return ok;
}

bool server_create(const char *scenario, const char *listen, struct server **ret_server, struct error *error)
{
	struct server *server = mem_calloc(1, sizeof(*server));

	server->fd = -1;
	if (!library_load(scenario, &server->state.scenario, error) ||
	    !open_socket(server, listen ? listen : "127.0.0.1:0", error) ||
	    !ca_init(&server->ca, &server->state.scenario, error)) {
		server_destroy(server, false);
		return false;
	}
	server->state.tls = server->ca.tls;
	practice_tokens_make(&server->state.scenario);
	*ret_server = server;
	return true;
}

void server_destroy(struct server *server, bool keep_folder)
{
	if (!server)
		return;
	for (size_t i = 0; i < server->session_count; i++)
		session_destroy(server->sessions[i]);
	if (server->fd >= 0)
		close(server->fd);
	ca_finish(&server->ca, keep_folder);
	scenario_finish(&server->state.scenario);
	free(server);
}

static void accept_clients(struct server *server)
{
	while (server->session_count < SERVER_CLIENTS_MAX) {
		int fd = accept4(server->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (fd < 0) {
			if (errno != EAGAIN && errno != EWOULDBLOCK)
				server->accept_at = clock_now() + ACCEPT_REST_MS;
			return;
		}
		server->sessions[server->session_count++] = session_create(&server->state, fd);
	}
}

static void want(const struct server *server, struct loop *loop)
{
	if (clock_now() < server->accept_at)
		loop_want_at(loop, server->accept_at);
	else if (server->session_count < SERVER_CLIENTS_MAX)
		loop_want(loop, server->fd, POLLIN);
	for (size_t i = 0; i < server->session_count; i++)
		session_want(server->sessions[i], loop);
}

static void step(struct server *server, const struct loop *loop)
{
	size_t kept = 0;

	for (size_t i = 0; i < server->session_count; i++) {
		struct session *session = server->sessions[i];

		session_step(session, loop);
		if (session_over(session))
			session_destroy(session);
		else
			server->sessions[kept++] = session;
	}
	server->session_count = kept;
	if (loop_events(loop, server->fd))
		accept_clients(server);
}

void server_run(struct server *server, int stop_fd, int lifeline)
{
	struct loop loop;

	for (;;) {
		loop_clear(&loop);
		loop_want(&loop, stop_fd, POLLIN);
		loop_want(&loop, lifeline, POLLIN);
		want(server, &loop);
		loop_wait(&loop);
		if (loop_events(&loop, stop_fd) || loop_events(&loop, lifeline))
			return;
		step(server, &loop);
	}
}
