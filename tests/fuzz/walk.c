/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole walks: any server, any user. Whatever happens, the walk ends, in its own time; what it tells is inert
 * and without the password, and the password goes only where the user agreed.
 *
 * Input: a byte for the account, a byte for how far, a byte for the password and the mechanism, six bytes
 * for the user's answers, then the server's script (fake_server.h).
 */
#include "canary.h"
#include "fake_server.h"
#include "fuzz.h"

#include "base/clock.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "checkup/run.h"
#include "diagnose/diagnosis.h"
#include "present/report.h"
#include "smtp/mask.h"
#include "walk/internal.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWERS = 6, ROUNDS_MAX = 20000, ENGINE_PATIENCE_MS = 30000, REPORT_MAX = 64 * 1024 * 1024 };

enum account_flag { /* bits 0 and 1: enum tls_mode */
		    TRUST_ANYTHING = 1 << 2,
		    ALLOW_CLEAR = 1 << 3,
		    KNOW_AUTHORITY = 1 << 4,
		    ASK_CONSENT = 1 << 5,
		    STEP = 1 << 6,
		    SEND = 1 << 7,
};

struct game {
	unsigned flags;
	size_t canary;
	unsigned answers[ANSWERS];
	size_t asked;
	struct account account;
	struct walk_options options;
	struct walk *walk;
	struct fake_server *server;
	struct secret *password;
	bool watched;      /* the walk knows what to mask */
	bool clear_agreed; /* the user agreed to send the password in clear text */
	bool trust_agreed; /* the user agreed to a certificate that is not trusted */
	bool verified;
};

/* ---- what comes out */

static void check_text(const struct game *game, const char *text, const char *focus)
{
	if (!text)
		return;
	fuzz_require_inert(text, strlen(text), false);
	if (game->watched)
		canary_require_absent(game->canary, text, strlen(text), focus);
}

static void check_event(const struct game *game, const struct event *event)
{
	check_text(game, event->text, "the text of an event");
	check_text(game, event->why, "the reason in an event");
	if (event->verdict)
		check_text(game, event->verdict->detail, "the verdict");
	for (size_t i = 0; event->reply && i < event->reply->line_count; i++)
		check_text(game, event->reply->lines[i].bytes, "a reply");
}

/* Line ends and indents out, so that a wrapped password is found too. */
static void unwrap(struct strbuf *text)
{
	size_t kept = 0;

	for (size_t i = 0; i < text->len; i++) {
		bool blank = text->data[i] == ' ' || text->data[i] == '\n';
		if (!blank || (kept > 0 && text->data[kept - 1] != ' '))
			text->data[kept++] = blank ? ' ' : text->data[i];
	}
	text->len = kept;
	text->data[kept] = '\0';
}

static void check_output(const struct game *game, struct strbuf *out, const char *focus)
{
	fuzz_require(!out->overflowed, "a report is whole");
	fuzz_require_inert(out->data, out->len, true);
	canary_require_absent(game->canary, out->data, out->len, focus);
	unwrap(out);
	canary_require_absent(game->canary, out->data, out->len, focus);
	strbuf_clear(out);
}

/* One is enough for one walk: they take longer than the walk itself. */
static void write_one(const struct report *report, unsigned which, struct strbuf *out)
{
	enum { ADMIN_TEXT = REPORT_MARKDOWN + 1, SENTENCE, REPORTS };

	switch (which % REPORTS) {
	case ADMIN_TEXT: report_admin_text(report, out); break;
	case SENTENCE: report_sentence(report, out); break;
	default: report_write(report, (enum report_format)(which % REPORTS), out);
	}
}

static void check_reports(const struct game *game, const struct kb *kb)
{
	const struct facts *facts = walk_facts(game->walk);
	struct diagnosis diagnoses[DIAGNOSES_MAX];
	struct symptom symptom;
	struct strbuf text, out;
	struct mask mask;

	strbuf_init(&text, REPORT_MAX);
	strbuf_init(&out, REPORT_MAX);
	mask_init(&mask);
	mask_watch(&mask, account_user(&game->account), game->password);
	run_symptom(&game->account, facts, &text, &symptom);
	struct report report = {.account = &game->account,
				.facts = facts,
				.diagnoses = diagnoses,
				.diagnosis_count = diagnose(kb, &symptom, diagnoses),
				.kb = kb,
				.mask = &mask};
	write_one(&report, game->answers[ANSWERS - 1] / 8, &out);
	check_output(game, &out, "a report");
	mask_finish(&mask);
	strbuf_finish(&text);
	strbuf_finish(&out);
}

/* ---- what the server got */

static void check_heard(const struct game *game)
{
	const struct strbuf *plain = fake_server_heard(game->server, false);
	const struct strbuf *secret = fake_server_heard(game->server, true);

	if (!game->clear_agreed)
		canary_require_absent(game->canary, plain->data, plain->len, "clear text nobody agreed to");
	if (!game->trust_agreed && !game->verified)
		canary_require_absent(game->canary, secret->data, secret->len, "TLS that nobody trusts");
	fuzz_require(fake_server_count(game->server, "AUTH ") <= 1, "one log-in a walk");
	if (game->options.quit_after < STAGE_MAIL)
		fuzz_require(fake_server_count(game->server, "MAIL") == 0, "no MAIL unasked");
	if (!game->options.send)
		fuzz_require(fake_server_count(game->server, "DATA") == 0, "no DATA unasked");
}

/* ---- the user */

static void answer_password(struct game *game)
{
	game->watched = true;
	walk_give_password(game->walk, game->password);
}

static void answer_consent(struct game *game, enum problem problem)
{
	if (problem == PROBLEM_CLEAR_TEXT_REFUSED)
		game->clear_agreed = true;
	else
		game->trust_agreed = true;
	walk_consent(game->walk);
}

static void agree(struct game *game, const struct event *event)
{
	switch (event->kind) {
	case EVENT_NEED_PASSWORD: answer_password(game); break;
	case EVENT_NEED_CONSENT: answer_consent(game, event->problem); break;
	case EVENT_STEP: walk_continue(game->walk); break;
	default: break;
	}
}

static void answer(struct game *game, const struct event *event)
{
	unsigned how = game->answers[game->asked++ % ANSWERS];
	const struct event question = *event;

	fuzz_clock_ms += how / 8 * 1000; /* people take their time */
	switch (how % 8) {
	case 5: walk_decline(game->walk); break;
	case 6: walk_cancel(game->walk); break;
	case 7: /* the wrong answers first */
		if (question.kind != EVENT_STEP)
			walk_continue(game->walk);
		if (question.kind != EVENT_NEED_CONSENT)
			walk_consent(game->walk);
		agree(game, &question);
		break;
	default: agree(game, &question);
	}
}

/* True when the walk is over. */
static bool take_events(struct game *game)
{
	struct event event;

	while (walk_next(game->walk, &event)) {
		check_event(game, &event);
		if (event.tls_facts && event.tls_facts->verified)
			game->verified = true;
		if (event.kind == EVENT_NEED_PASSWORD || event.kind == EVENT_NEED_CONSENT ||
		    event.kind == EVENT_STEP)
			answer(game, &event);
		if (event.kind == EVENT_FINISHED)
			return true;
	}
	return false;
}

/* ---- the run */

/* One turn without waiting, but for the engine: it is another process and takes real time. */
static void turn(struct game *game)
{
	bool engine = game->walk->engine_turn != COMMAND_NONE;
	bool moved = fake_server_step(game->server);
	struct loop loop;

	loop_clear(&loop);
	walk_want(game->walk, &loop);
	int ready =
	    poll(loop.fds, loop.count, engine && !moved && loop.deadline != 0 ? ENGINE_PATIENCE_MS : 0);
	walk_step(game->walk, &loop);
	if (ready != 0 || moved || loop.deadline == 0) /* below 0: the fuzzer's alarm clock */
		return;
	fuzz_require(!engine, "the engine answers");
	fuzz_require(loop.deadline != CLOCK_NEVER, "a walk never waits for ever");
	if (fuzz_clock_ms < loop.deadline)
		fuzz_clock_ms = loop.deadline;
}

static void set_up(struct game *game, struct fuzz_input *input)
{
	static const char *const mechanisms[] = {NULL, "PLAIN", "LOGIN", "CRAM-MD5"};
	struct error error;
	unsigned far, login;

	game->flags = fuzz_take_byte(input);
	far = fuzz_take_byte(input);
	login = fuzz_take_byte(input);
	for (size_t i = 0; i < ANSWERS; i++)
		game->answers[i] = fuzz_take_byte(input);
	game->canary = login / 4;
	game->password = canary_secret(game->canary);
	game->server = fake_server_create(*input, canary_text(game->canary));
	game->options = (struct walk_options){
	    .quit_after =
		game->flags & SEND ? STAGE_DATA : STAGE_CONNECT + far % (STAGE_RCPT - STAGE_CONNECT + 1),
	    .step = game->flags & STEP,
	    .send = game->flags & SEND,
	    .ask_consent = game->flags & ASK_CONSENT,
	};
	account_init(&game->account);
	fuzz_require(account_set_address(&game->account, "me@example.test", &error) &&
			 account_set_server(&game->account, "127.0.0.1", ORIGIN_TYPED, &error) &&
			 account_set_ehlo_name(&game->account, "client.example.test", ORIGIN_TYPED, &error),
		     "the account is one");
	if (mechanisms[login % 4])
		account_set_mechanism(&game->account, mechanisms[login % 4], ORIGIN_TYPED, &error);
	if (game->flags & KNOW_AUTHORITY)
		account_set_text(&game->account.ca_path, &game->account.ca_path_origin, "Trust",
				 fake_server_ca_file(), ORIGIN_TYPED, &error);
	game->account.port = fake_server_port(game->server);
	game->account.tls = (enum tls_mode)(game->flags & 3);
	game->account.trust_certificate = game->trust_agreed = game->flags & TRUST_ANYTHING;
	game->account.allow_clear_text = game->clear_agreed = game->flags & ALLOW_CLEAR;
	if (!walk_create(&game->account, &game->options, &game->walk, &error))
		fuzz_require(false, error.text);
}

static const struct kb *shared_kb(void)
{
	static const char *const nowhere[] = {NULL};
	static struct kb *kb;

	if (!kb)
		kb = kb_create("en", nowhere);
	return kb;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	struct game game = {0};

	clock_set_source(fuzz_clock);
	signal(SIGPIPE, SIG_IGN); /* as main() does */
	set_up(&game, &input);
	for (int rounds = 0; !take_events(&game); rounds++) {
		fuzz_require(rounds < ROUNDS_MAX, "a walk ends");
		turn(&game);
	}
	for (int i = 0; i < 3; i++) /* what was sent last */
		fake_server_step(game.server);
	fuzz_require(walk_facts(game.walk)->verdict.outcome != OUTCOME_NONE, "there is a verdict");
	check_heard(&game);
	check_reports(&game, shared_kb());
	walk_destroy(game.walk);
	fake_server_destroy(game.server);
	secret_destroy(game.password);
	account_finish(&game.account);
	return 0;
}
