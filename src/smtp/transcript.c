/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The capped list of lines. */
#include "smtp/transcript.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void transcript_init(struct transcript *transcript)
{
	*transcript = (struct transcript){0};
}

void transcript_finish(struct transcript *transcript)
{
	for (size_t i = 0; i < transcript->count; i++)
		free(transcript->entries[i].line);
	free(transcript->entries);
	transcript_init(transcript);
}

/* Makes room by dropping a block in the middle: the start explains, the end decides. */
static void drop_middle(struct transcript *transcript)
{
	enum { FIRST = TRANSCRIPT_MAX / 2, BLOCK = TRANSCRIPT_MAX / 4 };

	for (size_t i = FIRST; i < FIRST + BLOCK; i++)
		free(transcript->entries[i].line);
	memmove(&transcript->entries[FIRST], &transcript->entries[FIRST + BLOCK],
		(transcript->count - FIRST - BLOCK) * sizeof(*transcript->entries));
	transcript->count -= BLOCK;
	transcript->dropped += BLOCK;
}

void transcript_add(struct transcript *transcript, const struct transcript_entry *entry)
{
	if (transcript->count == TRANSCRIPT_MAX)
		drop_middle(transcript);
	if (transcript->count == transcript->capacity) {
		transcript->capacity = transcript->capacity ? transcript->capacity * 2 : 32;
		transcript->entries =
		    mem_realloc(transcript->entries, transcript->capacity, sizeof(*transcript->entries));
	}
	struct transcript_entry *kept = &transcript->entries[transcript->count++];
	*kept = *entry;
	kept->line = mem_strdup(entry->line);
}

const char *transcript_from_id(enum transcript_from from)
{
	return from == FROM_CLIENT ? "client" : from == FROM_SERVER ? "server" : "note";
}
