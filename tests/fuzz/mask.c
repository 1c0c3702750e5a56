/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Masking: whatever client and server say, what comes out is inert and without the password. Input: a
 * byte for the password, a byte for the user name, then lines; the first byte of a line says who sent it
 * (odd: the client), and 0x02 in a line stands for the password, 0x03 to 0x05 for its encoded forms.
 */
#include "canary.h"
#include "fuzz.h"

#include "base/secret.h"
#include "base/strbuf.h"
#include "smtp/base64.h"
#include "smtp/mask.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 256 * 1024 };

static void add_hex(struct strbuf *line, const char *text, const char *sign)
{
	for (; *text; text++)
		strbuf_addf(line, "%s%02X", sign, (unsigned)(unsigned char)*text);
}

/* The line as it is sent: placeholders filled in. */
static void fill_in(struct fuzz_input part, const char *password, struct strbuf *line)
{
	for (size_t i = 0; i < part.len; i++) {
		switch (part.bytes[i]) {
		case 2: strbuf_adds(line, password); break;
		case 3: base64_encode(password, strlen(password), line); break;
		case 4: add_hex(line, password, ""); break;
		case 5: add_hex(line, password, "%"); break;
		default: strbuf_addc(line, part.bytes[i]);
		}
	}
}

static void play_line(struct mask *mask, struct fuzz_input part, struct fuzz_input rest, size_t canary)
{
	bool client = fuzz_take_byte(&part) % 2 != 0;
	struct strbuf line, shown;

	strbuf_init(&line, LINE_MAX_BYTES);
	strbuf_init(&shown, 16 * LINE_MAX_BYTES);
	fill_in(part, canary_text(canary), &line);
	char *exact = fuzz_copy((struct fuzz_input){line.data, line.len});
	if (client)
		mask_client_line(mask, exact, line.len, &shown);
	else
		mask_server_line(mask, (struct mask_line){exact, line.len},
				 (struct mask_line){(const char *)rest.bytes, rest.len}, &shown);
	fuzz_require(!shown.overflowed, "a masked line is not cut");
	fuzz_require_inert(shown.data, shown.len, false);
	canary_require_absent(canary, shown.data, shown.len, client ? "a client line" : "a server line");
	strbuf_clear(&shown);
	mask_scan(mask, exact, line.len, &shown);
	canary_require_absent(canary, shown.data, shown.len, "a text that was searched");
	free(exact);
	strbuf_finish(&line);
	strbuf_finish(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char *const users[] = {NULL, "me@example.test", "jane", "@", "a@b@c", ""};
	struct fuzz_input input = fuzz_input(bytes, len);
	size_t canary = fuzz_take_byte(&input);
	const char *user = users[fuzz_take_byte(&input) % (sizeof(users) / sizeof(*users))];
	struct secret *secret = canary_secret(canary);
	struct mask mask;

	mask_init(&mask);
	mask_watch(&mask, user, secret);
	while (input.len > 0) {
		struct fuzz_input part = fuzz_take_part(&input, '\n');
		play_line(&mask, part, input, canary);
	}
	mask_finish(&mask);
	secret_destroy(secret);
	return 0;
}
