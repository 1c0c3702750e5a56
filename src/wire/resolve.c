/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * c-ares in our loop. One query asks for both families. Some firewalls drop AAAA questions, which
 * would hold up the A answer until the time-out; so after HEDGE_MS each family is asked alone too,
 * and the first one that answers is enough.
 */
#include "wire/resolve.h"

#include <ares.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"

enum {
	HEDGE_MS = 1000,
	FIRST_TIMEOUT_MS = 2000, /* of one question; c-ares doubles it for each round */
	ROUNDS = 3,
	DETAIL_MAX = 512,
	DNS_HEADER = 12, /* bytes */
};

struct resolve {
	ares_channel channel;
	char *name;
	int port;
	enum address_family family;
	int64_t deadline;
	int64_t hedge_at; /* CLOCK_NEVER: done or not needed */
	bool done;
	int refused_fd;    /* a refusal that a send has swallowed; -1: none */
	int answered_with; /* the latest answer that is no answer (SERVFAIL and the like); ARES_SUCCESS: none
			    */
	enum problem problem;
	struct address_list addresses;
	char *detail;
};

/*
 * --- sockets: as c-ares makes them, but without SIGPIPE when a name server hangs up on TCP ---
 *
 * A closed port (ICMP) shows once, at the next call on the socket. When that is the send of another
 * question, c-ares waits out the first one. So a refusal at a send is played back to the next read.
 */

static ares_socket_t open_socket(int domain, int type, int protocol, void *unused)
{
	(void)unused;
	return socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
}

static int close_socket(ares_socket_t fd, void *data)
{
	struct resolve *resolve = data;

	if (resolve->refused_fd == fd)
		resolve->refused_fd = -1;
	return close(fd);
}

static int connect_socket(ares_socket_t fd, const struct sockaddr *sockaddr, ares_socklen_t len, void *unused)
{
	(void)unused;
	return connect(fd, sockaddr, len);
}

/* c-ares asks the next server after such an answer, and forgets the answer when there is none. */
static void note_code(struct resolve *resolve, int code)
{
	switch (code) {
	case 2: resolve->answered_with = ARES_ESERVFAIL; break;
	case 4: resolve->answered_with = ARES_ENOTIMP; break;
	case 5: resolve->answered_with = ARES_EREFUSED; break;
	default:
		if (code > 5) /* which c-ares takes for "no such data" */
			resolve->answered_with = ARES_EBADRESP;
		break;
	}
}

static ares_ssize_t receive(ares_socket_t fd, void *bytes, size_t size, int flags, struct sockaddr *from,
			    ares_socklen_t *from_len, void *data)
{
	struct resolve *resolve = data;
	ares_ssize_t count;

	if (resolve->refused_fd == fd) {
		resolve->refused_fd = -1;
		errno = ECONNREFUSED;
		return -1;
	}
	count = recvfrom(fd, bytes, size, flags, from, from_len);
	if (from != NULL && count >= DNS_HEADER && !(((const unsigned char *)bytes)[2] & 0x80)) {
		errno = EAGAIN; /* a question is no answer, but c-ares would read it as an empty one */
		return -1;
	}
	if (count >= DNS_HEADER)
		note_code(resolve, ((const unsigned char *)bytes)[3] & 0x0f);
	return count;
}

static ares_ssize_t send_vector(ares_socket_t fd, const struct iovec *vector, int count, void *data)
{
	struct msghdr message = {.msg_iov = (struct iovec *)vector, .msg_iovlen = (size_t)count};
	struct resolve *resolve = data;
	ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);

	if (sent < 0 && errno == ECONNREFUSED)
		resolve->refused_fd = fd;
	return sent;
}

static const struct ares_socket_functions SOCKET_FUNCTIONS = {
    .asocket = open_socket,
    .aclose = close_socket,
    .aconnect = connect_socket,
    .arecvfrom = receive,
    .asendv = send_vector,
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

	bool lost = status == ARES_ECONNREFUSED && resolve->answered_with != ARES_SUCCESS;
	if (lost || (status == ARES_ENODATA && resolve->answered_with == ARES_EBADRESP))
		status = resolve->answered_with;
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

static void *reallocate(void *old, size_t size)
{
	return mem_realloc(old, size, 1);
}

static int open_channel(struct resolve *resolve)
{
	const char *servers = secure_getenv("MAILMEDIC_NAMESERVERS");
	struct ares_options options = {.timeout = FIRST_TIMEOUT_MS, .tries = ROUNDS};
	int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES;
	int status = ares_library_init_mem(ARES_LIB_INIT_ALL, mem_allocate, free, reallocate);

	if (status != ARES_SUCCESS)
		return status;
	if (servers) {
		options.flags = ARES_FLAG_NOSEARCH;
		mask |= ARES_OPT_FLAGS;
	}
	status = ares_init_options(&resolve->channel, &options, mask);
	if (status == ARES_SUCCESS && servers) {
		status = ares_set_servers_ports_csv(resolve->channel, servers);
		if (status != ARES_SUCCESS)
			ares_destroy(resolve->channel);
	}
	if (status == ARES_SUCCESS)
		ares_set_socket_functions(resolve->channel, &SOCKET_FUNCTIONS, resolve);
	else
		ares_library_cleanup();
	return status;
}

bool resolve_create(const char *name, int port, enum address_family family, int64_t deadline,
		    struct resolve **ret_resolve, struct error *error)
{
	struct resolve *resolve = mem_calloc(1, sizeof *resolve);
	int status = open_channel(resolve);

	if (status != ARES_SUCCESS) {
		free(resolve);
		return error_set(error, ERROR_SYSTEM, "start the name lookup",
				 _("The resolver cannot be set up: %s."), ares_strerror(status));
	}
	resolve->refused_fd = -1;
	resolve->name = mem_strdup(name);
	resolve->port = port;
	resolve->family = family;
	resolve->deadline = deadline;
	resolve->hedge_at = family == FAMILY_ANY ? clock_now() + HEDGE_MS : CLOCK_NEVER;
	ask(resolve, family_number(family), answered);
	*ret_resolve = resolve;
	return true;
}

void resolve_destroy(struct resolve *resolve)
{
	if (!resolve)
		return;
	resolve->done = true;
	ares_destroy(resolve->channel);
	ares_library_cleanup();
	address_list_finish(&resolve->addresses);
	free(resolve->name);
	free(resolve->detail);
	free(resolve);
}

/* c-ares' own macros shift a one into the sign bit. */
static bool is_readable(int bits, int socket_number)
{
	return (unsigned)bits >> socket_number & 1;
}

static bool is_writable(int bits, int socket_number)
{
	return (unsigned)bits >> (socket_number + ARES_GETSOCK_MAXNUM) & 1;
}

void resolve_want(const struct resolve *resolve, struct loop *loop)
{
	ares_socket_t fds[ARES_GETSOCK_MAXNUM];
	struct timeval when;
	int bits = ares_getsock(resolve->channel, fds, ARES_GETSOCK_MAXNUM);

	for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
		if (is_readable(bits, i))
			loop_want(loop, fds[i], POLLIN);
		if (is_writable(bits, i))
			loop_want(loop, fds[i], POLLOUT);
	}
	if (ares_timeout(resolve->channel, NULL, &when))
		loop_want_at(loop, clock_now() + when.tv_sec * 1000 + when.tv_usec / 1000 + 1);
	loop_want_at(loop, resolve->hedge_at);
	loop_want_at(loop, resolve->done || resolve->refused_fd >= 0 ? clock_now() : resolve->deadline);
}

static void serve_sockets(struct resolve *resolve, const struct loop *loop)
{
	ares_socket_t fds[ARES_GETSOCK_MAXNUM];
	int bits = ares_getsock(resolve->channel, fds, ARES_GETSOCK_MAXNUM);

	for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
		bool used = is_readable(bits, i) || is_writable(bits, i);
		short events = used ? loop_events(loop, fds[i]) : 0;

		if (used && fds[i] == resolve->refused_fd)
			events |= POLLERR;
		if (events)
			ares_process_fd(resolve->channel, (events & ~POLLOUT) ? fds[i] : ARES_SOCKET_BAD,
					(events & POLLOUT) ? fds[i] : ARES_SOCKET_BAD);
	}
	ares_process_fd(resolve->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); /* its time-outs */
}

void resolve_step(struct resolve *resolve, const struct loop *loop)
{
	int64_t now = clock_now();

	if (resolve->done)
		return;
	serve_sockets(resolve, loop);
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
