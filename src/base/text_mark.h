/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which characters are drawn onto the one before them, and the search in such tables. */
#ifndef MAILMEDIC_BASE_TEXT_MARK_H
#define MAILMEDIC_BASE_TEXT_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text_range {
	uint32_t first, last;
};

/* True when `point` is in one of the ranges, which are in order. */
bool text_in_ranges(uint32_t point, const struct text_range *ranges, size_t count);

/* True for combining marks: they take no column, and a run of them can cover neighbouring lines. */
bool text_is_mark(uint32_t point);

#endif
