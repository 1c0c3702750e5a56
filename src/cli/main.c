/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the command line and starts what it asks for. Nothing is set up before it is needed. */
#include "base/clock.h"
#include "base/intl.h"
#include "base/language.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "checkup/checkup.h"
#include "cli/libraries.h"
#include "cli/options.h"
#include "headless/accounts.h"
#include "headless/find.h"
#include "headless/headless.h"
#include "headless/output.h"
#include "headless/replay.h"
#include "practice/practice.h"
#include "record/recording.h"
#include "ui/app.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HELP_MAX = 64 * 1024 };

static int print_help(void)
{
	struct strbuf text;
	strbuf_init(&text, HELP_MAX);
	options_write_help(&text);
	bool written = output_write(&text);
	strbuf_finish(&text);
	return written ? 0 : EXIT_INTERNAL;
}

static int print_version(void)
{
	static const char text[] = "mailmedic " MAILMEDIC_VERSION "\n";
	return output_write_bytes(text, strlen(text)) ? 0 : EXIT_INTERNAL;
}

static bool use_color(const struct options *options)
{
	const char *terminal = getenv("TERM");
	return !options->no_color && isatty(STDOUT_FILENO) && terminal != NULL &&
	       strcmp(terminal, "dumb") != 0;
}

static void warn(const char *operation, const char *complaint)
{
	struct error error;
	error_set(&error, ERROR_FILE, operation, "%s", complaint);
	headless_warn(&error);
}

/* Screen and plain mode tell it themselves. */
static void tell_language(const struct options *options)
{
	bool asks =
	    options->command == COMMAND_WALK || (options->command == COMMAND_PRACTICE && !options->list);
	const char *reason = language_why_not(options->language);
	if (reason != NULL && !asks)
		warn("choose the language", reason);
}

static void tell_scenario_complaints(void)
{
	const char *complaint;
	for (size_t i = 0; (complaint = practice_complaint(i)) != NULL; i++)
		warn("read scenarios", complaint);
}

/* Broken topics of an organisation are skipped, but not in silence. */
static void tell_complaints(const struct kb *kb)
{
	const char *complaint;
	for (size_t i = 0; (complaint = kb_complaint(kb, i)) != NULL; i++)
		warn("read help topics", complaint);
	tell_scenario_complaints();
}

/* What comes before any diagnosis without a screen: what is wrong with the topics, and the user's answers. */
static bool prepare_diagnosis(const struct options *options, const struct kb *kb,
			      struct circumstances *ret_answers, struct error *error)
{
	tell_complaints(kb);
	for (size_t i = 0; i < options->answer_count; i++)
		if (!question_answer(kb, options->answers[i], ret_answers, error))
			return false;
	return true;
}

static int run_accounts(const struct options *options, const struct kb *kb)
{
	struct error error;
	struct accounts_options accounts = {
	    .file = options->accounts,
	    .account = &options->account,
	    .walk = options->walk,
	    .password_command = options->password_command,
	    .jobs = options->jobs,
	    .per_server = options->per_server,
	    .per_minute = options->per_minute,
	    .format = options->format,
	    .output = options->output,
	    .kb = kb,
	};
	if (!prepare_diagnosis(options, kb, &accounts.answers, &error))
		return headless_complain(&error);
	return headless_check_accounts(&accounts);
}

static int run_check(const struct options *options, const struct account *account, const struct kb *kb,
		     struct recorder *recorder)
{
	struct error error;
	struct check_options check = {
	    .account = account,
	    .walk = options->walk,
	    .password = options->password,
	    .token = {.text = options->token, .command = options->token_command},
	    .format = options->format,
	    .color = use_color(options),
	    .kb = kb,
	    .recorder = recorder,
	    .output = options->output,
	    .limits = options->limits,
	};
	if (!prepare_diagnosis(options, kb, &check.answers, &error))
		return headless_complain(&error);
	return headless_check(&check);
}

/* Who asks `check` for no encryption, which cannot ask back, agrees to what it means. */
static void agree_to_clear_text(const struct options *options, struct account *account)
{
	if (options->command == COMMAND_CHECK && account->tls == TLS_NONE)
		account->allow_clear_text = true;
}

/* No screen where none can be drawn: a pipe, a dumb terminal. */
static bool wants_plain(const struct options *options)
{
	const char *terminal = getenv("TERM");
	return options->plain || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || terminal == NULL ||
	       *terminal == '\0' || strcmp(terminal, "dumb") == 0;
}

static int run_plain(const struct options *options, const struct kb *kb, struct recorder *recorder)
{
	struct error error;
	if (!headless_can_ask(&error))
		return headless_complain(&error);
	struct plain_options plain = {
	    .account = &options->account,
	    .walk = options->walk,
	    .practice = options->command == COMMAND_PRACTICE,
	    .scenario = options->scenario,
	    .password = options->password,
	    .token = {.text = options->token, .command = options->token_command},
	    .kb = kb,
	    .recorder = recorder,
	    .language = options->language,
	};
	tell_complaints(kb);
	return headless_plain(&plain);
}

static int run_screen(struct options *options, const struct kb *kb, struct recorder *recorder)
{
	struct error error;
	if (!app_check_terminal(&error))
		return headless_complain(&error);
	struct app_options app = {
	    .account = &options->account,
	    .walk = options->walk,
	    .scenario = options->scenario,
	    .practice = options->command == COMMAND_PRACTICE,
	    .password = options->password,
	    .token = {.text = options->token, .command = options->token_command},
	    .kb = kb,
	    .recorder = recorder,
	    .language = options->language,
	    .color = !options->no_color,
	};
	app.walk.ask_consent = true;
	return app_run(&app);
}

static int run_explain(const struct options *options, const struct kb *kb)
{
	struct error error;
	struct explain_options explain = {
	    .reply = options->reply,
	    .stage = options->stage,
	    .host = options->account.host,
	    .mechanism = options->account.mechanism,
	    .format = options->format,
	    .color = use_color(options),
	    .jsonl = options->jsonl,
	    .kb = kb,
	};
	if (!prepare_diagnosis(options, kb, &explain.answers, &error))
		return headless_complain(&error);
	return headless_explain(&explain);
}

static int run_find(const struct options *options, const struct kb *kb)
{
	struct find_options find = {.account = &options->account,
				    .format = options->format,
				    .kb = kb,
				    .ask = options->ask,
				    .elsewhere = options->ask_elsewhere,
				    .proxy_login = options->proxy_login,
				    .may_ask_user = !options->ask_given && options->format == REPORT_TEXT &&
						    isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)};
	tell_complaints(kb);
	return headless_find(&find);
}

/* A file is read here already, so that a mistake in it is reported at once. */
static bool find_scenario(const struct options *options, struct error *error)
{
	const char *scenario = options->scenario;
	struct practice_scenario found;
	if (options->command == COMMAND_PRACTICE || options->command == COMMAND_WALK)
		practice_add_own();
	if (scenario == NULL)
		return true;
	if (scenario == options->scenario_file || strchr(scenario, '/') != NULL)
		return access(scenario, R_OK) == 0
			   ? practice_add_file(scenario, error)
			   : error_set(error, ERROR_FILE, "find the scenario",
				       _("The scenario %s cannot be read: %s."), scenario, strerror(errno));
	if (practice_scenario_find(scenario, &found))
		return true;
	return error_set(error, ERROR_USAGE, "find the scenario",
			 _("There is no scenario \"%.60s\"; see mailmedic practice --list."), scenario);
}

/* The recording is made before the run: a name that cannot be used is reported at once. */
static int run_walk(struct options *options, const struct kb *kb)
{
	struct recorder *recorder = NULL;
	struct error error;
	int code;
	/* Without a file the screen and plain mode keep it in memory, to be saved when it turns out to be
	 * wanted. */
	if ((options->record != NULL || options->command != COMMAND_CHECK) &&
	    (recorder = recorder_create(options->record, MAILMEDIC_VERSION, &error)) == NULL)
		return headless_complain(&error);
	if (options->command == COMMAND_CHECK)
		code = run_check(options, &options->account, kb, recorder);
	else if (wants_plain(options))
		code = run_plain(options, kb, recorder);
	else
		code = run_screen(options, kb, recorder);
	return recorder_destroy(recorder, &error) ? code : headless_complain(&error);
}

/* On screen every panel, offline. */
static int show_recording(const struct options *options, const struct kb *kb)
{
	struct replay replay;
	struct error error;
	if (!replay_open(&replay, options->file, kb, &error))
		return headless_complain(&error);
	struct app_options app = {
	    .walk = options->walk,
	    .kb = kb,
	    .recording = replay.recording,
	    .run = replay.run,
	    .color = !options->no_color,
	};
	int code = app_run(&app);
	replay_close(&replay);
	return code;
}

/* The second one with every panel, the first one beside it. */
static int show_two_recordings(const struct options *options, const struct kb *kb)
{
	struct replay before, after;
	struct error error;
	if (!replay_open(&before, options->file, kb, &error))
		return headless_complain(&error);
	if (!replay_open(&after, options->other_file, kb, &error)) {
		replay_close(&before);
		return headless_complain(&error);
	}
	struct app_options app = {
	    .kb = kb,
	    .recording = after.recording,
	    .run = after.run,
	    .before = before.recording,
	    .before_run = before.run,
	    .names = {options->file, options->other_file},
	    .color = !options->no_color,
	};
	int code = app_run(&app);
	replay_close(&after);
	replay_close(&before);
	return code;
}

/* The same in words. */
static int read_recording(const struct options *options, const struct kb *kb)
{
	struct replay replay;
	struct error error;
	if (!headless_can_ask(&error) || !replay_open(&replay, options->file, kb, &error))
		return headless_complain(&error);
	struct plain_options plain = {
	    .account = &options->account,
	    .walk = options->walk,
	    .kb = kb,
	    .recording = replay.recording,
	    .run = replay.run,
	    .language = options->language,
	};
	int code = headless_plain(&plain);
	replay_close(&replay);
	return code;
}

static int run_replay(const struct options *options, const struct kb *kb)
{
	struct error error;
	bool is_one = options->other_file == NULL;
	if (is_one && !options->format_given && options->plain)
		return read_recording(options, kb);
	if (!options->format_given && !wants_plain(options)) {
		if (!app_check_terminal(&error))
			return headless_complain(&error);
		return is_one ? show_recording(options, kb) : show_two_recordings(options, kb);
	}
	struct replay_options replay = {
	    .file = options->file,
	    .other_file = options->other_file,
	    .format = options->format,
	    .color = use_color(options),
	    .kb = kb,
	};
	return headless_replay(&replay);
}

static int run_with_kb(struct options *options)
{
	struct kb *kb = kb_create(language_id(), NULL);
	int code;
	if (options->command != COMMAND_FIND) /* which tells what was typed from what would be filled in */
		checkup_fill_in(kb, &options->account);
	agree_to_clear_text(options, &options->account);
	if (options->accounts != NULL)
		code = run_accounts(options, kb);
	else if (options->command == COMMAND_FIND)
		code = run_find(options, kb);
	else if (options->command == COMMAND_EXPLAIN)
		code = run_explain(options, kb);
	else if (options->command == COMMAND_REPLAY)
		code = run_replay(options, kb);
	else
		code = run_walk(options, kb);
	kb_destroy(kb);
	return code;
}

static int run(struct options *options)
{
	struct error error;
	tell_language(options);
	if (!find_scenario(options, &error))
		return headless_complain(&error);
	switch (options->command) {
	case COMMAND_HELP: return print_help();
	case COMMAND_VERSION: return print_version();
	case COMMAND_SERVE: return headless_serve(options->scenario, options->listen);
	case COMMAND_PRACTICE:
		if (options->list) {
			tell_scenario_complaints();
			return headless_list_scenarios();
		}
		break;
	case COMMAND_EXPLAIN:
		if (options->lint)
			return headless_lint(options->file);
		break;
	default: break;
	}
	return run_with_kb(options);
}

/* A descriptor that the caller closed must not become a socket that gets printed to. */
static void open_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY) < 0)
			_exit(EXIT_INTERNAL);
}

/* Tests let the time run faster. */
static void scale_clock(void)
{
	const char *scale = getenv("MAILMEDIC_CLOCK_SCALE");
	long factor;
	if (scale != NULL && text_parse_number(scale, 1, 1000, &factor))
		clock_set_scale((int)factor);
}

/* Language and form are needed to tell what is wrong with the other options. */
static const char *find_value(int argc, char **argv, const char *option)
{
	const size_t len = strlen(option);
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], option) == 0)
			return argv[i + 1];
		if (strncmp(argv[i], option, len) == 0 && argv[i][len] == '=')
			return argv[i] + len + 1;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	secret_protect_process();
	libraries_share_memory();
	open_standard_descriptors();
	signal(SIGPIPE, SIG_IGN);
	scale_clock();
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is reported as an error */
	language_start(LOCALE_FOLDER);
	language_choose(find_value(argc, argv, "--lang"));
	const char *format = find_value(argc, argv, "--format");
	if (format != NULL && text_compare_nocase(format, "nagios") == 0)
		headless_become_plugin();
	struct options options;
	struct error error;
	options_init(&options);
	int code = options_parse(&options, argc, argv, &error) ? run(&options) : headless_complain(&error);
	options_finish(&options);
	return code;
}
