/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `find --format json`: the contract that scripts rely on; null is what is not known. */
#include "present/finding.h"

#include "base/strbuf.h"
#include "present/report_json_parts.h"

static json_t *json_field(json_t *value, const struct trace *trace)
{
	return json_pack("{s:o, s:s, s:s?, s:b}", "value", value, "source", finding_source_id(trace->source),
			 "checked", *trace->checked != '\0' ? trace->checked : NULL, "signed",
			 trace_is_signed(trace));
}

static json_t *json_also(const struct candidate *candidate)
{
	json_t *list = json_array();

	for (int source = 0; source < SOURCE_COUNT; source++) {
		if (candidate->also & 1u << source)
			json_array_append_new(list, json_string(finding_source_id(source)));
	}
	return list;
}

/* Whether a log-in could go on there, trusted or not; null where it was not tried. */
static json_t *json_reachable(const struct port_result *result)
{
	if (result == NULL || result->outcome == PORT_NOT_TRIED || result->outcome == PORT_CANCELLED ||
	    result->outcome == PORT_WAITING)
		return json_null();
	return json_boolean(port_outcome_is_reachable(result->outcome));
}

static json_t *json_candidate(const struct candidate *candidate, const struct port_result *result)
{
	const struct trace *traces = candidate->traces;

	return json_pack("{s:o, s:o, s:o, s:o, s:s?, s:s, s:o, s:b, s:o, s:s?}", "host",
			 json_field(json_shown(NULL, candidate->host), &traces[FIELD_HOST]), "port",
			 json_field(json_integer(candidate->port), &traces[FIELD_PORT]), "tls",
			 json_field(json_string(tls_mode_id(candidate->tls)), &traces[FIELD_TLS]), "user",
			 json_field(json_shown(NULL, candidate->user), &traces[FIELD_USER]), "provider",
			 candidate->provider, "confidence", finding_confidence_id(candidate->confidence),
			 "also", json_also(candidate), "foreign", candidate->foreign, "reachable",
			 json_reachable(result), "outcome",
			 result != NULL ? port_outcome_id(result->outcome) : NULL);
}

static json_t *json_candidates(const struct discovery *discovery)
{
	json_t *list = json_array();

	for (size_t i = 0; i < discovery->candidates.count; i++)
		json_array_append_new(
		    list, json_candidate(&discovery->candidates.items[i], discovery_test_of(discovery, i)));
	return list;
}

static json_t *json_asked(const struct discovery *discovery)
{
	json_t *list = json_array();

	for (size_t i = 0; i < discovery->asked_count; i++) {
		const struct asked *asked = &discovery->asked[i];
		json_array_append_new(list, json_pack("{s:o, s:s, s:s, s:s?, s:b, s:I, s:I}", "what",
						      json_shown(NULL, asked->what), "who", asked->who,
						      "sent", asked->sent, "outcome", asked->outcome,
						      "signed", asked->is_signed, "ms", (json_int_t)asked->ms,
						      "left_out", (json_int_t)asked->left_out));
	}
	return list;
}

static const char *or_null(const char *text)
{
	return *text != '\0' ? text : NULL;
}

static json_t *json_cell(const struct reach *reach, const struct reach_cell *cell)
{
	const struct port_result *result = &cell->result;

	return json_pack(
	    "{s:s, s:i, s:o, s:s, s:s?, s:s, s:s?, s:o, s:I, s:s?, s:s?, s:s?, s:b}", "host",
	    reach->hosts[cell->host].name, "port", cell->port, "family", json_family(cell->family), "tls",
	    tls_mode_id(cell->tls), "address", or_null(cell->address), "outcome",
	    port_outcome_id(result->outcome), "problem", problem_id(result->problem), "connect_ms",
	    result->connect_ms >= 0 && cell->address[0] != '\0' ? json_integer(result->connect_ms)
								: json_null(),
	    "ms", (json_int_t)result->ms, "greeting", or_null(result->greeting), "mechanisms",
	    or_null(result->mechanisms), "tls_version", or_null(result->tls_version), "control",
	    reach->hosts[cell->host].is_control);
}

static json_t *json_matrix(const struct reach *reach)
{
	json_t *list = json_array();

	for (size_t i = 0; i < reach->cell_count; i++)
		json_array_append_new(list, json_cell(reach, &reach->cells[i]));
	return list;
}

static json_t *json_conclusions(const struct reach *reach)
{
	json_t *list = json_array();

	for (int i = 0; i < CONCLUSION_COUNT; i++) {
		if (reach_concludes(reach, (enum conclusion)i))
			json_array_append_new(list, json_string(conclusion_id((enum conclusion)i)));
	}
	return list;
}

static const char *outcome_word(const struct discovery *discovery)
{
	if (discovery->has_no_smtp)
		return "no-smtp";
	switch (finding_exit_code(discovery)) {
	case FINDING_NOTHING: return "nothing";
	case FINDING_UNREACHABLE: return "unreachable";
	default: return "found";
	}
}

static json_t *json_verdict(const struct discovery *discovery)
{
	json_t *notes = json_array();
	struct strbuf note;

	strbuf_init(&note, 4096);
	for (size_t i = 0; finding_note(discovery, i, &note); i++) {
		json_array_append_new(notes, json_string(note.data));
		strbuf_clear(&note);
	}
	strbuf_finish(&note);
	return json_pack("{s:s, s:i, s:s?, s:s?, s:o, s:o}", "outcome", outcome_word(discovery), "exit",
			 finding_exit_code(discovery), "provider", discovery->provider, "did_you_mean",
			 discovery->did_you_mean, "leads_to",
			 *discovery->leads_to != '\0' ? json_shown(NULL, discovery->leads_to) : json_null(),
			 "notes", notes);
}

static json_t *json_promises(const struct discovery *discovery)
{
	const struct candidate *best = discovery->candidates.items;
	const struct promises *promises = &discovery->promises;

	return json_pack(
	    "{s:o, s:o, s:o}", "tlsa",
	    json_tlsa(promises, promises_fit(promises, &discovery->reach, best->host, best->port)), "mta_sts",
	    json_promise(promises, PROMISE_MTA_STS), "mx_tlsa", json_promise(promises, PROMISE_MX_TLSA));
}

void finding_json(const struct discovery *discovery, struct strbuf *out)
{
	json_t *object =
	    json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "version", 1, "domain",
		      json_shown(NULL, discovery->domain), "candidates", json_candidates(discovery), "asked",
		      json_asked(discovery), "matrix", json_matrix(&discovery->reach), "conclusions",
		      json_conclusions(&discovery->reach), "promises", json_promises(discovery), "verdict",
		      json_verdict(discovery));

	json_append(object, JSON_INDENT(2), out);
}
