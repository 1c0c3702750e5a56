/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plays the steps of one rule on a peer, as far as they can go without waiting. What a step asks
 * of the conversation itself (the default answer, TLS) is handed back to the session.
 */
#ifndef MAILMEDIC_PRACTICE_PLAYER_H
#define MAILMEDIC_PRACTICE_PLAYER_H

#include "practice/peer.h"
#include "practice/scenario.h"

#include <stdbool.h>
#include <stdint.h>

struct player {
	const struct script_rule *rule; /* NULL: nothing to play */
	size_t step;
	size_t offset; /* SCRIPT_STREAM: bytes of this round that are out */
	long round;    /* SCRIPT_STREAM: rounds done */
	int64_t wake;  /* clock_now() ms; 0: not waiting */
	bool silent;   /* for good */
};

/* What stands in replies for {user}, {address} and {host}; NULL is shown as nothing. */
struct player_words {
	const char *user;
	const char *address;
	const char *host;
};

enum player_result {
	PLAYER_DONE,      /* the rule is played to its end */
	PLAYER_BLOCKED,   /* waits for player.wake, or for the socket to take more, or for ever */
	PLAYER_DEFAULT,   /* do what a good server does, then go on */
	PLAYER_CHALLENGE, /* a 334 went out: the next line answers it; go on */
	PLAYER_HANDSHAKE, /* start TLS, go on once it is complete */
};

/* Begins with the first step of `rule` (borrowed; NULL: nothing to play). */
void player_start(struct player *player, const struct script_rule *rule);

/* Something is left to play. */
bool player_busy(const struct player *player);

/* Plays until it has to wait for time, the peer or the handshake. */
enum player_result player_run(struct player *player, struct peer *peer, const struct player_words *words);

#endif
