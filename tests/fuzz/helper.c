/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailmedic-sasl against whatever mailmedic, or a server through it, says: order, secret, challenges. GNU
 * SASL computes in earnest. Input: a byte (size of the pieces), then what stands on the control socket.
 */
#include "helper_bearer.h"
#include "helper_play.h"

#include <gsasl.h>
#include <stdlib.h>

enum { ITERATIONS_ENOUGH = 5000 }; /* more only take time */

/* What GNU SASL holds goes with the run: the real helper just ends. */
static Gsasl *library;
static char *output;

static int keep_init(Gsasl **ret_library)
{
	const int result = gsasl_init(ret_library);

	library = result == GSASL_OK ? *ret_library : NULL;
	return result;
}

static int keep_step(Gsasl_session *session, const char *input, size_t len, char **ret_output,
		     size_t *ret_len)
{
	const char *count = input ? strstr(input, ",i=") : NULL;
	int result = GSASL_MECHANISM_PARSE_ERROR;

	if (!count || strtol(count + 3, NULL, 10) <= ITERATIONS_ENOUGH)
		result = gsasl_step(session, input, len, ret_output, ret_len);
	output = *ret_output;
	return result;
}

static void keep_free(void *bytes)
{
	output = NULL;
	gsasl_free(bytes);
}

#define gsasl_init keep_init
#define gsasl_step keep_step
#define gsasl_free keep_free
#include "../../src/sasl/child/gnu.c"
#undef gsasl_free

static void forget_run(void)
{
	gsasl_free(output);
	if (session)
		gsasl_finish(session);
	if (library)
		gsasl_done(library);
	library = NULL;
	output = NULL;
	session = NULL;
	finished = false;
	steps = 0;
	bearer_forget_run();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	helper_play(fuzz_input(bytes, len), fuzz_input(bytes, len));
	forget_run();
	return 0;
}
