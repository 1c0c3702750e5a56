/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shipped topics, and an organisation's above them. */
#include "diagnose/kb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "diagnose/diagnosis.h"
#include "folders.h"

static const char *const nobody[] = {NULL};

static void shipped_topics_are_found_and_in_order(void **state)
{
	struct kb *kb = kb_create("en", nobody);
	struct kb_topic topic, last = {.group = "", .id = ""};
	size_t count = 0;

	(void)state;
	assert_true(kb_find(kb, "causes", "wrong-password", &topic));
	assert_true(kb_find(kb, NULL, "gmail", &topic));
	assert_string_equal(topic.group, "providers");
	assert_false(kb_find(kb, "causes", "gmail", &topic));
	assert_false(kb_find(kb, "nonsense", "gmail", &topic));
	while (kb_topic_at(kb, count, &topic)) {
		int order = strcmp(last.group, topic.group);
		assert_true(order < 0 || (order == 0 && strcmp(last.id, topic.id) < 0));
		last = topic;
		count++;
	}
	assert_true(count > 300);
	assert_null(kb_complaint(kb, 0));
	kb_destroy(kb);
}

static void bodies_are_read_from_files(void **state)
{
	struct kb *kb = kb_create("en", nobody);
	struct error error;
	char *body = kb_read_body(kb, "causes", "wrong-password", &error);

	(void)state;
	assert_non_null(body);
	assert_non_null(strstr(body, "## What happened"));
	assert_null(strstr(body, "title:"));
	free(body);
	assert_null(kb_read_body(kb, "causes", "nonsense", &error));
	kb_destroy(kb);
}

static void providers_are_known_by_domain_and_host(void **state)
{
	struct kb *kb = kb_create("en", nobody);
	struct preset preset;

	(void)state;
	assert_string_equal(kb_provider(kb, "GMAIL.com", NULL), "gmail");
	assert_string_equal(kb_provider(kb, NULL, "smtp.gmail.com."), "gmail");
	assert_string_equal(kb_provider(kb, "example.com", "smtp.office365.com"), "microsoft-365");
	assert_null(kb_provider(kb, "example.com", "mail.example.com"));
	assert_null(kb_provider(kb, NULL, NULL));
	assert_true(kb_provider_server(kb, "gmail", "gmail.com", 0, &preset));
	assert_string_equal(preset.host, "smtp.gmail.com");
	assert_string_equal(kb_provider_password_kind(kb, "gmail"), "app-password");
	assert_non_null(kb_provider_app_password_page(kb, "gmail"));
	assert_false(kb_provider_server(kb, "nonsense", NULL, 0, &preset));
	assert_null(kb_provider_password_kind(kb, NULL));
	assert_int_equal(kb_provider_pace(kb, "microsoft-365").at_once, 3);
	assert_int_equal(kb_provider_pace(kb, "microsoft-365").a_minute, 30);
	assert_int_equal(kb_provider_pace(kb, "fastmail").at_once, 0);
	assert_int_equal(kb_provider_pace(kb, NULL).a_minute, 0);
	kb_destroy(kb);
}

#define OVERRIDE                                                                                             \
	"---\ntitle: Ask extension 1234\nsummary: Ours.\nwho: administrator\n"                               \
	"rules:\n  - {confidence: high, any: [password], stage: [auth], weight: 50}\n"                       \
	"fixes:\n  - {action: admin-text, label: Call 1234}\n---\nOur body.\n"
#define NEW_CAUSE                                                                                            \
	"---\ntitle: Our gateway sleeps\nsummary: Ours.\nwho: wait\n"                                        \
	"rules:\n  - {confidence: high, any: [gateway is asleep]}\n"                                         \
	"fixes:\n  - {action: wait, seconds: 30, label: Wait}\n---\nNew body.\n"
#define NEW_PROVIDER                                                                                         \
	"---\ntitle: Our own server\nsummary: Ours.\ndomains: [corp.example]\nhosts: ['*.corp.example']\n"   \
	"servers:\n  - {host: mail.corp.example, port: 587, tls: starttls}\npassword: "                      \
	"password\n---\nBody.\n"

static void an_organisation_overrides_and_adds(void **state)
{
	struct test_folder folder;
	const char *folders[] = {folder.path, NULL};
	struct symptom asleep = {.stage = "mail", .reply = "451 The gateway is asleep"};
	struct diagnosis list[DIAGNOSES_MAX];
	struct error error;
	struct kb_topic topic;
	char path[160];
	struct kb *kb;
	char *body;

	(void)state;
	test_folder_init(&folder);
	test_folder_write(&folder, "causes", "wrong-password.md", OVERRIDE, path);
	test_folder_write(&folder, "providers", "corp.md", NEW_PROVIDER, path);
	test_folder_write(&folder, "causes", "gateway-asleep.md", NEW_CAUSE, path);
	kb = kb_create("en", folders);
	assert_null(kb_complaint(kb, 0));
	assert_true(kb_find(kb, "causes", "wrong-password", &topic));
	assert_string_equal(topic.title, "Ask extension 1234");
	body = kb_read_body(kb, "causes", "wrong-password", &error);
	assert_string_equal(body, "Our body.\n");
	free(body);
	assert_string_equal(kb_provider(kb, "corp.example", NULL), "corp");
	assert_string_equal(kb_provider(kb, NULL, "relay.corp.example"), "corp");
	assert_true(diagnose(kb, &asleep, list) > 0);
	assert_string_equal(list[0].id, "gateway-asleep");
	assert_int_equal(list[0].fixes[0].seconds, 30);
	kb_destroy(kb);
	test_folder_remove(&folder);
}

static void a_broken_topic_is_reported_and_skipped(void **state)
{
	struct test_folder folder;
	const char *folders[] = {folder.path, NULL};
	struct kb_topic topic;
	char path[160];
	char start[200];
	struct kb *kb;

	(void)state;
	test_folder_init(&folder);
	test_folder_write(&folder, "causes", "good.md", NEW_CAUSE, path);
	test_folder_write(&folder, "causes", "wrong-password.md", "---\ntitle: T\nsummary: S\nwho: me\n---\n",
			  path);
	kb = kb_create("en", folders);
	snprintf(start, sizeof start, "%s:4: ", path);
	assert_non_null(kb_complaint(kb, 0));
	assert_memory_equal(kb_complaint(kb, 0), start, strlen(start));
	assert_null(kb_complaint(kb, 1));
	assert_true(kb_find(kb, "causes", "good", &topic));
	assert_true(kb_find(kb, "causes", "wrong-password", &topic));
	assert_string_not_equal(topic.title, "T");
	kb_destroy(kb);
	test_folder_remove(&folder);
}

static void a_translation_gives_titles_and_labels_and_english_stands_behind(void **state)
{
	struct kb *kb = kb_create("zh_CN.UTF-8", nobody);
	struct kb *plain = kb_create("en", nobody);
	struct kb_topic translated, english;

	(void)state;
	assert_true(kb_find(kb, "codes", "535", &translated));
	assert_true(kb_find(plain, "codes", "535", &english));
	assert_string_not_equal(translated.title, english.title);
	kb_destroy(kb);
	kb = kb_create("xx_YY", nobody);
	assert_true(kb_find(kb, "codes", "535", &translated));
	assert_string_equal(translated.title, english.title);
	kb_destroy(kb);
	kb_destroy(plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(shipped_topics_are_found_and_in_order),
	    cmocka_unit_test(bodies_are_read_from_files),
	    cmocka_unit_test(providers_are_known_by_domain_and_host),
	    cmocka_unit_test(an_organisation_overrides_and_adds),
	    cmocka_unit_test(a_broken_topic_is_reported_and_skipped),
	    cmocka_unit_test(a_translation_gives_titles_and_labels_and_english_stands_behind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
