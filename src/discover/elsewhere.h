/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a public name server says of a name: a control experiment. Who runs it learns the name and this
 * computer's address: asked only when the user agreed.
 */
#ifndef MAILMEDIC_DISCOVER_ELSEWHERE_H
#define MAILMEDIC_DISCOVER_ELSEWHERE_H

#include "base/loop.h"
#include "wire/address.h"

struct elsewhere {
	struct resolve *resolve;   /* NULL: over, or not begun */
	struct address_list found; /* empty: nothing, or not asked */
};

const char *elsewhere_server(void); /* "9.9.9.9" */

/* Asks for an A-label name until `deadline`; a literal is not asked for. */
void elsewhere_begin(struct elsewhere *elsewhere, const char *name, int64_t deadline);
void elsewhere_finish(struct elsewhere *elsewhere); /* cancels */

void elsewhere_want(const struct elsewhere *elsewhere, struct loop *loop);
void elsewhere_step(struct elsewhere *elsewhere, const struct loop *loop);

#endif
