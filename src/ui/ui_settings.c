/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Palette, mouse, language and keys as the user likes them. The file itself is session/preferences. */
#include "ui/ui_settings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "base/language.h"
#include "base/memory.h"
#include "ui/terminal/key.h"

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

_Static_assert((int)PREFERENCE_KEYS_MAX >= (int)ACTION_LAST, "every action can have its own keys");

/* Says what is wrong with one line of the file, unless something was wrong before: the hint line holds one
 * sentence, and the next one comes when this one is fixed. */
static void complain(struct ui *ui, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void complain(struct ui *ui, const char *format, ...)
{
	char text[UI_FLASH_MAX];
	va_list arguments;

	if (ui->flash[0] != '\0')
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	ui_flash(ui, true, "%s", text);
}

static bool bind_key(struct ui *ui, const struct preference_key *key)
{
	enum action action = keymap_find_name(key->action);

	if (action == ACTION_NONE) {
		complain(ui, _("settings.yaml:%d: there is no action \"%s\"."), key->line, key->action);
		return false;
	}
	if (!keymap_bind(&ui->keymap, action, key->keys)) {
		complain(ui, _("settings.yaml:%d: \"%s\" are not names of keys."), key->line, key->keys);
		return false;
	}
	if (keymap_is_typed(&ui->keymap, action)) {
		complain(ui, _("settings.yaml:%d: \"%s\" needs a key that is not typed into a field."),
			 key->line, key->action);
		keymap_reset(&ui->keymap, action);
		return false;
	}
	return true;
}

/* A key that another action has: this one keeps its own keys, so that both stay possible. True when there was
 * such a clash. */
static bool undo_clash(struct ui *ui, const struct preference_key *key)
{
	enum action action = keymap_find_name(key->action);
	char name[KEY_NAME_MAX], other[KEYMAP_NAME_MAX];
	uint32_t pressed;
	enum action clash = keymap_find_clash(&ui->keymap, action, &pressed);

	if (clash == ACTION_NONE)
		return false;
	key_write_name(pressed, name);
	keymap_write_name(clash, other);
	complain(ui, _("settings.yaml:%d: %s is \"%s\" already; \"%s\" keeps its own keys."), key->line, name,
		 other, key->action);
	keymap_reset(&ui->keymap, action);
	return true;
}

/* All are bound before clashes are looked for: two actions may swap their keys. */
static void take_keys(struct ui *ui)
{
	const struct preferences *preferences = &ui->preferences;
	bool bound[PREFERENCE_KEYS_MAX] = {false};
	bool again = true;

	for (size_t i = 0; i < preferences->key_count; i++)
		bound[i] = bind_key(ui, &preferences->keys[i]);
	while (again) {
		again = false;
		for (size_t i = 0; i < preferences->key_count; i++) {
			if (bound[i] && undo_clash(ui, &preferences->keys[i])) {
				bound[i] = false;
				again = true;
			}
		}
	}
}

void ui_settings_load(struct ui *ui, const char *language)
{
	struct preferences *preferences = &ui->preferences;
	const char *why_not = language_why_not(language);
	struct error error;

	if (!preferences_load(preferences, &error))
		ui_flash(ui, true, "%s", error.text);
	if (!take_palette(ui))
		complain(ui, _("settings.yaml:%d: there are no colours called \"%s\"."),
			 preferences->palette_line, preferences->palette);
	take_keys(ui);
	if (why_not != NULL)
		ui_flash(ui, true, "%s", why_not);
	ui->mouse = preferences->mouse;
	if (!checkup_use_own_proxy(&ui->checkup, preferences->proxy, &error))
		ui_flash(ui, true, "%s", error.text);
	checkup_use_own_token_command(&ui->checkup, preferences->token_command);
	if (language == NULL && preferences->language != NULL &&
	    strcmp(preferences->language, language_id()) != 0 &&
	    !checkup_use_language(&ui->checkup, preferences->language))
		complain(ui, _("settings.yaml:%d: the language \"%s\" is not there or cannot be shown here."),
			 preferences->language_line, preferences->language);
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
	const char *name = checkup_next_language(&ui->checkup);

	if (name == NULL) {
		ui_flash(ui, true, "%s",
			 _("This terminal writes no UTF-8: other languages cannot be shown."));
		return;
	}
	mem_replace(&ui->preferences.language, language_id());
	ui->redraw_whole = true;
	ui_flash(ui, false, "%s", name);
}

void ui_settings_handle_action(struct ui *ui, enum action action)
{
	switch (action) {
	case ACT_COLOURS: next_palette(ui); break;
	case ACT_MOUSE: switch_mouse(ui); break;
	case ACT_LANGUAGE: next_language(ui); break;
	default: ui_flash(ui, false, "%s", preferences_switch_remember(&ui->preferences)); break;
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

bool ui_settings_change(struct ui *ui, enum setting setting, const char *text, struct error *error)
{
	if (!checkup_change(&ui->checkup, setting, text, error))
		return false;
	if (setting == SETTING_ADDRESS && !ui->checkup.practising)
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
