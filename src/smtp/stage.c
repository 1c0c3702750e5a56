/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of the stages. */
#include "smtp/stage.h"

#include "base/text.h"

#include <stddef.h>

static const char *const ids[] = {
#define X(name, id, label) [STAGE_##name] = id,
    STAGE_LIST(X)
#undef X
};

static const char *const labels[] = {
#define X(name, id, label) [STAGE_##name] = label,
    STAGE_LIST(X)
#undef X
};

const char *stage_id(enum stage stage)
{
	return ids[stage];
}

const char *stage_label(enum stage stage)
{
	return labels[stage];
}

bool stage_parse(const char *id, enum stage *ret_stage)
{
	static const struct {
		const char *word;
		enum stage stage;
	} synonyms[] = {
	    {"dns", STAGE_RESOLVE},     {"name", STAGE_RESOLVE}, {"tcp", STAGE_CONNECT},
	    {"banner", STAGE_GREETING}, {"helo", STAGE_EHLO},    {"lhlo", STAGE_EHLO},
	    {"starttls", STAGE_TLS},    {"login", STAGE_AUTH},   {"from", STAGE_MAIL},
	    {"to", STAGE_RCPT},         {"bdat", STAGE_DATA},    {"dot", STAGE_DATA},
	};

	for (size_t i = 0; i < STAGE_COUNT; i++) {
		if (text_compare_nocase(id, ids[i]) == 0) {
			*ret_stage = (enum stage)i;
			return true;
		}
	}
	for (size_t i = 0; i < sizeof(synonyms) / sizeof(*synonyms); i++) {
		if (text_compare_nocase(id, synonyms[i].word) == 0) {
			*ret_stage = synonyms[i].stage;
			return true;
		}
	}
	return false;
}
