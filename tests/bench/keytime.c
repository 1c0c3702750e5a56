/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* ppoll */
/*
 * keytime [-b BYTES] STEP... -- COMMAND...: a terminal of 80x24 that takes times. It runs the command in a
 * pseudo-terminal, keeps the screen with libvterm, and goes through the steps:
 *
 *   wait=TEXT     until the text is on the screen
 *   still=MS      until nothing came for so long
 *   send=KEYS     types them
 *   settle=MS     as still; prints "settle MS BYTES" since the start or the last send=
 *   colour=R,C,N  watch the backgrounds of N rows of the column C from row R on: a selection, however the
 *   text=R,C,N    texts beside it change by themselves; or watch whole characters
 *   press=N,K,K   types the keys in turn, N in all, at uneven moments; prints "key MS BYTES" for each: from
 *                 the write to the read after which the watched cells had changed, and what was written until
 *                 the next key; "lost" when they did not within five seconds
 *   hold=MS       prints "hold" and waits so long, for others to look at the process
 *
 * -b: the terminal takes so many bytes a second, like one behind a slow line; no byte is there before its
 * time.
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

enum {
	ROWS = 24,
	COLUMNS = 80,
	TEXT_WAIT_MS = 20000,
	KEY_WAIT_MS = 5000,
	PAUSE_MIN_MS = 10,
	PAUSE_MAX_MS = 40
};

static int terminal;
static pid_t child;
static VTerm *vterm;
static VTermScreen *screen;
static double bytes_a_ms; /* 0: as fast as they come */
static double free_at;    /* when the slow line has delivered what was read */
static long bytes;
static double last_read;

static struct {
	bool whole; /* characters, too */
	int row, column, rows;
} watched = {.rows = ROWS};

/* Milliseconds on the monotonic clock. */
static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void wait_until(double when)
{
	struct timespec time = {.tv_sec = (time_t)(when / 1e3)};

	time.tv_nsec = (long)((when - (double)time.tv_sec * 1e3) * 1e6);
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

static void end_child(void)
{
	kill(child, SIGHUP);
	for (int i = 0; i < 200; i++) {
		if (waitpid(child, NULL, WNOHANG) == child)
			return;
		wait_until(now() + 5);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static void row_text(int row, char *ret_text, size_t size)
{
	VTermRect rect = {.start_row = row, .end_row = row + 1, .start_col = 0, .end_col = COLUMNS};

	ret_text[vterm_screen_get_text(screen, ret_text, size - 1, rect)] = '\0';
}

static void fail(const char *step)
{
	char text[COLUMNS * 8];

	fprintf(stderr, "keytime: %s failed on this screen:\n", step);
	for (int row = 0; row < ROWS; row++) {
		row_text(row, text, sizeof(text));
		fprintf(stderr, "|%s\n", text);
	}
	end_child();
	exit(1);
}

static void start(char **command)
{
	struct winsize size = {.ws_row = ROWS, .ws_col = COLUMNS};

	vterm = vterm_new(ROWS, COLUMNS);
	vterm_set_utf8(vterm, 1);
	screen = vterm_obtain_screen(vterm);
	vterm_screen_enable_altscreen(screen, 1);
	vterm_screen_reset(screen, 1);
	child = forkpty(&terminal, NULL, NULL, &size);
	if (child == 0) {
		execvp(command[0], command);
		perror(command[0]);
		_exit(127);
	}
}

/* The time of arrival of the next output, or 0 when there is none before `until`. */
static double take_output(double until)
{
	char buffer[65536];
	struct pollfd ready = {.fd = terminal, .events = POLLIN};
	size_t room = sizeof(buffer);
	double left;

	if (bytes_a_ms > 0) {
		room = bytes_a_ms < 1 ? 1 : (size_t)bytes_a_ms;
		if (free_at > now())
			wait_until(free_at < until ? free_at : until);
		if (free_at > now())
			return 0;
	}
	left = until - now();
	struct timespec patience = {.tv_nsec = 0};
	if (left > 0) {
		patience.tv_sec = (time_t)(left / 1e3);
		patience.tv_nsec = (long)((left - (double)patience.tv_sec * 1e3) * 1e6);
	}
	if (ppoll(&ready, 1, &patience, NULL) <= 0)
		return 0;
	ssize_t got = read(terminal, buffer, room);
	if (got <= 0)
		fail("reading (the program has ended)");
	last_read = now();
	if (bytes_a_ms > 0)
		last_read = free_at =
		    (free_at > last_read - 1 ? free_at : last_read) + (double)got / bytes_a_ms;
	bytes += got;
	vterm_input_write(vterm, buffer, (size_t)got);
	while ((room = vterm_output_read(vterm, buffer, sizeof(buffer))) >
	       0) /* what it was asked about itself */
		if (write(terminal, buffer, room) < 0)
			break;
	return last_read;
}

static void type(const char *keys)
{
	if (write(terminal, keys, strlen(keys)) < 0)
		fail("typing");
}

static bool is_shown(const char *wanted)
{
	char text[COLUMNS * 8];

	for (int row = 0; row < ROWS; row++) {
		row_text(row, text, sizeof(text));
		if (strstr(text, wanted) != NULL)
			return true;
	}
	return false;
}

static void wait_for_text(const char *wanted)
{
	double end = now() + TEXT_WAIT_MS;

	while (!is_shown(wanted)) {
		if (now() > end)
			fail(wanted);
		take_output(end);
	}
}

static void wait_until_still(double quiet)
{
	double since = now(), end = since + TEXT_WAIT_MS;

	while (now() < since + quiet) {
		if (now() > end)
			fail("waiting for it to be still");
		if (take_output(since + quiet) > 0)
			since = last_read;
	}
}

static unsigned long look(void)
{
	unsigned long sum = 5381;

	for (int row = watched.row; row < watched.row + watched.rows; row++) {
		for (int column = watched.column; column < (watched.whole ? COLUMNS : watched.column + 1);
		     column++) {
			VTermScreenCell cell;

			vterm_screen_get_cell(screen, (VTermPos){.row = row, .col = column}, &cell);
			vterm_screen_convert_color_to_rgb(screen, &cell.bg);
			sum = sum * 33 + cell.attrs.reverse;
			sum = (sum * 33 + cell.bg.rgb.red) * 33 + cell.bg.rgb.green;
			sum = sum * 33 + cell.bg.rgb.blue;
			if (watched.whole)
				sum = sum * 33 + cell.chars[0];
		}
	}
	return sum;
}

static double press(const char *key)
{
	unsigned long before = look();
	double begun = now(), end = begun + KEY_WAIT_MS;

	type(key);
	while (now() < end) {
		double came = take_output(end);

		if (came > 0 && look() != before)
			return came - begun;
	}
	return -1;
}

/* Some milliseconds, so that the moment of a key has nothing to do with the program's own clock. */
static void pause_unevenly(void)
{
	double end = now() + PAUSE_MIN_MS + rand() % (PAUSE_MAX_MS - PAUSE_MIN_MS);

	while (now() < end)
		take_output(end);
	while (bytes_a_ms <= 0 && take_output(0) > 0)
		;
}

static void press_all(char *list)
{
	char *keys[8], *word = strtok(list, ",");
	long count = word == NULL ? 0 : strtol(word, NULL, 10);
	size_t key_count = 0;

	while (key_count < 8 && (word = strtok(NULL, ",")) != NULL)
		keys[key_count++] = word;
	pause_unevenly();
	for (long i = 0; i < count && key_count > 0; i++) {
		double took;

		bytes = 0;
		took = press(keys[(size_t)i % key_count]);
		pause_unevenly();
		if (took < 0)
			printf("lost\n");
		else
			printf("key %.4f %ld\n", took, bytes);
	}
}

static void watch(const char *where, bool whole)
{
	watched.whole = whole;
	if (sscanf(where, "%d,%d,%d", &watched.row, &watched.column, &watched.rows) != 3)
		fail(where);
}

static void hold(double ms)
{
	double end = now() + ms;

	puts("hold");
	fflush(stdout);
	while (now() < end)
		take_output(end);
}

static void do_step(char *step, double *since)
{
	char *value = strchr(step, '=');

	if (value == NULL)
		fail(step);
	*value++ = '\0';
	if (strcmp(step, "wait") == 0) {
		wait_for_text(value);
	} else if (strcmp(step, "still") == 0) {
		wait_until_still(atof(value));
	} else if (strcmp(step, "send") == 0) {
		*since = now();
		bytes = 0;
		type(value);
	} else if (strcmp(step, "settle") == 0) {
		wait_until_still(atof(value));
		printf("settle %.4f %ld\n", last_read - *since, bytes);
	} else if (strcmp(step, "colour") == 0 || strcmp(step, "text") == 0) {
		watch(value, step[0] == 't');
	} else if (strcmp(step, "hold") == 0) {
		hold(atof(value));
	} else if (strcmp(step, "press") == 0) {
		press_all(value);
	} else {
		fail(step);
	}
}

int main(int argc, char **argv)
{
	int first = 1, split;
	double since;

	if (argc > 3 && strcmp(argv[1], "-b") == 0) {
		bytes_a_ms = atof(argv[2]) / 1e3;
		first = 3;
	}
	for (split = first; split < argc && strcmp(argv[split], "--") != 0; split++)
		;
	if (split + 1 >= argc) {
		fprintf(stderr, "usage: keytime [-b BYTES] STEP... -- COMMAND...\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	srand(1);
	since = now();
	start(argv + split + 1);
	for (int i = first; i < split; i++)
		do_step(argv[i], &since);
	end_child();
	return 0;
}
