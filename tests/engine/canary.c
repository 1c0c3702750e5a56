/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The password and the lines that carry it leave no copy in the parent's memory. */
#include "cmocka_all.h"

#include "drive.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"

enum { MASK = 0x55, REGION_MAX = 64 * 1024 * 1024 };

/* The password "hunter-%s-of-canaries" and the middle of what PLAIN makes of it, so masked that this file
 * holds neither. */
static char needle[64];
static size_t needle_len;

static void set_needle(const char *plain, size_t len)
{
	needle_len = len;
	for (size_t i = 0; i < len; i++)
		needle[i] = (char)(plain[i] ^ MASK);
}

static bool has_needle(const char *bytes, size_t len)
{
	for (size_t i = 0; i + needle_len <= len; i++) {
		size_t j = 0;

		while (j < needle_len && (char)(bytes[i + j] ^ MASK) == needle[j])
			j++;
		if (j == needle_len)
			return true;
	}
	return false;
}

/* How many writable mappings of this process hold the needle. */
static int count_copies(void)
{
	static char block[REGION_MAX];
	FILE *maps = fopen("/proc/self/maps", "re");
	const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	char line[512];
	int copies = 0;

	assert_non_null(maps);
	assert_true(memory >= 0);
	while (fgets(line, sizeof(line), maps)) {
		unsigned long start, end;
		char access[8];
		ssize_t len;

		if (sscanf(line, "%lx-%lx %7s", &start, &end, access) != 3 || access[1] != 'w')
			continue;
		if (end - start > sizeof(block) ||
		    ((unsigned long)block >= start && (unsigned long)block < end))
			continue; /* a sanitizer's shadow; this very buffer */
		len = pread(memory, block, end - start, (off_t)start);
		if (len > 0 && has_needle(block, (size_t)len))
			copies++;
		if (len > 0)
			secret_wipe_buffer(block, (size_t)len);
	}
	fclose(maps);
	close(memory);
	return copies;
}

/* Fills a secret with the canary, one unmasked byte at a time. */
static struct secret *make_canary(void)
{
	static const char masked[] = {'h' ^ MASK, 'u' ^ MASK, 'n' ^ MASK, 't' ^ MASK, 'e' ^ MASK,
				      'r' ^ MASK, '-' ^ MASK, 'o' ^ MASK, 'f' ^ MASK, '-' ^ MASK,
				      'c' ^ MASK, 'a' ^ MASK, 'n' ^ MASK, 'a' ^ MASK, 'r' ^ MASK};
	struct secret *secret = secret_create();

	for (size_t i = 0; i < sizeof(masked); i++) {
		const char c = (char)(masked[i] ^ MASK);

		secret_append(secret, &c, 1);
	}
	memcpy(needle, masked, sizeof(masked));
	needle_len = sizeof(masked);
	return secret;
}

static void password_leaves_no_copy_in_the_parent(void **state)
{
	struct engine *engine = drive_start("PLAIN");
	struct secret *secret = make_canary();
	struct engine_event event;

	(void)state;
	assert_true(count_copies() > 0); /* the search itself works */
	drive_greet(engine, "PLAIN");
	drive_expect(engine, ENGINE_NEED_USER, "");
	engine_give_user(engine, "u");
	drive_expect(engine, ENGINE_NEED_PASSWORD, "");
	engine_give_password(engine, secret);
	secret_destroy(secret);
	assert_int_equal(count_copies(), 0);
	assert_true(drive_next(engine, &event, DRIVE_WAIT_MS));
	assert_int_equal(event.kind, ENGINE_LINE);
	set_needle(event.text + 15, 16); /* of the base64 behind "AUTH PLAIN " */
	assert_true(count_copies() > 0);
	assert_false(engine_next(engine, &event));
	event.text = NULL;
	assert_int_equal(count_copies(), 0);
	engine_destroy(engine);
	assert_int_equal(count_copies(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(password_leaves_no_copy_in_the_parent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
