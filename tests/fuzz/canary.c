/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The forms of the canary, made by OpenSSL and by hand, so that a fault in smtp/mask.c or smtp/needles.c
 * cannot hide itself.
 */
#include "canary.h"

#include "fuzz.h"

#include "base/secret.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum { FORMS = 7, FORM_MAX = 1024, TEXT_MAX = 256 };

struct form {
	char text[FORM_MAX];
	size_t len;
};

static const char *const texts[CANARY_COUNT] = {
    "k0Rb",
    "Canary-Wing.73",
    "Gr\xC3\xBC\xC3\x9F \"Gott\"% \\ \xE9\xB8\x9F+/=",
    "0123456789-The-quick-brown-fox-jumps-over-the-lazy-dog-ABCDEFGHIJKLMNOPQRSTUVWXYZ-~!@#$^&*()",
};

const char *canary_text(size_t index)
{
	return texts[index % CANARY_COUNT];
}

struct secret *canary_secret(size_t index)
{
	struct secret *secret = secret_create();

	secret_append(secret, canary_text(index), strlen(canary_text(index)));
	return secret;
}

/* The characters of Base64 that depend on the secret alone when `offset` bytes stand before it. */
static void base64_form(struct form *form, const char *text, size_t offset)
{
	static const size_t shared[] = {0, 2, 3};
	unsigned char padded[TEXT_MAX + 2] = {0};
	size_t len = offset + strlen(text);
	char encoded[FORM_MAX];

	memcpy(padded + offset, text, strlen(text));
	EVP_EncodeBlock((unsigned char *)encoded, padded, (int)len);
	form->len = len * 8 / 6 - shared[offset];
	memcpy(form->text, encoded + shared[offset], form->len);
}

static void hex_form(struct form *form, const char *text, const char *digits, bool url)
{
	form->len = 0;
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		bool plain = url && c < 0x80 && (isalnum(c) || strchr("-._~", c));
		if (url && !plain)
			form->text[form->len++] = '%';
		if (!plain)
			form->text[form->len++] = digits[c >> 4];
		form->text[form->len++] = plain ? (char)c : digits[c & 15];
	}
}

static const struct form *forms_of(size_t index)
{
	static struct form all[CANARY_COUNT][FORMS];
	struct form *forms = all[index % CANARY_COUNT];
	const char *text = canary_text(index);

	if (forms[0].len > 0)
		return forms;
	forms[0].len = strlen(text);
	memcpy(forms[0].text, text, forms[0].len);
	for (size_t offset = 0; offset < 3; offset++)
		base64_form(&forms[1 + offset], text, offset);
	hex_form(&forms[4], text, "0123456789abcdef", false);
	hex_form(&forms[5], text, "0123456789ABCDEF", false);
	hex_form(&forms[6], text, "0123456789ABCDEF", true);
	return forms;
}

bool canary_present(size_t index, const char *text, size_t len)
{
	const struct form *forms = forms_of(index);

	for (size_t i = 0; i < FORMS; i++)
		if (fuzz_contains(text, len, forms[i].text, forms[i].len))
			return true;
	return false;
}

void canary_require_absent(size_t index, const char *text, size_t len, const char *focus)
{
	if (!canary_present(index, text, len))
		return;
	fprintf(stderr, "\nfuzz: the canary is in %s:\n%.*s\n", focus, (int)(len < 4000 ? len : 4000), text);
	fuzz_require(false, "the password turns up nowhere");
}
