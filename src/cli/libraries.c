/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One way to run out of memory, for libraries too. The others are looked after where they are called. */
#include "cli/libraries.h"

#include "base/memory.h"

#include <jansson.h>
#include <openssl/crypto.h>
#include <stdlib.h>

static void *allocate_for_openssl(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return size > 0 ? mem_allocate(size) : NULL;
}

static void *reallocate_for_openssl(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	if (size > 0)
		return mem_realloc(old, size, 1);
	free(old);
	return NULL;
}

static void free_for_openssl(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	free(memory);
}

void libraries_share_memory(void)
{
	CRYPTO_set_mem_functions(allocate_for_openssl, reallocate_for_openssl, free_for_openssl);
	json_set_alloc_funcs(mem_allocate, free);
}
