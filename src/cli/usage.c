/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of --help, made from the list of options. */
#include "base/intl.h"
#include "base/strbuf.h"
#include "cli/option_list.h"
#include "smtp/mechanism.h"

#include <string.h>

enum { HELP_COLUMN = 34, LINE_WIDTH = 80 };

static const char *const group_titles[GROUP_COUNT] = {
    [GROUP_SERVER] = N_("Server"),
    [GROUP_LOGIN] = N_("Log-in"),
    [GROUP_RUN] = N_("Run"),
    [GROUP_OUTPUT] = N_("Output"),
    [GROUP_COMMAND] = N_("Commands and help"),
};

static const char head[] =
    N_("mailmedic finds out why mail cannot be sent, and how to fix it.\n"
       "\n"
       "  mailmedic [ADDRESS]             walk through connect, TLS and log-in on screen\n"
       "  mailmedic practice [SCENARIO]   the same against a built-in server, to rehearse\n"
       "  mailmedic check [ADDRESS]       the same without a screen, for scripts\n"
       "  mailmedic explain [REPLY]       explain a server's reply, offline\n"
       "  mailmedic find ADDRESS          find the settings for an address, and who says so\n"
       "  mailmedic serve SCENARIO        run the practice server alone\n"
       "  mailmedic replay FILE [OTHER]   read a recorded run, or two side by side\n");

static const char examples[] =
    N_("\nExamples\n"
       "  mailmedic jane@example.org\n"
       "  mailmedic check jane@example.org -s mail.example.org:587 --format json\n"
       "  mailmedic explain '535 5.7.8 Username and Password not accepted'\n"
       "  mailmedic practice auth-535-wrong-password\n"
       "\n"
       "No option takes a password: it is asked for when the server wants it, or read from a file.\n"
       "`check` exits with 0, or tells what failed: 2 connection, 21 greeting, 22 EHLO, 28 log-in,\n"
       "29 TLS, ... See mailmedic(1).\n");

struct option_line {
	enum option_group group;
	int letter; /* 0: it has none */
	const char *name;
	const char *value; /* NULL: it takes none */
	const char *help;
};

static const struct option_line option_lines[] = {
#define X(enumerator, letter, name, value, commands, group, help) {group, letter, name, value, help},
    OPTION_LIST(X)
#undef X
};

static void write_option(struct strbuf *out, const struct option_line *option)
{
	struct strbuf left;
	strbuf_init(&left, 256);
	if (option->letter != 0)
		strbuf_addf(&left, "  -%c, --%s", option->letter, option->name);
	else
		strbuf_addf(&left, "      --%s", option->name);
	if (option->value != NULL)
		strbuf_addf(&left, " %s", option->value);
	if (left.len + 2 > HELP_COLUMN)
		strbuf_addf(out, "%s  %s\n", left.data, _(option->help));
	else
		strbuf_addf(out, "%-*s%s\n", HELP_COLUMN, left.data, _(option->help));
	strbuf_finish(&left);
}

/* The names that --auth takes, from their table, in lines below the option. */
static void write_mechanisms(struct strbuf *out)
{
	size_t column = 0;

	for (size_t i = 0; mechanism_usable(i) != NULL; i++) {
		const char *name = mechanism_usable(i);
		const char *comma = mechanism_usable(i + 1) != NULL ? "," : "";
		const size_t len = strlen(name) + strlen(comma);

		if (column == 0 || column + 1 + len > LINE_WIDTH) {
			strbuf_addf(out, "%s%*s", column == 0 ? "" : "\n", HELP_COLUMN, "");
			column = HELP_COLUMN;
		} else {
			strbuf_addc(out, ' ');
			column++;
		}
		strbuf_addf(out, "%s%s", name, comma);
		column += len;
	}
	strbuf_addc(out, '\n');
}

static void write_group(struct strbuf *out, enum option_group wanted)
{
	strbuf_addf(out, "\n%s\n", _(group_titles[wanted]));
	for (size_t i = 0; i < sizeof option_lines / sizeof *option_lines; i++) {
		if (option_lines[i].group == wanted)
			write_option(out, &option_lines[i]);
		if (option_lines[i].group == wanted && strcmp(option_lines[i].name, "auth") == 0)
			write_mechanisms(out);
	}
}

void options_write_help(struct strbuf *out)
{
	strbuf_adds(out, _(head));
	for (int group = 0; group < GROUP_COUNT; group++)
		write_group(out, (enum option_group)group);
	strbuf_adds(out, _(examples));
}
