/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * getaddrinfo, freeaddrinfo, socket, connect and dlopen as libESMTP is to see them: one address, one
 * socket that is already connected, and one plug-in, which is in this program.
 */
#include "engine/child/substitute.h"

#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "engine/child/answers.h"
#include "engine/process.h"

#ifdef __GLIBC__ /* declares connect with a union of pointers, to spare BSD code its casts */
#define ADDRESS __CONST_SOCKADDR_ARG
#else
#define ADDRESS const struct sockaddr *
#endif

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

static char mechanism[SUBSTITUTE_NAME_MAX + 1];

struct auth_client_plugin sasl_client = {
    .keyw = mechanism,
    .description = "relay",
    .response = answers_respond,
};

/* libESMTP asks for ".../sasl-<mechanism in lower case>.so" and compares the plug-in's name with what the
 * server offers. */
void *dlopen(const char *path, int flags)
{
	static const char prefix[] = "sasl-", suffix[] = ".so";
	void *(*real)(const char *, int);
	const char *slash = path ? strrchr(path, '/') : NULL;
	const char *name = slash ? slash + 1 : "";
	const size_t len = strlen(name);
	const size_t around = sizeof(prefix) - 1 + sizeof(suffix) - 1;

	*(void **)&real = dlsym(RTLD_NEXT, "dlopen");
	if (!real || len <= around || len - around > SUBSTITUTE_NAME_MAX ||
	    strncmp(name, prefix, sizeof(prefix) - 1) != 0)
		return NULL;
	memset(mechanism, 0, sizeof(mechanism));
	for (size_t i = 0; i < len - around; i++) {
		const char c = name[sizeof(prefix) - 1 + i];

		mechanism[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	return real(NULL, flags);
}
