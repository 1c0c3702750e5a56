/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libESMTP asks for while it runs, fetched over the control socket. Knows no protocol but that one. */
#include "engine/child/answers.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "engine/child/control.h"

const char *answers_respond(void *context, const char *challenge, int *ret_len, auth_interact_t interact,
			    void *argument)
{
	static char answer[sizeof(ENGINE_PLACEHOLDER)];
	enum frame_type type;
	size_t len;

	(void)context;
	(void)challenge;
	(void)interact;
	(void)argument;
	control_ask(FRAME_NEED_ANSWER);
	control_read(answer, sizeof(answer), &type, &len);
	*ret_len = (int)len;
	if (type == FRAME_NOTHING)
		return NULL;
	if (type != FRAME_ANSWER)
		_exit(EXIT_BAD_FRAME);
	return answer;
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
