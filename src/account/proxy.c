/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads proxy URLs and the variables of the environment; see proxy.h. */
#include "account/proxy.h"

#include <stdlib.h>
#include <string.h>

#include "account/syntax.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"

static const struct {
	const char *id;
	int port;
} KINDS[PROXY_KIND_COUNT] = {
    [PROXY_SOCKS5H] = {"socks5h", 1080},
    [PROXY_SOCKS5] = {"socks5", 1080},
    [PROXY_HTTP] = {"http", 8080},
};

const char *proxy_kind_id(enum proxy_kind kind)
{
	return KINDS[kind].id;
}

void proxy_finish(struct proxy *proxy)
{
	free(proxy->host);
	*proxy = (struct proxy){.host = NULL};
}

static bool fail(struct error *error, const char *sentence)
{
	return error_set(error, ERROR_USAGE, "read the proxy", "%s", sentence);
}

/* Moves *text after "scheme://". */
static bool read_kind(const char **text, enum proxy_kind *ret_kind)
{
	const char *mark = strstr(*text, "://");

	*ret_kind = PROXY_HTTP;
	if (mark == NULL)
		return true;
	for (int kind = 0; kind < PROXY_KIND_COUNT; kind++) {
		if (strlen(KINDS[kind].id) == (size_t)(mark - *text) &&
		    text_starts_nocase(*text, KINDS[kind].id)) {
			*ret_kind = (enum proxy_kind)kind;
			*text = mark + strlen("://");
			return true;
		}
	}
	return false;
}

/* HOST[:PORT], with nothing but a slash after it. */
static bool read_endpoint(const char *text, struct proxy *proxy, struct error *error)
{
	char *endpoint = mem_strndup(text, strcspn(text, "/"));
	bool ends = text[strcspn(text, "/")] == '\0' || strcmp(text + strcspn(text, "/"), "/") == 0;
	struct error unused; /* would repeat what may be a part of a log-in */
	bool ok = ends && syntax_parse_endpoint(endpoint, &proxy->host, &proxy->port, &unused);

	free(endpoint);
	if (!ok)
		return fail(error,
			    _("The proxy has to look like socks5h://HOST:PORT, with a host and a port from "
			      "1 to 65535."));
	if (proxy->port == 0)
		proxy->port = KINDS[proxy->kind].port;
	return true;
}

/* "%40" is "@". */
static bool decode(const char *text, size_t len, struct secret *login)
{
	for (size_t at = 0; at < len; at++) {
		char byte = text[at];

		if (byte == '%') {
			int code = at + 2 < len ? text_read_digits(text + at + 1, 2, 2, 16) : -1;

			if (code < (int)' ')
				return false;
			byte = (char)code;
			at += 2;
		}
		if (!secret_append(login, &byte, 1))
			return false;
	}
	return len > 0;
}

static bool take_login(const char *text, const char *at, struct secret *login, struct error *error)
{
	if (login == NULL)
		return fail(error,
			    _("A log-in for the proxy does not belong here, where everybody can read it: "
			      "mailmedic takes it from --proxy-login-file, or from the variable "
			      "all_proxy."));
	secret_clear(login);
	return decode(text, (size_t)(at - text), login) ||
	       fail(error, _("The log-in in the proxy's URL cannot be read."));
}

static bool parse(const char *text, struct proxy *ret_proxy, struct secret *login, struct error *error)
{
	struct error unused; /* would repeat it */
	const char *at;

	if (!syntax_check_text("", text, &unused) || !read_kind(&text, &ret_proxy->kind))
		return fail(error, _("The proxy has to be of the kind socks5h://, socks5:// or http://."));
	at = strrchr(text, '@');
	if (at != NULL && !take_login(text, at, login, error))
		return false;
	return read_endpoint(at != NULL ? at + 1 : text, ret_proxy, error);
}

void proxy_read(const char *text, struct proxy *ret_proxy)
{
	*ret_proxy = (struct proxy){.host = NULL};
	if (!parse(text, ret_proxy, NULL, NULL)) /* only from a recording: leads nowhere */
		ret_proxy->host = mem_strdup("proxy.invalid");
}

bool account_set_proxy(struct account *account, const char *text, enum origin origin, struct secret *login,
		       struct error *error)
{
	struct proxy proxy = {.host = NULL};
	struct strbuf url;

	if (strcmp(text, "none") == 0) {
		mem_replace(&account->proxy, NULL);
		account->proxy_origin = origin;
		return true;
	}
	if (!parse(text, &proxy, login, error) || proxy.host == NULL)
		return false;
	strbuf_init(&url, SYNTAX_TEXT_MAX);
	strbuf_addf(&url, strchr(proxy.host, ':') != NULL ? "%s://[%s]:%d" : "%s://%s:%d",
		    proxy_kind_id(proxy.kind), proxy.host, proxy.port);
	mem_replace(&account->proxy, url.data);
	account->proxy_origin = origin;
	strbuf_finish(&url);
	proxy_finish(&proxy);
	return true;
}

static const char *variable(const char *lower, const char *upper)
{
	const char *value = getenv(lower);

	return value != NULL ? value : getenv(upper);
}

bool account_set_proxy_from_environment(struct account *account, struct secret *login, struct error *error)
{
	const char *text = variable("all_proxy", "ALL_PROXY");

	if (account->proxy_origin == ORIGIN_TYPED || text == NULL || *text == '\0')
		return true;
	return account_set_proxy(account, text, ORIGIN_VARIABLE, login, error);
}

void account_take_proxy(struct account *to, const struct account *from)
{
	mem_replace(&to->proxy, from->proxy);
	to->proxy_origin = from->proxy_origin;
}

/* "example.org" and ".example.org" mean the domain and all below it. */
static bool covers(const char *name, size_t len, const char *host)
{
	size_t host_len = strlen(host);

	if (len == 1 && *name == '*')
		return true;
	if (len > 0 && *name == '.') {
		name++;
		len--;
	}
	if (len == 0 || host_len < len || (host_len > len && host[host_len - len - 1] != '.'))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text_lower(name[i]) != text_lower(host[host_len - len + i]))
			return false;
	}
	return true;
}

static bool is_passed_by(const char *host)
{
	const char *list = variable("no_proxy", "NO_PROXY");

	while (list != NULL && *list != '\0') {
		list += strspn(list, ", ");
		size_t len = strcspn(list, ", ");
		if (covers(list, len, host))
			return true;
		list += len;
	}
	return false;
}

const char *account_proxy(const struct account *account)
{
	bool may_be_passed_by = account->proxy_origin == ORIGIN_VARIABLE && account->host != NULL;

	if (account->host_origin == ORIGIN_PRACTICE || (may_be_passed_by && is_passed_by(account->host)))
		return NULL;
	return account->proxy;
}

bool proxy_hides_names(const char *text)
{
	struct proxy proxy;
	bool hides;

	if (text == NULL)
		return false;
	proxy_read(text, &proxy);
	hides = proxy.kind != PROXY_SOCKS5;
	proxy_finish(&proxy);
	return hides;
}
