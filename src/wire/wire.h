/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The connection to the server: name, addresses, TCP, TLS, lines. Nothing here blocks; it knows no
 * SMTP command and no policy. What happens is reported as events, pulled with wire_next. After
 * WIRE_FAILED or WIRE_CLOSED nothing more comes.
 *
 * The owner pulls until wire_next says false whenever it has called anything else here; lines may
 * be left unpulled (reading then stops at 64 KiB), so a held-up owner costs neither memory nor CPU.
 *
 * Order: WIRE_RESOLVED, WIRE_ADDRESS for each address tried (the last one with PROBLEM_NONE is the
 * connection), with implicit TLS WIRE_TLS, then WIRE_LINE ...; wire_start_tls gives WIRE_TLS again. Through a
 * proxy WIRE_PROXY stands in the place of WIRE_ADDRESS, and WIRE_RESOLVED comes only where the name is looked
 * up here.
 */
#ifndef MAILMEDIC_WIRE_WIRE_H
#define MAILMEDIC_WIRE_WIRE_H

#include "account/account.h"
#include "base/loop.h"
#include "smtp/problem.h"
#include "wire/certificate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WIRE_LINE_MAX = 8192, /* bytes in a line; RFC 5321 asks for 512 in replies */
	/* Default deadlines; RFC 5321 4.5.3.2 allows minutes, a person does not. */
	WIRE_CONNECT_MS = 15 * 1000,
	WIRE_TLS_MS = 15 * 1000,
	WIRE_OUT_MAX = 64 * 1024 * 1024, /* bytes waiting to be written (a message) */
};

struct address;
struct client_identity;
struct secret;
struct trust;

struct wire_target {
	const char *host; /* as typed: name (IDN allowed), IPv4 or IPv6 literal without brackets */
	int port;
	enum address_family family;
	const struct address *address; /* where to connect, whatever the name says; NULL: look the name up */
	const char *proxy;             /* to go through, as in account->proxy, or NULL */
	const struct secret *proxy_login; /* "USER:PASSWORD" for it, or NULL; copied */
	bool implicit_tls;
	bool holds;          /* before connecting and before implicit TLS, each time until wire_go_on */
	const char *ca_path; /* file or folder of trusted certificates; NULL: the system's */
	struct trust *trust; /* what was read from there before, or NULL; shared */
	struct client_identity *identity; /* of the user, or NULL; shared */
	const char *sni;                  /* name sent in the handshake; NULL: the host */
	int64_t connect_ms;               /* one address; 0: WIRE_CONNECT_MS */
	int64_t tls_ms;                   /* 0: WIRE_TLS_MS */
};

enum wire_event_kind {
	WIRE_RESOLVED, /* address_count addresses found */
	WIRE_ADDRESS,  /* one address tried */
	WIRE_PROXY,    /* the proxy has made the connection */
	WIRE_TLS,      /* handshake finished; look at tls->verified before any secret is sent */
	WIRE_LINE,     /* one line, without its end */
	WIRE_CLOSED,   /* PROBLEM_CLOSED or PROBLEM_RESET; `line` is a partial last line, if any */
	WIRE_FAILED,   /* no connection (name, all addresses, proxy), TLS failed, line too long */
};

struct wire_event {
	enum wire_event_kind kind;
	enum problem problem; /* WIRE_TLS: as in tls */
	/*
	 * Borrowed until the next call on the wire, and inert. Address of WIRE_ADDRESS, name asked for
	 * (A-label) of WIRE_RESOLVED, what went wrong of WIRE_TLS and WIRE_FAILED (or NULL).
	 */
	const char *text;
	/* WIRE_ADDRESS: "Connection refused (ECONNREFUSED)", or this computer's address when connected;
	 * WIRE_FAILED: the plain text that came in place of TLS, or NULL. */
	const char *detail;
	enum address_family family;
	int64_t us; /* how long this took */
	size_t address_count;
	const char *line; /* as received, may hold NUL; borrowed likewise */
	size_t line_len;
	bool bare_lf;                /* WIRE_LINE ended with LF alone */
	const struct tls_facts *tls; /* WIRE_TLS, and WIRE_FAILED of a handshake; borrowed likewise */
};

struct strbuf;
struct wire; /* opaque */

/*
 * Starts looking up and connecting. False with `error` when the target itself is unusable (bad IDN
 * label, unreadable ca_path). The caller destroys *ret_wire.
 */
bool wire_create(const struct wire_target *target, struct wire **ret_wire, struct error *error);

/* Closes at once, whatever it is doing (takes NULL). */
void wire_destroy(struct wire *wire);

void wire_want(const struct wire *wire, struct loop *loop);
void wire_step(struct wire *wire, const struct loop *loop);
bool wire_next(struct wire *wire, struct wire_event *ret_event);

/* Does what it holds. */
void wire_go_on(struct wire *wire);

/*
 * Queues a line and its CR LF, and tries to write them at once: in one piece, for there are servers that take
 * what one read brings for a line. They are wiped once they are written. False when more than WIRE_OUT_MAX
 * bytes would be waiting: the peer does not read, and what it has of the line may be cut.
 */
bool wire_send_line(struct wire *wire, const char *line, size_t len);

/* True while bytes are waiting to be written. */
bool wire_sending(const struct wire *wire);

/* Reads what has already arrived, without waiting: so that a 421 is seen before the next write. */
void wire_peek(struct wire *wire);

/* The line whose end has not come yet, as WIRE_LINE; it may be empty, and stays. Everything was pulled. */
void wire_unfinished(const struct wire *wire, struct wire_event *ret_event);

/* Everything was pulled, and the server is in the middle of a line. */
bool wire_is_mid_line(const struct wire *wire);

/* The server sends more than one step takes: what it says may not have been read yet. */
bool wire_is_behind(const struct wire *wire);

/*
 * Begins the client handshake after the 220 to STARTTLS. When bytes have already arrived after the
 * 220 they are refused: WIRE_FAILED with PROBLEM_STARTTLS_INJECTION.
 */
void wire_start_tls(struct wire *wire);

/* Channel binding data (RFC 5056) of the session, in Base64. Returns its type's name; NULL: there is none. */
const char *wire_binding(const struct wire *wire, struct strbuf *ret_base64);

/* The handshake is done and the session open. */
bool wire_is_tls(const struct wire *wire);

#endif
