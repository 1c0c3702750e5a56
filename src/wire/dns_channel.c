/* SPDX-License-Identifier: GPL-3.0-or-later */
/* c-ares, set up once for every kind of question. */
#include "wire/dns_channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

enum {
	FIRST_TIMEOUT_MS = 2000, /* of one question; c-ares doubles it for each round */
	ROUNDS = 3,
	RESOLV_LINE_MAX = 512,
};

static void *reallocate(void *old, size_t size)
{
	return mem_realloc(old, size, 1);
}

int dns_channel_open(struct dns_sockets *sockets, const char *servers, ares_channel *ret_channel)
{
	struct ares_options options = {
	    .timeout = FIRST_TIMEOUT_MS,
	    .tries = ROUNDS,
	    .sock_state_cb = dns_sockets_watch,
	    .sock_state_cb_data = sockets,
	};
	int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
	int status = ares_library_init_mem(ARES_LIB_INIT_ALL, mem_allocate, free, reallocate);

	if (servers != NULL) { /* what this computer's own files say does not count there */
		options.lookups = (char *)"b";
		mask |= ARES_OPT_LOOKUPS;
	} else {
		servers = secure_getenv("MAILMEDIC_NAMESERVERS");
	}
	dns_sockets_init(sockets);
	if (status != ARES_SUCCESS)
		return status;
	if (servers) {
		options.flags = ARES_FLAG_NOSEARCH;
		mask |= ARES_OPT_FLAGS;
	}
	status = ares_init_options(ret_channel, &options, mask);
	if (status == ARES_SUCCESS && servers) {
		status = ares_set_servers_ports_csv(*ret_channel, servers);
		if (status != ARES_SUCCESS)
			ares_destroy(*ret_channel);
	}
	if (status == ARES_SUCCESS)
		dns_sockets_serve(sockets, *ret_channel);
	else
		ares_library_cleanup();
	return status;
}

void dns_channel_close(ares_channel channel)
{
	ares_destroy(channel);
	ares_library_cleanup();
}

void dns_channel_want(const struct dns_sockets *sockets, ares_channel channel, struct loop *loop)
{
	struct timeval when;

	dns_sockets_want(sockets, loop);
	if (ares_timeout(channel, NULL, &when))
		loop_want_at(loop, clock_now() + when.tv_sec * 1000 + when.tv_usec / 1000 + 1);
}

static bool resolv_conf_trusts_ad(void)
{
	char line[RESOLV_LINE_MAX];
	FILE *file = fopen("/etc/resolv.conf", "re");
	bool trusts = false;

	while (file && !trusts && fgets(line, sizeof line, file))
		trusts = strncmp(line, "options", 7) == 0 && strstr(line, "trust-ad") != NULL;
	if (file)
		(void)fclose(file);
	return trusts;
}

/* True when there are name servers and all of them are on this computer. */
#if ARES_VERSION >= 0x011800 /* 1.24: "127.0.0.1:53,[::1]:53" */
static bool are_on_this_computer(ares_channel channel)
{
	char *servers = ares_get_servers_csv(channel);
	bool local = servers != NULL && servers[0] != '\0';

	for (const char *at = servers; local && *at != '\0';
	     at += strcspn(at, ",") + (strchr(at, ',') != NULL))
		local = strncmp(at, "127.", 4) == 0 || strncmp(at, "[::1]", 5) == 0;
	ares_free_string(servers);
	return local;
}
#else
static bool is_on_this_computer(const struct ares_addr_port_node *server)
{
	static const unsigned char loopback6[16] = {[15] = 1};

	if (server->family == AF_INET)
		return *(const unsigned char *)&server->addr.addr4 == 127;
	return memcmp(&server->addr.addr6, loopback6, sizeof loopback6) == 0;
}

static bool are_on_this_computer(ares_channel channel)
{
	struct ares_addr_port_node *servers = NULL;
	bool local = ares_get_servers_ports(channel, &servers) == ARES_SUCCESS && servers != NULL;

	for (const struct ares_addr_port_node *server = servers; local && server; server = server->next)
		local = is_on_this_computer(server);
	ares_free_data(servers);
	return local;
}
#endif

bool dns_channel_trusts_ad(ares_channel channel)
{
	return are_on_this_computer(channel) || resolv_conf_trusts_ad();
}
