/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving and copying. Everything goes through the last net of masking first. */
#include "ui/export.h"

#include <string.h>

#include "base/intl.h"
#include "base/save.h"
#include "base/strbuf.h"
#include "smtp/base64.h"

/* The OSC 52 sequence that puts `text` on the terminal's clipboard; false when it is too long. */
static bool write_copy_sequence(const char *text, size_t len, struct strbuf *out)
{
	if (len > EXPORT_COPY_MAX)
		return false;
	strbuf_adds(out, "\033]52;c;");
	base64_encode(text, len, out);
	return strbuf_adds(out, "\a");
}

static void save(struct ui *ui, const char *name, const char *suffix, const struct strbuf *text)
{
	char path[SAVE_PATH_MAX];
	struct error error;

	if (save_new_file(name, suffix, text->data, text->len, path, &error))
		ui_flash(ui, false, _("Saved as %s (readable by you only)."), path);
	else
		ui_flash(ui, true, "%s", error.text);
}

static void copy(struct ui *ui, const struct strbuf *text)
{
	struct strbuf sequence;

	strbuf_init(&sequence, 2 * EXPORT_COPY_MAX);
	if (!write_copy_sequence(text->data, text->len, &sequence)) {
		ui_flash(ui, true, "%s", _("That is too long for the clipboard; save it instead."));
	} else {
		if (ui->send != NULL)
			ui->send(sequence.data, sequence.len);
		ui_flash(ui, false, "%s", _("Copied, if this terminal allows it; else save it."));
	}
	strbuf_finish(&sequence);
}

void export_as(struct ui *ui, enum action action, const char *name, const char *suffix, const char *text)
{
	struct strbuf masked;

	strbuf_init(&masked, EXPORT_TEXT_MAX);
	mask_scan(&ui->checkup.mask, text, strlen(text), &masked);
	if (action == ACT_SAVE)
		save(ui, name, suffix, &masked);
	else if (action == ACT_COPY)
		copy(ui, &masked);
	strbuf_finish(&masked);
}

void export_handle_action(struct ui *ui, enum action action, const char *name, const char *text)
{
	export_as(ui, action, name, "txt", text);
}
