/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The EHLO reply, keyword by keyword, in words. */
#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "present/format.h"
#include "smtp/mechanism.h"
#include "ui/views/views.h"
#include "ui/views/walk_view.h"
#include "ui/widgets/text_view.h"

enum { LABELS = 21 };

static const struct view_ops capabilities_view_ops;

struct view *capabilities_view_create(void)
{
	struct text_view *text_view = mem_calloc(1, sizeof(*text_view));

	text_view_init(text_view, &capabilities_view_ops);
	return &text_view->view;
}

static void add_capability(struct document *document, const struct capability *capability)
{
	char label[LABELS + 1];

	snprintf(label, sizeof(label), "%-*.*s", LABELS, LABELS - 1, capability->keyword);
	document_begin(document, 0, STYLE_STRONG, label);
	document_text(document, STYLE_TEXT, _(capability_meaning(capability->keyword)));
	if (capability->parameters[0] != '\0')
		document_textf(document, STYLE_CODE, "  %s", capability->parameters);
	document_end(document);
}

static void add_mechanism(struct document *document, const char *name, const struct facts *facts)
{
	bool have = mechanism_is_usable(name);
	char prefix[48];

	snprintf(prefix, sizeof(prefix), "%s %-*s", glyph(have ? GLYPH_PASSED : GLYPH_SKIPPED), LABELS - 2,
		 name);
	document_begin(document, 0, have ? STYLE_OK : STYLE_SKIPPED, prefix);
	if (!have)
		document_text(document, STYLE_TEXT, _(mechanism_instead(name)));
	else
		document_textf(document, STYLE_TEXT,
			       mechanism_sends_secret(name) ? _("%s: needs encryption") : "%s",
			       _(mechanism_deed(name)));
	if (facts->mechanism != NULL && strcmp(facts->mechanism, name) == 0)
		document_text(document, STYLE_ACCENT, _("  (used in this run)"));
	document_end(document);
}

void capabilities_layout(struct document *document, const struct facts *facts)
{
	const struct capabilities *capabilities = &facts->capabilities;
	struct strbuf name;

	strbuf_init(&name, SHOWN_MAX);
	format_server_name(capabilities, &name);
	document_begin(document, 0, STYLE_TEXT, NULL);
	document_textf(document, STYLE_TEXT, _("%s offers, %s:"), name.data,
		       facts->channel_tls ? _("inside encryption") : _("before encryption"));
	strbuf_finish(&name);
	document_end(document);
	document_blank(document);
	for (size_t i = 0; i < capabilities->count; i++)
		add_capability(document, &capabilities->list[i]);
	if (capabilities->count == 0)
		document_line(document, STYLE_TEXT, _("Nothing beyond plain SMTP."));
	document_heading(document, _("Methods to log in"));
	for (size_t i = 0; i < capabilities->mechanism_count; i++)
		add_mechanism(document, capabilities->mechanisms[i], facts);
	if (capabilities->mechanism_count == 0)
		document_line(document, STYLE_TEXT,
			      facts->channel_tls
				  ? _("None.")
				  : _("None yet; many servers offer them only inside encryption."));
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct text_view *text_view = (struct text_view *)view;

	capabilities_layout(pager_begin(&text_view->pager, rows, columns - 1), &ui->checkup.run.facts);
	pager_end(&text_view->pager);
}

static const struct view_ops capabilities_view_ops = {
    .placement = PLACE_SIDE,
    .help = "basics/sasl-mechanisms",
    .title = N_("What the server offers"),
    .focus = FOCUS_PAGER,
    .more_focus = text_view_more_focus,
    .is_enabled = text_view_is_enabled,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = text_view_handle_action,
    .find = text_view_find,
    .destroy = text_view_destroy,
};
