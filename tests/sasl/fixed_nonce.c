/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stands in for two functions of GNU SASL, so that the client's nonce is the one of a standard's example:
 * FIXED_NONCE. What is put into Base64 right after a nonce was drawn is that nonce.
 */
#include <gsasl.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "smtp/base64.h"

static bool drawn;

int gsasl_nonce(char *data, size_t datalen)
{
	memset(data, 0, datalen);
	drawn = true;
	return GSASL_OK;
}

int gsasl_base64_to(const char *in, size_t inlen, char **out, size_t *outlen)
{
	struct strbuf base64;

	strbuf_init(&base64, 2 * inlen + 4);
	base64_encode(in, inlen, &base64);
	*out = mem_strdup(drawn ? FIXED_NONCE : inlen > 0 ? base64.data : "");
	if (outlen)
		*outlen = strlen(*out);
	drawn = false;
	strbuf_finish(&base64);
	return GSASL_OK;
}
