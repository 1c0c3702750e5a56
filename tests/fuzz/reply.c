/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies and the EHLO reply. Input: lines with LF between them. */
#include "fuzz.h"

#include "base/text.h"
#include "smtp/capabilities.h"
#include "smtp/mechanism.h"
#include "smtp/reply.h"

#include <stdlib.h>
#include <string.h>

static void check_reply(const struct reply *reply)
{
	struct reply copy;
	size_t bytes = 0;

	fuzz_require(reply->code == 0 || (reply->code >= 200 && reply->code <= 599), "a code is a code");
	fuzz_require(strlen(reply->enhanced) < sizeof(reply->enhanced), "the enhanced code fits");
	fuzz_require(reply->line_count <= REPLY_LINES_MAX && reply->byte_count <= REPLY_BYTES_MAX,
		     "the caps hold");
	for (size_t i = 0; i < reply->line_count; i++) {
		const struct reply_line *line = &reply->lines[i];
		const char *text = reply_text(reply, i);
		fuzz_require(line->bytes[line->len] == '\0', "lines end in NUL");
		fuzz_require(text >= line->bytes && text <= line->bytes + line->len,
			     "the text is in the line");
		bytes += line->len;
	}
	fuzz_require(bytes == reply->byte_count, "bytes are counted");
	fuzz_require(*reply_text(reply, reply->line_count) == '\0', "after the last line is nothing");
	fuzz_require(reply_class_id(reply_class(reply->code)) != NULL, "each code has a class");
	reply_init(&copy);
	reply_copy(&copy, reply);
	fuzz_require(copy.code == reply->code && copy.line_count == reply->line_count, "a copy is the same");
	reply_finish(&copy);
}

static void check_capabilities(const struct reply *reply)
{
	struct capabilities capabilities;

	capabilities_init(&capabilities);
	capabilities_read(&capabilities, reply);
	capabilities_read(&capabilities, reply); /* in place of the first */
	fuzz_require(capabilities.count <= CAPABILITIES_MAX && capabilities.mechanism_count <= MECHANISMS_MAX,
		     "the caps hold");
	for (size_t i = 0; i < capabilities.count; i++) {
		fuzz_require(capabilities.list[i].parameters != NULL, "parameters are never NULL");
		fuzz_require(capabilities_has(&capabilities, capabilities.list[i].keyword), "it is found");
	}
	for (size_t i = 0; i < capabilities.mechanism_count; i++) {
		const char *name = capabilities.mechanisms[i];
		fuzz_require(name[0] != '\0' && strlen(name) < MECHANISM_NAME_MAX, "a mechanism has a name");
		fuzz_require(name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")] == '\0',
			     "of the characters of RFC 4422");
		fuzz_require(mechanism_instead(name) != NULL, "that can be explained");
	}
	const struct mechanism *chosen = NULL;
	if (mechanism_choose(&capabilities, true, NULL, MECHANISM_NEEDS_PASSWORD, &chosen) == PROBLEM_NONE)
		fuzz_require(mechanism_is_usable(chosen->name) &&
				 capabilities_has_mechanism(&capabilities, chosen->name),
			     "the chosen mechanism is offered and can be done");
	capabilities_finish(&capabilities);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	enum reply_progress progress = REPLY_MORE;
	struct reply reply;

	reply_init(&reply);
	while (input.len > 0 && progress != REPLY_BROKEN) {
		struct fuzz_input part = fuzz_take_part(&input, '\n');
		enum problem problem = PROBLEM_NONE;
		char *line = fuzz_copy(part);
		if (reply.complete)
			reply_reset(&reply);
		progress = reply_add_line(&reply, line, part.len, &problem);
		free(line);
		fuzz_require((progress == REPLY_BROKEN) == (problem != PROBLEM_NONE),
			     "what is broken is named");
		fuzz_require((progress == REPLY_DONE) == reply.complete, "done and complete are one");
		check_reply(&reply);
		if (progress == REPLY_DONE)
			check_capabilities(&reply);
	}
	reply_finish(&reply);
	return 0;
}
