/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The name that this machine says in EHLO when the user gives none. RFC 5321, 4.1.4: the machine's
 * full name, else the literal of its address. Servers turn away "localhost" and names without a dot
 * (Gmail: "421-4.7.0 Try again later, closing connection. (EHLO)"). Asks the kernel only, never the DNS.
 */
#include "account/account.h"
#include "account/syntax.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Ends of names that mean nothing outside this network. */
static const char *const private_ends[] = {
    "localhost", "localdomain", "local",   "lan",  "home",    "internal", "arpa",      "corp",
    "intranet",  "private",     "invalid", "test", "example", "docker",   "container",
};

static bool is_public_name(const char *name)
{
	const char *dot = strrchr(name, '.');
	if (dot == NULL || dot[1] == '\0' || text_starts_nocase(name, "localhost."))
		return false;
	for (size_t i = 0; i < sizeof private_ends / sizeof *private_ends; i++)
		if (text_compare_nocase(dot + 1, private_ends[i]) == 0)
			return false;
	return strchr(name, '_') == NULL && syntax_check_ehlo_name("", name, NULL);
}

/* The address that this machine would send from: a connected UDP socket knows it without sending a byte. */
static bool find_own_address(const struct sockaddr *far, socklen_t far_len, void *ret_near,
			     socklen_t near_len)
{
	int fd = socket(far->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	bool found = connect(fd, far, far_len) == 0 && getsockname(fd, ret_near, &near_len) == 0;
	close(fd);
	return found;
}

static char *make_literal(void)
{
	char text[INET6_ADDRSTRLEN];
	struct strbuf literal;
	strbuf_init(&literal, SYNTAX_HOST_MAX);
	struct sockaddr_in far4 = {.sin_family = AF_INET, .sin_port = htons(587)}, near4;
	inet_pton(AF_INET, "192.0.2.1", &far4.sin_addr); /* a documentation address: any public one does */
	struct sockaddr_in6 far6 = {.sin6_family = AF_INET6, .sin6_port = htons(587)}, near6;
	inet_pton(AF_INET6, "2001:db8::1", &far6.sin6_addr);
	if (find_own_address((struct sockaddr *)&far4, sizeof far4, &near4, sizeof near4) &&
	    inet_ntop(AF_INET, &near4.sin_addr, text, sizeof text) != NULL)
		strbuf_addf(&literal, "[%s]", text);
	else if (find_own_address((struct sockaddr *)&far6, sizeof far6, &near6, sizeof near6) &&
		 inet_ntop(AF_INET6, &near6.sin6_addr, text, sizeof text) != NULL)
		strbuf_addf(&literal, "[IPv6:%s]", text);
	else
		strbuf_adds(&literal, "[127.0.0.1]");
	char *taken = strbuf_take(&literal);
	strbuf_finish(&literal);
	return taken;
}

char *account_default_ehlo_name(void)
{
	char name[SYNTAX_HOST_MAX + 2] = "";
	if (gethostname(name, sizeof name - 1) == 0 && is_public_name(name))
		return mem_strdup(name);
	return make_literal();
}
