/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a rule index while it is built: strings kept once, phrases by number, and where they lead. */
#include "diagnose/rule_index_builder.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "diagnose/fold.h"

uint32_t rule_index_push(struct rule_index_table *table, const void *items, size_t count)
{
	uint32_t at = (uint32_t)table->count;

	if (table->count + count > table->capacity) {
		table->capacity = (table->count + count) * 2 + 64;
		table->items = mem_realloc(table->items, table->capacity, table->size);
	}
	if (count > 0)
		memcpy(table->items + table->count * table->size, items, count * table->size);
	table->count += count;
	return at;
}

static size_t text_hash(const char *text)
{
	size_t hash = 1469598103u;

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return hash ^ hash >> 29;
}

static void grow_interned(struct rule_index_builder *builder)
{
	size_t size = builder->interned_size * 2 + 1024;
	uint32_t *slots = mem_calloc(size, sizeof *slots);

	for (size_t i = 0; i < builder->interned_size; i++) {
		if (builder->interned[i] == 0)
			continue;
		size_t slot = text_hash(builder->strings.items + builder->interned[i]) % size;
		while (slots[slot] != 0)
			slot = (slot + 1) % size;
		slots[slot] = builder->interned[i];
	}
	free(builder->interned);
	builder->interned = slots;
	builder->interned_size = size;
}

uint32_t rule_index_intern(struct rule_index_builder *builder, const char *text)
{
	size_t slot;

	if (text == NULL)
		return 0;
	if (builder->interned_count * 2 >= builder->interned_size)
		grow_interned(builder);
	slot = text_hash(text) % builder->interned_size;
	while (builder->interned[slot] != 0) {
		if (strcmp(builder->strings.items + builder->interned[slot], text) == 0)
			return builder->interned[slot];
		slot = (slot + 1) % builder->interned_size;
	}
	builder->interned_count++;
	return builder->interned[slot] = rule_index_push(&builder->strings, text, strlen(text) + 1);
}

struct rule_index_span rule_index_intern_list(struct rule_index_builder *builder,
					      const struct text_list *list)
{
	struct rule_index_span span = {(uint32_t)builder->lists.count, (uint32_t)list->count};

	for (size_t i = 0; i < list->count; i++) {
		uint32_t offset = rule_index_intern(builder, list->items[i]);
		rule_index_push(&builder->lists, &offset, 1);
	}
	return span;
}

uint32_t rule_index_phrase_number(struct rule_index_builder *builder, const char *written)
{
	char *folded = fold_phrase(written);
	uint32_t text = rule_index_intern(builder, folded);
	struct rule_index_phrase phrase = {.text = text, .len = (uint16_t)strlen(folded)};

	free(folded);
	if (text >= builder->numbered_size) {
		size_t size = text * 2 + 4096u;
		builder->numbered = mem_realloc(builder->numbered, size, sizeof *builder->numbered);
		memset(builder->numbered + builder->numbered_size, 0,
		       (size - builder->numbered_size) * sizeof *builder->numbered);
		builder->numbered_size = size;
	}
	if (builder->numbered[text] == PHRASE_NONE)
		builder->numbered[text] = rule_index_push(&builder->phrases, &phrase, 1);
	return builder->numbered[text];
}

struct rule_index_span rule_index_phrase_list(struct rule_index_builder *builder,
					      const struct text_list *list)
{
	struct rule_index_span span = {(uint32_t)builder->lists.count, (uint32_t)list->count};

	for (size_t i = 0; i < list->count; i++) {
		uint32_t number = rule_index_phrase_number(builder, list->items[i]);
		rule_index_push(&builder->lists, &number, 1);
	}
	return span;
}

void rule_index_post(struct rule_index_builder *builder, struct rule_index_span phrases, uint32_t target)
{
	for (uint32_t i = 0; i < phrases.count; i++) {
		if (builder->post_count == builder->post_capacity) {
			builder->post_capacity = builder->post_capacity * 2 + 256;
			builder->posts =
			    mem_realloc(builder->posts, builder->post_capacity, sizeof *builder->posts);
		}
		builder->posts[builder->post_count++] = (struct rule_index_post){
		    ((uint32_t *)(void *)builder->lists.items)[phrases.at + i], target};
	}
}
