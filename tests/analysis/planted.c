/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults that each analyser must find, or it is not looking; compiled by nothing else. See analyse.py. */
#include <stdlib.h>

/*
 * finds: uninitvar
 * finds: -Wanalyzer-use-after-free
 * finds: clang-analyzer-unix.Malloc
 * finds: bugprone-sizeof-expression
 */
int planted_use_after_free(int *numbers);
size_t planted_sizes(void);
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

int planted_uninitialised(void)
{
	int number;

	return number + 1;
}
