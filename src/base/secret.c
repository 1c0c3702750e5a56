/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The password's own pages: locked, not dumped, wiped. Has no way to print. */
#include "base/secret.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

enum {
	PAGE = 4096,
	PLACE = 256,
	PLACES = PAGE / PLACE,
	ALL_TAKEN = (1U << PLACES) - 1,
	FIRST_MAX = PLACE - 3 * sizeof(size_t),
};

/* A password stays in the place of the struct. A token may need more: pages that are taken when it does. */
struct secret {
	size_t len;
	size_t size; /* of more */
	char *more;  /* holds all of it, or NULL */
	char first[FIRST_MAX];
};
_Static_assert(sizeof(struct secret) == PLACE, "a place for each");

/* Secrets share pages: a list of accounts has a dozen of them for each, and few pages may be locked. */
struct shelf {
	struct shelf *next;
	char *page;
	unsigned taken; /* a bit a place */
};

static struct shelf *shelves;

static char *bytes_of(const struct secret *secret)
{
	return secret->more != NULL ? secret->more : (char *)secret->first;
}

static void *map_pages(size_t size)
{
	void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED)
		mem_exhausted();
	/* Best effort: a small RLIMIT_MEMLOCK must not stop the user. */
	(void)mlock(pages, size);
	(void)madvise(pages, size, MADV_DONTDUMP);
	(void)madvise(pages, size, MADV_WIPEONFORK);
	return pages;
}

static void unmap_pages(void *pages, size_t size)
{
	secret_wipe_buffer(pages, size);
	munmap(pages, size);
}

/* All places are zero but for those taken. */
struct secret *secret_create(void)
{
	struct shelf *shelf = shelves;
	unsigned place = 0;

	while (shelf != NULL && shelf->taken == ALL_TAKEN)
		shelf = shelf->next;
	if (shelf == NULL) {
		shelf = mem_calloc(1, sizeof(*shelf));
		shelf->page = map_pages(PAGE);
		shelf->next = shelves;
		shelves = shelf;
	}
	while (shelf->taken >> place & 1)
		place++;
	shelf->taken |= 1U << place;
	return (struct secret *)(void *)(shelf->page + (size_t)place * PLACE);
}

static void give_back_place(struct secret *secret)
{
	const uintptr_t at = (uintptr_t)secret;
	struct shelf **link = &shelves, *shelf;

	while (at - (uintptr_t)(*link)->page >= PAGE)
		link = &(*link)->next;
	shelf = *link;
	secret_wipe_buffer(secret, sizeof(*secret));
	shelf->taken &= ~(1U << (at - (uintptr_t)shelf->page) / PLACE);
	if (shelf->taken != 0)
		return;
	*link = shelf->next;
	unmap_pages(shelf->page, PAGE);
	free(shelf);
}

void secret_destroy(struct secret *secret)
{
	if (!secret)
		return;
	if (secret->more != NULL)
		unmap_pages(secret->more, secret->size);
	give_back_place(secret);
}

static void make_room(struct secret *secret, size_t len)
{
	const size_t size = len <= PAGE ? (size_t)PAGE : (size_t)SECRET_MAX;
	char *more = map_pages(size);

	memcpy(more, bytes_of(secret), secret->len);
	if (secret->more != NULL)
		unmap_pages(secret->more, secret->size);
	secret_wipe_buffer(secret->first, sizeof(secret->first));
	secret->more = more;
	secret->size = size;
}

bool secret_append(struct secret *secret, const char *bytes, size_t len)
{
	if (len > SECRET_MAX - secret->len)
		return false;
	if (secret->len + len > (secret->more != NULL ? secret->size : (size_t)FIRST_MAX))
		make_room(secret, secret->len + len);
	memcpy(bytes_of(secret) + secret->len, bytes, len);
	secret->len += len;
	return true;
}

void secret_backspace(struct secret *secret)
{
	while (secret->len > 0) {
		unsigned char last = (unsigned char)bytes_of(secret)[--secret->len];
		bytes_of(secret)[secret->len] = '\0';
		if (last >> 6 != 2)
			return;
	}
}

void secret_clear(struct secret *secret)
{
	secret_wipe_buffer(bytes_of(secret), secret->len);
	secret->len = 0;
}

size_t secret_length(const struct secret *secret)
{
	return secret ? secret->len : 0;
}

const char *secret_bytes(const struct secret *secret)
{
	return bytes_of(secret);
}

struct secret *secret_clone(const struct secret *secret)
{
	if (!secret)
		return NULL;
	struct secret *copy = secret_create();
	secret_append(copy, bytes_of(secret), secret->len);
	return copy;
}

bool secret_equals(const struct secret *a, const struct secret *b)
{
	const size_t len = secret_length(a);

	return len == secret_length(b) && (len == 0 || memcmp(secret_bytes(a), secret_bytes(b), len) == 0);
}

void secret_wipe_buffer(void *buffer, size_t len)
{
	explicit_bzero(buffer, len);
}

void secret_protect_process(void)
{
	const struct rlimit none = {0, 0};

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
