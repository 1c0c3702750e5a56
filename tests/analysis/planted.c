/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults that each analyser must find, or it is not looking; compiled by nothing else. See analyse.py. */
#include <stdlib.h>

/*
 * finds: uninitvar
 * finds: -Wanalyzer-use-after-free
 * finds: clang-analyzer-unix.Malloc
 * finds: bugprone-sizeof-expression
 * finds: clang-diagnostic-string-concatenation
 */
int planted_use_after_free(int *numbers);
size_t planted_sizes(void);
const char *planted_word(int number);
int planted_uninitialised(void);

int planted_use_after_free(int *numbers)
{
	free(numbers);
	return numbers[0];
}

size_t planted_sizes(void)
{
	return sizeof(sizeof(int));
}

/* What the compiler clang warns about, clang-tidy reports too: no build with clang is needed for it. */
const char *planted_word(int number)
{
	static const char *const words[] = {"one",
					    "two"
					    "three",
					    "four"};

	return words[number];
}

int planted_uninitialised(void)
{
	int number;

	return number + 1;
}
