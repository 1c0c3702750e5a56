/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * AUTH (RFC 4954): which mechanism, may the password travel, one attempt. The engine makes the responses;
 * what is decided here is where each belongs. Pure.
 */
#include "walk/internal.h"

#include "base/intl.h"
#include "base/secret.h"
#include "base/text.h"
#include "smtp/base64.h"
#include "smtp/mechanism.h"

#include <stdio.h>
#include <string.h>

static struct decision fail_at_auth(enum problem problem, const char *detail)
{
	struct decision decision = decision_fail(problem, detail);

	decision.enter = STAGE_AUTH;
	return decision;
}

static struct decision fail_without_common(const struct walk *walk)
{
	const struct capabilities *offered = &walk->capabilities;
	struct decision decision = fail_at_auth(PROBLEM_NO_COMMON_MECHANISM, NULL);
	struct strbuf detail;

	strbuf_init(&detail, sizeof(decision.text) - 1);
	for (size_t i = 0; i < offered->mechanism_count; i++)
		strbuf_addf(&detail, "%s%s", i ? " " : "", _(mechanism_instead(offered->mechanisms[i])));
	memcpy(decision.text, detail.data, detail.len);
	strbuf_finish(&detail);
	return decision;
}

bool login_is_skipped(const struct walk *walk)
{
	switch (walk->options.login) {
	case WALK_LOGIN_NEVER: return true;
	case WALK_LOGIN_WHERE_OFFERED:
		return walk->capabilities.mechanism_count == 0 || !account_user(&walk->account);
	default: return false;
	}
}

static struct decision skip(const struct walk *walk)
{
	struct decision decision = {.act = ACT_SUCCEED, .skips_login = true};

	if (walk->options.quit_after == STAGE_AUTH)
		return decision;
	return (struct decision){.act = ACT_ASK_ENGINE,
				 .enter = STAGE_MAIL,
				 .skips_login = true,
				 .command = COMMAND_MAIL,
				 .line = "250 ready",
				 .len = strlen("250 ready")};
}

/* The mechanism, or why there is none. */
static struct decision choose(const struct walk *walk)
{
	const char *wanted = walk->account.mechanism;
	const struct mechanism *chosen = NULL;
	enum mechanism_need has = walk->account.use_token ? MECHANISM_NEEDS_TOKEN : MECHANISM_NEEDS_PASSWORD;
	enum problem problem = mechanism_choose(&walk->capabilities, walk->tls_done, wanted, has, &chosen);

	if (problem == PROBLEM_NONE)
		return (struct decision){.act = ACT_ASK_USER,
					 .enter = STAGE_AUTH,
					 .mechanism = chosen->name,
					 .question = USER_PASSWORD};
	if (problem == PROBLEM_NO_COMMON_MECHANISM && !wanted && walk->account.use_token)
		return fail_at_auth(problem, _("It offers no log-in with a token (XOAUTH2, OAUTHBEARER)."));
	if (problem == PROBLEM_NO_COMMON_MECHANISM && !wanted)
		return fail_without_common(walk);
	if (problem == PROBLEM_NO_COMMON_MECHANISM)
		return fail_at_auth(problem, _(mechanism_instead(wanted)));
	return fail_at_auth(problem, problem == PROBLEM_MECHANISM_NOT_OFFERED ? wanted : NULL);
}

struct decision login_begin(const struct walk *walk)
{
	if (login_is_skipped(walk))
		return skip(walk);
	struct decision decision = choose(walk);
	if (decision.act == ACT_FAIL || walk->tls_done || walk->account.allow_clear_text)
		return decision;
	decision.problem = PROBLEM_CLEAR_TEXT_REFUSED;
	decision.question = USER_CLEAR_TEXT;
	if (!walk->options.ask_consent)
		decision.act = ACT_FAIL;
	return decision;
}

/*
 * What the engine is told the server can do: AUTH with the one mechanism, nothing that would make it
 * pipeline, chunk or look further.
 */
struct decision login_hand_over(const struct walk *walk)
{
	const char *user = account_user(&walk->account);
	struct decision decision = {.act = ACT_ASK_ENGINE, .command = COMMAND_AUTH};

	if (!walk->password || !user)
		return decision_fail(PROBLEM_NO_PASSWORD, NULL);
	if (memchr(secret_bytes(walk->password), '\0', secret_length(walk->password)))
		return decision_fail(PROBLEM_CREDENTIALS_HAVE_NUL, NULL);
	if (!engine_credentials_fit(walk->mechanism, user, walk->password))
		return decision_fail(PROBLEM_CREDENTIALS_TOO_LONG, NULL);
	decision.len =
	    (size_t)snprintf(decision.text, sizeof(decision.text), "250-ready\n250 AUTH %s", walk->mechanism);
	return decision;
}

/*
 * libESMTP's LOGIN puts the user name after AUTH LOGIN, and then takes any 334 for the question for the
 * password. Servers that do not read it there would get the password as the user name: so it is taken
 * out and given when asked for.
 */
struct decision login_engine_line(const struct walk *walk, const char *line, size_t len)
{
	char wanted[32];

	snprintf(wanted, sizeof(wanted), "AUTH %s", walk->mechanism);
	if (!text_starts_nocase(line, wanted))
		return decision_fail(PROBLEM_ENGINE_CRASHED, _("It sent another command than AUTH."));
	if (mechanism_is(walk->mechanism, MECHANISM_LOGIN))
		len = strlen(wanted);
	return decision_send(COMMAND_AUTH, line, len);
}

static bool asks_for_password(const struct strbuf *prompt)
{
	for (size_t i = 0; i + 3 < prompt->len; i++)
		if (text_starts_nocase(prompt->data + i, "pass") ||
		    text_starts_nocase(prompt->data + i, "kenn"))
			return true;
	return false;
}

/* What is to be done with a challenge. */
enum challenge { CHALLENGE_SENSELESS, CHALLENGE_LOGIN_USER, CHALLENGE_FOR_ENGINE };

static enum challenge judge_challenge(const struct walk *walk, const char *base64, size_t len)
{
	struct strbuf prompt;
	enum challenge challenge = CHALLENGE_SENSELESS;

	strbuf_init(&prompt, REPLY_BYTES_MAX);
	bool readable = base64_decode(base64, len, &prompt);
	if (walk->challenges >= WALK_CHALLENGES_MAX)
		challenge = CHALLENGE_SENSELESS;
	else if (mechanism_is(walk->mechanism, MECHANISM_LOGIN) && walk->challenges == 1 &&
		 !asks_for_password(&prompt))
		challenge = CHALLENGE_LOGIN_USER;
	else if (mechanism_is(walk->mechanism, MECHANISM_LOGIN))
		/* Whatever its words: the second question is for the password. */
		challenge = walk->challenges == 2 ? CHALLENGE_FOR_ENGINE : CHALLENGE_SENSELESS;
	else if (mechanism_is(walk->mechanism, MECHANISM_CRAM_MD5) && walk->challenges == 1 && readable &&
		 prompt.len > 0 && len + 4 <= ENGINE_REPLY_MAX)
		challenge = CHALLENGE_FOR_ENGINE;
	strbuf_finish(&prompt);
	return challenge;
}

static struct decision give_user(const struct walk *walk)
{
	struct decision decision = {.act = ACT_SEND, .command = COMMAND_RESPONSE};
	const char *user = account_user(&walk->account);
	struct strbuf base64;

	strbuf_init(&base64, sizeof(decision.text) - 1);
	base64_encode(user, strlen(user), &base64);
	memcpy(decision.text, base64.data, base64.len);
	decision.len = base64.len;
	strbuf_finish(&base64);
	return decision;
}

static struct decision pass_to_engine(const struct walk *walk, const char *base64)
{
	struct decision decision = {.act = ACT_ASK_ENGINE, .command = COMMAND_RESPONSE};
	bool login = mechanism_is(walk->mechanism, MECHANISM_LOGIN);

	/* libESMTP's LOGIN decodes the question but does not read it: a long one is replaced. */
	decision.len =
	    (size_t)snprintf(decision.text, sizeof(decision.text), "334 %s", login ? "UGFzc3dvcmQ6" : base64);
	return decision;
}

struct decision login_challenge(const struct walk *walk)
{
	const struct reply_line *line = &walk->reply.lines[walk->reply.line_count - 1];
	const char *base64 = line->len > 4 ? line->bytes + 4 : "";
	size_t len = line->len > 4 ? line->len - 4 : 0;

	switch (judge_challenge(walk, base64, len)) {
	case CHALLENGE_LOGIN_USER: return give_user(walk);
	case CHALLENGE_FOR_ENGINE: return pass_to_engine(walk, base64);
	default: return decision_send(COMMAND_CANCEL, "*", 1);
	}
}
