/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds the reply that failed in a log, a program's message or a bounce. Works on text alone: what
 * the reply means is not its business.
 */
#include "diagnose/paste.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "diagnose/detail.h"
#include "diagnose/fold.h"
#include "diagnose/tail.h"
#include "diagnose/unescape.h"

enum { PASTE_BYTES_MAX = 256 * 1024, WRAPPED_LINES_MAX = 40 };

/* One line of the paste, cut into what stands before the code and what follows. */
struct piece {
	const char *text; /* from the code on, or the whole line without its prefix */
	size_t len;
	int code; /* 0: none */
	char enhanced[16];
	bool more;    /* the code is followed by '-' */
	bool foreign; /* begins a line of its own in a log, or is a stack trace: no continuation */
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* May a reply's code begin at `at`? Dates, ports, addresses and numbers in the text do not count. */
static bool code_boundary(const char *line, size_t at)
{
	char before = at > 0 ? line[at - 1] : ' ';

	if (text_is_digit(before) || before == '.' || before == '/' || before == '=' || before == '#' ||
	    before == '_' || before == '@' || before == '$')
		return false;
	if (text_is_alpha(before))
		return at >= 3 && strncmp(line + at - 3, "at ", 3) == 0;
	if ((before == ':' || before == '-') && at > 1)
		return !text_is_digit(line[at - 2]);
	return true;
}

/* The quotes and commas between code and text in (535, b'5.7.8 ...') and {"code":535,"message":"..."}. */
static size_t tuple_gap(const char *text, size_t len)
{
	static const char *const gaps[] = {", b'", ", b\"",  ", '", ", \"", ",'",  ",\"", ", ",
					   "', '", "\", \"", "]: ", "] ",   "): ", ") "};

	for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++) {
		size_t gap = strlen(gaps[i]);
		if (len > gap && memcmp(text, gaps[i], gap) == 0)
			return gap;
	}
	return 0;
}

static bool plausible_rest(const char *text, size_t len, bool line_start)
{
	if (len == 0)
		return line_start;
	if (text[0] == '-' || text[0] == ':')
		return len > 1 &&
		       (line_start || fold_enhanced(text + 1, len - 1) > 0 || !text_is_digit(text[1]));
	if (is_space(text[0])) {
		static const char *const units[] = {"bytes", "ms", "seconds", "octets",
						    "port",  "kb", "mb",      "messages"};
		for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
			size_t end = 1 + strlen(units[i]);
			if (len >= end && text_starts_nocase(text + 1, units[i]) &&
			    (len == end || !(text_is_alpha(text[end]) || text[end] == '-')))
				return false;
		}
		return true;
	}
	return tuple_gap(text, len) > 0;
}

/* Where the code of a reply stands in a line, preferring one with an enhanced code; len when nowhere. */
static size_t find_code(const char *line, size_t len)
{
	size_t best = len;
	bool line_start = true;

	for (size_t at = 0; at + 3 <= len; at++) {
		bool start = line_start;
		line_start = line_start && strchr(" \t<>*~-=!|", line[at]) != NULL;
		if (line[at] < '2' || line[at] > '5' || line[at + 1] > '7' || !text_is_digit(line[at + 1]) ||
		    !text_is_digit(line[at + 2]) || text_is_digit(line[at + 3]) || !code_boundary(line, at) ||
		    !plausible_rest(line + at + 3, len - at - 3, start))
			continue;
		if (start)
			return at;
		if (at + 4 < len && fold_enhanced(line + at + 4, len - at - 4) > 0)
			return at;
		if (best == len && (line[at] >= '4'))
			best = at;
	}
	return best;
}

static bool starts_foreign_line(const char *line, size_t len)
{
	static const char *const starts[] = {"at ",
					     "File \"",
					     "Traceback",
					     "Caused by",
					     "--- ",
					     "#0 ",
					     "#1 ",
					     "C: ",
					     ">>> ",
					     "-> ",
					     " -> ",
					     ">> ",
					     "CLIENT ->",
					     "~> ",
					     "QUIT",
					     "* ",
					     "Return-Path",
					     "From: ",
					     "To: ",
					     "Subject: ",
					     "Received: ",
					     "Reporting-MTA",
					     "Final-Recipient",
					     "Action: ",
					     "Status: ",
					     "Remote-MTA",
					     "msmtp: ",
					     "sendmail: ",
					     "curl: ",
					     "*** ",
					     "=== "};

	while (len > 0 && is_space(line[0]))
		line++, len--;
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		if (len >= strlen(starts[i]) && text_starts_nocase(line, starts[i]))
			return true;
	}
	return len > 5 && text_is_digit(line[0]) && text_is_digit(line[1]) &&
	       (line[2] == ':' || (text_is_digit(line[2]) && text_is_digit(line[3]) && line[4] == '-'));
}

static struct piece read_piece(const char *line, size_t len)
{
	struct piece piece = {.text = line, .len = len};
	size_t at = find_code(line, len);

	piece.foreign = starts_foreign_line(line, len) && at == len;
	if (at < len) {
		size_t gap = tuple_gap(line + at + 3, len - at - 3);
		piece.text = line + at;
		piece.len = len - at;
		fold_codes(line + at, 3, &piece.code, NULL);
		piece.more = gap == 0 && piece.len > 3 && piece.text[3] == '-';
		if (gap > 0)
			fold_codes(piece.text + 3 + gap, piece.len - 3 - gap, NULL, piece.enhanced);
		else
			fold_codes(piece.text, piece.len, NULL, piece.enhanced);
	} else {
		static const char *const marks[] = {"<- ", "<-- ", "<~ ", "<** ", "<<< ",
						    "<< ", "< ",   "S: ", "S:"};
		for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
			size_t mark = strlen(marks[i]);
			if (piece.len > mark && strncmp(piece.text, marks[i], mark) == 0) {
				piece.text += mark;
				piece.len -= mark;
				break;
			}
		}
		while (piece.len > 0 && is_space(piece.text[0]))
			piece.text++, piece.len--;
	}
	return piece;
}

/* Appends "CODE-text" or "CODE text" as one line, whatever stood between code and text. */
static void add_line(struct strbuf *out, int code, const char *text, size_t len)
{
	len = tail_cut(text, len);
	while (len > 0 && (is_space(text[0]) || text[0] == '-' || text[0] == ':'))
		text++, len--;
	if (len == 0 && out->len > 0)
		return;
	if (code != 0)
		strbuf_addf(out, "%d-", code);
	strbuf_add(out, text, len);
	strbuf_addc(out, '\n');
}

/* The text behind a piece's code. */
static const char *behind_code(const struct piece *piece, size_t *ret_len)
{
	size_t skip = piece->code != 0 ? 3 : 0;

	if (skip > 0)
		skip += tuple_gap(piece->text + 3, piece->len - 3);
	*ret_len = piece->len - skip;
	return piece->text + skip;
}

/* A line whose breaks were lost repeats code and enhanced code: breaks it up again. */
static void add_broken_up(struct strbuf *out, const struct piece *piece, int code)
{
	size_t len;
	const char *text = behind_code(piece, &len);
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

/* The next line of `text`; false at the end. */
static bool next_line(const char *text, size_t len, size_t *at, const char **ret_line, size_t *ret_len)
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

/* Collects the reply that begins with `first`, the lines behind it starting at `at`. */
static void collect(struct strbuf *out, const char *text, size_t len, size_t at, const struct piece *first)
{
	const char *line;
	size_t line_len;
	bool closed = !first->more; /* the last line of the reply was seen */
	int wrapped = 0;

	add_broken_up(out, first, first->code);
	while (next_line(text, len, &at, &line, &line_len)) {
		struct piece piece = read_piece(line, line_len);
		if (is_blank(line, line_len) || piece.foreign)
			return;
		if (piece.code != 0 && (piece.code != first->code ||
					(closed && !piece.more && wrapped == 0 && piece.enhanced[0] == '\0')))
			return;
		if (piece.code == 0 && ++wrapped > WRAPPED_LINES_MAX)
			return;
		add_broken_up(out, &piece, first->code);
		closed = closed || (piece.code != 0 && !piece.more);
	}
}

/* The first reply that failed, else the last one. */
static bool find_reply(const char *text, size_t len, struct piece *ret_first, size_t *ret_behind)
{
	size_t at = 0;
	const char *line;
	size_t line_len;
	bool found = false;
	bool more = false; /* the reply at hand goes on */

	while (next_line(text, len, &at, &line, &line_len)) {
		struct piece piece = read_piece(line, line_len);
		bool same = more && piece.code == ret_first->code;
		if (piece.code == 0)
			continue;
		more = piece.more;
		if (same)
			continue;
		*ret_first = piece;
		*ret_behind = at;
		found = true;
		if (piece.code >= 400)
			return true;
	}
	return found;
}

static void add_all_lines(struct strbuf *out, const char *text, size_t len)
{
	size_t at = 0;
	const char *line;
	size_t line_len;

	while (next_line(text, len, &at, &line, &line_len)) {
		struct piece piece = read_piece(line, line_len);
		if (!is_blank(line, line_len))
			add_line(out, 0, piece.text, piece.len);
	}
}

/* Gives the cleaned lines to the reply; the last "CODE-" becomes "CODE ". */
static void fill(struct reply *reply, struct strbuf *lines)
{
	size_t at = 0;
	const char *line;
	size_t len;
	enum problem problem;

	while (next_line(lines->data, lines->len, &at, &line, &len)) {
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

bool paste_read(const char *text, size_t len, struct reply *reply)
{
	struct strbuf plain, turned, lines;
	struct piece first;
	size_t behind;
	bool found;

	reply_reset(reply);
	strbuf_init(&plain, PASTE_BYTES_MAX);
	strbuf_init(&lines, REPLY_BYTES_MAX);
	unescape(&plain, text, len > PASTE_BYTES_MAX ? PASTE_BYTES_MAX : len);
	strbuf_init(&turned, PASTE_BYTES_MAX);
	if (detail_turn(&turned, plain.data, plain.len)) {
		strbuf_clear(&plain);
		strbuf_add(&plain, turned.data, turned.len);
	}
	if (find_reply(plain.data, plain.len, &first, &behind))
		collect(&lines, plain.data, plain.len, behind, &first);
	else
		add_all_lines(&lines, plain.data, plain.len);
	found = lines.len > 0;
	fill(reply, &lines);
	strbuf_finish(&lines);
	strbuf_finish(&turned);
	strbuf_finish(&plain);
	return found;
}
