/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From plain text to TLS in one connection. */
#include "cmocka_all.h"

#include "base/clock.h"
#include "wire/certs.h"
#include "wire/peer.h"
#include "wire/rig.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct identity own;
static char *ca_file;
static SSL_CTX *server;
static struct peer peer;
static struct rig rig;

static int make_certificate(void **state)
{
	(void)state;
	own = identity_make(&(struct recipe){.name = "me", .alternatives = "DNS:localhost"});
	ca_file = certs_write(own.certificate, (X509 *)NULL);
	server = certs_server(&own, NULL, NULL);
	return 0;
}

static int free_certificate(void **state)
{
	(void)state;
	unlink(ca_file);
	free(ca_file);
	SSL_CTX_free(server);
	identity_free(&own);
	return 0;
}

/* Up to the moment where the client has sent STARTTLS. */
static int talk(void **state)
{
	(void)state;
	peer_listen(&peer, AF_INET, "220 hi\r\n");
	rig_start(&rig, &peer,
		  &(struct wire_target){
		      .host = "localhost",
		      .port = peer.port,
		      .family = FAMILY_IPV4,
		      .ca_path = ca_file,
		  });
	rig_expect_line(&rig, "220 hi");
	wire_send_line(rig.wire, "STARTTLS", 8);
	while (peer.received_len < 10)
		rig_turn(&rig);
	return 0;
}

static int hang_up(void **state)
{
	(void)state;
	clock_set_scale(1);
	rig_finish(&rig);
	peer_finish(&peer);
	return 0;
}

static void tls_begins_after_the_220(void **state)
{
	(void)state;
	peer_sends(&peer, "220 go\r\n");
	rig_expect_line(&rig, "220 go");
	assert_false(wire_is_tls(rig.wire));
	peer_start_tls(&peer, server);
	wire_start_tls(rig.wire);
	rig_until(&rig, WIRE_TLS);
	assert_true(rig.tls.verified);
	assert_true(wire_is_tls(rig.wire));
	wire_start_tls(rig.wire); /* twice does nothing */
	assert_true(wire_send_line(rig.wire, "EHLO me", 7));
	while (peer.received_len < 19)
		rig_turn(&rig);
	peer_sends(&peer, "250 hello\r\n");
	rig_expect_line(&rig, "250 hello");
	assert_string_equal(peer.sni, "localhost");
}

static void a_line_behind_the_220_is_refused(void **state)
{
	(void)state;
	peer_sends(&peer, "220 go\r\n250 trust me\r\n");
	rig_expect_line(&rig, "220 go");
	wire_start_tls(rig.wire);
	rig_expect_failure(&rig, PROBLEM_STARTTLS_INJECTION);
	expect_contains(rig.text, "250 trust me");
	assert_null(rig.event.tls);
}

static void bytes_that_arrived_but_were_not_read_are_refused(void **state)
{
	(void)state;
	peer_sends(&peer, "220 go\r\n");
	rig_expect_line(&rig, "220 go");
	peer_sends(&peer, "2");
	wire_start_tls(rig.wire); /* no turn of the loop in between */
	rig_expect_failure(&rig, PROBLEM_STARTTLS_INJECTION);
}

static void nothing_is_sent_when_bytes_were_injected(void **state)
{
	size_t before;

	(void)state;
	peer_sends(&peer, "220 go\r\nx");
	rig_expect_line(&rig, "220 go");
	before = peer.received_len;
	wire_start_tls(rig.wire);
	rig_expect_failure(&rig, PROBLEM_STARTTLS_INJECTION);
	for (int i = 0; i < 3; i++)
		rig_turn(&rig);
	assert_int_equal(peer.received_len, before);
}

static void a_close_behind_the_220_is_told(void **state)
{
	(void)state;
	peer_sends(&peer, "220 go\r\n");
	rig_expect_line(&rig, "220 go");
	peer_close(&peer);
	wire_start_tls(rig.wire);
	rig_until(&rig, WIRE_CLOSED);
	assert_int_equal(rig.event.problem, PROBLEM_CLOSED);
}

static void silence_behind_the_220_ends_at_the_deadline(void **state)
{
	(void)state;
	peer_sends(&peer, "220 go\r\n");
	rig_expect_line(&rig, "220 go");
	clock_set_scale(100);
	wire_start_tls(rig.wire);
	rig_expect_failure(&rig, PROBLEM_TLS_TIMEOUT);
}

static void plain_text_instead_of_tls_is_shown(void **state)
{
	(void)state;
	peer_sends(&peer, "220 go\r\n");
	rig_expect_line(&rig, "220 go");
	wire_start_tls(rig.wire);
	peer_sends(&peer, "454 TLS not available\r\n");
	rig_expect_failure(&rig, PROBLEM_TLS_HANDSHAKE_FAILED);
	expect_contains(rig.text, "454 TLS not available");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, talk, hang_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(tls_begins_after_the_220),
	    CASE(a_line_behind_the_220_is_refused),
	    CASE(bytes_that_arrived_but_were_not_read_are_refused),
	    CASE(nothing_is_sent_when_bytes_were_injected),
	    CASE(a_close_behind_the_220_is_told),
	    CASE(silence_behind_the_220_ends_at_the_deadline),
	    CASE(plain_text_instead_of_tls_is_shown),
	};
	return cmocka_run_group_tests(tests, make_certificate, free_certificate);
}
