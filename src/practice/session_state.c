/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "practice/session_state.h"

#include "base/memory.h"
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

void session_note(struct session *session, enum scenario_event event)
{
	session->has_occurred = true;
	session->occurred = event;
}

void session_set_response(struct session *session, const char *response)
{
	if (session->response)
		secret_wipe_buffer(session->response, strlen(session->response));
	free(session->response);
	session->response = mem_strdup(response);
}

void session_start_tls(struct session *session)
{
	peer_start_tls(&session->peer, session->server->tls);
	session->hello = false;
	session->authenticated = false;
	session->mail = false;
	session->rcpt = false;
}
