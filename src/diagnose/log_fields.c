/* SPDX-License-Identifier: GPL-3.0-or-later */
/* key=value, key="value", "key":value, 'key': value. */
#include "diagnose/log_fields.h"

#include <string.h>
#include <strings.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "diagnose/fold.h"
#include "diagnose/log_line.h"

enum { FIELD_LINE_MAX = 16 * 1024, KEY_MAX = 40 };

enum field {
	FIELD_NONE,
	FIELD_CODE,
	FIELD_WEAK_CODE,
	FIELD_ENHANCED,
	FIELD_TEXT,
	FIELD_WEAK_TEXT,
	FIELD_COMMAND,
	FIELD_COUNT
};

static const struct {
	const char *key;
	enum field field;
} keys[] = {
    {"smtp_code", FIELD_CODE},
    {"smtpcode", FIELD_CODE},
    {"smtpstatus", FIELD_CODE},
    {"smtp_status", FIELD_CODE},
    {"responsecode", FIELD_CODE},
    {"response_code", FIELD_CODE},
    {"reply_code", FIELD_CODE},
    {"replycode", FIELD_CODE},
    {"smtp_reply_code", FIELD_CODE},
    {"smtp_error_code", FIELD_CODE},
    {"code", FIELD_WEAK_CODE},
    {"status", FIELD_WEAK_CODE},
    {"statuscode", FIELD_WEAK_CODE},
    {"status_code", FIELD_WEAK_CODE},
    {"error_code", FIELD_WEAK_CODE},
    {"enhanced", FIELD_ENHANCED},
    {"smtp_enchcode", FIELD_ENHANCED},
    {"enhanced_code", FIELD_ENHANCED},
    {"enhancedcode", FIELD_ENHANCED},
    {"enhanced_status", FIELD_ENHANCED},
    {"enhancedstatuscode", FIELD_ENHANCED},
    {"smtp_enhanced_code", FIELD_ENHANCED},
    {"dsn", FIELD_ENHANCED},
    {"enh", FIELD_ENHANCED},
    {"smtp_msg", FIELD_TEXT},
    {"smtpmsg", FIELD_TEXT},
    {"response", FIELD_TEXT},
    {"reply", FIELD_TEXT},
    {"text", FIELD_TEXT},
    {"smtp_message", FIELD_TEXT},
    {"smtp_response", FIELD_TEXT},
    {"reply_text", FIELD_TEXT},
    {"diagnostic", FIELD_TEXT},
    {"message", FIELD_WEAK_TEXT},
    {"msg", FIELD_WEAK_TEXT},
    {"error", FIELD_WEAK_TEXT},
    {"reason", FIELD_WEAK_TEXT},
    {"err", FIELD_WEAK_TEXT},
    {"detail", FIELD_WEAK_TEXT},
    {"description", FIELD_WEAK_TEXT},
    {"content", FIELD_WEAK_TEXT},
    {"mcosmtpresponsecodekey", FIELD_CODE}, /* MailCore */
    {"mcosmtpresponsekey", FIELD_TEXT},
    {"command", FIELD_COMMAND},
    {"cmd", FIELD_COMMAND},
    {"smtp_command", FIELD_COMMAND},
    {"stage", FIELD_COMMAND},
};

struct span {
	const char *text;
	size_t len;
};

static enum field field_of(const char *key, size_t len)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (len == strlen(keys[i].key) && strncasecmp(key, keys[i].key, len) == 0)
			return keys[i].field;
	}
	return FIELD_NONE;
}

static bool is_key_byte(char c)
{
	return text_is_alpha(c) || c == '_';
}

/* MailCore's last member has no quotation marks, and ends with the bracket round all of them. */
static bool is_bracketed(const char *line, size_t at)
{
	static const char key[] = "MCOSMTPResponseKey=";

	return at >= sizeof key - 1 && memcmp(line + at - (sizeof key - 1), key, sizeof key - 1) == 0;
}

/* The value that begins at `at`, quoted or up to the next space or comma; where it ends. */
static size_t read_value(const char *line, size_t len, size_t at, struct span *ret_value)
{
	char quote = at < len ? line[at] : '\0';
	size_t end;

	if (quote == '"' || quote == '\'') {
		for (end = at + 1; end < len && line[end] != quote; end++)
			end += line[end] == '\\';
		end = end < len ? end : len;
		*ret_value = (struct span){line + at + 1, end - at - 1};
		return end;
	}
	for (end = at; end < len && strchr(is_bracketed(line, at) ? "}" : " ,;}\t", line[end]) == NULL;)
		end++;
	*ret_value = (struct span){line + at, end - at};
	return end;
}

/* "(code: 550, response: Invalid HELO string (localhost))": words go on to the bracket that closes what
 * stands round the members. False: there is none. */
static bool read_words(const char *line, size_t len, size_t at, struct span *ret_value)
{
	int depth = 0;

	for (size_t end = at; end < len; end++) {
		depth += (line[end] == '(') - (line[end] == ')');
		if (depth < 0) {
			*ret_value = (struct span){line + at, end - at};
			return true;
		}
	}
	return false;
}

static bool is_words(enum field field, const char *line, size_t len, size_t at)
{
	return (field == FIELD_TEXT || field == FIELD_WEAK_TEXT) && at < len && line[at - 1] == ' ' &&
	       line[at] != '"' && line[at] != '\'';
}

/* Behind the key that ends at `at`: where its value begins; 0: no value follows. */
static size_t find_value(const char *line, size_t len, size_t at)
{
	while (at < len && (line[at] == '"' || line[at] == '\''))
		at++;
	if (at + 1 < len && line[at] == ' ' && line[at + 1] == '=')
		at++; /* code = 550 */
	if (at == len || (line[at] != ':' && line[at] != '='))
		return 0;
	at++;
	while (at < len && line[at] == ' ')
		at++;
	return at;
}

/* "detail": 1 */
static bool is_counted(enum field field, struct span value)
{
	size_t digits = 0;

	while (digits < value.len && text_is_digit(value.text[digits]))
		digits++;
	return (field == FIELD_TEXT || field == FIELD_WEAK_TEXT) && digits == value.len && digits < 3;
}

/* Reads the members of a line; the first of each kind counts. */
static void read_fields(const char *line, size_t len, struct span fields[FIELD_COUNT])
{
	for (size_t at = 0; at < len;) {
		size_t start = at, begin;
		enum field field;
		struct span value;
		while (at < len && is_key_byte(line[at]) && at - start < KEY_MAX)
			at++;
		if (at == start) {
			at++;
			continue;
		}
		field = field_of(line + start, at - start);
		begin = field != FIELD_NONE ? find_value(line, len, at) : 0;
		if (begin == 0)
			continue;
		at = begin;
		if (at < len && line[at] == '{')
			continue; /* its members count by themselves */
		if (is_words(field, line, len, at) && read_words(line, len, at, &value))
			at += value.len;
		else
			at = read_value(line, len, at, &value);
		if (fields[field].text == NULL && value.len > 0 && !is_counted(field, value))
			fields[field] = value;
	}
}

static bool is_refusal(struct span code)
{
	return code.len == 3 && (code.text[0] == '4' || code.text[0] == '5') &&
	       log_line_code(code.text, 3) > 0;
}

static bool is_command(struct span words)
{
	struct command command;

	return words.text != NULL && log_line_command(words.text, words.len, &command);
}

struct digit_name {
	const char *name;
	char digit;
};

/* The digit of the name that follows `key`, after it in *at; 0: there is none. */
static char read_digit(struct span line, const char *key, const struct digit_name *names, size_t *at)
{
	const char *found = memmem(line.text + *at, line.len - *at, key, strlen(key));
	size_t start;

	if (found == NULL)
		return '\0';
	start = (size_t)(found - line.text) + strlen(key);
	for (; names->name != NULL; names++) {
		size_t len = strlen(names->name);
		if (line.len - start > len && memcmp(line.text + start, names->name, len) == 0 &&
		    !text_is_alpha(line.text[start + len])) {
			*at = start + len;
			return names->digit;
		}
	}
	return '\0';
}

/* Rust's lettre and async-smtp print a code as three words: Code { severity: ..., category: ..., detail: Five
 * } */
static bool read_spelled_code(struct strbuf *out, struct span line)
{
	static const struct digit_name severities[] = {
	    {"TransientNegativeCompletion", '4'}, {"PermanentNegativeCompletion", '5'}, {NULL, '\0'}};
	static const struct digit_name categories[] = {
	    {"Syntax", '0'},       {"Information", '1'}, {"Connections", '2'}, {"Unspecified3", '3'},
	    {"Unspecified4", '4'}, {"MailSystem", '5'},  {NULL, '\0'}};
	static const struct digit_name details[] = {
	    {"Zero", '0'}, {"One", '1'},   {"Two", '2'},   {"Three", '3'}, {"Four", '4'}, {"Five", '5'},
	    {"Six", '6'},  {"Seven", '7'}, {"Eight", '8'}, {"Nine", '9'},  {NULL, '\0'}};
	size_t at = 0;
	char first = read_digit(line, "severity: ", severities, &at);
	char second = first != '\0' ? read_digit(line, "category: ", categories, &at) : '\0';
	char third = second != '\0' ? read_digit(line, "detail: ", details, &at) : '\0';
	const char *text = third != '\0' ? memchr(line.text + at, '[', line.len - at) : NULL;

	if (third == '\0' || (text == NULL && memmem(line.text, line.len, "source", 6) != NULL))
		return false;
	if (text == NULL) {                                         /* the program left the words out */
		strbuf_addf(out, "%c%c%c\n", first, second, third); /* what follows is no part of it */
		return true;
	}
	strbuf_add(out, line.text,
		   (size_t)((const char *)memmem(line.text, line.len, "severity: ", 10) - line.text));
	strbuf_addf(out, "%c%c%c ", first, second, third);
	text += text + 1 < line.text + line.len && text[1] == '"' ? 2 : 1;
	strbuf_add(out, text, (size_t)(line.text + line.len - text));
	return true;
}

/* Roundcube's own words before those of the server; where these begin, NULL: nowhere. */
static const char *find_told_text(const char *text, size_t len)
{
	static const char *const ends[] = {"'. ", "': ", "failure: ", "data. ", "data: "};

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		const char *found = memmem(text, len, ends[i], strlen(ends[i]));
		if (found != NULL)
			return found + strlen(ends[i]);
	}
	return NULL;
}

/* "Invalid response code received from server (535)", and whatever a web server's log has behind that. */
static bool read_bare_code(struct strbuf *out, struct span line)
{
	static const char lead[] = "code received from server (";
	const char *found = memmem(line.text, line.len, lead, sizeof lead - 1);
	const char *code = found != NULL ? found + sizeof lead - 1 : NULL;

	if (code == NULL || line.text + line.len - code < 4 || code[3] != ')' ||
	    !is_refusal((struct span){code, 3}))
		return false;
	strbuf_addf(out, "%.3s\n", code);
	return true;
}

/* "SMTP Error: Failed to add recipient 'a@b'. 4.7.1 <a@b>: Relay access denied (Code: 454) in ...": the code
 * stands behind the words. */
static bool read_trailing_code(struct strbuf *out, struct span line)
{
	const char *code = memmem(line.text, line.len, " (Code: ", 8);
	const char *own =
	    code != NULL ? memmem(line.text, (size_t)(code - line.text), "SMTP Error: ", 12) : NULL;
	const char *text = own != NULL ? find_told_text(own, (size_t)(code - own)) : NULL;

	if (code == NULL)
		return read_bare_code(out, line);
	if (text == NULL || (size_t)(line.text + line.len - code) < 12 || code[11] != ')' ||
	    !is_refusal((struct span){code + 8, 3}) ||
	    memmem(text, (size_t)(code - text), "response: ", 10) != NULL ||
	    memmem(text, (size_t)(code - text), "[SMTP: ", 7) != NULL)
		return false;
	strbuf_add(out, line.text, (size_t)(text - line.text));
	strbuf_addf(out, "%.3s ", code + 8);
	if (memmem(text, (size_t)(code - text), "nvalid response code", 20) == NULL)
		strbuf_add(out, text, (size_t)(code - text)); /* else Roundcube's own words again */
	return true;
}

/* Where the bracket opens that holds a reply's text: one with an enhanced code, or the one that ends the
 * line. */
static const char *find_parted_text(const char *text, size_t len)
{
	const char *open = memmem(text, len, " (", 2);

	while (open != NULL) {
		size_t rest = len - (size_t)(open + 2 - text);
		const char *close = memchr(open + 2, ')', rest);
		if (fold_enhanced(open + 2, rest) > 0 ||
		    (close != NULL && (size_t)(text + len - close) <= sizeof ").**" - 1))
			return open + 2;
		open = memmem(open + 2, rest, " (", 2);
	}
	return NULL;
}

/* "SMTP Error (450): Failed to add recipient ... (4.1.2 <a@b>: Domain not found).": Roundcube's own words
 * stand between the code and the rest. */
static bool read_parted_reply(struct strbuf *out, struct span line)
{
	for (size_t at = 1; at + 12 < line.len; at++) {
		const char *code = line.text + at, *rest;
		if (code[-1] != '(' || memcmp(code + 3, "): ", 3) != 0 ||
		    !is_refusal((struct span){code, 3}) ||
		    memmem(code - (at < 20 ? at : 20), at < 20 ? at : 20, "SMTP", 4) == NULL)
			continue;
		rest = find_parted_text(code + 5, line.len - at - 5);
		if (rest == NULL)
			return false;
		strbuf_add(out, line.text, at - 1);
		strbuf_add(out, code + 5, (size_t)(rest - 2 - (code + 5)));
		strbuf_addf(out, ": (%.3s ", code);
		strbuf_add(out, rest, line.len - (size_t)(rest - line.text));
		return true;
	}
	return false;
}

bool log_fields_read(struct strbuf *out, const char *line, size_t len)
{
	struct span fields[FIELD_COUNT] = {{0}};
	struct span code, text, enhanced;
	bool sure;

	len = len < FIELD_LINE_MAX ? len : FIELD_LINE_MAX;
	if (read_spelled_code(out, (struct span){line, len}) ||
	    read_parted_reply(out, (struct span){line, len}) ||
	    read_trailing_code(out, (struct span){line, len}))
		return true;
	read_fields(line, len, fields);
	sure = fields[FIELD_CODE].text != NULL;
	code = sure ? fields[FIELD_CODE] : fields[FIELD_WEAK_CODE];
	text = fields[fields[FIELD_TEXT].text != NULL ? FIELD_TEXT : FIELD_WEAK_TEXT];
	enhanced = fields[FIELD_ENHANCED];
	if (!is_refusal(code) || text.text == NULL || log_line_code(text.text, text.len) > 0)
		return false;
	if (!sure && enhanced.text == NULL && fields[FIELD_TEXT].text == NULL &&
	    !is_command(fields[FIELD_COMMAND]) && fold_enhanced(text.text, text.len) == 0 &&
	    (text.text[-1] != '"' || memmem(line, len, "SMTP", 4) == NULL))
		return false; /* "status":502 of a web server */
	if (memmem(text.text, text.len, code.text, 3) != NULL)
		return false;
	if (fields[FIELD_COMMAND].text != NULL)
		strbuf_addf(out, "in reply to %.*s: ", (int)fields[FIELD_COMMAND].len,
			    fields[FIELD_COMMAND].text);
	else if (memmem(line, len, "RCPT", 4) != NULL)
		strbuf_adds(out, "in reply to RCPT TO: ");
	strbuf_add(out, code.text, 3);
	strbuf_addc(out, ' ');
	if (enhanced.text != NULL && fold_enhanced(enhanced.text, enhanced.len) == enhanced.len)
		strbuf_addf(out, "%.*s ", (int)enhanced.len, enhanced.text);
	strbuf_add(out, text.text, text.len);
	return true;
}
