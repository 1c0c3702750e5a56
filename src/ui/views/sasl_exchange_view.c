/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log-in exchange (present/sasl_exchange.h), below each line what it holds. */
#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/sasl_exchange.h"
#include "ui/views/views.h"
#include "ui/widgets/text_view.h"

enum { FIELD_COLUMNS = 22, MARGIN = 4 };

static const struct view_ops sasl_exchange_view_ops;

struct view *sasl_exchange_view_create(void)
{
	struct text_view *text_view = mem_calloc(1, sizeof(*text_view));

	text_view_init(text_view, &sasl_exchange_view_ops);
	return &text_view->view;
}

static void add_raw(struct document *document, const struct sasl_exchange_item *item)
{
	bool sent = item->kind == SASL_EXCHANGE_SENT;
	char prefix[16];

	document_blank(document);
	snprintf(prefix, sizeof(prefix), "%s ", glyph(sent ? GLYPH_CLIENT : GLYPH_SERVER));
	document_begin(document, 0, sent ? STYLE_CLIENT : STYLE_SERVER, prefix);
	document_text(document, sent ? STYLE_CLIENT : STYLE_SERVER, item->text);
	document_end(document);
}

static void explain(struct document *document, const char *text)
{
	document_begin(document, MARGIN, STYLE_TEXT, NULL);
	document_text(document, STYLE_TEXT, text);
	document_end(document);
}

/* One field of what was encoded: what it holds, what that is. */
static void add_field(struct document *document, const char *value, const char *meaning)
{
	struct strbuf prefix;

	strbuf_init(&prefix, 1024);
	text_add_padded(&prefix, value, FIELD_COLUMNS);
	strbuf_adds(&prefix, " ");
	document_begin(document, MARGIN + 2, STYLE_CODE, prefix.data);
	document_text(document, STYLE_TEXT, meaning);
	document_end(document);
	strbuf_finish(&prefix);
}

static void add_code(struct document *document, const struct kb *kb, const char *code)
{
	char target[16];
	struct kb_topic topic;

	if (!kb_find(kb, "codes", code, &topic))
		return;
	snprintf(target, sizeof(target), "topic:%s", code);
	document_begin(document, MARGIN, STYLE_TEXT, NULL);
	document_link(document, STYLE_LINK, topic.title, target);
	if (topic.summary != NULL)
		document_textf(document, STYLE_TEXT, "  %s", topic.summary);
	document_end(document);
}

static void add_item(struct document *document, const struct kb *kb, const struct sasl_exchange_item *item)
{
	switch (item->kind) {
	case SASL_EXCHANGE_SENT:
	case SASL_EXCHANGE_RECEIVED: add_raw(document, item); break;
	case SASL_EXCHANGE_TEXT: explain(document, item->text); break;
	case SASL_EXCHANGE_FIELD: add_field(document, item->text, item->meaning); break;
	case SASL_EXCHANGE_CODE: add_code(document, kb, item->text); break;
	}
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct text_view *text_view = (struct text_view *)view;
	struct document *document = pager_begin(&text_view->pager, rows, columns - 1);
	struct sasl_exchange items;

	sasl_exchange_collect(&items,
			      &(struct sasl_exchange_input){
				  .facts = &ui->checkup.run.facts,
				  .user = account_user(&ui->checkup.account),
				  .mask = &ui->checkup.mask,
				  .practice_password = ui->checkup.practising ? PRACTICE_PASSWORD : NULL,
			      });
	document_line(
	    document, STYLE_TEXT,
	    _("What is said to log in is written in Base64, so that any byte fits into a line. Here it "
	      "is decoded; what is secret stays hidden."));
	for (size_t i = 0; i < items.count; i++)
		add_item(document, ui->checkup.kb, &items.list[i]);
	if (items.count == 0) {
		document_blank(document);
		document_line(document, STYLE_DIM, _("No line of a log-in has been sent in this run."));
	}
	sasl_exchange_finish(&items);
	document_blank(document);
	document_begin(document, 0, STYLE_TEXT, NULL);
	document_text(document, STYLE_TEXT, _("Read more: "));
	document_link(document, STYLE_LINK, _("the ways to log in"), "topic:sasl-mechanisms");
	document_end(document);
	pager_end(&text_view->pager);
}

static const struct view_ops sasl_exchange_view_ops = {
    .placement = PLACE_SIDE,
    .help = "basics/sasl-mechanisms",
    .title = N_("Log-in exchange"),
    .focus = FOCUS_PAGER,
    .more_focus = text_view_more_focus,
    .is_enabled = text_view_is_enabled,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = text_view_handle_action,
    .find = text_view_find,
    .destroy = text_view_destroy,
};
