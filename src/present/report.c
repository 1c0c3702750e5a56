/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the format. */
#include "present/report.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/metrics.h"
#include "present/paste.h"
#include "present/report_formats.h"
#include "present/report_json_parts.h"

bool report_format_parse(const char *id, enum report_format *ret_format)
{
	static const char *const ids[] = {
	    [REPORT_TEXT] = "text",
	    [REPORT_JSON] = "json",
	    [REPORT_MARKDOWN] = "markdown",
	    [REPORT_NAGIOS] = "nagios",
	    [REPORT_PROMETHEUS] = "prometheus",
	};
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		if (text_compare_nocase(id, ids[i]) == 0) {
			*ret_format = (enum report_format)i;
			return true;
		}
	}
	return false;
}

void report_write(const struct report *report, enum report_format format, struct strbuf *out)
{
	switch (format) {
	case REPORT_TEXT: report_write_text(report, out); break;
	case REPORT_JSON: report_write_json(report, out); break;
	case REPORT_MARKDOWN: report_write_markdown(report, out); break;
	case REPORT_NAGIOS: report_write_nagios(report, out); break;
	case REPORT_PROMETHEUS: metrics_write_one(report, out); break;
	}
}

static json_t *make_explanation(const struct explanation *explanation)
{
	json_t *object = json_object();
	json_object_set_new(object, "reply", json_reply(NULL, explanation->reply));
	json_object_set_new(object, "diagnoses",
			    json_diagnoses(NULL, explanation->diagnoses, explanation->diagnosis_count));
	json_object_set_new(object, "organisation", json_fixed_line(explanation->kb));
	json_object_set_new(object, "questions",
			    json_questions(explanation->questions, explanation->question_count));
	if (explanation->dialogue != NULL) {
		json_object_set_new(object, "assumed", json_assumed(explanation));
		json_object_set_new(object, "paste", json_paste(explanation));
	}
	return object;
}

void report_explain(const struct explanation *explanation, enum report_format format, struct strbuf *out)
{
	switch (format) {
	case REPORT_TEXT: report_explain_text(explanation, out); break;
	case REPORT_JSON:
		json_append(make_explanation(explanation), JSON_INDENT(1), out);
		strbuf_addc(out, '\n');
		break;
	case REPORT_MARKDOWN: report_explain_markdown(explanation, out); break;
	default: break; /* of runs only */
	}
}

void report_explain_line(const struct explanation *explanation, const char *id, struct strbuf *out)
{
	struct strbuf object;
	strbuf_init(&object, 64 * 1024 * 1024);
	json_append(make_explanation(explanation), JSON_COMPACT, &object);
	strbuf_addf(out, "{\"id\":%s,%s\n", id, object.data + 1);
	strbuf_finish(&object);
}

const struct report_form *report_form_at(size_t index)
{
	static const struct report_form forms[] = {
	    {REPORT_MARKDOWN, "Markdown", "md", N_("for a ticket, a forge, a mail")},
	    {REPORT_TEXT, N_("Text"), "txt", N_("for reading and for printing")},
	    {REPORT_JSON, "JSON", "json", N_("for programs")},
	};
	return index < sizeof forms / sizeof *forms ? &forms[index] : NULL;
}
