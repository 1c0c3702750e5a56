/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/catalogue.h"

#include "base/memory.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC 0x950412deU

enum { BYTES_MAX = 16 * 1024 * 1024 };

/* At the start of the file. Catalogues are made for the computer that they are installed on, in its byte
 * order. */
struct header {
	uint32_t magic, revision, count, texts_at, translations_at;
};

struct entry {
	uint32_t len, at; /* the text ends with a NUL, which `len` does not count */
};

struct catalogue {
	const char *bytes;
	const struct entry *texts; /* in the order of strcmp() */
	const struct entry *translations;
	uint32_t count;
};

static const char *map(const char *path, size_t *ret_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *bytes = MAP_FAILED;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
	    status.st_size >= (off_t)sizeof(struct header) && status.st_size <= BYTES_MAX) {
		*ret_size = (size_t)status.st_size;
		bytes = mmap(NULL, *ret_size, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	close(fd);
	return bytes != MAP_FAILED ? bytes : NULL;
}

/* The table of `count` entries at an offset, each inside the file and ended by a NUL; NULL: it is not. */
static const struct entry *table_at(const char *bytes, size_t size, uint32_t at, uint32_t count)
{
	const struct entry *table;

	if (at % sizeof(uint32_t) != 0 || at > size || count > (size - at) / sizeof *table)
		return NULL;
	table = (const struct entry *)(const void *)(bytes + at);
	for (uint32_t i = 0; i < count; i++) {
		if (table[i].at >= size || table[i].len >= size - table[i].at ||
		    bytes[table[i].at + table[i].len] != '\0')
			return NULL;
	}
	return table;
}

const struct catalogue *catalogue_open(const char *path)
{
	size_t size;
	const char *bytes = map(path, &size);
	struct catalogue *catalogue;
	struct header header;

	if (bytes == NULL)
		return NULL;
	memcpy(&header, bytes, sizeof header);
	catalogue = mem_calloc(1, sizeof *catalogue);
	catalogue->bytes = bytes;
	catalogue->count = header.count;
	catalogue->texts = table_at(bytes, size, header.texts_at, header.count);
	catalogue->translations = table_at(bytes, size, header.translations_at, header.count);
	if (header.magic == MAGIC && catalogue->texts != NULL && catalogue->translations != NULL)
		return catalogue;
	free(catalogue);
	munmap((void *)bytes, size);
	return NULL;
}

const char *catalogue_look_up(const struct catalogue *catalogue, const char *text)
{
	uint32_t from = 0;
	uint32_t end = catalogue != NULL ? catalogue->count : 0;

	while (from < end) {
		uint32_t middle = from + (end - from) / 2;
		int order = strcmp(text, catalogue->bytes + catalogue->texts[middle].at);
		if (order == 0)
			return catalogue->bytes + catalogue->translations[middle].at;
		if (order < 0)
			end = middle;
		else
			from = middle + 1;
	}
	return NULL;
}
