/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short table of addresses. */
#include "checkup/failed_logins.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

void refusals_finish(struct refusals *refusals)
{
	for (unsigned i = 0; i < refusals->used; i++)
		free(refusals->list[i].address);
	memset(refusals, 0, sizeof(*refusals));
}

static unsigned find(const struct refusals *refusals, const char *address)
{
	unsigned i = 0;

	while (i < refusals->used && text_compare_nocase(refusals->list[i].address, address) != 0)
		i++;
	return i;
}

unsigned refusals_count(const struct refusals *refusals, const char *address)
{
	unsigned i = address == NULL ? refusals->used : find(refusals, address);

	return i == refusals->used ? 0 : refusals->list[i].count;
}

void refusals_keep(struct refusals *refusals, const char *address, unsigned count)
{
	unsigned i;

	if (address == NULL)
		return;
	i = find(refusals, address);
	if (i == REFUSALS_MAX) {
		free(refusals->list[0].address);
		memmove(refusals->list, refusals->list + 1, (REFUSALS_MAX - 1) * sizeof(refusals->list[0]));
		refusals->used = i = REFUSALS_MAX - 1;
	}
	if (i == refusals->used)
		refusals->list[refusals->used++].address = mem_strdup(address);
	refusals->list[i].count = count;
}
