/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the wordings of client_errors.yaml in a text, in one pass. */
#include "diagnose/client_error.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "diagnose/log_line.h"

enum { GAP_MAX = 160, SIGN_LINE_MAX = 2000, DATE_DIGITS = 8 };

/* Lower case, quotes as ASCII, a run of white space as one space, or as \n when it holds a line end. */
struct plain_text {
	char *bytes;
	uint32_t *origin;
	size_t len;
};

/* White space, also the kinds that French, Polish and Chinese set; its length, 0: it is none. */
static size_t white_at(const char *text, size_t len)
{
	if (len > 0 && (text[0] == ' ' || text[0] == '\t' || text[0] == '\r' || text[0] == '\n'))
		return 1;
	if (len > 1 && memcmp(text, "\xc2\xa0", 2) == 0)
		return 2;
	if (len > 2 && (memcmp(text, "\xe2\x80\xaf", 3) == 0 || memcmp(text, "\xe3\x80\x80", 3) == 0))
		return 3;
	return 0;
}

static size_t white_run(const char *text, size_t len, bool *ret_broken)
{
	size_t run = 0, count;

	*ret_broken = false;
	while ((count = white_at(text + run, len - run)) > 0) {
		*ret_broken = text[run] == '\n' || *ret_broken;
		run += count;
	}
	return run;
}

/* Latin-1 and Cyrillic capitals have small letters of the same length. */
static void add_lower(struct plain_text *plain, const char *text, size_t at)
{
	unsigned char c = (unsigned char)text[at];
	unsigned char before = plain->len > 0 ? (unsigned char)plain->bytes[plain->len - 1] : 0;

	bool latin = before == 0xc3 && c >= 0x80 && c <= 0x9e && c != 0x97;

	if (latin || (before == 0xd0 && c >= 0x90 && c <= 0x9f)) {
		c += 0x20;
	} else if (before == 0xd0 && c >= 0xa0 && c <= 0xaf) {
		plain->bytes[plain->len - 1] = (char)0xd1;
		c -= 0x20;
	}
	plain->origin[plain->len] = (uint32_t)at;
	plain->bytes[plain->len++] = text_lower((char)c);
}

/* ‘ ’ as ' and “ ” as "; 0: it is none of them. */
static char ascii_quote(const char *text, size_t len)
{
	if (len < 3 || text[0] != '\xe2' || text[1] != '\x80')
		return '\0';
	return text[2] == '\x98' || text[2] == '\x99'   ? '\''
	       : text[2] == '\x9c' || text[2] == '\x9d' ? '"'
							: '\0';
}

static void plain_read(struct plain_text *plain, const char *text, size_t len)
{
	plain->bytes = mem_allocate(len + 1);
	plain->origin = mem_allocate((len + 1) * sizeof *plain->origin);
	plain->len = 0;
	for (size_t at = 0; at < len;) {
		bool broken;
		size_t run = white_run(text + at, len - at, &broken);
		char quote = ascii_quote(text + at, len - at);
		if (run > 0 || quote != '\0') {
			plain->origin[plain->len] = (uint32_t)at;
			plain->bytes[plain->len++] = run == 0 ? quote : broken ? '\n' : ' ';
			at += run > 0 ? run : 3;
		} else {
			add_lower(plain, text, at++);
		}
	}
	plain->bytes[plain->len] = '\0';
	plain->origin[plain->len] = (uint32_t)len;
}

static void plain_finish(struct plain_text *plain)
{
	free(plain->bytes);
	free(plain->origin);
}

static bool is_word_byte(char c)
{
	return text_is_digit(c) || text_is_alpha(c);
}

static bool is_gap(const char *words)
{
	return words[0] == ' ' && words[1] == '*' && words[2] == ' ';
}

/* Length of what `words` match at `text`; 0: they do not. A space also meets a line end. */
static size_t match_words(const char *words, const char *text, size_t len)
{
	size_t used = 0;

	for (; words[used] != '\0' && !is_gap(words + used); used++) {
		if (used == len || (words[used] != text[used] && !(words[used] == ' ' && text[used] == '\n')))
			return 0;
	}
	const char *gap = words[used] != '\0' ? words + used : NULL;
	if (used == 0)
		return 0;
	if (gap == NULL)
		return used < len && is_word_byte(words[used - 1]) && is_word_byte(text[used]) ? 0 : used;
	for (size_t at = used; at < len && at - used < GAP_MAX && text[at] != '\n'; at++) {
		size_t rest = text[at] == gap[3] ? match_words(gap + 3, text + at, len - at) : 0;
		if (rest > 0)
			return at + rest;
	}
	return 0;
}

static bool holds_sign(const char *const *signs, const char *text, size_t len)
{
	for (size_t at = 0; at < len; at++) {
		if (at > 0 && is_word_byte(text[at - 1]))
			continue;
		for (size_t i = 0; signs[i] != NULL; i++) {
			if (signs[i][0] == text[at] && match_words(signs[i], text + at, len - at) > 0)
				return true;
		}
	}
	return false;
}

/* ":465" and the like after a name or an address. */
static bool port_at(const char *text, size_t len, const char *const *ports)
{
	for (size_t i = 0; ports[i] != NULL; i++) {
		size_t digits = strlen(ports[i]);
		if (len > digits && memcmp(text + 1, ports[i], digits) == 0 &&
		    (len == digits + 1 || !is_word_byte(text[digits + 1])))
			return true;
	}
	return false;
}

/* The colon of a time of day: after one or two digits that are no end of a name or an address. */
static bool is_clock(const char *text, size_t colon)
{
	size_t start = colon;

	while (start > 0 && text_is_digit(text[start - 1]))
		start--;
	if (start == colon || colon - start > 2)
		return false;
	if (start > 1 && text[start - 1] == 't' && text_is_digit(text[start - 2]))
		return true; /* "2026-11-28T09:22" */
	return start == 0 || (!is_word_byte(text[start - 1]) && strchr(".-_", text[start - 1]) == NULL);
}

static bool holds_port(const char *text, size_t len, const char *const *ports)
{
	for (size_t at = 1; at + 2 < len; at++) {
		bool behind_word = at >= 4 && memcmp(text + at - 4, "port", 4) == 0 && text[at] == ' ';
		bool behind_name = text[at] == ':' && (is_word_byte(text[at - 1]) || text[at - 1] == ']') &&
				   !is_clock(text, at);
		if ((behind_word || behind_name) && port_at(text + at, len - at, ports))
			return true;
	}
	return false;
}

static const char *const mail_ports[] = {"25", "465", "587", "2525", "2587", "2465", NULL};
/* 53 is none of them: "lookup NAME on 10.0.0.53:53" is about the mail server's name. */
static const char *const other_ports[] = {"22",   "80",   "389",  "443",   "636",   "1433", "3000", "3306",
					  "5000", "5432", "5672", "6379",  "8000",  "8080", "8443", "9000",
					  "9090", "9092", "9200", "11211", "27017", NULL};

/* Of mail: in names only, in words, or of SMTP. */
enum mention { MENTION_NONE, MENTION_NAMED, MENTION_SAID, MENTION_SMTP };

/* "smtp.py", "smtplib.py", "smtp.rb": the source of a program that speaks SMTP, in a trace of calls. */
static bool is_source_file(const char *text, size_t at)
{
	static const char *const ends[] = {".py", ".rb", ".js", ".php", ".go", ".java", ".cs", NULL};
	size_t end = at;

	while (is_word_byte(text[end]) || (text[end] != '\0' && strchr("-_", text[end]) != NULL))
		end++;
	for (size_t i = 0; ends[i] != NULL; i++) {
		if (strncmp(text + end, ends[i], strlen(ends[i])) == 0 &&
		    !is_word_byte(text[end + strlen(ends[i])]))
			return true;
	}
	return false;
}

/* A word at `at` that is a part of a path, or `inside` of the name of a host, says little. */
static enum mention weigh_mention(const char *text, size_t at, bool inside, enum mention full)
{
	bool path = at > 0 && text[at - 1] == '/' && !is_source_file(text, at);

	return path || inside ? MENTION_NAMED : full;
}

/* "/admin/test_mail": within the last part of a path, after "_". */
static bool is_in_path(const char *text, size_t at)
{
	size_t start = at;

	while (start > 0 && (is_word_byte(text[start - 1]) || text[start - 1] == '_'))
		start--;
	return start > 0 && start < at && text[start - 1] == '/';
}

static enum mention mention_at(const char *text, size_t len, size_t at)
{
	size_t used = 0;

	if (len - at >= 4 && memcmp(text + at, "smtp", 4) == 0)
		return weigh_mention(text, at, false, MENTION_SMTP);
	if (at > 0 && is_word_byte(text[at - 1]))
		return MENTION_NONE;
	for (size_t i = 0; client_smtp_signs[i] != NULL; i++) {
		if (match_words(client_smtp_signs[i], text + at, len - at) > 0)
			return weigh_mention(text, at, false, MENTION_SMTP);
	}
	for (size_t i = 0; used == 0 && client_mail_signs[i] != NULL; i++)
		used = match_words(client_mail_signs[i], text + at, len - at);
	if (used == 0)
		return MENTION_NONE;
	return weigh_mention(
	    text, at,
	    is_in_path(text, at) || (at > 0 && strchr(".-@", text[at - 1]) != NULL) ||
		(at + used + 1 < len && text[at + used] == '.' && is_word_byte(text[at + used + 1])),
	    MENTION_SAID);
}

static enum mention mention_mail(const char *text, size_t len)
{
	enum mention mention = holds_port(text, len, mail_ports) ? MENTION_SMTP : MENTION_NONE;

	for (size_t at = 0; at < len && mention != MENTION_SMTP; at++) {
		enum mention next = mention_at(text, len, at);
		if (next > mention)
			mention = next;
	}
	return mention;
}

/* A stretch of a line, and whether it is about another service than mail. */
struct stretch {
	size_t end; /* 0: none was looked at */
	bool elsewhere;
};

/* "[shop.example.org:443] 2026-01-08 12:03:44 ": a log's prefix names the program's own address. Its length,
 * when a date is in it. */
static size_t dated_prefix(const char *line, size_t len)
{
	size_t prefix = log_line_prefix(line, len), digits = 0;

	for (size_t i = 0; i < prefix; i++)
		digits += text_is_digit(line[i]);
	return digits >= DATE_DIGITS ? prefix : 0;
}

static bool is_line_elsewhere(const char *line, size_t len)
{
	static const char *const urls[] = {"http://", "https://", NULL};
	size_t prefix = dated_prefix(line, len);

	return holds_port(line + prefix, len - prefix, other_ports) ||
	       holds_sign(client_aside_signs, line, len) ||
	       ((holds_sign(client_elsewhere_signs, line, len) || holds_sign(urls, line, len)) &&
		mention_mail(line, len) < MENTION_SAID);
}

/* Looks at the line that holds `at`, at most SIGN_LINE_MAX bytes either way, unless that was just done. */
static bool is_elsewhere(const struct plain_text *plain, size_t at, struct stretch *last)
{
	size_t start = at, end = at;

	if (at < last->end)
		return last->elsewhere;
	while (start > 0 && at - start < SIGN_LINE_MAX && plain->bytes[start - 1] != '\n')
		start--;
	while (end < plain->len && end - at < SIGN_LINE_MAX && plain->bytes[end] != '\n')
		end++;
	last->end = end + 1;
	last->elsewhere = is_line_elsewhere(plain->bytes + start, end - start);
	return last->elsewhere;
}

/* How many bytes of a wording stand in the text whatever its gaps hold. */
static size_t literal_len(const char *words)
{
	size_t len = strlen(words);

	for (const char *at = words; (at = strstr(at, " * ")) != NULL; at++)
		len -= strlen(" * ");
	return len;
}

static const char *words_of(const struct client_wording *wording)
{
	return (const char *)client_words + wording->words;
}

/* The first wording from `low` to `high` that does not begin with less than `prefix`. */
static size_t first_wording(size_t low, size_t high, const char *prefix)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (memcmp(words_of(&client_wordings[middle]), prefix, CLIENT_WORDING_PREFIX) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The best wording at one place. */
static bool look_at(const struct plain_text *plain, size_t at, struct client_error *best)
{
	unsigned char first = (unsigned char)plain->bytes[at];
	size_t best_literal = 0, end = client_wording_starts[first + 1];
	char prefix[CLIENT_WORDING_PREFIX];
	bool found = false;

	if (plain->len - at < CLIENT_WORDING_PREFIX ||
	    (at > 0 && is_word_byte(plain->bytes[at]) && is_word_byte(plain->bytes[at - 1])))
		return false;
	for (size_t i = 0; i < CLIENT_WORDING_PREFIX; i++)
		prefix[i] = plain->bytes[at + i] == '\n' ? ' ' : plain->bytes[at + i];
	for (size_t i = first_wording(client_wording_starts[first], end, prefix);
	     i < end && memcmp(words_of(&client_wordings[i]), prefix, CLIENT_WORDING_PREFIX) == 0; i++) {
		const struct client_wording *wording = &client_wordings[i];
		const char *words = words_of(wording);
		size_t len = match_words(words, plain->bytes + at, plain->len - at);
		if (len == 0)
			continue;
		/* of two that end together, what is said in more words */
		size_t literal = literal_len(words);
		if (found && (wording->strength < best->strength ||
			      (wording->strength == best->strength &&
			       (len < best->len || (len == best->len && literal < best_literal)))))
			continue;
		best_literal = literal;
		*best = (struct client_error){.problem = (enum problem)wording->problem,
					      .cause = client_causes[wording->cause],
					      .stage = wording->stage,
					      .strength = wording->strength,
					      .at = at,
					      .len = len};
		found = true;
	}
	return found;
}

/* What stands on the rest of a line that blames the proxy tells how the proxy failed, not the server. Where
 * that ends; 0: the proxy is not blamed. */
static size_t proxy_until(const struct plain_text *plain, const struct client_error *error)
{
	const char *end;

	if (error->problem < PROBLEM_PROXY_DOWN || error->problem > PROBLEM_PROXY_FAILED)
		return 0;
	end = memchr(plain->bytes + error->at, '\n', plain->len - error->at);
	return end != NULL ? (size_t)(end - plain->bytes) : plain->len;
}

/* No other service says so: "the sender is not verified". */
static bool is_of_mail_only(const struct client_error *error)
{
	return error->strength == ERROR_SURE && error->cause != NULL &&
	       strncmp(error->cause, "sender-", 7) == 0;
}

/* A shorter wording inside of the longer one that was taken says less: "certificate ... self-signed
 * certificate". */
static bool replaces(const struct client_error *next, const struct client_error *best, bool found)
{
	if (!found || next->strength > best->strength)
		return true;
	return next->strength == best->strength && next->at >= best->at + best->len;
}

bool client_error_find(const char *text, size_t len, struct client_error *ret_error)
{
	struct plain_text plain;
	struct client_error best = {0}, next = {0};
	struct stretch stretch = {0};
	size_t until = 0;
	bool found = false;

	plain_read(&plain, text, len);
	for (size_t at = 0; at < plain.len; at++) {
		if (!look_at(&plain, at, &next) || !replaces(&next, &best, found) ||
		    (!is_of_mail_only(&next) && is_elsewhere(&plain, at, &stretch)))
			continue;
		if (at < until && proxy_until(&plain, &next) == 0)
			continue;
		best = next;
		until = proxy_until(&plain, &best);
		found = true;
	}
	if (found) {
		*ret_error = best;
		ret_error->at = plain.origin[best.at];
		ret_error->len = plain.origin[best.at + best.len] - plain.origin[best.at];
	}
	plain_finish(&plain);
	return found;
}

bool client_line_elsewhere(const char *line, size_t len)
{
	struct plain_text plain;
	bool elsewhere;

	plain_read(&plain, line, len);
	elsewhere = is_line_elsewhere(plain.bytes, plain.len);
	plain_finish(&plain);
	return elsewhere;
}

struct client_signs client_signs_look(const char *text, size_t len)
{
	struct plain_text plain;
	struct client_signs signs;
	enum mention mail;

	plain_read(&plain, text, len);
	mail = mention_mail(plain.bytes, plain.len);
	signs = (struct client_signs){
	    .mail = mail >= MENTION_SAID,
	    .named = mail != MENTION_NONE,
	    .elsewhere = holds_sign(client_elsewhere_signs, plain.bytes, plain.len) ||
			 holds_port(plain.bytes, plain.len, other_ports),
	    .protocol = mail < MENTION_SMTP && holds_sign(client_protocol_signs, plain.bytes, plain.len),
	    .local = holds_sign(client_local_signs, plain.bytes, plain.len),
	};
	plain_finish(&plain);
	return signs;
}

/* "smartd[77]: ", "fail2ban [77]: " or "mysql: " stands at `at`. */
static bool is_program_at(const char *text, size_t len, size_t at)
{
	for (size_t i = 0; client_programs[i] != NULL; i++) {
		size_t used = strlen(client_programs[i]);
		if (used >= len - at || memcmp(text + at, client_programs[i], used) != 0)
			continue;
		used += text[at + used] == ' ' && used + 1 < len - at;
		if (text[at + used] == ':' || text[at + used] == '[')
			return true;
	}
	return false;
}

bool client_program_speaks(const char *lead, size_t len)
{
	if (client_signs_look(lead, len).mail)
		return false;
	for (size_t at = 0; at < len; at++) {
		if ((at == 0 || strchr(" \t|>", lead[at - 1]) != NULL) && is_program_at(lead, len, at))
			return true;
	}
	return false;
}
