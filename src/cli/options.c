/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the command line with getopt_long, in the words of swaks. Abbreviated option names are refused:
 * "--auth-password=..." must never be taken for a file name and repeated in a message.
 */
#include "cli/options.h"

#include "account/syntax.h"
#include "base/memory.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "cli/option_list.h"
#include "headless/accounts.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { REPLY_ARGUMENT_MAX = 256 * 1024 };

static const char *const parse_operation = "read the command line";

static const struct option_row rows[] = {
#define X(enumerator, letter, name, value, commands, group, help)                                            \
	{OPTION_##enumerator, letter, name, value, commands, group},
    OPTION_LIST(X)
#undef X
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

static const struct {
	const char *word;
	enum command command;
} commands[] = {
    {"practice", COMMAND_PRACTICE}, {"check", COMMAND_CHECK},   {"explain", COMMAND_EXPLAIN},
    {"serve", COMMAND_SERVE},       {"replay", COMMAND_REPLAY}, {"help", COMMAND_HELP},
    {"find", COMMAND_FIND},
};

/* Words of swaks with one dash and two letters or more, and other spellings, in ours. */
static const struct {
	const char *word;
	const char *replacement;
} aliases[] = {
    {"-au", "--auth-user"},      {"-tls", "--tls=starttls"},
    {"-tlsc", "--tls=implicit"}, {"--tls-on-connect", "--tls=implicit"},
    {"--helo", "--ehlo"},        {"--no-colour", "--no-color"},
};

struct line {        /* the command line while it is read */
	char **argv; /* with aliases replaced; owned, the words are borrowed */
	char **made; /* words that had to be made; owned */
	size_t made_count;
	char **words; /* what is no option, in order; owned, the words are borrowed */
	size_t word_count;
	bool given[ROW_COUNT];
};

void options_init(struct options *options)
{
	*options = (struct options){
	    .command = COMMAND_WALK, .walk = {.quit_after = STAGE_AUTH}, .per_minute = ACCOUNTS_PACE_UNSAID};
	account_init(&options->account);
	options->proxy_login = secret_create();
	options->walk.proxy_login = options->proxy_login;
	const char *no_color = getenv("NO_COLOR");
	options->no_color = no_color != NULL && *no_color != '\0';
}

void options_finish(struct options *options)
{
	account_finish(&options->account);
	secret_destroy(options->password);
	secret_destroy(options->token);
	secret_destroy(options->proxy_login);
	options->proxy_login = NULL;
	options->token = NULL;
	free(options->reply);
	options->password = NULL;
	options->reply = NULL;
}

static void line_finish(struct line *line)
{
	for (size_t i = 0; i < line->made_count; i++)
		free(line->made[i]);
	free(line->made);
	free(line->argv);
	free(line->words);
}

/* True for "--auth-password", "-ap" and the like, with or without a value. */
static bool is_password_option(const char *word)
{
	static const char *const names[] = {"-ap", "--auth-password", "--password", "--pass", "--passwd"};
	size_t len = strcspn(word, "=");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == len && memcmp(names[i], word, len) == 0)
			return true;
	return false;
}

static char *replace_alias(char *word, struct line *line)
{
	size_t len = strcspn(word, "=");
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
		if (strlen(aliases[i].word) != len || memcmp(aliases[i].word, word, len) != 0)
			continue;
		struct strbuf made;
		strbuf_init(&made, len + strlen(word) + 64);
		strbuf_adds(&made, aliases[i].replacement);
		strbuf_adds(&made, word + len);
		line->made[line->made_count++] = strbuf_take(&made);
		strbuf_finish(&made);
		return line->made[line->made_count - 1];
	}
	return word;
}

static bool line_init(struct line *line, int argc, char **argv, struct error *error)
{
	*line = (struct line){
	    .argv = mem_calloc((size_t)argc + 1, sizeof(char *)),
	    .made = mem_calloc((size_t)argc + 1, sizeof(char *)),
	    .words = mem_calloc((size_t)argc + 1, sizeof(char *)),
	};
	bool options_ended = false;
	for (int i = 0; i < argc; i++) {
		options_ended = options_ended || strcmp(argv[i], "--") == 0;
		if (i > 0 && !options_ended && is_password_option(argv[i]))
			return error_set(
			    error, ERROR_USAGE, parse_operation,
			    _("No option takes a password, because others could read it in the list "
			      "of processes; use --auth-password-file FILE."));
		line->argv[i] = i > 0 && !options_ended ? replace_alias(argv[i], line) : argv[i];
	}
	return true;
}

static const struct option_row *find_row(int code)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if ((int)rows[i].id == code || (rows[i].letter != 0 && rows[i].letter == code))
			return &rows[i];
	return NULL;
}

/* The word that getopt has just read an option from. */
static const char *find_option_word(const struct line *line, const char *value)
{
	const char *word = line->argv[optind - 1];
	return value != NULL && value == word ? line->argv[optind - 2] : word;
}

static bool fail_unknown(struct error *error, const char *word)
{
	if (word[0] == '-' && word[1] == '-')
		return error_set(error, ERROR_USAGE, parse_operation,
				 _("There is no option %.*s; see mailmedic --help."),
				 (int)(strcspn(word, "=") < 60 ? strcspn(word, "=") : 60), word);
	if (optopt > ' ' && optopt < 0x7f)
		return error_set(error, ERROR_USAGE, parse_operation,
				 _("There is no option -%c; see mailmedic --help."), optopt);
	return error_set(error, ERROR_USAGE, parse_operation,
			 _("There is no such option; see mailmedic --help."));
}

static bool fail_missing(struct error *error, const struct option_row *row)
{
	return error_set(error, ERROR_USAGE, parse_operation, _("--%s needs a value: %s."), row->name,
			 row->value);
}

static bool read_option(struct options *options, struct line *line, int code, struct error *error)
{
	const char *word = find_option_word(line, optarg);
	if (code == '?') {
		const struct option_row *flag = optopt > OPTION_NONE ? find_row(optopt) : NULL;
		if (flag != NULL && strchr(word, '=') != NULL)
			return error_set(error, ERROR_USAGE, parse_operation, _("--%s takes no value."),
					 flag->name);
		return fail_unknown(error, word);
	}
	const struct option_row *row = find_row(code == ':' ? optopt : code);
	size_t len = strcspn(word, "=");
	if (row == NULL || (strncmp(word, "--", 2) == 0 &&
			    (strlen(row->name) != len - 2 || memcmp(word + 2, row->name, len - 2) != 0)))
		return fail_unknown(error, word); /* an abbreviation */
	if (code == ':')
		return fail_missing(error, row);
	line->given[row - rows] = true;
	return option_apply(row, optarg, options, error);
}

static void fill_getopt(struct option long_options[ROW_COUNT + 1], struct strbuf *letters)
{
	strbuf_adds(letters, "-:"); /* words that are no options come as code 1; a missing value as ':' */
	for (size_t i = 0; i < ROW_COUNT; i++) {
		long_options[i] = (struct option){
		    .name = rows[i].name,
		    .has_arg = rows[i].value != NULL ? required_argument : no_argument,
		    .val = (int)rows[i].id,
		};
		if (rows[i].letter != 0)
			strbuf_addf(letters, "%c%s", rows[i].letter, rows[i].value != NULL ? ":" : "");
	}
	long_options[ROW_COUNT] = (struct option){0};
}

static bool read_line(struct options *options, struct line *line, int argc, struct error *error)
{
	struct option long_options[ROW_COUNT + 1];
	struct strbuf letters;
	strbuf_init(&letters, 256);
	fill_getopt(long_options, &letters);
	optind = 0; /* glibc: start afresh */
	opterr = 0;
	bool good = true;
	int code;
	while (good && (code = getopt_long(argc, line->argv, letters.data, long_options, NULL)) != -1) {
		if (code == 1)
			line->words[line->word_count++] = optarg;
		else
			good = read_option(options, line, code, error);
		if (options->command == COMMAND_HELP || options->command == COMMAND_VERSION)
			break;
	}
	strbuf_finish(&letters);
	while (good && code == -1 && optind < argc)
		line->words[line->word_count++] = line->argv[optind++];
	return good;
}

/* Takes the command off the front of the words. */
static bool find_command(struct options *options, struct line *line, struct error *error)
{
	if (options->command != COMMAND_WALK || line->word_count == 0)
		return true;
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (strcmp(line->words[0], commands[i].word) == 0) {
			options->command = commands[i].command;
			memmove(line->words, line->words + 1, --line->word_count * sizeof *line->words);
			return true;
		}
	}
	if (*line->words[0] != '\0' && strchr(line->words[0], '@') == NULL)
		return error_set(
		    error, ERROR_USAGE, parse_operation,
		    _("\"%.60s\" is neither a command nor a mail address; see mailmedic --help."),
		    line->words[0]);
	return true;
}

static const char *command_word(enum command command)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (commands[i].command == command)
			return commands[i].word;
	return _("the walk on screen");
}

static bool check_belonging(const struct options *options, const struct line *line, struct error *error)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (line->given[i] && (rows[i].commands & (int)options->command) == 0)
			return error_set(error, ERROR_USAGE, parse_operation,
					 _("--%s does not belong to %s; see mailmedic --help."), rows[i].name,
					 command_word(options->command));
	return true;
}

static void join_words(struct options *options, const struct line *line)
{
	struct strbuf reply;
	strbuf_init(&reply, REPLY_ARGUMENT_MAX);
	for (size_t i = 0; i < line->word_count; i++)
		strbuf_addf(&reply, "%s%s", i > 0 ? " " : "", line->words[i]);
	options->reply = strbuf_take(&reply);
	strbuf_finish(&reply);
}

static bool take_words(struct options *options, const struct line *line, struct error *error)
{
	size_t most = 1;
	const char *word = line->word_count > 0 ? line->words[0] : NULL;
	if (options->command == COMMAND_EXPLAIN && !options->lint) {
		most = options->jsonl ? 0 : line->word_count;
		if (word != NULL && !options->jsonl)
			join_words(options, line);
	} else if (options->command == COMMAND_REPLAY) {
		options->file = word;
		most = 2;
		options->other_file = line->word_count > 1 ? line->words[1] : NULL;
	} else if (options->command == COMMAND_EXPLAIN) {
		options->file = word;
	} else if (options->command == COMMAND_PRACTICE || options->command == COMMAND_SERVE) {
		options->scenario = word;
		if (word != NULL && !syntax_check_text(_("The scenario"), word, error))
			return false;
	} else if (options->command == COMMAND_HELP) {
		most = line->word_count;
	} else if (word != NULL && !account_set_address(&options->account, word, error)) {
		return false;
	}
	if (line->word_count > most)
		return error_set(error, ERROR_USAGE, parse_operation,
				 _("\"%.60s\" is one word too many; see mailmedic --help."),
				 line->words[most]);
	return true;
}

bool options_parse(struct options *options, int argc, char **argv, struct error *error)
{
	struct line line;
	bool good = line_init(&line, argc, argv, error) && read_line(options, &line, argc, error) &&
		    find_command(options, &line, error);
	if (good && options->command != COMMAND_HELP && options->command != COMMAND_VERSION)
		good = check_belonging(options, &line, error) && take_words(options, &line, error) &&
		       options_check(options, error);
	line_finish(&line);
	return good;
}
