/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays conversations that are written as lists of steps. */
#include "conversation.h"

#include "base/clock.h"
#include "practice/practice.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

enum { QUIET_MS = 50 };

static int64_t *shared_now; /* seen by forked children too */

static int64_t stopped_clock(void)
{
	return __atomic_load_n(shared_now, __ATOMIC_SEQ_CST);
}

void conversation_stop_clock(void)
{
	if (!shared_now) {
		shared_now = mmap(NULL, sizeof(*shared_now), PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		assert_true(shared_now != MAP_FAILED);
		*shared_now = 1000000;
	}
	clock_set_source(stopped_clock);
	clock_set_scale(1000); /* so that a server that waits looks at the clock often */
}

void conversation_advance(long ms)
{
	__atomic_add_fetch(shared_now, ms, __ATOMIC_SEQ_CST);
}

static void check(bool right, const struct client *client, const char *step)
{
	if (!right)
		fail_msg("at step `%s`; the latest reply was `%s`", step, client->reply);
}

static bool has_line(const char *reply, const char *line)
{
	size_t len = strlen(line);

	for (const char *at = reply; at; at = strchr(at, '\n'), at = at ? at + 1 : NULL)
		if (strncmp(at, line, len) == 0 && (at[len] == '\0' || at[len] == '\n'))
			return true;
	return false;
}

static const char *argument(const char *step, const char *word)
{
	size_t len = strlen(word);

	return strncmp(step, word, len) == 0 && (step[len] == ' ' || step[len] == '\0')
		   ? step + len + (step[len] == ' ')
		   : NULL;
}

static void shake_hands(struct client *client, const struct practice *practice, const char *wanted,
			const char *step)
{
	static const struct {
		const char *word;
		long result;
	} results[] = {
	    {"ok", X509_V_OK},
	    {"expired", X509_V_ERR_CERT_HAS_EXPIRED},
	    {"not-yet", X509_V_ERR_CERT_NOT_YET_VALID},
	    {"host", X509_V_ERR_HOSTNAME_MISMATCH},
	    {"self", X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT},
	    {"issuer", X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
	    {"purpose", X509_V_ERR_INVALID_PURPOSE},
	    {"weak", X509_V_ERR_EE_KEY_TOO_SMALL},
	    {"failed", -1},
	};
	long result = client_start_tls(client, practice_ca_file(practice), "practice.test");

	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
		if (strcmp(results[i].word, wanted) == 0) {
			if (result != results[i].result)
				fail_msg("at step `%s`: the handshake gave %ld", step, result);
			return;
		}
	fail_msg("no such step: %s", step);
}

static void log_in(struct client *client, const char *words, bool initial)
{
	char mechanism[24] = "", user[64] = "";
	int used = 0;

	assert_int_equal(sscanf(words, "%23s %63s %n", mechanism, user, &used), 2);
	client_log_in(client, mechanism, user, words + used, initial);
}

/* The words: number of the practice token, mechanism, user. The latest reply is the one to the whole
 * response. */
static void log_in_with_token(struct client *client, const struct practice *practice, const char *words)
{
	char mechanism[24] = "", user[64] = "", text[4096];
	unsigned number = 0;

	assert_int_equal(sscanf(words, "%u %23s %63s", &number, mechanism, user), 3);
	if (strcmp(mechanism, "XOAUTH2") == 0)
		snprintf(text, sizeof(text), "user=%s\001auth=Bearer %s\001\001", user,
			 practice_token(practice, number));
	else
		snprintf(text, sizeof(text), "n,a=%s,\001host=x\001port=1\001auth=Bearer %s\001\001", user,
			 practice_token(practice, number));
	client_authenticate(client, mechanism, text, strlen(text));
}

/* "\r\n" written out becomes bytes. */
static size_t unescape(const char *text, char *bytes)
{
	size_t len = 0;

	for (; *text; text++) {
		if (text[0] == '\\' && (text[1] == 'r' || text[1] == 'n'))
			bytes[len++] = *++text == 'r' ? '\r' : '\n';
		else
			bytes[len++] = *text;
	}
	return len;
}

static void expect_bytes(struct client *client, const char *text, const char *step)
{
	char wanted[CLIENT_REPLY_MAX], got[CLIENT_REPLY_MAX];
	size_t len = unescape(text, wanted);
	long got_len = client_read_some(client, got, sizeof(got));

	if (got_len != (long)len || memcmp(wanted, got, len) != 0)
		fail_msg("at step `%s`: %ld bytes came: %.*s", step, got_len,
			 (int)(got_len > 0 ? got_len : 0), got);
}

static void expect_end(struct client *client, bool reset, const char *step)
{
	char byte;
	long got = client->in_len ? 1 : client_read_some(client, &byte, 1);

	check(got == (reset ? -1 : 0), client, step);
}

static void expect_quiet(struct client *client, const char *step)
{
	struct pollfd poll_fd = {.fd = client->fd, .events = POLLIN};

	check(client->in_len == 0 && poll(&poll_fd, 1, QUIET_MS) == 0, client, step);
}

/* Steps that look at what came; false when it is another kind of step. */
static bool run_look(struct client *client, const char *step)
{
	const char *rest;

	if ((rest = argument(step, "<")))
		check(client_read_reply(client) && strncmp(client->reply, rest, strlen(rest)) == 0, client,
		      step);
	else if ((rest = argument(step, "is")))
		check(strncmp(client->reply, rest, strlen(rest)) == 0, client, step);
	else if ((rest = argument(step, "has")))
		check(has_line(client->reply, rest), client, step);
	else if ((rest = argument(step, "not")))
		check(!has_line(client->reply, rest), client, step);
	else if ((rest = argument(step, "bytes")))
		expect_bytes(client, rest, step);
	else if (strcmp(step, "quiet") == 0)
		expect_quiet(client, step);
	else if (strcmp(step, "eof") == 0 || strcmp(step, "reset") == 0)
		expect_end(client, *step == 'r', step);
	else
		return false;
	return true;
}

static void flood(struct client *client, long count)
{
	char bytes[1000];

	memset(bytes, 'x', sizeof(bytes));
	for (; count > 0; count -= (long)sizeof(bytes))
		client_send(client, bytes, sizeof(bytes));
}

static void run_step(struct client *client, const struct practice *practice, const char *step)
{
	const char *rest;

	if (run_look(client, step))
		return;
	if (strcmp(step, "connect") == 0)
		check(client_connect(client, practice_port(practice)), client, step);
	else if ((rest = argument(step, ">")))
		client_send_line(client, rest);
	else if ((rest = argument(step, "tls")))
		shake_hands(client, practice, rest, step);
	else if ((rest = argument(step, "login")))
		log_in(client, rest, false);
	else if ((rest = argument(step, "login+")))
		log_in(client, rest, true);
	else if ((rest = argument(step, "token")))
		log_in_with_token(client, practice, rest);
	else if ((rest = argument(step, "flood")))
		flood(client, strtol(rest, NULL, 10));
	else if (step[0] == '+')
		conversation_advance(strtol(step + 1, NULL, 10) * (strstr(step, "ms") ? 1 : 1000));
	else
		fail_msg("no such step: %s", step);
}

void conversation_run(const struct practice *practice, const char *const *steps)
{
	struct client client;

	client_init(&client);
	run_step(&client, practice, "connect");
	for (; *steps; steps++)
		run_step(&client, practice, *steps);
	client_finish(&client);
}

/* Removes the file `scenario` as soon as it has been read, when `remove_it`. */
static void play(const char *scenario, bool remove_it, const char *const *steps)
{
	struct practice *practice = NULL;
	struct error error = {0};
	bool ok;

	conversation_stop_clock();
	ok = practice_start(scenario, &practice, &error);
	if (remove_it)
		unlink(scenario);
	if (!ok)
		fail_msg("%s: %s", scenario, error.text);
	conversation_run(practice, steps);
	assert_true(practice_alive(practice));
	practice_stop(practice);
}

void conversation_with(const char *scenario, const char *const *steps)
{
	play(scenario, false, steps);
}

void conversation_with_text(const char *yaml, const char *const *steps)
{
	char path[] = "/tmp/mailmedic-test-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	assert_non_null(file);
	fprintf(file, "title: test\nlearn: test\n%s", yaml);
	fclose(file);
	play(path, true, steps);
}
