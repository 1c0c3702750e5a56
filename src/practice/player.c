/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays the steps of one rule, as far as they can go without waiting. */
#include "practice/player.h"

#include "base/clock.h"

#include <string.h>

void player_start(struct player *player, const struct script_rule *rule)
{
	*player = (struct player){.rule = rule, .silent = player->silent};
}

bool player_busy(const struct player *player)
{
	return player->silent || player->rule;
}

static const char *word_for(const struct player_words *words, const char *text, size_t *ret_len)
{
	static const char *const names[] = {"{user}", "{address}", "{host}"};
	const char *const values[] = {words->user, words->address, words->host};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strncmp(text, names[i], strlen(names[i])) == 0) {
			*ret_len = strlen(names[i]);
			return values[i] ? values[i] : "";
		}
	return NULL;
}

/* What the client sent must not become lines of the server's. */
static void write_word(struct peer *peer, const char *word)
{
	for (; *word; word++)
		peer_write(peer, (unsigned char)*word < 0x20 ? "?" : word, 1);
}

static void write_reply(struct peer *peer, const struct script_step *step, const struct player_words *words)
{
	const char *from = step->bytes;
	const char *brace;

	while ((brace = strchr(from, '{')) != NULL) {
		size_t len = 1;
		const char *word = word_for(words, brace, &len);

		peer_write(peer, from, (size_t)(brace - from));
		if (word)
			write_word(peer, word);
		else
			peer_write(peer, brace, 1);
		from = brace + len;
	}
	peer_write(peer, from, strlen(from));
}

/* True while player->wake lies ahead. */
static bool waiting(struct player *player)
{
	if (clock_now() < player->wake)
		return true;
	player->wake = 0;
	return false;
}

/* True when the stream is at its end. */
static bool run_stream(struct player *player, struct peer *peer, const struct script_step *step)
{
	while (player->round < step->times || step->times == SCRIPT_ENDLESS) {
		size_t piece = step->len - player->offset;

		if (peer->broken || peer->out.len >= PEER_OUT_FULL)
			return peer->broken;
		if (waiting(player))
			return false;
		if (step->piece > 0 && step->piece < piece)
			piece = step->piece;
		player->offset += piece;
		peer_write(peer, step->bytes + player->offset - piece, piece);
		if (player->offset == step->len) {
			player->offset = 0;
			player->round++;
		}
		if (step->ms > 0)
			player->wake = clock_now() + step->ms;
		if (step->piece > 0)
			peer_flush(peer);
	}
	player->round = 0;
	player->wake = 0; /* no pause after the last piece */
	return true;
}

/* The wait begins before the last words are out: whoever has read them may count on it. */
static bool run_wait(struct player *player, struct peer *peer, const struct script_step *step)
{
	if (player->wake == 0)
		player->wake = clock_now() + step->ms;
	peer_flush(peer);
	return peer->out.len == 0 && !waiting(player);
}

static void write_challenge(struct peer *peer, const struct script_step *step)
{
	peer_write(peer, "334 ", 4);
	peer_write(peer, step->bytes, step->len);
	peer_write(peer, "\r\n", 2);
}

/* Plays one step. PLAYER_DONE: it is over. */
static enum player_result run_step(struct player *player, struct peer *peer, const struct script_step *step,
				   const struct player_words *words)
{
	switch (step->op) {
	case SCRIPT_DEFAULT: return PLAYER_DEFAULT;
	case SCRIPT_REPLY: write_reply(peer, step, words); break;
	case SCRIPT_RAW: peer_write(peer, step->bytes, step->len); break;
	case SCRIPT_CHALLENGE: write_challenge(peer, step); return PLAYER_CHALLENGE;
	case SCRIPT_STREAM: return run_stream(player, peer, step) ? PLAYER_DONE : PLAYER_BLOCKED;
	case SCRIPT_WAIT: return run_wait(player, peer, step) ? PLAYER_DONE : PLAYER_BLOCKED;
	case SCRIPT_HANDSHAKE: return PLAYER_HANDSHAKE;
	case SCRIPT_CLOSE: peer_shutdown(peer); break;
	case SCRIPT_RESET: peer_reset(peer); break;
	case SCRIPT_SILENCE: player->silent = true; break;
	}
	return PLAYER_DONE;
}

enum player_result player_run(struct player *player, struct peer *peer, const struct player_words *words)
{
	while (player->rule && !player->silent && !peer->broken) {
		enum player_result result;

		if (player->step == player->rule->step_count) {
			player_start(player, NULL);
			return PLAYER_DONE;
		}
		result = run_step(player, peer, &player->rule->steps[player->step], words);
		if (result == PLAYER_BLOCKED)
			return result;
		player->step++;
		if (result != PLAYER_DONE)
			return result;
	}
	return PLAYER_BLOCKED;
}
