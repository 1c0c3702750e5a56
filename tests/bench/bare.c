/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The least that a curses program can do: paint, and move a bar with each key. The others are measured
 * against it. */
#include <curses.h>
#include <locale.h>

int main(void)
{
	int row = 0;

	setlocale(LC_ALL, "");
	initscr();
	cbreak();
	noecho();
	addstr("ready");
	refresh();
	while (getch() != 'q') {
		mvchgat(row, 0, -1, A_NORMAL, 0, NULL);
		row = !row;
		mvchgat(row, 0, -1, A_REVERSE, 0, NULL);
		refresh();
	}
	endwin();
	return 0;
}
