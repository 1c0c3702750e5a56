/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All pages at once; each looks its host up, is fetched, and may lead on to another page of the same domain,
 * or after a yes to one elsewhere. The domain learns that somebody asks for it; the address is sent to nobody
 * but the domain's Autodiscover, which needs it.
 */
#include "discover/pages.h"

#include "account/syntax.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "discover/discovery.h"
#include "discover/sources.h"
#include "fetch/fetch.h"
#include "wire/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PAGES_MAX = 7,
	MX_PAGES = 2,
	URL_MAX = FETCH_REDIRECT_MAX,
	HOPS_MAX = 3,
	PAGE_DNS_MS = 5000,
	HTTPS_PORT = 443
};

struct page {
	enum finding_source source;
	char url[URL_MAX + 1];
	char host[SYNTAX_HOST_MAX + 1];
	int port;
	char site[SYNTAX_HOST_MAX + 1]; /* it may lead on within this domain */
	bool posts_address;
	bool done;
	int hops;
	size_t asked; /* its place in discovery->asked */
	int64_t began;
	struct resolve *resolve;
	struct fetch *fetch;
};

struct pages {
	struct discovery *discovery;
	struct page list[PAGES_MAX];
	size_t count;
};

static const char mozilla[] = "thunderbird.net";

/* --- one page --- */

static void end(struct pages *pages, struct page *page, const char *outcome)
{
	struct asked *asked = &pages->discovery->asked[page->asked];

	snprintf(asked->outcome_text, sizeof asked->outcome_text, "%s", outcome);
	asked->outcome = asked->outcome_text;
	asked->ms = clock_now() - page->began;
	page->done = true;
	pages->discovery->changes++;
}

/* Takes "https://HOST[:PORT]/..." apart; false for anything else. */
static bool read_url(struct page *page, const char *url)
{
	static const char scheme[] = "https://";
	size_t len;
	long port = HTTPS_PORT;
	char *colon;

	if (!text_starts_nocase(url, scheme) || strlen(url) > URL_MAX)
		return false;
	url += sizeof scheme - 1;
	len = strcspn(url, "/?#");
	if (len == 0 || len >= sizeof page->host || memchr(url, '@', len) != NULL)
		return false;
	memcpy(page->host, url, len);
	page->host[len] = '\0';
	colon = strchr(page->host, ':');
	if (colon != NULL && !text_parse_number(colon + 1, 1, 65535, &port))
		return false;
	if (colon != NULL)
		*colon = '\0';
	page->port = (int)port;
	return syntax_check_host("", page->host, NULL);
}

static void begin(struct pages *pages, struct page *page)
{
	if (!read_url(page, page->url))
		end(pages, page, "bad-url");
	else if (!resolve_create(page->host, page->port, pages->discovery->options.account->family,
				 clock_now() + PAGE_DNS_MS, &page->resolve, NULL))
		end(pages, page, "failed");
}

static void request(struct pages *pages, struct page *page, const struct address *address)
{
	const struct account *account = pages->discovery->options.account;
	struct fetch_request wanted = {
	    .url = page->url,
	    .host = page->host,
	    .port = page->port,
	    .address = address->text,
	    .ca_path = account->ca_path,
	    .mailbox = page->posts_address ? account->address : NULL,
	};

	if (address_is_private(address))
		end(pages, page, "private-address");
	else if (!fetch_create(&wanted, &page->fetch, NULL))
		end(pages, page, "failed");
}

static void step_lookup(struct pages *pages, struct page *page, const struct loop *loop)
{
	struct address_list list;
	enum problem problem;

	resolve_step(page->resolve, loop);
	if (!resolve_done(page->resolve, &problem))
		return;
	list = resolve_take_addresses(page->resolve);
	resolve_destroy(page->resolve);
	page->resolve = NULL;
	if (problem != PROBLEM_NONE || list.count == 0)
		end(pages, page, problem != PROBLEM_NONE ? problem_id(problem) : "no-address");
	else
		request(pages, page, &list.items[0]);
	address_list_finish(&list);
}

/* --- what it says --- */

/* Puts the parts of the address in for %EMAILADDRESS% and its relatives. */
static void expand(const struct discovery *discovery, const char *text, struct strbuf *out)
{
	const char *address = discovery->options.account->address;
	const char *at = syntax_find_at(address);
	static const char whole[] = "%EMAILADDRESS%", local[] = "%EMAILLOCALPART%",
			  domain[] = "%EMAILDOMAIN%";

	while (*text != '\0') {
		if (text_starts_nocase(text, whole)) {
			strbuf_adds(out, address);
			text += sizeof whole - 1;
		} else if (text_starts_nocase(text, local)) {
			strbuf_add(out, address, at != NULL ? (size_t)(at - address) : strlen(address));
			text += sizeof local - 1;
		} else if (text_starts_nocase(text, domain)) {
			strbuf_adds(out, discovery->domain);
			text += sizeof domain - 1;
		} else {
			strbuf_addc(out, *text++);
		}
	}
}

static void take_server(struct pages *pages, const struct page *page, const struct fetch_server *server)
{
	struct discovery *discovery = pages->discovery;
	struct strbuf host, user;

	strbuf_init(&host, SYNTAX_HOST_MAX);
	strbuf_init(&user, SYNTAX_ADDRESS_MAX);
	expand(discovery, server->host, &host);
	expand(discovery, server->user, &user);
	if (!host.overflowed && !user.overflowed)
		sources_add_page(
		    discovery, page->source,
		    &(struct page_server){.host = host.data,
					  .port = server->port,
					  .tls = server->is_implicit ? TLS_IMPLICIT : TLS_STARTTLS,
					  .user = user.len > 0 ? user.data : NULL});
	strbuf_finish(&host);
	strbuf_finish(&user);
}

/* Elsewhere is for the user to decide. Nobody there is sent the address. */
static bool may_lead_to(struct discovery *discovery, const struct page *page)
{
	const char *agreed = discovery->options.elsewhere;

	if (sources_is_within(page->host, page->site))
		return true;
	if (page->source != SOURCE_AUTOCONFIG)
		return false;
	if (agreed != NULL && text_compare_nocase(page->host, agreed) == 0)
		return true;
	memcpy(discovery->leads_to, page->host, sizeof discovery->leads_to);
	return false;
}

/* Onward only over https and within the domain, but for a host that the user has agreed to. */
static void follow(struct pages *pages, struct page *page, const char *target)
{
	struct asked *asked = &pages->discovery->asked[page->asked];
	size_t len = strlen(asked->what);

	snprintf(asked->what + len, sizeof asked->what - len, " -> %s", target);
	snprintf(page->url, sizeof page->url, "%s", target);
	fetch_destroy(page->fetch);
	page->fetch = NULL;
	if (!text_starts_nocase(target, "https://"))
		end(pages, page, "redirect-to-http");
	else if (!read_url(page, target))
		end(pages, page, "bad-url");
	else if (!may_lead_to(pages->discovery, page))
		end(pages, page, "redirect-elsewhere");
	else if (++page->hops > HOPS_MAX)
		end(pages, page, "redirect-loop");
	else
		begin(pages, page);
}

static void take_result(struct pages *pages, struct page *page, const struct fetch_result *result)
{
	char word[FETCH_WORD_MAX];

	if (*result->redirect != '\0') {
		char target[URL_MAX + 1];
		snprintf(target, sizeof target, "%s", result->redirect);
		follow(pages, page, target);
		return;
	}
	for (size_t i = 0; i < result->count; i++)
		take_server(pages, page, &result->servers[i]);
	snprintf(word, sizeof word, "http-%d", result->status);
	if (result->count > 0)
		end(pages, page, "found");
	else
		end(pages, page, *result->failure != '\0' ? result->failure : word);
}

/* --- all of them --- */

static void add_page(struct pages *pages, enum finding_source source, const char *site, const char *url)
{
	struct discovery *discovery = pages->discovery;
	struct page *page = &pages->list[pages->count++];
	struct asked *asked = &discovery->asked[discovery->asked_count];

	page->source = source;
	page->posts_address = source == SOURCE_AUTODISCOVER;
	page->began = clock_now();
	page->asked = discovery->asked_count++;
	snprintf(page->url, sizeof page->url, "%s", url);
	snprintf(page->site, sizeof page->site, "%s", site);
	*asked = (struct asked){
	    .who = strcmp(site, mozilla) == 0 ? N_("Mozilla") : N_("the domain's web server"),
	    .sent = page->posts_address ? N_("the mail address") : N_("the domain"),
	};
	snprintf(asked->what, sizeof asked->what, "%s", url);
	begin(pages, page);
}

/* Tests, and organisations with a list of their own, name another one. */
static const char *mozilla_list(void)
{
	const char *other = secure_getenv("MAILMEDIC_ISPDB");

	return other != NULL && *other != '\0' ? other : "https://autoconfig.thunderbird.net/v1.1/";
}

static void add_all(struct pages *pages, enum ask_whom ask)
{
	const char *domain = pages->discovery->domain;
	char url[URL_MAX + 1];

	snprintf(url, sizeof url, "https://autoconfig.%s/mail/config-v1.1.xml", domain);
	add_page(pages, SOURCE_AUTOCONFIG, domain, url);
	snprintf(url, sizeof url, "https://%s/.well-known/autoconfig/mail/config-v1.1.xml", domain);
	add_page(pages, SOURCE_AUTOCONFIG, domain, url);
	if (ask != ASK_ALL)
		return;
	snprintf(url, sizeof url, "%s%s", mozilla_list(), domain);
	add_page(pages, SOURCE_ISPDB, mozilla, url);
	snprintf(url, sizeof url, "https://autodiscover.%s/autodiscover/autodiscover.xml", domain);
	add_page(pages, SOURCE_AUTODISCOVER, domain, url);
	snprintf(url, sizeof url, "https://%s/autodiscover/autodiscover.xml", domain);
	add_page(pages, SOURCE_AUTODISCOVER, domain, url);
}

void pages_ask_by_mx(struct pages *pages, const char *mx)
{
	char url[URL_MAX + 1];

	if (pages == NULL || pages->discovery->options.ask != ASK_ALL)
		return;
	for (int i = 0; i < MX_PAGES; i++) {
		mx = strchr(mx, '.');
		if (mx == NULL || strchr(++mx, '.') == NULL ||
		    sources_is_within(pages->discovery->domain, mx))
			return;
		snprintf(url, sizeof url, "%s%s", mozilla_list(), mx);
		add_page(pages, SOURCE_ISPDB_MX, mozilla, url);
	}
}

struct pages *pages_create(struct discovery *discovery)
{
	struct pages *pages;

	if (discovery->options.ask == ASK_NONE)
		return NULL;
	pages = mem_calloc(1, sizeof *pages);
	pages->discovery = discovery;
	add_all(pages, discovery->options.ask);
	return pages;
}

void pages_destroy(struct pages *pages)
{
	if (pages == NULL)
		return;
	for (size_t i = 0; i < pages->count; i++) {
		resolve_destroy(pages->list[i].resolve);
		fetch_destroy(pages->list[i].fetch);
	}
	free(pages);
}

void pages_want(const struct pages *pages, struct loop *loop)
{
	for (size_t i = 0; pages != NULL && i < pages->count; i++) {
		const struct page *page = &pages->list[i];
		if (page->resolve != NULL)
			resolve_want(page->resolve, loop);
		if (page->fetch != NULL)
			fetch_want(page->fetch, loop);
	}
}

void pages_step(struct pages *pages, const struct loop *loop)
{
	for (size_t i = 0; pages != NULL && i < pages->count; i++) {
		struct page *page = &pages->list[i];
		if (page->done)
			continue;
		if (page->resolve != NULL) {
			step_lookup(pages, page, loop);
		} else if (page->fetch != NULL) {
			fetch_step(page->fetch, loop);
			if (fetch_result(page->fetch) != NULL)
				take_result(pages, page, fetch_result(page->fetch));
		}
	}
}

bool pages_are_done(const struct pages *pages)
{
	for (size_t i = 0; pages != NULL && i < pages->count; i++) {
		if (!pages->list[i].done)
			return false;
	}
	return true;
}
