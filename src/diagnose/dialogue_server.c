/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds server, port and mechanism in what programs print. */
#include "diagnose/dialogue_hints.h"

#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "base/text.h"
#include "smtp/mechanism.h"

enum { HOST_MAX = 120 };

/* What stands before a server's name, most telling first. */
static const char *const leads[] = {"relay=",
				    "host=",
				    "connected to ",
				    "connecting to ",
				    "connection to ",
				    "connect to ",
				    "connect(",
				    "trying ",
				    "lookup ",
				    "server=",
				    "smtp_host=",
				    "server: ",
				    "host: ",
				    "host \"",
				    "host, port: ",
				    "host '",
				    "resolve host ",
				    "to smtp host: ",
				    "opening to ",
				    "address ",
				    "smtp host ",
				    "mail host ",
				    "remote host ",
				    "unknown host ",
				    "unknownhostexception: ",
				    "dial tcp ",
				    "ssl://",
				    "tls://",
				    "tcp://",
				    "smtp://",
				    "smtps://",
				    "smtp+tls://",
				    "for \"",
				    "host\":\"",
				    "host\": \"",
				    "server\":\"",
				    "server\": \"",
				    "server '",
				    "server \"",
				    "server ",
				    "host ",
				    "failed for ",
				    "getaddrinfo enotfound ",
				    "enotfound ",
				    "econnrefused ",
				    "etimedout ",
				    "econnreset ",
				    "expected cn=",
				    "name matching ",
				    "target host name ",
				    "match hostname ",
				    "match host name ",
				    "not valid for ",
				    "connect: (",
				    ", not ",
				    "dns:",
				    "remote-mta: dns; ",
				    "(smtp) ",
				    "to "};

static bool is_host_byte(char c)
{
	return text_is_digit(c) || text_is_alpha(c) || c == '.' || c == '-' || c == '_' || c == ':';
}

static bool is_own(const char *host, size_t len)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "::1", "localhost.localdomain"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (len == strlen(names[i]) && strncasecmp(host, names[i], len) == 0)
			return true;
	}
	return false;
}

/* "smtp.example.org", "192.0.2.1", "2001:db8::1", "localhost": a dot between words, no file name or class. */
static bool is_host(const char *text, size_t len)
{
	size_t dots = 0, colons = 0, letters = 0;

	for (size_t i = 0; i < len; i++) {
		dots += text[i] == '.';
		colons += text[i] == ':';
		letters += text_is_alpha(text[i]);
		if (text[i] == '.' && (i == 0 || i + 1 == len || text[i + 1] == '.'))
			return false;
	}
	if (is_own(text, len) || colons >= 2)
		return true;
	return len > 3 && colons == 0 && dots >= 1 &&
	       (letters == 0 ? dots == 3 : text_is_alpha(text[len - 1]));
}

/* The port that stands at `text`, after blanks; 0: none. */
static int read_port(const char *text, size_t len)
{
	size_t start = 0, digits = 0;
	int port;

	while (start < len && strchr(" =", text[start]) != NULL && text[start] != '\0')
		start++;
	while (start + digits < len && text_is_digit(text[start + digits]))
		digits++;
	if (digits < 1 || digits > 5)
		return 0;
	port = text_read_digits(text + start, len - start, digits, 10);
	return port > 0 && port < 65536 ? port : 0;
}

/* Reads NAME, NAME:PORT, [ADDRESS]:PORT, NAME[ADDRESS]:PORT at `text`. */
static bool read_host(const char *text, size_t len, struct dialogue *dialogue)
{
	size_t start = 0, end, port_at;
	const char *colon;
	int port = 0;

	while (start < len && strchr("'\"`[/<", text[start]) != NULL && text[start] != '\0')
		start++;
	for (end = start; end < len && end - start < HOST_MAX && is_host_byte(text[end]);)
		end++;
	while (end > start && strchr(".:-", text[end - 1]) != NULL)
		end--;
	port_at = end;
	colon = memrchr(text + start, ':', end - start);
	if (colon != NULL && memchr(text + start, ':', (size_t)(colon - text) - start) == NULL) {
		port_at = (size_t)(colon - text);
		end = port_at;
	}
	if (!is_host(text + start, end - start))
		return false;
	while (port_at < len && port_at - end < 50 && strchr("]['\")", text[port_at]) != NULL &&
	       text[port_at] != '\0')
		port_at++;
	if (port_at > end && port_at < len && text[port_at - 1] == '[') /* NAME[ADDRESS]:PORT */
		port_at += strcspn(text + port_at, "] \n") + 1;
	port =
	    port_at + 1 < len && text[port_at] == ':' ? read_port(text + port_at + 1, len - port_at - 1) : 0;
	if (port > 0)
		dialogue->port = port;
	snprintf(dialogue->server.value, sizeof dialogue->server.value, "%.*s", (int)(end - start),
		 text + start);
	dialogue->own_computer = is_own(text + start, end - start);
	return true;
}

static bool lead_at(const char *text, size_t len, const char *lead)
{
	size_t count;

	if (len == 0 || text_lower(text[0]) != lead[0])
		return false; /* asked at every place of a text: most answers are given here */
	count = strlen(lead);
	if (len <= count)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (text_lower(text[i]) != lead[i])
			return false;
	}
	return true;
}

/* The best lead's last place; "to " and the like stand in many sentences, so that what follows must be a
 * host. */
static bool find_server(struct dialogue *dialogue, const char *text, size_t len)
{
	size_t best = sizeof leads / sizeof *leads;

	for (size_t at = 0; at < len; at++) {
		if (at > 0 && text_is_alpha(text[at - 1]) && text_is_alpha(text[at]))
			continue;
		for (size_t i = 0; i < best; i++) {
			if (!lead_at(text + at, len - at, leads[i]))
				continue;
			struct dialogue found = {.port = dialogue->port};
			size_t after = at + strlen(leads[i]);
			if (!read_host(text + after, len - after, &found))
				continue;
			dialogue->server = found.server;
			dialogue->port = found.port;
			dialogue->own_computer = found.own_computer;
			best = i;
		}
	}
	return best < sizeof leads / sizeof *leads;
}

bool hints_user_is_address(const char *text, size_t len)
{
	static const char *const names[] = {"username", "user name",  "user_name", "smtp_user",
					    "smtpuser", "login name", "user",      "benutzer",
					    "usuario",  "utente",     "login",     "account"};

	for (size_t at = 0; at < len; at++) {
		if (at > 0 && text_is_alpha(text[at - 1]))
			continue;
		for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
			if (!lead_at(text + at, len - at, names[i]))
				continue;
			size_t start = at + strlen(names[i]), end;
			start += strspn(text + start, " \t\"'=:><");
			for (end = start; end < len && end - start < HOST_MAX &&
					  (is_host_byte(text[end]) || text[end] == '@' || text[end] == '+');)
				end++;
			if (start > at + strlen(names[i]) && memchr(text + start, '@', end - start) != NULL &&
			    text[start] != '@' && memchr(text + start, '.', end - start) != NULL)
				return true;
		}
	}
	return false;
}

/* "port 587", "port: 25", "port=465" */
static int find_port(const char *text, size_t len)
{
	for (size_t at = 0; at + 6 < len; at++) {
		int port = 0;
		if (lead_at(text + at, len - at, "port") && strchr(" =:", text[at + 4]) != NULL)
			port = read_port(text + at + 5, len - at - 5);
		if (port > 0)
			return port;
	}
	return 0;
}

void hints_server(struct dialogue *dialogue, const char *text, size_t len)
{
	size_t word = dialogue->greeting != NULL ? strcspn(dialogue->greeting, " ") : 0;

	if (find_server(dialogue, text, len)) {
		dialogue->server.from = N_("the words before the name");
	} else if (word > 0 && is_host(dialogue->greeting, word)) {
		snprintf(dialogue->server.value, sizeof dialogue->server.value, "%.*s",
			 (int)(word < 120 ? word : 120), dialogue->greeting);
		dialogue->server.from = N_("the greeting");
	}
	if (dialogue->port == 0)
		dialogue->port = find_port(text, len);
}

/* The mechanism whose name begins at `text`, in upper case as programs write it; NULL: none. */
static const char *mechanism_at_words(const char *text, size_t len)
{
	char name[MECHANISM_NAME_MAX];
	size_t count = 0;

	while (count < len && count + 1 < sizeof name &&
	       ((text[count] >= 'A' && text[count] <= 'Z') || text_is_digit(text[count]) ||
		text[count] == '-')) {
		name[count] = text[count];
		count++;
	}
	name[count] = '\0';
	return count > 3 && mechanism_find(name) != NULL ? mechanism_find(name)->name : NULL;
}

void hints_mechanism(struct assumption *mechanism, const char *text, size_t len)
{
	static const char *const before[] = {
	    "auth ", "method ", "mechanism ", "mechanism: ", "method: ", "mech=", "auth=", "sasl "};

	for (size_t at = 0; at < len; at++) {
		if (at > 0 && text_is_alpha(text[at - 1]))
			continue;
		for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
			const char *name = NULL;
			if (lead_at(text + at, len - at, before[i])) {
				size_t after = at + strlen(before[i]);
				name = mechanism_at_words(text + after, len - after);
			}
			if (name == NULL)
				continue;
			snprintf(mechanism->value, sizeof mechanism->value, "%s", name);
			mechanism->from = N_("the words before it");
		}
	}
}
