/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A screen or dialog: what it shows, where its focus is, what its actions do. Views lie on a stack;
 * the topmost has the keys. Drawing reads only; acting never draws.
 */
#ifndef MAILMEDIC_UI_VIEW_H
#define MAILMEDIC_UI_VIEW_H

#include "ui/keymap.h"
#include "ui/terminal/canvas.h"
#include "ui/widgets/find.h"

#include <stdint.h>

struct ui;
struct view;

enum placement {
	PLACE_FULL,  /* the whole screen between title and hints */
	PLACE_SIDE,  /* boxed: beside the view below on a wide terminal, else over it */
	PLACE_WHOLE, /* boxed, over everything: what needs the width */
	PLACE_STAGE, /* boxed, where the walk shows its stage; as a popup where that is too small */
	PLACE_POPUP, /* boxed, centred, as large as view_ops.size asks */
	PLACE_BAR,   /* the row of the hints; the views below stay as they are */
};

struct command {
	enum action action;
	int index;        /* ACT_FIX: 0 for the first; ACT_SELECT: the item */
	bool click;       /* done with the mouse, the wheel too */
	const char *text; /* ACT_TYPE */
	size_t len;
};

struct view_ops {
	enum placement placement;
	const char *help; /* "group/id" of the topic about this view, or NULL */
	/* Title of the box (side and popup), untranslated; or, where it varies, what makes it: translated,
	 * valid until the next call. */
	const char *title;
	const char *(*make_title)(const struct view *view, const struct ui *ui);
	/* Wanted inner size of a popup; `size`, where it varies, is asked with the given room in them. */
	int rows, columns;
	void (*size)(const struct view *view, const struct ui *ui, int *rows, int *columns);
	/* Where the focus is: sum of FOCUS_... that always hold, and optional: of those that hold now. */
	unsigned focus;
	unsigned (*more_focus)(const struct view *view, const struct ui *ui);
	/* Optional: false for an action of `focus` that makes no sense now. */
	bool (*is_enabled)(const struct view *view, const struct ui *ui, enum action action);
	/* Optional: called before draw with the size to draw in. */
	void (*layout)(struct view *view, const struct ui *ui, int rows, int columns);
	void (*draw)(const struct view *view, const struct ui *ui, const struct canvas *canvas);
	void (*handle_action)(struct view *view, struct ui *ui, const struct command *command);
	/* Optional: the view is on top and something may have happened (events, time). */
	void (*update)(struct view *view, struct ui *ui);
	/* Optional: when it must be drawn again without any event; clock_now() ms or CLOCK_NEVER. */
	int64_t (*wake)(const struct view *view, const struct ui *ui);
	/* Optional: the text can be searched. Takes the words from `find` (FIND_NEXT and FIND_PREVIOUS
	 * without words: those of before), moves to a match, answers in `find`. */
	void (*find)(struct view *view, const struct ui *ui, enum find_move move, struct find *find);
	void (*destroy)(struct view *view);
};

/* What letters do in the text field of a view, if it has one. */
enum view_typing {
	TYPING_ENTERED, /* the user is in it: all are typed */
	TYPING_SHOWN,   /* shown and not touched yet, or a page of help was looked at: q and ? are keys, any
			 * other letter enters it */
	TYPING_LEFT,    /* come back to from where it led: q and ? are keys, no letter is typed until it is
			 * entered by a key that edits or goes between fields */
};

struct view {
	const struct view_ops *ops;
	struct view *below;
	enum view_typing typing; /* kept by ui.c */
};

#endif
