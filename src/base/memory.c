/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allocation that ends the process when memory runs out. Knows nothing but malloc and the handler. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_OUT_OF_MEMORY = 70 };

static void (*exhausted_handler)(void);

void mem_set_exhausted_handler(void (*handler)(void))
{
	exhausted_handler = handler;
}

_Noreturn void mem_exhausted(void)
{
	static const char sentence[] = "mailmedic: the computer has no memory left for mailmedic.\n";

	if (exhausted_handler)
		exhausted_handler();
	ssize_t ignored = write(STDERR_FILENO, sentence, sizeof(sentence) - 1);
	(void)ignored;
	_exit(EXIT_OUT_OF_MEMORY);
}

void *mem_calloc(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size ? size : 1);

	if (!memory)
		mem_exhausted();
	return memory;
}

void *mem_allocate(size_t size)
{
	void *memory = malloc(size ? size : 1);

	if (!memory)
		mem_exhausted();
	return memory;
}

void *mem_realloc(void *old, size_t count, size_t size)
{
	size_t bytes = 0;
	if (__builtin_mul_overflow(count, size, &bytes))
		mem_exhausted();
	void *memory = realloc(old, bytes > 0 ? bytes : 1);
	if (!memory)
		mem_exhausted();
	return memory;
}

char *mem_strdup(const char *text)
{
	return text ? mem_strndup(text, strlen(text)) : NULL;
}

char *mem_strndup(const char *text, size_t len)
{
	size_t used = strnlen(text, len);
	char *copy = mem_calloc(used + 1, 1);

	memcpy(copy, text, used);
	return copy;
}

void mem_replace(char **slot, const char *text)
{
	char *copy = mem_strdup(text);

	free(*slot);
	*slot = copy;
}
