/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user keeps: always a new file, for the user alone, searched for the password before. */
#include "headless/plain.h"

#include "base/intl.h"
#include "base/save.h"

#include <string.h>

static void save(struct plain *plain, const char *name, const char *suffix, const char *text)
{
	struct strbuf masked;
	char path[SAVE_PATH_MAX];
	struct error error;
	strbuf_init(&masked, PLAIN_TEXT_MAX);
	mask_scan(&plain->checkup.mask, text, strlen(text), &masked);
	if (save_new_file(name, suffix, masked.data, masked.len, path, &error))
		plain_say(plain, _("Saved as %s (readable by you only)."), path);
	else
		plain_say(plain, "%s", error.text);
	strbuf_finish(&masked);
}

void plain_offer_save(struct plain *plain, const char *name, const char *text)
{
	if (plain_ask_letter(plain, false, _("s saves this text to a file, Enter goes on, q ends:"), "s") ==
	    's')
		save(plain, name, "txt", text);
}

void plain_save_report(struct plain *plain)
{
	const struct report_form *form;
	size_t count = 0;
	struct strbuf text;
	plain_say(plain, _("Save the report as"));
	for (; (form = report_form_at(count)) != NULL; count++)
		plain_say(plain, _("%zu. %s (%s)"), count + 1, form->name, _(form->note));
	plain_say(plain, _("Verdict, evidence, settings, every line. No password is in it."));
	int chosen = plain_ask_number(plain, _("Which one? A number; Enter goes back:"), count, true);
	if (chosen <= 0)
		return;
	form = report_form_at((size_t)chosen - 1);
	struct report report = checkup_report(&plain->checkup);
	strbuf_init(&text, PLAIN_TEXT_MAX);
	report_write(&report, form->format, &text);
	save(plain, "mailmedic-report", form->suffix, text.data);
	strbuf_finish(&text);
}
