/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads replies line by line (RFC 5321 4.2, RFC 2034). */
#include "smtp/reply.h"

#include "base/memory.h"
#include "base/secret.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void reply_init(struct reply *reply)
{
	*reply = (struct reply){0};
}

void reply_finish(struct reply *reply)
{
	reply_forget_lines(reply);
	*reply = (struct reply){0};
}

void reply_forget_lines(struct reply *reply)
{
	for (size_t i = 0; i < reply->line_count; i++) {
		secret_wipe_buffer(reply->lines[i].bytes, reply->lines[i].len);
		free(reply->lines[i].bytes);
	}
	free(reply->lines);
	reply->lines = NULL;
	reply->line_count = 0;
	reply->byte_count = 0;
}

void reply_reset(struct reply *reply)
{
	reply_finish(reply);
}

bool reply_keep_line(struct reply *reply, const char *bytes, size_t len)
{
	if (reply->line_count >= REPLY_LINES_MAX || reply->byte_count + len > REPLY_BYTES_MAX)
		return false;
	char *copy = mem_calloc(len + 1, 1);
	memcpy(copy, bytes, len);
	reply->lines = mem_realloc(reply->lines, reply->line_count + 1, sizeof(*reply->lines));
	reply->lines[reply->line_count++] = (struct reply_line){copy, len};
	reply->byte_count += len;
	return true;
}

/* The code of 200 to 599 at the start of a line with ' ', '-' or nothing after it; else 0. */
static int line_code(const char *bytes, size_t len)
{
	if (len < 3 || bytes[0] < '2' || bytes[0] > '5' || !text_is_digit(bytes[1]) ||
	    !text_is_digit(bytes[2]))
		return 0;
	if (len > 3 && bytes[3] != ' ' && bytes[3] != '-')
		return 0;
	return (bytes[0] - '0') * 100 + (bytes[1] - '0') * 10 + (bytes[2] - '0');
}

size_t reply_enhanced_length(const char *text)
{
	size_t at = 0;

	if (text[0] != '2' && text[0] != '4' && text[0] != '5')
		return 0;
	at = 1;
	for (int part = 0; part < 2; part++) {
		if (text[at] != '.')
			return 0;
		size_t digits = strspn(text + at + 1, "0123456789");
		if (digits < 1 || digits > 3)
			return 0;
		at += 1 + digits;
	}
	return text[at] == '\0' || text[at] == ' ' ? at : 0;
}

enum reply_progress reply_add_line(struct reply *reply, const char *bytes, size_t len,
				   enum problem *ret_problem)
{
	int code = line_code(bytes, len);

	if (!reply_keep_line(reply, bytes, len)) {
		*ret_problem = PROBLEM_REPLY_TOO_LONG;
		return REPLY_BROKEN;
	}
	if (code == 0 || (reply->code && code != reply->code)) {
		*ret_problem = code ? PROBLEM_MIXED_CODES : PROBLEM_INVALID_REPLY;
		return REPLY_BROKEN;
	}
	reply->code = code;
	if (!reply->enhanced[0]) {
		const char *text = len > 4 ? reply->lines[reply->line_count - 1].bytes + 4 : "";
		size_t size = reply_enhanced_length(text);
		if (4 + size == len || text[size] == ' ') /* a NUL ends no word */
			memcpy(reply->enhanced, text, size);
	}
	if (len > 3 && bytes[3] == '-')
		return REPLY_MORE;
	reply->complete = true;
	return REPLY_DONE;
}

void reply_copy(struct reply *to, const struct reply *from)
{
	reply_finish(to);
	for (size_t i = 0; i < from->line_count; i++)
		reply_keep_line(to, from->lines[i].bytes, from->lines[i].len);
	to->code = from->code;
	memcpy(to->enhanced, from->enhanced, sizeof(to->enhanced));
	to->complete = from->complete;
}

enum reply_class reply_class(int code)
{
	switch (code / 100) {
	case 2: return REPLY_POSITIVE;
	case 3: return REPLY_INTERMEDIATE;
	case 4: return REPLY_TRANSIENT;
	case 5: return REPLY_PERMANENT;
	default: return REPLY_INVALID;
	}
}

const char *reply_class_id(enum reply_class class)
{
	static const char *const ids[] = {
	    [REPLY_INVALID] = "invalid",           [REPLY_POSITIVE] = "positive",
	    [REPLY_INTERMEDIATE] = "intermediate", [REPLY_TRANSIENT] = "transient",
	    [REPLY_PERMANENT] = "permanent",
	};

	return ids[class];
}

bool reply_has_word(const struct reply *reply, const char *word)
{
	const size_t size = strlen(word);

	for (size_t i = 0; i < reply->line_count; i++)
		for (size_t at = 0; at + size <= reply->lines[i].len; at++)
			if (text_starts_nocase(reply->lines[i].bytes + at, word))
				return true;
	return false;
}

const char *reply_text(const struct reply *reply, size_t line)
{
	if (line >= reply->line_count)
		return "";
	const char *text = reply->lines[line].bytes;
	size_t len = reply->lines[line].len;
	if (!line_code(text, len))
		return text;
	text += len > 3 ? 4 : 3;
	text += reply_enhanced_length(text);
	while (*text == ' ')
		text++;
	return text;
}
