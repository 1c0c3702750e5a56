/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Editing one line, plain or masked. */
#include "ui/widgets/field.h"

#include <string.h>

#include "base/secret.h"
#include "base/text.h"

void field_init(struct field *field)
{
	memset(field, 0, sizeof(*field));
	strbuf_init(&field->text, FIELD_MAX);
}

void field_init_masked(struct field *field)
{
	field_init(field);
	field->secret = secret_create();
}

void field_finish(struct field *field)
{
	strbuf_finish(&field->text);
	secret_destroy(field->secret);
	field->secret = NULL;
}

void field_set(struct field *field, const char *text)
{
	strbuf_clear(&field->text);
	field->cursor = 0;
	field_insert(field, text == NULL ? "" : text, text == NULL ? 0 : strlen(text));
}

const char *field_text(const struct field *field)
{
	return field->text.data;
}

bool field_is_empty(const struct field *field)
{
	return field->secret != NULL ? secret_length(field->secret) == 0 : field->text.len == 0;
}

/* Inserts a run of bytes without control characters, whole or not at all. */
static void insert_run(struct field *field, const char *bytes, size_t len)
{
	struct strbuf *text = &field->text;
	char *tail;
	size_t tail_len;

	if (len == 0)
		return;
	if (field->secret != NULL) {
		field->full = !secret_append(field->secret, bytes, len) || field->full;
		return;
	}
	if (text->len + len > FIELD_MAX) {
		field->full = true;
		return;
	}
	tail_len = text->len - field->cursor;
	strbuf_add(text, bytes, len); /* makes room; the tail is then moved after the new text */
	tail = text->data + field->cursor;
	memmove(tail + len, tail, tail_len);
	memcpy(tail, bytes, len);
	field->cursor += len;
}

void field_insert(struct field *field, const char *text, size_t len)
{
	size_t start = 0, at = 0;

	field->full = false;
	while (at < len) {
		uint32_t point;
		size_t step = text_decode(text + at, len - at, &point);
		bool unfit = step == 0 || point < 0x20 || (point >= 0x7f && point < 0xa0);

		if (unfit) {
			insert_run(field, text + start, at - start);
			start = at + (step == 0 ? 1 : step);
		}
		at += step == 0 ? 1 : step;
	}
	insert_run(field, text + start, at - start);
}

/* Start of the character before `at`, with its combining marks. */
static size_t previous_character(const char *text, size_t at)
{
	size_t end = at;

	while (at > 0) {
		at--;
		if (((unsigned char)text[at] & 0xc0) == 0x80)
			continue;
		if (text_width_n(text + at, end - at) > 0)
			break;
	}
	return at;
}

static size_t next_character(const struct strbuf *text, size_t at)
{
	uint32_t point;
	size_t step;

	if (at >= text->len)
		return text->len;
	do {
		step = text_decode(text->data + at, text->len - at, &point);
		at += step == 0 ? 1 : step;
		step = at < text->len ? text_decode(text->data + at, text->len - at, &point) : 0;
	} while (step > 0 && text_width_n(text->data + at, step) == 0);
	return at;
}

static void remove_range(struct field *field, size_t from, size_t to)
{
	struct strbuf *text = &field->text;

	memmove(text->data + from, text->data + to, text->len - to + 1);
	text->len -= to - from;
	field->cursor = from;
}

static size_t word_start(const struct field *field)
{
	size_t at = field->cursor;

	while (at > 0 && field->text.data[at - 1] == ' ')
		at--;
	while (at > 0 && field->text.data[at - 1] != ' ')
		at--;
	return at;
}

static bool masked_handle_action(struct field *field, enum action action)
{
	switch (action) {
	case ACT_EDIT_BACKSPACE: secret_backspace(field->secret); return true;
	case ACT_EDIT_WORD:
	case ACT_EDIT_CLEAR: secret_clear(field->secret); return true;
	case ACT_EDIT_LEFT:
	case ACT_EDIT_RIGHT:
	case ACT_EDIT_HOME:
	case ACT_EDIT_END:
	case ACT_EDIT_DELETE: return true; /* the cursor stays at the end: its place would tell the length */
	default: return false;
	}
}

bool field_handle_action(struct field *field, enum action action, const char *text, size_t len)
{
	if (action == ACT_TYPE) {
		field_insert(field, text, len);
		return true;
	}
	if (field->secret != NULL)
		return masked_handle_action(field, action);
	switch (action) {
	case ACT_EDIT_LEFT:
		if (field->cursor > 0)
			field->cursor = previous_character(field->text.data, field->cursor);
		return true;
	case ACT_EDIT_RIGHT: field->cursor = next_character(&field->text, field->cursor); return true;
	case ACT_EDIT_HOME: field->cursor = 0; return true;
	case ACT_EDIT_END: field->cursor = field->text.len; return true;
	case ACT_EDIT_BACKSPACE:
		if (field->cursor > 0)
			remove_range(field, previous_character(field->text.data, field->cursor),
				     field->cursor);
		return true;
	case ACT_EDIT_DELETE:
		remove_range(field, field->cursor, next_character(&field->text, field->cursor));
		return true;
	case ACT_EDIT_WORD: remove_range(field, word_start(field), field->cursor); return true;
	case ACT_EDIT_CLEAR: remove_range(field, 0, field->text.len); return true;
	default: return false;
	}
}

/* One for each character, as people expect it; as many as fit. */
static size_t mask_columns(const struct field *field, int columns)
{
	const char *bytes = secret_bytes(field->secret);
	size_t count = 0, most = columns > 1 ? (size_t)columns - 1 : 0;

	if (field_is_empty(field))
		return 0;
	if (field->fixed_mask)
		return FIELD_MASK_COLUMNS;
	for (size_t i = 0; i < secret_length(field->secret); i++)
		count += ((unsigned char)bytes[i] & 0xc0) != 0x80;
	return count < most ? count : most;
}

static void draw_masked(const struct field *field, const struct canvas *canvas, int y, int x, int columns,
			bool focused)
{
	enum style style = focused ? STYLE_FIELD_FOCUS : STYLE_FIELD;
	int end = x;

	for (size_t i = 0; i < mask_columns(field, columns); i++)
		end = canvas_put(canvas, y, end, style, glyph(GLYPH_MASK));
	if (focused)
		canvas_cursor(canvas, y, end);
}

void field_draw(const struct field *field, const struct canvas *canvas, int y, int x, int columns,
		bool focused)
{
	enum style style = focused ? STYLE_FIELD_FOCUS : STYLE_FIELD;
	const char *text = field->text.data;
	size_t start = 0, shown;

	canvas_fill(canvas, y, x, columns, style);
	if (field->secret != NULL) {
		draw_masked(field, canvas, y, x, columns, focused);
		return;
	}
	while (focused && start < field->cursor &&
	       text_width_n(text + start, field->cursor - start) >= (size_t)columns)
		start = next_character(&field->text, start);
	shown = text_fit(text + start, (size_t)columns);
	canvas_put_n(canvas, y, x, style, text + start, shown);
	if (focused)
		canvas_cursor(canvas, y, x + (int)text_width_n(text + start, field->cursor - start));
}
