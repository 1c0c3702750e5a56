/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a run needs to know: address, server, TLS mode, user name, mechanism, EHLO name, deadlines.
 * Never the password. Each value remembers where it came from.
 */
#ifndef MAILMEDIC_ACCOUNT_ACCOUNT_H
#define MAILMEDIC_ACCOUNT_ACCOUNT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum origin {
	ORIGIN_NONE,        /* not set */
	ORIGIN_DEFAULT,     /* what mailmedic takes when nothing else is said */
	ORIGIN_GUESSED,     /* made up from the address (smtp.DOMAIN) */
	ORIGIN_PROVIDER,    /* from the provider's topic */
	ORIGIN_DNS,         /* from an SRV record (RFC 6186, RFC 8314) */
	ORIGIN_DOMAIN_PAGE, /* from the page that the domain has for mail programs */
	ORIGIN_MOZILLA,     /* from Mozilla's list of providers */
	ORIGIN_REMEMBERED,  /* from the session before, or the settings file */
	ORIGIN_VARIABLE,    /* from the environment (all_proxy) */
	ORIGIN_PRACTICE,    /* what the practice server needs */
	ORIGIN_TYPED,       /* the user said so */
	ORIGIN_FIX,         /* set by a fix that the user chose */
};

const char *origin_id(enum origin origin); /* "guessed" */

enum tls_mode { TLS_AUTO, TLS_STARTTLS, TLS_IMPLICIT, TLS_NONE };
const char *tls_mode_id(enum tls_mode mode); /* "auto", "starttls", "implicit", "none" */
bool tls_mode_parse(const char *id, enum tls_mode *ret_mode);

enum address_family { FAMILY_ANY, FAMILY_IPV4, FAMILY_IPV6 };

/* X(member, label): the textual settings; one that ends in "_path" is a file on this computer */
#define ACCOUNT_TEXT_LIST(X)                                                                                 \
	X(address, N_("Mail address"))                                                                       \
	X(host, N_("Server"))                                                                                \
	X(user, N_("User name"))                                                                             \
	X(mechanism, N_("SASL mechanism"))                                                                   \
	X(ehlo_name, N_("EHLO name"))                                                                        \
	X(sni, N_("TLS server name"))                                                                        \
	X(ca_path, N_("Trusted certificates"))                                                               \
	X(cert_path, N_("Certificate file"))                                                                 \
	X(key_path, N_("Key file"))                                                                          \
	X(proxy, N_("Proxy"))                                                                                \
	X(from, N_("Sender"))                                                                                \
	X(to, N_("Recipient"))

struct account {
#define X(member, label)                                                                                     \
	char *member; /* owned; NULL: not set */                                                             \
	enum origin member##_origin;
	ACCOUNT_TEXT_LIST(X)
#undef X
	int port; /* 1 to 65535; 0: not set */
	enum origin port_origin;
	enum tls_mode tls;
	enum origin tls_origin;
	enum address_family family;
	int timeout_seconds;    /* for one step (connect, TLS, reply); 0: the default */
	bool trust_certificate; /* this run only: go on despite a certificate problem */
	bool allow_clear_text;  /* this run only: log in without TLS */
	bool allow_unoffered;   /* try `mechanism` though the server does not offer it */
	bool use_token;         /* log in with a token (OAuth), not with a password */
	char *checked;          /* date of the provider's facts, "2026-11-23", or NULL */
};

/* True for a member of the list that is a path. */
bool account_is_path(const char *member);

void account_init(struct account *account);
void account_finish(struct account *account);
void account_copy(struct account *to, const struct account *from); /* `to` initialised; replaced */

/* Leaves what the user typed, and the proxy; what was filled in belonged to another address. */
void account_forget_filled_in(struct account *account);

/*
 * Each setter validates: no empty value, no control characters (so no CR, LF), syntax of the kind.
 * On failure `account` is unchanged and `error` says in one sentence what is wrong.
 * account_set_server takes HOST, HOST:PORT, [IPv6] or [IPv6]:PORT; IDN names are accepted as typed.
 */
bool account_set_address(struct account *account, const char *text, struct error *error);
bool account_set_server(struct account *account, const char *text, enum origin origin, struct error *error);
bool account_set_port(struct account *account, const char *text, enum origin origin, struct error *error);
bool account_set_mechanism(struct account *account, const char *text, enum origin origin,
			   struct error *error);
bool account_set_ehlo_name(struct account *account, const char *text, enum origin origin,
			   struct error *error);
bool account_set_from(struct account *account, const char *text, enum origin origin, struct error *error);
bool account_set_to(struct account *account, const char *text, enum origin origin, struct error *error);
bool account_set_sni(struct account *account, const char *text, enum origin origin, struct error *error);
/* For values without a syntax of their own (user, ca_path): `slot` is &account->user and the like. */
bool account_set_text(char **slot, enum origin *slot_origin, const char *label, const char *text,
		      enum origin origin, struct error *error);

/* What is to be used: the port (587 when none is set, 465 for implicit) and the mode (auto: 465 → implicit,
 * else STARTTLS). */
int account_port(const struct account *account);
enum tls_mode account_tls(const struct account *account);
const char *account_user(const struct account *account);   /* user, else address, else NULL */
const char *account_from(const struct account *account);   /* from, else address, else NULL */
const char *account_domain(const struct account *account); /* of the address, or NULL */

/*
 * The name for EHLO when none is set: this machine's full name when it has a public one, else the
 * literal of its own address ("[192.0.2.7]"). Never "localhost". The caller frees it.
 */
char *account_default_ehlo_name(void);

#endif
