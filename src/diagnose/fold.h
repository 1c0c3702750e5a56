/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Brings text into the one form in which phrases and replies are compared: lower case without
 * accents, white space and line ends as one space, full-width and typographic signs as ASCII.
 */
#ifndef MAILMEDIC_DIAGNOSE_FOLD_H
#define MAILMEDIC_DIAGNOSE_FOLD_H

#include "base/strbuf.h"

#include <stdint.h>

enum { FOLD_MAX = 16 * 1024 }; /* bytes of a reply that are compared */

/* A folded text that remembers where each of its bytes came from. */
struct folded {
	struct strbuf text; /* begins and ends with a space */
	uint32_t *origin;   /* offset in the source of each byte of `text` */
	size_t origin_size;
	bool foreign; /* holds something that is not ASCII */
};

void folded_init(struct folded *folded);
void folded_finish(struct folded *folded);

/*
 * Folds the lines of a reply (UTF-8; invalid bytes count as spaces). The code and the enhanced code of
 * the first line stay; where they are repeated, at the start of a line or inside one, they go.
 */
void folded_read(struct folded *folded, const char *source, size_t len);

/* A phrase in that form, inner spaces kept, one leading or trailing space too. The caller frees it. */
char *fold_phrase(const char *phrase);

/*
 * Length of the code and enhanced code at `line` with their separators ("535-5.7.8 ", "421: 4.3.2 "),
 * 0 when there is none. Any of the outputs may be NULL; *ret_code is 0 and *ret_enhanced "" for none.
 */
size_t fold_codes(const char *line, size_t len, int *ret_code, char ret_enhanced[16]);

/* Length of an enhanced code at `text`, or 0. */
size_t fold_enhanced(const char *text, size_t len);

#endif
