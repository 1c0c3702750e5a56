/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * AUTH (RFC 4954): which mechanism, may the password travel, one attempt. The SASL helper makes the
 * responses, libESMTP says when one is due and sees none; what is decided here is where each belongs. Pure.
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

/* What the user logs in with where nothing is said: the certificate, where the server took it and offers
 * that.
 */
static enum mechanism_need user_has(const struct walk *walk)
{
	const char *external = mechanism_at(MECHANISM_EXTERNAL)->name;

	if (walk->account.use_token)
		return MECHANISM_NEEDS_TOKEN;
	if (walk->tls.client_certificate_sent && capabilities_has_mechanism(&walk->capabilities, external))
		return MECHANISM_NEEDS_CERTIFICATE;
	return MECHANISM_NEEDS_PASSWORD;
}

static struct decision begin(const struct mechanism *chosen)
{
	return (struct decision){.act = mechanism_takes_secret(chosen->name) ? ACT_ASK_USER : ACT_START_SASL,
				 .enter = STAGE_AUTH,
				 .mechanism = chosen->name,
				 .question = USER_PASSWORD};
}

/* The one asked for by name, which the server does not offer: some have more than they list. */
static struct decision begin_unoffered(const struct walk *walk, enum problem problem)
{
	struct decision decision = begin(mechanism_find(walk->account.mechanism));

	if (walk->account.allow_unoffered) {
		decision.note =
		    _("The server does not offer this log-in method. It is tried all the same, as asked.");
		return decision;
	}
	if (!walk->options.ask_consent) /* where nothing is offered, its name says nothing */
		return fail_at_auth(problem,
				    problem == PROBLEM_NO_MECHANISM_OFFERED ? NULL : walk->account.mechanism);
	return (struct decision){
	    .act = ACT_ASK_USER, .enter = STAGE_AUTH, .question = USER_UNOFFERED, .problem = problem};
}

/* The mechanism, or why there is none. */
static struct decision choose(const struct walk *walk)
{
	const char *wanted = walk->account.mechanism;
	const struct mechanism *chosen = NULL;
	enum problem problem =
	    mechanism_choose(&walk->capabilities, walk->tls_done, wanted, user_has(walk), &chosen);

	if (problem == PROBLEM_NONE)
		return begin(chosen);
	if (problem != PROBLEM_NO_COMMON_MECHANISM && wanted && mechanism_is_usable(wanted))
		return begin_unoffered(walk, problem);
	if (problem == PROBLEM_NO_COMMON_MECHANISM && !wanted && walk->account.use_token)
		return fail_at_auth(problem, _("It offers no log-in with a token (XOAUTH2, OAUTHBEARER)."));
	if (problem == PROBLEM_NO_COMMON_MECHANISM && !wanted)
		return fail_without_common(walk);
	if (problem == PROBLEM_NO_COMMON_MECHANISM)
		return fail_at_auth(problem, _(mechanism_instead(wanted)));
	return fail_at_auth(problem, wanted);
}

struct decision login_begin(const struct walk *walk)
{
	if (login_is_skipped(walk))
		return skip(walk);
	struct decision decision = choose(walk);
	if (decision.act != ACT_ASK_USER || decision.question != USER_PASSWORD || walk->tls_done ||
	    walk->account.allow_clear_text)
		return decision;
	decision.problem = PROBLEM_CLEAR_TEXT_REFUSED;
	decision.question = USER_CLEAR_TEXT;
	if (!walk->options.ask_consent)
		decision.act = ACT_FAIL;
	return decision;
}

/* The first token needs a ticket for the server, and that is the Kerberos server's to give. */
bool login_asks_others(const struct walk *walk)
{
	return walk->challenges == 0 && mechanism_find(walk->mechanism)->need == MECHANISM_NEEDS_TICKET;
}

/* A certificate or a ticket has a name of its own: another one is asked for only where the user typed it. */
const char *login_acts_for(const struct walk *walk)
{
	const struct account *account = &walk->account;
	const bool typed = account->user && account->user_origin >= ORIGIN_TYPED;

	return typed && !mechanism_takes_secret(walk->mechanism) ? account->user : "";
}

struct decision login_hand_over(const struct walk *walk)
{
	if (!walk->password || !account_user(&walk->account))
		return decision_fail(PROBLEM_NO_PASSWORD, NULL);
	if (memchr(secret_bytes(walk->password), '\0', secret_length(walk->password)))
		return decision_fail(PROBLEM_CREDENTIALS_HAVE_NUL, NULL);
	if (secret_length(walk->password) > SASL_RESPONSE_MAX ||
	    strlen(account_user(&walk->account)) > SASL_USER_MAX)
		return decision_fail(PROBLEM_CREDENTIALS_TOO_LONG, NULL);
	return (struct decision){.act = ACT_START_SASL};
}

/*
 * What the engine is told: at first that the server can do AUTH with the one mechanism, and nothing that
 * would make it pipeline, chunk or look further; later that there is a challenge, not what it says.
 */
struct decision login_respond(const struct walk *walk)
{
	struct decision decision = {.act = ACT_ASK_ENGINE,
				    .command = walk->challenges == 0 ? COMMAND_AUTH : COMMAND_RESPONSE};

	if (walk->challenges == 0)
		snprintf(decision.text, sizeof(decision.text), "250-ready\n250 AUTH %s", walk->mechanism);
	else
		snprintf(decision.text, sizeof(decision.text), "334 " ENGINE_PLACEHOLDER_BASE64);
	decision.len = strlen(decision.text);
	return decision;
}

struct decision login_give_up(const struct walk *walk)
{
	const bool crashed = walk->sasl_problem == PROBLEM_SASL_CRASHED;

	if (walk->challenges == 0 || crashed)
		return decision_fail(walk->sasl_problem, walk->sasl_detail);
	return decision_send(COMMAND_CANCEL, "*", 1);
}

/* The line that is due, in place of the one with the placeholder. The response itself is not copied here. */
static struct decision real_line(const struct walk *walk, enum walk_command command)
{
	struct decision decision = {.act = ACT_SEND, .command = command};
	const size_t around = strlen("AUTH ") + strlen(walk->mechanism) + strlen(" ");

	if (command == COMMAND_RESPONSE) {
		decision.adds_response = true;
		return decision;
	}
	decision.adds_response = walk->response.len > 0 && around + walk->response.len <= WALK_AUTH_LINE_MAX;
	decision.len = (size_t)snprintf(decision.text, sizeof(decision.text), "AUTH %s%s%s", walk->mechanism,
					walk->response_kind == ENGINE_ANSWER_EMPTY ? " =" : "",
					decision.adds_response ? " " : "");
	return decision;
}

/* libESMTP's line has to be the one that was ordered, with the placeholder where the response goes. */
struct decision login_engine_line(const struct walk *walk, const char *line, size_t len)
{
	static const char *const responses[] = {[ENGINE_ANSWER_NONE] = "*",
						[ENGINE_ANSWER_EMPTY] = "",
						[ENGINE_ANSWER_SOME] = ENGINE_PLACEHOLDER_BASE64};
	static const char *const initial[] = {[ENGINE_ANSWER_NONE] = "",
					      [ENGINE_ANSWER_EMPTY] = " =",
					      [ENGINE_ANSWER_SOME] = (" " ENGINE_PLACEHOLDER_BASE64)};
	char wanted[64];

	if (walk->engine_turn == COMMAND_AUTH)
		snprintf(wanted, sizeof(wanted), "AUTH %s%s", walk->mechanism, initial[walk->response_kind]);
	else
		snprintf(wanted, sizeof(wanted), "%s", responses[walk->response_kind]);
	if (strlen(wanted) != len || text_compare_nocase(line, wanted) != 0)
		return decision_fail(PROBLEM_ENGINE_CRASHED, _("It sent another command than AUTH."));
	return real_line(walk, walk->engine_turn);
}

static bool has_word(const struct strbuf *prompt, const char *word)
{
	for (size_t i = 0; i + strlen(word) <= prompt->len; i++)
		if (text_starts_nocase(prompt->data + i, word))
			return true;
	return false;
}

static bool asks_for_password(const struct strbuf *prompt)
{
	return has_word(prompt, "pass") || has_word(prompt, "kenn");
}

/*
 * LOGIN defines no words for its two questions, so any Base64 will do, but the user name must not go where
 * the password is asked for. What is no Base64 is no challenge (RFC 4954, 4); some servers write their
 * questions plainly, though: such a one is answered where it says itself what it asks.
 */
static bool asks_for_login(const struct strbuf *prompt, unsigned number, bool readable)
{
	if (readable)
		return number != 1 || !asks_for_password(prompt);
	if (number != 1)
		return asks_for_password(prompt);
	return !asks_for_password(prompt) &&
	       (has_word(prompt, "user") || has_word(prompt, "name") || has_word(prompt, "login"));
}

/* Whether the helper may answer a challenge; one that makes no sense to it is its own to refuse. */
static bool is_sensible(const struct walk *walk, const char *base64, size_t len)
{
	const bool login = mechanism_is(walk->mechanism, MECHANISM_LOGIN);
	struct strbuf prompt;

	if (walk->challenges > WALK_CHALLENGES_MAX || (login && walk->challenges > 2))
		return false;
	strbuf_init(&prompt, REPLY_BYTES_MAX);
	const bool readable = base64_decode(base64, len, &prompt);
	if (!readable)
		strbuf_add(&prompt, base64, len);
	const bool sensible = login ? asks_for_login(&prompt, walk->challenges, readable) : readable;
	strbuf_finish(&prompt);
	return sensible;
}

struct decision login_challenge(const struct walk *walk)
{
	const struct reply_line *line = &walk->reply.lines[walk->reply.line_count - 1];
	const char *base64 = line->len > 4 ? line->bytes + 4 : "";
	size_t len = line->len > 4 ? line->len - 4 : 0;

	if (walk->response.len > 0) /* it did not fit after AUTH: this asks for it */
		return real_line(walk, COMMAND_RESPONSE);
	if (!is_sensible(walk, base64, len))
		return decision_send(COMMAND_CANCEL, "*", 1);
	return (struct decision){.act = ACT_ASK_SASL, .line = base64, .len = len};
}

struct decision login_accepted(const struct walk *walk)
{
	if (mechanism_find(walk->mechanism)->proves && !walk->sasl_complete)
		return decision_fail(PROBLEM_SASL_NO_PROOF, NULL);
	return (struct decision){.act = ACT_PASS};
}
