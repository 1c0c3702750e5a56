/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of circumstances. */
#include "diagnose/circumstance.h"

#include <string.h>

static const char *const ids[] = {
#define X(name, id, sentence) id,
    CIRCUMSTANCE_LIST(X)
#undef X
};
static const char *const sentences[] = {
#define X(name, id, sentence) sentence,
    CIRCUMSTANCE_LIST(X)
#undef X
};

const char *circumstance_id(enum circumstance circumstance)
{
	return ids[circumstance];
}

const char *circumstance_sentence(enum circumstance circumstance)
{
	return sentences[circumstance];
}

bool circumstance_parse(const char *id, enum circumstance *ret_circumstance)
{
	for (int i = 0; i < CIRCUMSTANCE_COUNT; i++) {
		if (strcmp(ids[i], id) == 0) {
			*ret_circumstance = (enum circumstance)i;
			return true;
		}
	}
	return false;
}
