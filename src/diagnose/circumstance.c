/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of circumstances. */
#include "diagnose/circumstance.h"

#include <string.h>

static const char *const ids[] = {
#define X(name, id) id,
    CIRCUMSTANCE_LIST(X)
#undef X
};

const char *circumstance_id(enum circumstance circumstance)
{
	return ids[circumstance];
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
