/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Claims of a token against what the server wants, and the sentences for it. */
#include "oauth/finding.h"

#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "oauth/claim.h"

enum { CLOCK_SLACK = 60 /* seconds that clocks may differ */ };

static const char *const ids[] = {
#define X(name, id) id,
    TOKEN_FINDING_LIST(X)
#undef X
};

const char *token_finding_id(enum token_finding_kind kind)
{
	return ids[kind];
}

bool token_finding_parse(const char *id, enum token_finding_kind *ret_kind)
{
	for (size_t i = 0; i < TOKEN_FINDING_COUNT; i++) {
		if (strcmp(ids[i], id) == 0) {
			*ret_kind = (enum token_finding_kind)i;
			return true;
		}
	}
	return false;
}

/* ---- lists with spaces between their words */

struct word {
	const char *start;
	size_t len;
};

static bool next_word(const char **list, struct word *ret_word)
{
	*list += strspn(*list, " ");
	*ret_word = (struct word){.start = *list, .len = strcspn(*list, " ")};
	*list += ret_word->len;
	return ret_word->len > 0;
}

static bool same_text(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text_lower(a[i]) != text_lower(b[i]))
			return false;
	return true;
}

/* `word` begins with `start`, and ends there or goes on with a path. */
static bool word_begins(struct word word, struct word start)
{
	if (word.len < start.len || !same_text(word.start, start.start, start.len))
		return false;
	return word.len == start.len || start.start[start.len - 1] == '/' || word.start[start.len] == '/';
}

/* Scopes are given as a URL or by their last part: ".../SMTP.Send" and "SMTP.Send". */
static bool is_last_part(struct word part, struct word url)
{
	return url.len > part.len && url.start[url.len - part.len - 1] == '/' &&
	       same_text(url.start + url.len - part.len, part.start, part.len);
}

static bool any_fits(const char *said, const char *wanted, bool scopes)
{
	struct word word, want;

	while (next_word(&said, &word)) {
		const char *rest = wanted;
		while (next_word(&rest, &want)) {
			if (scopes ? (word.len == want.len && same_text(word.start, want.start, want.len)) ||
					 is_last_part(want, word) || is_last_part(word, want)
				   : word_begins(word, want))
				return true;
		}
	}
	return false;
}

/* ---- sentences */

/* Well-known audiences of tokens that people bring along by mistake. No mail server is behind any of them. */
static const struct {
	const char *audience;
	const char *name;
} services[] = {
    {"00000003-0000-0000-c000-000000000000", "Microsoft Graph"},
    {"https://graph.microsoft.com", "Microsoft Graph"},
    {"00000002-0000-0000-c000-000000000000", "Azure AD Graph"},
    {"https://graph.windows.net", "Azure AD Graph"},
    {"https://management.azure.com", "Azure Resource Manager"},
    {"https://management.core.windows.net", "Azure Resource Manager"},
};

static const char *service_name(const char *audience)
{
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (any_fits(audience, services[i].audience, false))
			return services[i].name;
	return NULL;
}

/* The largest unit of which there are two or more. */
enum unit { UNIT_SECONDS, UNIT_MINUTES, UNIT_HOURS, UNIT_DAYS };

static enum unit measure(int64_t seconds, long *ret_number)
{
	static const int64_t size[] = {1, 60, 3600, 86400};
	int unit = UNIT_DAYS;

	while (unit > UNIT_SECONDS && seconds < 2 * size[unit])
		unit--;
	*ret_number = (long)(seconds / size[unit]);
	return (enum unit)unit;
}

static void write_ran_out(int64_t seconds, struct strbuf *out)
{
	long number;

	switch (measure(seconds, &number)) {
	case UNIT_DAYS:
		strbuf_addf(out,
			    intl_count("This token ran out %ld day ago, by the clock of this computer.",
				       "This token ran out %ld days ago, by the clock of this computer.",
				       number),
			    number);
		break;
	case UNIT_HOURS:
		strbuf_addf(out,
			    intl_count("This token ran out %ld hour ago, by the clock of this computer.",
				       "This token ran out %ld hours ago, by the clock of this computer.",
				       number),
			    number);
		break;
	case UNIT_MINUTES:
		strbuf_addf(out,
			    intl_count("This token ran out %ld minute ago, by the clock of this computer.",
				       "This token ran out %ld minutes ago, by the clock of this computer.",
				       number),
			    number);
		break;
	case UNIT_SECONDS:
		strbuf_adds(out, _("This token has just run out, by the clock of this computer."));
		break;
	}
}

static void write_early(int64_t seconds, struct strbuf *out)
{
	long number;

	switch (measure(seconds, &number)) {
	case UNIT_DAYS:
		strbuf_addf(out,
			    intl_count("This token becomes valid in %ld day, by the clock of this computer.",
				       "This token becomes valid in %ld days, by the clock of this computer.",
				       number),
			    number);
		break;
	case UNIT_HOURS:
		strbuf_addf(
		    out,
		    intl_count("This token becomes valid in %ld hour, by the clock of this computer.",
			       "This token becomes valid in %ld hours, by the clock of this computer.",
			       number),
		    number);
		break;
	default:
		strbuf_adds(out,
			    _("This token becomes valid in some minutes, by the clock of this computer."));
		break;
	}
}

static bool find_expired(const struct token_facts *facts, const struct token_want *want, struct strbuf *out)
{
	bool found = facts->expires > 0 && want->now >= facts->expires;

	if (found)
		write_ran_out(want->now - facts->expires, out);
	return found;
}

static bool find_early(const struct token_facts *facts, const struct token_want *want, struct strbuf *out)
{
	bool found = facts->not_before > want->now + CLOCK_SLACK;

	if (found)
		write_early(facts->not_before - want->now, out);
	return found;
}

static bool find_refresh(const struct token_facts *facts, const struct token_want *want, struct strbuf *out)
{
	(void)want;
	strbuf_adds(out,
		    _("This looks like a refresh token: it fetches access tokens and must not be sent to a "
		      "mail server."));
	return facts->kind == TOKEN_KIND_REFRESH;
}

static bool find_id(const struct token_facts *facts, const struct token_want *want, struct strbuf *out)
{
	(void)want;
	strbuf_adds(out, _("This is an ID token: it says who you are. A mail server wants an access token."));
	return facts->kind == TOKEN_KIND_ID;
}

static bool find_issuer(const struct token_facts *facts, const struct token_want *want, struct strbuf *out)
{
	if (want->issuers != NULL && facts->issuer[0] != '\0' &&
	    !any_fits(facts->issuer, want->issuers, false)) {
		strbuf_addf(out, _("This token was made by %s, not by the provider of this server."),
			    facts->issuer);
		return true;
	}
	if (want->maker != NULL && facts->maker[0] != '\0' && strcmp(facts->maker, want->maker) != 0) {
		strbuf_addf(out, _("This looks like a token of %s; this server is of %s."), facts->maker,
			    want->maker);
		return true;
	}
	return false;
}

static bool find_audience(const struct token_facts *facts, const struct token_want *want, struct strbuf *out)
{
	const char *name = service_name(facts->audience);

	/* What a server nobody knows wants is not known, but these are for none. */
	if (want->audiences == NULL
		? name == NULL || strchr(facts->audience, ' ') != NULL
		: facts->audience[0] == '\0' || any_fits(facts->audience, want->audiences, false))
		return false;
	strbuf_addf(out, _("This token is for %s, not for this mail server."),
		    name != NULL ? name : facts->audience);
	return true;
}

static bool find_scope(const struct token_facts *facts, const struct token_want *want, struct strbuf *out)
{
	const char *wanted = want->scopes;
	struct word first;

	if (wanted == NULL || facts->scopes[0] == '\0' || any_fits(facts->scopes, wanted, true) ||
	    !next_word(&wanted, &first))
		return false;
	strbuf_addf(out, _("This token lacks %.*s: what it allows is %s."), (int)first.len, first.start,
		    facts->scopes);
	return true;
}

/* An application's token names no user; a user name that is no address may be another one's name. */
static bool find_user(const struct token_facts *facts, const struct token_want *want, struct strbuf *out)
{
	if (want->user == NULL || strchr(want->user, '@') == NULL || strchr(facts->user, '@') == NULL ||
	    text_compare_nocase(want->user, facts->user) == 0)
		return false;
	strbuf_addf(out, _("This token is for %s; you log in as %s."), facts->user, want->user);
	return true;
}

size_t token_compare(const struct token_facts *facts, const struct token_want *want,
		     struct token_finding ret_findings[TOKEN_FINDING_COUNT])
{
	static bool (*const find[])(const struct token_facts *, const struct token_want *,
				    struct strbuf *) = {
	    [TOKEN_FINDING_REFRESH] = find_refresh, [TOKEN_FINDING_ID] = find_id,
	    [TOKEN_FINDING_EXPIRED] = find_expired, [TOKEN_FINDING_EARLY] = find_early,
	    [TOKEN_FINDING_ISSUER] = find_issuer,   [TOKEN_FINDING_AUDIENCE] = find_audience,
	    [TOKEN_FINDING_SCOPE] = find_scope,     [TOKEN_FINDING_USER] = find_user,
	};
	struct strbuf text;
	size_t count = 0;

	strbuf_init(&text, 8 * TOKEN_CLAIM_MAX);
	for (size_t i = 0; i < TOKEN_FINDING_COUNT; i++) {
		strbuf_clear(&text);
		if (!find[i](facts, want, &text))
			continue;
		ret_findings[count].kind = (enum token_finding_kind)i;
		claim_fit(text.data, ret_findings[count].text, sizeof(ret_findings[count].text));
		count++;
	}
	strbuf_finish(&text);
	return count;
}
