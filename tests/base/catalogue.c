/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A catalogue is written as msgfmt does it, with a rule for plural forms in its head. */
#include "cmocka_all.h"

#include "base/catalogue.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COUNT = 3 };

struct text {
	const char *bytes;
	uint32_t len;
};
#define TEXT(bytes)                                                                                          \
	{                                                                                                    \
		bytes, sizeof(bytes) - 1                                                                     \
	}

static const struct catalogue *write_and_open(const struct text texts[COUNT],
					      const struct text translations[COUNT])
{
	char path[] = "/tmp/mailmedic-catalogue-XXXXXX";
	uint32_t head[7] = {0x950412deU, 0, COUNT, sizeof(head), sizeof(head) + COUNT * 8, 0, 0};
	uint32_t at = sizeof(head) + 2 * COUNT * 8;
	FILE *file = fdopen(mkstemp(path), "wb");

	assert_non_null(file);
	fwrite(head, sizeof(head), 1, file);
	for (int i = 0; i < 2 * COUNT; i++) {
		const struct text *text = i < COUNT ? &texts[i] : &translations[i - COUNT];
		uint32_t entry[2] = {text->len, at};

		fwrite(entry, sizeof(entry), 1, file);
		at += text->len + 1;
	}
	for (int i = 0; i < COUNT; i++)
		fwrite(texts[i].bytes, texts[i].len + 1, 1, file);
	for (int i = 0; i < COUNT; i++)
		fwrite(translations[i].bytes, translations[i].len + 1, 1, file);
	assert_int_equal(fclose(file), 0);
	static const struct catalogue
	    *volatile opened[COUNT * 4]; /* a catalogue stays to the program's end */
	static size_t opened_count = 0;
	const struct catalogue *catalogue = catalogue_open(path);
	opened[opened_count++] = catalogue;
	unlink(path);
	assert_non_null(catalogue);
	return opened[opened_count - 1];
}

static const struct text texts[COUNT] = {TEXT(""), TEXT("%d day\0%d days"), TEXT("no number")};

static void a_number_takes_the_form_that_the_language_has_for_it(void **state)
{
	static const struct {
		const char *head;
		const char *of[4]; /* 0, 1, 2, 5 */
	} rules[] = {
	    {"Plural-Forms: nplurals=2; plural=(n != 1);\n", {"Tage", "Tag", "Tage", "Tage"}},
	    {"X: y\nPlural-Forms: nplurals=2; plural=n > 1;\n", {"Tag", "Tag", "Tage", "Tage"}},
	    {"Plural-Forms: nplurals=1; plural=0;\n", {"Tag", "Tag", "Tag", "Tag"}},
	    {"Language: de\n", {"Tag", "Tag", "Tag", "Tag"}},
	};
	static const unsigned long numbers[4] = {0, 1, 2, 5};

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const struct text translations[COUNT] = {
		    {rules[i].head, (uint32_t)strlen(rules[i].head)}, TEXT("Tag\0Tage"), TEXT("keine Zahl")};
		const struct catalogue *catalogue = write_and_open(texts, translations);

		for (size_t k = 0; k < 4; k++)
			assert_string_equal(catalogue_look_up_count(catalogue, "%d day", numbers[k]),
					    rules[i].of[k]);
		assert_string_equal(catalogue_look_up(catalogue, "no number"), "keine Zahl");
		assert_null(catalogue_look_up_count(catalogue, "%d year", 1));
	}
}

static void a_form_that_is_missing_is_not_read_from_the_text_behind_it(void **state)
{
	const struct text translations[COUNT] = {TEXT("Plural-Forms: nplurals=2; plural=n != 1;\n"),
						 TEXT("Tag"), TEXT("keine Zahl")};

	(void)state;
	assert_null(catalogue_look_up_count(write_and_open(texts, translations), "%d day", 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_number_takes_the_form_that_the_language_has_for_it),
	    cmocka_unit_test(a_form_that_is_missing_is_not_read_from_the_text_behind_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
