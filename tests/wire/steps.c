/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One step takes so much and no more, whatever the server sends and however fast: what libc hands over is
 * counted (the linker's --wrap), so no clock is needed.
 */
#include "cmocka_all.h"

#include "wire/certs.h"
#include "wire/peer.h"
#include "wire/rig.h"
#include "wire/stream.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { STEPS = 40, FLOOD_BYTES = 2 * 1024 * 1024, READS_MAX = 40, ANSWERS = 250, DNS_ID = 2 };

static struct identity good;
static char *ca_file;
static SSL_CTX *server;
static struct peer peer;
static struct rig rig;
static size_t bytes_read; /* from TCP */
static size_t reads;      /* of datagrams */

ssize_t real_recv(int fd, void *bytes, size_t size, int flags) __asm__("__real_recv");
ssize_t count_recv(int fd, void *bytes, size_t size, int flags) __asm__("__wrap_recv");
ssize_t real_recvfrom(int fd, void *bytes, size_t size, int flags, struct sockaddr *from,
		      socklen_t *len) __asm__("__real_recvfrom");
ssize_t count_recvfrom(int fd, void *bytes, size_t size, int flags, struct sockaddr *from,
		       socklen_t *len) __asm__("__wrap_recvfrom");

ssize_t count_recv(int fd, void *bytes, size_t size, int flags)
{
	ssize_t count = real_recv(fd, bytes, size, flags);

	bytes_read += count > 0 ? (size_t)count : 0;
	return count;
}

ssize_t count_recvfrom(int fd, void *bytes, size_t size, int flags, struct sockaddr *from, socklen_t *len)
{
	reads++;
	return real_recvfrom(fd, bytes, size, flags, from, len);
}

static int make_certificates(void **state)
{
	(void)state;
	good = identity_make(&(struct recipe){.name = "mail", .alternatives = "IP:127.0.0.1", .ca = true});
	ca_file = certs_write(good.certificate, (X509 *)NULL);
	server = certs_server(&good, NULL, NULL);
	return 0;
}

static int free_certificates(void **state)
{
	(void)state;
	SSL_CTX_free(server);
	unlink(ca_file);
	free(ca_file);
	identity_free(&good);
	return 0;
}

static int hang_up(void **state)
{
	(void)state;
	rig_finish(&rig);
	peer_reset(&peer);
	peer_finish(&peer);
	return 0;
}

static void connect_to_peer(SSL_CTX *context, bool implicit)
{
	peer_listen(&peer, AF_INET, NULL);
	peer.tls_context = context;
	rig_start(&rig, &peer,
		  &(struct wire_target){
		      .host = "127.0.0.1", .port = peer.port, .implicit_tls = implicit, .ca_path = ca_file});
	while (peer.fd < 0)
		rig_turn(&rig);
	setsockopt(peer.fd, SOL_SOCKET, SO_SNDBUF, &(int){FLOOD_BYTES}, sizeof(int));
}

/* Steps and pulls: no step takes more than its share, and the flood does go on. */
static void expect_bounded_steps(void)
{
	static struct loop loop;
	struct wire_event event;
	size_t before = bytes_read;

	for (int i = 0; i < STEPS; i++) {
		size_t begun = bytes_read;
		loop_clear(&loop);
		wire_want(rig.wire, &loop);
		assert_true(poll(loop.fds, loop.count, loop.deadline == 0 ? 0 : 1000) >= 0);
		wire_step(rig.wire, &loop);
		while (wire_next(rig.wire, &event))
			assert_int_not_equal(event.kind, WIRE_FAILED);
		wire_peek(rig.wire);
		while (wire_next(rig.wire, &event))
			assert_int_not_equal(event.kind, WIRE_FAILED);
		assert_in_range(bytes_read - begun, 0, STREAM_STEP_MAX);
	}
	assert_true(bytes_read - before > (size_t)4 * STREAM_STEP_MAX);
}

static void flood(const char *bytes, size_t len)
{
	for (size_t sent = 0; sent < FLOOD_BYTES; sent += len)
		if (send(peer.fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)len)
			return;
}

static void shake_hands(void)
{
	connect_to_peer(server, true);
	rig_until(&rig, WIRE_TLS);
	while (!peer.tls_done)
		rig_turn(&rig);
}

static void lines_are_taken_a_share_at_a_time(void **state)
{
	char line[512];

	(void)state;
	memset(line, 'x', sizeof line);
	memcpy(line, "250-", 4);
	memcpy(line + sizeof line - 2, "\r\n", 2);
	connect_to_peer(NULL, false);
	rig_until(&rig, WIRE_ADDRESS);
	flood(line, sizeof line);
	expect_bounded_steps();
}

static void what_nobody_pulls_stays_in_the_kernel(void **state)
{
	static const char line[] = "250-0123456789012345678901234567890123456789\r\n";
	struct wire_event event;
	size_t begun = bytes_read, lines = 0;

	(void)state;
	connect_to_peer(NULL, false);
	for (int i = 0; i < STEPS; i++) {
		flood(line, sizeof line - 1);
		rig_turn(&rig);
	}
	assert_in_range(bytes_read - begun, 1, LINE_AHEAD_MAX);
	while (lines < 10 * LINE_AHEAD_MAX / sizeof line) {
		if (wire_next(rig.wire, &event))
			lines += event.kind == WIRE_LINE;
		else
			rig_turn(&rig);
	}
}

static void key_updates_are_taken_a_share_at_a_time(void **state)
{
	(void)state;
	shake_hands();
	for (size_t sent = 0; sent < FLOOD_BYTES; sent += 27)
		if (SSL_key_update(peer.ssl, SSL_KEY_UPDATE_NOT_REQUESTED) != 1 ||
		    SSL_do_handshake(peer.ssl) != 1)
			break;
	expect_bounded_steps();
}

static void records_of_one_byte_are_taken_a_share_at_a_time(void **state)
{
	(void)state;
	shake_hands();
	for (size_t sent = 0; sent < FLOOD_BYTES; sent += 23)
		if (SSL_write(peer.ssl, sent % 100 ? "2" : "\n", 1) != 1)
			break;
	expect_bounded_steps();
}

static void a_handshake_that_only_asks_for_one_is_taken_a_share_at_a_time(void **state)
{
	static const char hello_requests[] = "\x16\x03\x03\x00\x04\x00\x00\x00\x00"
					     "\x16\x03\x03\x00\x04\x00\x00\x00";

	(void)state;
	connect_to_peer(NULL, true);
	flood(hello_requests, sizeof hello_requests);
	expect_bounded_steps();
}

/* Answers under a wrong number, as many as the kernel keeps, before the loop comes round. */
static void answers_of_a_name_server_are_taken_a_share_at_a_time(void **state)
{
	static struct loop loop;
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_in asker;
	socklen_t len = sizeof address;
	char question[512], servers[64];
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)state;
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	snprintf(servers, sizeof servers, "127.0.0.1:%d", ntohs(address.sin_port));
	setenv("MAILMEDIC_NAMESERVERS", servers, 1);
	rig_start(&rig, NULL, &(struct wire_target){.host = "mail.example.test", .port = 25});
	len = sizeof asker;
	ssize_t size = real_recvfrom(fd, question, sizeof question, 0, (struct sockaddr *)&asker, &len);
	assert_true(size > DNS_ID);
	question[0] ^= 1;
	question[DNS_ID] |= (char)0x80; /* it is an answer */
	for (int i = 0; i < ANSWERS; i++)
		(void)!sendto(fd, question, (size_t)size, 0, (struct sockaddr *)&asker, len);
	for (size_t taken = 0; taken < ANSWERS; taken += reads) {
		reads = 0;
		loop_clear(&loop);
		wire_want(rig.wire, &loop);
		assert_true(poll(loop.fds, loop.count, 1000) > 0);
		wire_step(rig.wire, &loop);
		assert_in_range(reads, 1, READS_MAX);
	}
	close(fd);
	rig_finish(&rig);
}

#define CASE(name) cmocka_unit_test_teardown(name, hang_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(lines_are_taken_a_share_at_a_time),
	    CASE(what_nobody_pulls_stays_in_the_kernel),
	    CASE(key_updates_are_taken_a_share_at_a_time),
	    CASE(records_of_one_byte_are_taken_a_share_at_a_time),
	    CASE(a_handshake_that_only_asks_for_one_is_taken_a_share_at_a_time),
	    cmocka_unit_test(answers_of_a_name_server_are_taken_a_share_at_a_time),
	};
	return cmocka_run_group_tests(tests, make_certificates, free_certificates);
}
