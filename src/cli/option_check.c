/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What options mean together: what is missing, what contradicts, what follows from what. */
#include "account/proxy.h"
#include "account/syntax.h"
#include "cli/option_list.h"
#include "headless/accounts.h"
#include "smtp/mechanism.h"

#include <stddef.h>

static bool fail(struct error *error, const char *text)
{
	return error_set(error, ERROR_USAGE, "read the command line", "%s", text);
}

/* Sender and recipient of the envelope are the address itself unless said otherwise. */
static bool fill_envelope(struct options *options, struct error *error)
{
	struct account *account = &options->account;
	if (options->walk.quit_after < STAGE_MAIL || options->command == COMMAND_PRACTICE)
		return true;
	if (account->from == NULL && account->address == NULL)
		return fail(error, _("The MAIL stage needs a sender: give a mail address or --from."));
	if (account->from == NULL && !account_set_from(account, account->address, ORIGIN_DEFAULT, error))
		return false;
	if (options->walk.quit_after < STAGE_RCPT || account->to != NULL)
		return true;
	return account_set_to(account, account->from, ORIGIN_DEFAULT, error);
}

/* A run without a screen cannot ask for what is missing. */
static bool check_run(struct options *options, struct error *error)
{
	const struct account *account = &options->account;
	if (account->address == NULL && account->host == NULL)
		return fail(error, _("A mail address or a server (--server HOST) is needed."));
	if (options->walk.login == WALK_LOGIN_ALWAYS && options->walk.quit_after >= STAGE_AUTH &&
	    account_user(account) == NULL)
		return fail(error, _("Logging in needs a user name: give a mail address or --auth-user, "
				     "or stop before it with --quit-after TLS."));
	return true;
}

/* Each account of a list has its own secret; nothing is asked, and no message is sent. */
static bool check_accounts(struct options *options, struct error *error)
{
	const struct account *account = &options->account;
	if (account->address != NULL || account->user != NULL || account->cert_path != NULL ||
	    options->password != NULL || account->use_token)
		return fail(error,
			    _("--accounts takes addresses, user names and secrets from the list alone."));
	if (options->walk.step || options->walk.quit_after > STAGE_AUTH || options->record != NULL)
		return fail(error, _("--accounts goes as far as the log-in, without --step and --record."));
	if (options->format_given && options->format != REPORT_JSON && options->format != REPORT_PROMETHEUS)
		return fail(error, _("--accounts writes --format json (one object a line) or prometheus."));
	if (!options->format_given)
		options->format = REPORT_JSON;
	if (options->output != NULL && options->format == REPORT_JSON)
		return fail(error, _("With --accounts, --output needs --format prometheus."));
	return true;
}

static bool check_explain(const struct options *options, struct error *error)
{
	if (options->lint && (options->jsonl || options->stage != NULL))
		return fail(error,
			    _("--lint checks help topics; it goes with no option that explains a reply."));
	if (options->jsonl && options->format == REPORT_MARKDOWN)
		return fail(error, _("--jsonl writes JSON; it does not go with --format markdown."));
	return true;
}

static bool check_find(const struct options *options, struct error *error)
{
	if (options->account.address == NULL)
		return fail(error, _("find needs a mail address."));
	if (options->format == REPORT_MARKDOWN)
		return fail(error, _("find writes text or JSON, not Markdown."));
	if (options->ask_elsewhere != NULL && options->ask == ASK_NONE)
		return fail(error, _("--ask-elsewhere needs --ask provider or --ask all."));
	return options->ask_elsewhere == NULL ||
	       syntax_check_host("--ask-elsewhere", options->ask_elsewhere, error);
}

/* One secret, and a mechanism that takes it. */
static bool check_token(const struct options *options, struct error *error)
{
	const char *mechanism = options->account.mechanism;
	if (!options->account.use_token)
		return true;
	if (options->token != NULL && options->token_command != NULL)
		return fail(error, _("--auth-token-file and --auth-token-command exclude each other."));
	if (options->password != NULL)
		return fail(error, _("A password and a token exclude each other: give one of them."));
	if (mechanism != NULL && !mechanism_takes_token(mechanism))
		return fail(error, _("The mechanism of --auth takes no token: XOAUTH2 and OAUTHBEARER do."));
	return true;
}

/* Where nobody gave a user name or password, a relay that offers no log-in is taken as it is. */
static bool choose_login(struct options *options, struct error *error)
{
	bool given = options->account.user != NULL || options->password != NULL ||
		     options->account.use_token || options->account.mechanism != NULL;
	if (options->walk.login == WALK_LOGIN_NEVER && given)
		return fail(error, _("--no-auth walks without a log-in; it does not go with --auth, "
				     "--auth-user, --auth-password-file or a token."));
	if (options->walk.login == WALK_LOGIN_ALWAYS && !given && options->command != COMMAND_PRACTICE &&
	    options->walk.quit_after >= STAGE_MAIL)
		options->walk.login = WALK_LOGIN_WHERE_OFFERED;
	return true;
}

/* Formats that only runs have, and what goes with one of them alone. */
static bool check_format(const struct options *options, struct error *error)
{
	const struct report_limits *limits = &options->limits;
	bool for_nagios = options->format == REPORT_NAGIOS;
	bool limited = limits->warning_ms > 0 || limits->critical_ms > 0 || limits->warning_days > 0 ||
		       limits->critical_days > 0;
	if ((for_nagios || options->format == REPORT_PROMETHEUS) && options->command != COMMAND_CHECK)
		return fail(error, _("The formats nagios and prometheus belong to check."));
	if (limited && !for_nagios)
		return fail(error, _("--warning, --critical and --cert-days need --format nagios."));
	if (limits->critical_ms > 0 && limits->warning_ms > limits->critical_ms)
		return fail(error, _("--warning is later than --critical: it would never be said."));
	if (limits->warning_days < limits->critical_days)
		return fail(error, _("--cert-days W,C: W must be as many days as C, or more."));
	if (options->output != NULL && options->accounts == NULL &&
	    (for_nagios || options->format == REPORT_TEXT))
		return fail(error, _("--output needs --format json, markdown or prometheus."));
	return true;
}

/* A scenario named as a file is practised with, whatever the command. */
static bool take_scenario_file(struct options *options, struct error *error)
{
	if (options->scenario_file == NULL)
		return true;
	if (options->scenario != NULL)
		return fail(error, _("One scenario at a time: a name, or --scenario FILE."));
	if (options->account.address != NULL)
		return fail(error, _("--scenario practises, which takes no mail address."));
	options->scenario = options->scenario_file;
	if (options->command == COMMAND_WALK)
		options->command = COMMAND_PRACTICE;
	return syntax_check_text(_("The scenario"), options->scenario, error);
}

/* Practice stays in this computer. */
static bool take_proxy(struct options *options, struct error *error)
{
	if ((options->command & ON_SERVERS) == 0)
		return true;
	return account_set_proxy_from_environment(&options->account, options->proxy_login, error);
}

bool options_check(struct options *options, struct error *error)
{
	if (!take_scenario_file(options, error) || !take_proxy(options, error))
		return false;
	if (options->walk.send && options->quit_after_given)
		return fail(error, _("--send goes on to the message; it does not go with --quit-after."));
	if (options->walk.send)
		options->walk.quit_after = STAGE_DATA;
	if (options->account.key_path != NULL && options->account.cert_path == NULL)
		return fail(error, _("--tls-key is the key of a certificate: give that with --tls-cert."));
	if (!check_format(options, error) || !check_token(options, error) || !choose_login(options, error))
		return false;
	if (options->command == COMMAND_SERVE && options->scenario == NULL)
		return fail(error, _("serve needs a scenario; see mailmedic practice --list."));
	if (options->command == COMMAND_REPLAY && options->file == NULL)
		return fail(error, _("replay needs the file of a recording."));
	if (options->other_file != NULL && options->format != REPORT_TEXT)
		return fail(error, _("Two recordings side by side are text; leave --format away."));
	if (options->command == COMMAND_EXPLAIN)
		return check_explain(options, error);
	if (options->command == COMMAND_FIND)
		return check_find(options, error);
	if (options->accounts == NULL &&
	    (options->jobs > 0 || options->per_server > 0 || options->per_minute != ACCOUNTS_PACE_UNSAID ||
	     options->password_command != NULL))
		return fail(error, _("--jobs, --per-server, --per-minute and --auth-password-command need "
				     "--accounts."));
	if (options->accounts != NULL)
		return check_accounts(options, error);
	if (options->command == COMMAND_CHECK)
		return check_run(options, error) && fill_envelope(options, error);
	return fill_envelope(options, error);
}
