/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The password's own pages: locked, not dumped, wiped. Has no way to print. */
#include "base/secret.h"

#include "base/memory.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

enum { FIRST_PAGE = 4096, FIRST_MAX = FIRST_PAGE - 2 * sizeof(size_t) };

/* A password stays in the page of the struct. A token may need more: pages that are taken when it does. */
struct secret {
	size_t len;
	char *more; /* SECRET_MAX bytes that hold all of it, or NULL */
	char first[FIRST_MAX];
};

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

struct secret *secret_create(void)
{
	return map_pages(sizeof(struct secret));
}

void secret_destroy(struct secret *secret)
{
	if (!secret)
		return;
	if (secret->more != NULL)
		unmap_pages(secret->more, SECRET_MAX);
	unmap_pages(secret, sizeof(*secret));
}

bool secret_append(struct secret *secret, const char *bytes, size_t len)
{
	if (len > SECRET_MAX - secret->len)
		return false;
	if (secret->more == NULL && len > FIRST_MAX - secret->len) {
		secret->more = map_pages(SECRET_MAX);
		memcpy(secret->more, secret->first, secret->len);
		secret_wipe_buffer(secret->first, sizeof(secret->first));
	}
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
