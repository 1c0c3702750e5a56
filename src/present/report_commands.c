/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same connection with swaks and openssl, as lines for a shell. No line has a secret: swaks asks for the
 * password itself. Every value that is not plain is quoted, because a server's name may come from a stranger.
 */
#include "present/report_formats.h"

#include "account/proxy.h"
#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/format.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { COMMAND_MAX = 64 * 1024 };

/* One word for a POSIX shell. */
static void add_word(const char *word, struct strbuf *out)
{
	struct strbuf inert;
	strbuf_init(&inert, COMMAND_MAX);
	text_make_inert(&inert, word, strlen(word));
	const char *text = inert.data;
	size_t plain = 0;
	while (text_is_alpha(text[plain]) || text_is_digit(text[plain]) ||
	       (text[plain] != '\0' && strchr("@%+:,./_-", text[plain]) != NULL))
		plain++;
	strbuf_addc(out, ' ');
	if (*text != '\0' && text[plain] == '\0') {
		strbuf_adds(out, text);
	} else {
		strbuf_addc(out, '\'');
		for (; *text != '\0'; text++)
			if (*text == '\'')
				strbuf_adds(out, "'\\''");
			else
				strbuf_addc(out, *text);
		strbuf_addc(out, '\'');
	}
	strbuf_finish(&inert);
}

static void add_option(const char *option, const char *value, struct strbuf *out)
{
	if (value == NULL || *value == '\0')
		return;
	strbuf_addf(out, " %s", option);
	add_word(value, out);
}

static bool is_ipv6(const char *host)
{
	return strchr(host, ':') != NULL;
}

static bool is_address(const char *host)
{
	return is_ipv6(host) || host[strspn(host, "0123456789.")] == '\0';
}

static const char *family_option(const struct account *account)
{
	return account->family == FAMILY_IPV4 ? " -4" : account->family == FAMILY_IPV6 ? " -6" : "";
}

/*
 * swaks' word for the last step: the one at which the run ended. Never further: a run that stopped at a
 * certificate must not become a log-in, for swaks does not compare the name in it.
 */
static const char *last_step(const struct report *report)
{
	bool tls = account_tls(report->account) != TLS_NONE;
	bool starttls = tls && account_tls(report->account) != TLS_IMPLICIT;
	switch (report->facts->verdict.stage) {
	case STAGE_RESOLVE:
	case STAGE_PROXY:
	case STAGE_CONNECT: return "CONNECT";
	case STAGE_GREETING: return "BANNER";
	case STAGE_EHLO: return report->facts->channel_tls && starttls ? "HELO" : "FIRST-HELO";
	case STAGE_TLS: return starttls ? "TLS" : "FIRST-HELO";
	case STAGE_MAIL: return "MAIL";
	case STAGE_RCPT:
	case STAGE_DATA: return "RCPT";
	default: return "AUTH";
	}
}

/* What was set, or what was said in the run. */
static const char *find_ehlo_name(const struct report *report)
{
	const struct transcript *transcript = &report->facts->transcript;
	if (report->account->ehlo_name != NULL)
		return report->account->ehlo_name;
	for (size_t i = 0; i < transcript->count; i++)
		if (transcript->entries[i].from == FROM_CLIENT &&
		    text_starts_nocase(transcript->entries[i].line, "EHLO "))
			return transcript->entries[i].line + 5;
	return NULL;
}

/* The end of a line: for the shell a comment, where the tool has no way through the proxy of the run. */
static void end_line(bool goes_past_proxy, struct strbuf *out)
{
	if (goes_past_proxy)
		strbuf_addf(out, "  # %s", _("goes past the proxy"));
	strbuf_addc(out, '\n');
}

static void add_swaks(const struct report *report, struct strbuf *out)
{
	const struct account *account = report->account;
	enum tls_mode tls = account_tls(account);
	const char *last = last_step(report);
	const char *mechanism = report->facts->mechanism;
	bool goes_on = strcmp(last, "MAIL") == 0 || strcmp(last, "RCPT") == 0;
	bool logs_in = strcmp(last, "AUTH") == 0 ||
		       (goes_on && report->facts->stages[STAGE_AUTH].outcome == OUTCOME_PASSED);
	char port[16];
	snprintf(port, sizeof port, "%d", account_port(account));
	strbuf_addf(out, "swaks%s", family_option(account));
	add_option("--server", account->host, out);
	add_option("--port", port, out);
	strbuf_adds(out, tls == TLS_NONE ? "" : tls == TLS_IMPLICIT ? " --tls-on-connect" : " --tls");
	if (tls != TLS_NONE) {
		strbuf_adds(out, " --tls-verify");
		add_option("--tls-ca-path", account->ca_path, out);
		add_option("--tls-sni",
			   account->sni != NULL        ? account->sni
			   : is_address(account->host) ? NULL
						       : account->host,
			   out);
	}
	add_option("--ehlo", find_ehlo_name(report), out);
	if (logs_in) {
		strbuf_adds(out, " --auth");
		if (mechanism != NULL || account->mechanism != NULL)
			add_word(mechanism != NULL ? mechanism : account->mechanism, out);
		add_option("--auth-user", account_user(account), out);
	}
	if (goes_on) {
		add_option("--from", account_from(account), out);
		add_option("--to", account->to != NULL ? account->to : account->address, out);
	}
	strbuf_addf(out, " --quit-after %s", last);
	end_line(account_proxy(account) != NULL, out);
}

static bool is_folder(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* openssl knows proxies for http alone. True when it goes through the run's, or there is none. */
static bool add_http_proxy(const struct account *account, struct strbuf *out)
{
	struct strbuf address;
	struct proxy proxy;
	bool fine;

	if (account_proxy(account) == NULL)
		return true;
	proxy_read(account_proxy(account), &proxy);
	fine = proxy.kind == PROXY_HTTP;
	strbuf_init(&address, COMMAND_MAX);
	strbuf_addf(&address, is_ipv6(proxy.host) ? "[%s]:%d" : "%s:%d", proxy.host, proxy.port);
	add_option("-proxy", fine ? address.data : NULL, out);
	strbuf_finish(&address);
	proxy_finish(&proxy);
	return fine;
}

static void add_openssl(const struct report *report, struct strbuf *out)
{
	const struct account *account = report->account;
	bool starttls = account_tls(account) != TLS_IMPLICIT;
	struct strbuf target;
	bool through;
	strbuf_init(&target, COMMAND_MAX);
	strbuf_addf(&target, is_ipv6(account->host) ? "[%s]:%d" : "%s:%d", account->host,
		    account_port(account));
	strbuf_addf(out, "openssl s_client%s", family_option(account));
	add_option("-connect", target.data, out);
	through = add_http_proxy(account, out);
	if (starttls) {
		strbuf_adds(out, " -starttls smtp");
		add_option("-name", find_ehlo_name(report), out);
	}
	if (account->sni != NULL)
		add_option("-servername", account->sni, out);
	else if (is_address(account->host))
		strbuf_adds(out, " -noservername");
	else
		add_option("-servername", account->host, out);
	add_option(is_address(account->host) ? "-verify_ip" : "-verify_hostname", account->host, out);
	if (account->ca_path != NULL)
		add_option(is_folder(account->ca_path) ? "-CApath" : "-CAfile", account->ca_path, out);
	strbuf_adds(out, " -verify_return_error -showcerts -crlf -ign_eof");
	end_line(!through, out);
	strbuf_finish(&target);
}

void report_commands(const struct report *report, struct strbuf *out)
{
	if (report->account->host == NULL)
		return;
	add_swaks(report, out);
	if (account_tls(report->account) != TLS_NONE)
		add_openssl(report, out);
}
