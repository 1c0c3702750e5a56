/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "base/clock.h"
#include "wire/line.h"
#include "wire/peer.h"
#include "wire/rig.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static struct peer peer;
static struct rig rig;

/* A plain connection whose server says `first`. */
static void connect_plain(const char *first)
{
	peer_listen(&peer, AF_INET, first);
	rig_start(&rig, &peer, &(struct wire_target){.host = "127.0.0.1", .port = peer.port});
	rig_until(&rig, WIRE_ADDRESS);
	while (peer.fd < 0)
		rig_turn(&rig);
}

static int hang_up(void **state)
{
	(void)state;
	rig_finish(&rig);
	peer_finish(&peer);
	return 0;
}

/* How many segments have brought something: a line must not come in two. */
static unsigned segments_with_data(int fd)
{
	struct tcp_info info = {0};
	socklen_t size = sizeof(info);

	assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size), 0);
	return info.tcpi_data_segs_in;
}

static void lines_travel_both_ways(void **state)
{
	(void)state;
	connect_plain("220 hi\r\n");
	rig_expect_line(&rig, "220 hi");
	assert_false(wire_is_tls(rig.wire));
	assert_true(wire_send_line(rig.wire, "EHLO me", 7));
	assert_false(wire_sending(rig.wire));
	while (peer.received_len < 9)
		rig_turn(&rig);
	assert_memory_equal(peer.received, "EHLO me\r\n", 9);
	assert_int_equal(segments_with_data(peer.fd), 1);
	peer_send(&peer, "250-a\n250 b\0c\r\n", 15);
	rig_expect_line(&rig, "250-a");
	assert_true(rig.event.bare_lf);
	rig_until(&rig, WIRE_LINE);
	assert_int_equal(rig.event.line_len, 7);
	assert_memory_equal(rig.line, "250 b\0c", 7);
	assert_false(rig.event.bare_lf);
}

static void a_partial_line_comes_with_the_close(void **state)
{
	(void)state;
	connect_plain("220 one\r\n220 part");
	rig_expect_line(&rig, "220 one");
	peer_close(&peer);
	rig_until(&rig, WIRE_CLOSED);
	assert_int_equal(rig.event.problem, PROBLEM_CLOSED);
	assert_string_equal(rig.line, "220 part");
	assert_false(wire_next(rig.wire, &rig.event));
	rig_turn(&rig);
	assert_false(wire_next(rig.wire, &rig.event));
}

static void a_reset_is_told_apart_from_a_close(void **state)
{
	(void)state;
	connect_plain("220 hi\r\n");
	rig_expect_line(&rig, "220 hi");
	peer_reset(&peer);
	rig_until(&rig, WIRE_CLOSED);
	assert_int_equal(rig.event.problem, PROBLEM_RESET);
}

static void a_peek_sees_a_pushed_line_and_the_close_behind_it(void **state)
{
	(void)state;
	connect_plain("220 hi\r\n");
	rig_expect_line(&rig, "220 hi");
	peer_sends(&peer, "421 4.3.2 shutting down\r\n");
	peer_close(&peer);
	wire_peek(rig.wire); /* no turn of the loop in between */
	assert_true(wire_next(rig.wire, &rig.event));
	assert_int_equal(rig.event.kind, WIRE_LINE);
	assert_memory_equal(rig.event.line, "421 4.3.2 shutting down", rig.event.line_len);
	assert_true(wire_next(rig.wire, &rig.event));
	assert_int_equal(rig.event.kind, WIRE_CLOSED);
	rig.event.line = NULL;
}

static void what_was_said_before_a_failed_write_is_still_read(void **state)
{
	(void)state;
	connect_plain("220 hi\r\n");
	rig_expect_line(&rig, "220 hi");
	peer_sends(&peer, "421 bye\r\n");
	peer_close(&peer);
	for (int i = 0; i < 3; i++)
		wire_send_line(rig.wire, "EHLO me", 7); /* the second one finds the connection gone */
	rig_expect_line(&rig, "421 bye");
	rig_until(&rig, WIRE_CLOSED);
	assert_true(wire_send_line(rig.wire, "QUIT", 4));
}

static void an_endless_line_is_cut_off_and_shown(void **state)
{
	static char flood[3 * WIRE_LINE_MAX];

	(void)state;
	memset(flood, 'x', sizeof flood);
	memcpy(flood, "220 \x1b[2J", 8);
	connect_plain(NULL);
	peer_send(&peer, flood, sizeof flood);
	rig_expect_failure(&rig, PROBLEM_LINE_TOO_LONG);
	expect_contains(rig.text, "220 \\x1B[2Jxxx");
	expect_contains(rig.text, "...");
}

static void a_full_buffer_does_not_spin(void **state)
{
	struct loop loop;

	(void)state;
	connect_plain(NULL);
	for (int i = 0; i < 3000; i++)
		(void)!send(peer.fd, "250-0123456789012345678901234567\r\n", 34, MSG_NOSIGNAL);
	for (int i = 0; i < 5; i++)
		rig_turn(&rig);
	loop_clear(&loop);
	wire_want(rig.wire, &loop);
	assert_int_equal(loop.count, 0);
	assert_true(loop.deadline == CLOCK_NEVER);
}

static void tls_on_a_plain_port_is_recognised(void **state)
{
	(void)state;
	connect_plain("\x15");
	for (int i = 0; i < 3; i++) {
		rig_turn(&rig);
		assert_false(wire_next(rig.wire, &rig.event));
	}
	peer_send(&peer, "\x03\x03\x00\x02\x02\x0a", 6);
	rig_expect_failure(&rig, PROBLEM_TLS_ON_PLAIN_PORT);
}

static void a_close_without_a_word_is_told(void **state)
{
	(void)state;
	connect_plain(NULL);
	peer_close(&peer);
	rig_until(&rig, WIRE_CLOSED);
	assert_int_equal(rig.event.problem, PROBLEM_CLOSED);
	assert_int_equal(rig.event.line_len, 0);
}

static void a_large_message_is_sent_in_parts(void **state)
{
	static char big[32 * 1024 * 1024]; /* more than the buffers of both kernels take */
	size_t total = 0;

	(void)state;
	memset(big, 'm', sizeof big);
	connect_plain("220 hi\r\n");
	rig_expect_line(&rig, "220 hi");
	assert_true(wire_send_line(rig.wire, big, sizeof big));
	assert_true(wire_sending(rig.wire));
	while (total < sizeof big + 2) {
		rig_turn(&rig);
		total += peer.received_len;
		peer.received_len = 0;
	}
	assert_false(wire_sending(rig.wire));
	assert_int_equal(total, sizeof big + 2);
}

#define CASE(name) cmocka_unit_test_teardown(name, hang_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(lines_travel_both_ways),
	    CASE(a_partial_line_comes_with_the_close),
	    CASE(a_reset_is_told_apart_from_a_close),
	    CASE(a_peek_sees_a_pushed_line_and_the_close_behind_it),
	    CASE(what_was_said_before_a_failed_write_is_still_read),
	    CASE(an_endless_line_is_cut_off_and_shown),
	    CASE(a_full_buffer_does_not_spin),
	    CASE(tls_on_a_plain_port_is_recognised),
	    CASE(a_close_without_a_word_is_told),
	    CASE(a_large_message_is_sent_in_parts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
