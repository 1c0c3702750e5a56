/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the fuzz targets. The look at inert text goes by the C library, not by base/text.c. */
#include "fuzz.h"

#include "base/memory.h"

#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

enum { ZERO_WIDTH_RUN_MAX = 2 };

int64_t fuzz_clock_ms = 1000000;

int64_t fuzz_clock(void)
{
	return fuzz_clock_ms;
}

struct fuzz_input fuzz_input(const uint8_t *bytes, size_t len)
{
	return (struct fuzz_input){(const char *)bytes, len};
}

unsigned fuzz_take_byte(struct fuzz_input *input)
{
	if (input->len == 0)
		return 0;
	input->len--;
	return (unsigned char)*input->bytes++;
}

struct fuzz_input fuzz_take_part(struct fuzz_input *input, char separator)
{
	const char *end = input->len > 0 ? memchr(input->bytes, separator, input->len) : NULL;
	struct fuzz_input part = {input->bytes, end ? (size_t)(end - input->bytes) : input->len};
	size_t taken = part.len + (end != NULL);

	*input = (struct fuzz_input){taken > 0 ? input->bytes + taken : input->bytes, input->len - taken};
	return part;
}

char *fuzz_copy(struct fuzz_input input)
{
	char *copy = malloc(input.len > 0 ? input.len : 1);

	if (copy == NULL)
		mem_exhausted();
	if (input.len > 0)
		memcpy(copy, input.bytes, input.len);
	return copy;
}

char *fuzz_string(struct fuzz_input input)
{
	return mem_strndup(input.len > 0 ? input.bytes : "", input.len);
}

const char *fuzz_file(struct fuzz_input input)
{
	static char path[64];
	static int file = -1;

	if (file < 0) {
		file = memfd_create("fuzz", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	}
	fuzz_require(file >= 0 && ftruncate(file, 0) == 0, "a file in memory can be made");
	fuzz_require(pwrite(file, input.bytes, input.len, 0) == (ssize_t)input.len, "and written");
	return path;
}

void fuzz_fail(const char *claim)
{
	fprintf(stderr, "\nfuzz: does not hold: %s\n", claim);
	abort();
}

/* Characters that hide, reverse or restyle text, of those that the C library gives a width. */
static bool is_treacherous(wchar_t c)
{
	return c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFB) ||
	       (c >= 0xE000 && c <= 0xF8FF) || c >= 0xE0000;
}

static void use_utf8(void)
{
	static bool done;

	if (!done)
		fuzz_require(setlocale(LC_CTYPE, "C.UTF-8") != NULL, "there is a locale with UTF-8");
	done = true;
}

void fuzz_require_inert(const char *text, size_t len, bool newlines)
{
	mbstate_t state = {0};
	unsigned run = 0;

	use_utf8();
	for (size_t i = 0; i < len;) {
		wchar_t c = 0;
		size_t size = mbrtowc(&c, text + i, len - i, &state);
		fuzz_require(size != (size_t)-1 && size != (size_t)-2, "inert text is UTF-8");
		fuzz_require(size > 0, "inert text has no NUL");
		fuzz_require((c >= 0x20 && c != 0x7F && (c < 0x80 || c >= 0xA0)) || (newlines && c == '\n'),
			     "inert text has no control character");
		fuzz_require(!is_treacherous(c), "inert text has no character that hides or reverses text");
		run = wcwidth(c) == 0 && c != '\n' ? run + 1 : 0;
		fuzz_require(run <= ZERO_WIDTH_RUN_MAX, "inert text has no flood of zero-width characters");
		i += size;
	}
}

bool fuzz_contains(const char *text, size_t len, const char *part, size_t part_len)
{
	return part_len > 0 && len >= part_len && memmem(text, len, part, part_len) != NULL;
}
