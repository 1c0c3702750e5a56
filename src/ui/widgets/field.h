/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line of text to type into. The masked kind keeps its text in a struct secret only and shows marks in
 * its place.
 */
#ifndef MAILMEDIC_UI_WIDGETS_FIELD_H
#define MAILMEDIC_UI_WIDGETS_FIELD_H

#include "base/strbuf.h"
#include "ui/keymap.h"
#include "ui/terminal/canvas.h"

struct secret;

enum { FIELD_MAX = 1024, FIELD_MASK_COLUMNS = 8 };

struct field {
	struct strbuf text;    /* plain kind */
	struct secret *secret; /* masked kind; owned */
	bool fixed_mask;       /* masked kind: as many marks whatever its length */
	size_t cursor;         /* byte offset in `text` */
	bool full;             /* something did not fit: says so until the next change */
};

void field_init(struct field *field);
/* For a secret: shown as a mark for each character, kept in locked memory. */
void field_init_masked(struct field *field);
void field_finish(struct field *field); /* wipes */

/* Replaces the text; the cursor goes after it. Plain kind only. */
void field_set(struct field *field, const char *text);
const char *field_text(const struct field *field);
bool field_is_empty(const struct field *field);

/*
 * Puts typed or pasted UTF-8 in at the cursor. Control characters, so line ends too, are left out:
 * a newline in a paste never submits.
 */
void field_insert(struct field *field, const char *text, size_t len);

/* Does an ACT_EDIT_... or ACT_TYPE (with `text`); false when the action is none of these. */
bool field_handle_action(struct field *field, enum action action, const char *text, size_t len);

/* Draws it in `columns`, scrolled so that the cursor is seen; puts the hardware cursor there when focused. */
void field_draw(const struct field *field, const struct canvas *canvas, int y, int x, int columns,
		bool focused);

#endif
