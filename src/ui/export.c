/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving and copying. Everything goes through the last net of masking first. */
#include "ui/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/strbuf.h"
#include "smtp/sasl.h"

enum { TEXT_MAX = 4 * 1024 * 1024 };

static bool write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t written = write(fd, text, len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		text += written;
		len -= (size_t)written;
	}
	return true;
}

static bool save_in(const char *folder, const char *file, const char *text, size_t len,
		    char ret_path[EXPORT_PATH_MAX], struct error *error)
{
	bool ok;
	int fd;

	snprintf(ret_path, EXPORT_PATH_MAX, "%s/%s", folder, file);
	fd = open(ret_path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set_errno(error, "save", ret_path);
	ok = write_all(fd, text, len);
	if (close(fd) != 0 || !ok)
		return error_set_errno(error, "save", ret_path);
	return true;
}

bool export_save(const char *name, const char *suffix, const char *text, size_t len,
		 char ret_path[EXPORT_PATH_MAX], struct error *error)
{
	const char *home = getenv("HOME");
	char stamp[32] = "", file[128];
	time_t now = time(NULL);
	struct tm parts;

	if (localtime_r(&now, &parts) != NULL)
		strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &parts);
	snprintf(file, sizeof(file), "%s-%s.%s", name, stamp, suffix);
	if (save_in(".", file, text, len, ret_path, error))
		return true;
	return home != NULL && save_in(home, file, text, len, ret_path, error);
}

bool export_copy_sequence(const char *text, size_t len, struct strbuf *out)
{
	if (len > EXPORT_COPY_MAX)
		return false;
	strbuf_adds(out, "\033]52;c;");
	sasl_encode(text, len, out);
	return strbuf_adds(out, "\a");
}

static void save(struct ui *ui, const char *name, const struct strbuf *text)
{
	char path[EXPORT_PATH_MAX];
	struct error error;

	if (export_save(name, "txt", text->data, text->len, path, &error))
		ui_flash(ui, false, _("Saved as %s (readable by you only)."), path);
	else
		ui_flash(ui, true, "%s", error.text);
}

static void copy(struct ui *ui, const struct strbuf *text)
{
	struct strbuf sequence;

	strbuf_init(&sequence, 2 * EXPORT_COPY_MAX);
	if (!export_copy_sequence(text->data, text->len, &sequence)) {
		ui_flash(ui, true, "%s", _("That is too long for the clipboard; save it instead."));
	} else {
		if (ui->send != NULL)
			ui->send(sequence.data, sequence.len);
		ui_flash(ui, false, "%s", _("Copied, if this terminal allows it; else save it."));
	}
	strbuf_finish(&sequence);
}

void export_act(struct ui *ui, enum action action, const char *name, const char *text)
{
	struct strbuf masked;

	strbuf_init(&masked, TEXT_MAX);
	mask_scan(&ui->checkup.mask, text, strlen(text), &masked);
	if (action == ACT_SAVE)
		save(ui, name, &masked);
	else if (action == ACT_COPY)
		copy(ui, &masked);
	strbuf_finish(&masked);
}
