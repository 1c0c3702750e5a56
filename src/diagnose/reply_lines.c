/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts a reply together from the lines of a paste. Which reply decides is not its business. */
#include "diagnose/reply_lines.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "diagnose/fold.h"
#include "diagnose/tail.h"

enum {
	WRAPPED_LINES_MAX = 40,
	WRAPPED_FROM = 55,
	PREFIX_ALIKE = 10,
	PREFIX_LETTERS = 4,
	ROOM_MIN = 10,
	MARK_WITHIN = 120
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* Appends "CODE-text" or "CODE text" as one line, whatever stood between code and text. */
static void add_line(struct strbuf *out, int code, const char *text, size_t len)
{
	len = trim_log_suffix(text, len);
	while (len > 0 && (is_space(text[0]) || text[0] == '-' || text[0] == ':'))
		text++, len--;
	if (len == 0 && out->len > 0)
		return;
	if (code != 0)
		strbuf_addf(out, "%d-", code);
	strbuf_add(out, text, len);
	strbuf_addc(out, '\n');
}

/* A line whose breaks were lost repeats code and enhanced code: breaks it up again. */
static void add_broken_up(struct strbuf *out, const struct piece *piece, int code)
{
	size_t len;
	const char *text = piece_text(piece, &len);
	char repeat[32];
	size_t start = 0;

	snprintf(repeat, sizeof repeat, "%d", code);
	for (size_t at = 1; code != 0 && at + 4 < len; at++) {
		bool enhanced = piece->enhanced[0] != '\0';
		if (memcmp(text + at, repeat, 3) != 0 || text_is_digit(text[at - 1]) ||
		    (text[at + 3] != '-' && text[at + 3] != ' '))
			continue;
		if (enhanced ? strncmp(text + at + 4, piece->enhanced, strlen(piece->enhanced)) != 0
			     : !is_space(text[at - 1]) || text[at + 4] == ' ')
			continue;
		add_line(out, code, text + start, at - start);
		start = at + 3;
	}
	add_line(out, code, text + start, len - start);
}

bool reply_lines_next(const char *text, size_t len, size_t *at, const char **ret_line, size_t *ret_len)
{
	const char *end;

	if (*at >= len)
		return false;
	*ret_line = text + *at;
	end = memchr(*ret_line, '\n', len - *at);
	*ret_len = end != NULL ? (size_t)(end - *ret_line) : len - *at;
	*at += *ret_len + 1;
	return true;
}

/* Nothing but white space, or what closes a quotation or an exception's text. */
static bool is_blank(const char *line, size_t len)
{
	while (len > 0 && strchr(" \t\r'\"`,;:)}]", line[len - 1]) != NULL)
		len--;
	return len == 0;
}

/* Gives the cleaned lines to the reply; the last "CODE-" becomes "CODE ". */
static void fill(struct reply *reply, struct strbuf *lines)
{
	size_t at = 0;
	const char *line;
	size_t len;
	enum problem problem;

	while (reply_lines_next(lines->data, lines->len, &at, &line, &len)) {
		int code = 0;
		fold_codes(line, len, &code, NULL);
		if (code == 0 || len < 4) {
			reply_keep_line(reply, line, len);
			continue;
		}
		if (at >= lines->len)
			lines->data[line - lines->data + 3] = ' ';
		reply_add_line(reply, line, len, &problem);
	}
	reply->complete = true;
}

/* What has been collected so far. */
struct collecting {
	const struct piece *first;
	bool closed;     /* the last line of the reply was seen */
	bool ended;      /* and so was the end of the quotation */
	int wrapped;     /* lines without a code */
	size_t last_len; /* of the line before, as it stands in the paste */
};

/* The program that quotes the reply goes on after it on the same line. */
static bool ends_quotation(const char *text, size_t len)
{
	return memmem(text, len, "(in reply to ", 13) != NULL || memmem(text, len, "; from=<", 8) != NULL;
}

/* What opens before the code closes at the end of the line: (554 ...), `451 ...`. */
static bool is_enclosed(const struct piece *first)
{
	const char *open = first->text;
	size_t len = first->len;

	while (open > first->line && is_space(open[-1]))
		open--;
	while (len > 0 && strchr(" \t\r,;.", first->text[len - 1]) != NULL)
		len--;
	if (open == first->line || len < 4)
		return false;
	if (open[-1] == '"' && first->text + first->len < first->line + first->line_len &&
	    first->text[first->len] == '"')
		return true; /* piece_read has cut there */
	return open[-1] == '(' ? first->text[len - 1] == ')'
			       : strchr("`\"'", open[-1]) != NULL && first->text[len - 1] == open[-1];
}

static bool is_quoted_whole(const struct piece *first)
{
	return is_enclosed(first) || (first->embedded && ends_quotation(first->text, first->len));
}

/* Begins like the line that quotes the reply, digits aside: the log's next line. */
static bool begins_alike(const struct piece *first, const char *line, size_t len)
{
	size_t most = (size_t)(first->text - first->line);
	size_t same = 0, letters = 0;

	most = most < len ? most : len;
	while (same < most && (first->line[same] == line[same] ||
			       (text_is_digit(first->line[same]) && text_is_digit(line[same])))) {
		letters += text_is_alpha(line[same]);
		same++;
	}
	return same >= PREFIX_ALIKE && letters >= PREFIX_LETTERS;
}

/* "status=500 method=POST path=/api": members of a record. */
static size_t count_members(const char *line, size_t len)
{
	size_t members = 0, start = 0;

	for (size_t at = 0; at < len; at++) {
		members += line[at] == '=' && at > start;
		if (!text_is_alpha(line[at]) && line[at] != '_')
			start = is_space(line[at]) ? at + 1 : len;
	}
	return members;
}

/* A line of the program that follows the reply: it says so, and the line before was not broken by a window,
 * since its next word had room there. */
static bool is_programs(const struct collecting *so_far, const char *line, size_t len)
{
	static const char *const marks[] = {"rror", "xception", "[object"};
	const char *space = memchr(line, ' ', len);
	size_t word = space != NULL ? (size_t)(space - line) : len;

	if (is_space(line[0]) || so_far->last_len + 1 + word + ROOM_MIN > len)
		return false;
	len = len < MARK_WITHIN ? len : MARK_WITHIN;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		const char *found = memmem(line, len, marks[i], strlen(marks[i]));
		const char *end = found != NULL ? found + strlen(marks[i]) : line;
		if (found != NULL && (end == line + len || strchr("-_/", *end) == NULL))
			return true; /* but not ".../error-messages?ip=192.0.2.1" */
	}
	return count_members(line, len) > 2;
}

/* May a line without a code be the rest of a line that somebody's window or mail program broke? */
static bool is_wrapped_rest(const struct collecting *so_far, const char *line, const struct piece *piece)
{
	bool bare = so_far->first->len == 3 && so_far->wrapped == 0; /* its text has to be on the next line */

	if ((so_far->first->embedded && begins_alike(so_far->first, line, piece->line_len)) ||
	    (!bare && is_programs(so_far, line, piece->line_len)))
		return false;
	if (piece->prefixed)
		return !so_far->first->prefixed;
	if (!so_far->first->prefixed)
		return true;
	return so_far->wrapped > 0 || so_far->last_len >= WRAPPED_FROM || is_space(line[0]);
}

/* True when the line was taken, false when the reply ended before it. */
static bool take_line(struct strbuf *out, struct collecting *so_far, const char *line, size_t len)
{
	struct piece piece;

	piece_read(line, len, &piece);
	if (is_blank(line, len) && !so_far->closed)
		return true; /* between two lines of one reply: nothing */
	if (is_blank(line, len) || piece.foreign)
		return false;
	if (piece.code != 0 &&
	    (piece.code != so_far->first->code ||
	     (so_far->closed && !piece.more && so_far->wrapped == 0 && piece.enhanced[0] == '\0')))
		return false;
	if (piece.code != 0 && so_far->closed &&
	    ((so_far->first->prefixed && !piece.prefixed) || (piece.embedded && !so_far->first->embedded)))
		return false; /* the program's own conclusion */
	if (piece.code == 0 &&
	    (!is_wrapped_rest(so_far, line, &piece) || ++so_far->wrapped > WRAPPED_LINES_MAX))
		return false;
	add_broken_up(out, &piece, so_far->first->code);
	so_far->closed = so_far->closed || (piece.code != 0 && !piece.more);
	so_far->last_len = len;
	so_far->ended = so_far->first->embedded && ends_quotation(line, len);
	return true;
}

size_t reply_lines_collect(const char *text, size_t len, size_t at, const struct piece *first,
			   struct reply *reply)
{
	struct collecting so_far = {.first = first, .closed = !first->more, .last_len = first->line_len};
	struct strbuf lines;
	const char *line;
	size_t line_len, next = at;

	strbuf_init(&lines, REPLY_BYTES_MAX);
	add_broken_up(&lines, first, first->code);
	so_far.ended = is_quoted_whole(first);
	while (!so_far.ended && reply_lines_next(text, len, &next, &line, &line_len)) {
		if (!take_line(&lines, &so_far, line, line_len))
			break;
		at = next;
	}
	fill(reply, &lines);
	strbuf_finish(&lines);
	return at;
}

void reply_lines_all(const char *text, size_t len, struct reply *reply)
{
	struct strbuf lines;
	size_t at = 0;
	const char *line;
	size_t line_len;

	strbuf_init(&lines, REPLY_BYTES_MAX);
	while (reply_lines_next(text, len, &at, &line, &line_len)) {
		struct piece piece;
		piece_read(line, line_len, &piece);
		if (!is_blank(line, line_len))
			add_line(&lines, 0, piece.text, piece.len);
	}
	fill(reply, &lines);
	strbuf_finish(&lines);
}
