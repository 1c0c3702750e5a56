/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The syntax of what people type: host names, addresses, ports, SASL names. Each check says in one
 * sentence what is wrong. Pure functions; nothing is looked up.
 */
#ifndef MAILMEDIC_ACCOUNT_SYNTAX_H
#define MAILMEDIC_ACCOUNT_SYNTAX_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	SYNTAX_HOST_MAX = 253,    /* bytes of a host name (RFC 1035, without the last dot) */
	SYNTAX_LABEL_MAX = 63,    /* bytes of one label of it */
	SYNTAX_LOCAL_MAX = 64,    /* bytes before the @ (RFC 5321, 4.5.3.1.1) */
	SYNTAX_ADDRESS_MAX = 254, /* bytes of a mailbox (RFC 5321, 4.5.3.1.3, without < and >) */
	SYNTAX_TEXT_MAX = 4095,   /* bytes of any other value */
};

/* Not empty, valid UTF-8, no control characters, at most SYNTAX_TEXT_MAX bytes. `what` names the value. */
bool syntax_check_text(const char *what, const char *text, struct error *error);

/* A host name (IDN allowed as typed), an IPv4 address, or an IPv6 address without brackets. */
bool syntax_check_host(const char *what, const char *text, struct error *error);

/* A mailbox, local-part@domain (RFC 5321, 4.1.2; RFC 6531 for UTF-8), without < and >. */
bool syntax_check_mailbox(const char *what, const char *text, struct error *error);

/* What EHLO may carry: a domain in ASCII, or an address literal such as [192.0.2.1] or [IPv6:::1]. */
bool syntax_check_ehlo_name(const char *what, const char *text, struct error *error);

/* A SASL mechanism name (RFC 4422, 3.1) in either case. */
bool syntax_check_mechanism(const char *what, const char *text, struct error *error);

/* 1 to 65535. */
bool syntax_parse_port(const char *text, int *ret_port, struct error *error);

/*
 * Takes HOST, HOST:PORT, [IPv6], [IPv6]:PORT or a bare IPv6 address apart. *ret_host is the caller's
 * to free; *ret_port is 0 when none is given.
 */
bool syntax_parse_endpoint(const char *text, char **ret_host, int *ret_port, struct error *error);

/* The @ that separates local part and domain of a checked mailbox (a quoted local part may hold others), or
 * NULL. */
const char *syntax_find_at(const char *mailbox);

#endif
