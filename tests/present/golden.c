/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each format of each kind of run, byte by byte. Rewrite the files with UPDATE_GOLDEN=1. */
#include "cmocka_all.h"

#include "base/strbuf.h"
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void read_golden(const char *path, struct strbuf *text)
{
	char chunk[4096];
	size_t got;
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		fail_msg("%s is missing: run with UPDATE_GOLDEN=1", path);
	while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
		strbuf_add(text, chunk, got);
	fclose(file);
}

static void compare(const char *name, const struct strbuf *text)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", GOLDEN_FOLDER, name);
	if (getenv("UPDATE_GOLDEN") != NULL) {
		FILE *file = fopen(path, "wb");
		assert_non_null(file);
		fwrite(text->data, 1, text->len, file);
		fclose(file);
		return;
	}
	struct strbuf golden;
	strbuf_init(&golden, 1 << 20);
	read_golden(path, &golden);
	if (strcmp(golden.data, text->data) != 0)
		fail_msg("%s differs from:\n%s", path, text->data);
	strbuf_finish(&golden);
}

static void compare_formats(const char *name, void (*end)(struct sample *))
{
	static const char *const endings[] = {
	    [REPORT_TEXT] = "txt", [REPORT_JSON] = "json", [REPORT_MARKDOWN] = "md"};
	struct sample sample;
	sample_init(&sample);
	end(&sample);
	for (int format = REPORT_TEXT; format <= REPORT_MARKDOWN; format++) {
		char file[64];
		struct strbuf text;
		strbuf_init(&text, 1 << 20);
		report_write(&sample.report, (enum report_format)format, &text);
		snprintf(file, sizeof file, "%s.%s", name, endings[format]);
		compare(file, &text);
		strbuf_finish(&text);
	}
	sample_finish(&sample);
}

static void refused_login_in_every_format(void **state)
{
	(void)state;
	compare_formats("refused-login", sample_refuse_login);
}

static void wrong_certificate_in_every_format(void **state)
{
	(void)state;
	compare_formats("wrong-certificate", sample_fail_certificate);
}

static void passed_run_in_every_format(void **state)
{
	(void)state;
	compare_formats("passed", sample_pass);
}

static void text_for_the_administrator(void **state)
{
	(void)state;
	struct sample sample;
	struct strbuf text;
	sample_init(&sample);
	sample_refuse_login(&sample);
	strbuf_init(&text, 1 << 20);
	report_admin_text(&sample.report, &text);
	compare("admin.txt", &text);
	strbuf_finish(&text);
	sample_finish(&sample);
}

static void one_reply_explained_in_every_format(void **state)
{
	(void)state;
	struct sample sample;
	struct strbuf text;
	sample_init(&sample);
	sample_refuse_login(&sample);
	struct explanation explanation = {
	    .reply = &sample.facts.reply, .diagnoses = &sample.diagnosis, .diagnosis_count = 1};
	strbuf_init(&text, 1 << 20);
	report_explain(&explanation, REPORT_TEXT, &text);
	report_explain(&explanation, REPORT_JSON, &text);
	report_explain(&explanation, REPORT_MARKDOWN, &text);
	report_explain_line(&explanation, "\"a-7\"", &text);
	compare("explain.txt", &text);
	strbuf_finish(&text);
	sample_finish(&sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(refused_login_in_every_format),
	    cmocka_unit_test(wrong_certificate_in_every_format),
	    cmocka_unit_test(passed_run_in_every_format),
	    cmocka_unit_test(text_for_the_administrator),
	    cmocka_unit_test(one_reply_explained_in_every_format),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
