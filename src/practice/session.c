/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time and order of one conversation: what is read when, which rule plays, when it is over. */
#include "practice/session.h"

#include "base/clock.h"
#include "base/memory.h"
#include "practice/command.h"
#include "practice/dialogue.h"

#include <stdlib.h>

struct session *session_create(struct server_state *server, int fd)
{
	struct session *session = mem_calloc(1, sizeof(*session));

	if (server->connections++ == 0)
		server->first_connection = clock_now();
	session->server = server;
	session->number = server->connections;
	session->last_input = clock_now();
	peer_init(&session->peer, fd);
	login_init(&session->login);
	if (server->scenario.tls == TLS_IMPLICIT)
		session_start_tls(session);
	return session;
}

void session_destroy(struct session *session)
{
	if (!session)
		return;
	session_set_response(session, NULL);
	login_finish(&session->login);
	peer_finish(&session->peer);
	free(session);
}

static struct situation describe(const struct session *session, enum scenario_event event)
{
	bool in_login = event == SCENARIO_ON_LOGIN;
	bool in_auth = in_login || event == SCENARIO_ON_AUTH || event == SCENARIO_ON_RESPONSE;

	return (struct situation){
	    .event = event,
	    .since_first = clock_now() - session->server->first_connection,
	    .idle = clock_now() - session->last_input,
	    .connection = session->number,
	    .failures = session->server->failures,
	    .tls = peer_is_tls(&session->peer),
	    .right = in_login && session->login_right,
	    .login = in_login ? &session->login : NULL,
	    .mechanism = in_auth ? session->mechanism : NULL,
	    .address = session->address[0] ? session->address : NULL,
	};
}

static void fire(struct session *session, enum scenario_event event)
{
	struct situation situation = describe(session, event);
	const struct script_rule *rule = scenario_match(&session->server->scenario, &situation);

	session->event = event;
	if (event == SCENARIO_ON_LOGIN && !session->login_right)
		session->server->failures++;
	if (rule)
		player_start(&session->player, rule);
	else
		dialogue_default(session, event);
}

/* An answer of the dialogue may make the next event occur. */
static void play_occurred(struct session *session)
{
	while (session->has_occurred) {
		session->has_occurred = false;
		fire(session, session->occurred);
	}
}

static void occur(struct session *session, enum scenario_event event)
{
	fire(session, event);
	play_occurred(session);
}

static void play(struct session *session, bool *ret_blocked)
{
	const struct player_words words = {
	    .user = session->login.user.data,
	    .address = session->address,
	    .host = session->server->scenario.hostname,
	};

	switch (player_run(&session->player, &session->peer, &words)) {
	case PLAYER_BLOCKED: *ret_blocked = true; break;
	case PLAYER_DEFAULT:
		dialogue_default(session, session->event);
		play_occurred(session);
		break;
	case PLAYER_CHALLENGE: dialogue_challenged(session); break;
	case PLAYER_HANDSHAKE: session_start_tls(session); break;
	case PLAYER_DONE: break;
	}
}

/* True when a line was there. */
static bool take_line(struct session *session)
{
	size_t len = 0;

	switch (peer_peek_line(&session->peer, &len)) {
	case PEER_NO_LINE: return false;
	case PEER_LINE:
		command_read(session, session->peer.in.data, len);
		play_occurred(session);
		peer_drop_line(&session->peer);
		break;
	case PEER_LINE_TOO_LONG:
		if (session->expect != EXPECT_MESSAGE)
			peer_write(&session->peer, "500 5.5.2 Error: line too long\r\n", 32);
		break;
	}
	return true;
}

/* One thing that can be done now; false when there is none. */
static bool advance(struct session *session)
{
	struct peer *peer = &session->peer;
	bool blocked = false;

	if (peer->broken || peer->handshaking)
		return false;
	if (peer->finished || session->player.silent) {
		peer_discard(peer);
		return false;
	}
	if (player_busy(&session->player)) {
		play(session, &blocked);
		return !blocked;
	}
	if (!session->greeted) {
		session->greeted = true;
		occur(session, SCENARIO_ON_GREETING);
		return true;
	}
	return peer->out.len < PEER_OUT_FULL && take_line(session);
}

/* The shortest wait that an idle rule asks for, or the server's own patience. */
static int64_t idle_limit(const struct session *session)
{
	const struct scenario *scenario = &session->server->scenario;
	struct situation situation = describe(session, SCENARIO_ON_IDLE);
	const struct script_rule *rule;

	for (size_t i = 0; i < scenario->rule_count && !session->idle_played; i++) {
		if (scenario->rules[i].on != SCENARIO_ON_IDLE)
			continue;
		situation.idle = scenario->rules[i].after;
		rule = scenario_match(scenario, &situation);
		if (rule == &scenario->rules[i])
			return rule->after;
	}
	return SESSION_IDLE_MS;
}

/* When something must happen although the client says nothing. */
static int64_t deadline_of(const struct session *session)
{
	if (session->peer.finished)
		return session->last_input + SESSION_LINGER_MS;
	if (!session->greeted && !session->peer.handshaking)
		return session->last_input; /* the greeting waits for nobody */
	if (session->peer.handshaking)
		return session->last_input + SESSION_HANDSHAKE_MS;
	if (session->player.silent)
		return session->last_input + SESSION_SILENCE_MS;
	if (player_busy(&session->player) && session->player.wake > clock_now())
		return session->player.wake;
	if (player_busy(&session->player))
		return session->peer.out.len > 0 ? CLOCK_NEVER
						 : session->last_input; /* room again: at once */
	return session->last_input + idle_limit(session);
}

static void keep_time(struct session *session)
{
	struct peer *peer = &session->peer;

	if (clock_now() < deadline_of(session))
		return;
	if (peer->finished || peer->handshaking || session->player.silent) {
		peer->broken = true;
	} else if (session->greeted && !player_busy(&session->player)) {
		occur(session, SCENARIO_ON_IDLE);
		session->idle_played = true;
	}
}

void session_want(const struct session *session, struct loop *loop)
{
	const struct peer *peer = &session->peer;
	short events = 0;

	if (!peer->eof && peer_has_room(peer))
		events |= POLLIN;
	if (peer->out.len > 0)
		events |= POLLOUT;
	if (events)
		loop_want(loop, peer->fd, events);
	loop_want_at(loop, deadline_of(session));
}

void session_step(struct session *session, const struct loop *loop)
{
	struct peer *peer = &session->peer;
	bool was_finished = peer->finished;

	if (loop_events(loop, peer->fd) & (POLLIN | POLLHUP | POLLERR)) {
		peer_receive(peer);
		if (!peer->finished)
			session->last_input = clock_now();
		session->idle_played = false;
	}
	if (loop_events(loop, peer->fd) & POLLOUT)
		peer_flush(peer);
	keep_time(session);
	while (advance(session))
		;
	peer_flush(peer);
	if (peer->finished && !was_finished)
		session->last_input = clock_now();
}

bool session_over(const struct session *session)
{
	const struct peer *peer = &session->peer;

	if (peer->broken)
		return true;
	if (!peer->eof || peer->out.len > 0)
		return false;
	return peer->finished || peer->handshaking || session->player.silent ||
	       !player_busy(&session->player);
}
