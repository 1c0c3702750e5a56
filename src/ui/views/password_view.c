/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the password when the run needs it, and says who will get it and how. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/secret.h"
#include "smtp/mechanism.h"
#include "ui/views/views.h"
#include "ui/widgets/field.h"
#include "ui/widgets/text_view.h"

enum { FIELD_COLUMNS_MAX = 32, FIELD_ROWS = 2 };

struct password_view {
	struct text_view text_view;
	struct field field;
	bool shown; /* in clear, until the next key */
};

static const struct view_ops password_view_ops;

struct view *password_view_create(struct ui *ui)
{
	struct password_view *password = mem_calloc(1, sizeof(*password));

	text_view_init(&password->text_view, &password_view_ops);
	field_init_masked(&password->field);
	password->field.fixed_mask = ui->preferences.fixed_mask;
	return &password->text_view.view;
}

static void destroy(struct view *view)
{
	field_finish(&((struct password_view *)view)->field);
	text_view_destroy(view);
}

static const char *title(const struct view *view, const struct ui *ui)
{
	(void)view;
	return ui->checkup.app_password ? _("App password") : _("Password");
}

void password_view_add_channel(struct document *document, const struct facts *facts)
{
	const struct tls_facts *tls = &facts->tls;

	document_begin(document, 0, STYLE_TEXT, NULL);
	if (!facts->channel_tls) {
		document_text(document, STYLE_WARNING, glyph(GLYPH_WARNING));
		document_text(document, STYLE_WARNING, _(" NOT ENCRYPTED: everyone on the way can read it."));
	} else if (!tls->verified) {
		document_text(document, STYLE_WARNING, glyph(GLYPH_WARNING));
		document_textf(document, STYLE_WARNING,
			       _(" Encrypted with %s, but the certificate is NOT right: "),
			       tls->version == NULL ? "TLS" : tls->version);
		if (tls->problem != PROBLEM_NONE)
			document_text(document, STYLE_WARNING, _(problem_sentence(tls->problem)));
	} else {
		document_textf(document, STYLE_OK, "%s ", glyph(GLYPH_PASSED));
		document_textf(document, STYLE_OK, _("Encrypted with %s, certificate verified."),
			       tls->version == NULL ? "TLS" : tls->version);
	}
	document_end(document);
}

/* One of the two that the practice server knows. */
static void add_practice(struct document *document, const struct checkup *checkup, bool app_password)
{
	if (!checkup->practising)
		return;
	document_begin(document, 0, STYLE_TEXT, NULL);
	document_text(document, STYLE_DIM,
		      app_password ? _("Practice app password: ") : _("Practice password: "));
	document_text(document, STYLE_CODE, app_password ? PRACTICE_APP_PASSWORD : PRACTICE_PASSWORD);
	document_end(document);
}

/* Many servers lock an account after a few. */
static void add_warnings(struct document *document, const struct checkup *checkup)
{
	char prefix[16];

	if (checkup->refused < CHECKUP_SAFE_ATTEMPTS)
		return;
	snprintf(prefix, sizeof(prefix), "%s ", glyph(GLYPH_WARNING));
	document_begin(document, 0, STYLE_WARNING, prefix);
	document_textf(document, STYLE_WARNING,
		       intl_count("%u password was refused already. Many servers lock an account after three "
				  "to five wrong ones. Be sure of this one, or press Esc.",
				  "%u passwords were refused already. Many servers lock an account after "
				  "three to five wrong ones. Be sure of this one, or press Esc.",
				  checkup->refused),
		       checkup->refused);
	document_end(document);
}

/* What is seen of a password while it is typed: never the password. */
static void add_remarks(struct document *document, const struct password_view *password)
{
	const char *bytes = secret_bytes(password->field.secret);
	size_t len = secret_length(password->field.secret);

	if (len > 0 && (bytes[0] == ' ' || bytes[len - 1] == ' '))
		document_line(document, STYLE_NOTE, _("There is a space at its start or end."));
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct password_view *password = (struct password_view *)view;
	const struct checkup *checkup = &ui->checkup;
	const struct facts *facts = &checkup->run.facts;
	const char *user = account_user(&checkup->account);
	const char *mechanism = facts->mechanism == NULL ? "AUTH" : facts->mechanism;
	struct document *document = text_view_begin_popup(&password->text_view, rows - FIELD_ROWS, columns);

	add_remarks(document, password);
	add_warnings(document, checkup);
	if (checkup_password_fits(checkup))
		document_line(document, STYLE_DIM, _("Enter alone: the password typed before."));
	add_practice(document, checkup, checkup->app_password);
	document_begin(document, 0, STYLE_TEXT, NULL);
	document_text(document, STYLE_TEXT, _("For "));
	document_text(document, STYLE_STRONG, user == NULL ? "?" : user);
	document_textf(document, STYLE_TEXT,
		       mechanism_sends_secret(mechanism)
			   ? _(" at %s, port %d. %s sends it there.")
			   : _(" at %s, port %d. %s proves it there without sending it."),
		       checkup->account.host, account_port(&checkup->account), mechanism);
	document_end(document);
	password_view_add_channel(document, facts);
	add_practice(document, checkup, !checkup->app_password);
	pager_end(&password->text_view.pager);
}

static void size(const struct view *view, const struct ui *ui, int *rows, int *columns)
{
	text_view_size(view, ui, rows, columns);
	*rows += FIELD_ROWS;
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct password_view *password = (const struct password_view *)view;
	struct canvas text = canvas_part(canvas, FIELD_ROWS, 0, canvas->rows - FIELD_ROWS, canvas->columns);
	int x = canvas_put(canvas, 0, 0, STYLE_TEXT, title(view, ui)) + 2;
	int columns = canvas->columns - x - 9;

	columns = columns > FIELD_COLUMNS_MAX ? FIELD_COLUMNS_MAX : columns;
	pager_draw(&password->text_view.pager, &text, false);
	if (password->shown)
		canvas_put_secret(canvas, 0, x, columns, password->field.secret);
	else
		field_draw(&password->field, canvas, 0, x, columns, true);
	if (password->field.full)
		canvas_put(canvas, 0, x + 1 + columns, STYLE_WARNING, _("too long"));
}

static void give(struct password_view *password, struct ui *ui)
{
	struct checkup *checkup = &ui->checkup;

	if (!field_is_empty(&password->field))
		checkup_give_password(checkup, password->field.secret);
	else if (checkup_password_fits(checkup))
		checkup_give_password(checkup, checkup->password);
	else {
		ui_flash(ui, false, "%s", _("Type the password first; Esc does not log in."));
		return;
	}
	secret_clear(password->field.secret);
	ui_pop(ui);
}

/* Where others look on or look at it later, it stays hidden. */
static void show(struct password_view *password, struct ui *ui)
{
	if (ui->checkup.walk_options.step || recorder_has_file(ui->checkup.options.recorder))
		ui_flash(ui, false, "%s", _("It is not shown in step mode or while a recording is written."));
	else
		password->shown = true;
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct password_view *password = (struct password_view *)view;

	password->shown = false;
	switch (command->action) {
	case ACT_SHOW_PASSWORD: show(password, ui); break;
	case ACT_REFUSE:
		checkup_decline(&ui->checkup);
		ui_pop(ui);
		break;
	case ACT_GIVE: give(password, ui); break;
	case ACT_UP:
	case ACT_DOWN: pager_handle_action(&password->text_view.pager, command->action); break;
	default: field_handle_action(&password->field, command->action, command->text, command->len); break;
	}
}

/* The run may end while the question stands: the server hangs up. */
static void update(struct view *view, struct ui *ui)
{
	(void)view;
	if (ui->checkup.run.need != NEED_PASSWORD)
		ui_pop(ui);
}

static bool is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	(void)view;
	(void)ui;
	return action != ACT_BACK;
}

static const struct view_ops password_view_ops = {
    .placement = PLACE_STAGE,
    .help = "basics/app-passwords",
    .make_title = title,
    .size = size,
    .focus = FOCUS_TEXT | FOCUS_PASSWORD,
    .is_enabled = is_enabled,
    .layout = layout,
    .draw = draw,
    .handle_action = handle_action,
    .update = update,
    .destroy = destroy,
};
