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

int gsasl_nonce(char *data, size_t len)
{
	memset(data, 0, len);
	drawn = true;
	return GSASL_OK;
}

int gsasl_base64_to(const char *in, size_t len, char **ret_out, size_t *ret_out_len)
{
	struct strbuf base64;

	strbuf_init(&base64, 2 * len + 4);
	base64_encode(in, len, &base64);
	*ret_out = mem_strdup(drawn ? FIXED_NONCE : len > 0 ? base64.data : "");
	if (ret_out_len)
		*ret_out_len = strlen(*ret_out);
	drawn = false;
	strbuf_finish(&base64);
	return GSASL_OK;
}
