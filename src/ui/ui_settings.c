/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Palette, mouse, language and keys as the user likes them. The file itself is session/preferences. */
#include "ui/ui_settings.h"

#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "base/language.h"
#include "base/memory.h"

/* The languages that help and interface are complete in. */
static const struct {
	const char *id;
	const char *name; /* in the language itself, for everybody */
} LANGUAGES[UI_LANGUAGES_MAX] = {{"en", "English"}, {"zh_CN", "简体中文"}};

static bool take_palette(struct ui *ui)
{
	const char *wanted = ui->preferences.palette;

	for (int palette = 0; palette < PALETTE_COUNT; palette++) {
		if (wanted != NULL && strcmp(palette_id((enum palette)palette), wanted) == 0)
			ui->palette = (enum palette)palette;
	}
	theme_use(ui->palette, ui->color);
	return wanted == NULL || strcmp(palette_id(ui->palette), wanted) == 0;
}

static void take_keys(struct ui *ui)
{
	for (size_t i = 0; i < ui->preferences.key_count; i++) {
		const struct preference_key *key = &ui->preferences.keys[i];

		if (!keymap_bind(&ui->keymap, key->action, key->keys))
			ui_flash(ui, true, _("settings.yaml: \"%s: %s\" names no action or no key."),
				 key->action, key->keys);
	}
}

/* The knowledge base of a language; made when it is wanted first. NULL: it cannot be shown here. */
static const struct kb *kb_of(struct ui *ui, size_t language)
{
	language_choose(LANGUAGES[language].id);
	if (strcmp(language_id(), LANGUAGES[language].id) != 0)
		return NULL;
	if (ui->languages[language] == NULL)
		ui->languages[language] = kb_create(language_id(), NULL);
	return ui->languages[language];
}

static bool take_language(struct ui *ui, const char *id)
{
	for (size_t i = 0; i < UI_LANGUAGES_MAX; i++) {
		const struct kb *kb = strcmp(LANGUAGES[i].id, id) == 0 ? kb_of(ui, i) : NULL;

		if (kb != NULL) {
			checkup_use_kb(&ui->checkup, kb);
			return true;
		}
	}
	return false;
}

void ui_settings_load(struct ui *ui, const char *language)
{
	struct preferences *preferences = &ui->preferences;
	struct error error;

	if (!preferences_load(preferences, &error))
		ui_flash(ui, true, "%s", error.text);
	if (!take_palette(ui))
		ui_flash(ui, true, _("settings.yaml: there are no colours called \"%s\"."),
			 preferences->palette);
	take_keys(ui);
	ui->mouse = preferences->mouse;
	if (language == NULL && preferences->language != NULL &&
	    strcmp(preferences->language, language_id()) != 0 && !take_language(ui, preferences->language))
		ui_flash(ui, true,
			 _("settings.yaml: the language \"%s\" is not there or cannot be shown here."),
			 preferences->language);
}

void ui_settings_finish(struct ui *ui)
{
	for (size_t i = 0; i < UI_LANGUAGES_MAX; i++)
		kb_destroy(ui->languages[i]);
	preferences_finish(&ui->preferences);
}

/* What was said in the hint line stays, unless there is something worse to say. */
static void save(struct ui *ui)
{
	struct error error;

	if (!preferences_save(&ui->preferences, &error))
		ui_flash(ui, true, "%s", error.text);
}

static void next_palette(struct ui *ui)
{
	ui->palette = (ui->palette + 1) % PALETTE_COUNT;
	mem_replace(&ui->preferences.palette, palette_id(ui->palette));
	theme_use(ui->palette, ui->color);
	ui->redraw_whole = true;
	ui_flash(ui, false, "%s", _(palette_label(ui->palette)));
}

static void switch_mouse(struct ui *ui)
{
	ui->mouse = ui->preferences.mouse = !ui->mouse;
	ui_flash(ui, false, "%s",
		 ui->mouse ? _("The mouse works in mailmedic.")
			   : _("The mouse selects text in the terminal; F9 takes it back."));
}

static void next_language(struct ui *ui)
{
	char before[16];
	size_t now = 0;

	snprintf(before, sizeof(before), "%s", language_id());
	while (now + 1 < UI_LANGUAGES_MAX && strcmp(LANGUAGES[now].id, before) != 0)
		now++;
	now = (now + 1) % UI_LANGUAGES_MAX;
	if (!take_language(ui, LANGUAGES[now].id)) {
		language_choose(before);
		ui_flash(ui, true, "%s",
			 _("This terminal writes no UTF-8: other languages cannot be shown."));
		return;
	}
	mem_replace(&ui->preferences.language, LANGUAGES[now].id);
	ui->redraw_whole = true;
	ui_flash(ui, false, "%s", LANGUAGES[now].name);
}

static void switch_remember(struct ui *ui)
{
	struct preferences *preferences = &ui->preferences;

	preferences->remember = !preferences->remember;
	if (!preferences->remember) {
		mem_replace(&preferences->address, NULL);
		mem_replace(&preferences->server, NULL);
		mem_replace(&preferences->tls, NULL);
	}
	ui_flash(ui, false, "%s",
		 preferences->remember
		     ? _("Address and server are remembered for next time. Passwords never are.")
		     : _("Address and server are not remembered any more, and forgotten now."));
}

void ui_settings_act(struct ui *ui, enum action action)
{
	switch (action) {
	case ACT_COLOURS: next_palette(ui); break;
	case ACT_MOUSE: switch_mouse(ui); break;
	case ACT_LANGUAGE: next_language(ui); break;
	default: switch_remember(ui); break;
	}
	save(ui);
}

bool ui_settings_use_address(struct ui *ui, const char *address, struct error *error)
{
	if (!checkup_use_address(&ui->checkup, address, error))
		return false;
	preferences_recall(&ui->preferences, &ui->checkup.account);
	return true;
}

void ui_settings_remember(struct ui *ui)
{
	if (ui->checkup.practising)
		return;
	preferences_remember(&ui->preferences, &ui->checkup.account);
	save(ui);
}
