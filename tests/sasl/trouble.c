/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The helper dies, hangs, lies or is taken over: a reported fact, never a fault of ours. */
#include "cmocka_all.h"

#include "drive.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "engine/protocol.h"

static struct sasl *start_instead(const char *variable, const char *user)
{
	struct sasl_order order = drive_order("PLAIN");

	order.user = user;
	return drive_start_as(variable, &order, "secret");
}

static void breach_of_the_protocol_is_a_crash_with_words(void **state)
{
	static const struct {
		const char *behaviour, *text;
	} breaches[] = {
	    {"garbage", "broke the protocol: a malformed frame"},
	    {"escape", "broke the protocol: a malformed frame"},
	    {"impostor", "broke the protocol: a malformed frame"},
	    {"fault", "broke the protocol: a fault that it cannot have"},
	    {"fields", "broke the protocol: it tells too much"},
	    {"exit-3", "exit status 3"},
	    {"abort", "signal 6"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(breaches) / sizeof(breaches[0]); i++) {
		struct sasl *sasl = start_instead("ROGUE_SASL", breaches[i].behaviour);
		struct sasl_event event = drive_next(sasl);

		assert_int_equal(event.kind, SASL_CRASHED);
		assert_string_equal(event.bytes, breaches[i].text);
		assert_int_equal(sasl_pid(sasl), 0);
		assert_false(sasl_next(sasl, &event));
		sasl_challenge(sasl, "late", 4); /* finds nobody and does no harm */
		sasl_destroy(sasl);
	}
}

static void what_is_said_twice_or_unasked_is_a_breach(void **state)
{
	struct sasl *sasl = start_instead("ROGUE_SASL", "complete-twice");

	(void)state;
	drive_expect(sasl, SASL_COMPLETE);
	drive_expect(sasl, SASL_CRASHED);
	sasl_destroy(sasl);
	sasl = start_instead("ROGUE_SASL", "unasked");
	drive_expect(sasl, SASL_RESPONSE);
	drive_expect(sasl, SASL_CRASHED);
	sasl_destroy(sasl);
}

static void killed_helper_is_reported(void **state)
{
	const struct sasl_order order = drive_order("PLAIN");
	struct sasl *sasl = drive_start(&order, "secret");
	struct sasl_event event;

	(void)state;
	kill(sasl_pid(sasl), SIGKILL);
	do
		event = drive_next(sasl);
	while (event.kind != SASL_CRASHED);
	assert_string_equal(event.bytes, "signal 9");
	sasl_destroy(sasl);
}

/* Esc has to be followed at once, whatever the helper does: even where it is busy with a million rounds. */
static void hanging_helper_is_destroyed_at_once(void **state)
{
	struct sasl *sasl = start_instead("ROGUE_SASL", "hangs");
	const int pid = sasl_pid(sasl);
	struct sasl_event event;
	int64_t start;

	(void)state;
	assert_false(sasl_next(sasl, &event));
	kill(pid, SIGSTOP);
	start = clock_now();
	sasl_destroy(sasl);
	assert_true(clock_now() - start < 100);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
}

/* What is not named in `open` has to fail. Returns what the helper says then. */
static enum sasl_event_kind expect_shut_in(struct sasl *sasl, const char *open)
{
	int attempts = 0;
	struct loop loop;
	struct sasl_event event;

	for (;;) {
		char name[64], word[72];
		int error;

		if (!sasl_next(sasl, &event)) {
			loop_clear(&loop);
			sasl_want(sasl, &loop);
			loop_want_at(&loop, clock_now() + DRIVE_WAIT_MS);
			loop_wait(&loop);
			sasl_step(sasl, &loop);
			continue;
		}
		if (event.kind != SASL_FIELD)
			break;
		if (sscanf(event.bytes, "%63[^=]=%d", name, &error) != 2)
			continue; /* a field of the exchange */
		print_message("# %s: %s\n", name, strerror(error));
		snprintf(word, sizeof(word), " %s ", name);
		if (strstr(open, word))
			assert_int_not_equal(error, EPERM);
		else
			assert_int_equal(error, EPERM);
		attempts++;
	}
	assert_int_equal(attempts, 24);
	return event.kind;
}

static void hijacked_helper_reaches_nothing(void **state)
{
	struct sasl *sasl = start_instead("HIJACKED_SASL", "user");

	(void)state;
	assert_int_equal(expect_shut_in(sasl, ""), SASL_COMPLETE); /* and goes on with its work */
	sasl_destroy(sasl);
}

#ifdef MAILMEDIC_GSS
/* A cache of tickets that holds an owner and no ticket (MIT Kerberos, "Credential cache file format", version
 * 4). */
static void write_empty_cache(const char *path)
{
	static const char bytes[] = "\5\4\0\0"
				    "\0\0\0\1\0\0\0\1"
				    "\0\0\0\4TEST\0\0\0\4user";
	FILE *file = fopen(path, "wbe");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, sizeof(bytes) - 1, file), sizeof(bytes) - 1);
	assert_int_equal(fclose(file), 0);
}

/* It asks a Kerberos server, whose name it looks up; all else is as shut as for the others. */
static void hijacked_helper_for_tickets_reaches_the_network_and_files_to_read(void **state)
{
	const struct sasl_order order = drive_order("GSSAPI");
	char path[] = "/tmp/mailmedic-tickets-XXXXXX";
	const int fd = mkstemp(path);
	struct sasl *sasl;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	write_empty_cache(path);
	setenv("KRB5CCNAME", path, 1);
	setenv("MAILMEDIC_GSS", getenv("HIJACKED_GSS"), 1);
	sasl = drive_start(&order, "");
	unsetenv("MAILMEDIC_GSS");
	assert_int_equal(expect_shut_in(sasl, " socket connect sendmsg recvmsg openat fcntl-dupfd "),
			 SASL_FAULT);
	sasl_destroy(sasl);
	unlink(path);
	sasl = drive_start(&order, "");
	drive_expect_fault(sasl, PROBLEM_TICKET_MISSING);
	sasl_destroy(sasl);
	unsetenv("KRB5CCNAME");
}

/* Kerberos makes a file of its own in a folder that holds no tickets yet; a helper writes none. */
static void tickets_that_cannot_be_read_are_missing(void **state)
{
	static const char *const kinds[] = {"DIR:", "KCM:", "NONSENSE:", "FILE:"};
	const struct sasl_order order = drive_order("GSSAPI");
	char folder[] = "/tmp/mailmedic-tickets-XXXXXX", name[64];

	(void)state;
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct sasl *sasl;

		snprintf(name, sizeof(name), "%s%s", kinds[i], folder);
		setenv("KRB5CCNAME", name, 1);
		sasl = drive_start(&order, "");
		drive_expect_fault(sasl, PROBLEM_TICKET_MISSING);
		sasl_destroy(sasl);
	}
	assert_int_equal(rmdir(folder), 0); /* nothing was left in it */
	unsetenv("KRB5CCNAME");
}
#endif

static void orders_that_are_malformed_are_refused(void **state)
{
	const struct sasl_order good = drive_order("SCRAM-SHA-256");
	struct sasl_order order;
	struct strbuf out;

	(void)state;
	strbuf_init(&out, FRAME_PAYLOAD_MAX);
	sasl_order_write(&good, &out);
	assert_true(sasl_order_read(out.data, out.len, &order));
	assert_string_equal(order.host, good.host);
	for (size_t len = 0; len < out.len; len++)
		assert_false(sasl_order_read(out.data, len, &order));
	strbuf_add(&out, "", 1);
	assert_false(sasl_order_read(out.data, out.len, &order));
	static const char *const mechanisms[] = {"", "X-UNKNOWN", "ANONYMOUS", "PLAIN\1"};
	for (size_t i = 0; i < sizeof(mechanisms) / sizeof(mechanisms[0]); i++) {
		struct sasl_order bad = drive_order(mechanisms[i]);

		strbuf_clear(&out);
		sasl_order_write(&bad, &out);
		assert_false(sasl_order_read(out.data, out.len, &order));
	}
	strbuf_finish(&out);
}

static void missing_helper_is_one_clear_error(void **state)
{
	const struct sasl_order order = drive_order("PLAIN");
	struct sasl *sasl = NULL;
	struct error error;

	(void)state;
	setenv("MAILMEDIC_SASL", "/nonexistent/helper", 1);
	assert_false(sasl_create(&order, NULL, NULL, &sasl, &error));
	unsetenv("MAILMEDIC_SASL");
	assert_int_equal(error.kind, ERROR_FILE);
	assert_non_null(strstr(error.text, "/nonexistent/helper"));
	assert_null(sasl);
	sasl_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(breach_of_the_protocol_is_a_crash_with_words),
	    cmocka_unit_test(what_is_said_twice_or_unasked_is_a_breach),
	    cmocka_unit_test(killed_helper_is_reported),
	    cmocka_unit_test(hanging_helper_is_destroyed_at_once),
	    cmocka_unit_test(hijacked_helper_reaches_nothing),
#ifdef MAILMEDIC_GSS
	    cmocka_unit_test(hijacked_helper_for_tickets_reaches_the_network_and_files_to_read),
	    cmocka_unit_test(tickets_that_cannot_be_read_are_missing),
#endif
	    cmocka_unit_test(orders_that_are_malformed_are_refused),
	    cmocka_unit_test(missing_helper_is_one_clear_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
