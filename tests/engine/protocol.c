/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "engine/protocol.h"

#include <stdlib.h>
#include <string.h>

static const struct engine_order good_order = {
    .ehlo_name = "client.test", .login = "1", .from = "a@b", .to = "", .send = "1"};

static enum frame_progress read_string(const char *bytes, size_t len, enum frame_sender sender)
{
	struct frame frame;
	size_t size;
	/* A copy of exactly this size, so that a sanitizer sees any byte too far. */
	char *copy = malloc(len > 0 ? len : 1);
	enum frame_progress progress;

	memcpy(copy, bytes, len);
	progress = frame_read(copy, len, sender, &frame, &size);
	free(copy);
	return progress;
}

static void frame_cut_at_every_byte_is_more_until_whole(void **state)
{
	struct strbuf out;
	struct frame frame;
	size_t size;

	(void)state;
	strbuf_init(&out, FRAME_MAX);
	frame_write(&out, FRAME_NOTE, "all is well", 11);
	for (size_t len = 0; len < out.len; len++)
		assert_int_equal(read_string(out.data, len, FRAME_FROM_ENGINE), FRAME_MORE);
	assert_int_equal(frame_read(out.data, out.len, FRAME_FROM_ENGINE, &frame, &size), FRAME_READY);
	assert_int_equal(frame.type, FRAME_NOTE);
	assert_int_equal(frame.len, 11);
	assert_memory_equal(frame.payload, "all is well", 11);
	assert_int_equal(size, out.len);
	strbuf_finish(&out);
}

static void two_frames_are_read_one_by_one(void **state)
{
	static const char bytes[] = "A\0\0d\0\x03"
				    "1 x";
	struct frame frame;
	size_t size;

	(void)state;
	assert_int_equal(frame_read(bytes, sizeof(bytes) - 1, FRAME_FROM_ENGINE, &frame, &size), FRAME_READY);
	assert_int_equal(frame.type, FRAME_NEED_ANSWER);
	assert_int_equal(size, 3);
	assert_int_equal(frame_read(bytes + 3, sizeof(bytes) - 4, FRAME_FROM_ENGINE, &frame, &size),
			 FRAME_READY);
	assert_int_equal(frame.type, FRAME_DONE);
	assert_memory_equal(frame.payload, "1 x", 3);
}

static void frame_of_the_other_side_is_invalid(void **state)
{
	static const char mailmedic[] = "Sa-mspc";
	static const char engine[] = "And";
	static const char helper[] = "r0vif";

	(void)state;
	for (size_t i = 0; mailmedic[i]; i++) {
		const char bytes[] = {mailmedic[i], 0, 0};

		assert_int_equal(read_string(bytes, 3, FRAME_FROM_ENGINE), FRAME_INVALID);
	}
	for (size_t i = 0; engine[i]; i++) {
		const char bytes[] = {engine[i], 0, 0};

		assert_int_equal(read_string(bytes, 3, FRAME_FROM_MAILMEDIC), FRAME_INVALID);
		assert_int_equal(read_string(bytes, 3, FRAME_FROM_SASL), FRAME_INVALID);
	}
	for (size_t i = 0; helper[i]; i++) {
		const char bytes[] = {helper[i], 0, 0};

		assert_int_equal(read_string(bytes, 3, FRAME_FROM_MAILMEDIC), FRAME_INVALID);
		assert_int_equal(read_string(bytes, 3, FRAME_FROM_ENGINE), FRAME_INVALID);
	}
}

static void unknown_type_is_invalid(void **state)
{
	static const char known[] = "Sa-mspcAndr0vif";

	(void)state;
	for (int type = 0; type < 256; type++) {
		const char bytes[] = {(char)type, 0, 0};

		if (memchr(known, type, sizeof(known) - 1))
			continue;
		assert_int_equal(read_string(bytes, 3, FRAME_FROM_ENGINE), FRAME_INVALID);
		assert_int_equal(read_string(bytes, 3, FRAME_FROM_MAILMEDIC), FRAME_INVALID);
	}
}

/* Decided by the header alone: no memory is filled with what cannot be valid. */
static void oversized_frame_is_invalid_before_its_payload_comes(void **state)
{
	static const struct {
		enum frame_type type;
		enum frame_sender sender;
		size_t max;
	} rules[] = {
	    {FRAME_START, FRAME_FROM_MAILMEDIC, FRAME_PAYLOAD_MAX},
	    {FRAME_MESSAGE, FRAME_FROM_MAILMEDIC, FRAME_PAYLOAD_MAX},
	    {FRAME_ANSWER, FRAME_FROM_MAILMEDIC, 1},
	    {FRAME_NOTHING, FRAME_FROM_MAILMEDIC, 0},
	    {FRAME_NEED_ANSWER, FRAME_FROM_ENGINE, 0},
	    {FRAME_SASL_START, FRAME_FROM_MAILMEDIC, FRAME_PAYLOAD_MAX},
	    {FRAME_SECRET, FRAME_FROM_MAILMEDIC, SASL_RESPONSE_MAX},
	    {FRAME_CHALLENGE, FRAME_FROM_MAILMEDIC, FRAME_PAYLOAD_MAX},
	    {FRAME_RESPONSE, FRAME_FROM_SASL, SASL_RESPONSE_MAX},
	    {FRAME_NO_RESPONSE, FRAME_FROM_SASL, 0},
	    {FRAME_COMPLETE, FRAME_FROM_SASL, 0},
	    {FRAME_FIELD, FRAME_FROM_SASL, FRAME_TEXT_MAX},
	    {FRAME_FAULT, FRAME_FROM_SASL, FRAME_TEXT_MAX},
	    {FRAME_NOTE, FRAME_FROM_ENGINE, FRAME_TEXT_MAX},
	    {FRAME_DONE, FRAME_FROM_ENGINE, FRAME_TEXT_MAX},
	};
	char header[FRAME_HEADER];

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		frame_write_header(header, rules[i].type, rules[i].max + 1);
		assert_int_equal(read_string(header, 3, rules[i].sender), FRAME_INVALID);
		frame_write_header(header, rules[i].type, 0xffff);
		assert_int_equal(read_string(header, 3, rules[i].sender), FRAME_INVALID);
		frame_write_header(header, rules[i].type, rules[i].max);
		assert_int_not_equal(read_string(header, 3, rules[i].sender),
				     rules[i].max > 0 ? FRAME_INVALID : FRAME_MORE);
	}
}

static void frame_that_does_not_fit_is_not_written(void **state)
{
	static const char payload[FRAME_PAYLOAD_MAX + 1];
	struct strbuf out;

	(void)state;
	strbuf_init(&out, 2 * FRAME_MAX);
	frame_write(&out, FRAME_MESSAGE, payload, sizeof(payload));
	assert_true(out.overflowed);
	assert_int_equal(out.len, 0);
	strbuf_finish(&out);
}

static void text_from_the_engine_is_printable(void **state)
{
	(void)state;
	assert_int_equal(read_string("n\0\x01 ", 4, FRAME_FROM_ENGINE), FRAME_READY);
	assert_int_equal(read_string("n\0\x01\x1b", 4, FRAME_FROM_ENGINE), FRAME_INVALID);
	assert_int_equal(read_string("n\0\x01\0", 4, FRAME_FROM_ENGINE), FRAME_INVALID);
	assert_int_equal(read_string("n\0\x01\x9b", 4, FRAME_FROM_ENGINE), FRAME_INVALID);
	assert_int_equal(read_string("n\0\x01\x7f", 4, FRAME_FROM_ENGINE), FRAME_INVALID);
	assert_int_equal(read_string("d\0\x01"
				     "1",
				     4, FRAME_FROM_ENGINE),
			 FRAME_READY);
	assert_int_equal(read_string("d\0\x01"
				     "2",
				     4, FRAME_FROM_ENGINE),
			 FRAME_INVALID);
	assert_int_equal(read_string("d\0\x02"
				     "1x",
				     5, FRAME_FROM_ENGINE),
			 FRAME_INVALID);
	assert_int_equal(read_string("d\0\0", 3, FRAME_FROM_ENGINE), FRAME_INVALID);
}

static void secret_with_nul_is_invalid(void **state)
{
	(void)state;
	assert_int_equal(read_string("p\0\x03"
				     "a\0b",
				     6, FRAME_FROM_MAILMEDIC),
			 FRAME_INVALID);
	assert_int_equal(read_string("p\0\x03"
				     "a\nb",
				     6, FRAME_FROM_MAILMEDIC),
			 FRAME_READY);
	assert_int_equal(read_string("p\0\0", 3, FRAME_FROM_MAILMEDIC), FRAME_READY);
}

static void garbage_never_reads_too_far(void **state)
{
	char bytes[64];
	unsigned int seed = 1;

	(void)state;
	for (int round = 0; round < 200000; round++) {
		const size_t len = (seed >> 16) % sizeof(bytes);

		for (size_t i = 0; i < len; i++) {
			seed = seed * 1103515245 + 12345;
			bytes[i] = (char)(seed >> 16);
		}
		if (len > 2 && round % 2) { /* a likely header, to get further */
			bytes[0] = "Sa-mspcAndr0vif"[(seed >> 20) % 15];
			bytes[1] = 0;
		}
		read_string(bytes, len, FRAME_FROM_ENGINE);
		read_string(bytes, len, FRAME_FROM_MAILMEDIC);
		read_string(bytes, len, FRAME_FROM_SASL);
	}
}

static void order_comes_back_as_written(void **state)
{
	struct engine_order order;
	struct strbuf out;

	(void)state;
	strbuf_init(&out, FRAME_PAYLOAD_MAX);
	engine_order_write(&good_order, &out);
	assert_true(engine_order_read(out.data, out.len, &order));
	assert_string_equal(order.ehlo_name, "client.test");
	assert_string_equal(order.login, "1");
	assert_string_equal(order.from, "a@b");
	assert_string_equal(order.to, "");
	assert_string_equal(order.send, "1");
	for (size_t len = 0; len < out.len; len++)
		assert_false(engine_order_read(out.data, len, &order));
	strbuf_add(&out, "", 1);
	assert_false(engine_order_read(out.data, out.len, &order));
	strbuf_finish(&out);
}

static void order_that_could_add_a_command_is_refused(void **state)
{
	struct engine_order order = good_order;

	(void)state;
	assert_null(engine_order_problem(&order));
	order.ehlo_name = "a\r\nDATA";
	assert_non_null(engine_order_problem(&order));
	order.ehlo_name = "a b";
	assert_non_null(engine_order_problem(&order));
	order = good_order;
	order.from = "a\nb";
	assert_non_null(engine_order_problem(&order));
	order = good_order;
	order.to = "a\rb";
	assert_non_null(engine_order_problem(&order));
	order = good_order;
	order.login = "PLAIN";
	assert_non_null(engine_order_problem(&order));
	order.login = "";
	assert_null(engine_order_problem(&order));
	order.send = "yes";
	assert_non_null(engine_order_problem(&order));
}

static void order_that_libesmtp_would_cut_is_refused(void **state)
{
	char text[ENGINE_EHLO_MAX + 2];
	struct engine_order order = good_order;

	(void)state;
	memset(text, 'a', sizeof(text));
	text[ENGINE_EHLO_MAX + 1] = '\0';
	order.ehlo_name = text;
	assert_non_null(engine_order_problem(&order));
	text[ENGINE_EHLO_MAX] = '\0';
	assert_null(engine_order_problem(&order));
	order.ehlo_name = "";
	assert_non_null(engine_order_problem(&order));
	order = good_order;
	order.from = text;
	assert_non_null(engine_order_problem(&order));
	text[ENGINE_PATH_MAX] = '\0';
	assert_null(engine_order_problem(&order));
}

static void text_from_the_helper_is_printable(void **state)
{
	(void)state;
	assert_int_equal(read_string("i\0\x03r=x", 6, FRAME_FROM_SASL), FRAME_READY);
	assert_int_equal(read_string("i\0\x03r-x", 6, FRAME_FROM_SASL), FRAME_INVALID);
	assert_int_equal(read_string("i\0\x03r=\x1b", 6, FRAME_FROM_SASL), FRAME_INVALID);
	assert_int_equal(read_string("f\0\x01\n", 4, FRAME_FROM_SASL), FRAME_INVALID);
	assert_int_equal(read_string("r\0\x02\0\xff", 5, FRAME_FROM_SASL), FRAME_READY);
}

static void answer_is_the_placeholder_or_nothing(void **state)
{
	(void)state;
	assert_int_equal(read_string("a\0\x01@", 4, FRAME_FROM_MAILMEDIC), FRAME_READY);
	assert_int_equal(read_string("a\0\0", 3, FRAME_FROM_MAILMEDIC), FRAME_READY);
	assert_int_equal(read_string("a\0\x01s", 4, FRAME_FROM_MAILMEDIC), FRAME_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(frame_cut_at_every_byte_is_more_until_whole),
	    cmocka_unit_test(two_frames_are_read_one_by_one),
	    cmocka_unit_test(frame_of_the_other_side_is_invalid),
	    cmocka_unit_test(unknown_type_is_invalid),
	    cmocka_unit_test(oversized_frame_is_invalid_before_its_payload_comes),
	    cmocka_unit_test(frame_that_does_not_fit_is_not_written),
	    cmocka_unit_test(text_from_the_engine_is_printable),
	    cmocka_unit_test(secret_with_nul_is_invalid),
	    cmocka_unit_test(garbage_never_reads_too_far),
	    cmocka_unit_test(order_comes_back_as_written),
	    cmocka_unit_test(order_that_could_add_a_command_is_refused),
	    cmocka_unit_test(order_that_libesmtp_would_cut_is_refused),
	    cmocka_unit_test(text_from_the_helper_is_printable),
	    cmocka_unit_test(answer_is_the_placeholder_or_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
