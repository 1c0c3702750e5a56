/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON members as text for people. A token may stand in what is parsed, so nothing of it stays in memory. */
#include "oauth/claim.h"

#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"

enum {
	SECONDS_MAX_DIGITS = 15,
	MS_PER_SECOND = 1000,
};

/* No time of a token lies beyond the year 5138; 1.8e12 is a time of 2027 in milliseconds (Date.now() of
 * JavaScript). */
static const int64_t seconds_max = 100000000000;

static void free_wiped(void *memory)
{
	if (memory == NULL)
		return;
	secret_wipe_buffer(memory, malloc_usable_size(memory));
	free(memory);
}

json_t *claim_parse(const char *text, size_t len)
{
	json_error_t ignored; /* would quote the text */

	/* The same heap as before: what was allocated by either is freed by both. */
	json_set_alloc_funcs(malloc, free_wiped);
	json_t *object = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &ignored);
	secret_wipe_buffer(&ignored, sizeof(ignored));
	if (object != NULL && !json_is_object(object)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static void add_inert(struct strbuf *out, const json_t *value)
{
	if (json_is_string(value))
		text_make_inert(out, json_string_value(value), json_string_length(value));
	else if (json_is_integer(value))
		strbuf_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
}

bool claim_copy(const json_t *object, const char *name, char *out, size_t size)
{
	const json_t *value = json_object_get(object, name);
	struct strbuf text;
	size_t index;
	const json_t *item;

	strbuf_init(&text, 8 * size);
	add_inert(&text, value);
	json_array_foreach(value, index, item)
	{
		if (text.len > 0)
			strbuf_addc(&text, ' ');
		add_inert(&text, item);
	}
	bool found = text.len > 0;
	if (found)
		claim_fit(text.data, out, size);
	strbuf_finish(&text);
	return found;
}

void claim_fit(const char *text, char *out, size_t size)
{
	static const char dots[] = "...";
	size_t len = strlen(text);

	if (len < size) {
		memcpy(out, text, len + 1);
		return;
	}
	len = size - sizeof(dots);
	while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
		len--;
	snprintf(out, size, "%.*s%s", (int)len, text, dots);
}

int64_t claim_seconds(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	long number = 0;

	if (json_is_integer(value))
		number = (long)json_integer_value(value);
	else if (json_is_real(value) && json_real_value(value) > 0 && json_real_value(value) < 1e15)
		number = (long)json_real_value(value);
	else if (json_is_string(value) && json_string_length(value) <= SECONDS_MAX_DIGITS)
		(void)text_parse_number(json_string_value(value), 0, LONG_MAX, &number);
	if (number >= seconds_max)
		number /= MS_PER_SECOND;
	return number > 0 && number < seconds_max ? number : 0;
}
