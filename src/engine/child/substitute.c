/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * getaddrinfo, freeaddrinfo, socket, connect and dlopen as libESMTP is to see them: one address, one
 * socket that is already connected, and plug-ins under the names they really have.
 */
#include "engine/child/substitute.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "engine/process.h"

/* libESMTP 1.1.0 asks for the mechanism's name; the package installs the file under the source folder's. */
static const struct {
	const char *asked;
	const char *file;
} renamed[] = {
    {"sasl-cram-md5.so", "sasl-crammd5.so"},
};

#ifdef __GLIBC__ /* declares connect with a union of pointers, to spare BSD code its casts */
#define ADDRESS __CONST_SOCKADDR_ARG
#else
#define ADDRESS const struct sockaddr *
#endif

static bool plugins_closed;
static bool wire_taken;

int getaddrinfo(const char *restrict node, const char *restrict service,
		const struct addrinfo *restrict hints, struct addrinfo **restrict ret_list)
{
	static struct sockaddr address = {.sa_family = AF_UNIX};
	static struct addrinfo only = {
	    .ai_family = AF_UNIX,
	    .ai_socktype = SOCK_STREAM,
	    .ai_addr = &address,
	    .ai_addrlen = sizeof(address),
	};

	(void)node;
	(void)service;
	(void)hints;
	*ret_list = &only;
	return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
	(void)list;
}

/* The one socket, once: libESMTP closes what it got. */
int socket(int domain, int type, int protocol)
{
	(void)domain;
	(void)type;
	(void)protocol;
	if (wire_taken) {
		errno = EMFILE;
		return -1;
	}
	wire_taken = true;
	return ENGINE_FD_WIRE;
}

int connect(int fd, ADDRESS address, socklen_t len)
{
	(void)address;
	(void)len;
	if (fd == ENGINE_FD_WIRE)
		return 0;
	errno = ECONNREFUSED;
	return -1;
}

static void *open_renamed(void *(*real)(const char *, int), const char *path, int flags)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	char other[PATH_MAX];

	for (size_t i = 0; i < sizeof(renamed) / sizeof(renamed[0]); i++) {
		int len;

		if (strcmp(name, renamed[i].asked) != 0)
			continue;
		len = snprintf(other, sizeof(other), "%.*s%s", (int)(name - path), path, renamed[i].file);
		if (len > 0 && (size_t)len < sizeof(other))
			return real(other, flags);
	}
	return NULL;
}

void *dlopen(const char *path, int flags)
{
	void *(*real)(const char *, int);
	void *module;

	*(void **)&real = dlsym(RTLD_NEXT, "dlopen");
	if (plugins_closed || !real || !path)
		return NULL;
	module = real(path, flags);
	return module ? module : open_renamed(real, path, flags);
}

void substitute_close_plugins(void)
{
	plugins_closed = true;
}
