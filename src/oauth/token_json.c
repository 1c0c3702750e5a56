/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token's report as JSON, both ways. */
#include "oauth/token_json.h"

#include <string.h>

#include "oauth/claim.h"

/* X(member of struct token_facts): texts, numbers */
#define TEXT_LIST(X)   X(maker) X(issuer) X(audience) X(scopes) X(user) X(client) X(algorithm)
#define NUMBER_LIST(X) X(issued) X(not_before) X(expires) X(lifetime)

static json_t *write_findings(const struct token_report *report)
{
	json_t *list = json_array();

	for (size_t i = 0; i < report->finding_count; i++) {
		json_t *object = json_object();
		json_object_set_new(object, "id", json_string(token_finding_id(report->findings[i].kind)));
		json_object_set_new(object, "text", json_string(report->findings[i].text));
		json_array_append_new(list, object);
	}
	return list;
}

json_t *token_report_write(const struct token_report *report)
{
	const struct token_facts *facts = &report->facts;
	json_t *object = json_object();

	json_object_set_new(object, "jwt", json_boolean(facts->is_jwt));
	json_object_set_new(object, "kind", json_string(token_kind_id(facts->kind)));
#define X(member)                                                                                            \
	if (facts->member[0] != '\0')                                                                        \
		json_object_set_new(object, #member, json_string(facts->member));
	TEXT_LIST(X)
#undef X
#define X(member)                                                                                            \
	if (facts->member != 0)                                                                              \
		json_object_set_new(object, #member, json_integer(facts->member));
	NUMBER_LIST(X)
#undef X
	if (facts->is_encrypted)
		json_object_set_new(object, "encrypted", json_true());
	if (facts->scopes_are_roles)
		json_object_set_new(object, "roles", json_true());
	json_object_set_new(object, "when", json_integer(report->when));
	json_object_set_new(object, "findings", write_findings(report));
	return object;
}

static void read_findings(const json_t *list, struct token_report *report)
{
	size_t index;
	const json_t *item;

	json_array_foreach(list, index, item)
	{
		const char *id = json_string_value(json_object_get(item, "id"));
		struct token_finding *finding = &report->findings[report->finding_count];
		if (report->finding_count < TOKEN_FINDING_COUNT && id != NULL &&
		    token_finding_parse(id, &finding->kind) &&
		    claim_copy(item, "text", finding->text, sizeof(finding->text)))
			report->finding_count++;
	}
}

bool token_report_read(const json_t *object, struct token_report *ret_report)
{
	struct token_report report = {.finding_count = 0};
	struct token_facts *facts = &report.facts;
	const char *kind = json_string_value(json_object_get(object, "kind"));

	if (kind == NULL || !token_kind_parse(kind, &facts->kind))
		return false;
	facts->is_jwt = json_is_true(json_object_get(object, "jwt"));
	facts->is_encrypted = json_is_true(json_object_get(object, "encrypted"));
	facts->scopes_are_roles = json_is_true(json_object_get(object, "roles"));
#define X(member) claim_copy(object, #member, facts->member, sizeof(facts->member));
	TEXT_LIST(X)
#undef X
#define X(member) facts->member = claim_seconds(object, #member);
	NUMBER_LIST(X)
#undef X
	report.when = claim_seconds(object, "when");
	read_findings(json_object_get(object, "findings"), &report);
	*ret_report = report;
	return true;
}
