/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcurl speaks with the proxy on a socket that is connected already, and stops where the way is open
 * (CURLOPT_CONNECT_ONLY). What the proxy says is reduced to one word.
 */
#include "fetch/child/tunnel.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "engine/process.h"

enum { URL_MAX = 512, LOGIN_MAX = 512 };

/* libcurl may want a second connection, to log in: there is only the one. */
static curl_socket_t lend_socket(void *lent, curlsocktype purpose, struct curl_sockaddr *address)
{
	bool *is_lent = lent;
	bool first = !*is_lent;

	(void)purpose;
	(void)address;
	*is_lent = true;
	return first ? ENGINE_FD_WIRE : CURL_SOCKET_BAD;
}

static int keep_as_it_is(void *unused, curl_socket_t socket, curlsocktype purpose)
{
	(void)unused;
	(void)socket;
	(void)purpose;
	return CURL_SOCKOPT_ALREADY_CONNECTED;
}

static enum problem socks_problem(long error)
{
	switch (error) {
	case CURLPX_NO_AUTH:
	case CURLPX_USER_REJECTED:
	case CURLPX_RECV_AUTH: return PROBLEM_PROXY_LOGIN;
	case CURLPX_REPLY_NOT_ALLOWED: return PROBLEM_PROXY_DENIED;
	case CURLPX_REPLY_CONNECTION_REFUSED:
	case CURLPX_REPLY_NETWORK_UNREACHABLE:
	case CURLPX_REPLY_TTL_EXPIRED: return PROBLEM_PROXY_TARGET_REFUSED;
	/* RFC 1928 has no reply for a name that is unknown: these two are what proxies give. */
	case CURLPX_REPLY_GENERAL_SERVER_FAILURE:
	case CURLPX_REPLY_HOST_UNREACHABLE: return PROBLEM_PROXY_NAME_UNKNOWN;
	default: return PROBLEM_PROXY_FAILED;
	}
}

static enum problem http_problem(long status)
{
	switch (status) {
	case 401:
	case 407: return PROBLEM_PROXY_LOGIN;
	case 403:
	case 405: return PROBLEM_PROXY_DENIED;
	default: return status >= 500 && status < 600 ? PROBLEM_PROXY_TARGET_REFUSED : PROBLEM_PROXY_FAILED;
	}
}

static void set_login(CURL *curl, const char *login)
{
	const char *colon = strchr(login, ':');
	char user[LOGIN_MAX];

	snprintf(user, sizeof(user), "%.*s", (int)strcspn(login, ":"), login);
	curl_easy_setopt(curl, CURLOPT_PROXYUSERNAME, user);
	curl_easy_setopt(curl, CURLOPT_PROXYPASSWORD, colon ? colon + 1 : "");
	curl_easy_setopt(curl, CURLOPT_PROXYAUTH, CURLAUTH_BASIC);
}

static void set_up(CURL *curl, const struct tunnel *tunnel, bool *lent)
{
	char url[URL_MAX], proxy[URL_MAX];

	snprintf(url, sizeof(url), "http://%s", tunnel->target);
	/* The address is not used: the socket is connected, and nothing here depends on a name. */
	snprintf(proxy, sizeof(proxy), "%s://127.0.0.1:1", tunnel->kind);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
	curl_easy_setopt(curl, CURLOPT_PROXY, proxy);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "");
	curl_easy_setopt(curl, CURLOPT_HTTPPROXYTUNNEL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, lend_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, lent);
	curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, keep_as_it_is);
	if (tunnel->login)
		set_login(curl, tunnel->login);
}

enum problem tunnel_open(CURL *curl, const struct tunnel *tunnel)
{
	bool lent = false;
	long socks = CURLPX_OK, status = 0;

	set_up(curl, tunnel, &lent);
	if (curl_easy_perform(curl) == CURLE_OK)
		return PROBLEM_NONE;
	curl_easy_getinfo(curl, CURLINFO_PROXY_ERROR, &socks);
	curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &status);
	return socks != CURLPX_OK ? socks_problem(socks) : http_problem(status);
}
