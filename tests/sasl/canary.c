/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Password and responses leave no copy in the memory of the parent. */
#include "cmocka_all.h"

#include "drive.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"

enum { MASK = 0x55, REGION_MAX = 64 * 1024 * 1024 };

/* The canary, so masked that this file does not hold it. */
static char needle[64];
static size_t needle_len;

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
	const struct sasl_order order = drive_order("PLAIN");
	struct secret *secret = make_canary();
	struct sasl *sasl = NULL;
	struct error error;
	size_t len;
	const char *response;

	(void)state;
	assert_true(count_copies() > 0); /* the search itself works */
	assert_true(sasl_create(&order, secret, NULL, &sasl, &error));
	secret_destroy(secret);
	assert_int_equal(count_copies(), 0);
	response = drive_response(sasl, true, &len);
	assert_non_null(response);
	assert_true(count_copies() > 0);
	drive_challenge(sasl, ""); /* the response is done with */
	drive_expect(sasl, SASL_FAULT);
	response = NULL;
	assert_int_equal(count_copies(), 0);
	sasl_destroy(sasl);
	assert_int_equal(count_copies(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(password_leaves_no_copy_in_the_parent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
