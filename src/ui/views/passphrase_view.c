/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the passphrase of the client certificate's key before a walk. */
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/secret.h"
#include "ui/navigate.h"
#include "ui/widgets/field.h"

enum { ROWS_WANTED = 3, COLUMNS_WANTED = 60 };

struct passphrase_view {
	struct view view;
	struct field field;
};

static const struct view_ops passphrase_view_ops;

struct view *passphrase_view_create(void)
{
	struct passphrase_view *passphrase = mem_calloc(1, sizeof(*passphrase));

	passphrase->view.ops = &passphrase_view_ops;
	field_init_masked(&passphrase->field);
	return &passphrase->view;
}

static void destroy(struct view *view)
{
	field_finish(&((struct passphrase_view *)view)->field);
	free(view);
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct passphrase_view *passphrase = (const struct passphrase_view *)view;
	const struct account *account = &ui->checkup.account;

	canvas_put_fit(canvas, 0, 0, canvas->columns, STYLE_DIM,
		       account->key_path != NULL ? account->key_path : account->cert_path);
	field_draw(&passphrase->field, canvas, 2, 0, canvas->columns, true);
}

static void unlock(struct passphrase_view *passphrase, struct ui *ui)
{
	struct error error;
	enum client_identity_state state =
	    checkup_open_identity(&ui->checkup, passphrase->field.secret, &error);

	secret_clear(passphrase->field.secret);
	if (state != CLIENT_IDENTITY_READ) {
		ui_flash(ui, true, "%s", error.text);
		return;
	}
	ui_pop(ui);
	navigate_walk(ui);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct passphrase_view *passphrase = (struct passphrase_view *)view;

	if (command->action == ACT_BACK)
		ui_pop(ui);
	else if (command->action == ACT_ACCEPT)
		unlock(passphrase, ui);
	else
		field_handle_action(&passphrase->field, command->action, command->text, command->len);
}

static const struct view_ops passphrase_view_ops = {
    .placement = PLACE_POPUP,
    .title = N_("Passphrase of the client certificate"),
    .rows = ROWS_WANTED,
    .columns = COLUMNS_WANTED,
    .focus = FOCUS_TEXT | FOCUS_ENTRY,
    .draw = draw,
    .handle_action = handle_action,
    .destroy = destroy,
};
