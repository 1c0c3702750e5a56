/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Set-up and restore of the terminal. What a crash handler needs is prepared beforehand: it may only write.
 */
#include "ui/terminal/display.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#undef columns /* term.h calls a capability so */

#include "base/emergency_cleanup.h"
#include "base/intl.h"
#include "base/text.h"
#include "ui/terminal/display_signals.h"

#define MODES_ON  "\033[?2004h"
#define MODES_OFF "\033[?2004l"
#define MOUSE_OFF "\033[?1006l\033[?1002l\033[?1000l"

enum { RESTORE_MAX = 256, SIZE_MAX_BELIEVED = 1000 };

static struct termios original; /* as found */
static bool is_open;
static SCREEN *screen;
static char restore_bytes[RESTORE_MAX]; /* for the crash handler */
static size_t restore_len;

static const char *operation(void)
{
	return "open the terminal";
}

/* Size by the kernel; false when it does not know. */
static bool kernel_size(int *ret_rows, int *ret_columns)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
		return false;
	*ret_rows = size.ws_row;
	*ret_columns = size.ws_col;
	return true;
}

static int usual_size(const char *variable, int otherwise)
{
	const char *value = getenv(variable);
	long number;

	return value != NULL && text_parse_number(value, 1, SIZE_MAX_BELIEVED, &number) ? (int)number
											: otherwise;
}

/* That of the kernel. A serial line or `docker run -t` has none (0x0): then what was exported, else the usual
 * one. */
static void find_size(int *ret_rows, int *ret_columns)
{
	if (kernel_size(ret_rows, ret_columns))
		return;
	*ret_rows = usual_size("LINES", 24);
	*ret_columns = usual_size("COLUMNS", 80);
}

bool display_check(struct error *error)
{
	const char *term = getenv("TERM");
	int rows, columns;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return error_set(error, ERROR_USAGE, operation(),
				 _("this needs a terminal; without one use \"mailmedic check\""));
	if (term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0)
		return error_set(error, ERROR_USAGE, operation(),
				 _("this terminal cannot draw a screen (TERM=%s); use \"mailmedic check\""),
				 term == NULL ? "" : term);
	find_size(&rows, &columns);
	if (rows < DISPLAY_ROWS_MIN || columns < DISPLAY_COLUMNS_MIN)
		return error_set(error, ERROR_USAGE, operation(),
				 _("the terminal is too small: %dx%d; at least %dx%d is needed"), columns,
				 rows, DISPLAY_COLUMNS_MIN, DISPLAY_ROWS_MIN);
	return true;
}

/* Only async-signal-safe calls. */
static void restore_in_emergency(void)
{
	if (!is_open)
		return;
	is_open = false;
	(void)!write(STDOUT_FILENO, restore_bytes, restore_len);
	tcsetattr(STDOUT_FILENO, TCSANOW, &original);
}

static void add_restore(const char *bytes)
{
	if (bytes == NULL || bytes == (const char *)-1) /* the terminal has no such sequence */
		return;
	size_t len = strlen(bytes);
	if (restore_len + len > RESTORE_MAX)
		return;
	memcpy(restore_bytes + restore_len, bytes, len);
	restore_len += len;
}

static void prepare_restore(void)
{
	restore_len = 0;
	add_restore(MODES_OFF MOUSE_OFF);
	add_restore(tigetstr("sgr0"));
	add_restore(tigetstr("rmcup"));
	add_restore(tigetstr("cnorm"));
}

/* Tells curses, which asks nobody else then: not the terminal's description, and not a COLUMNS that is
 * exported. */
static void set_size(void)
{
	char rows_text[12], columns_text[12];
	int rows, columns;

	find_size(&rows, &columns);
	snprintf(rows_text, sizeof(rows_text), "%d", rows);
	snprintf(columns_text, sizeof(columns_text), "%d", columns);
	setenv("LINES", rows_text, 1);
	setenv("COLUMNS", columns_text, 1);
}

/* The terminal's own entry, or that of a common terminal when there is none for it. */
static SCREEN *open_screen(void)
{
	static const char *const NAMES[] = {NULL, "xterm-256color", "xterm", "ansi", "vt100"};

	set_size();
	for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++) {
		SCREEN *opened = newterm(NAMES[i], stdout, stdin);

		if (opened != NULL)
			return opened;
	}
	return NULL;
}

static void enter_modes(void)
{
	struct termios mode;

	cbreak();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	if (tcgetattr(STDIN_FILENO, &mode) == 0) {
		mode.c_iflag &= ~(tcflag_t)(IXON | IXOFF); /* Ctrl-S must not freeze the picture */
		mode.c_lflag &= ~(tcflag_t)IEXTEN;
		mode.c_cc[VINTR] = _POSIX_VDISABLE; /* Ctrl-C is a key: in a paste it is text */
		tcsetattr(STDIN_FILENO, TCSANOW, &mode);
	}
	def_prog_mode();
	display_send(MODES_ON, strlen(MODES_ON));
}

bool display_open(struct error *error)
{
	if (tcgetattr(STDOUT_FILENO, &original) != 0)
		return error_set_errno(error, operation(), _("the terminal"));
	if (!display_signals_open(error))
		return false;
	screen = open_screen();
	if (screen == NULL) {
		display_signals_close();
		return error_set(error, ERROR_SYSTEM, operation(),
				 _("no description of this terminal was found"));
	}
	glyph_set_unicode(strcmp(nl_langinfo(CODESET), "UTF-8") == 0);
	prepare_restore();
	is_open = true;
	emergency_cleanup_set(restore_in_emergency);
	enter_modes();
	return true;
}

void display_close(void)
{
	if (screen == NULL)
		return;
	display_set_mouse(false);
	if (is_open)
		display_send(MODES_OFF, strlen(MODES_OFF));
	endwin();
	is_open = false;
	delscreen(screen);
	screen = NULL;
	emergency_cleanup_clear();
	tcsetattr(STDOUT_FILENO, TCSADRAIN, &original);
	display_signals_close();
}

int display_signal_fd(void)
{
	return display_signals_fd();
}

static void take_size(void)
{
	int rows, columns;

	if (kernel_size(&rows, &columns) && (rows != LINES || columns != COLS))
		resizeterm(rows, columns);
}

unsigned display_take_signals(void)
{
	unsigned asked = display_signals_take();

	if ((asked & DISPLAY_REPAINT) != 0) {
		reset_prog_mode();
		take_size();
	}
	return asked;
}

void display_suspend(void)
{
	def_prog_mode();
	display_send(MODES_OFF MOUSE_OFF, strlen(MODES_OFF MOUSE_OFF));
	endwin();
	display_signals_stop_process();
	reset_prog_mode();
	take_size();
	display_send(MODES_ON, strlen(MODES_ON));
}

void display_set_mouse(bool on)
{
	mousemask(on ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
}

void display_show(const struct frame *frame, bool whole)
{
	if (whole)
		clearok(curscr, TRUE);
	if (frame->cursor_on)
		move(frame->cursor_y, frame->cursor_x);
	else
		move(LINES - 1, COLS - 1);
	curs_set(1);
	wnoutrefresh(stdscr);
	doupdate();
}

bool display_is_large_enough(void)
{
	return LINES >= DISPLAY_ROWS_MIN && COLS >= DISPLAY_COLUMNS_MIN;
}

void display_send(const char *bytes, size_t len)
{
	fflush(stdout);
	while (len > 0) {
		ssize_t written = write(STDOUT_FILENO, bytes, len);

		if (written < 0 && errno == EINTR) /* a window that changes its size must not cost a mode */
			continue;
		if (written <= 0)
			return;
		bytes += written;
		len -= (size_t)written;
	}
}
