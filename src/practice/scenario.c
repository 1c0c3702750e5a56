/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lifetime of a scenario, and which of its rules holds. Reading the file is scenario_file.c's job. */
#include "practice/scenario.h"

#include "base/text.h"
#include "practice/login.h"

#include <stdlib.h>
#include <string.h>

static void finish_texts(char **texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
	free(texts);
}

static void finish_rule(struct script_rule *rule)
{
	free(rule->password_text);
	free(rule->user);
	free(rule->mechanism);
	free(rule->address);
	for (size_t i = 0; i < rule->step_count; i++)
		free(rule->steps[i].bytes);
	free(rule->steps);
}

static void finish_token(struct scenario_token *token)
{
	free(token->audience);
	free(token->scopes);
	free(token->user);
	free(token->text);
}

void scenario_finish(struct scenario *scenario)
{
	free(scenario->title);
	free(scenario->learn);
	free(scenario->hostname);
	free(scenario->sni);
	free(scenario->user);
	finish_texts(scenario->capabilities, scenario->capability_count);
	finish_texts(scenario->mechanisms, scenario->mechanism_count);
	for (size_t i = 0; i < scenario->account_count; i++) {
		free(scenario->accounts[i].user);
		free(scenario->accounts[i].password);
	}
	free(scenario->accounts);
	for (size_t i = 0; i < scenario->token_count; i++)
		finish_token(&scenario->tokens[i]);
	free(scenario->tokens);
	for (size_t i = 0; i < scenario->rule_count; i++)
		finish_rule(&scenario->rules[i]);
	free(scenario->rules);
	memset(scenario, 0, sizeof(*scenario));
}

static bool time_holds(const struct script_rule *rule, const struct situation *situation)
{
	if (rule->from >= 0 && situation->since_first < rule->from)
		return false;
	if (rule->until >= 0 && situation->since_first >= rule->until)
		return false;
	return rule->after < 0 || situation->idle >= rule->after;
}

static bool counts_hold(const struct script_rule *rule, const struct situation *situation)
{
	if (rule->first >= 0 && situation->connection > rule->first)
		return false;
	return rule->failures < 0 || situation->failures >= rule->failures;
}

static bool channel_holds(enum channel_kind channel, bool tls)
{
	return channel == CHANNEL_ANY || (channel == CHANNEL_TLS_ONLY) == tls;
}

static bool password_holds(const struct script_rule *rule, const struct situation *situation)
{
	switch (rule->password) {
	case PASSWORD_ANY: return true;
	case PASSWORD_RIGHT: return situation->right;
	case PASSWORD_WRONG: return !situation->right;
	case PASSWORD_TEXT: break;
	}
	return situation->login && login_has_password(situation->login, rule->password_text, false);
}

/* An unset condition holds for anything, a set one never for what is unknown. */
static bool text_holds(const char *wanted, const char *seen)
{
	return !wanted || (seen && text_compare_nocase(wanted, seen) == 0);
}

static bool rule_holds(const struct script_rule *rule, const struct situation *situation)
{
	const char *user = situation->login ? situation->login->user.data : NULL;

	return rule->on == situation->event && time_holds(rule, situation) && counts_hold(rule, situation) &&
	       channel_holds(rule->channel, situation->tls) && text_holds(rule->user, user) &&
	       text_holds(rule->mechanism, situation->mechanism) &&
	       text_holds(rule->address, situation->address) && password_holds(rule, situation);
}

const struct script_rule *scenario_match(const struct scenario *scenario, const struct situation *situation)
{
	for (size_t i = 0; i < scenario->rule_count; i++)
		if (rule_holds(&scenario->rules[i], situation))
			return &scenario->rules[i];
	return NULL;
}

bool scenario_accepts(const struct scenario *scenario, const struct login *login)
{
	for (size_t i = 0; i < scenario->account_count; i++) {
		const struct scenario_account *account = &scenario->accounts[i];

		if (text_compare_nocase(account->user, login->user.data) == 0 &&
		    strlen(account->user) == login->user.len &&
		    login_has_password(login, account->password, account->spaces_optional))
			return true;
	}
	return false;
}
