/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which terminals have OSC 8, and its bytes. */
#include "ui/terminal/hyperlink.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/text.h"
#include "ui/terminal/theme.h"

#define SAVE_CURSOR    "\0337" /* with its colours */
#define RESTORE_CURSOR "\0338"

enum { VTE_FIRST = 5000, TMUX_MAJOR = 3, TMUX_MINOR = 4, LINK_COLUMNS_MAX = 512 };

static bool is_one_of(const char *value, const char *const *names)
{
	for (; value != NULL && *names != NULL; names++) {
		if (strncmp(value, *names, strlen(*names)) == 0)
			return true;
	}
	return false;
}

/* tmux passes them on from 3.4 on. */
static bool tmux_has_them(const char *version)
{
	char *end;
	long major = version == NULL ? 0 : strtol(version, &end, 10);

	if (major != TMUX_MAJOR)
		return major > TMUX_MAJOR;
	return *end == '.' && strtol(end + 1, NULL, 10) >= TMUX_MINOR;
}

bool hyperlink_is_known(void)
{
	static const char *const TERMS[] = {"xterm-kitty", "xterm-ghostty", "foot", "alacritty",
					    "wezterm",     "contour",       NULL};
	static const char *const PROGRAMS[] = {"iTerm.app", "WezTerm", "ghostty", "vscode", "rio", NULL};
	static const char *const INNER[] = {"screen", "tmux", NULL};
	const char *forced = getenv("FORCE_HYPERLINK"), *term = getenv("TERM"), *vte = getenv("VTE_VERSION");

	if (forced != NULL && forced[0] != '\0')
		return strcmp(forced, "0") != 0;
	if (is_one_of(term, INNER)) /* what else is said there is said of the terminal around it */
		return tmux_has_them(getenv("TERM_PROGRAM_VERSION"));
	if (vte != NULL && strtol(vte, NULL, 10) >= VTE_FIRST)
		return true;
	return is_one_of(term, TERMS) || is_one_of(getenv("TERM_PROGRAM"), PROGRAMS) ||
	       getenv("KONSOLE_VERSION") != NULL || getenv("WT_SESSION") != NULL;
}

/* An address with anything else in it could end the sequence. */
static bool is_clean(const char *url)
{
	for (; *url != '\0'; url++) {
		if (*url <= ' ' || *url > '~')
			return false;
	}
	return true;
}

static void write_words(const struct frame_link *link, struct strbuf *out)
{
	wchar_t words[LINK_COLUMNS_MAX + 1] = L"";
	int columns = link->columns < LINK_COLUMNS_MAX ? link->columns : LINK_COLUMNS_MAX;

	if (mvinnwstr(link->y, link->x, words, columns) == ERR)
		return;
	for (const wchar_t *word = words; *word != L'\0' && columns > 0; word++) {
		text_encode(out, (uint32_t)*word);
		columns -= wcwidth(*word);
	}
}

void hyperlink_write(const struct frame *frame, struct strbuf *out)
{
	for (size_t i = 0; i < frame->link_count; i++) {
		const struct frame_link *link = &frame->links[i];

		if (!is_clean(link->url))
			continue;
		strbuf_addf(out, SAVE_CURSOR "\033[%d;%dH", link->y + 1, link->x + 1);
		theme_write_look(link->style, out);
		strbuf_addf(out, "\033]8;id=%d;%s\033\\", link->index, link->url);
		write_words(link, out);
		strbuf_adds(out, "\033]8;;\033\\" RESTORE_CURSOR);
	}
}
