/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * c-ares in our loop. One query asks for both families. Some firewalls drop AAAA questions, which
 * would hold up the A answer until the time-out; so after HEDGE_MS each family is asked alone too,
 * and the first one that answers is enough.
 */
#include "wire/resolve.h"

#include <ares.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "wire/dns_channel.h"
#include "wire/dns_record.h"

enum {
	HEDGE_MS = 1000,
	DETAIL_MAX = 512,
};

struct resolve {
	ares_channel channel;
	char *name;
	int port;
	enum address_family family;
	int64_t deadline;
	int64_t hedge_at; /* CLOCK_NEVER: done or not needed */
	bool done;
	struct dns_sockets sockets;
	enum problem problem;
	struct address_list addresses;
	char *detail;
};

/* --- outcome --- */

static void finish(struct resolve *resolve, enum problem problem, const char *detail)
{
	resolve->done = true;
	resolve->problem = problem;
	resolve->hedge_at = CLOCK_NEVER;
	mem_replace(&resolve->detail, detail);
}

static const char *family_word(enum address_family family)
{
	return family == FAMILY_IPV4 ? "IPv4" : family == FAMILY_IPV6 ? "IPv6" : "IPv4 or IPv6";
}

/* What c-ares does not tell, as a status that it never gives here. */
enum { STATUS_CIRCLE = ARES_EBADHINTS, STATUS_CUT = ARES_EBADFLAGS };

static int status_of(const struct dns_sockets *sockets, int status)
{
	bool lost = status == ARES_ECONNREFUSED && sockets->answered_with != ARES_SUCCESS;

	if (status == ARES_ENODATA && sockets->loops)
		return STATUS_CIRCLE;
	if (dns_sockets_cut(sockets, status))
		return STATUS_CUT;
	if (lost || (status == ARES_ENODATA && sockets->answered_with == ARES_EBADRESP))
		return sockets->answered_with;
	return status;
}

static enum problem problem_of_status(int status)
{
	switch (status) {
	case ARES_ENOTFOUND: return PROBLEM_NO_SUCH_NAME;
	case ARES_ENODATA: return PROBLEM_NO_ADDRESS;
	case ARES_ETIMEOUT: return PROBLEM_NAME_LOOKUP_TIMEOUT;
	default: return PROBLEM_NAME_LOOKUP_FAILED;
	}
}

static void describe(const struct resolve *resolve, int status, struct strbuf *out)
{
	switch (status) {
	case ARES_ENOTFOUND:
		strbuf_addf(out, _("DNS says that %s does not exist (NXDOMAIN)."), resolve->name);
		break;
	case ARES_ENODATA:
		strbuf_addf(out, _("DNS knows %s, but no %s address for it."), resolve->name,
			    family_word(resolve->family));
		break;
	case ARES_ETIMEOUT:
		strbuf_addf(out, _("No name server answered the question for %s."), resolve->name);
		break;
	case ARES_ECONNREFUSED:
		strbuf_addf(out, _("No name server could be reached to ask for %s (connection refused)."),
			    resolve->name);
		break;
	case ARES_ESERVFAIL:
		strbuf_addf(out, _("The name server could not answer the question for %s (SERVFAIL)."),
			    resolve->name);
		break;
	case ARES_EREFUSED:
		strbuf_addf(out, _("The name server refused the question for %s (REFUSED)."), resolve->name);
		break;
	case STATUS_CIRCLE: dns_outcome_explain(DNS_LOOP, resolve->name, out); break;
	case STATUS_CUT: dns_outcome_explain(DNS_CUT, resolve->name, out); break;
	default:
		strbuf_addf(out, _("The question for %s failed: %s."), resolve->name, ares_strerror(status));
		break;
	}
}

static bool is_localhost(const char *name)
{
	static const char last[] = "localhost";
	size_t len = strlen(name);
	size_t last_len = sizeof last - 1;

	return len >= last_len && strcasecmp(name + len - last_len, last) == 0 &&
	       (len == last_len || name[len - last_len - 1] == '.');
}

static void add_loopback(struct resolve *resolve)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};

	if (resolve->family != FAMILY_IPV6)
		address_list_add(&resolve->addresses, (const struct sockaddr *)&v4, resolve->port);
	if (resolve->family != FAMILY_IPV4)
		address_list_add(&resolve->addresses, (const struct sockaddr *)&v6, resolve->port);
}

static void fail(struct resolve *resolve, int status)
{
	struct strbuf detail;

	/* RFC 6761 section 6.3: this name means this machine, even where /etc/hosts is missing. */
	if (is_localhost(resolve->name)) {
		add_loopback(resolve);
		finish(resolve, PROBLEM_NONE, NULL);
		return;
	}

	status = status_of(&resolve->sockets, status);
	strbuf_init(&detail, DETAIL_MAX);
	describe(resolve, status, &detail);
	finish(resolve, problem_of_status(status), detail.data);
	strbuf_finish(&detail);
}

static void collect(struct resolve *resolve, const struct ares_addrinfo *info)
{
	for (const struct ares_addrinfo_node *node = info->nodes; node; node = node->ai_next)
		address_list_add(&resolve->addresses, node->ai_addr, resolve->port);
}

/* Both callbacks may run inside ares_getaddrinfo already, and run once more from ares_destroy. */
static void answered(void *argument, int status, int timeouts, struct ares_addrinfo *info)
{
	struct resolve *resolve = argument;

	(void)timeouts;
	if (status == ARES_SUCCESS && !resolve->done) {
		collect(resolve, info);
		if (resolve->addresses.count > 0)
			finish(resolve, PROBLEM_NONE, NULL);
		else
			fail(resolve, ARES_ENODATA);
	} else if (status != ARES_EDESTRUCTION && status != ARES_ECANCELLED && !resolve->done) {
		fail(resolve, status);
	}
	if (info)
		ares_freeaddrinfo(info);
}

/* Only good news counts here: a missing AAAA says nothing of the A question. */
static void hedge_answered(void *argument, int status, int timeouts, struct ares_addrinfo *info)
{
	struct resolve *resolve = argument;

	(void)timeouts;
	if (status == ARES_SUCCESS && !resolve->done) {
		collect(resolve, info);
		if (resolve->addresses.count > 0)
			finish(resolve, PROBLEM_NONE, NULL);
	}
	if (info)
		ares_freeaddrinfo(info);
}

/* --- life --- */

static void ask(struct resolve *resolve, int family, ares_addrinfo_callback callback)
{
	struct ares_addrinfo_hints hints = {.ai_family = family, .ai_socktype = SOCK_STREAM};

	ares_getaddrinfo(resolve->channel, resolve->name, NULL, &hints, callback, resolve);
}

static int family_number(enum address_family family)
{
	return family == FAMILY_IPV4 ? AF_INET : family == FAMILY_IPV6 ? AF_INET6 : AF_UNSPEC;
}

static bool create(const char *server, const struct resolve *wanted, struct resolve **ret_resolve,
		   struct error *error)
{
	struct resolve *resolve = mem_calloc(1, sizeof *resolve);
	int status;

	*resolve = *wanted;
	status = dns_channel_open(&resolve->sockets, server, &resolve->channel);
	if (status != ARES_SUCCESS) {
		free(resolve);
		return error_set(error, ERROR_SYSTEM, "start the name lookup",
				 _("The resolver cannot be set up: %s."), ares_strerror(status));
	}
	resolve->name = mem_strdup(wanted->name);
	resolve->hedge_at = wanted->family == FAMILY_ANY ? clock_now() + HEDGE_MS : CLOCK_NEVER;
	ask(resolve, family_number(wanted->family), answered);
	*ret_resolve = resolve;
	return true;
}

bool resolve_create(const char *name, int port, enum address_family family, int64_t deadline,
		    struct resolve **ret_resolve, struct error *error)
{
	const struct resolve wanted = {
	    .name = (char *)name, .port = port, .family = family, .deadline = deadline};

	return create(NULL, &wanted, ret_resolve, error);
}

bool resolve_create_elsewhere(const char *server, const char *name, int64_t deadline,
			      struct resolve **ret_resolve, struct error *error)
{
	const struct resolve wanted = {
	    .name = (char *)name, .port = 1, .family = FAMILY_ANY, .deadline = deadline};

	return create(server, &wanted, ret_resolve, error);
}

void resolve_destroy(struct resolve *resolve)
{
	if (!resolve)
		return;
	resolve->done = true;
	dns_channel_close(resolve->channel);
	address_list_finish(&resolve->addresses);
	free(resolve->name);
	free(resolve->detail);
	free(resolve);
}

void resolve_want(const struct resolve *resolve, struct loop *loop)
{
	dns_channel_want(&resolve->sockets, resolve->channel, loop);
	loop_want_at(loop, resolve->hedge_at);
	loop_want_at(loop, resolve->done ? clock_now() : resolve->deadline);
}

void resolve_step(struct resolve *resolve, const struct loop *loop)
{
	int64_t now = clock_now();

	if (resolve->done)
		return;
	dns_sockets_step(&resolve->sockets, resolve->channel, loop);
	if (!resolve->done && now >= resolve->hedge_at) {
		resolve->hedge_at = CLOCK_NEVER;
		ask(resolve, AF_INET, hedge_answered);
		ask(resolve, AF_INET6, hedge_answered);
	}
	if (!resolve->done && now >= resolve->deadline)
		fail(resolve, ARES_ETIMEOUT);
}

bool resolve_done(const struct resolve *resolve, enum problem *ret_problem)
{
	if (resolve->done)
		*ret_problem = resolve->problem;
	return resolve->done;
}

struct address_list resolve_take_addresses(struct resolve *resolve)
{
	struct address_list list = resolve->addresses;

	resolve->addresses = (struct address_list){0};
	return list;
}

const char *resolve_detail(const struct resolve *resolve)
{
	return resolve->detail;
}
