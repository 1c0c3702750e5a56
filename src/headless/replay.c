/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `replay`: a recording as a report, or two of them side by side. Offline; the knowledge base is today's. */
#include "headless/replay.h"

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "headless/output.h"
#include "present/comparison.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUTPUT_MAX = 256 * 1024 * 1024 };

/* The number after the last #, when FILE as a whole is no file; 0: none. */
static long find_number(const char *path)
{
	const char *mark = strrchr(path, '#');
	long number;
	if (mark == NULL || access(path, F_OK) == 0 ||
	    !text_parse_number(mark + 1, 1, RECORDING_RUNS_MAX, &number))
		return 0;
	return number;
}

bool replay_open(struct replay *replay, const char *path, const struct kb *kb, struct error *error)
{
	long number = find_number(path);
	char *file = number == 0 ? mem_strdup(path) : mem_strndup(path, (size_t)(strrchr(path, '#') - path));
	struct checkup_options options = {.kb = kb};
	replay->recording = recording_load(file, error);
	free(file);
	if (replay->recording == NULL)
		return false;
	size_t count = replay->recording->run_count;
	if (number > (long)count) {
		recording_destroy(replay->recording);
		error_set(error, ERROR_USAGE, "replay",
			  intl_count("There is only %zu run in this recording.",
				     "There are only %zu runs in this recording.", count),
			  count);
		return false;
	}
	replay->run = number == 0 ? count - 1 : (size_t)number - 1;
	checkup_init(&replay->checkup, &options);
	checkup_replay(&replay->checkup, replay->recording, replay->run);
	return true;
}

void replay_close(struct replay *replay)
{
	checkup_finish(&replay->checkup);
	recording_destroy(replay->recording);
}

static void write_head(const struct replay *replay, struct strbuf *out)
{
	const char *version = replay->recording->version;
	strbuf_addf(out, _("A recording of mailmedic %s; run %zu of %zu.\n"), version == NULL ? "?" : version,
		    replay->run + 1, replay->recording->run_count);
	if (replay->recording->cut)
		strbuf_adds(out, _("Its end is missing.\n"));
	strbuf_addc(out, '\n');
}

static int show_one(const struct replay_options *options)
{
	struct replay replay;
	struct error error;
	struct strbuf out;
	if (!replay_open(&replay, options->file, options->kb, &error))
		return headless_complain(&error);
	struct report report = checkup_report(&replay.checkup);
	report.color = options->color;
	strbuf_init(&out, OUTPUT_MAX);
	if (options->format == REPORT_TEXT)
		write_head(&replay, &out);
	report_write(&report, options->format, &out);
	bool written = output_write(&out);
	strbuf_finish(&out);
	replay_close(&replay);
	return written ? 0 : EXIT_INTERNAL;
}

static int show_two(const struct replay_options *options)
{
	struct replay left, right;
	struct error error;
	struct strbuf out;
	if (!replay_open(&left, options->file, options->kb, &error))
		return headless_complain(&error);
	if (!replay_open(&right, options->other_file, options->kb, &error)) {
		replay_close(&left);
		return headless_complain(&error);
	}
	strbuf_init(&out, OUTPUT_MAX);
	comparison_write_text(&(struct comparison_side){&left.checkup.account, &left.checkup.run.facts},
			      &(struct comparison_side){&right.checkup.account, &right.checkup.run.facts},
			      &out);
	bool written = output_write(&out);
	strbuf_finish(&out);
	replay_close(&left);
	replay_close(&right);
	return written ? 0 : EXIT_INTERNAL;
}

int headless_replay(const struct replay_options *options)
{
	return options->other_file == NULL ? show_one(options) : show_two(options);
}
