/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A web page to open elsewhere: mailmedic opens no browser, it shows and copies the address. */
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "ui/export.h"
#include "ui/navigate.h"
#include "ui/widgets/text_view.h"

struct page_view {
	struct text_view text_view;
	char *url; /* or NULL: not known */
	bool then_password;
};

static const struct view_ops page_view_ops;

struct view *page_view_create(struct ui *ui, const char *url, bool then_password)
{
	struct page_view *page = mem_calloc(1, sizeof(*page));

	(void)ui;
	text_view_init(&page->text_view, &page_view_ops);
	page->url = mem_strdup(url);
	page->then_password = then_password;
	return &page->text_view.view;
}

static void destroy(struct view *view)
{
	free(((struct page_view *)view)->url);
	text_view_destroy(view);
}

static const char *title(const struct view *view, const struct ui *ui)
{
	(void)ui;
	return ((const struct page_view *)view)->then_password ? _("An app password") : _("A page to open");
}

static unsigned focus(const struct view *view, const struct ui *ui)
{
	const struct page_view *page = (const struct page_view *)view;

	(void)ui;
	return FOCUS_PAGER | (page->url != NULL ? FOCUS_SAVE : 0) | (page->then_password ? FOCUS_GO_ON : 0);
}

static bool is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	(void)view;
	(void)ui;
	return action != ACT_SAVE;
}

static void add_app_password(struct document *document, const struct checkup *checkup)
{
	document_line(
	    document, STYLE_TEXT,
	    _("An app password is a separate password that the provider makes for one program. The normal "
	      "password stays as it is, and it is not taken here."));
	document_blank(document);
	if (checkup->practising) {
		document_begin(document, 0, STYLE_TEXT, NULL);
		document_text(document, STYLE_DIM, _("Practice: the app password is "));
		document_text(document, STYLE_CODE, PRACTICE_APP_PASSWORD);
		document_end(document);
	}
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct page_view *page = (struct page_view *)view;
	struct document *document = text_view_begin_popup(&page->text_view, rows, columns);

	if (page->then_password)
		add_app_password(document, &ui->checkup);
	if (page->url != NULL) {
		document_line(document, STYLE_TEXT,
			      page->then_password ? _("It is made on this page:")
						  : _("Open this page in a browser:"));
		document_begin(document, 0, STYLE_TEXT, NULL);
		document_link(document, STYLE_LINK, page->url, page->url);
		document_end(document);
	} else if (!ui->checkup.practising) {
		document_line(document, STYLE_TEXT,
			      _("Look in the security settings of the mail account for the page."));
	}
	document_blank(document);
	document_line(document, STYLE_DIM,
		      page->then_password ? _("Enter walks again and asks for it. Esc goes back.")
					  : _("y copies the address. Esc goes back."));
	pager_end(&page->text_view.pager);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	const struct page_view *page = (const struct page_view *)view;

	if (command->action == ACT_GO_ON)
		navigate_walk(ui);
	else if ((command->action == ACT_COPY || command->action == ACT_SELECT) && page->url != NULL)
		export_handle_action(ui, ACT_COPY, "", page->url);
	else {
		if (command->action == ACT_BACK && page->then_password)
			ui->checkup.app_password = false;
		text_view_handle_action(view, ui, command);
	}
}

static const struct view_ops page_view_ops = {
    .placement = PLACE_POPUP,
    .help = "basics/app-passwords",
    .make_title = title,
    .size = text_view_size,
    .more_focus = focus,
    .is_enabled = is_enabled,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = handle_action,
    .destroy = destroy,
};
