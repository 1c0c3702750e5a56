/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every option once: what it is called, what it takes, where it belongs, what it does. Private to options. */
#ifndef MAILMEDIC_CLI_OPTION_LIST_H
#define MAILMEDIC_CLI_OPTION_LIST_H

#include "base/intl.h"
#include "cli/options.h"

enum {
	ON_RUNS = COMMAND_WALK | COMMAND_CHECK,
	ON_ALL_RUNS = ON_RUNS | COMMAND_PRACTICE,
	ON_REPORTS = COMMAND_CHECK | COMMAND_EXPLAIN | COMMAND_REPLAY | COMMAND_FIND,
	ON_SERVERS = ON_RUNS | COMMAND_FIND, /* where a server is spoken to that the user may name */
	ON_ANY = ~0,
};

enum option_group { GROUP_SERVER, GROUP_LOGIN, GROUP_RUN, GROUP_OUTPUT, GROUP_COMMAND, GROUP_COUNT };

/* clang-format off */
/* X(enumerator, letter or 0, name, value or NULL, commands, group, what it does) */
#define OPTION_LIST(X) \
	X(SERVER, 's', "server", "HOST[:PORT]", ON_SERVERS | COMMAND_EXPLAIN, GROUP_SERVER, N_("the server; [IPv6]:PORT too")) \
	X(PORT, 'p', "port", "PORT", ON_SERVERS, GROUP_SERVER, N_("the port (587; 465 with --tls implicit)")) \
	X(IPV4, '4', "ipv4", NULL, ON_SERVERS, GROUP_SERVER, N_("IPv4 only")) \
	X(IPV6, '6', "ipv6", NULL, ON_SERVERS, GROUP_SERVER, N_("IPv6 only")) \
	X(TIMEOUT, 0, "timeout", "SECONDS", ON_ALL_RUNS, GROUP_SERVER, N_("patience for one step, 1 to 3600")) \
	X(PROXY, 0, "proxy", "URL", ON_SERVERS, GROUP_SERVER, N_("through a proxy: socks5h://, socks5:// or http://HOST:PORT")) \
	X(PROXY_LOGIN_FILE, 0, "proxy-login-file", "FILE", ON_SERVERS, GROUP_SERVER, N_("USER:PASSWORD for the proxy from FILE's only line")) \
	X(TLS, 0, "tls", "MODE", ON_SERVERS, GROUP_SERVER, N_("starttls, implicit, none (clear text!) or auto")) \
	X(TLS_CA_PATH, 0, "tls-ca-path", "FILE|DIR", ON_SERVERS, GROUP_SERVER, N_("trust these certificates, not the system's")) \
	X(TLS_CERT, 0, "tls-cert", "FILE", ON_RUNS, GROUP_SERVER, N_("certificate to show to a server that asks (PEM, PKCS #12)")) \
	X(TLS_KEY, 0, "tls-key", "FILE", ON_RUNS, GROUP_SERVER, N_("its private key, where FILE above has none")) \
	X(TLS_SNI, 0, "tls-sni", "NAME", ON_RUNS, GROUP_SERVER, N_("host name to send in the TLS handshake")) \
	X(AUTH, 'a', "auth", "MECH", ON_ALL_RUNS | COMMAND_EXPLAIN, GROUP_LOGIN, N_("SASL mechanism, one of")) \
	X(AUTH_UNOFFERED, 0, "auth-unoffered", NULL, ON_RUNS, GROUP_LOGIN, N_("try MECH even where the server does not offer it")) \
	X(AUTH_USER, 0, "auth-user", "USER", ON_ALL_RUNS | COMMAND_FIND, GROUP_LOGIN, N_("user name, also -au (default: ADDRESS)")) \
	X(AUTH_PASSWORD_FILE, 0, "auth-password-file", "FILE", ON_ALL_RUNS, GROUP_LOGIN, N_("password from FILE's only line; - is stdin")) \
	X(AUTH_TOKEN_FILE, 0, "auth-token-file", "FILE", ON_ALL_RUNS, GROUP_LOGIN, N_("OAuth token, or its JSON answer; - is stdin")) \
	X(AUTH_TOKEN_COMMAND, 0, "auth-token-command", "CMD", ON_ALL_RUNS, GROUP_LOGIN, N_("OAuth token from what CMD writes")) \
	X(AUTH_PASSWORD_COMMAND, 0, "auth-password-command", "CMD", COMMAND_CHECK, GROUP_LOGIN, N_("with --accounts: password from what CMD writes for $1")) \
	X(EHLO, 0, "ehlo", "NAME", ON_ALL_RUNS, GROUP_LOGIN, N_("name to say in EHLO")) \
	X(FROM, 'f', "from", "ADDRESS", ON_ALL_RUNS, GROUP_LOGIN, N_("sender (default: ADDRESS)")) \
	X(TO, 't', "to", "ADDRESS", ON_ALL_RUNS, GROUP_LOGIN, N_("recipient (default: ADDRESS)")) \
	X(QUIT_AFTER, 'q', "quit-after", "STAGE", ON_ALL_RUNS, GROUP_RUN, N_("CONNECT, BANNER, EHLO, TLS, AUTH (default), MAIL, RCPT")) \
	X(SEND, 0, "send", NULL, ON_ALL_RUNS, GROUP_RUN, N_("go on and send a small test message")) \
	X(ACCOUNTS, 0, "accounts", "FILE", COMMAND_CHECK, GROUP_RUN, N_("check: all accounts of a list (YAML, .csv)")) \
	X(JOBS, 0, "jobs", "N", COMMAND_CHECK, GROUP_RUN, N_("with --accounts: so many at once (8)")) \
	X(PER_SERVER, 0, "per-server", "N", COMMAND_CHECK, GROUP_RUN, N_("with --accounts: of them at one server (2)")) \
	X(PER_MINUTE, 0, "per-minute", "N", COMMAND_CHECK, GROUP_RUN, N_("with --accounts: a minute at one server (20; 0: any)")) \
	X(NO_AUTH, 0, "no-auth", NULL, ON_RUNS, GROUP_RUN, N_("walk without a log-in")) \
	X(STEP, 0, "step", NULL, ON_ALL_RUNS | COMMAND_REPLAY, GROUP_RUN, N_("show each line before it is sent, and wait")) \
	X(FORMAT, 0, "format", "FORMAT", ON_REPORTS, GROUP_OUTPUT, N_("text, json, markdown; check: nagios, prometheus too")) \
	X(OUTPUT, 0, "output", "FILE", COMMAND_CHECK, GROUP_OUTPUT, N_("check: replace FILE with the report, as a whole")) \
	X(WARNING, 'w', "warning", "SECONDS", COMMAND_CHECK, GROUP_OUTPUT, N_("check for nagios: WARNING when it takes so long")) \
	X(CRITICAL, 'c', "critical", "SECONDS", COMMAND_CHECK, GROUP_OUTPUT, N_("check for nagios: CRITICAL when it takes so long")) \
	X(CERT_DAYS, 0, "cert-days", "W[,C]", COMMAND_CHECK, GROUP_OUTPUT, N_("check for nagios: days left to the certificate")) \
	X(LANG, 0, "lang", "LANGUAGE", ON_ANY, GROUP_OUTPUT, N_("language of interface and help: en, zh_CN")) \
	X(NO_COLOR, 0, "no-color", NULL, ON_ANY, GROUP_OUTPUT, N_("no colours (also with NO_COLOR set)")) \
	X(PLAIN, 0, "plain", NULL, ON_ALL_RUNS | COMMAND_REPLAY, GROUP_OUTPUT, N_("plain lines, no screen: for screen readers")) \
	X(RECORD, 0, "record", "FILE", ON_ALL_RUNS, GROUP_OUTPUT, N_("write the run to a new file, for replay")) \
	X(SCENARIO, 0, "scenario", "FILE", COMMAND_WALK | COMMAND_PRACTICE | COMMAND_SERVE, GROUP_COMMAND, N_("practise with a scenario of your own")) \
	X(LIST, 0, "list", NULL, COMMAND_PRACTICE, GROUP_COMMAND, N_("practice: list the scenarios")) \
	X(LISTEN, 0, "listen", "HOST:PORT", COMMAND_SERVE, GROUP_COMMAND, N_("serve: where (127.0.0.1, a free port)")) \
	X(STAGE, 0, "stage", "STAGE", COMMAND_EXPLAIN, GROUP_COMMAND, N_("explain: when the reply came, or idle")) \
	X(ANSWER, 0, "answer", "ID=ANSWER", COMMAND_CHECK | COMMAND_EXPLAIN, GROUP_COMMAND, N_("an answer to a question that tells causes apart")) \
	X(ASK, 0, "ask", "WHOM", COMMAND_FIND, GROUP_COMMAND, N_("find: whom to ask besides DNS: none, provider, all")) \
	X(ASK_ELSEWHERE, 0, "ask-elsewhere", "HOST", COMMAND_FIND, GROUP_COMMAND, N_("find: a page may lead to this host outside the domain")) \
	X(JSONL, 0, "jsonl", NULL, COMMAND_EXPLAIN, GROUP_COMMAND, N_("explain: one JSON object a line, in and out")) \
	X(LINT, 0, "lint", NULL, COMMAND_EXPLAIN, GROUP_COMMAND, N_("explain: check the help topics, or those of a folder")) \
	X(HELP, 'h', "help", NULL, ON_ANY, GROUP_COMMAND, N_("this text")) \
	X(VERSION, 'V', "version", NULL, ON_ANY, GROUP_COMMAND, N_("the version"))
/* clang-format on */

enum option_id {
	OPTION_NONE = 1000, /* above every letter */
#define X(enumerator, letter, name, value, commands, group, help) OPTION_##enumerator,
	OPTION_LIST(X)
#undef X
};

struct option_row {
	enum option_id id;
	int letter;
	const char *name;
	const char *value; /* what it takes, or NULL */
	int commands;
	enum option_group group;
};

/* Checks `value` (NULL where none is taken) and puts it into `options`. */
bool option_apply(const struct option_row *row, const char *value, struct options *options,
		  struct error *error);

/* What must be there together; fills in what follows. */
bool options_check(struct options *options, struct error *error);

#endif
