/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short table of addresses. */
#include "checkup/failed_logins.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

void failed_logins_finish(struct failed_logins *failed_logins)
{
	for (unsigned i = 0; i < failed_logins->used; i++)
		free(failed_logins->list[i].address);
	memset(failed_logins, 0, sizeof(*failed_logins));
}

static unsigned find(const struct failed_logins *failed_logins, const char *address)
{
	unsigned i = 0;

	while (i < failed_logins->used && text_compare_nocase(failed_logins->list[i].address, address) != 0)
		i++;
	return i;
}

unsigned failed_logins_count(const struct failed_logins *failed_logins, const char *address)
{
	unsigned i = address == NULL ? failed_logins->used : find(failed_logins, address);

	return i == failed_logins->used ? 0 : failed_logins->list[i].count;
}

void failed_logins_keep(struct failed_logins *failed_logins, const char *address, unsigned count)
{
	unsigned i;

	if (address == NULL)
		return;
	i = find(failed_logins, address);
	if (i == FAILED_LOGINS_MAX) {
		free(failed_logins->list[0].address);
		memmove(failed_logins->list, failed_logins->list + 1,
			(FAILED_LOGINS_MAX - 1) * sizeof(failed_logins->list[0]));
		failed_logins->used = i = FAILED_LOGINS_MAX - 1;
	}
	if (i == failed_logins->used)
		failed_logins->list[failed_logins->used++].address = mem_strdup(address);
	failed_logins->list[i].count = count;
}
