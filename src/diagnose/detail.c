/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns PHPMailer's way of telling a reply (text, then code, then enhanced code) round. */
#include "diagnose/detail.h"

#include <string.h>

#include "base/text.h"
#include "diagnose/fold.h"

static const char code_mark[] = "SMTP code: ";
static const char text_mark[] = "Detail: ";
static const char enhanced_mark[] = "Additional SMTP info: ";

/* What stands after `mark`, NULL when it does not occur. */
static const char *after(const char *text, size_t len, const char *mark)
{
	const char *found = memmem(text, len, mark, strlen(mark));

	return found != NULL ? found + strlen(mark) : NULL;
}

static bool is_failure(const char *digits, const char *end)
{
	return end - digits >= 3 && (digits[0] == '4' || digits[0] == '5') && text_is_digit(digits[1]) &&
	       text_is_digit(digits[2]) && (end - digits == 3 || !text_is_digit(digits[3]));
}

bool detail_turn(struct strbuf *out, const char *text, size_t len)
{
	const char *end = text + len;
	const char *words = after(text, len, text_mark);
	const char *code = words != NULL ? after(words, (size_t)(end - words), code_mark) : NULL;
	const char *enhanced;
	char class[16] = "";

	if (code == NULL || !is_failure(code, end))
		return false;
	enhanced = after(code, (size_t)(end - code), enhanced_mark);
	if (enhanced != NULL)
		fold_codes(enhanced, (size_t)(end - enhanced), NULL, class);
	strbuf_add(out, code, 3);
	strbuf_addc(out, ' ');
	if (class[0] != '\0')
		strbuf_addf(out, "%s ", class);
	strbuf_add(out, words, (size_t)(code - strlen(code_mark) - words));
	return true;
}
