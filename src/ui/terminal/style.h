/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a piece of text on the screen means. Draw code names meanings; only the theme knows colours. */
#ifndef MAILMEDIC_UI_TERMINAL_STYLE_H
#define MAILMEDIC_UI_TERMINAL_STYLE_H

enum style {
	STYLE_TEXT,         /* ordinary text */
	STYLE_DIM,          /* less important: times, labels */
	STYLE_STRONG,       /* stressed within ordinary text */
	STYLE_HEADING,      /* heads a section */
	STYLE_BAR,          /* the title bar */
	STYLE_BAR_STRONG,   /* the name in the title bar */
	STYLE_HINT_KEY,     /* a key in the hint bar */
	STYLE_HINT,         /* what the key does */
	STYLE_BORDER,       /* rules and boxes */
	STYLE_BORDER_FOCUS, /* the same around what has the focus */
	STYLE_FOCUS,        /* the selected row */
	STYLE_FIELD,        /* a field to type into */
	STYLE_FIELD_FOCUS,  /* the one that is typed into now */
	STYLE_PLACEHOLDER,  /* what an empty field stands for */
	STYLE_OK,           /* worked */
	STYLE_FAILED,       /* did not work */
	STYLE_WAITING,      /* goes on right now */
	STYLE_SKIPPED,      /* not reached, not asked for */
	STYLE_WARNING,      /* dangerous or needs a decision */
	STYLE_CLIENT,       /* a line that mailmedic sent */
	STYLE_SERVER,       /* a line that the server sent */
	STYLE_NOTE,         /* a remark of mailmedic's in the transcript */
	STYLE_DECISIVE,     /* the words that decided the verdict */
	STYLE_ACCENT,       /* a number or name to find quickly */
	STYLE_LINK,         /* leads to another topic */
	STYLE_LINK_FOCUS,   /* the link that Enter follows */
	STYLE_CODE,         /* literal text in help */
	STYLE_MATCH,        /* what a search has found */
	STYLE_COUNT
};

#endif
