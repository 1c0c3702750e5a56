/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which refusal, which error or which end of a session counts. */
#include "diagnose/dialogue_course.h"

#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "diagnose/dialogue_hints.h"
#include "diagnose/reply_lines.h"

enum { LINE_MAX_BYTES = 2000 };

void assume(struct assumption *assumption, const char *value, size_t len, const char *from)
{
	snprintf(assumption->value, sizeof assumption->value, "%.*s", (int)(len < 120 ? len : 120), value);
	assumption->from = from;
}

static void assume_stage(struct dialogue *dialogue, int stage, const char *from)
{
	if (stage >= 0)
		assume(&dialogue->stage, stage_id((enum stage)stage), strlen(stage_id((enum stage)stage)),
		       from);
}

/* An error counts when no reply was refused, or when it ends a later try than the refusal. */
static bool error_decides(const struct course *course, const char *text, size_t len,
			  const struct client_error *error)
{
	const struct refusal *refusal = &course->refusal;
	bool certificate = problem_is_certificate(error->problem);

	if (refusal->found && certificate && refusal->first.code == 454 && error->at > refusal->after)
		return true; /* "454 TLS failed", and why */
	if (refusal->found)
		return error->at > refusal->after && error->strength > ERROR_VAGUE &&
		       ((course->session > refusal->session && error->at > course->session_at) ||
			hints_final_status(text, len, error->at));
	if (course->code == 221 && error->at > course->positive_at && error->cause != NULL &&
	    strcmp(error->cause, "connection-lost") == 0)
		return false; /* a connection ends after QUIT */
	if (course->replies > 0 && error->at < course->positive_at)
		return hints_final_status(text, len, error->at) ||
		       (certificate && !course->accepted && !course->logged_in);
	return !(course->accepted && course->quit);
}

/* A server that had answered was reached: programs call all that "could not connect". */
static enum problem problem_in_session(const struct course *course, enum problem problem)
{
	if ((course->reached < 0 && course->expected <= STAGE_GREETING) || course->expected == STAGE_TLS)
		return problem;
	return problem == PROBLEM_CONNECT_TIMEOUT  ? PROBLEM_REPLY_TIMEOUT
	       : problem == PROBLEM_CONNECT_FAILED ? PROBLEM_CLOSED
						   : problem;
}

static void end_with_error(struct course *course, const char *text, size_t len,
			   const struct client_error *error)
{
	struct dialogue *dialogue = course->dialogue;
	size_t start = error->at, end = error->at + error->len;

	while (start > 0 && text[start - 1] != '\n')
		start--;
	while (end < len && text[end] != '\n')
		end++;
	reply_lines_all(text + start, end - start, &dialogue->reply);
	dialogue->outcome = DIALOGUE_FAILED;
	dialogue->error = *error;
	dialogue->left = course->quit;
	if (error->at > course->positive_at)
		dialogue->error.problem = problem_in_session(course, error->problem);
	if (course->code == 354 && error->cause != NULL && strcmp(error->cause, "refused-for-good") == 0) {
		dialogue->error.cause = NULL; /* the program calls an answer that never came a refusal */
		dialogue->error.problem = PROBLEM_MESSAGE_UNCONFIRMED;
	}
	if (course->expected > STAGE_GREETING && error->at > course->positive_at && (course->replies > 0))
		assume_stage(dialogue, course->expected, N_("the client's last command"));
	else if (error->stage >= 0)
		assume_stage(dialogue, error->stage, N_("the program's error"));
}

enum { BROKEN_MAX = 400 /* bytes from a refusal to the end of the line that it was in */ };

/* Where the refusal itself gives no step away, the line above it may, or the trace below it. */
static struct hint refused_step(const struct refusal *refusal, const char *text, size_t len)
{
	struct hint hint = {refusal->stage, refusal->from};
	size_t end = len - refusal->at > BROKEN_MAX ? refusal->at + BROKEN_MAX : len;

	if (hint.stage < 0) /* a line that a window broke */
		hint = hints_behind(text + refusal->at, end - refusal->at);
	if (hint.stage < 0)
		hint = hints_lead(text, refusal->at);
	if (hint.stage >= 0 || refusal->after >= len)
		return hint;
	return hints_trace(text + refusal->after, len - refusal->after);
}

static void end_with_refusal(struct course *course, const char *text, size_t len)
{
	struct refusal *refusal = &course->refusal;
	struct hint step = refused_step(refusal, text, len);
	bool number = course->commands == 0 && hints_mere_number(&refusal->first, text, len);

	course->dialogue->outcome = DIALOGUE_REFUSED;
	course->dialogue->doubtful = number && refusal->first.embedded;
	course->dialogue->unheard = number && !refusal->first.embedded;
	reply_lines_collect(text, len, refusal->after, &refusal->first, &course->dialogue->reply);
	assume_stage(course->dialogue, step.stage, step.from);
}

/* Nothing was refused: the last reply is shown, and where the log ends. */
static void end_in_peace(struct course *course, const char *text, size_t len)
{
	struct dialogue *dialogue = course->dialogue;
	size_t at = course->positive_at, end;
	const char *line;
	struct piece piece;
	bool waits;

	if (!reply_lines_next(text, len, &at, &line, &end))
		return;
	piece_read(line, end, &piece);
	reply_lines_collect(text, len, at, &piece, &dialogue->reply);
	dialogue->outcome =
	    course->accepted || (course->quit && (course->logged_in || course->reached > STAGE_AUTH))
		? DIALOGUE_WELL
		: DIALOGUE_ENDS;
	dialogue->left = course->quit;
	if (course->late) {
		dialogue->outcome = DIALOGUE_FAILED;
		dialogue->error = (struct client_error){.problem = PROBLEM_MESSAGE_UNCONFIRMED, .stage = -1};
	}
	waits = course->expected > course->reached && !(course->quit && dialogue->outcome == DIALOGUE_ENDS);
	assume_stage(dialogue, waits ? course->expected : course->reached, N_("where the log ends"));
}

/* "...": the program's full stop stands before `end`, one of Latin or of Chinese. */
static bool ends_sentence(const char *text, size_t end)
{
	return text[end - 1] == '.' || (end > 3 && memcmp(text + end - 3, "\xe3\x80\x82", 3) == 0);
}

/* Where the quoted words that begin at `at` end: at the quotation mark that closes them, or with the line
 * unless the next one goes on with a small letter. */
static size_t quoted_end(const char *text, size_t len, size_t at)
{
	const char *close =
	    at > 0 && strchr("'\"", text[at - 1]) != NULL ? memchr(text + at, text[at - 1], len - at) : NULL;
	const char *line;
	size_t line_len, start = at, end = at;

	if (close != NULL)
		return (size_t)(close - text);
	while (reply_lines_next(text, len, &at, &line, &line_len)) {
		struct piece piece;
		piece_read(line, line_len, &piece);
		if (end > start && (piece.foreign || line_len == 0 || (line[0] >= 'A' && line[0] <= 'Z') ||
				    (ends_sentence(text, end) && (line[0] & 0x80) != 0)))
			break;
		end = line_len > 0 ? (size_t)(line + line_len - text) : end;
	}
	return end;
}

/* Words without any code; `calm`: they are settings. */
static void end_with_words(const struct course *course, const char *text, size_t len, bool calm)
{
	struct dialogue *dialogue = course->dialogue;
	size_t quoted = hints_quoted_reply(text, len);
	size_t start = quoted, end = len;
	struct client_signs signs = client_signs_look(text, len);
	struct hint hint;
	bool complains = quoted > 0 || hints_complaint(text, len, &start, &end);

	if (quoted > 0)
		end = quoted_end(text, len, quoted);

	hint = course->asked >= 0 && course->replies == 0
		   ? (struct hint){course->asked, N_("the client's last command")}
		   : hints_words(text + (quoted > 0 ? 0 : start), end - (quoted > 0 ? 0 : start));
	dialogue->alone = dialogue->alone && (quoted > 0 || (end - start == len && !hints_prompt(text, len)));
	dialogue->outcome =
	    quoted > 0    ? DIALOGUE_SAID
	    : signs.local ? DIALOGUE_LOCAL
	    : calm        ? DIALOGUE_SETTINGS
	    : hints_are_foreign(text, len, &signs) || hints_are_of_other(course->others, text, len, &signs)
		? DIALOGUE_FOREIGN
	    : !complains ? DIALOGUE_CALM
			 : DIALOGUE_SAID;
	dialogue->own_words = quoted == 0 && hints_program_speaks(text + start, end - start);
	reply_lines_all(text + start, end - start, &dialogue->reply);
	if (dialogue->outcome == DIALOGUE_SAID)
		assume_stage(dialogue, hint.stage, hint.from);
}

/* "mail: command not found", "write error: Broken pipe": the pipe led to a program that is not there. */
static bool is_pipe_to_nothing(const char *text, size_t len, const struct client_error *error)
{
	const char *words = text + error->at;

	return error->cause != NULL && strcmp(error->cause, "connection-lost") == 0 &&
	       (hints_find_words(words, error->len, "pipe") != NULL) && client_signs_look(text, len).local;
}

/* The line at `at` is about mail and no other protocol; on others a web server may speak. */
static bool is_told_of_mail(const char *text, size_t len, size_t at)
{
	static const char *const fetching[] = {"imap", "pop3", NULL};
	struct client_signs signs;
	size_t start = at;
	const char *end = memchr(text + at, '\n', len - at);

	while (start > 0 && at - start < LINE_MAX_BYTES && text[start - 1] != '\n')
		start--;
	signs = client_signs_look(text + start, (end != NULL ? (size_t)(end - text) : len) - start);
	return signs.mail && !signs.protocol && !signs.elsewhere && !hints_has_any(text, len, fetching);
}

/* Neither a session nor a word of mail: an error in it is one of sending only if the program said it surely.
 */
static bool is_about_other(const struct course *course, const char *text, size_t len,
			   const struct client_error *error)
{
	struct client_signs signs = client_signs_look(text, len);

	if (problem_is_stranger(error->problem) ||
	    (error->strength == ERROR_SURE && error->cause != NULL &&
	     strncmp(error->cause, "sender-", 7) == 0) ||
	    (!signs.protocol && error->strength == ERROR_SURE && error->stage == STAGE_AUTH &&
	     error->cause == NULL))
		return false; /* it can be said of sending only */
	return course->replies == 0 && course->commands == 0 && hints_are_foreign(text, len, &signs) &&
	       !is_told_of_mail(text, len, error->at) &&
	       (signs.elsewhere || signs.protocol || error->strength == ERROR_VAGUE);
}

/* What failed at `at` went through later, as the log tells. */
static bool was_delivered(struct course *course, const char *text, size_t len, size_t at)
{
	size_t later = hints_delivered_later(text, len, at);

	course->accepted = course->accepted || later > 0;
	course->positive_at = later > 0 ? later : course->positive_at;
	return later > 0;
}

void course_decide(struct course *course, const char *text, size_t len)
{
	struct client_error error;
	bool found = client_error_find(text, len, &error);
	bool calm = course->replies == 0 && !(found && error.strength == ERROR_SURE && error.cause != NULL) &&
		    hints_are_settings(text, len);
	bool failed = !calm && found && error_decides(course, text, len, &error) &&
		      !is_about_other(course, text, len, &error) && !is_pipe_to_nothing(text, len, &error) &&
		      !was_delivered(course, text, len, error.at);
	bool quoted = course->replies == 0 && hints_quoted_reply(text, len) > 0;
	bool told = !failed && !course->refusal.found && !course->accepted && !course->quit &&
		    hints_rejected_reply(text, len) > 0; /* the session beside it was cut off before */

	if (course->refusal.found && (was_delivered(course, text, len, course->refusal.at) ||
				      (course->asked < 0 && hints_other_protocol(text, len))))
		course->refusal.found = false;
	if (quoted || told ||
	    (course->replies == 0 && !failed && !course->refusal.found && !course->accepted))
		end_with_words(course, text, len, calm);
	else if (failed)
		end_with_error(course, text, len, &error);
	else if (course->refusal.found)
		end_with_refusal(course, text, len);
	else
		end_in_peace(course, text, len);
	if (course->dialogue->reply.line_count == 0)
		course->dialogue->outcome = DIALOGUE_EMPTY;
}
