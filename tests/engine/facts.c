/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facts about the installed libESMTP that the engine is built on and that no header promises. One that
 * fails after an upgrade says what to look at again. (What can be seen on the wire is in session.c.)
 */
#include "cmocka_all.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <auth-client.h>
#include <libesmtp.h>

#include "engine/child/substitute.h"

static char asked[PATH_MAX + 1];

/* Sees what libESMTP asks for, as the engine's own dlopen does. */
void *dlopen(const char *path, int flags)
{
	void *(*real)(const char *, int);

	*(void **)&real = dlsym(RTLD_NEXT, "dlopen");
	snprintf(asked, sizeof(asked), "%.*s", PATH_MAX, path ? path : "");
	return real(path, flags);
}

static int no_answer(auth_client_request_t request, char **ret_results, int fields, void *argument)
{
	(void)request;
	(void)ret_results;
	(void)fields;
	(void)argument;
	return 0;
}

/* What libESMTP asks the loader for; it must not have loaded this mechanism before. */
static bool select_mechanism(const char *mechanism)
{
	auth_context_t context = auth_create_context();
	bool selected;

	auth_client_exit(); /* forgets what is loaded */
	asked[0] = '\0';
	auth_set_interact_cb(context, no_answer, NULL);
	auth_set_mechanism_flags(context, AUTH_PLUGIN_PLAIN, 0);
	selected = auth_set_mechanism(context, mechanism);
	auth_destroy_context(context);
	return selected;
}

static void loader_asks_for_the_mechanism_in_lower_case(void **state)
{
	(void)state;
	assert_true(select_mechanism("PLAIN"));
	assert_string_equal(strrchr(asked, '/'), "/sasl-plain.so");
	assert_true(select_mechanism("LOGIN"));
	assert_string_equal(strrchr(asked, '/'), "/sasl-login.so");
}

static const struct auth_client_plugin *load_plugin(const char *name)
{
	char path[sizeof(asked) + 32];
	void *module;
	const struct auth_client_plugin *plugin;

	assert_true(select_mechanism("PLAIN"));
	*strrchr(asked, '/') = '\0';
	snprintf(path, sizeof(path), "%s/sasl-%s.so", asked, name);
	module = dlopen(path, RTLD_NOW); /* stays loaded for the test */
	assert_non_null(module);
	plugin = dlsym(module, "sasl_client");
	assert_non_null(plugin);
	return plugin;
}

/* Of which the engine's own is one. */
static void plugins_are_of_the_known_type(void **state)
{
	static const struct {
		const char *name, *keyword;
		int flags;
	} expected[] = {
	    {"plain", "PLAIN", AUTH_PLUGIN_PLAIN},
	    {"login", "LOGIN", AUTH_PLUGIN_PLAIN},
	    {"crammd5", "CRAM-MD5", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		const struct auth_client_plugin *plugin = load_plugin(expected[i].name);

		assert_string_equal(plugin->keyw, expected[i].keyword);
		assert_int_equal(plugin->flags, expected[i].flags);
		assert_int_equal(plugin->ssf, 0);
		assert_true(plugin->init && plugin->destroy && plugin->response);
		assert_null(plugin->encode);
		assert_null(plugin->decode);
	}
}

static void timeouts_are_milliseconds_up_to_int_max(void **state)
{
	smtp_session_t session = smtp_create_session();

	(void)state;
	assert_int_equal(
	    smtp_set_timeout(session, Timeout_GREETING | Timeout_OVERRIDE_RFC2822_MINIMUM, INT_MAX), INT_MAX);
	assert_int_equal(smtp_set_timeout(session, Timeout_GREETING | Timeout_OVERRIDE_RFC2822_MINIMUM, 1),
			 1000);
	assert_int_equal(smtp_set_timeout(session, Timeout_GREETING, 1), 5 * 60 * 1000);
	smtp_destroy_session(session);
}

static void session_without_recipient_does_not_start(void **state)
{
	smtp_session_t session = smtp_create_session();

	(void)state;
	smtp_set_server(session, "server.invalid:25");
	smtp_set_hostname(session, "client.test");
	assert_false(smtp_start_session(session));
	assert_int_equal(smtp_errno(), SMTP_ERR_NOTHING_TO_DO);
	smtp_destroy_session(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(loader_asks_for_the_mechanism_in_lower_case),
	    cmocka_unit_test(plugins_are_of_the_known_type),
	    cmocka_unit_test(timeouts_are_milliseconds_up_to_int_max),
	    cmocka_unit_test(session_without_recipient_does_not_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
