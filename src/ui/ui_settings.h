/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings file and the interface: what it says is put into effect, what the user changes goes into it.
 */
#ifndef MAILMEDIC_UI_UI_SETTINGS_H
#define MAILMEDIC_UI_UI_SETTINGS_H

#include "present/settings.h"
#include "ui/ui.h"

/* Reads the file and puts it into effect; `language`: what the command line said, or NULL. A mistake in it is
 * reported in the hint line, and the defaults are taken. After newterm. */
void ui_settings_load(struct ui *ui, const char *language);

/* ACT_COLOURS, ACT_MOUSE, ACT_LANGUAGE, ACT_REMEMBER: changes it, says so, keeps it. */
void ui_settings_handle_action(struct ui *ui, enum action action);

/* As checkup_use_address; an address of last time gets the server of last time. */
bool ui_settings_use_address(struct ui *ui, const char *address, struct error *error);

/* As checkup_change; an address of last time gets the server of last time. */
bool ui_settings_change(struct ui *ui, enum setting setting, const char *text, struct error *error);

/* Keeps address and server of the account that is walked with now; nothing when practising. */
void ui_settings_remember(struct ui *ui);

#endif
