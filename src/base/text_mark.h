/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which characters are drawn onto the one before them. */
#ifndef MAILMEDIC_BASE_TEXT_MARK_H
#define MAILMEDIC_BASE_TEXT_MARK_H

#include <stdbool.h>
#include <stdint.h>

/* True for combining marks: they take no column, and a run of them can cover neighbouring lines. */
bool text_is_mark(uint32_t point);

#endif
