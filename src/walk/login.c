/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * AUTH (RFC 4954): which mechanism, may the password travel, one attempt. The engine makes the
 * responses; the walk sees to it that each goes where it belongs.
 */
#include "walk/internal.h"

#include "base/memory.h"
#include "base/secret.h"
#include "base/text.h"
#include "smtp/base64.h"
#include "smtp/mechanism.h"

#include <stdio.h>
#include <string.h>

static void fail_without_common(struct walk *walk)
{
	const struct capabilities *offered = &walk->capabilities;
	struct strbuf detail;

	strbuf_init(&detail, 4096);
	for (size_t i = 0; i < offered->mechanism_count; i++)
		strbuf_addf(&detail, "%s%s", i ? " " : "", _(mechanism_instead(offered->mechanisms[i])));
	walk_fail(walk, PROBLEM_NO_COMMON_MECHANISM, detail.data);
	strbuf_finish(&detail);
}

/* Fills in walk->mechanism; false when the run has ended instead. */
static bool choose_mechanism(struct walk *walk)
{
	const char *wanted = walk->account.mechanism;
	const struct mechanism *chosen = NULL;

	switch (mechanism_choose(&walk->capabilities, walk->tls_done, wanted, &chosen)) {
	case PROBLEM_NONE:
		snprintf(walk->mechanism, sizeof(walk->mechanism), "%s", chosen->name);
		return true;
	case PROBLEM_MECHANISM_NOT_OFFERED: walk_fail(walk, PROBLEM_MECHANISM_NOT_OFFERED, wanted); break;
	case PROBLEM_NO_MECHANISM_OFFERED: walk_fail(walk, PROBLEM_NO_MECHANISM_OFFERED, NULL); break;
	default:
		if (wanted)
			walk_fail(walk, PROBLEM_NO_COMMON_MECHANISM, _(mechanism_instead(wanted)));
		else
			fail_without_common(walk);
	}
	return false;
}

static void ask_password(struct walk *walk)
{
	if (walk->password_known)
		walk_start_auth(walk);
	else
		walk_ask_user(walk, USER_PASSWORD,
			      (struct event){.kind = EVENT_NEED_PASSWORD, .text = walk->mechanism});
}

void walk_begin_auth(struct walk *walk)
{
	walk_enter(walk, STAGE_AUTH);
	if (!choose_mechanism(walk))
		return;
	walk_emit(walk, (struct event){.kind = EVENT_MECHANISM, .text = walk->mechanism});
	if (walk->tls_done || walk->account.allow_clear_text)
		ask_password(walk);
	else if (walk->options.ask_consent)
		walk_ask_user(
		    walk, USER_CLEAR_TEXT,
		    (struct event){.kind = EVENT_NEED_CONSENT, .problem = PROBLEM_CLEAR_TEXT_REFUSED});
	else
		walk_fail(walk, PROBLEM_CLEAR_TEXT_REFUSED, NULL);
}

void walk_clear_text_agreed(struct walk *walk)
{
	walk_note(walk, "%s", _("You agreed to log in without encryption for this run."));
	ask_password(walk);
}

/*
 * What the engine is told the server can do: AUTH with the one mechanism, nothing that would make it
 * pipeline, chunk or look further.
 */
void walk_start_auth(struct walk *walk)
{
	const char *user = account_user(&walk->account);
	struct strbuf line;

	if (!walk->password || !user) {
		walk_fail(walk, PROBLEM_NO_PASSWORD, NULL);
		return;
	}
	if (memchr(secret_bytes(walk->password), '\0', secret_length(walk->password))) {
		walk_fail(walk, PROBLEM_CREDENTIALS_HAVE_NUL, NULL);
		return;
	}
	if (!engine_credentials_fit(walk->mechanism, user, walk->password)) {
		walk_fail(walk, PROBLEM_CREDENTIALS_TOO_LONG, NULL);
		return;
	}
	mask_watch(&walk->mask, user, walk->password);
	engine_send_line(walk->engine, "250-ready");
	strbuf_init(&line, 64);
	strbuf_addf(&line, "250 AUTH %s", walk->mechanism);
	walk_ask_engine(walk, COMMAND_AUTH, line.data);
	strbuf_finish(&line);
}

/*
 * libESMTP's LOGIN puts the user name behind AUTH LOGIN, and then takes any 334 for the question for the
 * password. Servers that do not read it there would get the password as the user name: so it is taken
 * out and given when asked for.
 */
void walk_take_auth_line(struct walk *walk, const char *line, size_t len)
{
	char wanted[32];

	snprintf(wanted, sizeof(wanted), "AUTH %s", walk->mechanism);
	if (!text_starts_nocase(line, wanted)) {
		walk_fail(walk, PROBLEM_ENGINE_CRASHED, _("It sent another command than AUTH."));
		return;
	}
	size_t name_end = strlen(wanted);
	if (mechanism_is(walk->mechanism, MECHANISM_LOGIN) && len > name_end + 1) {
		strbuf_clear(&walk->login_user);
		strbuf_add(&walk->login_user, line + name_end + 1, len - name_end - 1);
		walk_offer(walk, COMMAND_AUTH, wanted, name_end);
		return;
	}
	walk_offer(walk, COMMAND_AUTH, line, len);
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

static enum challenge judge_challenge(struct walk *walk, const char *base64, size_t len)
{
	struct strbuf prompt;
	enum challenge challenge = CHALLENGE_SENSELESS;

	strbuf_init(&prompt, REPLY_BYTES_MAX);
	bool readable = base64_decode(base64, len, &prompt);
	if (mechanism_is(walk->mechanism, MECHANISM_LOGIN) && walk->challenges == 1 &&
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

void walk_take_challenge(struct walk *walk)
{
	const char *line = walk->reply.lines[walk->reply.line_count - 1].bytes;
	const char *base64 = strlen(line) > 4 ? line + 4 : "";
	struct strbuf answer;

	walk->challenges++;
	switch (judge_challenge(walk, base64, strlen(base64))) {
	case CHALLENGE_LOGIN_USER:
		walk_offer(walk, COMMAND_RESPONSE, walk->login_user.data, walk->login_user.len);
		break;
	case CHALLENGE_FOR_ENGINE:
		strbuf_init(&answer, ENGINE_REPLY_MAX);
		/* libESMTP's LOGIN decodes the question but does not read it: a long one is replaced. */
		bool login = mechanism_is(walk->mechanism, MECHANISM_LOGIN);
		strbuf_addf(&answer, "334 %s", login ? "UGFzc3dvcmQ6" : base64);
		walk_ask_engine(walk, COMMAND_RESPONSE, answer.data);
		strbuf_finish(&answer);
		break;
	case CHALLENGE_SENSELESS: walk_offer(walk, COMMAND_CANCEL, "*", 1); break;
	}
}
