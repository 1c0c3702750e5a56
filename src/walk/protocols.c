/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row a way to begin. To teach another protocol, add its row. */
#include "walk/protocols.h"

#include "base/text.h"

#include <string.h>

static const struct {
	const char *start; /* any case */
	const char *holds; /* words that come later in the line, or NULL */
	enum problem problem;
	const char *name;
} protocols[] = {
    {"HTTP/", NULL, PROBLEM_NOT_SMTP_HTTP, NULL},
    {"<html", NULL, PROBLEM_NOT_SMTP_HTTP, NULL},
    {"<!DOCTYPE", NULL, PROBLEM_NOT_SMTP_HTTP, NULL},
    {"* OK", NULL, PROBLEM_NOT_SMTP_IMAP, NULL},
    {"* PREAUTH", NULL, PROBLEM_NOT_SMTP_IMAP, NULL},
    {"* BYE", NULL, PROBLEM_NOT_SMTP_IMAP, NULL},
    {"+OK", NULL, PROBLEM_NOT_SMTP_POP3, NULL},
    {"-ERR", NULL, PROBLEM_NOT_SMTP_POP3, NULL},
    {"SSH-", NULL, PROBLEM_NOT_SMTP_SSH, NULL},
    {"<?xml", NULL, PROBLEM_NOT_SMTP_OTHER, "XMPP"},
    {"<stream:", NULL, PROBLEM_NOT_SMTP_OTHER, "XMPP"},
    {"SIP/2.0", NULL, PROBLEM_NOT_SMTP_OTHER, "SIP"},
    {"RTSP/", NULL, PROBLEM_NOT_SMTP_OTHER, "RTSP"},
    {"@RSYNCD:", NULL, PROBLEM_NOT_SMTP_OTHER, "rsync"},
    {"AMQP", NULL, PROBLEM_NOT_SMTP_OTHER, "AMQP"},
    {"RFB ", NULL, PROBLEM_NOT_SMTP_OTHER, "VNC"},
    {"\"IMPLEMENTATION\"", NULL, PROBLEM_NOT_SMTP_OTHER, "ManageSieve"},
    {":", " NOTICE ", PROBLEM_NOT_SMTP_OTHER, "IRC"},
    {"NOTICE ", NULL, PROBLEM_NOT_SMTP_OTHER, "IRC"},
    {"VERSION ", NULL, PROBLEM_NOT_SMTP_OTHER, "memcached"},
    {"CLIENT_ERROR", NULL, PROBLEM_NOT_SMTP_OTHER, "memcached"},
    {"SERVER_ERROR", NULL, PROBLEM_NOT_SMTP_OTHER, "memcached"},
    {"ERROR", NULL, PROBLEM_NOT_SMTP_OTHER, "memcached"},
    {"E", "SFATAL", PROBLEM_NOT_SMTP_OTHER, "PostgreSQL"},
    {"E", "unsupported frontend protocol", PROBLEM_NOT_SMTP_OTHER, "PostgreSQL"},
    {"\xff\xfb", NULL, PROBLEM_NOT_SMTP_OTHER, "telnet"},
    {"\xff\xfc", NULL, PROBLEM_NOT_SMTP_OTHER, "telnet"},
    {"\xff\xfd", NULL, PROBLEM_NOT_SMTP_OTHER, "telnet"},
    {"\xff\xfe", NULL, PROBLEM_NOT_SMTP_OTHER, "telnet"},
    {"{", NULL, PROBLEM_NOT_SMTP_OTHER, "JSON"},
    {"200", NULL, PROBLEM_NOT_SMTP_OTHER, "NNTP"},
    {"201", NULL, PROBLEM_NOT_SMTP_OTHER, "NNTP"},
    {"", "MySQL server", PROBLEM_NOT_SMTP_OTHER, "MySQL"},
    {"", "MariaDB server", PROBLEM_NOT_SMTP_OTHER, "MySQL"},
    {"INFO {", NULL, PROBLEM_NOT_SMTP_OTHER, "NATS"},
};

/* Whatever bytes are in the line: it is not a string. */
static bool holds(const char *line, size_t len, const char *words)
{
	size_t words_len = strlen(words);

	for (size_t at = 0; at + words_len <= len; at++)
		if (memcmp(line + at, words, words_len) == 0)
			return true;
	return false;
}

/* Its greeting is a packet: length, number 0, then its version of the protocol, which is 10, as LF is. */
static bool is_mysql(const char *line, size_t len)
{
	return len == 4 && memcmp(line + 1, "\0\0", 3) == 0;
}

enum problem identify_protocol(const char *line, size_t len, const char **ret_name)
{
	if (is_mysql(line, len)) {
		*ret_name = "MySQL";
		return PROBLEM_NOT_SMTP_OTHER;
	}
	*ret_name = NULL;
	for (size_t i = 0; i < sizeof(protocols) / sizeof(*protocols); i++) {
		if (!text_starts_nocase(line, protocols[i].start))
			continue;
		if (protocols[i].holds && !holds(line, len, protocols[i].holds))
			continue;
		*ret_name = protocols[i].name;
		return protocols[i].problem;
	}
	return PROBLEM_INVALID_REPLY;
}

const char *protocol_of_greeting(const struct reply *greeting)
{
	static const struct {
		const char *word, *name;
	} names[] = {{"FTP", "FTP"}, {"FileZilla", "FTP"}, {"LMTP", "LMTP"}, {"HylaFAX", "HylaFAX"}};

	if (reply_has_word(greeting, "SMTP"))
		return NULL;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (reply_has_word(greeting, names[i].word))
			return names[i].name;
	return NULL;
}
