/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Allocation that cannot fail in the caller's sight. When memory runs out, the exhausted handler
 * runs (the UI restores the terminal there) and the process ends with exit code 70.
 */
#ifndef MAILMEDIC_BASE_MEMORY_H
#define MAILMEDIC_BASE_MEMORY_H

#include <stddef.h>

/* Said to compilers and analysers, too. */
#define MEM_NEVER_NULL __attribute__((returns_nonnull))

/* Zeroed array of `count` items of `size` bytes; never NULL. The caller frees it with free(). */
MEM_NEVER_NULL void *mem_calloc(size_t count, size_t size);

/* As malloc(3), not zeroed; never NULL. The caller frees it with free(). */
MEM_NEVER_NULL void *mem_allocate(size_t size);

/* As realloc(3) for an array, with the product checked; never NULL for a non-zero size. */
void *mem_realloc(void *old, size_t count, size_t size);

/* Copy of `text`, or NULL for NULL. The caller frees it with free(). */
char *mem_strdup(const char *text);

/* Copy of at most `len` bytes of `text`, NUL-terminated. The caller frees it with free(). */
MEM_NEVER_NULL char *mem_strndup(const char *text, size_t len);

/* Replaces the string in `*slot`, which it owns, by a copy of `text` (NULL empties the slot). */
void mem_replace(char **slot, const char *text);

/* Runs the handler, says so in one sentence and ends the process with 70: for callers with memory of their
 * own kind. */
_Noreturn void mem_exhausted(void);

/* Called once, before exit(70), when memory runs out; it must not allocate. NULL: none. */
void mem_set_exhausted_handler(void (*handler)(void));

#endif
