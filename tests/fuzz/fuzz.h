/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the fuzz targets share: an input taken apart from the front, and claims that end the process
 * when they do not hold. A target is one file with LLVMFuzzerTestOneInput; it is linked with libFuzzer,
 * or with replay.c, which plays the corpus in every test run.
 */
#ifndef MAILMEDIC_TESTS_FUZZ_FUZZ_H
#define MAILMEDIC_TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The target. Always 0; a claim that does not hold, a sanitizer or a signal ends the process. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

struct fuzz_input { /* what is left of it; borrowed */
	const char *bytes;
	size_t len;
};

struct fuzz_input fuzz_input(const uint8_t *bytes, size_t len);

/* The next byte; 0 when there is none. */
unsigned fuzz_take_byte(struct fuzz_input *input);

/* All up to the next `separator` (which is dropped) or the end. */
struct fuzz_input fuzz_take_part(struct fuzz_input *input, char separator);

/* A copy without a NUL behind it, so that reading too far is seen; the caller frees it. Never NULL. */
char *fuzz_copy(struct fuzz_input input);

/* The same up to its first NUL, and with a NUL behind it. */
char *fuzz_string(struct fuzz_input input);

/* The path of a file that holds the input, good until the next call. */
const char *fuzz_file(struct fuzz_input input);

/* Ends the process with `claim` on stderr. */
_Noreturn void fuzz_fail(const char *claim);
/* The same, unless `holds`. */
static inline void fuzz_require(bool holds, const char *claim)
{
	if (!holds)
		fuzz_fail(claim);
}

/* The text is what base/text.h promises of inert text; `newlines` says whether line ends may be in it. */
void fuzz_require_inert(const char *text, size_t len, bool newlines);

bool fuzz_contains(const char *text, size_t len, const char *part, size_t part_len);

/* A source for clock_set_source: time stands still, until somebody moves it on. */
extern int64_t fuzz_clock_ms;
int64_t fuzz_clock(void);

#endif
