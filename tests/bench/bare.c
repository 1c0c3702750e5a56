/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The least that a curses program can do: what start to first paint is measured against. */
#include <curses.h>
#include <locale.h>

int main(void)
{
	setlocale(LC_ALL, "");
	initscr();
	cbreak();
	noecho();
	addstr("ready");
	refresh();
	getch();
	endwin();
	return 0;
}
