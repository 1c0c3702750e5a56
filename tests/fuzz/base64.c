/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64, there and back. Input: text to be decoded, and bytes to be encoded. */
#include "fuzz.h"

#include "base/strbuf.h"
#include "smtp/base64.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	char *text = fuzz_copy(input);
	struct strbuf decoded, encoded;

	strbuf_init(&decoded, BYTES_MAX);
	strbuf_init(&encoded, BYTES_MAX);
	if (base64_decode(text, len, &decoded)) {
		base64_encode(decoded.data, decoded.len, &encoded);
		fuzz_require(encoded.len == len, "decoded text is encoded in the same length");
		/* The last character before padding may hold bits that nobody reads. */
		fuzz_require(len < 4 || memcmp(encoded.data, text, len - 4) == 0,
			     "and in the same characters");
	} else {
		fuzz_require(decoded.len == 0, "nothing comes of what is not Base64");
	}
	strbuf_clear(&encoded);
	strbuf_clear(&decoded);
	base64_encode(text, len, &encoded);
	fuzz_require(base64_decode(encoded.data, encoded.len, &decoded), "what was encoded can be decoded");
	fuzz_require(decoded.len == len && memcmp(decoded.data, text, len) == 0, "to the same bytes");
	strbuf_finish(&decoded);
	strbuf_finish(&encoded);
	free(text);
	return 0;
}
