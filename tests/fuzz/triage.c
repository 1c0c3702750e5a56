/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `explain --jsonl` with anything on standard input. Input: that. */
#include "fuzz.h"

#include "headless/headless.h"

#include <fcntl.h>
#include <unistd.h>

/* Standard output goes nowhere, standard input is the input. */
static void redirect(const char *path)
{
	static int nowhere = -1;
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (nowhere < 0)
		nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	fuzz_require(file >= 0 && nowhere >= 0, "files can be opened");
	fuzz_require(dup2(file, STDIN_FILENO) == STDIN_FILENO, "and put in place");
	close(file);
	fuzz_require(dup2(nowhere, STDOUT_FILENO) == STDOUT_FILENO, "both");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char *const nowhere[] = {NULL};
	static struct kb *kb;
	int output = dup(STDOUT_FILENO);

	if (kb == NULL)
		kb = kb_create("en", nowhere);
	redirect(fuzz_file(fuzz_input(bytes, len)));
	const struct explain_options options = {.jsonl = true, .kb = kb};
	int code = headless_explain(&options);
	fuzz_require(code == 0 || code == EXIT_USAGE, "faults in the input are answered");
	dup2(output, STDOUT_FILENO);
	close(output);
	return 0;
}
