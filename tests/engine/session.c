/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole conversations with the engine: the test is the server and the user. */
#include "cmocka_all.h"

#include "drive.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

/* Up to the AUTH line of PLAIN. */
static struct engine *start_plain(const char *user, const char *password)
{
	struct engine *engine = drive_start("PLAIN");
	char *response = drive_plain(user, password);
	char line[8300];

	drive_greet(engine, "PLAIN");
	drive_give(engine, user, password, strlen(password));
	snprintf(line, sizeof(line), "AUTH PLAIN %s", response);
	drive_expect_line(engine, line);
	free(response);
	return engine;
}

static void plain_goes_on_to_mail_after_235(void **state)
{
	struct engine *engine = start_plain("user@server.test", "right");

	(void)state;
	engine_send_line(engine, "235 2.7.0 Authentication successful");
	drive_expect_line(engine, "MAIL FROM:<a@client.test>");
	engine_destroy(engine);
}

/* libESMTP takes a 535 for a reason to go on without: the walk ends the run here. */
static void plain_goes_on_to_mail_even_after_535(void **state)
{
	struct engine *engine = start_plain("user@server.test", "wrong");

	(void)state;
	engine_send_line(engine, "535 5.7.8 Authentication credentials invalid");
	drive_expect_line(engine, "MAIL FROM:<a@client.test>");
	engine_destroy(engine);
}

static void run_ends_with_done_after_all_lines(void **state)
{
	struct engine *engine = start_plain("user", "right");
	struct engine_event event;

	(void)state;
	engine_send_line(engine, "534 5.7.9 Authentication mechanism is too weak");
	drive_expect_line(engine, "QUIT");
	engine_send_line(engine, "221 2.0.0 Bye");
	drive_expect_start(engine, ENGINE_DONE, "1");
	assert_false(engine_next(engine, &event));
	engine_destroy(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plain_goes_on_to_mail_after_235),
	    cmocka_unit_test(plain_goes_on_to_mail_even_after_535),
	    cmocka_unit_test(run_ends_with_done_after_all_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
