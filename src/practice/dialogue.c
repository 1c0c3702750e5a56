/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a good submission server says: commands, their order, and the replies in Postfix's words. */
#include "practice/dialogue.h"

#include "base/text.h"
#include "practice/token.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void __attribute__((format(printf, 2, 3))) say(struct session *session, const char *format, ...)
{
	char line[1024];
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(line, sizeof(line) - 2, format, arguments);
	va_end(arguments);
	if (len < 0)
		return;
	len = (int)strlen(line);
	memcpy(line + len, "\r\n", 2);
	peer_write(&session->peer, line, (size_t)len + 2);
}

static const char *hostname(const struct session *session)
{
	return session->server->scenario.hostname;
}

static bool may_log_in(const struct session *session)
{
	const struct scenario *scenario = &session->server->scenario;

	return peer_is_tls(&session->peer) || scenario->auth_in_clear;
}

static bool offers_mechanism(const struct session *session)
{
	const struct scenario *scenario = &session->server->scenario;

	for (size_t i = 0; i < scenario->mechanism_count; i++)
		if (text_compare_nocase(scenario->mechanisms[i], session->mechanism) == 0)
			return login_knows(session->mechanism) &&
			       (scenario->token_count > 0 || !mechanism_takes_token(session->mechanism));
	return false;
}

static void say_capabilities(struct session *session)
{
	const struct scenario *scenario = &session->server->scenario;
	struct peer *peer = &session->peer;

	say(session, "250-%s", hostname(session));
	for (size_t i = 0; i < scenario->capability_count; i++)
		say(session, "250-%s", scenario->capabilities[i]);
	if (scenario->tls == TLS_STARTTLS && !peer_is_tls(peer))
		say(session, "250-STARTTLS");
	if (scenario->mechanism_count > 0 && may_log_in(session)) {
		peer_write(peer, "250-AUTH", 8);
		for (size_t i = 0; i < scenario->mechanism_count; i++) {
			peer_write(peer, " ", 1);
			peer_write(peer, scenario->mechanisms[i], strlen(scenario->mechanisms[i]));
		}
		peer_write(peer, "\r\n", 2);
	}
	say(session, "250 HELP");
}

static void greet_client(struct session *session, bool extended)
{
	session->hello = true;
	session->mail = false;
	session->rcpt = false;
	if (extended)
		say_capabilities(session);
	else
		say(session, "250 %s", hostname(session));
}

static void offer_tls(struct session *session)
{
	if (peer_is_tls(&session->peer)) {
		say(session, "503 5.5.1 Error: TLS already active");
	} else if (session->server->scenario.tls != TLS_STARTTLS) {
		say(session, "502 5.5.1 Error: command not implemented");
	} else {
		say(session, "220 2.0.0 Ready to start TLS");
		session_start_tls(session);
	}
}

static bool is_right(const struct session *session)
{
	const struct scenario *scenario = &session->server->scenario;
	const char *status;

	if (login_takes_token(&session->login))
		return practice_token_accepts(scenario, &session->login, &status);
	return scenario_accepts(scenario, &session->login);
}

static void continue_login(struct session *session, enum login_progress progress, const char *text)
{
	session->expect = progress == LOGIN_CHALLENGE ? EXPECT_RESPONSE : EXPECT_COMMAND;
	if (progress == LOGIN_CHALLENGE) {
		say(session, "334 %s", text);
	} else if (progress == LOGIN_REFUSED) {
		say(session, "%s", text);
	} else {
		session->login_right = is_right(session);
		session_note(session, SCENARIO_ON_LOGIN);
	}
}

static void begin_login(struct session *session)
{
	const char *text = "";
	enum login_progress progress;

	if (!session->hello)
		say(session, "503 5.5.1 Error: send HELO/EHLO first");
	else if (session->authenticated)
		say(session, "503 5.5.1 Error: already authenticated");
	else if (session->server->scenario.mechanism_count == 0)
		say(session, "503 5.5.1 Error: authentication not enabled");
	else if (!may_log_in(session))
		say(session, "538 5.7.11 Encryption required for requested authentication mechanism");
	else if (!offers_mechanism(session))
		say(session, "504 5.5.4 Unrecognized authentication type");
	else {
		progress = login_start(&session->login, session->mechanism, session->response, &text);
		continue_login(session, progress, text);
	}
}

static void go_on_with_login(struct session *session)
{
	const char *text = "";
	enum login_progress progress = login_answer(&session->login, session->response, &text);

	continue_login(session, progress, text);
}

static void refuse_token(struct session *session)
{
	const char *status = "", *text = "";

	practice_token_accepts(&session->server->scenario, &session->login, &status);
	enum login_progress progress = login_refuse_token(&session->login, status, PRACTICE_SCOPE, &text);
	continue_login(session, progress, text);
}

static void decide_login(struct session *session)
{
	const char *proof;

	session->authenticated = session->login_right;
	if (session->login_right && login_owes_proof(&session->login, &proof))
		continue_login(session, LOGIN_CHALLENGE, proof);
	else if (session->login_right)
		say(session, "235 2.7.0 Authentication successful");
	else if (login_takes_token(&session->login))
		refuse_token(session);
	else
		say(session, "535 5.7.8 Error: authentication failed: authentication failure");
}

void dialogue_challenged(struct session *session)
{
	const char *text;

	if (session->event == SCENARIO_ON_AUTH && login_knows(session->mechanism))
		login_start(&session->login, session->mechanism, NULL, &text);
	session->expect = EXPECT_RESPONSE;
}

static void accept_message(struct session *session)
{
	session->mail = false;
	session->rcpt = false;
	say(session, "250 2.0.0 Ok: queued as PRACTICE%ld", ++session->server->messages);
}

static void answer_other(struct session *session)
{
	say(session, "500 5.5.2 Error: command not recognized");
	if (++session->errors < SESSION_ERRORS_MAX)
		return;
	say(session, "421 4.7.0 %s Error: too many errors", hostname(session));
	peer_shutdown(&session->peer);
}

void dialogue_default(struct session *session, enum scenario_event event)
{
	switch (event) {
	case SCENARIO_ON_GREETING:
		say(session, "220 %s ESMTP mailmedic training server", hostname(session));
		break;
	case SCENARIO_ON_EHLO: greet_client(session, true); break;
	case SCENARIO_ON_HELO: greet_client(session, false); break;
	case SCENARIO_ON_STARTTLS: offer_tls(session); break;
	case SCENARIO_ON_AUTH: begin_login(session); break;
	case SCENARIO_ON_RESPONSE: go_on_with_login(session); break;
	case SCENARIO_ON_LOGIN: decide_login(session); break;
	case SCENARIO_ON_MAIL:
		session->mail = true;
		say(session, "250 2.1.0 Ok");
		break;
	case SCENARIO_ON_RCPT:
		session->rcpt = true;
		say(session, "250 2.1.5 Ok");
		break;
	case SCENARIO_ON_DATA:
		session->expect = EXPECT_MESSAGE;
		say(session, "354 End data with <CR><LF>.<CR><LF>");
		break;
	case SCENARIO_ON_MESSAGE: accept_message(session); break;
	case SCENARIO_ON_QUIT:
		say(session, "221 2.0.0 Bye");
		peer_shutdown(&session->peer);
		break;
	case SCENARIO_ON_OTHER: answer_other(session); break;
	case SCENARIO_ON_IDLE:
		say(session, "421 4.4.2 %s Error: timeout exceeded", hostname(session));
		peer_shutdown(&session->peer);
		break;
	}
}
