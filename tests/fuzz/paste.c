/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people paste into explain, any bytes: cleaned, diagnosed, reported in each format. Input: a byte
 * (format, colour, context), then the paste.
 */
#include "fuzz.h"

#include "base/strbuf.h"
#include "diagnose/dialogue_symptom.h"
#include "diagnose/mimeword.h"
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

static void check_dialogue(const struct dialogue *dialogue)
{
	fuzz_require(dialogue->outcome == DIALOGUE_EMPTY || dialogue->reply.line_count > 0,
		     "there is a line");
	fuzz_require((dialogue->stage.value[0] == '\0') == (dialogue->stage.from == NULL),
		     "a stage has an origin");
	fuzz_require((dialogue->server.value[0] == '\0') == (dialogue->server.from == NULL),
		     "a server has an origin");
	fuzz_require(dialogue->port >= 0 && dialogue->port < 65536, "a port is a port");
}

static void explain(const struct dialogue *dialogue, unsigned flags)
{
	struct diagnosis list[DIAGNOSES_MAX];
	struct strbuf joined;

	strbuf_init(&joined, REPORT_MAX);
	const struct symptom context = {
	    .stage = flags & 1 ? "auth" : NULL,
	    .host = flags & 2 ? "smtp.gmail.com" : NULL,
	    .mechanism = flags & 4 ? "PLAIN" : NULL,
	};
	size_t count = dialogue_diagnose(shared_kb(), dialogue, &context, &joined, list);
	check_diagnoses(list, count);
	const struct explanation explanation = {.reply = &dialogue->reply,
						.diagnoses = list,
						.diagnosis_count = count,
						.kb = shared_kb(),
						.dialogue = dialogue,
						.context = &context};
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
	struct dialogue dialogue;

	dialogue_init(&dialogue);
	check_parts(text, input.len);
	dialogue_read(&dialogue, text, input.len);
	check_dialogue(&dialogue);
	if (dialogue.outcome != DIALOGUE_EMPTY)
		explain(&dialogue, flags);
	dialogue_finish(&dialogue);
	free(text);
	return 0;
}
