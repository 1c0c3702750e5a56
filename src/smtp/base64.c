/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 (RFC 4648), strict. */
#include "smtp/base64.h"

#include "base/strbuf.h"

static int decode_char(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool base64_decode(const char *text, size_t len, struct strbuf *out)
{
	if (len % 4)
		return false;
	size_t padding = len && text[len - 1] == '=' ? 1 + (text[len - 2] == '=') : 0;
	for (size_t i = 0; i < len - padding; i++)
		if (decode_char(text[i]) < 0)
			return false;

	for (size_t i = 0; i < len; i += 4) {
		unsigned bits = 0;
		for (size_t j = 0; j < 4; j++)
			bits = bits << 6 | (text[i + j] == '=' ? 0U : (unsigned)decode_char(text[i + j]));
		size_t count = i + 4 == len ? 3 - padding : 3;
		for (size_t j = 0; j < count; j++)
			strbuf_addc(out, (char)(bits >> (16 - 8 * j) & 0xFF));
	}
	return true;
}

void base64_encode(const char *bytes, size_t len, struct strbuf *out)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		unsigned bits = 0;
		for (size_t j = 0; j < 3; j++)
			bits = bits << 8 | (i + j < len ? (unsigned char)bytes[i + j] : 0U);
		for (size_t j = 0; j < 4; j++)
			strbuf_addc(out, i + j > len ? '=' : alphabet[bits >> (18 - 6 * j) & 63]);
	}
}
