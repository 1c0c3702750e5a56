/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `explain`: one reply from the command line or standard input. */
#include "headless/explaining.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "diagnose/dialogue_symptom.h"
#include "headless/output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { PASTE_MAX = 16 * 1024 * 1024, READ_SIZE = 64 * 1024 };

static bool read_stdin(struct strbuf *text, struct error *error)
{
	char chunk[READ_SIZE];
	ssize_t got;
	do {
		got = read(STDIN_FILENO, chunk, sizeof chunk);
		if (got > 0 && !strbuf_add(text, chunk, (size_t)got))
			return error_set(error, ERROR_LIMIT, "read the reply",
					 _("More than %d MB came in; give the reply alone."),
					 PASTE_MAX / 1024 / 1024);
	} while (got > 0 || (got < 0 && errno == EINTR));
	if (got < 0)
		return error_set(error, ERROR_FILE, "read the reply", _("Standard input cannot be read: %s."),
				 strerror(errno));
	return true;
}

static bool read_paste(const struct explain_options *options, struct strbuf *text, struct error *error)
{
	if (options->reply != NULL && strcmp(options->reply, "-") != 0) {
		strbuf_adds(text, options->reply);
		return true;
	}
	static const char hint[] = N_("Paste the server's reply, then press Ctrl-D.\n");
	if (isatty(STDIN_FILENO)) {
		ssize_t wrote = write(STDERR_FILENO, _(hint), strlen(_(hint)));
		(void)wrote;
	}
	return read_stdin(text, error);
}

/* What the command line says of the reply. */
static struct symptom context_of(const struct explain_options *options)
{
	return (struct symptom){
	    .stage = options->stage,
	    .host = options->host,
	    .mechanism = options->mechanism,
	    .known = options->answers,
	};
}

/* Prints the explanation; false when it could not be written. */
static bool explain_dialogue(const struct explain_options *options, const struct dialogue *dialogue)
{
	struct strbuf text, out;
	struct diagnosis diagnoses[DIAGNOSES_MAX];
	struct symptom context = context_of(options);
	strbuf_init(&text, PASTE_MAX);
	strbuf_init(&out, PASTE_MAX);
	size_t count = dialogue_diagnose(options->kb, dialogue, &context, &text, diagnoses);
	struct question questions[QUESTIONS_MAX];
	struct explanation explanation = {
	    .reply = &dialogue->reply,
	    .diagnoses = diagnoses,
	    .diagnosis_count = count,
	    .questions = questions,
	    .question_count = dialogue_questions(options->kb, dialogue, count, &context, &text, questions),
	    .kb = options->kb,
	    .color = options->color,
	    .dialogue = dialogue,
	    .context = &context,
	};
	report_explain(&explanation, options->format, &out);
	bool written = output_write(&out);
	strbuf_finish(&out);
	strbuf_finish(&text);
	return written;
}

static int explain_one(const struct explain_options *options)
{
	struct strbuf paste;
	struct dialogue dialogue;
	struct error error;
	int code = 0;
	strbuf_init(&paste, PASTE_MAX);
	dialogue_init(&dialogue);
	if (!read_paste(options, &paste, &error)) {
		code = headless_complain(&error);
	} else {
		dialogue_read(&dialogue, paste.data, paste.len);
		if (dialogue.outcome == DIALOGUE_EMPTY) {
			error_set(&error, ERROR_USAGE, "read the reply",
				  _("There is no reply to explain; nothing was given."));
			code = headless_complain(&error);
		} else if (!explain_dialogue(options, &dialogue)) {
			code = EXIT_INTERNAL;
		}
	}
	dialogue_finish(&dialogue);
	strbuf_finish(&paste);
	return code;
}

int headless_explain(const struct explain_options *options)
{
	return options->jsonl ? explaining_run_lines(options) : explain_one(options);
}
