/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files are really written, in a folder in /tmp, and read back. Base64 is undone by OpenSSL. */
#include "output_checks.h"

#include "canary.h"
#include "fuzz.h"
#include "terminal.h"

#include "base/strbuf.h"

#include <dirent.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PICTURE_MAX = 1024 * 1024, FILE_MAX = 16 * 1024 * 1024, PATH_BYTES = 512 };

#define COPY_BEGIN "\033]52;c;"
#define COPY_END   "\a"

static size_t canary;
static int folder_before = -1;
static char folder[] = "/tmp/mailmedic-keys-XXXXXX";
static char here[PATH_BYTES], home[PATH_BYTES], settings[PATH_BYTES];

static void check(const char *text, size_t len, const char *focus)
{
	fuzz_require_inert(text, len, true);
	canary_require_absent(canary, text, len, focus);
}

/* ---- folders */

static void remove_folders(void)
{
	if (rmdir(here) != 0 || rmdir(home) != 0 || rmdir(settings) != 0 || rmdir(folder) != 0)
		fprintf(stderr, "%s is left behind\n", folder);
}

static void make_folders(void)
{
	if (here[0] != '\0')
		return;
	fuzz_require(mkdtemp(folder) != NULL, "a folder can be made");
	snprintf(here, sizeof(here), "%s/here", folder);
	snprintf(home, sizeof(home), "%s/home", folder);
	snprintf(settings, sizeof(settings), "%s/mailmedic", folder);
	fuzz_require(mkdir(here, 0700) == 0 && mkdir(home, 0700) == 0 && mkdir(settings, 0700) == 0,
		     "and others in it");
	atexit(remove_folders);
	setenv("HOME", home, 1);
	setenv("XDG_CONFIG_HOME", folder, 1);
}

void output_checks_open(size_t index)
{
	make_folders();
	canary = index;
	folder_before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fuzz_require(folder_before >= 0 && chdir(here) == 0, "one can go there");
}

static void check_folder(const char *path);

void output_checks_close(void)
{
	check_folder(settings);
	check_folder(here);
	check_folder(home);
	fuzz_require(fchdir(folder_before) == 0, "and back");
	close(folder_before);
}

/* ---- files */

static void check_file(const char *path)
{
	struct stat status;
	struct strbuf text;
	char bytes[4096];
	ssize_t got;
	int file = open(path, O_RDONLY | O_CLOEXEC);

	fuzz_require(file >= 0 && fstat(file, &status) == 0, "a saved file is there");
	fuzz_require(S_ISREG(status.st_mode) && (status.st_mode & 0777) == 0600, "for the user alone");
	strbuf_init(&text, FILE_MAX);
	while ((got = read(file, bytes, sizeof(bytes))) > 0)
		strbuf_add(&text, bytes, (size_t)got);
	check(text.data, text.len, path);
	strbuf_finish(&text);
	close(file);
	unlink(path);
}

static void check_folder(const char *path)
{
	DIR *entries = opendir(path);
	struct dirent *entry;
	char name[PATH_BYTES + NAME_MAX + 2];

	fuzz_require(entries != NULL, "the folder is there");
	while ((entry = readdir(entries)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		check_file(name);
	}
	closedir(entries);
}

static void check_changed(const char *path, struct timespec *seen)
{
	struct stat status;

	fuzz_require(stat(path, &status) == 0, "the folder is there");
	if (status.st_mtim.tv_sec == seen->tv_sec && status.st_mtim.tv_nsec == seen->tv_nsec)
		return;
	*seen = status.st_mtim;
	check_folder(path);
}

void output_checks_files(void)
{
	static struct timespec seen[2];

	check_changed(here, &seen[0]);
	check_changed(home, &seen[1]);
}

/* ---- picture and clipboard */

/* Blanks, line ends and the borders between out, so that what is wrapped is found too. */
static void squeeze(struct strbuf *text)
{
	static const char border[] = "\u2502";
	const size_t border_len = sizeof(border) - 1;
	size_t kept = 0;

	for (size_t i = 0; i < text->len; i++) {
		if (text->len - i >= border_len && memcmp(text->data + i, border, border_len) == 0)
			i += border_len - 1;
		else if (text->data[i] != ' ' && text->data[i] != '\n')
			text->data[kept++] = text->data[i];
	}
	text->len = kept;
	text->data[kept] = '\0';
}

void output_checks_picture(void)
{
	struct strbuf picture;

	strbuf_init(&picture, PICTURE_MAX);
	terminal_picture(&picture);
	fuzz_require(!picture.overflowed, "the picture is whole");
	check(picture.data, picture.len, "the picture");
	squeeze(&picture);
	canary_require_absent(canary, picture.data, picture.len, "the picture, unwrapped");
	strbuf_finish(&picture);
}

void output_checks_take_copy(const char *bytes, size_t len)
{
	const size_t begin = strlen(COPY_BEGIN), end = strlen(COPY_END);
	int padding = 0, decoded_len;
	unsigned char *decoded;

	fuzz_require(len >= begin + end && memcmp(bytes, COPY_BEGIN, begin) == 0 &&
			 memcmp(bytes + len - end, COPY_END, end) == 0,
		     "what goes to the terminal is OSC 52");
	bytes += begin;
	len -= begin + end;
	fuzz_require(len % 4 == 0, "Base64 has four characters a group");
	decoded = malloc(len + 1);
	decoded_len = EVP_DecodeBlock(decoded, (const unsigned char *)bytes, (int)len);
	for (size_t i = len; i > 0 && bytes[i - 1] == '='; i--)
		padding++;
	fuzz_require(decoded_len >= padding, "it is Base64");
	check((const char *)decoded, (size_t)(decoded_len - padding), "the clipboard");
	free(decoded);
}
