/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of the problems. */
#include "smtp/problem.h"

#include <stddef.h>
#include <string.h>

static const char *const ids[] = {
#define X(name, id, sentence) [PROBLEM_##name] = id,
    PROBLEM_LIST(X)
#undef X
};

static const char *const sentences[] = {
#define X(name, id, sentence) [PROBLEM_##name] = sentence,
    PROBLEM_LIST(X)
#undef X
};

const char *problem_id(enum problem problem)
{
	return ids[problem];
}

const char *problem_sentence(enum problem problem)
{
	return sentences[problem];
}

bool problem_parse(const char *id, enum problem *ret_problem)
{
	for (size_t i = PROBLEM_NONE + 1; i < PROBLEM_COUNT; i++) {
		if (strcmp(id, ids[i]) == 0) {
			*ret_problem = (enum problem)i;
			return true;
		}
	}
	return false;
}

bool problem_is_certificate(enum problem problem)
{
	return problem >= PROBLEM_CERT_EXPIRED && problem <= PROBLEM_CERT_INVALID;
}

bool problem_is_stranger(enum problem problem)
{
	return problem >= PROBLEM_NOT_SMTP_HTTP && problem <= PROBLEM_NOT_SMTP_OTHER;
}
