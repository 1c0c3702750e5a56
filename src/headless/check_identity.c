/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `check` with a client certificate: read, and unlocked, before the run begins. */
#include "headless/check.h"

#include "base/intl.h"
#include "headless/signals.h"
#include "wire/client_identity.h"

#include <signal.h>

enum { PASSPHRASE_TRIES = 3 };

/* Waits for the line; false: the user ended it. */
static bool wait_for_line(const struct check *check)
{
	enum terminal_answer answer = ANSWER_NONE;
	struct loop loop;
	int number;
	while (answer == ANSWER_NONE) {
		loop_clear(&loop);
		signals_want(&loop);
		terminal_want(check->terminal, &loop);
		loop_wait(&loop);
		while ((number = signals_next()) == SIGTSTP)
			terminal_suspend(check->terminal);
		answer = number != 0 ? ANSWER_CLOSED : terminal_step(check->terminal, &loop);
	}
	return answer == ANSWER_LINE;
}

static bool ask_passphrase(struct check *check)
{
	const char *key =
	    check->account.key_path != NULL ? check->account.key_path : check->account.cert_path;
	struct strbuf prompt;
	bool given;
	strbuf_init(&prompt, CHECK_PROMPT_MAX);
	strbuf_addf(&prompt, _("Passphrase of %s: "), key);
	terminal_ask(check->terminal, prompt.data, true);
	given = wait_for_line(check);
	terminal_withdraw(check->terminal);
	strbuf_finish(&prompt);
	return given;
}

bool check_open_identity(struct check *check, struct error *error)
{
	const struct account *account = &check->account;
	enum client_identity_state state = CLIENT_IDENTITY_READ;
	if (account->cert_path == NULL)
		return true;
	state = client_identity_read(account->cert_path, account->key_path, NULL, &check->identity, error);
	for (int i = 0; state == CLIENT_IDENTITY_LOCKED && i < PASSPHRASE_TRIES; i++) {
		if (check->terminal == NULL || !ask_passphrase(check))
			return false;
		state = client_identity_read(account->cert_path, account->key_path,
					     terminal_line(check->terminal), &check->identity, error);
		terminal_forget(check->terminal);
	}
	return state == CLIENT_IDENTITY_READ;
}
