/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a token, as a token's JSON, as what refuses one, and as a recorded report of one. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "oauth/refusal.h"
#include "oauth/token_json.h"

static void check_text(const char *text, size_t size)
{
	size_t len = strnlen(text, size), at = 0;

	if (len == size)
		abort();
	while (at < len) {
		uint32_t point;
		size_t step = text_decode(text + at, len - at, &point);
		if (step == 0 || point < 0x20 || text_is_hidden(point))
			abort();
		at += step;
	}
}

static void check_facts(const struct token_facts *facts)
{
	check_text(facts->issuer, sizeof(facts->issuer));
	check_text(facts->audience, sizeof(facts->audience));
	check_text(facts->scopes, sizeof(facts->scopes));
	check_text(facts->user, sizeof(facts->user));
	check_text(facts->client, sizeof(facts->client));
	check_text(facts->algorithm, sizeof(facts->algorithm));
	if (facts->expires < 0 || facts->not_before < 0 || facts->issued < 0 || facts->lifetime < 0)
		abort();
}

static void compare(const struct token_facts *facts)
{
	static const struct token_want want = {.user = "ann@example.org",
					       .maker = "Google",
					       .issuers = "https://a.example/ b",
					       .audiences = "https://outlook.office.com x",
					       .scopes = "SMTP.Send https://mail.google.com/",
					       .now = 1000000};
	struct token_report report = {.facts = *facts, .when = want.now}, again;

	report.finding_count = token_compare(facts, &want, report.findings);
	if (report.finding_count > TOKEN_FINDING_COUNT)
		abort();
	for (size_t i = 0; i < report.finding_count; i++)
		check_text(report.findings[i].text, sizeof(report.findings[i].text));
	json_t *object = token_report_write(&report);
	if (!token_report_read(object, &again) || again.finding_count != report.finding_count)
		abort();
	json_decref(object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct secret *token = secret_create();
	struct token_facts facts;
	struct error error;
	struct refusal refusal;

	if (token_take(text, size, token, &facts, &error)) {
		if (secret_length(token) == 0 || secret_length(token) > TOKEN_MAX)
			abort();
		check_facts(&facts);
		compare(&facts);
	}
	secret_clear(token);
	if (secret_append(token, text, size < SECRET_MAX ? size : SECRET_MAX)) {
		token_read(token, &facts);
		check_facts(&facts);
	}
	secret_destroy(token);
	if (refusal_read(text, size, &refusal)) {
		check_text(refusal.status, sizeof(refusal.status));
		check_text(refusal.scope, sizeof(refusal.scope));
		(void)refusal_meaning(&refusal);
	}
	json_t *object = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	struct token_report report;
	if (object != NULL && token_report_read(object, &report))
		check_facts(&report.facts);
	json_decref(object);
	return 0;
}
