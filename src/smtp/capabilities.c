/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the EHLO reply: keywords and their parameters (RFC 5321 4.1.1.1, RFC 4954, RFC 1870). */
#include "smtp/capabilities.h"

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

void capabilities_init(struct capabilities *capabilities)
{
	*capabilities = (struct capabilities){.size = -1};
}

void capabilities_finish(struct capabilities *capabilities)
{
	for (size_t i = 0; i < capabilities->count; i++) {
		free(capabilities->list[i].keyword);
		free(capabilities->list[i].parameters);
	}
	free(capabilities->server_name);
	capabilities_init(capabilities);
}

static bool is_mechanism_char(char c)
{
	return text_is_alpha(c) || text_is_digit(c) || c == '-' || c == '_';
}

static void add_mechanism(struct capabilities *capabilities, const char *name, size_t len)
{
	char upper[MECHANISM_NAME_MAX] = "";

	if (len == 0 || len >= MECHANISM_NAME_MAX)
		return;
	for (size_t i = 0; i < len; i++) {
		if (!is_mechanism_char(name[i]))
			return;
		upper[i] = name[i] >= 'a' && name[i] <= 'z' ? (char)(name[i] - 'a' + 'A') : name[i];
	}
	if (capabilities_has_mechanism(capabilities, upper))
		return;
	/* A full list gives up a name for one that can be used. */
	if (capabilities->mechanism_count == MECHANISMS_MAX && mechanism_is_usable(upper))
		capabilities->mechanism_count--;
	if (capabilities->mechanism_count == MECHANISMS_MAX)
		return;
	memcpy(capabilities->mechanisms[capabilities->mechanism_count++], upper, sizeof(upper));
}

static void add_mechanisms(struct capabilities *capabilities, const char *names)
{
	for (names += strspn(names, " \t"); *names; names += strspn(names, " \t")) {
		size_t len = strcspn(names, " \t");
		add_mechanism(capabilities, names, len);
		names += len;
	}
}

static void read_size(struct capabilities *capabilities, const char *parameters)
{
	long size = 0;

	capabilities->size = text_parse_number(parameters, 0, LONG_MAX, &size) ? size : 0;
}

static void add_capability(struct capabilities *capabilities, const char *text)
{
	/* "AUTH=LOGIN" is how some servers of the nineties, and those that please their clients, write it. */
	bool old_auth = text_starts_nocase(text, "AUTH=");
	size_t len = old_auth ? 4 : strcspn(text, " \t");

	if (len == 0)
		return;
	char *keyword = mem_strndup(text, len);
	for (char *c = keyword; *c; c++)
		*c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
	const char *parameters = text + len + (old_auth ? 1 : 0);
	parameters += strspn(parameters, " \t");

	if (strcmp(keyword, "AUTH") == 0)
		add_mechanisms(capabilities, parameters);
	else if (strcmp(keyword, "STARTTLS") == 0)
		capabilities->starttls = true;
	else if (strcmp(keyword, "SIZE") == 0)
		read_size(capabilities, parameters);
	/* A full list leaves out what is only shown; what decides was read above. */
	if (capabilities->count == CAPABILITIES_MAX)
		free(keyword);
	else
		capabilities->list[capabilities->count++] =
		    (struct capability){.keyword = keyword, .parameters = mem_strdup(parameters)};
}

/* The text of a line, with NULs spelled out: a word that holds one is no keyword and no mechanism. */
static char *read_text(const struct reply_line *line)
{
	struct strbuf text;

	strbuf_init(&text, 4 * line->len + 1);
	for (size_t i = 4; i < line->len; i++)
		if (line->bytes[i] == '\0')
			strbuf_adds(&text, "\\x00");
		else
			strbuf_addc(&text, line->bytes[i]);
	char *taken = strbuf_take(&text);
	strbuf_finish(&text);
	return taken;
}

void capabilities_read(struct capabilities *capabilities, const struct reply *reply)
{
	capabilities_finish(capabilities);
	for (size_t i = 0; i < reply->line_count; i++) {
		char *text = read_text(&reply->lines[i]);
		if (i > 0)
			add_capability(capabilities, text);
		else if (*text)
			capabilities->server_name = mem_strndup(text, strcspn(text, " \t"));
		free(text);
	}
}

bool capabilities_has(const struct capabilities *capabilities, const char *keyword)
{
	for (size_t i = 0; i < capabilities->count; i++)
		if (text_compare_nocase(capabilities->list[i].keyword, keyword) == 0)
			return true;
	return false;
}

bool capabilities_crossed_out(const struct capabilities *capabilities)
{
	for (size_t i = 0; i < capabilities->count; i++)
		if (text_starts_nocase(capabilities->list[i].keyword, "XXXX"))
			return true;
	return false;
}

bool greeting_crossed_out(const char *line)
{
	size_t stars = 0;

	for (; *line; line++) {
		if (isalpha((unsigned char)*line))
			return false;
		stars += *line == '*';
	}
	return stars >= 4;
}

bool capabilities_has_mechanism(const struct capabilities *capabilities, const char *mechanism)
{
	for (size_t i = 0; i < capabilities->mechanism_count; i++)
		if (text_compare_nocase(capabilities->mechanisms[i], mechanism) == 0)
			return true;
	return false;
}

bool capabilities_take_token(const struct capabilities *capabilities)
{
	for (size_t i = 0; i < capabilities->mechanism_count; i++) {
		if (mechanism_takes_token(capabilities->mechanisms[i]))
			return true;
	}
	return false;
}

static const struct mechanism *best_offered(const struct capabilities *offered, bool tls,
					    enum mechanism_need has)
{
	const struct mechanism *best = NULL;

	for (size_t i = 0; i < offered->mechanism_count; i++) {
		const struct mechanism *mechanism = mechanism_find(offered->mechanisms[i]);

		if (!mechanism || mechanism->worker == WORKER_NONE || mechanism->asked_only ||
		    mechanism->need != has)
			continue;
		if (mechanism->strength == STRENGTH_BOUND && !tls) /* there is nothing to be bound to */
			continue;
		if (!best || mechanism_is_better(mechanism, best, tls))
			best = mechanism;
	}
	return best;
}

enum problem mechanism_choose(const struct capabilities *offered, bool tls, const char *wanted,
			      enum mechanism_need has, const struct mechanism **ret_chosen)
{
	const struct mechanism *chosen;

	if (offered->mechanism_count == 0)
		return PROBLEM_NO_MECHANISM_OFFERED;
	if (wanted && !capabilities_has_mechanism(offered, wanted))
		return PROBLEM_MECHANISM_NOT_OFFERED;
	chosen = wanted ? mechanism_find(wanted) : best_offered(offered, tls, has);
	if (!chosen || chosen->worker == WORKER_NONE)
		return PROBLEM_NO_COMMON_MECHANISM;
	*ret_chosen = chosen;
	return PROBLEM_NONE;
}

static const struct {
	const char *keyword;
	const char *words;
} meanings[] = {
    {"STARTTLS", N_("can switch to an encrypted connection")},
    {"AUTH", N_("lets users log in, by the methods named")},
    {"SIZE", N_("says how large a mail may be")},
    {"8BITMIME", N_("takes mails with 8-bit characters as they are")},
    {"SMTPUTF8", N_("takes addresses and headers in any script")},
    {"PIPELINING", N_("takes several commands without an answer between")},
    {"CHUNKING", N_("takes a mail in pieces of known size (BDAT)")},
    {"BINARYMIME", N_("takes binary parts as they are")},
    {"DSN", N_("sends delivery reports when asked")},
    {"ENHANCEDSTATUSCODES", N_("adds a precise code such as 5.7.8 to its answers")},
    {"HELP", N_("answers HELP")},
    {"VRFY", N_("answers VRFY: does this mailbox exist?")},
    {"EXPN", N_("answers EXPN: who is on this list?")},
    {"ETRN", N_("starts delivery of waiting mail on request")},
    {"REQUIRETLS", N_("passes mail on only by encrypted ways when asked")},
    {"LIMITS", N_("states how many mails and recipients it takes at a time")},
    {"DELIVERBY", N_("can be told until when to deliver")},
    {"FUTURERELEASE", N_("can hold a mail until later")},
    {"MT-PRIORITY", N_("takes mails with a priority")},
    {"XCLIENT", N_("lets trusted helpers speak for others (Postfix)")},
    {"XFORWARD", N_("lets trusted helpers pass on origins (Postfix)")},
};

const char *capability_meaning(const char *keyword)
{
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
		if (strcmp(meanings[i].keyword, keyword) == 0)
			return meanings[i].words;
	return N_("not known to mailmedic");
}
