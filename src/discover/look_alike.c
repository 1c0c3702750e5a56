/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Optimal string alignment distance (Damerau, Levenshtein) between a domain and those that topics name. */
#include "discover/look_alike.h"

#include "base/text.h"

#include <string.h>

enum { COMPARED_MAX = 64, LONG_DOMAIN = 12, SHORT_DOMAIN = 6 };

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;
	return least < c ? least : c;
}

static bool letters_equal(char a, char b)
{
	return text_lower(a) == text_lower(b);
}

size_t look_alike_distance(const char *one, const char *other, size_t most)
{
	size_t rows[3][COMPARED_MAX + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];
	size_t len = strlen(one), other_len = strlen(other);

	if (len > COMPARED_MAX || other_len > COMPARED_MAX || len > other_len + most ||
	    other_len > len + most)
		return most + 1;
	for (size_t k = 0; k <= other_len; k++)
		before[k] = last[k] = k;
	for (size_t i = 1; i <= len; i++) {
		row[0] = i;
		for (size_t k = 1; k <= other_len; k++) {
			row[k] = smallest(last[k] + 1, row[k - 1] + 1,
					  last[k - 1] + !letters_equal(one[i - 1], other[k - 1]));
			if (i > 1 && k > 1 && letters_equal(one[i - 1], other[k - 2]) &&
			    letters_equal(one[i - 2], other[k - 1]) && before[k - 2] + 1 < row[k])
				row[k] = before[k - 2] + 1;
		}
		size_t *spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[other_len] <= most ? last[other_len] : most + 1;
}

const char *look_alike_find(const struct kb *kb, const char *domain)
{
	size_t len = strlen(domain);
	size_t most = len < SHORT_DOMAIN ? 0 : len < LONG_DOMAIN ? 1 : 2;
	size_t best_distance = most + 1;
	const char *best = NULL, *known;

	for (size_t i = 0; kb_domain_at(kb, i, &known); i++) {
		size_t distance = look_alike_distance(domain, known, most);
		if (distance == 0)
			return NULL;
		if (distance < best_distance && strlen(known) >= SHORT_DOMAIN) {
			best = known;
			best_distance = distance;
		}
	}
	return best;
}
