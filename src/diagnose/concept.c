/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the words for concepts. */
#include "diagnose/concept.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "diagnose/fold.h"

enum { WORD_MIN = 2 };

static const char *const ids[CONCEPT_COUNT] = {
#define X(name, id) [CONCEPT_##name] = id,
    WHO_CONCEPT_LIST(X)
#undef X
#define X(name, id) [STATE_##name] = id,
	STATE_CONCEPT_LIST(X)
#undef X
};

#define FIELD(number, id)                                                                                    \
	{id, FIELD_LIST,                                                                                     \
	 .offset = offsetof(struct concept_words, words) + (number) * sizeof(struct text_list)},

static const struct field fields[] = {
#define X(name, id) FIELD(CONCEPT_##name, id)
    WHO_CONCEPT_LIST(X)
#undef X
#define X(name, id) FIELD(STATE_##name, id)
	STATE_CONCEPT_LIST(X)
#undef X
	    {NULL}};
static const struct record_type type = {fields, sizeof(struct concept_words)};

const char *concept_id(enum concept concept)
{
	return ids[concept];
}

bool concept_parse(const char *id, enum concept *ret_concept)
{
	for (int i = 0; i < CONCEPT_COUNT; i++) {
		if (ids[i] != NULL && strcmp(ids[i], id) == 0) {
			*ret_concept = (enum concept)i;
			return true;
		}
	}
	return false;
}

bool concept_words_read(struct concept_words *words, const char *path, struct error *error)
{
	struct head_source source = {.path = path, .first_line = 1};
	char *text = head_load(path, &source.len, error);
	bool fine;

	memset(words, 0, sizeof *words);
	if (text == NULL)
		return false;
	source.text = text;
	fine = head_read(&source, &type, words, error);
	free(text);
	return fine;
}

void concept_words_finish(struct concept_words *words)
{
	head_finish(&type, words);
}
