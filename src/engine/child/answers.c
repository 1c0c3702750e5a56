/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libESMTP asks for while it runs, fetched over the control socket. Knows no protocol but that one. */
#include "engine/child/answers.h"

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/secret.h"
#include "engine/child/control.h"

/* Pages of their own, so that locking them locks nothing else. */
static struct {
	_Alignas(4096) char user[ENGINE_USER_MAX + 1];
	char password[ENGINE_PASSWORD_MAX + 1];
} credentials;

static bool credentials_used;

void answers_prepare(void)
{
	/* Both are best effort: the limit on locked memory may be 0, and the process writes no core anyway.
	 */
	(void)mlock(&credentials, sizeof(credentials));
	(void)madvise(&credentials, sizeof(credentials), MADV_DONTDUMP);
}

static void fetch(enum frame_type question, enum frame_type expected, char *ret_text, size_t size)
{
	enum frame_type type;
	size_t len;

	control_ask(question);
	control_read(ret_text, size, &type, &len);
	if (type == FRAME_NOTHING)
		control_finish("0 no credentials were given");
	if (type != expected)
		_exit(EXIT_BAD_FRAME);
}

int answers_interact(auth_client_request_t request, char **ret_results, int fields, void *context)
{
	for (int i = 0; i < fields; i++) {
		if (request[i].flags & AUTH_USER) {
			fetch(FRAME_NEED_USER, FRAME_USER, credentials.user, sizeof(credentials.user));
			ret_results[i] = credentials.user;
		} else if (request[i].flags & AUTH_PASS) {
			fetch(FRAME_NEED_PASSWORD, FRAME_PASSWORD, credentials.password,
			      sizeof(credentials.password));
			ret_results[i] = credentials.password;
		} else {
			control_finish("0 the mechanism asks for more than user name and password");
		}
	}
	if (!engine_lengths_fit(auth_mechanism_name(context), strlen(credentials.user),
				strlen(credentials.password)))
		control_finish("0 user name and password are too long for the mechanism");
	credentials_used = true;
	return 1;
}

void answers_forget(const char *bytes, int len, int writing, void *argument)
{
	(void)bytes;
	(void)len;
	(void)argument;
	if (!writing || !credentials_used)
		return;
	secret_wipe_buffer(&credentials, sizeof(credentials));
	credentials_used = false;
}

const char *answers_message(void **context, int *ret_len, void *argument)
{
	static char piece[FRAME_PAYLOAD_MAX + 1];
	static bool ended;
	enum frame_type type;
	size_t len;

	(void)context;
	(void)argument;
	if (!ret_len) /* "from the start", which is where it is */
		return NULL;
	*ret_len = 0;
	if (ended)
		return NULL;
	control_read(piece, sizeof(piece), &type, &len);
	if (type != FRAME_MESSAGE)
		_exit(EXIT_BAD_FRAME);
	ended = len == 0;
	*ret_len = (int)len;
	return ended ? NULL : piece;
}
