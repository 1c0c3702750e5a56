/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "base/clock.h"
#include "wire/connect.h"
#include "wire/nameserver.h"
#include "wire/peer.h"
#include "wire/rig.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void a_closed_port_is_told_with_its_address_and_error(void **state)
{
	struct rig rig;

	(void)state;
	rig_start(&rig, NULL, &(struct wire_target){.host = "127.0.0.1", .port = peer_closed_port()});
	rig_until(&rig, WIRE_ADDRESS);
	assert_int_equal(rig.event.problem, PROBLEM_CONNECT_REFUSED);
	assert_string_equal(rig.text, "127.0.0.1");
	assert_string_equal(rig.detail, "Connection refused (ECONNREFUSED)");
	rig_expect_failure(&rig, PROBLEM_CONNECT_REFUSED);
	expect_contains(rig.text, "127.0.0.1: Connection refused (ECONNREFUSED)");
	rig_finish(&rig);
}

/* Other addresses of 127.0.0.0/8 refuse, since the peer listens on 127.0.0.1 alone. */
static void the_last_of_several_addresses_answers(void **state)
{
	pid_t nameserver = nameserver_start();
	struct peer peer;
	struct rig rig;
	int tried = 0;

	(void)state;
	peer_listen(&peer, AF_INET, "220 here\r\n");
	rig_start(&rig, &peer, &(struct wire_target){.host = "three.example.test", .port = peer.port});
	do {
		rig_until(&rig, WIRE_ADDRESS);
		tried++;
		assert_int_equal(rig.event.problem == PROBLEM_NONE, strcmp(rig.text, "127.0.0.1") == 0);
	} while (rig.event.problem != PROBLEM_NONE);
	assert_true(tried >= 1 && tried <= 3);
	assert_string_equal(rig.detail, "127.0.0.1"); /* ours */
	rig_expect_line(&rig, "220 here");
	rig_finish(&rig);
	peer_finish(&peer);
	nameserver_stop(nameserver);
}

static struct address_list loopback_list(const char *const *texts, int port)
{
	struct address_list list = {0};

	for (; *texts; texts++) {
		struct sockaddr_in in = {.sin_family = AF_INET};

		inet_pton(AF_INET, *texts, &in.sin_addr);
		address_list_add(&list, (struct sockaddr *)&in, port);
	}
	return list;
}

static void every_address_has_its_own_result(void **state)
{
	struct address_list list = loopback_list(
	    (const char *const[]){"127.0.0.9", "127.0.0.8", "127.0.0.7", NULL}, peer_closed_port());
	struct connector connector;
	struct attempt attempt;
	struct loop loop;
	int count = 0;
	char *summary;

	(void)state;
	connector_init(&connector, list, 1000);
	while (!connector_exhausted(&connector)) {
		loop_clear(&loop);
		connector_want(&connector, &loop);
		loop_wait(&loop);
		while (connector_step(&connector, &loop, &attempt)) {
			assert_int_equal(attempt.problem, PROBLEM_CONNECT_REFUSED);
			count++;
		}
	}
	assert_int_equal(count, 3);
	summary = connector_summary(&connector);
	expect_contains(summary, "127.0.0.9: Connection refused (ECONNREFUSED); 127.0.0.8: ");
	free(summary);
	connector_finish(&connector);
}

/* A listener whose queue is full drops the SYN, as a firewall does. */
static int full_listener(int *ret_port, int *ret_fillers)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof in;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof in), 0);
	assert_int_equal(listen(fd, 0), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	*ret_port = ntohs(in.sin_port);
	for (int i = 0; i < 4; i++) {
		ret_fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)!connect(ret_fillers[i], (struct sockaddr *)&in, sizeof in);
	}
	return fd;
}

static void silence_ends_at_the_deadline_of_the_address(void **state)
{
	struct rig rig;
	int fillers[4];
	int port;
	int fd = full_listener(&port, fillers);

	(void)state;
	clock_set_scale(100);
	rig_start(&rig, NULL, &(struct wire_target){.host = "127.0.0.1", .port = port, .connect_ms = 5000});
	rig_until(&rig, WIRE_ADDRESS);
	assert_int_equal(rig.event.problem, PROBLEM_CONNECT_TIMEOUT);
	assert_true(rig.event.us >= 5000 * CLOCK_US_PER_MS);
	rig_expect_failure(&rig, PROBLEM_CONNECT_TIMEOUT);
	expect_contains(rig.text, "ETIMEDOUT");
	clock_set_scale(1);
	rig_finish(&rig);
	for (int i = 0; i < 4; i++)
		close(fillers[i]);
	close(fd);
}

static void an_address_without_a_route_is_unreachable(void **state)
{
	struct rig rig;

	(void)state;
	/* A multicast address takes no TCP connection anywhere. */
	rig_start(&rig, NULL, &(struct wire_target){.host = "224.0.0.1", .port = 25});
	rig_until(&rig, WIRE_ADDRESS);
	assert_int_equal(rig.event.problem, PROBLEM_UNREACHABLE);
	expect_contains(rig.detail, "ENETUNREACH");
	rig_expect_failure(&rig, PROBLEM_UNREACHABLE);
	rig_finish(&rig);
}

static void sockets_are_not_inherited_and_close_with_the_wire(void **state)
{
	bool was_open[64];
	struct peer peer;
	struct rig rig;
	int opened = 0;

	(void)state;
	peer_listen(&peer, AF_INET, "220 hi\r\n");
	for (int fd = 0; fd < 64; fd++)
		was_open[fd] = fcntl(fd, F_GETFD) >= 0;
	rig_start(&rig, &peer, &(struct wire_target){.host = "127.0.0.1", .port = peer.port});
	rig_expect_line(&rig, "220 hi");
	for (int fd = 0; fd < 64; fd++) {
		int flags = fcntl(fd, F_GETFD);

		if (flags < 0 || was_open[fd])
			continue;
		assert_true(flags & FD_CLOEXEC);
		opened++;
	}
	assert_int_equal(opened, 2); /* the wire's and the peer's end */
	rig_finish(&rig);
	peer_finish(&peer);
	for (int fd = 0; fd < 64; fd++)
		if (!was_open[fd])
			assert_int_equal(fcntl(fd, F_GETFD), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_closed_port_is_told_with_its_address_and_error),
	    cmocka_unit_test(the_last_of_several_addresses_answers),
	    cmocka_unit_test(every_address_has_its_own_result),
	    cmocka_unit_test(silence_ends_at_the_deadline_of_the_address),
	    cmocka_unit_test(an_address_without_a_route_is_unreachable),
	    cmocka_unit_test(sockets_are_not_inherited_and_close_with_the_wire),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
