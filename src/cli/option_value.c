/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the value of one option into the options, when it is a usable one. */
#include "cli/option_list.h"

#include "account/proxy.h"
#include "account/syntax.h"
#include "base/secret.h"
#include "base/text.h"
#include "checkup/secret_file.h"
#include "headless/accounts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const value_operation = "read the command line";

enum { TIMEOUT_MAX = 3600, LANGUAGE_MAX = 20 };

static bool fail_value(struct error *error, const struct option_row *row, const char *value,
		       const char *expected)
{
	return error_set(error, ERROR_USAGE, value_operation, _("--%s \"%.60s\" is not %s."), row->name,
			 value, expected);
}

static bool set_family(struct account *account, enum address_family family, struct error *error)
{
	if (account->family != FAMILY_ANY && account->family != family)
		return error_set(error, ERROR_USAGE, value_operation, _("-4 and -6 exclude each other."));
	account->family = family;
	return true;
}

static bool set_ca_path(struct account *account, const char *path, struct error *error)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &status) != 0)
		return error_set(error, ERROR_FILE, value_operation,
				 _("The trusted certificates in %s cannot be read: %s."), path,
				 strerror(errno));
	close(fd);
	/* They are read again and again, which a FIFO cannot be. */
	if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
		return error_set(error, ERROR_FILE, value_operation, _("%s is not a file."), path);
	return account_set_text(&account->ca_path, &account->ca_path_origin, "--tls-ca-path", path,
				ORIGIN_TYPED, error);
}

static bool apply_server(const struct option_row *row, const char *value, struct options *options,
			 struct error *error)
{
	struct account *account = &options->account;
	long seconds;
	switch (row->id) {
	case OPTION_SERVER: return account_set_server(account, value, ORIGIN_TYPED, error);
	case OPTION_PORT: return account_set_port(account, value, ORIGIN_TYPED, error);
	case OPTION_IPV4: return set_family(account, FAMILY_IPV4, error);
	case OPTION_IPV6: return set_family(account, FAMILY_IPV6, error);
	case OPTION_TIMEOUT:
		if (!text_parse_number(value, 1, TIMEOUT_MAX, &seconds))
			return fail_value(error, row, value, _("a number of seconds from 1 to 3600"));
		account->timeout_seconds = (int)seconds;
		return true;
	case OPTION_TLS:
		if (!tls_mode_parse(value, &account->tls))
			return fail_value(error, row, value, _("one of starttls, implicit, none, auto"));
		account->tls_origin = ORIGIN_TYPED;
		return true;
	case OPTION_PROXY: return account_set_proxy(account, value, ORIGIN_TYPED, NULL, error);
	case OPTION_PROXY_LOGIN_FILE: return secret_file_read_password(value, options->proxy_login, error);
	case OPTION_TLS_CA_PATH: return set_ca_path(account, value, error);
	case OPTION_TLS_CERT:
		return account_set_text(&account->cert_path, &account->cert_path_origin, "--tls-cert", value,
					ORIGIN_TYPED, error);
	case OPTION_TLS_KEY:
		return account_set_text(&account->key_path, &account->key_path_origin, "--tls-key", value,
					ORIGIN_TYPED, error);
	default: return account_set_sni(account, value, ORIGIN_TYPED, error);
	}
}

static bool apply_login(const struct option_row *row, const char *value, struct options *options,
			struct error *error)
{
	struct account *account = &options->account;
	switch (row->id) {
	case OPTION_AUTH: return account_set_mechanism(account, value, ORIGIN_TYPED, error);
	case OPTION_AUTH_USER:
		return account_set_text(&account->user, &account->user_origin, "--auth-user", value,
					ORIGIN_TYPED, error);
	case OPTION_AUTH_PASSWORD_FILE:
		if (options->password == NULL)
			options->password = secret_create();
		return secret_file_read_password(value, options->password, error);
	case OPTION_AUTH_TOKEN_FILE:
		account->use_token = true;
		if (options->token == NULL)
			options->token = secret_create();
		return secret_file_read_token(value, options->token, error);
	case OPTION_AUTH_TOKEN_COMMAND:
		account->use_token = true;
		options->token_command = value;
		return true;
	case OPTION_AUTH_PASSWORD_COMMAND: options->password_command = value; return true;
	case OPTION_AUTH_UNOFFERED: account->allow_unoffered = true; return true;
	case OPTION_EHLO: return account_set_ehlo_name(account, value, ORIGIN_TYPED, error);
	case OPTION_FROM: return account_set_from(account, value, ORIGIN_TYPED, error);
	default: return account_set_to(account, value, ORIGIN_TYPED, error);
	}
}

static bool apply_count(const struct option_row *row, const char *value, struct options *options,
			struct error *error)
{
	const bool is_rate = row->id == OPTION_PER_MINUTE;
	long count;
	if (!text_parse_number(value, is_rate ? 0 : 1, is_rate ? ACCOUNTS_A_MINUTE_MAX : ACCOUNTS_JOBS_MAX,
			       &count))
		return fail_value(error, row, value,
				  is_rate ? _("a number from 0 to 100000") : _("a number from 1 to 128"));
	*(row->id == OPTION_JOBS ? &options->jobs
	  : is_rate              ? &options->per_minute
				 : &options->per_server) = (size_t)count;
	return true;
}

static bool apply_run(const struct option_row *row, const char *value, struct options *options,
		      struct error *error)
{
	enum stage stage;
	switch (row->id) {
	case OPTION_QUIT_AFTER:
		if (!stage_parse(value, &stage) || stage < STAGE_CONNECT || stage > STAGE_RCPT ||
		    stage == STAGE_PROXY)
			return fail_value(error, row, value,
					  _("one of CONNECT, BANNER, EHLO, TLS, AUTH, MAIL, RCPT"));
		options->walk.quit_after = stage;
		options->quit_after_given = true;
		return true;
	case OPTION_ACCOUNTS: options->accounts = value; return true;
	case OPTION_JOBS:
	case OPTION_PER_SERVER:
	case OPTION_PER_MINUTE: return apply_count(row, value, options, error);
	case OPTION_SEND: options->walk.send = true; return true;
	case OPTION_NO_AUTH: options->walk.login = WALK_LOGIN_NEVER; return true;
	default: options->walk.step = true; return true;
	}
}

static bool is_language(const char *text)
{
	size_t len = strlen(text);
	for (size_t i = 0; i < len; i++)
		if (!text_is_alpha(text[i]) && (i == 0 || strchr("_-@.0123456789", text[i]) == NULL))
			return false;
	return len <= LANGUAGE_MAX && strstr(text, "..") == NULL;
}

/* Seconds with up to three decimals, as ms. */
static bool parse_seconds(const char *text, int64_t *ret_ms)
{
	enum { SECONDS_MAX = 3600, DECIMALS = 3 };
	const size_t whole_len = strcspn(text, ".");
	const size_t decimals = text[whole_len] == '.' ? strlen(text + whole_len + 1) : 0;
	char digits[16];
	long ms;
	if (whole_len == 0 || whole_len > 4 || decimals > DECIMALS ||
	    (text[whole_len] == '.' && decimals == 0))
		return false;
	snprintf(digits, sizeof digits, "%.*s%s%.*s", (int)whole_len, text,
		 decimals > 0 ? text + whole_len + 1 : "", (int)(DECIMALS - decimals), "000");
	if (!text_parse_number(digits, 1, SECONDS_MAX * 1000L, &ms))
		return false;
	*ret_ms = ms;
	return true;
}

static bool parse_days(const char *text, struct report_limits *limits)
{
	enum { DAYS_MAX = 3650, DAYS_LEN = 8 };
	const size_t len = strcspn(text, ",");
	char first[DAYS_LEN];
	long warning, critical = 0;
	if (len >= sizeof first)
		return false;
	snprintf(first, sizeof first, "%.*s", (int)len, text);
	if (!text_parse_number(first, 0, DAYS_MAX, &warning) ||
	    (text[len] == ',' && !text_parse_number(text + len + 1, 0, DAYS_MAX, &critical)))
		return false;
	limits->warning_days = (int)warning;
	limits->critical_days = (int)critical;
	return true;
}

static bool apply_limit(const struct option_row *row, const char *value, struct report_limits *limits,
			struct error *error)
{
	if (row->id == OPTION_CERT_DAYS)
		return parse_days(value, limits) ||
		       fail_value(error, row, value, _("one or two numbers of days, such as 30,14"));
	return parse_seconds(value, row->id == OPTION_WARNING ? &limits->warning_ms : &limits->critical_ms) ||
	       fail_value(error, row, value, _("a number of seconds such as 5 or 0.5"));
}

static bool apply_output(const struct option_row *row, const char *value, struct options *options,
			 struct error *error)
{
	switch (row->id) {
	case OPTION_FORMAT:
		if (!report_format_parse(value, &options->format))
			return fail_value(error, row, value,
					  _("one of text, json, markdown, nagios, prometheus"));
		options->format_given = true;
		return true;
	case OPTION_LANG:
		if (!is_language(value))
			return fail_value(error, row, value, _("a language such as en or zh_CN"));
		options->language = value;
		return true;
	case OPTION_NO_COLOR: options->no_color = true; return true;
	case OPTION_RECORD: options->record = value; return true;
	case OPTION_OUTPUT: options->output = value; return true;
	case OPTION_WARNING:
	case OPTION_CRITICAL:
	case OPTION_CERT_DAYS: return apply_limit(row, value, &options->limits, error);
	default:
		options->plain = true;
		options->no_color = true;
		return true;
	}
}

static bool apply_ask(const struct option_row *row, const char *value, struct options *options,
		      struct error *error)
{
	static const char *const words[] = {
	    [ASK_NONE] = "none", [ASK_PROVIDER] = "provider", [ASK_ALL] = "all"};

	options->ask_given = true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		options->ask = (enum ask_whom)i;
		if (strcmp(value, words[i]) == 0)
			return true;
	}
	return fail_value(error, row, value, _("one of none, provider, all"));
}

static bool apply_command(const struct option_row *row, const char *value, struct options *options,
			  struct error *error)
{
	enum stage stage;
	switch (row->id) {
	case OPTION_SCENARIO: options->scenario_file = value; return true;
	case OPTION_LIST: options->list = true; return true;
	case OPTION_LISTEN: options->listen = value; return true;
	case OPTION_STAGE:
		if (text_compare_nocase(value, "idle") == 0)
			options->stage = "idle";
		else if (stage_parse(value, &stage))
			options->stage = stage_id(stage);
		else
			return fail_value(
			    error, row, value,
			    _("a stage such as greeting, ehlo, tls, auth, mail, rcpt, data or idle"));
		return true;
	case OPTION_ANSWER:
		if (options->answer_count == ANSWERS_GIVEN_MAX)
			return fail_value(error, row, value, _("among the first 16 answers"));
		options->answers[options->answer_count++] = value;
		return true;
	case OPTION_ASK: return apply_ask(row, value, options, error);
	case OPTION_ASK_ELSEWHERE: options->ask_elsewhere = value; return true;
	case OPTION_JSONL: options->jsonl = true; return true;
	case OPTION_LINT: options->lint = true; return true;
	case OPTION_HELP: options->command = COMMAND_HELP; return true;
	default: options->command = COMMAND_VERSION; return true;
	}
}

bool option_apply(const struct option_row *row, const char *value, struct options *options,
		  struct error *error)
{
	char what[40];
	snprintf(what, sizeof what, "--%s", row->name);
	/* A proxy's URL is checked by itself: it may hold a log-in, which no message may repeat. */
	if (row->value != NULL && row->id != OPTION_PROXY && !syntax_check_text(what, value, error))
		return false;
	switch (row->group) {
	case GROUP_SERVER: return apply_server(row, value, options, error);
	case GROUP_LOGIN: return apply_login(row, value, options, error);
	case GROUP_RUN: return apply_run(row, value, options, error);
	case GROUP_OUTPUT: return apply_output(row, value, options, error);
	default: return apply_command(row, value, options, error);
	}
}
