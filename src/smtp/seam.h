/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A secret that a server spreads over the lines of a reply, or over several replies: which end of a line is
 * its beginning, and which beginning of a line goes on with it. Codes, enhanced codes and white space at the
 * seam do not count.
 */
#ifndef MAILMEDIC_SMTP_SEAM_H
#define MAILMEDIC_SMTP_SEAM_H

#include "smtp/needles.h"

/* Of each spelling, how much of it the lines so far end with. All zeros: none. */
struct seam {
	size_t begun[NEEDLES_SPELLINGS];
};

/* Bytes of a line to hide: from `from` up to `to`. */
struct seam_piece {
	size_t from, to;
	bool in_base64;
};

struct seam_pieces {
	struct seam_piece rest; /* goes on with what the lines before have begun */
	struct seam_piece head; /* begins what the next line goes on with */
};

/* True when the line may end with the beginning of a secret: whether it does, the next line tells. */
bool seam_is_open(const struct seam *seam, const struct needles *needles, const char *line, size_t len);

/*
 * What to hide of the server's next line; the seam moves after it. `next` is the line after it, NULL when
 * it is not known: then an end that looks like a beginning is hidden when it is NEEDLES_MIN long.
 */
struct seam_pieces seam_pass(struct seam *seam, const struct needles *needles, const char *line, size_t len,
			     const char *next, size_t next_len);

#endif
