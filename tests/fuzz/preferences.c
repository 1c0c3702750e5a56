/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The settings file: any text is read or refused in one sentence; what was read and is changed can be saved,
 * reads back the same, and leaves the rest of the file alone. Input: a byte (what is changed), then the file.
 */
#include "fuzz.h"

#include "base/memory.h"
#include "base/strbuf.h"
#include "config/preferences_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum change { /* bits of the first byte */
	      CHANGE_MOUSE = 1,
	      CHANGE_PALETTE = 2,
	      CHANGE_LANGUAGE = 4,
	      REMEMBER = 8,
	      ODD_VALUE = 16,
};

static const char *folder(void)
{
	static char path[] = "/tmp/mailmedic-fuzz-XXXXXX";
	static bool made;

	if (!made)
		fuzz_require(mkdtemp(path) != NULL, "a folder can be made");
	made = true;
	return path;
}

static char *settings_path(void)
{
	struct strbuf path;

	strbuf_init(&path, 4096);
	strbuf_addf(&path, "%s/mailmedic", folder());
	mkdir(path.data, 0700);
	strbuf_adds(&path, "/settings.yaml");
	return path.data; /* what the buffer holds is the caller's */
}

static void write_file(const char *path, struct fuzz_input text)
{
	FILE *file = fopen(path, "w");
	bool written = file != NULL && fwrite(text.bytes, 1, text.len, file) == text.len;

	fuzz_require(file != NULL && fclose(file) == 0 && written, "a file can be written");
}

static void check_values(const struct preferences *preferences)
{
	fuzz_require(preferences->key_count <= PREFERENCE_KEYS_MAX, "the cap holds");
	for (size_t i = 0; i < preferences->key_count; i++)
		fuzz_require(preferences->keys[i].action != NULL && preferences->keys[i].keys != NULL,
			     "a key has an action and its keys");
}

/* An account offered what the file says: nothing that the account's own rules refuse gets in. */
static void check_recall(const struct preferences *preferences)
{
	struct account account;
	struct error error;

	account_init(&account);
	if (preferences->address != NULL && account_set_address(&account, preferences->address, &error)) {
		preferences_recall(preferences, &account);
		fuzz_require(account_port(&account) > 0 && account_port(&account) <= 65535, "a port is one");
		for (const char *c = account.host; c != NULL && *c != '\0'; c++)
			fuzz_require((unsigned char)*c > 0x20 && *c != 0x7F, "a host is a name");
	}
	account_finish(&account);
}

static void change(struct preferences *preferences, unsigned how)
{
	struct account account;
	struct error error;

	account_init(&account);
	if (how & CHANGE_MOUSE)
		preferences->mouse = !preferences->mouse;
	if (how & CHANGE_PALETTE)
		mem_replace(&preferences->palette, how & ODD_VALUE ? NULL : "mono");
	if (how & CHANGE_LANGUAGE)
		mem_replace(&preferences->language, how & ODD_VALUE ? NULL : "zh_CN");
	if (how & REMEMBER && account_set_address(&account, "o'hara@example.test", &error) &&
	    account_set_server(&account, how & ODD_VALUE ? "[::1]:465" : "mail.example.test", ORIGIN_TYPED,
			       &error))
		preferences_remember(preferences, &account);
	account_finish(&account);
}

static bool same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void check_same(const struct preferences *a, const struct preferences *b)
{
	fuzz_require(same(a->palette, b->palette) && same(a->language, b->language) &&
			 same(a->address, b->address) && same(a->server, b->server) && same(a->tls, b->tls) &&
			 a->mouse == b->mouse && a->remember == b->remember,
		     "what was saved reads back the same");
	fuzz_require(a->key_count == b->key_count, "keys stay");
	for (size_t i = 0; i < a->key_count; i++)
		fuzz_require(same(a->keys[i].action, b->keys[i].action) &&
				 same(a->keys[i].keys, b->keys[i].keys),
			     "as they are");
}

/* The file holds exactly `text`. */
static bool is_untouched(const char *path, struct fuzz_input text)
{
	struct strbuf now;
	struct error error;

	strbuf_init(&now, PREFERENCES_BYTES_MAX);
	bool same_bytes = preferences_read_file(path, &now, &error) && now.len == text.len &&
			  (text.len == 0 || memcmp(now.data, text.bytes, text.len) == 0);
	strbuf_finish(&now);
	return same_bytes;
}

static void check_saving(struct preferences *preferences, struct fuzz_input text, unsigned how)
{
	struct preferences after;
	struct error error = {0};

	change(preferences, how);
	if (preferences_save(preferences, &error)) {
		preferences_init(&after);
		fuzz_require(preferences_load(&after, &error), "what was saved can be read");
		check_same(preferences, &after);
		preferences_finish(&after);
	} else {
		fuzz_require(error.text[0] != '\0', "what is wrong is said");
		fuzz_require_inert(error.text, strlen(error.text), false);
		fuzz_require(is_untouched(preferences->path, text), "a file that cannot be changed stays");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	unsigned how = fuzz_take_byte(&input);
	struct preferences preferences;
	struct error error = {0};
	char *path = settings_path();

	if (input.len >= PREFERENCES_BYTES_MAX)
		input.len = PREFERENCES_BYTES_MAX - 1;
	setenv("XDG_CONFIG_HOME", folder(), 1);
	write_file(path, input);
	preferences_init(&preferences);
	if (preferences_load(&preferences, &error)) {
		check_values(&preferences);
		check_recall(&preferences);
	} else {
		fuzz_require(error.text[0] != '\0' && preferences.broken, "what is wrong is said");
		fuzz_require_inert(error.text, strlen(error.text), false);
		fuzz_require(preferences.palette == NULL && preferences.key_count == 0,
			     "and nothing is kept");
	}
	check_saving(&preferences, input, how);
	preferences_finish(&preferences);
	unlink(path);
	free(path);
	return 0;
}
