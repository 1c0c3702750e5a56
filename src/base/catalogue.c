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

enum { BYTES_MAX = 16 * 1024 * 1024, RULE_BYTES = 32 };

/* At the start of the file. Catalogues are made for the computer that they are installed on, in its byte
 * order. */
struct header {
	uint32_t magic, revision, count, texts_at, translations_at;
};

struct entry {
	uint32_t len, at; /* the text ends with a NUL, which `len` does not count */
};

/* Which form of a text a number takes. A language whose rule is not here (GNU gettext manual, "Additional
 * functions for plural forms") needs a row. */
static unsigned long always_first(unsigned long number)
{
	(void)number;
	return 0;
}

static unsigned long first_of_one(unsigned long number)
{
	return number != 1;
}

static unsigned long first_up_to_one(unsigned long number)
{
	return number > 1;
}

static const struct {
	const char *rule; /* as in the head of the catalogue, without spaces and brackets */
	unsigned long (*choose)(unsigned long number);
} rules[] = {{"0;", always_first}, {"n!=1;", first_of_one}, {"n>1;", first_up_to_one}};

struct catalogue {
	unsigned long (*choose_form)(unsigned long number);
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

/* The rule of the head, the translation of the empty text; the first form for one that is not known. */
static void take_rule(struct catalogue *catalogue)
{
	const char *head = catalogue_look_up(catalogue, "");
	const char *at = head != NULL ? strstr(head, "plural=") : NULL;
	char rule[RULE_BYTES];
	size_t len = 0;

	catalogue->choose_form = always_first;
	if (at == NULL)
		return;
	for (at += strlen("plural="); *at != '\0' && *at != '\n' && len + 1 < sizeof(rule); at++) {
		if (strchr(" ()", *at) == NULL)
			rule[len++] = *at;
	}
	rule[len] = '\0';
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (strcmp(rules[i].rule, rule) == 0)
			catalogue->choose_form = rules[i].choose;
	}
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
	if (header.magic == MAGIC && catalogue->texts != NULL && catalogue->translations != NULL) {
		take_rule(catalogue);
		return catalogue;
	}
	free(catalogue);
	munmap((void *)bytes, size);
	return NULL;
}

/* Its translation as an entry; NULL: there is none. A text with a number is found by its first form. */
static const struct entry *find(const struct catalogue *catalogue, const char *text)
{
	uint32_t from = 0;
	uint32_t end = catalogue != NULL ? catalogue->count : 0;

	while (from < end) {
		uint32_t middle = from + (end - from) / 2;
		int order = strcmp(text, catalogue->bytes + catalogue->texts[middle].at);
		if (order == 0)
			return &catalogue->translations[middle];
		if (order < 0)
			end = middle;
		else
			from = middle + 1;
	}
	return NULL;
}

const char *catalogue_look_up(const struct catalogue *catalogue, const char *text)
{
	const struct entry *found = find(catalogue, text);

	return found != NULL ? catalogue->bytes + found->at : NULL;
}

const char *catalogue_look_up_count(const struct catalogue *catalogue, const char *text, unsigned long number)
{
	const struct entry *found = find(catalogue, text);
	const char *form, *end;

	if (found == NULL)
		return NULL;
	form = catalogue->bytes + found->at;
	end = form + found->len;
	for (unsigned long left = catalogue->choose_form(number); left > 0; left--) {
		form += strlen(form) + 1;
		if (form > end) /* it has fewer forms than the rule says */
			return NULL;
	}
	return form;
}
