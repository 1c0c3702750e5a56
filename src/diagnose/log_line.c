/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prefixes, marks and commands of log lines. */
#include "diagnose/log_line.h"

#include <string.h>

#include "base/text.h"

enum { PREFIX_TOKENS_MAX = 12, BRACKET_MAX = 80, MARK_SEARCH_MAX = 160 };

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

static size_t skip_space(const char *text, size_t len, size_t at)
{
	while (at < len && is_space(text[at]))
		at++;
	return at;
}

static size_t token_end(const char *text, size_t len, size_t at)
{
	while (at < len && !is_space(text[at]))
		at++;
	return at;
}

static bool starts_with(const char *text, size_t len, const char *words)
{
	size_t count = strlen(words);

	if (len < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (text_lower(text[i]) != text_lower(words[i]))
			return false;
	}
	return true;
}

/* ---- what a log puts in front ---- */

static bool is_word_of(const char *token, size_t len, const char *const *words)
{
	while (len > 0 && strchr(":,-", token[len - 1]) != NULL)
		len--;
	for (size_t i = 0; words[i] != NULL; i++) {
		if (len == strlen(words[i]) && starts_with(token, len, words[i]))
			return true;
	}
	return false;
}

static const char *const levels[] = {"info",   "debug", "warn",     "warning", "error",   "trace",
				     "notice", "fatal", "critical", "severe",  "verbose", "eror",
				     "crit",   "err",   "dbg",      "inf",     NULL};
static const char *const calendar[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul",  "aug", "sep",
				       "oct", "nov", "dec", "mon", "tue", "wed", "thu",  "fri", "sat",
				       "sun", "am",  "pm",  "utc", "gmt", "cet", "cest", NULL};

/* "2024-05-01T10:00:00.123Z", "10:00:00,123", "2026/04/01", "1714557600.123", "+0200" */
static bool is_time(const char *token, size_t len)
{
	size_t digits = 0, signs = 0;

	for (size_t i = 0; i < len; i++) {
		if (text_is_digit(token[i]))
			digits++;
		else if (strchr(":-/.,+TZtz", token[i]) != NULL)
			signs++;
		else
			return false;
	}
	return digits >= 4 && (signs >= 1 || digits >= 9) && log_line_code(token, len) == 0;
}

/* "535] ", but not "2024-05-01]" */
static bool begins_with_code(const char *text, size_t len)
{
	return log_line_code(text, len < 3 ? len : 3) > 0 && (len == 3 || !text_is_digit(text[3]));
}

/* "[2024-05-01 10:00:00]", "[info]", "(4211)", "<0x7f>": its length, 0 when it is something else. */
static size_t bracket_length(const char *text, size_t len, bool timed)
{
	static const char pairs[] = "[](){}";
	const char *open = strchr(pairs, text[0]);
	const char *close;

	if (text[0] == '\0' || open == NULL || (open - pairs) % 2 != 0 ||
	    ((!timed || text[0] != '[') && begins_with_code(text + 1, len - 1)))
		return 0;
	close = memchr(text, open[1], len < BRACKET_MAX ? len : BRACKET_MAX);
	if (close == NULL || memchr(text, '"', (size_t)(close - text)) != NULL ||
	    (text[0] == '(' && memchr(text, ' ', (size_t)(close - text)) != NULL))
		return 0;
	return (size_t)(close - text) + 1 + (close + 1 < text + len && close[1] == ':');
}

/* "postfix/smtp[71]:", "web-1  |", "msmtp:", "#4" */
static bool is_source(const char *token, size_t len)
{
	if (len == 1)
		return *token == '|' || *token == '*' || *token == '#' || *token == '-';
	if (len < 2 || len > 60)
		return false;
	if (token[0] == '#' && text_is_digit(token[1]))
		return true;
	if (token[len - 1] == '|')
		return true;
	return len > 2 && token[len - 1] == ':' && token[len - 2] == ']' && memchr(token, '[', len) != NULL;
}

/* "web-1  | ": the name of a container before its bar; where the bar ends, 0 when there is none. */
static size_t container_length(const char *text, size_t len)
{
	size_t end = token_end(text, len, 0);
	size_t bar = skip_space(text, len, end);

	return end > 0 && end <= 60 && text_is_alpha(text[0]) && bar > end && bar + 1 < len &&
		       text[bar] == '|' && is_space(text[bar + 1])
		   ? bar + 1
		   : 0;
}

/* "host process[71]:" or "host program:" after a time: the length of the host. */
static size_t host_length(const char *text, size_t len)
{
	size_t end = token_end(text, len, 0);
	size_t next = skip_space(text, len, end);
	size_t next_end = token_end(text, len, next);

	if (end == 0 || end > 64 || next_end - next < 3 || text[next_end - 1] != ':' ||
	    !text_is_alpha(text[next]))
		return 0;
	for (size_t i = 0; i < end; i++) {
		if (!text_is_alpha(text[i]) && !text_is_digit(text[i]) && strchr("-._", text[i]) == NULL)
			return 0;
	}
	return log_line_code(text, len) > 0 || text[next_end - 2] != ']' ? 0 : end;
}

/* "501 TID-1u5770", "550 ERROR app.mail", "535 --- [main]", "550  551 E MailService:": after a time the
 * number of a process, as the word behind it tells. */
static bool is_process(const char *text, size_t len, size_t end)
{
	size_t next = skip_space(text, len, end);
	size_t next_end = token_end(text, len, next), digits = 0;

	while (digits < end && text_is_digit(text[digits]))
		digits++;
	if (digits != end || end < 2 || end > 7 || next == next_end)
		return false;
	if (starts_with(text + next, len - next, "TID-") || starts_with(text + next, len - next, "--- "))
		return true;
	for (digits = next; digits < next_end && text_is_digit(text[digits]);)
		digits++;
	if (digits == next_end)
		next = skip_space(text, len, next_end), next_end = token_end(text, len, next);
	if (next_end == next + 1)
		return text[next] != '\0' && strchr("VDIWEF", text[next]) != NULL;
	for (size_t i = next; i < next_end; i++) {
		if (text[i] < 'A' || text[i] > 'Z')
			return false;
	}
	return is_word_of(text + next, next_end - next, levels);
}

/* "10:11:12 - 451 - MainThread - ERROR - ": a number between hyphens. */
static bool is_column(const char *line, size_t len, size_t at, size_t end)
{
	return at > 2 && memcmp(line + at - 3, " - ", 3) == 0 && text_is_digit(line[at]) && end + 3 < len &&
	       memcmp(line + end, " - ", 3) == 0;
}

size_t log_line_prefix(const char *line, size_t len)
{
	size_t prefix = 0;
	bool timed = false;

	for (int i = 0; i < PREFIX_TOKENS_MAX; i++) {
		size_t end, bracket;
		size_t at = skip_space(line, len, prefix);
		if (at >= len)
			break;
		end = token_end(line, len, at);
		bracket = bracket_length(line + at, len - at, timed);
		if (i == 0 && container_length(line + at, len - at) > 0) {
			prefix = at + container_length(line + at, len - at);
		} else if (bracket > 0) {
			prefix = at + bracket;
			timed = true;
		} else if (is_time(line + at, end - at) || is_word_of(line + at, end - at, calendar) ||
			   (timed && end - at <= 2 && text_is_digit(line[at])) ||
			   (timed &&
			    (is_process(line + at, len - at, end - at) || is_column(line, len, at, end)))) {
			prefix = end;
			timed = true;
		} else if (is_word_of(line + at, end - at, levels) || is_source(line + at, end - at) ||
			   (timed && host_length(line + at, len - at) > 0)) {
			prefix = end;
		} else {
			break;
		}
	}
	return prefix;
}

/* ---- who speaks ---- */

struct mark {
	const char *words;
	enum line_side side;
};

/* Longer ones first. Ruby and some others turn the arrows round: what follows a mark decides, see set_side.
 */
static const struct mark marks[] = {
    {"SMTP -> FROM SERVER:", SIDE_SERVER},
    {"SERVER -> CLIENT:", SIDE_SERVER},
    {"CLIENT -> SERVER:", SIDE_CLIENT},
    {"SMTP(closed)<<", SIDE_SERVER},
    {"FROM SERVER:", SIDE_SERVER},
    {"TO SERVER:", SIDE_CLIENT},
    {"SMTP<<", SIDE_SERVER},
    {"SMTP>>", SIDE_CLIENT},
    {"SMTP|>", SIDE_CLIENT},
    {"S->C:", SIDE_SERVER},
    {"C->S:", SIDE_CLIENT},
    {"<**", SIDE_SERVER},
    {"<<<", SIDE_SERVER},
    {">>>", SIDE_CLIENT},
    {"<--", SIDE_SERVER},
    {"-->", SIDE_CLIENT},
    {"**>", SIDE_CLIENT},
    {"<~*", SIDE_SERVER},
    {"<~", SIDE_SERVER},
    {"~>", SIDE_CLIENT},
    {"<-", SIDE_SERVER},
    {"->", SIDE_CLIENT},
    {"<=", SIDE_SERVER},
    {"=>", SIDE_CLIENT},
    {"<<", SIDE_SERVER},
    {">>", SIDE_CLIENT},
    {"S:", SIDE_SERVER},
    {"C:", SIDE_CLIENT},
    {"<", SIDE_SERVER},
    {">", SIDE_CLIENT},
    {"\xe2\x86\x90", SIDE_SERVER},
    {"\xe2\x86\x92", SIDE_CLIENT},
    {"\xc2\xab", SIDE_SERVER},
    {"\xc2\xbb", SIDE_CLIENT},
    {"\xe2\x94\x94\xe2\x94\x80\xe2\x94\x80", SIDE_UNKNOWN}, /* simplesmtp: "SERVER:", and the line under it */
};

/* Words that stand before what was sent or received, anywhere in the first part of a line. */
static const struct mark word_marks[] = {
    {"recv:", SIDE_SERVER},        {"reply:", SIDE_SERVER},    {"received:", SIDE_SERVER},
    {"server:", SIDE_SERVER},      {"response:", SIDE_SERVER}, {"read:", SIDE_SERVER},
    {"rx:", SIDE_SERVER},          {"in:", SIDE_SERVER},       {"send:", SIDE_CLIENT},
    {"sent:", SIDE_CLIENT},        {"sending:", SIDE_CLIENT},  {"client:", SIDE_CLIENT},
    {"command:", SIDE_CLIENT},     {"write:", SIDE_CLIENT},    {"tx:", SIDE_CLIENT},
    {"out:", SIDE_CLIENT},         {"request:", SIDE_CLIENT},  {"sending", SIDE_CLIENT},
    {"cmd:", SIDE_CLIENT},         {"[s]", SIDE_SERVER},       {"[c]", SIDE_CLIENT},
    {"receive:", SIDE_SERVER},     {"answer:", SIDE_SERVER},   {"got:", SIDE_SERVER},
    {"server said:", SIDE_SERVER},
};

/* Behind the mark: spaces, and the quote of a string or of Python's bytes. */
static size_t skip_quote(const char *text, size_t len, size_t at)
{
	at = skip_space(text, len, at);
	if (at + 1 < len && text[at] == 'b' && (text[at + 1] == '\'' || text[at + 1] == '"'))
		at++;
	if (at < len && (text[at] == '\'' || text[at] == '"' || text[at] == '`'))
		at++;
	return at;
}

static bool is_content(const char *text, size_t len)
{
	struct command command;

	return log_line_code(text, len) > 0 || log_line_command(text, len, &command);
}

static void take_mark(struct log_line *line, const struct mark *mark, size_t at)
{
	size_t after = skip_quote(line->text, line->len, at + strlen(mark->words));

	line->text += after;
	line->len -= after;
	line->marked = true;
	line->side = mark->side;
}

/* "> Error: message failed: 550 ...": a sentence that somebody quoted, no line of a session. */
static bool mark_quotes(const char *text, size_t len)
{
	size_t words = 0;

	for (size_t at = 1; at < len; at++)
		words += is_space(text[at - 1]) && !is_space(text[at]);
	return words > 4 && !is_content(text + skip_space(text, len, 0), len - skip_space(text, len, 0));
}

/* A mark at the start of what the prefix left. */
static void find_mark(struct log_line *line)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t end = strlen(marks[i].words);
		if (!starts_with(line->text, line->len, marks[i].words))
			continue;
		if (end == 1 && line->len > 1 && !is_space(line->text[1]))
			continue; /* "<user@example.org>" */
		if (end == 1 && mark_quotes(line->text + 1, line->len - 1))
			continue;
		take_mark(line, &marks[i], 0);
		return;
	}
}

/* A mark further on, when a command or a code follows it. */
static void find_inner_mark(struct log_line *line)
{
	size_t end = line->len < MARK_SEARCH_MAX ? line->len : MARK_SEARCH_MAX;

	for (size_t at = 0; at < end; at++) {
		const struct mark *list = word_marks;
		size_t count = sizeof word_marks / sizeof *word_marks;
		if (at > 0 && text_is_alpha(line->text[at - 1]))
			continue;
		if (!text_is_alpha(line->text[at]) && line->text[at] != '[') {
			list = marks;
			count = sizeof marks / sizeof *marks;
		}
		for (size_t i = 0; i < count; i++) {
			size_t after = at + strlen(list[i].words);
			if (!starts_with(line->text + at, line->len - at, list[i].words))
				continue;
			after = skip_quote(line->text, line->len, after);
			if (is_content(line->text + after, line->len - after)) {
				take_mark(line, &list[i], at);
				return;
			}
		}
	}
}

/* What is said tells more about who says it than the mark does. */
static void set_side(struct log_line *line)
{
	struct command command;

	if (log_line_code(line->text, line->len) > 0)
		line->side = SIDE_SERVER;
	else if (log_line_command(line->text, line->len, &command))
		line->side = SIDE_CLIENT;
}

void log_line_read(const char *line, size_t len, struct log_line *ret_line)
{
	size_t prefix = log_line_prefix(line, len);
	size_t at = skip_space(line, len, prefix);

	*ret_line = (struct log_line){.text = line + at, .len = len - at, .prefix = prefix};
	while (ret_line->len > 0 && strchr(" \t\r", ret_line->text[ret_line->len - 1]) != NULL)
		ret_line->len--;
	if (!is_content(ret_line->text, ret_line->len))
		find_mark(ret_line);
	if (!is_content(ret_line->text, ret_line->len))
		find_inner_mark(ret_line);
	set_side(ret_line);
}

/* ---- commands ---- */

struct verb {
	const char *words;
	enum stage stage;
	bool alone; /* nothing follows it */
};

static const struct verb verbs[] = {
    {"EHLO", STAGE_EHLO, false},     {"HELO", STAGE_EHLO, false}, {"LHLO", STAGE_EHLO, false},
    {"STARTTLS", STAGE_TLS, true},   {"AUTH", STAGE_AUTH, false}, {"MAIL FROM:", STAGE_MAIL, false},
    {"RCPT TO:", STAGE_RCPT, false}, {"DATA", STAGE_DATA, true},  {"BDAT", STAGE_DATA, false},
    {"QUIT", STAGE_QUIT, true},      {"RSET", STAGE_QUIT, true},  {"NOOP", STAGE_QUIT, true},
};

/* One case throughout: "Data" and "Quit" begin sentences. */
static bool is_one_case(const char *text, size_t len)
{
	bool upper = false, lower = false;

	for (size_t i = 0; i < len; i++) {
		upper = upper || (text[i] >= 'A' && text[i] <= 'Z');
		lower = lower || (text[i] >= 'a' && text[i] <= 'z');
	}
	return !(upper && lower);
}

static size_t without_end(const char *text, size_t len)
{
	while (len > 0 && strchr(" \t\r\n'\"`,;])", text[len - 1]) != NULL)
		len--;
	return len;
}

static bool is_mechanism_byte(char c)
{
	return text_is_digit(c) || text_is_alpha(c) || c == '-' || c == '_';
}

/* A name, then the end or an initial response, maybe hidden; more words follow only in sentences. */
static bool read_mechanism(const char *text, size_t len, struct command *command)
{
	static const char *const sentence[] = {"failed", "error", "rejected", "refused", "is", "not", NULL};
	size_t count = 0;

	while (count < len && count + 1 < sizeof command->mechanism && is_mechanism_byte(text[count])) {
		char c = text[count];
		command->mechanism[count++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	command->mechanism[count] = '\0';
	return count >= 3 && (count == len || text[count] == ' ') && is_one_case(text, count) &&
	       !is_word_of(text + count + 1, token_end(text, len, count + 1) - count - 1, sentence);
}

static bool argument_fits(const struct verb *verb, const char *text, size_t len, struct command *command)
{
	size_t at = skip_space(text, len, 0);

	if (verb->alone)
		return at == len;
	if (verb->stage == STAGE_MAIL || verb->stage == STAGE_RCPT)
		return at < len && (text[at] == '<' || memchr(text + at, '@', len - at) != NULL);
	if (at == 0 || at == len)
		return false;
	if (verb->stage == STAGE_AUTH)
		return read_mechanism(text + at, len - at, command);
	return memchr(text + at, ' ', len - at) == NULL; /* EHLO, BDAT: one word */
}

bool log_line_command(const char *text, size_t len, struct command *ret_command)
{
	len = without_end(text, len);
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		const struct verb *verb = &verbs[i];
		size_t word = strcspn(verb->words, " ");
		struct command command = {.stage = verb->stage};
		size_t end = strlen(verb->words);
		if (!starts_with(text, len, verb->words) || !is_one_case(text, word) ||
		    !argument_fits(verb, text + end, len - end, &command))
			continue;
		command.quits = verb->words[0] == 'Q';
		command.resets = verb->words[0] == 'R' && verb->words[1] == 'S';
		command.resets = command.resets || verb->words[0] == 'N';
		command.starts_tls = verb->stage == STAGE_TLS;
		*ret_command = command;
		return true;
	}
	return false;
}
