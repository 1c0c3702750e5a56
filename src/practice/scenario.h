/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scenario: what the practice server is and the script that it plays, read from YAML. Plain data;
 * knows no socket. The language is described in scenarios/README.md.
 */
#ifndef MAILMEDIC_PRACTICE_SCENARIO_H
#define MAILMEDIC_PRACTICE_SCENARIO_H

#include "account/account.h"
#include "base/error.h"
#include "smtp/stage.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct login;

enum {
	SCENARIO_FILE_MAX = 64 * 1024, /* bytes in a file */
	SCENARIO_LIST_MAX = 256,       /* items in one list */
};

/* X(enumerator, identifier): the moments a rule can wait for */
/* clang-format off */
#define SCENARIO_EVENT_LIST(X) \
	X(GREETING, "greeting") \
	X(EHLO, "ehlo") \
	X(HELO, "helo") \
	X(STARTTLS, "starttls") \
	X(AUTH, "auth") \
	X(RESPONSE, "response") /* the client answered a 334 */ \
	X(LOGIN, "login") /* user name and password are complete */ \
	X(MAIL, "mail") \
	X(RCPT, "rcpt") \
	X(DATA, "data") \
	X(MESSAGE, "message") /* the final dot */ \
	X(QUIT, "quit") \
	X(OTHER, "other") \
	X(IDLE, "idle")
/* clang-format on */

enum scenario_event {
#define X(name, id) SCENARIO_ON_##name,
	SCENARIO_EVENT_LIST(X)
#undef X
};

/* X(enumerator, identifier): which certificate the server shows */
/* clang-format off */
#define LEAF_LIST(X) \
	X(GOOD, "good") \
	X(EXPIRED, "expired") \
	X(NOT_YET_VALID, "not-yet-valid") \
	X(WRONG_HOST, "wrong-host") \
	X(NAME_ONLY, "name-only") /* no alternative names */ \
	X(SELF_SIGNED, "self-signed") \
	X(UNKNOWN_CA, "unknown-ca") \
	X(INCOMPLETE_CHAIN, "incomplete-chain") \
	X(WRONG_USE, "wrong-use") /* for clients only */ \
	X(WEAK_KEY, "weak-key")
/* clang-format on */

enum leaf {
#define X(name, id) LEAF_##name,
	LEAF_LIST(X)
#undef X
};

enum script_op {
	SCRIPT_DEFAULT,   /* what a good server does here */
	SCRIPT_REPLY,     /* bytes, with {user} {address} {host} filled in */
	SCRIPT_RAW,       /* bytes as they are */
	SCRIPT_CHALLENGE, /* 334 and bytes; the next line answers it */
	SCRIPT_STREAM,    /* bytes `times` times, in pieces of `piece`, one every `ms` */
	SCRIPT_WAIT,      /* `ms`; what came before goes out first */
	SCRIPT_HANDSHAKE, /* TLS starts now */
	SCRIPT_CLOSE,     /* FIN, together with what has not gone out yet */
	SCRIPT_RESET,     /* RST, after what came before */
	SCRIPT_SILENCE,   /* never says a word again */
};

enum { SCRIPT_ENDLESS = -1 };

struct script_step {
	enum script_op op;
	char *bytes;
	size_t len;
	long times;
	size_t piece; /* 0: all of `bytes` */
	int64_t ms;
};

enum password_kind { PASSWORD_ANY, PASSWORD_RIGHT, PASSWORD_WRONG, PASSWORD_TEXT };
enum channel_kind { CHANNEL_ANY, CHANNEL_PLAIN_ONLY, CHANNEL_TLS_ONLY };

/* A condition that is not set is -1, NULL or ..._ANY. */
struct script_rule {
	enum scenario_event on;
	int64_t from;  /* ms since the first connection: not before */
	int64_t until; /* ms since the first connection: only before */
	int64_t after; /* ms without a byte from the client (idle only) */
	long first;    /* only the first so many connections */
	long failures; /* so many refused log-ins, or more */
	enum channel_kind channel;
	enum password_kind password;
	char *password_text;
	char *user;
	char *mechanism;
	char *address;
	struct script_step *steps;
	size_t step_count;
};

struct scenario_account {
	char *user;
	char *password;
	bool spaces_optional;
};

/* What `practice` offers one after the other, and the server judges by what it says. */
struct scenario_token {
	int64_t ran_out; /* ms that it ran out before the start; 0: it is good for an hour */
	char *audience;  /* NULL: the practice server */
	char *scopes;    /* NULL: may send */
	char *user;      /* NULL: PRACTICE_USER */
	char *text;      /* made at the start (practice/token.h) */
};

struct scenario {
	char *title;
	char *learn;
	char *hostname;        /* how the server calls itself */
	enum tls_mode tls;     /* what the port does: TLS_NONE, TLS_STARTTLS or TLS_IMPLICIT */
	enum tls_mode connect; /* how a client is told to connect; `tls` unless said otherwise */
	enum leaf certificate;
	bool auth_in_clear; /* AUTH is offered and accepted without TLS */
	bool client_certificate;
	char *sni;           /* refuses every other name with an alert; NULL: takes any */
	int tls_max;         /* OpenSSL's number of the highest TLS version; 0: no limit */
	char *user;          /* user name to prefill, or NULL */
	enum stage walk_to;  /* where the client's walk ends when all goes well */
	int64_t patience;    /* ms that the client waits for one step */
	char **capabilities; /* EHLO lines besides STARTTLS and AUTH */
	size_t capability_count;
	char **mechanisms;
	size_t mechanism_count;
	struct scenario_account *accounts;
	size_t account_count;
	struct scenario_token *tokens;
	size_t token_count;
	struct script_rule *rules;
	size_t rule_count;
};

/*
 * Reads a scenario from `len` bytes of YAML. `name` is what errors call the file: "NAME:LINE: what is
 * wrong". On success the caller finishes *ret_scenario; on failure it is untouched.
 */
bool scenario_parse(const char *name, const char *bytes, size_t len, struct scenario *ret_scenario,
		    struct error *error);

/* As scenario_parse for the file at `path`, at most SCENARIO_FILE_MAX bytes. */
bool scenario_load(const char *path, struct scenario *ret_scenario, struct error *error);

void scenario_finish(struct scenario *scenario);

/* What the conditions of a rule are held against. */
struct situation {
	enum scenario_event event;
	int64_t since_first; /* ms since the server's first connection */
	int64_t idle;        /* ms since the client's last byte */
	long connection;     /* 1 for the first */
	long failures;       /* refused log-ins so far, all connections together */
	bool tls;
	bool right;                /* the credentials match an account */
	const struct login *login; /* the log-in in progress, or NULL */
	const char *mechanism;     /* as named in AUTH, or NULL */
	const char *address;       /* of MAIL or RCPT, without <>, or NULL */
};

/* The first rule that holds, or NULL. Borrowed. */
const struct script_rule *scenario_match(const struct scenario *scenario, const struct situation *situation);

/* Whether `login` holds the credentials of one of the accounts. */
bool scenario_accepts(const struct scenario *scenario, const struct login *login);

struct yaml_reader;
struct yaml_node_s;

/* Reads one rule of the script. On failure the rule may be half filled; it is finished with its scenario. */
bool script_read_rule(struct yaml_reader *reader, const struct yaml_node_s *node, struct script_rule *rule);

#endif
