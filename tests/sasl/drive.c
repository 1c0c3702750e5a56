/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "drive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "engine/fork_server.h"

static char fields[DRIVE_FIELDS_MAX];

struct sasl_order drive_order(const char *mechanism)
{
	return (struct sasl_order){.mechanism = mechanism,
				   .user = "user",
				   .authzid = "",
				   .host = "server.example.com",
				   .port = "143",
				   .binding_type = "",
				   .binding = ""};
}

struct sasl *drive_start(const struct sasl_order *order, const char *text)
{
	struct fork_servers *servers = getenv("FORK_SERVERS") ? fork_servers_create() : NULL;
	struct secret *secret = secret_create();
	struct error error = {0};
	struct sasl *sasl = NULL;

	fields[0] = '\0';
	assert_true(secret_append(secret, text, strlen(text)));
	if (!sasl_create(order, secret, servers, &sasl, &error))
		fail_msg("%s", error.text);
	secret_destroy(secret);
	fork_servers_destroy(servers); /* copies go on */
	return sasl;
}

struct sasl *drive_start_as(const char *variable, const struct sasl_order *order, const char *secret)
{
	struct sasl *sasl;

	assert_non_null(getenv(variable));
	setenv("MAILMEDIC_SASL", getenv(variable), 1);
	sasl = drive_start(order, secret);
	unsetenv("MAILMEDIC_SASL");
	return sasl;
}

static void keep_field(const struct sasl_event *event)
{
	const size_t len = strlen(fields);

	if (event->kind == SASL_FIELD)
		snprintf(fields + len, sizeof(fields) - len, "%s\n", event->bytes);
}

const char *drive_told(void)
{
	return fields;
}

struct sasl_event drive_next(struct sasl *sasl)
{
	const int64_t until = clock_now() + DRIVE_WAIT_MS;
	struct sasl_event event = {.kind = SASL_FIELD};
	struct loop loop;

	while (event.kind == SASL_FIELD) {
		if (sasl_next(sasl, &event)) {
			keep_field(&event);
			continue;
		}
		if (clock_now() >= until)
			fail_msg("no event");
		loop_clear(&loop);
		sasl_want(sasl, &loop);
		loop_want_at(&loop, until);
		loop_wait(&loop);
		sasl_step(sasl, &loop);
	}
	return event;
}

void drive_expect(struct sasl *sasl, enum sasl_event_kind kind)
{
	const struct sasl_event event = drive_next(sasl);

	if (event.kind != kind)
		fail_msg("event %d (%s), expected %d", (int)event.kind,
			 event.kind >= SASL_FAULT ? event.bytes : "", (int)kind);
}

void drive_expect_fault(struct sasl *sasl, enum problem problem)
{
	const struct sasl_event event = drive_next(sasl);

	if (event.kind != SASL_FAULT || event.problem != problem)
		fail_msg("event %d, problem %s (%s); expected %s", (int)event.kind,
			 event.problem ? problem_id(event.problem) : "-", event.bytes, problem_id(problem));
}

const char *drive_response(struct sasl *sasl, bool complete, size_t *ret_len)
{
	struct sasl_event event;

	if (complete)
		drive_expect(sasl, SASL_COMPLETE);
	event = drive_next(sasl);
	if (event.kind != SASL_RESPONSE)
		fail_msg("event %d (%s)", (int)event.kind, event.kind >= SASL_FAULT ? event.bytes : "");
	*ret_len = event.len;
	return event.bytes;
}

void drive_expect_response(struct sasl *sasl, bool complete, const char *bytes, size_t len)
{
	size_t got;
	const char *response = drive_response(sasl, complete, &got);

	if (got != len || memcmp(response, bytes, len) != 0)
		fail_msg("response %.*s", (int)got, response);
}

void drive_challenge(struct sasl *sasl, const char *text)
{
	sasl_challenge(sasl, text, strlen(text));
}
