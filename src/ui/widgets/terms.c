/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes the glossary apart at its headings, which are English in every language: links name them. */
#include "ui/widgets/terms.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "diagnose/section.h"
#include "ui/widgets/markdown.h"

enum { TITLE_MAX = 512, SUMMARY_MAX = 16 * 1024 };

char *terms_title(const char *heading, const char *text)
{
	struct strbuf title;
	const char *end;
	char *taken;

	text += strspn(text, "\n");
	end = strncmp(text, "**", 2) == 0 ? strstr(text + 2, "**") : NULL;
	if (end == NULL)
		return mem_strdup(heading);
	strbuf_init(&title, TITLE_MAX);
	strbuf_addf(&title, _("%.*s (%s)"), (int)(end - text - 2), text + 2, heading);
	taken = strbuf_take(&title);
	strbuf_finish(&title);
	return taken;
}

static char *plain_line(const char *text)
{
	struct strbuf plain;
	char *taken;

	strbuf_init(&plain, SUMMARY_MAX);
	markdown_plain(text, &plain);
	for (size_t i = 0; i < plain.len; i++) {
		if (plain.data[i] == '\n')
			plain.data[i] = ' ';
	}
	taken = strbuf_take(&plain);
	strbuf_finish(&plain);
	return taken;
}

static void add(struct terms *terms, const struct section *section)
{
	char *heading = mem_strndup(section->heading, section->heading_len);
	char *text = mem_strndup(section->text, section->len);

	terms->list = mem_realloc(terms->list, terms->count + 1, sizeof(*terms->list));
	terms->list[terms->count++] = (struct kb_topic){.group = TERMS_GROUP,
							.id = section_anchor(section),
							.title = terms_title(heading, text),
							.summary = plain_line(text)};
	free(heading);
	free(text);
}

void terms_read(struct terms *ret_terms, const struct kb *kb)
{
	struct error error;
	struct section section;
	char *body = kb_read_body(kb, "basics", "glossary", &error);
	const char *rest = body == NULL ? "" : body;

	*ret_terms = (struct terms){NULL, 0};
	while (section_next(&rest, &section))
		add(ret_terms, &section);
	free(body);
}

void terms_finish(struct terms *terms)
{
	for (size_t i = 0; i < terms->count; i++) {
		free((char *)terms->list[i].id);
		free((char *)terms->list[i].title);
		free((char *)terms->list[i].summary);
	}
	free(terms->list);
	*terms = (struct terms){NULL, 0};
}
