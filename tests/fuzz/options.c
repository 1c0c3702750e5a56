/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line. Input: words with a NUL between them. Files are not named: only what is given counts. */
#include "fuzz.h"

#include "base/memory.h"
#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 40 };

static void check_options(const struct options *options)
{
	const struct walk_options *walk = &options->walk;

	fuzz_require(walk->quit_after <= STAGE_DATA, "the last stage is one to stop after");
	fuzz_require(options->password == NULL, "no password comes from the command line");
	fuzz_require(account_port(&options->account) > 0, "there is a port");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	char *words[WORDS_MAX + 2] = {mem_strdup("mailmedic")};
	char *kept[WORDS_MAX + 2]; /* the parser may put words in another order */
	struct options options;
	struct error error = {0};
	int count = 1;

	while (input.len > 0 && count <= WORDS_MAX) {
		char *word = fuzz_string(fuzz_take_part(&input, '\0'));
		if (strncmp(word, "--auth-password", 15) == 0) /* it would be read: /dev/tty, pipes... */
			free(word);
		else
			words[count++] = word;
	}
	memcpy(kept, words, sizeof(kept));
	options_init(&options);
	if (options_parse(&options, count, words, &error)) {
		check_options(&options);
	} else {
		fuzz_require(error.text[0] != '\0', "what is wrong is said");
		fuzz_require_inert(error.text, strlen(error.text), false);
	}
	options_finish(&options);
	for (int i = 0; i < count; i++)
		free(kept[i]);
	return 0;
}
