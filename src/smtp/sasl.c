/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SASL mechanism names and Base64. */
#include "smtp/sasl.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <string.h>

static const char *const engine_mechanisms[] = {"CRAM-MD5", "PLAIN", "LOGIN", NULL};

const char *sasl_engine_mechanism(size_t index)
{
	size_t count = sizeof(engine_mechanisms) / sizeof(*engine_mechanisms);

	return index < count ? engine_mechanisms[index] : NULL;
}

bool sasl_engine_has(const char *mechanism)
{
	for (size_t i = 0; engine_mechanisms[i]; i++)
		if (text_compare_nocase(engine_mechanisms[i], mechanism) == 0)
			return true;
	return false;
}

bool sasl_is_clear_text(const char *mechanism)
{
	static const char *const clear[] = {"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"};

	for (size_t i = 0; i < sizeof(clear) / sizeof(*clear); i++)
		if (text_compare_nocase(clear[i], mechanism) == 0)
			return true;
	return false;
}

const char *sasl_choose(const struct capabilities *capabilities)
{
	for (size_t i = 0; engine_mechanisms[i]; i++)
		if (capabilities_has_mechanism(capabilities, engine_mechanisms[i]))
			return engine_mechanisms[i];
	return NULL;
}

const char *sasl_explain_foreign(const char *mechanism)
{
	static const struct {
		const char *prefix;
		const char *sentence;
	} known[] = {
	    {"GSSAPI",
	     N_("GSSAPI is Kerberos single sign-on: use a mail program on a computer that is signed in to "
		"the organisation, or ask its administrator for a log-in with a password.")},
	    {"GS2-",
	     N_("GS2 is Kerberos single sign-on: ask the administrator for a log-in with a password.")},
	    {"NTLM",
	     N_("NTLM is Windows single sign-on: ask the administrator to offer LOGIN over TLS as well.")},
	    {"SPNEGO",
	     N_("SPNEGO is Windows single sign-on: ask the administrator to offer LOGIN over TLS as well.")},
	    {"XOAUTH2",
	     N_("XOAUTH2 takes a token from the provider's web sign-in instead of a password: use a mail "
		"program that opens the provider's sign-in page.")},
	    {"OAUTHBEARER",
	     N_("OAUTHBEARER takes a token from the provider's web sign-in instead of a password: use a "
		"mail program that opens the provider's sign-in page.")},
	    {"SCRAM-",
	     N_("SCRAM proves the password without sending it. mailmedic does not have it yet: most mail "
		"programs do.")},
	    {"DIGEST-MD5",
	     N_("DIGEST-MD5 is out of date (RFC 6331): ask the administrator to offer PLAIN over TLS.")},
	    {"EXTERNAL", N_("EXTERNAL logs in with a certificate of yours instead of a password: ask the "
			    "administrator how to get one.")},
	    {"ANONYMOUS",
	     N_("ANONYMOUS is no log-in at all: ask the administrator where to send mail with an account.")},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (text_starts_nocase(mechanism, known[i].prefix))
			return known[i].sentence;
	return N_(
	    "mailmedic does not have this log-in method: ask the administrator to offer PLAIN over TLS.");
}

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

bool sasl_decode(const char *text, size_t len, struct strbuf *out)
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

void sasl_encode(const char *bytes, size_t len, struct strbuf *out)
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
