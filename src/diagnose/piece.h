/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a paste, cut into what stands before a reply's code and what follows. */
#ifndef MAILMEDIC_DIAGNOSE_PIECE_H
#define MAILMEDIC_DIAGNOSE_PIECE_H

#include "diagnose/log_line.h"

struct piece {
	const char *text; /* from the code on, or the whole line without its prefix; borrowed */
	size_t len;
	int code; /* 0: none */
	char enhanced[16];
	bool more;     /* the code is followed by '-' */
	bool foreign;  /* begins a line of its own in a log, or is a stack trace: no continuation */
	bool prefixed; /* time, process or a mark stood in front */
	bool embedded; /* other words stand before the code: a program quotes the reply */
	enum line_side side;
	const char *line; /* as it was given */
	size_t line_len;
};

/* Reads one line (no line end). Only what can be a reply's code counts: no port, time, size or line number.
 */
void piece_read(const char *line, size_t len, struct piece *ret_piece);

/* The text after a piece's code; the whole text when it has none. */
const char *piece_text(const struct piece *piece, size_t *ret_len);

#endif
