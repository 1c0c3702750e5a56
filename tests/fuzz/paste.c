/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people paste into explain, any bytes: cleaned, diagnosed, reported in each format. Input: a byte
 * (format, colour, context), then the paste.
 */
#include "fuzz.h"

#include "base/strbuf.h"
#include "diagnose/mimeword.h"
#include "diagnose/paste.h"
#include "diagnose/unescape.h"
#include "present/report.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { REPORT_MAX = 64 * 1024 * 1024 };

static const struct kb *shared_kb(void)
{
	static const char *const nowhere[] = {NULL};
	static struct kb *kb;

	if (kb == NULL)
		kb = kb_create("en", nowhere);
	return kb;
}

static void check_diagnoses(const struct diagnosis *list, size_t count)
{
	fuzz_require(count <= DIAGNOSES_MAX, "the cap holds");
	for (size_t i = 0; i < count; i++) {
		fuzz_require(list[i].id && list[i].title, "a cause has a name");
		fuzz_require_inert(list[i].evidence, strlen(list[i].evidence), false);
	}
}

static void check_report(const struct explanation *explanation, enum report_format format)
{
	struct strbuf out;

	strbuf_init(&out, REPORT_MAX);
	report_explain(explanation, format, &out);
	fuzz_require(!out.overflowed, "a report is whole");
	fuzz_require_inert(out.data, out.len, true);
	if (format == REPORT_JSON) {
		json_t *object = json_loadb(out.data, out.len, 0, NULL);
		fuzz_require(json_is_object(object), "JSON is JSON");
		json_decref(object);
	}
	strbuf_finish(&out);
}

static void explain(const struct reply *reply, unsigned flags)
{
	struct diagnosis list[DIAGNOSES_MAX];
	struct strbuf joined;

	strbuf_init(&joined, REPORT_MAX);
	for (size_t i = 0; i < reply->line_count; i++)
		strbuf_addf(&joined, "%s%s", i ? "\n" : "", reply->lines[i].bytes);
	const struct symptom symptom = {
	    .stage = flags & 1 ? "auth" : NULL,
	    .reply = joined.data,
	    .host = flags & 2 ? "smtp.gmail.com" : NULL,
	    .mechanism = flags & 4 ? "PLAIN" : NULL,
	    .greeting = flags & 8 ? joined.data : NULL,
	};
	size_t count = diagnose(shared_kb(), &symptom, list);
	check_diagnoses(list, count);
	const struct explanation explanation = {reply, list, count, shared_kb(), false};
	check_report(&explanation, (flags >> 4) % 3);
	strbuf_finish(&joined);
}

static void check_parts(const char *text, size_t len)
{
	struct strbuf plain;
	size_t decoded_len = 0;
	char *decoded = mimeword_decode(text, len, &decoded_len);

	fuzz_require(!decoded || decoded_len <= len, "encoded words get shorter");
	free(decoded);
	strbuf_init(&plain, REPORT_MAX);
	unescape(&plain, text, len);
	strbuf_finish(&plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	unsigned flags = fuzz_take_byte(&input);
	char *text = fuzz_copy(input);
	struct reply reply;

	reply_init(&reply);
	check_parts(text, input.len);
	if (paste_read(text, input.len, &reply)) {
		fuzz_require(reply.line_count > 0, "there is a line");
		explain(&reply, flags);
	} else {
		fuzz_require(reply.line_count == 0, "there is none");
	}
	reply_finish(&reply);
	free(text);
	return 0;
}
