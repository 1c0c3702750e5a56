/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows the session line by line. What decides in the end is not its business: see dialogue_end.c. */
#include "diagnose/dialogue_course.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "diagnose/dialogue_hints.h"
#include "diagnose/dialogue_text.h"
#include "diagnose/reply_lines.h"

enum { OFFERS_MAX = 16 * 1024, REPEATED_WITHIN = 200 /* bytes: members of one record */, SHORTENED_MIN = 6 };

const char *dialogue_outcome_id(enum dialogue_outcome outcome)
{
	static const char *const ids[] = {"empty", "refused", "failed", "said",     "ends",
					  "well",  "foreign", "local",  "settings", "calm"};

	return ids[outcome];
}

void dialogue_init(struct dialogue *dialogue)
{
	*dialogue = (struct dialogue){0};
	reply_init(&dialogue->reply);
}

void dialogue_finish(struct dialogue *dialogue)
{
	reply_finish(&dialogue->reply);
	free(dialogue->greeting);
	free(dialogue->offers);
	free(dialogue->last_command);
	*dialogue = (struct dialogue){0};
}

static void start_session(struct course *course, size_t at, int expected)
{
	course->session++;
	course->session_at = at;
	course->expected = expected;
	course->reached = -1;
	course->accepted = course->late = course->quit = course->logged_in = false;
}

/* ---- the client ---- */

/* Keeps the command as it stands, of AUTH only the mechanism. */
static void keep_command(struct dialogue *dialogue, const struct log_line *line,
			 const struct command *command)
{
	struct strbuf text;

	strbuf_init(&text, 256);
	if (command->mechanism[0] != '\0')
		strbuf_addf(&text, "AUTH %s", command->mechanism);
	else
		strbuf_add(&text, line->text, line->len < 200 ? line->len : 200);
	mem_replace(&dialogue->last_command, text.data);
	strbuf_finish(&text);
}

static void take_command(struct course *course, const struct log_line *line, const struct command *command)
{
	struct dialogue *dialogue = course->dialogue;

	course->more = false;
	course->commands++;
	if (command->quits) {
		course->quit = true;
	} else if (!command->resets) {
		course->quit = false;
		course->asked = command->stage;
		keep_command(dialogue, line, command);
	}
	course->expected = command->stage;
	if (command->starts_tls)
		dialogue->tls = DIALOGUE_TLS_ASKED;
	dialogue->saw_auth = dialogue->saw_auth || command->stage == STAGE_AUTH;
	if (command->mechanism[0] != '\0')
		assume(&dialogue->mechanism, command->mechanism, strlen(command->mechanism),
		       N_("the AUTH command"));
}

/* ---- the server ---- */

static bool is_unknown_command(const struct piece *piece)
{
	static const char *const words[] = {"unrecognized", "unrecognised", "not recognized",
					    "unknown command", NULL};

	return piece->code == 500 && hints_has_any(piece->text, piece->len, words);
}

/* A refusal that only follows from the one before: without a log-in, without encryption, without a recipient.
 */
static bool is_consequence(const struct course *course, const struct piece *piece, int stage)
{
	const struct refusal *first = &course->refusal;
	int code = piece->code;

	if (!first->found || first->session != course->session)
		return false;
	if (hints_want_recipient(piece->text, piece->len))
		return true;
	if ((first->stage == STAGE_AUTH && code == 502) || is_unknown_command(piece))
		return true; /* the data of a refused log-in or message, read as commands */
	if (first->stage < 0 || first->stage >= stage)
		return false;
	if (first->stage == STAGE_AUTH)
		return code == 530 || code == 503 ||
		       (!course->logged_in && hints_want_login(piece->text, piece->len));
	if (first->stage == STAGE_TLS)
		return code == 530 || code == 538 || hints_want_tls(piece->text, piece->len);
	return code == 503;
}

/* Between marked lines of the server ("<<< 550 ..."), a line without a mark is the program's own conclusion.
 */
static bool is_conclusion(const struct course *course, const struct piece *piece)
{
	const struct refusal *first = &course->refusal;

	return first->found && first->session == course->session && first->first.prefixed &&
	       !piece->prefixed && !piece->embedded;
}

/* The same words, as far as the shorter goes; "421 4.7.0 UBMSA...', Array)" goes to the dots. */
static bool tells_same(const struct piece *first, const struct piece *piece)
{
	const char *dots = memmem(piece->text, piece->len, "...", 3);
	size_t len = dots != NULL ? (size_t)(dots - piece->text) : piece->len;

	len = len < first->len ? len : first->len;
	return len >= SHORTENED_MIN && memcmp(piece->text, first->text, len) == 0;
}

/* The program tells it once more, in a record that says nothing of the step. */
static bool is_told_again(const struct course *course, const struct piece *piece, int stage)
{
	const struct refusal *first = &course->refusal;

	return first->found && course->commands == 0 && first->stage >= 0 && stage < 0 &&
	       tells_same(&first->first, piece);
}

/* Said again by the program that got it: the line of the session is the better one. */
static bool is_repeated(const struct course *course, const struct piece *piece, size_t at)
{
	const struct refusal *first = &course->refusal;

	return first->found && first->session == course->session && piece->embedded &&
	       first->first.code == piece->code && first->first.len > sizeof "550 " - 1 &&
	       (!first->first.embedded || at < first->after + REPEATED_WITHIN ||
		tells_same(&first->first, piece));
}

static void take_refusal(struct course *course, const struct piece *piece, size_t at, size_t after,
			 const struct hint *hint)
{
	const struct hint stage = hint->stage >= 0 || course->expected < 0
				      ? *hint
				      : (struct hint){course->expected, N_("the client's last command")};

	course->reached = stage.stage;
	if (course->dialogue->tls == DIALOGUE_TLS_ASKED && stage.stage == STAGE_TLS)
		course->dialogue->tls = DIALOGUE_TLS_REFUSED;
	if (course->quit || is_repeated(course, piece, at) || is_told_again(course, piece, hint->stage) ||
	    is_conclusion(course, piece) || is_consequence(course, piece, stage.stage))
		return;
	course->refusal = (struct refusal){.found = true,
					   .first = *piece,
					   .at = at,
					   .after = after,
					   .stage = stage.stage,
					   .from = stage.from,
					   .session = course->session};
}

/* The client found another way, and the server agreed: the refusal before does not decide. */
static void forget_overcome(struct course *course, int code)
{
	struct refusal *refusal = &course->refusal;
	bool overcome = code == 235 || (code != 221 && course->expected == refusal->stage &&
					(refusal->stage == STAGE_EHLO || refusal->stage == STAGE_MAIL));

	if (!refusal->found || refusal->session > course->session)
		return;
	if (course->expected == STAGE_DATA && code == 250 &&
	    (refusal->session < course->session || (refusal->stage >= 0 && refusal->stage < STAGE_RCPT)))
		overcome = true; /* the next try went through, or the message was taken all the same */
	if (refusal->stage == STAGE_RCPT && code == 235)
		overcome = false;
	if (overcome)
		refusal->found = false;
}

static void take_greeting(struct course *course, const struct piece *piece, size_t at)
{
	size_t len;
	const char *text = piece_text(piece, &len);

	if (course->replies > 0)
		start_session(course, at, STAGE_GREETING);
	course->reached = STAGE_GREETING;
	while (len > 0 && (*text == ' ' || *text == '-'))
		text++, len--;
	free(course->dialogue->greeting);
	course->dialogue->greeting = mem_strndup(text, len < 512 ? len : 512);
}

static void take_positive(struct course *course, const struct piece *piece, size_t at,
			  const struct hint *hint)
{
	int expected = course->expected;

	course->positive_at = at;
	if (piece->code == 220 && expected == STAGE_TLS) {
		course->dialogue->tls = DIALOGUE_TLS_ON;
		course->reached = STAGE_TLS;
	} else if (piece->code == 220) {
		take_greeting(course, piece, at);
	} else {
		if (expected < 0)
			expected = hint->stage;
		if (!course->quit)
			course->reached = expected;
	}
	if (piece->code == 354 || piece->code == 334)
		course->expected = piece->code == 354 ? STAGE_DATA : STAGE_AUTH;
	forget_overcome(course, piece->code);
	course->logged_in = course->logged_in || piece->code == 235;
	course->late = course->late || (course->quit && !course->accepted && piece->code == 250 &&
					course->asked == STAGE_DATA);
	course->accepted = course->accepted || (piece->code == 250 && expected == STAGE_DATA) ||
			   hints_accepted(piece->text, piece->len);
	if (piece->code == 250 && expected == STAGE_EHLO)
		strbuf_clear(&course->offers);
}

/* The lines of an EHLO reply after the first tell what the server offers. */
static void take_offer(struct course *course, const struct piece *piece)
{
	size_t len;
	const char *text = piece_text(piece, &len);

	while (len > 0 && (*text == ' ' || *text == '-'))
		text++, len--;
	strbuf_add(&course->offers, text, len);
	strbuf_addc(&course->offers, '\n');
}

static void take_reply(struct course *course, const struct piece *piece, size_t at, size_t after)
{
	struct hint hint = hints_stage(piece);
	bool goes_on = course->more && course->code == piece->code;

	course->more = piece->more;
	course->code = piece->code;
	if (goes_on) {
		if (piece->code == 250)
			take_offer(course, piece);
		return;
	}
	if (piece->code >= 400 || hints_refuses(piece->text, piece->len))
		take_refusal(course, piece, at, after, &hint);
	else
		take_positive(course, piece, at, &hint);
	if (piece->code == 250 && piece->more && hints_offers_log_in(piece))
		take_offer(course, piece); /* an excerpt that begins in the middle of the list */
	course->replies++;
}

static void follow(struct course *course, const char *text, size_t len)
{
	const char *line;
	size_t line_len, next = 0;

	while (reply_lines_next(text, len, &next, &line, &line_len)) {
		size_t at = (size_t)(line - text);
		struct log_line read;
		struct command command;
		struct piece piece;
		log_line_read(line, line_len, &read);
		if (read.side == SIDE_CLIENT && log_line_command(read.text, read.len, &command)) {
			take_command(course, &read, &command);
			continue;
		}
		piece_read(line, line_len, &piece);
		if (hints_other_program(&piece)) {
			course->others++;
			continue;
		}
		if (piece.code != 0)
			take_reply(course, &piece, at, next);
		else if (hints_sent(line, line_len))
			course->accepted = true, course->positive_at = at;
		else if (hints_connects(read.text, read.len) && (course->replies > 0 || course->expected < 0))
			start_session(course, at, STAGE_GREETING);
	}
}

void dialogue_read(struct dialogue *dialogue, const char *text, size_t len)
{
	struct course course = {.dialogue = dialogue, .expected = -1, .reached = -1, .asked = -1};
	struct strbuf plain;

	dialogue_finish(dialogue);
	dialogue_init(dialogue);
	strbuf_init(&plain, 2 * (DIALOGUE_HEAD_BYTES + DIALOGUE_TAIL_BYTES));
	strbuf_init(&course.offers, OFFERS_MAX);
	dialogue->cut = dialogue_text_prepare(&plain, text, len);
	follow(&course, plain.data, plain.len);
	if (course.offers.len > 0)
		dialogue->offers = strbuf_take(&course.offers);
	dialogue->logged_in = course.logged_in;
	dialogue->alone = course.replies <= 1 && course.commands == 0;
	course_decide(&course, plain.data, plain.len);
	hints_server(dialogue, plain.data, plain.len);
	dialogue->only_ipv6 = hints_only_ipv6(plain.data, plain.len);
	dialogue->ipv4_works = hints_ipv4_works(plain.data, plain.len);
	dialogue->tls_bytes = hints_tls_bytes(plain.data, plain.len);
	dialogue->begins_plain = hints_begins_plain(plain.data, plain.len);
	dialogue->user_is_address = hints_user_is_address(plain.data, plain.len);
	dialogue->begins_tls = hints_begins_tls(plain.data, plain.len);
	if (dialogue->mechanism.value[0] == '\0')
		hints_mechanism(&dialogue->mechanism, plain.data, plain.len);
	strbuf_finish(&course.offers);
	strbuf_finish(&plain);
}
