/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Masks what was taken before the password was known, with all that is known now. What a server said then is
 * plain in events and facts until somebody types the same; from then on it is hidden there too, and no copy
 * of it stays in memory.
 */
#ifndef MAILMEDIC_WALK_REMASK_H
#define MAILMEDIC_WALK_REMASK_H

#include "smtp/mask.h"
#include "smtp/reply.h"
#include "wire/certificate.h"

struct facts;

/* One pass over lines in their order; borrows the needles of the mask that it was begun with. */
struct remask {
	struct mask lines;   /* the server's lines as they came */
	struct mask replies; /* the same lines again, as replies */
	struct seam before;  /* what the replies before the latest one end with */
	bool found;          /* something was hidden that was shown before */
};

/* Begins a pass. */
void remask_begin(struct remask *remask, const struct mask *mask);

/* Each takes an inert text that is owned by the caller, or NULL, and replaces it where the mask finds
 * something. */
void remask_text(struct remask *remask, char **text);
/* The server's next line; `next` is the one after it, NULL when there is none. */
void remask_line(struct remask *remask, char **line, const char *next);
/* The server's next reply, or what tells the latest one `again`. */
void remask_reply(struct remask *remask, struct reply *reply, bool again);
void remask_tls(struct remask *remask, struct tls_facts *tls);

/* All of a run's facts. True when something was hidden that was shown before. */
bool remask_facts(struct facts *facts, const struct mask *mask);

#endif
