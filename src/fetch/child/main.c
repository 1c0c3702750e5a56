/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailmedic-fetch: one HTTPS request, its answer read, and the end; or a way through a proxy (tunnel.c). It
 * is told where to connect and asks no name server; certificates are read before the filter closes. It
 * follows no redirect, sends no cookie and no password.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "engine/child/control.h"
#include "engine/child/sandbox.h"
#include "engine/process.h"
#include "fetch/child/tunnel.h"
#include "fetch/protocol.h"
#include "fetch/xml.h"

enum { EXIT_BAD_ORDER = 2, CERTIFICATES_MAX = 4 * 1024 * 1024, BODY_MAX = 2 * 1024 };

#define SYSTEM_CERTIFICATES "/etc/ssl/certs/ca-certificates.crt"

struct order {
	char text[FETCH_ORDER_MAX];
	const char *url, *connect, *ca, *mailbox;
	struct tunnel tunnel;
};

/* --- the control socket --- */

static void read_order(struct order *order)
{
	size_t len = 0;

	while (len < 2 || memcmp(order->text + len - 2, "\n\n", 2) != 0) {
		ssize_t got = len + 1 < sizeof order->text
				  ? read(ENGINE_FD_CONTROL, order->text + len, sizeof order->text - 1 - len)
				  : -1;
		if (got <= 0)
			_exit(EXIT_BAD_ORDER);
		len += (size_t)got;
	}
	order->text[len] = '\0';
}

static void sort_order(struct order *order)
{
	static const struct {
		const char *word;
		size_t offset;
	} words[] = {{"url ", offsetof(struct order, url)},
		     {"connect ", offsetof(struct order, connect)},
		     {"ca ", offsetof(struct order, ca)},
		     {"mailbox ", offsetof(struct order, mailbox)},
		     {"tunnel ", offsetof(struct order, tunnel.target)},
		     {"proxy ", offsetof(struct order, tunnel.kind)},
		     {"login ", offsetof(struct order, tunnel.login)}};
	char *rest;

	for (char *line = strtok_r(order->text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
			size_t len = strlen(words[i].word);
			if (strncmp(line, words[i].word, len) == 0)
				*(const char **)(void *)((char *)order + words[i].offset) = line + len;
		}
	}
	if (order->tunnel.target ? !order->tunnel.kind : !order->url || !order->connect)
		_exit(EXIT_BAD_ORDER);
}

static void answer(const struct strbuf *text)
{
	for (size_t at = 0; at < text->len;) {
		ssize_t wrote = write(ENGINE_FD_CONTROL, text->data + at, text->len - at);
		if (wrote <= 0)
			_exit(EXIT_BAD_ORDER);
		at += (size_t)wrote;
	}
}

/* --- the request --- */

/* libcurl's own way would open the file when it connects, and nothing is opened then. */
static void read_certificates(const char *path, struct strbuf *ret_text)
{
	char chunk[16 * 1024];
	FILE *file = fopen(path, "re");
	size_t got;

	while (file && (got = fread(chunk, 1, sizeof chunk, file)) > 0)
		strbuf_add(ret_text, chunk, got);
	if (file)
		(void)fclose(file);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *body)
{
	return strbuf_add(body, bytes, size * count) ? size * count : 0; /* 0: libcurl gives up */
}

static void add_escaped(const char *text, struct strbuf *out)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '<': strbuf_adds(out, "&lt;"); break;
		case '&': strbuf_adds(out, "&amp;"); break;
		default: strbuf_addc(out, *text); break;
		}
	}
}

/* The request of Autodiscover, which needs the address. */
static void write_pox(const char *mailbox, struct strbuf *out)
{
	strbuf_adds(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
			 "<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/"
			 "requestschema/2006\"><Request><EMailAddress>");
	add_escaped(mailbox, out);
	strbuf_adds(out, "</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/"
			 "autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request>"
			 "</Autodiscover>");
}

static void set_up(CURL *curl, const struct order *order, const struct strbuf *certificates,
		   struct strbuf *body)
{
	struct curl_blob blob = {
	    .data = certificates->data, .len = certificates->len, .flags = CURL_BLOB_NOCOPY};

	curl_easy_setopt(curl, CURLOPT_URL, order->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
	curl_easy_setopt(curl, CURLOPT_CAPATH, (char *)NULL);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)FETCH_MS);
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long)XML_BYTES_MAX);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "mailmedic");
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
}

static const char *failure_word(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_CONNECT: return "no-connection";
	case CURLE_OPERATION_TIMEDOUT: return "no-answer";
	case CURLE_PEER_FAILED_VERIFICATION: return "untrusted";
	case CURLE_SSL_CONNECT_ERROR: return "tls-failed";
	case CURLE_FILESIZE_EXCEEDED:
	case CURLE_WRITE_ERROR: return "too-large";
	default: return "failed";
	}
}

/* --- the answer --- */

static void add_servers(const struct strbuf *body, struct strbuf *out)
{
	static const char *const words[] = {[XML_NO_SERVER] = "no-server",
					    [XML_NOT_XML] = "not-xml",
					    [XML_DOCTYPE] = "doctype",
					    [XML_TOO_DEEP] = "too-deep"};
	static struct xml_result result;

	xml_read(body->data, body->len, &result);
	if (result.outcome != XML_GOOD)
		strbuf_addf(out, "failed %s\n", words[result.outcome]);
	for (size_t i = 0; i < result.count; i++)
		strbuf_addf(out, "server %s %d %s %s\n", result.servers[i].host, result.servers[i].port,
			    result.servers[i].is_implicit ? "implicit" : "starttls", result.servers[i].user);
}

static void add_redirect(CURL *curl, struct strbuf *out)
{
	char *target = NULL;

	curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &target);
	if (target && strlen(target) <= FETCH_REDIRECT_MAX && target[strcspn(target, "\r\n")] == '\0')
		strbuf_addf(out, "redirect %s\n", target);
}

static void request(CURL *curl, const struct strbuf *body, struct strbuf *out)
{
	CURLcode code = curl_easy_perform(curl);
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	strbuf_addf(out, "status %ld\n", status);
	if (code != CURLE_OK)
		strbuf_addf(out, "failed %s\n", body->overflowed ? "too-large" : failure_word(code));
	else if (status >= 300 && status < 400)
		add_redirect(curl, out);
	else if (status == 200)
		add_servers(body, out);
	strbuf_addc(out, '\n');
}

static void enter_sandbox(void)
{
	if (sandbox_enter(SANDBOX_NETWORK) == SANDBOX_FAILED)
		_exit(EXIT_NO_SANDBOX);
}

static void open_tunnel(CURL *curl, const struct tunnel *tunnel, struct strbuf *out)
{
	enum problem failure;

	enter_sandbox();
	failure = tunnel_open(curl, tunnel);
	if (failure != PROBLEM_NONE)
		strbuf_addf(out, "failed %s\n", problem_id(failure));
	strbuf_adds(out, "\n\n"); /* an answer without a line has one end more */
}

static void fetch_page(CURL *curl, const struct order *order, struct strbuf *out)
{
	struct strbuf certificates, body, post;

	strbuf_init(&certificates, CERTIFICATES_MAX);
	strbuf_init(&body, XML_BYTES_MAX);
	strbuf_init(&post, BODY_MAX);
	read_certificates(order->ca ? order->ca : SYSTEM_CERTIFICATES, &certificates);
	set_up(curl, order, &certificates, &body);
	curl_easy_setopt(curl, CURLOPT_RESOLVE, curl_slist_append(NULL, order->connect));
	if (order->mailbox) {
		write_pox(order->mailbox, &post);
		curl_easy_setopt(curl, CURLOPT_HTTPHEADER,
				 curl_slist_append(NULL, "Content-Type: text/xml; charset=utf-8"));
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post.data);
	}
	enter_sandbox();
	request(curl, &body, out);
}

int main(void)
{
	static struct order order;
	struct strbuf out;
	CURL *curl;

	sandbox_prepare();
	read_order(&order);
	sort_order(&order);
	strbuf_init(&out, FETCH_ANSWER_MAX);
	if (curl_global_init(CURL_GLOBAL_SSL) != CURLE_OK || (curl = curl_easy_init()) == NULL)
		_exit(EXIT_BAD_ORDER);
	if (order.tunnel.target)
		open_tunnel(curl, &order.tunnel, &out);
	else
		fetch_page(curl, &order, &out);
	answer(&out);
	_exit(0);
}
