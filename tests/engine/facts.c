/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facts about the installed libESMTP that the engine is built on and that no header promises. One that
 * fails after an upgrade says what to look at again. (What can be seen on the wire is in session.c.)
 */
#include "cmocka_all.h"

#include <dlfcn.h>
#include <limits.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <auth-client.h>
#include <libesmtp.h>

#include "engine/protocol.h"

/* auth-plugin.h of libESMTP, which is not installed: the type of each plug-in's symbol `sasl_client`. */
struct plugin {
	const char *keyword;
	const char *description;
	int (*init)(void *ret_context);
	void (*destroy)(void *context);
	auth_response_t response;
	int flags;
	int ssf;
	auth_recode_t encode;
	auth_recode_t decode;
};

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

/* When this fails the packages are mended, and child/substitute.c need not rename any more. */
static void cram_md5_is_installed_under_another_name_than_asked_for(void **state)
{
	char path[sizeof(asked) + 32];

	(void)state;
	assert_false(select_mechanism("CRAM-MD5"));
	assert_string_equal(strrchr(asked, '/'), "/sasl-cram-md5.so");
	*strrchr(asked, '/') = '\0';
	snprintf(path, sizeof(path), "%s/sasl-crammd5.so", asked);
	assert_int_equal(access(path, R_OK), 0);
}

static const struct plugin *load_plugin(const char *name)
{
	char path[sizeof(asked) + 32];
	void *module;
	const struct plugin *plugin;

	assert_true(select_mechanism("PLAIN"));
	*strrchr(asked, '/') = '\0';
	snprintf(path, sizeof(path), "%s/sasl-%s.so", asked, name);
	module = dlopen(path, RTLD_NOW); /* stays loaded for the test */
	assert_non_null(module);
	plugin = dlsym(module, "sasl_client");
	assert_non_null(plugin);
	return plugin;
}

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
		const struct plugin *plugin = load_plugin(expected[i].name);

		assert_string_equal(plugin->keyword, expected[i].keyword);
		assert_int_equal(plugin->flags, expected[i].flags);
		assert_int_equal(plugin->ssf, 0);
		assert_true(plugin->init && plugin->destroy && plugin->response);
		assert_null(plugin->encode);
		assert_null(plugin->decode);
	}
}

static void plain_needs_its_flag(void **state)
{
	auth_context_t context = auth_create_context();

	(void)state;
	auth_set_interact_cb(context, no_answer, NULL);
	assert_false(auth_set_mechanism(context, "PLAIN"));
	auth_destroy_context(context);
}

static char given_user[ENGINE_PLAIN_MAX + 1], given_password[ENGINE_PLAIN_MAX + 1];

static int give(auth_client_request_t request, char **ret_results, int fields, void *argument)
{
	(void)argument;
	assert_int_equal(fields, 2);
	assert_true(request[0].flags & AUTH_USER);
	assert_true(request[1].flags & AUTH_PASS);
	ret_results[0] = given_user;
	ret_results[1] = given_password;
	return 1;
}

/*
 * PLAIN copies NUL, user, NUL, password, NUL into 513 bytes behind an int, unchecked. The allocation
 * is looked at instead of overrun; then the longest pair is tried, under a sanitizer if this is one.
 */
static void plain_holds_513_bytes(void **state)
{
	const struct plugin *plugin = load_plugin("plain");
	const size_t room = sizeof(int) + ENGINE_PLAIN_MAX + 3;
	const char *response;
	void *context = NULL;
	size_t allocated;
	int len = 0;

	(void)state;
	assert_true(plugin->init(&context));
	allocated = malloc_usable_size(context);
	assert_true(allocated >= room);
	assert_true(allocated < room + sizeof(void *) + sizeof(int)); /* rounding, not a larger buffer */
	memset(given_user, 'u', 255);
	memset(given_password, 'p', ENGINE_PLAIN_MAX - 255);
	response = plugin->response(context, NULL, &len, give, NULL);
	assert_int_equal(len, ENGINE_PLAIN_MAX + 2);
	assert_int_equal(response[0], 0);
	assert_string_equal(response + 1, given_user);
	assert_string_equal(response + 257, given_password);
	plugin->destroy(context);
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
	    cmocka_unit_test(cram_md5_is_installed_under_another_name_than_asked_for),
	    cmocka_unit_test(plugins_are_of_the_known_type),
	    cmocka_unit_test(plain_needs_its_flag),
	    cmocka_unit_test(plain_holds_513_bytes),
	    cmocka_unit_test(timeouts_are_milliseconds_up_to_int_max),
	    cmocka_unit_test(session_without_recipient_does_not_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
