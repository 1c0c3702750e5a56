/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements: one a line, inert, whatever they are made of. */
#include "headless/plain.h"

#include "base/intl.h"
#include "base/text.h"
#include "present/format.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say_line(struct plain *plain, const char *text, size_t len)
{
	struct strbuf line;
	strbuf_init(&line, PLAIN_TEXT_MAX);
	text_make_inert(&line, text, len);
	strbuf_addc(&line, '\n');
	console_write(&plain->console, line.data);
	strbuf_finish(&line);
}

void plain_say(struct plain *plain, const char *format, ...)
{
	char *text = NULL;
	va_list arguments;
	va_start(arguments, format);
	int len = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (len < 0)
		return;
	say_line(plain, text, (size_t)len);
	free(text);
}

void plain_say_foreign(struct plain *plain, const char *text)
{
	struct strbuf searched;
	strbuf_init(&searched, PLAIN_TEXT_MAX);
	mask_scan(&plain->checkup.mask, text, strlen(text), &searched);
	for (const char *line = searched.data; *line != '\0';) {
		size_t len = strcspn(line, "\n");
		if (len > 0)
			say_line(plain, line, len);
		line += len + (line[len] == '\n');
	}
	strbuf_finish(&searched);
}

void plain_say_fact(struct plain *plain, const char *label, const char *text)
{
	struct strbuf line;
	if (text == NULL || *text == '\0')
		return;
	strbuf_init(&line, PLAIN_TEXT_MAX);
	strbuf_addf(&line, _("%s: %s"), label, text);
	plain_say_foreign(plain, line.data);
	strbuf_finish(&line);
}

void plain_say_reply_line(struct plain *plain, const char *label, const char *line)
{
	struct strbuf shown;
	strbuf_init(&shown, PLAIN_VALUE_MAX);
	format_reply_line(NULL, line, &shown);
	plain_say_fact(plain, label, shown.data);
	strbuf_finish(&shown);
}
