/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what was pasted to plain lines. */
#include "diagnose/dialogue_text.h"

#include <stdint.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "diagnose/detail.h"
#include "diagnose/dialogue.h"
#include "diagnose/fold.h"
#include "diagnose/log_fields.h"
#include "diagnose/log_line.h"
#include "diagnose/mimebody.h"
#include "diagnose/reply_lines.h"
#include "diagnose/unescape.h"

/* Head and tail of a paste that is too long, cut at line ends where there are any. */
static bool add_capped(struct strbuf *out, const char *text, size_t len)
{
	const char *end;

	if (len <= DIALOGUE_HEAD_BYTES + DIALOGUE_TAIL_BYTES) {
		strbuf_add(out, text, len);
		return false;
	}
	end = memrchr(text, '\n', DIALOGUE_HEAD_BYTES);
	strbuf_add(out, text, end != NULL ? (size_t)(end - text) : DIALOGUE_HEAD_BYTES);
	strbuf_addc(out, '\n');
	text += len - DIALOGUE_TAIL_BYTES;
	end = memchr(text, '\n', DIALOGUE_TAIL_BYTES);
	strbuf_add(out, end != NULL ? end + 1 : text,
		   end != NULL ? DIALOGUE_TAIL_BYTES - (size_t)(end + 1 - text) : DIALOGUE_TAIL_BYTES);
	return true;
}

static bool is_reply_at(const char *text, size_t len)
{
	return log_line_code(text, len < 4 ? len : 4) > 0 && len > 3 && (text[3] == ' ' || text[3] == '-');
}

/* " << 250-", " >> EHLO", " !! Expected": what Swift Mailer and others put between lines. */
static bool is_arrow(const char *text, size_t len)
{
	return len > 4 && text[0] == ' ' && text[1] == text[2] && text[3] == ' ' &&
	       (text[1] == '<' || text[1] == '>' || text[1] == '!');
}

/* What PHPMailer puts in front of each, and Dolibarr in front of a reply. */
static bool is_speaker(const char *text, size_t len)
{
	static const char *const speakers[] = {
	    "CLIENT -> SERVER:", "SERVER -> CLIENT:", "SMTP -> FROM SERVER:",
	    "SMTP -> ERROR:",    "SMTP ERROR:",       "SMTP NOTICE:"};

	if (len > 14 && memcmp(text, "Response: ", 10) == 0 && is_reply_at(text + 10, len - 10))
		return true;
	for (size_t i = 0; i < sizeof speakers / sizeof *speakers; i++) {
		if (len > strlen(speakers[i]) && memcmp(text, speakers[i], strlen(speakers[i])) == 0)
			return true;
	}
	return false;
}

/* A whole session that lost its line ends has at least two such marks in one line. */
static bool is_run_on(const char *line, size_t len)
{
	size_t replies = 0;

	for (size_t at = 0; at + 8 < len; at++)
		replies += is_speaker(line + at, len - at) ||
			   (is_arrow(line + at, len - at) && line[at + 1] == '<' &&
			    is_reply_at(line + at + 4, len - at - 4));
	return replies >= 2;
}

/* "2014-10-17 06:24:53 " at the end of what was written: back to where it begins. */
static void drop_time(struct strbuf *out)
{
	size_t end = out->len, digits = 0;

	while (end > 0 && out->len - end < 32 && strchr("0123456789-:., []\t", out->data[end - 1]) != NULL)
		digits += text_is_digit(out->data[--end]);
	if (digits >= 10)
		out->data[out->len = end] = '\0';
}

static void add_line(struct strbuf *out, const char *line, size_t len)
{
	bool run_on = is_run_on(line, len);
	const char *code = NULL; /* of the reply at hand */

	for (size_t at = 0; at < len; at++) {
		size_t rest = len - at;
		if (run_on && is_arrow(line + at, rest)) {
			code = line[at + 1] == '<' && is_reply_at(line + at + 4, rest - 4) ? line + at + 4
											   : NULL;
			strbuf_addc(out, '\n');
		} else if (run_on && is_speaker(line + at, rest)) {
			drop_time(out);
			strbuf_addf(out, "\n%c", line[at]);
		} else if (code != NULL && rest > 5 && line[at] == ' ' && line + at > code &&
			   memcmp(line + at + 1, code, 3) == 0 && is_reply_at(line + at + 1, rest - 1)) {
			strbuf_addc(out, '\n');
		} else {
			strbuf_addc(out, line[at]);
		}
	}
}

/* "550+5.7.60+SMTP;+Client+does+not+...": the W3C format of logs has a plus for each space. Where the code
 * stands; len: nowhere. */
static size_t find_plus_reply(const char *line, size_t len)
{
	for (size_t at = 0; at + 10 < len; at++) {
		if (line[at + 3] == '+' && (at == 0 || line[at - 1] == ' ') &&
		    log_line_code(line + at, 3) > 0 && fold_enhanced(line + at + 4, len - at - 4) > 0)
			return at;
	}
	return len;
}

/* "192.0.2.7_does_not_like_recipient./Remote_host_said:_550_5.1.1_.../Giving_up_on_192.0.2.7./": qmail's log
 * has an underscore for each space and a slash for each line end. Where its report begins; len: nowhere. */
static size_t find_qmail_report(const char *line, size_t len)
{
	const char *found = memmem(line, len, "_said:_", 7);
	const char *start = found != NULL ? memrchr(line, ' ', (size_t)(found - line)) : NULL;

	return start != NULL && found + 7 < line + len && text_is_digit(found[7]) ? (size_t)(start - line)
										  : len;
}

static void add_qmail_report(struct strbuf *out, const char *line, size_t len)
{
	for (size_t at = 0; at < len; at++) {
		bool ends = line[at] == '/' && (len - at < 12 || line[at + 1] == 'R' || line[at + 1] == 'G');
		strbuf_addc(out, ends ? '\n' : line[at] == '_' ? ' ' : line[at]);
	}
}

/* Lines that tell code and text as members are rewritten as the reply that they tell. */
static void rewrite_fields(struct strbuf *out, const struct strbuf *text)
{
	size_t at = 0, len;
	const char *line;

	while (reply_lines_next(text->data, text->len, &at, &line, &len)) {
		size_t start = out->len, plus = find_plus_reply(line, len);
		size_t report = find_qmail_report(line, len);
		if (report < len)
			add_qmail_report(out, line + report, len - report);
		else if (!log_fields_read(out, line, len))
			add_line(out, line, len);
		for (size_t i = start + plus; plus < len && i < out->len; i++)
			out->data[i] = out->data[i] == '+' ? ' ' : out->data[i];
		strbuf_addc(out, '\n');
	}
}

/* ---- lines that a window broke ---- */

enum { LINK_TEXT_MAX = 300, LINK_MAX = 500 };
enum { WIDTH_MIN = 60, WIDTH_MAX = 250, BROKEN_MIN = 2 };

/* The width at which a window broke lines: that of the longest, when several have it. 0: none did. */
static size_t find_width(const struct strbuf *text)
{
	size_t width = 0, count = 0, at = 0, len;
	const char *line;

	while (reply_lines_next(text->data, text->len, &at, &line, &len)) {
		count = len > width ? 1 : count + (len == width);
		width = len > width ? len : width;
	}
	return width >= WIDTH_MIN && width <= WIDTH_MAX && count >= BROKEN_MIN ? width : 0;
}

/* Nothing at its start says that a new line of a log or of a session begins here. */
static bool is_rest(const char *line, size_t len, const char *before)
{
	struct log_line read;

	log_line_read(line, len, &read);
	return len > 0 && read.prefix == 0 && !read.marked && read.side == SIDE_UNKNOWN &&
	       line[0] != before[0];
}

static void join_broken(struct strbuf *out, const struct strbuf *text)
{
	size_t width = find_width(text), at = 0, len, len_before = 0;
	const char *line, *before = NULL;

	while (reply_lines_next(text->data, text->len, &at, &line, &len)) {
		bool broken = width > 0 && len_before == width && is_rest(line, len, before);
		if (before != NULL && !broken)
			strbuf_addc(out, '\n');
		strbuf_add(out, line, len);
		before = line;
		len_before = len;
	}
}

/* A bounce of Exim or qmail ends with the mail that came back; what that says is no error. Where it begins.
 */
static size_t find_returned_mail(const char *text, size_t len)
{
	static const char *const leads[] = {"This is a copy of the message, including",
					    "Below this line is a copy of the message"};

	for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
		const char *found = memmem(text, len, leads[i], strlen(leads[i]));
		len = found != NULL ? (size_t)(found - text) : len;
	}
	return len;
}

/* A mail program quoted the whole: every line begins with ">". */
static bool is_quoted_mail(const char *text, size_t len)
{
	size_t at = 0, line_len, lines = 0;
	const char *line;

	while (reply_lines_next(text, len, &at, &line, &line_len)) {
		if (line_len > 0 && line[0] != '>')
			return false;
		lines += line_len > 0;
	}
	return lines > 1;
}

/* Takes off what quotes whole lines: "> " before each, or "`" on either side. */
static void unquote_lines(struct strbuf *text)
{
	bool mail = is_quoted_mail(text->data, text->len);
	size_t at = 0, to = 0, len;
	const char *line;

	while (reply_lines_next(text->data, text->len, &at, &line, &len)) {
		size_t skip = mail && len > 0 ? 1 + (len > 1 && line[1] == ' ') : 0;
		size_t close = 0;
		if (len > 2 && line[0] == '`' && line[1] != '`' && line[len - 1] == '`')
			skip = close = 1;
		memmove(text->data + to, line + skip, len - skip - close);
		to += len - skip - close;
		if (at <= text->len)
			text->data[to++] = '\n';
	}
	text->data[text->len = to] = '\0';
}

/* "[5](https://example.org/#step:3:5)35 ...": pages that show logs make links of numbers and addresses in
 * them. The length of the link's text when one opens at `text`; 0: none does. */
static size_t link_at(const char *text, size_t len, size_t *ret_used)
{
	const char *close = memchr(text, ']', len < LINK_TEXT_MAX ? len : LINK_TEXT_MAX);
	size_t label = close != NULL ? (size_t)(close - text) : 0, rest = len - label;
	const char *end;

	if (label < 2 || rest < 10 || memcmp(close, "](http", 6) != 0 || memchr(text, '\n', label) != NULL)
		return 0;
	end = memchr(close, ')', rest < LINK_MAX ? rest : LINK_MAX);
	if (end == NULL || memchr(close, '\n', (size_t)(end - close)) != NULL)
		return 0;
	*ret_used = (size_t)(end + 1 - text);
	return label - 1;
}

static void unlink_words(struct strbuf *text)
{
	size_t to = 0;

	for (size_t at = 0; at < text->len;) {
		size_t used = 1, label = 0;
		if (text->data[at] == '[')
			label = link_at(text->data + at, text->len - at, &used);
		memmove(text->data + to, text->data + at + (label > 0), label > 0 ? label : 1);
		to += label > 0 ? label : 1;
		at += used;
	}
	text->data[text->len = to] = '\0';
}

/* Notepad and PowerShell write UTF-16 after a byte order mark. False: there is none. */
static bool decode_utf16(struct strbuf *out, const char *text, size_t len)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t low = 0;

	if (len < 2 || bytes[0] + bytes[1] != 0xff + 0xfe || bytes[0] < 0xfe)
		return false;
	low = bytes[0] == 0xff ? 0 : 1;
	for (size_t at = 2; at + 1 < len; at += 2) {
		uint32_t point = bytes[at + low] | (uint32_t)bytes[at + 1 - low] << 8;
		text_encode(out, point >= 0xd800 && point < 0xe000 ? 0xfffd : point);
	}
	return true;
}

bool dialogue_text_prepare(struct strbuf *out, const char *text, size_t len)
{
	struct strbuf wide, raw, lines;
	bool cut;

	strbuf_init(&wide, 2 * len);
	if (decode_utf16(&wide, text, len)) {
		text = wide.data;
		len = wide.len;
	}
	strbuf_init(&raw, DIALOGUE_HEAD_BYTES + DIALOGUE_TAIL_BYTES + 1);
	strbuf_init(&lines, out->max);
	cut = add_capped(&raw, text, find_returned_mail(text, len));
	mimebody_decode(&raw);
	unlink_words(&raw);
	unquote_lines(&raw);
	join_broken(out, &raw);
	rewrite_fields(&lines, out);
	strbuf_clear(out);
	unescape(out, lines.data, lines.len);
	strbuf_clear(&lines);
	if (detail_turn(&lines, out->data, out->len)) {
		strbuf_clear(out);
		strbuf_add(out, lines.data, lines.len);
	}
	strbuf_finish(&lines);
	strbuf_finish(&raw);
	strbuf_finish(&wide);
	return cut;
}
