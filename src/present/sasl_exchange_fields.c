/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fields of mechanisms are called and mean. Shows what it knows by name, and nothing else. */
#include "present/sasl_exchange_fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "smtp/mask.h"
#include "walk/fact.h"

struct field_name {
	const char *name, *meaning;
};

#define CLIENT_NONCE N_("the client's nonce: a number used once, so that no answer can be played again")
#define BOTH_NONCES  N_("both nonces, the client's and the server's")

/* In a line of the client, as the helper tells them. */
static const struct field_name told[] = {
    {"nonce", CLIENT_NONCE},
    {"cnonce", CLIENT_NONCE},
    {"binding", N_("tied to this encrypted connection, in this way")},
    {"iterations", N_("iterations: so often is computed, to make guessing slow")},
    {"realm", N_("the realm: the list of users that the name is looked up in")},
    {"nc", N_("how many answers were made from the server's nonce")},
    {"qop", N_("quality of protection: auth protects the log-in alone")},
    {"digest-uri", N_("the service and the host that the answer is good for")},
    {"server-error", N_("why the server refuses")},
    {"owner", N_("whom the ticket was given to")},
    {"service", N_("the service that a ticket is asked for")},
    {"bytes", N_("how many bytes the hidden part has")},
    {"layers", N_("what the server could put around each line from here on; none is taken")},
    {"target", N_("the domain or server that the challenge is from")},
    {"flags", N_("what the two sides agree on, a bit for each ([MS-NLMP], 2.2.2.5)")},
    {"domain", N_("the domain of the user")},
    {"user", N_("the user name")},
    {"proof-bytes", N_("length of the proof: 24 bytes are NTLM version 1, more are version 2")},
    {"authzid", N_("the authorisation name: whom to act for")},
};

static const struct field_name of_scram[] = {
    {"r", BOTH_NONCES},
    {"s", N_("the salt, in Base64: with it one password makes another key on each server")},
    {"i", N_("iterations: so often is computed, to make guessing slow")},
    {"e", N_("why the server refuses")},
};

static const struct field_name of_digest[] = {
    {"realm", N_("the realm: the list of users that the name is looked up in")},
    {"nonce", N_("the server's nonce: a number used once, so that no answer can be played again")},
    {"qop", N_("quality of protection: auth protects the log-in alone")},
    {"algorithm", N_("how the proof is computed")},
    {"charset", N_("how name and password are turned into bytes")},
};

void sasl_exchange_add(struct sasl_exchange *items, enum sasl_exchange_kind kind, const char *text,
		       const char *meaning)
{
	items->list = mem_realloc(items->list, items->count + 1, sizeof(*items->list));
	items->list[items->count++] =
	    (struct sasl_exchange_item){.kind = kind, .text = mem_strdup(text), .meaning = meaning};
}

void sasl_exchange_explain(struct sasl_exchange *items, const char *text)
{
	sasl_exchange_add(items, SASL_EXCHANGE_TEXT, text, NULL);
}

void sasl_exchange_add_field(struct sasl_exchange *items, const char *value, const char *meaning)
{
	sasl_exchange_add(items, SASL_EXCHANGE_FIELD, value, meaning);
}

/* "name=value" with what it means; hidden where the name is none of these. */
static void add_named(struct sasl_exchange *items, const char *text, const struct field_name *names,
		      size_t count)
{
	const size_t len = strcspn(text, "=");

	for (size_t i = 0; i < count; i++)
		if (strlen(names[i].name) == len && strncmp(names[i].name, text, len) == 0) {
			sasl_exchange_add_field(items, text, _(names[i].meaning));
			return;
		}
	sasl_exchange_add_field(items, MASK_TEXT, _("another field"));
}

void sasl_exchange_add_told(struct sasl_exchange *items, const struct facts *facts, size_t line, size_t *next)
{
	for (; *next < facts->field_count && facts->fields[*next].at <= line; ++*next)
		add_named(items, facts->fields[*next].text, told, sizeof(told) / sizeof(told[0]));
}

/* Up to the next comma that stands in no quotes. */
static size_t measure_field(const char *text)
{
	bool quoted = false;
	size_t len = 0;

	for (; text[len] != '\0' && (quoted || text[len] != ','); len++)
		quoted ^= text[len] == '"';
	return len;
}

static void add_list(struct sasl_exchange *items, const char *text, const struct field_name *names,
		     size_t count)
{
	while (*text != '\0') {
		const size_t len = measure_field(text);
		char *field = mem_strndup(text, len);

		add_named(items, field, names, count);
		free(field);
		text += len + (text[len] == ',');
	}
}

void sasl_exchange_add_scram(struct sasl_exchange *items, const char *text)
{
	sasl_exchange_explain(items, _("Go on. In Base64, fields with commas between them (RFC 5802):"));
	add_list(items, text, of_scram, sizeof(of_scram) / sizeof(of_scram[0]));
}

void sasl_exchange_add_digest(struct sasl_exchange *items, const char *text)
{
	sasl_exchange_explain(items, _("Go on. In Base64, fields with commas between them (RFC 2831):"));
	add_list(items, text, of_digest, sizeof(of_digest) / sizeof(of_digest[0]));
}
