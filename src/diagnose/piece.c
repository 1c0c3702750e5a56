/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the code of a reply stands in a line, and where it only seems to. */
#include "diagnose/piece.h"

#include <string.h>

#include "base/text.h"
#include "diagnose/fold.h"
#include "diagnose/log_line.h"

enum { LINE_BYTES_MAX = 16 * 1024 }; /* of one line; no reply has more (RFC 5321: 512) */

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* Numbers of these are no codes: "line 451", "port 465", "errno 111", "HTTP status 502". */
static bool counts_something(const char *word, size_t len)
{
	static const char *const words[] = {
	    "line",    "port",     "pid",    "process", "errno", "id",      "uid",       "size",
	    "length",  "took",     "after",  "version", "row",   "column",  "col",       "exit",
	    "http",    "attempt",  "thread", "build",   "max",   "limit",   "delay",     "job",
	    "timeout", "function", "of",     "in",      "ttl",   "mtu",     "completed", "error:num",
	    "order",   "room",     "page",   "ticket",  "issue", "invoice", NULL};

	for (size_t i = 0; words[i] != NULL; i++) {
		if (len == strlen(words[i]) && strncasecmp(word, words[i], len) == 0)
			return true;
	}
	return false;
}

/* The word that ends before `at`, after spaces and "=:#(_" and quotes; its start. */
static size_t word_before(const char *line, size_t at, size_t *ret_len)
{
	size_t end = at, start;

	while (end > 0 && strchr(" \t=:#(_\"", line[end - 1]) != NULL)
		end--;
	start = end;
	while (start > 0 && text_is_alpha(line[start - 1]))
		start--;
	*ret_len = end - start;
	return start;
}

/* "GET / HTTP/1.1" 500", "POST /invite 500": the status of a web server. */
static bool is_behind_request(const char *line, size_t at)
{
	static const char *const methods[] = {"GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS"};
	size_t start = at;

	if (at > 10 && line[at - 1] == ' ' && strchr("\"'", line[at - 2]) != NULL &&
	    memmem(line + at - 11, 9, "HTTP/", 5) != NULL)
		return true;
	if (at >= sizeof "HTTP/2" && line[at - 1] == ' ' &&
	    memmem(line + at - (at < 9 ? at : 9), 6, "HTTP/", 5) != NULL) /* "HTTP/1.1 451 Unavailable" */
		return true;
	while (start > 1 && (start == at || line[start - 1] != ' '))
		start--;
	for (size_t i = 0; line[start] == '/' && i < sizeof methods / sizeof *methods; i++) {
		size_t len = strlen(methods[i]);
		if (start > len && memcmp(line + start - 1 - len, methods[i], len) == 0)
			return true;
	}
	return false;
}

static bool is_counted(const char *line, size_t at)
{
	size_t len;
	size_t start = word_before(line, at, &len);

	if (strncmp(line + at + 3, " from http", 10) == 0)
		return true;

	if (counts_something(line + start, len) || is_behind_request(line, at))
		return true;
	for (int i = 0; i < 2; i++) { /* "exit code 255", "HTTP response status 502" */
		if (len != 4 && len != 6 && len != 8)
			return false;
		if (strncasecmp(line + start, "code", len) != 0 &&
		    strncasecmp(line + start, "status", len) != 0 &&
		    strncasecmp(line + start, "response", len) != 0)
			return false;
		start = word_before(line, start, &len);
		if (counts_something(line + start, len))
			return true;
	}
	return false;
}

/* ":" or "-" directly before a code follows a quotation mark or one of few words: "host:465", "mail.c:451"
 * and "Thread-450" do not count. */
static bool sign_fits(const char *line, size_t colon)
{
	static const char *const words[] = {"code",   "status",   "error", "smtp",   "esmtp",  "s",
					    "reply",  "response", "said",  "server", "answer", "returned",
					    "result", "message",  "msg",   NULL};
	size_t start = colon;

	if (colon == 0 || strchr("'\" )", line[colon - 1]) != NULL)
		return true;
	while (start > 0 && text_is_alpha(line[start - 1]))
		start--;
	for (size_t i = 0; words[i] != NULL; i++) {
		if (colon - start == strlen(words[i]) &&
		    strncasecmp(line + start, words[i], colon - start) == 0)
			return true;
	}
	return false;
}

/* The quotes and commas between code and text in (535, b'5.7.8 ...') and {"code":535,"message":"..."}. */
static size_t tuple_gap(const char *text, size_t len)
{
	static const char *const gaps[] = {", b'",   ", b\"", ", '",  ", \"",  ",'",
					   ",\"",    ", ",    "', '", "', ['", "), source: \"",
					   "\", \"", "]: ",   "] ",   "): ",   ") "};

	if (len > 5 && memcmp(text, ", in ", 5) == 0)
		return 0; /* "line 458, in send_email" */
	for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++) {
		size_t gap = strlen(gaps[i]);
		if (len > gap && memcmp(text, gaps[i], gap) == 0)
			return gap;
	}
	return 0;
}

/* "[535] text" begins a line or follows a mark; "LPN004_420 [420]" is the name of a reason. */
static bool bracket_fits(const char *line, size_t bracket)
{
	while (bracket > 0 && is_space(line[bracket - 1]))
		bracket--;
	return bracket == 0 || !text_is_digit(line[bracket - 1]);
}

/* "441 4.4.1 Error encountered ...", "450 4.7.320 Certificate ...": Exchange speaks of its own connection. */
static bool is_exchange_own(const char *code)
{
	return code[3] == ' ' && (strncmp(code + 4, "4.4.", 4) == 0 || strncmp(code + 4, "4.7.3", 5) == 0);
}

/* May a reply's code begin at `at`? Dates, ports, addresses, process ids and numbers in the text do not
 * count. */
static bool code_boundary(const char *line, size_t len, size_t at)
{
	char before = at > 0 ? line[at - 1] : ' ';
	char second = at > 1 ? line[at - 2] : ' ';

	if (before == '=' && at + 4 < len && fold_enhanced(line + at + 4, len - at - 4) > 0 &&
	    sign_fits(line, at - 1))
		return true; /* "response=552 5.2.2 Over quota" */
	if (before == '=') /* OpenSMTPD: "stat=451 Temporary failure"; Microsoft 365: "{LED=550 5.1.10 ..." */
		return at >= 5 && (strncmp(line + at - 5, "stat=", 5) == 0 ||
				   (strncmp(line + at - 5, "{LED=", 5) == 0 && !is_exchange_own(line + at)));
	if (text_is_digit(before) || strchr("./_@$+%~", before) != NULL)
		return false;
	if (text_is_alpha(before))
		return at >= 3 && strncmp(line + at - 3, "at ", 3) == 0;
	if (before == ':')
		return sign_fits(line, at - 1) && !is_counted(line, at);
	if (before == '(' && text_is_alpha(second) && at + 3 < len && strchr(",)", line[at + 3]) != NULL &&
	    strncmp(line + at + 3, ") ", 2) != 0 && strncmp(line + at + 3, "): ", 3) != 0 &&
	    tuple_gap(line + at + 3, len - at - 3) > 0)
		return true; /* SMTPDataError(554, b'...'), but not Template.php(508): */
	if (before == '[' && !bracket_fits(line, at - 1))
		return false;
	if (before == '[' || before == '(')
		return !text_is_alpha(second) && !text_is_digit(second) && !is_counted(line, at);
	if (before == '-')
		return text_is_alpha(second) && sign_fits(line, at - 1);
	return !is_counted(line, at);
}

/* "421 [Note] ...", "[451]: INFO ...": the number of a thread or process, and how grave the line is; or a
 * column. */
static bool is_level(const char *text, size_t len)
{
	static const char *const levels[] = {"note",    "notice", "info",  "debug",  "warn",
					     "warning", "error",  "trace", "system", "fatal"};
	size_t start = 0, end;

	if (len > 3 && memcmp(text, " | ", 3) == 0)
		return true; /* "[GIN] 10:11:12 | 500 | 30 ms | POST ..." */
	while (start < len && strchr("]: [", text[start]) != NULL)
		start++;
	for (end = start; end < len && text_is_alpha(text[end]);)
		end++;
	if (start < 2 || (text[start - 1] != '[' && text[0] != ']'))
		return false;
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
		if (end - start == strlen(levels[i]) &&
		    strncasecmp(text + start, levels[i], end - start) == 0 &&
		    (end == len || strchr(" ]:", text[end]) != NULL))
			return true;
	}
	return false;
}

/* "192.0.2.7" begins here. */
static bool starts_address(const char *text, size_t len)
{
	size_t dots = 0, at;

	for (at = 0; at < len && (text_is_digit(text[at]) || text[at] == '.'); at++)
		dots += text[at] == '.';
	return dots == 3 && at > 6 && text_is_digit(text[at - 1]) && (at == len || is_space(text[at]));
}

/* `end_fits`: the code may end the line. */
static bool plausible_rest(const char *text, size_t len, bool line_start, bool end_fits)
{
	if (is_level(text, len))
		return false;
	if (len == 0)
		return line_start || end_fits;
	if (text[0] == '-' || text[0] == ':')
		return len > 1 &&
		       (line_start || fold_enhanced(text + 1, len - 1) > 0 || !text_is_digit(text[1]) ||
			(text[0] == '-' && starts_address(text + 1, len - 1)));
	if (is_space(text[0])) {
		static const char *const units[] = {"bytes", "ms",    "seconds",  "octets",     "port",
						    "kb",    "mb",    "messages", "kib",        "mib",
						    "s",     "sec",   "secs",     "recipients", "lines",
						    "times", "users", "files",    "jobs",       "attempts",
						    "rows",  "items", "records",  "packages",   "packets",
						    "pages", "tests", "entries",  "requests",   "commits"};
		for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
			size_t end = 1 + strlen(units[i]);
			if (len >= end && text_starts_nocase(text + 1, units[i]) &&
			    (len == end ||
			     !(text_is_alpha(text[end]) || text[end] == '-' || text[end] == '\'')))
				return false;
		}
		return true;
	}
	return tuple_gap(text, len) > 0;
}

/* "... said: 550", broken there, and "MAIL failed: 530" of curl. */
static bool may_end_line(const char *line, size_t at)
{
	static const char *const leads[] = {"said: ",
					    "MAIL failed: ",
					    "RCPT failed: ",
					    "code 250, got ",
					    "Refused: ",
					    "SMTPDataError: ",
					    "SMTPAuthenticationError: ",
					    "SMTPResponseException: ",
					    "SMTPHeloError: ",
					    "SMTPConnectError: "};

	for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
		size_t len = strlen(leads[i]);
		if (at >= len && memcmp(line + at - len, leads[i], len) == 0)
			return true;
	}
	return false;
}

/* Where the code of a reply stands in a line, preferring one with an enhanced code; len when nowhere. */
static size_t find_code(const char *line, size_t len)
{
	size_t best = len;
	bool line_start = true;

	for (size_t at = 0; at + 3 <= len; at++) {
		bool start = line_start;
		line_start = line_start && strchr(" \t<>*~-=!|", line[at]) != NULL;
		if (line[at] < '2' || line[at] > '5' || !text_is_digit(line[at + 1]) ||
		    (line[at + 1] > '5' && memcmp(line + at, "57", 2) != 0) || !text_is_digit(line[at + 2]) ||
		    text_is_digit(line[at + 3]) || log_line_is_http(line + at, len - at) ||
		    !code_boundary(line, len, at) ||
		    !plausible_rest(line + at + 3, len - at - 3, start, may_end_line(line, at)))
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

/* "Last-Attempt-Date: ..." of a report about a mail. */
static bool is_field(const char *line, size_t len)
{
	size_t end = 0;
	bool hyphen = false;

	while (end < len && (text_is_alpha(line[end]) || line[end] == '-'))
		hyphen = line[end++] == '-' || hyphen;
	return hyphen && end + 1 < len && line[end] == ':' && is_space(line[end + 1]);
}

/* "F, [2020-02-04T22:06:03.028656 #10] FATAL -- : " (Ruby's Logger). */
static bool is_ruby_line(const char *line, size_t len)
{
	return len > 5 && text_is_alpha(line[0]) && memcmp(line + 1, ", [", 3) == 0 && text_is_digit(line[4]);
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
					     "SMTP Error: ",
					     "SMTP NOTICE: ",
					     "SMTP connect() ",
					     "! E: ",
					     "Unable to send",
					     "Sending failed",
					     "Message not sent",
					     "Could not send",
					     "Failed to send",
					     "stack backtrace:",
					     "Mailer Error: ",
					     "**",
					     "=== "};

	while (len > 0 && is_space(line[0]))
		line++, len--;
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		if (len >= strlen(starts[i]) && text_starts_nocase(line, starts[i]))
			return true;
	}
	if (is_field(line, len) || is_ruby_line(line, len))
		return true;
	return len > 5 && text_is_digit(line[0]) && text_is_digit(line[1]) &&
	       (line[2] == ':' || (text_is_digit(line[2]) && text_is_digit(line[3]) && line[4] == '-'));
}

/* The text of a line that holds no code, without what stands in front of it. */
static void strip(struct piece *piece, const struct log_line *line)
{
	if (line->marked || line->prefix > 0) {
		piece->text = line->text;
		piece->len = line->len;
	}
	while (piece->len > 0 && is_space(piece->text[0]))
		piece->text++, piece->len--;
}

/* 451 4.4.0 Primary target IP address responded with: "451 5.7.3 ...": Exchange quotes the reply that counts.
 * Where its code stands; `at`: there is none. */
static size_t find_quoted_code(const char *line, size_t len, size_t at)
{
	static const char *const leads[] = {"responded with: \"", "returned an error -> ",
					    "server returned '", "target IP address: \""};

	for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
		const char *found = memmem(line + at, len - at, leads[i], strlen(leads[i]));
		size_t start = found != NULL ? (size_t)(found - line) + strlen(leads[i]) : len;
		if (start < len && line[start] >= '4' && log_line_code(line + start, len - start) > 0)
			return start;
	}
	return at;
}

/* "451 Server error". {"exception": ...: how much of `text` stands in the quotation marks that open before
 * it. */
static size_t quoted_length(const char *line, const char *text, size_t len)
{
	if (text == line || text[-1] != '"')
		return len;
	for (size_t at = 3; at < len; at++) {
		if (text[at] == '"' && (at + 1 == len || strchr(".,;)]}", text[at + 1]) != NULL))
			return at;
	}
	return len;
}

void piece_read(const char *line, size_t len, struct piece *ret_piece)
{
	struct log_line read;
	struct piece piece = {.text = line, .len = len, .line = line, .line_len = len};
	size_t at, gap;

	if (len > LINE_BYTES_MAX)
		len = piece.len = piece.line_len = LINE_BYTES_MAX;
	log_line_read(line, len, &read);
	piece.side = read.side;
	piece.prefixed = read.prefix > 0 || read.marked;
	at = log_line_code(read.text, read.len) > 0 && !is_level(read.text + 3, read.len - 3)
		 ? (size_t)(read.text - line)
	     : read.side == SIDE_CLIENT ? len
					: read.prefix + find_code(line + read.prefix, len - read.prefix);
	if (at == len) {
		piece.foreign = read.side == SIDE_CLIENT || starts_foreign_line(line, len);
		strip(&piece, &read);
		*ret_piece = piece;
		return;
	}
	at = find_quoted_code(line, len, at);
	piece.embedded = line + at != read.text;
	piece.text = line + at;
	piece.len = quoted_length(line, line + at, len - at);
	gap = tuple_gap(piece.text + 3, piece.len - 3);
	fold_codes(piece.text, 3, &piece.code, NULL);
	piece.more = gap == 0 && piece.len > 3 && piece.text[3] == '-';
	if (gap > 0)
		fold_codes(piece.text + 3 + gap, piece.len - 3 - gap, NULL, piece.enhanced);
	else
		fold_codes(piece.text, piece.len, NULL, piece.enhanced);
	*ret_piece = piece;
}

const char *piece_text(const struct piece *piece, size_t *ret_len)
{
	size_t skip = piece->code != 0 ? 3 : 0;

	if (skip > 0)
		skip += tuple_gap(piece->text + 3, piece->len - 3);
	*ret_len = piece->len - skip;
	return piece->text + skip;
}
