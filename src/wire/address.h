/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One address of a server, and the server's name as typed, read and checked without the network. */
#ifndef MAILMEDIC_WIRE_ADDRESS_H
#define MAILMEDIC_WIRE_ADDRESS_H

#include "account/account.h"
#include "base/error.h"

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

enum { ADDRESS_TEXT_MAX = INET6_ADDRSTRLEN + 1 + IF_NAMESIZE };

struct address {
	struct sockaddr_storage sockaddr;
	socklen_t len;
	enum address_family family;
	char text[ADDRESS_TEXT_MAX]; /* "192.0.2.1", "fe80::1%eth0" */
};

struct address_list {
	struct address *items;
	size_t count;
};

/* This computer's address on a connected socket, as text; "" when the kernel does not tell. */
void address_write_own(int fd, char ret_text[ADDRESS_TEXT_MAX]);

void address_list_finish(struct address_list *list);

/* Appends the address with `port` put in; an address that is there already, or of another kind, is left out.
 */
void address_list_add(struct address_list *list, const struct sockaddr *sockaddr, int port);

/* In this computer or its own network (RFC 1918, 6598, 4193, link-local): a stranger's record must not lead
 * there. */
bool address_is_private(const struct address *address);

/* The name of a server: an A-label name (what DNS and certificates use) or an address literal. */
struct server_name {
	char *ascii; /* "xn--bcher-kva.example", or the literal in its usual spelling without a zone */
	bool is_literal;
	struct sockaddr_storage literal; /* port 0; only when is_literal */
};

/*
 * Reads a name (IDN allowed, UTF-8) or an IPv4 or IPv6 literal without brackets. False with one
 * sentence in `error` for anything that cannot be a host: an empty or overlong label, a dot at the
 * end, characters that do not belong, an IDN label that IDNA 2008 refuses. `ret_name` is then untouched.
 */
bool server_name_parse(const char *text, struct server_name *ret_name, struct error *error);
void server_name_finish(struct server_name *name);

/*
 * The name to send in a TLS handshake: `text`, or the host when that is NULL. Addresses are never
 * sent (RFC 6066 section 3): *ret_name, which the caller has initialised to zero, then stays empty
 * when `host` is one, and an address as `text` is refused.
 */
bool server_name_parse_sni(const char *text, const struct server_name *host, struct server_name *ret_name,
			   struct error *error);

#endif
