/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three parts, one after the other, each with its own deadline; see proxy_connect.h. */
#include "wire/proxy_connect.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "account/proxy.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/secret.h"
#include "fetch/fetch.h"
#include "wire/address.h"
#include "wire/connect.h"
#include "wire/resolve.h"

struct proxy_connect {
	struct proxy proxy;
	struct secret *login;
	char *host;
	int port;
	int64_t ms;
	struct resolve *resolve;    /* while the proxy's name is looked up */
	struct connector connector; /* afterwards */
	int fd;                     /* connected to the proxy, -1: not yet */
	struct fetch *tunnel;       /* the helper, while it asks */
	int64_t asked;
	char *detail;
};

static bool end(struct proxy_connect *connect, enum problem problem, const char *detail,
		enum problem *ret_problem)
{
	mem_replace(&connect->detail, detail);
	*ret_problem = problem;
	return true;
}

/* --- the proxy's name --- */

static void begin_connect(struct proxy_connect *connect, struct address_list addresses)
{
	connector_init(&connect->connector, addresses, connect->ms);
}

bool proxy_connect_begin(struct proxy_connect *connect, const char *host, struct error *error)
{
	struct address_list addresses = {0};
	struct server_name name = {0};

	mem_replace(&connect->host, host);
	if (!server_name_parse(connect->proxy.host, &name, error))
		return false;
	bool ok = true;
	if (name.is_literal) {
		address_list_add(&addresses, (const struct sockaddr *)&name.literal, connect->proxy.port);
		begin_connect(connect, addresses);
	} else {
		ok = resolve_create(name.ascii, connect->proxy.port, FAMILY_ANY, clock_now() + connect->ms,
				    &connect->resolve, error);
	}
	server_name_finish(&name);
	return ok;
}

static bool step_resolve(struct proxy_connect *connect, const struct loop *loop, enum problem *ret_problem)
{
	enum problem problem;

	resolve_step(connect->resolve, loop);
	if (!resolve_done(connect->resolve, &problem))
		return false;
	if (problem != PROBLEM_NONE)
		return end(connect, PROBLEM_PROXY_DOWN, resolve_detail(connect->resolve), ret_problem);
	begin_connect(connect, resolve_take_addresses(connect->resolve));
	resolve_destroy(connect->resolve);
	connect->resolve = NULL;
	return false;
}

/* --- TCP, then the way --- */

static bool begin_tunnel(struct proxy_connect *connect, enum problem *ret_problem)
{
	struct fetch_tunnel tunnel = {
	    .socket = &connect->fd,
	    .kind = proxy_kind_id(connect->proxy.kind == PROXY_HTTP ? PROXY_HTTP : PROXY_SOCKS5H),
	    .host = connect->host,
	    .port = connect->port,
	    .login = connect->login,
	    .ms = connect->ms,
	};
	struct error error;

	connect->asked = clock_now();
	if (fetch_tunnel_create(&tunnel, &connect->tunnel, &error))
		return false;
	return end(connect, PROBLEM_PROXY_FAILED, error.text, ret_problem);
}

static bool step_connect(struct proxy_connect *connect, const struct loop *loop, enum problem *ret_problem)
{
	struct attempt attempt;
	char *summary;

	while (connector_step(&connect->connector, loop, &attempt)) {
		if (attempt.problem == PROBLEM_NONE) {
			connect->fd = connector_take_fd(&connect->connector);
			return begin_tunnel(connect, ret_problem);
		}
		if (!connector_exhausted(&connect->connector))
			continue;
		summary = connector_summary(&connect->connector);
		end(connect, PROBLEM_PROXY_DOWN, summary, ret_problem);
		free(summary);
		return true;
	}
	return false;
}

static bool step_tunnel(struct proxy_connect *connect, const struct loop *loop, enum problem *ret_problem)
{
	const struct fetch_result *result;
	enum problem problem = PROBLEM_PROXY_FAILED;

	fetch_step(connect->tunnel, loop);
	result = fetch_result(connect->tunnel);
	if (result == NULL)
		return false;
	if (*result->failure == '\0')
		return end(connect, PROBLEM_NONE, NULL, ret_problem);
	if (clock_now() >= connect->asked + connect->ms)
		return end(connect, PROBLEM_PROXY_SILENT, NULL, ret_problem);
	if (!problem_parse(result->failure, &problem) || problem < PROBLEM_PROXY_DOWN ||
	    problem > PROBLEM_PROXY_FAILED)
		problem = PROBLEM_PROXY_FAILED;
	return end(connect, problem, NULL, ret_problem);
}

/* --- life --- */

struct proxy_connect *proxy_connect_create(const struct proxy_target *target)
{
	struct proxy_connect *connect = mem_calloc(1, sizeof *connect);

	proxy_read(target->proxy, &connect->proxy);
	connect->login = secret_clone(target->login);
	connect->port = target->port;
	connect->ms = target->ms;
	connect->fd = -1;
	connector_init(&connect->connector, (struct address_list){0}, 0);
	return connect;
}

void proxy_connect_destroy(struct proxy_connect *connect)
{
	if (connect == NULL)
		return;
	proxy_finish(&connect->proxy);
	secret_destroy(connect->login);
	free(connect->host);
	resolve_destroy(connect->resolve);
	connector_finish(&connect->connector);
	if (connect->fd >= 0)
		close(connect->fd);
	fetch_destroy(connect->tunnel);
	free(connect->detail);
	free(connect);
}

void proxy_connect_want(const struct proxy_connect *connect, struct loop *loop)
{
	if (connect->resolve != NULL)
		resolve_want(connect->resolve, loop);
	else if (connect->tunnel != NULL)
		fetch_want(connect->tunnel, loop);
	else
		connector_want(&connect->connector, loop);
}

bool proxy_connect_step(struct proxy_connect *connect, const struct loop *loop, enum problem *ret_problem)
{
	if (connect->resolve != NULL)
		return step_resolve(connect, loop, ret_problem);
	if (connect->tunnel != NULL)
		return step_tunnel(connect, loop, ret_problem);
	return step_connect(connect, loop, ret_problem);
}

const char *proxy_connect_detail(const struct proxy_connect *connect)
{
	return connect->detail;
}

int proxy_connect_take_fd(struct proxy_connect *connect)
{
	int fd = connect->fd;

	connect->fd = -1;
	return fd;
}
