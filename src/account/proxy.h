/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The proxy of an account: its URL, taken apart, and when it is passed by. The log-in in such a URL is a
 * secret: it never gets into the account. Opens no connection.
 */
#ifndef MAILMEDIC_ACCOUNT_PROXY_H
#define MAILMEDIC_ACCOUNT_PROXY_H

#include "account/account.h"

struct secret;

enum proxy_kind {
	PROXY_SOCKS5H, /* RFC 1928; the proxy looks the server's name up */
	PROXY_SOCKS5,  /* the same; the name is looked up here */
	PROXY_HTTP,    /* CONNECT (RFC 9110, 9.3.6); the proxy looks the name up */
	PROXY_KIND_COUNT
};

struct proxy {
	enum proxy_kind kind;
	char *host; /* owned */
	int port;
};

/* Takes the text of account->proxy apart; it was checked when it was set. `ret_proxy` is the caller's. */
void proxy_read(const char *text, struct proxy *ret_proxy);
void proxy_finish(struct proxy *proxy);

/* What stands in a URL and in mailmedic-fetch's orders: "socks5h". */
const char *proxy_kind_id(enum proxy_kind kind);

/*
 * Sets account->proxy from [SCHEME://][USER[:PASSWORD]@]HOST[:PORT]; without a scheme it is http, without a
 * port 1080, or 8080 for http; "none" takes it back. The log-in, with its %XX read, goes to `login`
 * ("USER:PASSWORD", replaced); where that is NULL a URL that has one is refused. False with one sentence in
 * `error`, which repeats none of it.
 */
bool account_set_proxy(struct account *account, const char *text, enum origin origin, struct secret *login,
		       struct error *error);

/* The same from the variables all_proxy or ALL_PROXY, when the account has none. */
bool account_set_proxy_from_environment(struct account *account, struct secret *login, struct error *error);

/* Copies the proxy alone, with its origin. */
void account_take_proxy(struct account *to, const struct account *from);

/* The proxy to go through: NULL where there is none, the server is there for practice, or the proxy comes
 * from a variable and no_proxy names the server. */
const char *account_proxy(const struct account *account);

/* True when the proxy (its text, or NULL) looks the server's name up, so that this computer must not. */
bool proxy_hides_names(const char *text);

#endif
