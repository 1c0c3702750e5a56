/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The password's own pages: locked, not dumped, wiped. Has no way to print. */
#include "base/secret.h"

#include "base/memory.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

struct secret {
	size_t len;
	char bytes[SECRET_MAX];
};

struct secret *secret_create(void)
{
	struct secret *secret =
	    mmap(NULL, sizeof(*secret), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (secret == MAP_FAILED)
		mem_exhausted();
	/* Best effort: a small RLIMIT_MEMLOCK must not stop the user. */
	(void)mlock(secret, sizeof(*secret));
	(void)madvise(secret, sizeof(*secret), MADV_DONTDUMP);
	(void)madvise(secret, sizeof(*secret), MADV_WIPEONFORK);
	return secret;
}

void secret_destroy(struct secret *secret)
{
	if (!secret)
		return;
	secret_wipe_buffer(secret, sizeof(*secret));
	munmap(secret, sizeof(*secret));
}

bool secret_append(struct secret *secret, const char *bytes, size_t len)
{
	if (len > SECRET_MAX - secret->len)
		return false;
	memcpy(secret->bytes + secret->len, bytes, len);
	secret->len += len;
	return true;
}

void secret_backspace(struct secret *secret)
{
	while (secret->len > 0) {
		unsigned char last = (unsigned char)secret->bytes[--secret->len];
		secret->bytes[secret->len] = '\0';
		if (last >> 6 != 2)
			return;
	}
}

void secret_clear(struct secret *secret)
{
	secret_wipe_buffer(secret, sizeof(*secret));
}

size_t secret_length(const struct secret *secret)
{
	return secret ? secret->len : 0;
}

const char *secret_bytes(const struct secret *secret)
{
	return secret->bytes;
}

struct secret *secret_clone(const struct secret *secret)
{
	if (!secret)
		return NULL;
	struct secret *copy = secret_create();
	secret_append(copy, secret->bytes, secret->len);
	return copy;
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
