/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `find` as text for people. */
#include "present/finding.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "present/format.h"
#include "present/reach_text.h"

enum { LINE_MAX_BYTES = 4096, INDENT = 3 };

static void write_wrapped(struct strbuf *line, struct strbuf *out)
{
	format_wrap(line->data, INDENT, NULL, out);
	strbuf_clear(line);
}

static void write_user(const struct candidate *candidate, struct strbuf *line)
{
	const struct trace *trace = &candidate->traces[FIELD_USER];

	strbuf_adds(line, _("User name: "));
	format_add(NULL, candidate->user, line);
	if (trace->source != candidate->traces[FIELD_HOST].source)
		strbuf_addf(line, " (%s)", _(finding_source_label(trace->source)));
}

static void write_candidate(const struct discovery *discovery, size_t index, struct strbuf *out)
{
	const struct candidate *candidate = &discovery->candidates.items[index];
	struct strbuf line;

	strbuf_init(&line, LINE_MAX_BYTES);
	strbuf_addf(out, "\n%zu. ", index + 1);
	finding_server(candidate, out);
	strbuf_addc(out, '\n');
	if (candidate->user != NULL) {
		write_user(candidate, &line);
		write_wrapped(&line, out);
	}
	finding_origin(candidate, &line);
	write_wrapped(&line, out);
	if (finding_warning(discovery, candidate, &line))
		write_wrapped(&line, out);
	strbuf_finish(&line);
}

static void write_notes(const struct discovery *discovery, struct strbuf *out)
{
	struct strbuf line;

	strbuf_init(&line, LINE_MAX_BYTES);
	for (size_t i = 0; finding_note(discovery, i, &line); i++) {
		strbuf_addc(out, '\n');
		format_wrap(line.data, 0, NULL, out);
		strbuf_clear(&line);
	}
	strbuf_finish(&line);
}

static void write_asked(const struct discovery *discovery, struct strbuf *out)
{
	if (discovery->asked_count == 0)
		return;
	strbuf_addf(out, "\n%s\n", _("Who was asked"));
	for (size_t i = 0; i < discovery->asked_count; i++) {
		const struct asked *asked = &discovery->asked[i];
		strbuf_adds(out, "   ");
		format_add(NULL, asked->what, out);
		strbuf_addf(out, _("; asked: %s; learns: %s; answer: %s, %lld ms"), _(asked->who),
			    _(asked->sent), asked->outcome != NULL ? asked->outcome : "-",
			    (long long)asked->ms);
		if (asked->left_out > 0)
			strbuf_addf(out, _(" (records left out: %zu, none better than those taken)"),
				    asked->left_out);
		strbuf_addc(out, '\n');
	}
}

static void write_conclusions(const struct reach *reach, struct strbuf *out)
{
	struct strbuf line;

	strbuf_init(&line, LINE_MAX_BYTES);
	for (size_t i = 0; reach_text_conclusion(reach, i, &line); i++) {
		format_wrap(line.data, 0, NULL, out);
		strbuf_clear(&line);
	}
	strbuf_finish(&line);
}

void finding_text(const struct discovery *discovery, struct strbuf *out)
{
	format_add(NULL, discovery->options.account->address, out);
	strbuf_addc(out, '\n');
	write_notes(discovery, out);
	for (size_t i = 0; i < discovery->candidates.count; i++)
		write_candidate(discovery, i, out);
	if (discovery->candidates.count == 0 && !discovery->has_no_smtp)
		strbuf_addf(out, "\n%s\n", _("No server was found."));
	if (discovery->reach.cell_count > 0) {
		strbuf_addf(out, "\n%s\n", _("What is reachable from here, tried without a log-in"));
		reach_text_table(&discovery->reach, out);
		write_conclusions(&discovery->reach, out);
	}
	write_asked(discovery, out);
}
