/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills in struct error. Knows nothing of who shows it. */
#include "base/error.h"

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Copies what fits without splitting a character. */
static void copy_whole_characters(char text[ERROR_TEXT_MAX], const struct strbuf *shown)
{
	size_t used = 0;

	while (used < shown->len) {
		uint32_t point = 0;
		size_t size = text_decode(shown->data + used, shown->len - used, &point);
		if (!size || used + size >= ERROR_TEXT_MAX)
			break;
		used += size;
	}
	memcpy(text, shown->data, used);
	text[used] = '\0';
}

bool error_set(struct error *error, enum error_kind kind, const char *operation, const char *format, ...)
{
	char raw[2 * ERROR_TEXT_MAX];
	struct strbuf shown;
	va_list arguments;

	if (!error)
		return false;
	error->kind = kind;
	error->operation = operation;
	va_start(arguments, format);
	vsnprintf(raw, sizeof(raw), format, arguments);
	va_end(arguments);
	strbuf_init(&shown, 8 * sizeof(raw));
	text_make_inert(&shown, raw, strlen(raw));
	copy_whole_characters(error->text, &shown);
	strbuf_finish(&shown);
	return false;
}

bool error_set_errno(struct error *error, const char *operation, const char *subject)
{
	if (errno == ENOMEM)
		mem_exhausted();
	return error_set(error, ERROR_SYSTEM, operation, "%s: %s", subject, strerror(errno));
}
