/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailmedic-gss against whatever mailmedic, or a server through it, says, with a GSS-API that answers by
 * chance: for the real one a Kerberos server would be needed. Input: a byte (how long the part for the
 * GSS-API is), that part, a byte (size of the pieces), what stands on the control socket.
 */
#include "helper_play.h"

#include "sasl/child/ticket.h"
#include <gssapi/gssapi_krb5.h>

enum { TOKEN_UNIT = 64, LAYERS_LONGEST = 8 };

static struct fuzz_input chance;
static char made[256 * TOKEN_UNIT];

static OM_uint32 play_status(OM_uint32 *ret_minor)
{
	static const OM_uint32 results[] = {GSS_S_COMPLETE, GSS_S_CONTINUE_NEEDED, GSS_S_COMPLETE,
					    GSS_S_FAILURE, GSS_S_BAD_SIG};
	const unsigned byte = fuzz_take_byte(&chance);

	*ret_minor = byte / 8;
	return results[byte % 8 % (sizeof(results) / sizeof(results[0]))];
}

static OM_uint32 play_import(OM_uint32 *minor, gss_buffer_t name, gss_OID kind, gss_name_t *ret_name)
{
	(void)kind;
	fuzz_require(name->length == strlen(name->value), "a name has no NUL");
	*ret_name = GSS_C_NO_NAME;
	return play_status(minor) & (OM_uint32)~GSS_S_CONTINUE_NEEDED;
}

static OM_uint32 play_display(OM_uint32 *minor, OM_uint32 status, int kind, gss_OID oid, OM_uint32 *more,
			      gss_buffer_t ret_text)
{
	(void)minor;
	(void)status;
	(void)kind;
	(void)oid;
	(void)more;
	*ret_text = (gss_buffer_desc){.length = chance.len, .value = (void *)chance.bytes};
	return GSS_S_COMPLETE;
}

static OM_uint32 play_init(OM_uint32 *minor, gss_OID oid, OM_uint32 flags, gss_buffer_t out,
			   OM_uint32 *granted)
{
	const OM_uint32 status = play_status(minor);
	const unsigned byte = fuzz_take_byte(&chance);

	(void)oid;
	memset(made, (int)byte, sizeof(made));
	if (chance.len > 0)
		memcpy(made, chance.bytes, chance.len < sizeof(made) ? chance.len : sizeof(made));
	*out = (gss_buffer_desc){.length = byte * (size_t)TOKEN_UNIT, .value = byte > 0 ? made : NULL};
	*granted = byte % 4 == 3 ? 0 : flags;
	return status;
}

static OM_uint32 play_unwrap(OM_uint32 *minor, gss_buffer_t out)
{
	const OM_uint32 status = play_status(minor);

	*out = (gss_buffer_desc){.length = fuzz_take_byte(&chance) % LAYERS_LONGEST, .value = made};
	made[0] = (char)fuzz_take_byte(&chance);
	return status;
}

static OM_uint32 play_wrap(OM_uint32 *minor, gss_buffer_t in, gss_buffer_t out)
{
	*out = *in;
	return play_status(minor);
}

#define gss_display_status play_display
#define gss_import_name    play_import
#define gss_init_sec_context(minor, credential, context, server, oid, flags, life, bindings, in, type, out,  \
			     granted, left)                                                                  \
	((void)(in), play_init(minor, oid, flags, out, granted))
#define gss_unwrap(minor, context, in, out, secrecy, quality)     ((void)(in), play_unwrap(minor, out))
#define gss_wrap(minor, context, secrecy, quality, in, done, out) play_wrap(minor, in, out)
#define gss_acquire_cred_with_password(minor, name, password, life, only, ...)                               \
	((void)(name), (void)(password), (void)(only), play_status(minor))
#include "../../src/sasl/child/gss.c"
#include "../../src/sasl/child/ntlm.c"

void ticket_take(void)
{
	if (fuzz_take_byte(&chance) == 1)
		worker_give_up(PROBLEM_TICKET_MISSING, "");
}

enum problem ticket_problem(uint32_t code)
{
	return code == 1 ? PROBLEM_TICKET_EXPIRED : PROBLEM_NONE;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	const size_t count = fuzz_take_byte(&input);

	chance = (struct fuzz_input){input.bytes, count < input.len ? count : input.len};
	input = (struct fuzz_input){input.bytes + chance.len, input.len - chance.len};
	memset(&gss, 0, sizeof(gss));
	helper_play(input, fuzz_input(bytes, len));
	return 0;
}
