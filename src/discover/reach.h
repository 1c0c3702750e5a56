/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is reachable from here: ports by IPv4 and IPv6 by TLS mode, without a log-in. Few connections at a
 * time, a limit on the time in all, each cell live. What the cells say together is a conclusion.
 */
#ifndef MAILMEDIC_DISCOVER_REACH_H
#define MAILMEDIC_DISCOVER_REACH_H

#include "diagnose/circumstance.h"
#include "discover/elsewhere.h"
#include "discover/port_test.h"

enum { REACH_CELLS_MAX = 48, REACH_HOSTS_MAX = 7, REACH_AT_ONCE = 8, REACH_MS = 20 * 1000 };

struct reach_cell {
	size_t host; /* number of the host */
	int port;
	enum tls_mode tls;
	enum address_family family; /* FAMILY_IPV4 or FAMILY_IPV6; through a proxy FAMILY_ANY */
	struct port_result result;
	struct port_test *test; /* while it runs */
	char address[ADDRESS_TEXT_MAX];
};

struct reach_host {
	char *name;
	bool allows_private; /* the user named it, or we did: it may be in the own network */
	bool is_control;     /* another server, only there to compare with */
	bool has_address[3]; /* by family, once looked up */
	struct address addresses[3];
	enum problem problem; /* of the look-up */
	struct resolve *resolve;
};

struct reach_options {       /* texts are copied */
	const char *ca_path; /* or NULL */
	enum address_family family;
	const char *proxy;                /* as in account->proxy, or NULL; then each port has one cell */
	const struct secret *proxy_login; /* borrowed, or NULL */
};

struct reach {
	struct reach_options options;
	struct reach_host hosts[REACH_HOSTS_MAX];
	size_t host_count;
	struct reach_cell cells[REACH_CELLS_MAX];
	size_t cell_count;
	struct elsewhere elsewhere; /* the first host's name at another name server */
	bool asks_elsewhere;
	bool dns_is_silent; /* known before the start: a name is waited for no longer than a file takes */
	int port_in_use;    /* of the first host; 0: none */
	enum tls_mode tls_in_use;
	char *ehlo_name;
	int64_t deadline;
	bool done;
	unsigned changes;
};

void reach_init(struct reach *reach, const struct reach_options *options);
void reach_finish(struct reach *reach); /* hangs up everywhere */

/* A host to test, by its A-label or literal; the number of one that is there already, SIZE_MAX when there is
 * no room. */
size_t reach_add_host(struct reach *reach, const char *name, bool allows_private);

/* Cells for one port, one for each family; through a proxy, which chooses that, one in all. */
void reach_add_port(struct reach *reach, size_t host, int port, enum tls_mode tls);

/* The matrix: 465, 587, 25, 2525 and `port_in_use` (0: none) with its mode. */
void reach_add_matrix(struct reach *reach, size_t host, int port_in_use, enum tls_mode tls);

/* True when a comparison would tell more: nothing answers, or the name is not known, and none was made. */
bool reach_wants_control(const struct reach *reach);

/* Another provider's server, to compare with the first host, and the first host's name at another name
 * server. Who runs them learns this computer's address: ask first. */
void reach_add_control(struct reach *reach);

/* What that would be: "smtp.gmail.com", or another one where that is the first host. */
const char *reach_control(const struct reach *reach);

/* Starts the clock; nothing is sent before. */
void reach_start(struct reach *reach);

/* Ends what runs at once; what was not over is "stopped". */
void reach_cancel(struct reach *reach);

void reach_want(const struct reach *reach, struct loop *loop);
void reach_step(struct reach *reach, const struct loop *loop);

/* The cell of the same host, port and mode as `like` for a family, or NULL. */
const struct reach_cell *reach_find_like(const struct reach *reach, const struct reach_cell *like,
					 enum address_family family);

/* The better of the two families for a host's port and mode, or NULL. */
const struct port_result *reach_find(const struct reach *reach, const char *host, int port,
				     enum tls_mode tls);

/* clang-format off */
/* X(enumerator, identifier, sentence with the server's name, or for the administrator) */
#define CONCLUSION_LIST(X) \
	X(NETWORK_SILENT, "network-silent", N_("No port answers, and another well-known server does not answer either: the network here lets no mail program out.")) \
	X(HOST_SILENT, "host-silent", N_("No port of this server answers, but another well-known server does: the server is down, or its name is wrong.")) \
	X(ALL_SILENT, "all-silent", N_("No port of this server answers from here.")) \
	X(PORT_25_BLOCKED, "port-25-blocked", N_("Port 25 does not answer, another port does: port 25 is blocked on the way, as in most homes and offices.")) \
	X(OTHER_PORT_OPEN, "other-port-open", N_("The port in use cannot be used from here, but another port of the same server can.")) \
	X(OTHER_MODE_OPEN, "other-mode-open", N_("The port in use can be used from here, but with the other kind of encryption.")) \
	X(IN_BETWEEN, "in-between", N_("The ports of this server do not answer alike, or a greeting is starred out: something in between may change the conversation.")) \
	X(CERTIFICATES_DIFFER, "certificates-differ", N_("The ports of this server show different certificates, and not all can be trusted: something in between may have made one.")) \
	X(NAME_DIFFERS, "name-differs", N_("A public name server gives an address for this server; the name server here gives none, or another one where somebody else answers: it filters, redirects or is broken.")) \
	X(IPV6_DEAD, "ipv6-dead", N_("The server has an IPv6 address that cannot be reached from here; by IPv4 it answers.")) \
	X(IPV4_DEAD, "ipv4-dead", N_("The server cannot be reached by IPv4 from here; by IPv6 it answers."))
/* clang-format on */

enum conclusion {
#define X(name, id, sentence) CONCLUSION_##name,
	CONCLUSION_LIST(X)
#undef X
	    CONCLUSION_COUNT
};
const char *conclusion_id(enum conclusion conclusion);       /* "ipv6-dead" */
const char *conclusion_sentence(enum conclusion conclusion); /* untranslated */

/* True when the cells of the first host say so. Only meant for when all is done. */
bool reach_concludes(const struct reach *reach, enum conclusion conclusion);

/* True when this port of the first host was tried, and took no connection. Only meant for when all is done.
 */
bool reach_found_dead(const struct reach *reach, int port);

/* The same as circumstances for the diagnosis. */
struct circumstances reach_circumstances(const struct reach *reach);

#endif
