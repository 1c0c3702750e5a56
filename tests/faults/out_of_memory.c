/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preloaded into mailmedic: memory that runs out. OUT_OF_MEMORY_AT=n lets the n-th allocation fail; with
 * OUT_OF_MEMORY_FOR_GOOD all later ones too. OUT_OF_MEMORY_COUNT=FILE gets the number of allocations at the
 * end.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The C library's own, under the names that it exports for such a purpose. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static atomic_long calls;
static long fail_at;
static bool for_good;

__attribute__((constructor)) static void prepare(void)
{
	const char *at = getenv("OUT_OF_MEMORY_AT");

	for_good = getenv("OUT_OF_MEMORY_FOR_GOOD") != NULL;
	fail_at = at ? strtol(at, NULL, 10) : 0;
	calls = 0;
}

/* Registered so late that it runs first; it must not allocate. */
__attribute__((destructor)) static void tell(void)
{
	const char *path = getenv("OUT_OF_MEMORY_COUNT");
	int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;

	if (file >= 0) {
		dprintf(file, "%ld\n", (long)calls);
		close(file);
	}
}

static bool fails(void)
{
	long call = atomic_fetch_add(&calls, 1) + 1;

	if (fail_at == 0 || (for_good ? call < fail_at : call != fail_at))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
