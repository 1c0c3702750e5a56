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

static json_t *json_candidate(const struct candidate *candidate)
{
	const struct trace *traces = candidate->traces;

	return json_pack("{s:o, s:o, s:o, s:o, s:s?, s:s, s:o, s:b, s:n}", "host",
			 json_field(json_shown(NULL, candidate->host), &traces[FIELD_HOST]), "port",
			 json_field(json_integer(candidate->port), &traces[FIELD_PORT]), "tls",
			 json_field(json_string(tls_mode_id(candidate->tls)), &traces[FIELD_TLS]), "user",
			 json_field(json_shown(NULL, candidate->user), &traces[FIELD_USER]), "provider",
			 candidate->provider, "confidence", finding_confidence_id(candidate->confidence),
			 "also", json_also(candidate), "foreign", candidate->foreign, "reachable");
}

static json_t *json_candidates(const struct discovery *discovery)
{
	json_t *list = json_array();

	for (size_t i = 0; i < discovery->candidates.count; i++)
		json_array_append_new(list, json_candidate(&discovery->candidates.items[i]));
	return list;
}

static json_t *json_asked(const struct discovery *discovery)
{
	json_t *list = json_array();

	for (size_t i = 0; i < discovery->asked_count; i++) {
		const struct asked *asked = &discovery->asked[i];
		json_array_append_new(
		    list, json_pack("{s:o, s:s, s:s, s:s?, s:b, s:I}", "what", json_shown(NULL, asked->what),
				    "who", asked->who, "sent", asked->sent, "outcome", asked->outcome,
				    "signed", asked->is_signed, "ms", (json_int_t)asked->ms));
	}
	return list;
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
	return json_pack("{s:s, s:i, s:s?, s:s?, s:o}", "outcome",
			 discovery->has_no_smtp            ? "no-smtp"
			 : discovery->candidates.count > 0 ? "found"
							   : "nothing",
			 "exit", finding_exit_code(discovery), "provider", discovery->provider,
			 "did_you_mean", discovery->did_you_mean, "notes", notes);
}

void finding_json(const struct discovery *discovery, struct strbuf *out)
{
	json_t *object =
	    json_pack("{s:i, s:o, s:o, s:o, s:[], s:o}", "version", 1, "domain",
		      json_shown(NULL, discovery->domain), "candidates", json_candidates(discovery), "asked",
		      json_asked(discovery), "matrix", "verdict", json_verdict(discovery));

	json_append(object, JSON_INDENT(2), out);
}
