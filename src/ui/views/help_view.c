/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is possible where the help was asked for: made from the key table, so it cannot be wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "ui/terminal/key.h"
#include "ui/views/views.h"
#include "ui/widgets/text_view.h"

enum { KEY_COLUMNS = 20, RANGE_MIN = 6, KEYS_MAX = 128 };

struct help_view {
	struct text_view text_view;
	unsigned focus;               /* of the view below */
	bool is_enabled[ACTION_LAST]; /* there */
	char topic[128];              /* "topic:id" about it, or "" */
};

static const struct view_ops help_view_ops;

struct view *help_view_create(struct ui *ui)
{
	struct help_view *help = mem_calloc(1, sizeof(*help));
	const char *topic = ui->top->ops->help;

	text_view_init(&help->text_view, &help_view_ops);
	help->focus = ui_focus(ui);
	for (int action = 1; action < ACTION_LAST; action++)
		help->is_enabled[action] = ui_is_possible(ui, (enum action)action);
	if (topic != NULL && strchr(topic, '/') != NULL)
		snprintf(help->topic, sizeof(help->topic), "topic:%s", strchr(topic, '/') + 1);
	return &help->text_view.view;
}

/* The keys that do the action where the help was asked for, "Enter, Space". Returns how many they are. */
static int write_keys(const struct help_view *help, const struct keymap *keymap, enum action action,
		      struct strbuf *out)
{
	int count = 0;

	for (int i = 0; i < KEYMAP_KEYS_MAX && keymap->keys[action][i] != PRESS_NONE; i++) {
		char name[KEY_NAME_MAX];
		int index;

		if (keymap_find(keymap, help->focus, keymap->keys[action][i], &index) != action)
			continue;
		key_write_name(keymap->keys[action][i], name);
		strbuf_addf(out, "%s%s", out->len == 0 ? "" : ", ", name);
		count++;
	}
	return count;
}

/* Of many keys the first and the last: "1 ... 9". */
static void write_range(const struct keymap *keymap, enum action action, struct strbuf *out)
{
	char first[KEY_NAME_MAX], last[KEY_NAME_MAX];
	int count = 0;

	while (count < KEYMAP_KEYS_MAX && keymap->keys[action][count] != PRESS_NONE)
		count++;
	key_write_name(keymap->keys[action][0], first);
	key_write_name(keymap->keys[action][count > 0 ? count - 1 : 0], last);
	strbuf_addf(out, "%s ... %s", first, last);
}

static void add_action(struct document *document, const struct help_view *help, const struct keymap *keymap,
		       enum action action)
{
	struct strbuf keys;

	strbuf_init(&keys, KEYS_MAX);
	if (write_keys(help, keymap, action, &keys) >= RANGE_MIN) {
		strbuf_clear(&keys);
		write_range(keymap, action, &keys);
	}
	if (keys.len > 0)
		document_pair(document, KEY_COLUMNS, keys.data, STYLE_TEXT, _(action_help(action)));
	strbuf_finish(&keys);
}

static void add_complaints(struct document *document, const struct ui *ui)
{
	const char *complaint;

	if (ui_complaint(ui, 0) == NULL)
		return;
	document_heading(document, _("Files that are left out"));
	for (size_t i = 0; (complaint = ui_complaint(ui, i)) != NULL; i++)
		document_line(document, STYLE_WARNING, complaint);
	document_heading(document, _("Keys"));
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct help_view *help = (struct help_view *)view;
	struct document *document = pager_begin(&help->text_view.pager, rows, columns - 1);

	if ((help->focus & FOCUS_ROOT) != 0)
		add_complaints(document, ui);
	for (int action = 1; action < ACTION_LAST; action++) {
		if (help->is_enabled[action])
			add_action(document, help, &ui->keymap, (enum action)action);
	}
	document_pair(document, KEY_COLUMNS, "Ctrl-C", STYLE_TEXT,
		      _("Leave mailmedic at once, from anywhere"));
	if (help->topic[0] != '\0') {
		document_blank(document);
		document_begin(document, 0, STYLE_TEXT, NULL);
		document_text(document, STYLE_TEXT, _("Read more: "));
		document_link(document, STYLE_LINK, _("about this page"), help->topic);
		document_end(document);
	}
	document_heading(document, _("Marks"));
	document_begin(document, 0, STYLE_TEXT, NULL);
	document_textf(document, STYLE_OK, "%s %s   ", glyph(GLYPH_PASSED), _("worked"));
	document_textf(document, STYLE_FAILED, "%s %s   ", glyph(GLYPH_FAILED), _("failed"));
	document_textf(document, STYLE_SKIPPED, "%s %s   ", glyph(GLYPH_SKIPPED), _("not reached"));
	document_textf(document, STYLE_CLIENT, "%s %s   ", glyph(GLYPH_CLIENT), _("sent by mailmedic"));
	document_textf(document, STYLE_SERVER, "%s %s   ", glyph(GLYPH_SERVER), _("received"));
	document_textf(document, STYLE_NOTE, "%s %s   ", glyph(GLYPH_NOTE), _("remark"));
	document_textf(document, STYLE_OK, "%s %s   ", glyph(GLYPH_QUOTE), _("inside encryption"));
	document_textf(document, STYLE_DECISIVE, "%s %s", glyph(GLYPH_DECISIVE), _("decided the outcome"));
	document_end(document);
	pager_end(&help->text_view.pager);
}

static bool is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	return action != ACT_HELP && action != ACT_FIND_ACTION && text_view_is_enabled(view, ui, action);
}

static const struct view_ops help_view_ops = {
    .placement = PLACE_SIDE,
    .title = N_("Help: what is possible here"),
    .focus = FOCUS_PAGER,
    .more_focus = text_view_more_focus,
    .is_enabled = is_enabled,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = text_view_handle_action,
    .find = text_view_find,
    .destroy = text_view_destroy,
};
