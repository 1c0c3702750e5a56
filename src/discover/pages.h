/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pages that say which settings a domain has: its own autoconfig, Mozilla's list, Autodiscover. Each is
 * fetched by the helper; nobody is asked before the user has agreed to it. Only discover/ uses this.
 */
#ifndef MAILMEDIC_DISCOVER_PAGES_H
#define MAILMEDIC_DISCOVER_PAGES_H

#include "base/loop.h"

#include <stdbool.h>

struct discovery;
struct pages; /* opaque */

/* Starts to ask whom the options allow; NULL when that is nobody. */
struct pages *pages_create(struct discovery *discovery);
void pages_destroy(struct pages *pages); /* takes NULL; ends every request */

/* Asks Mozilla's list also by the name of the server that takes the domain's mail, where it may be asked. */
void pages_ask_by_mx(struct pages *pages, const char *mx);

void pages_want(const struct pages *pages, struct loop *loop);

/* One round; what is found becomes candidates of the discovery. */
void pages_step(struct pages *pages, const struct loop *loop);

/* True when everyone has answered, or has had the time for it; also for NULL. */
bool pages_are_done(const struct pages *pages);

#endif
