/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Implicit TLS against an OpenSSL server in the same process. */
#include "cmocka_all.h"

#include "base/clock.h"
#include "wire/certs.h"
#include "wire/client_identity.h"
#include "wire/peer.h"
#include "wire/rig.h"

#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct identity root;
static struct identity good;
static char *ca_file;
static SSL_CTX *server;
static struct peer peer;
static struct rig rig;

static int make_certificates(void **state)
{
	(void)state;
	root = identity_make(&(struct recipe){.name = "Test Root", .ca = true});
	good = identity_make(&(struct recipe){.name = "mail",
					      .organization = "Test",
					      .alternatives = "DNS:localhost,IP:127.0.0.1",
					      .issuer = &root});
	ca_file = certs_write(root.certificate, (X509 *)NULL);
	return 0;
}

static int free_certificates(void **state)
{
	(void)state;
	unlink(ca_file);
	free(ca_file);
	identity_free(&root);
	identity_free(&good);
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	server = certs_server(&good, NULL, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	clock_set_scale(1);
	rig_finish(&rig);
	peer_finish(&peer);
	SSL_CTX_free(server);
	return 0;
}

/* Connects to `host` with implicit TLS; the peer speaks TLS with `context` (NULL: plain) and says `first`. */
static void connect_tls(const char *host, SSL_CTX *context, const char *first, const char *sni)
{
	peer_listen(&peer, AF_INET, first);
	peer.tls_context = context;
	rig_start(&rig, &peer,
		  &(struct wire_target){
		      .host = host,
		      .port = peer.port,
		      .family = FAMILY_IPV4,
		      .implicit_tls = true,
		      .ca_path = ca_file,
		      .sni = sni,
		  });
}

static void lines_travel_inside_verified_tls(void **state)
{
	(void)state;
	connect_tls("localhost", server, "220 hi\r\n", NULL);
	rig_until(&rig, WIRE_TLS);
	assert_int_equal(rig.event.problem, PROBLEM_NONE);
	assert_true(rig.tls.verified);
	assert_true(rig.tls.complete);
	assert_true(wire_is_tls(rig.wire));
	assert_string_equal(rig.tls.version, "TLSv1.3");
	assert_non_null(rig.tls.cipher);
	assert_int_equal(rig.tls.chain_count, 1);
	assert_string_equal(rig.tls.chain[0].subject, "CN=mail, O=Test");
	assert_string_equal(rig.tls.chain[0].issuer, "CN=Test Root");
	assert_int_equal(rig.tls.chain[0].name_count, 2);
	assert_string_equal(rig.tls.chain[0].names[0], "DNS:localhost");
	assert_string_equal(rig.tls.chain[0].names[1], "IP:127.0.0.1");
	assert_string_equal(rig.tls.chain[0].key, "EC 256 bits");
	assert_string_equal(rig.tls.chain[0].signature, "ecdsa-with-SHA256");
	assert_int_equal(strlen(rig.tls.chain[0].fingerprint), 95);
	assert_true(rig.tls.chain[0].not_before < time(NULL) && rig.tls.chain[0].not_after > time(NULL));
	rig_expect_line(&rig, "220 hi");
	wire_send_line(rig.wire, "EHLO me", 7);
	while (peer.received_len < 9)
		rig_turn(&rig);
	assert_memory_equal(peer.received, "EHLO me\r\n", 9);
	assert_string_equal(peer.sni, "localhost");
}

static void tls_1_2_is_good_enough(void **state)
{
	(void)state;
	SSL_CTX_set_max_proto_version(server, TLS1_2_VERSION);
	connect_tls("localhost", server, "220 hi\r\n", NULL);
	rig_until(&rig, WIRE_TLS);
	assert_true(rig.tls.verified);
	assert_string_equal(rig.tls.version, "TLSv1.2");
	rig_expect_line(&rig, "220 hi");
}

static void an_address_is_verified_as_one_and_not_sent_as_a_name(void **state)
{
	(void)state;
	connect_tls("127.0.0.1", server, "220 hi\r\n", NULL);
	rig_until(&rig, WIRE_TLS);
	assert_true(rig.tls.verified);
	rig_expect_line(&rig, "220 hi");
	assert_string_equal(peer.sni, "");
}

static void another_name_can_be_sent_but_the_typed_one_is_verified(void **state)
{
	(void)state;
	connect_tls("127.0.0.1", server, "220 hi\r\n",
		    "b\xc3\xbc"
		    "cher.example");
	rig_until(&rig, WIRE_TLS);
	assert_true(rig.tls.verified);
	rig_expect_line(&rig, "220 hi");
	assert_string_equal(peer.sni, "xn--bcher-kva.example");
}

static void a_bad_certificate_is_told_and_the_connection_goes_on(void **state)
{
	struct identity self = identity_make(&(struct recipe){.name = "me", .alternatives = "DNS:localhost"});
	SSL_CTX *context = certs_server(&self, NULL, NULL);

	(void)state;
	connect_tls("localhost", context, "220 hi\r\n", NULL);
	rig_until(&rig, WIRE_TLS);
	assert_int_equal(rig.event.problem, PROBLEM_CERT_SELF_SIGNED);
	assert_false(rig.tls.verified);
	assert_true(rig.tls.complete);
	assert_true(rig.tls.chain[0].self_signed);
	expect_contains(rig.text, "signed by itself");
	rig_expect_line(&rig, "220 hi");
	SSL_CTX_free(context);
	identity_free(&self);
}

static void the_chain_is_told_as_sent(void **state)
{
	struct identity middle =
	    identity_make(&(struct recipe){.name = "Middle", .issuer = &root, .ca = true});
	struct identity own =
	    identity_make(&(struct recipe){.name = "x", .alternatives = "DNS:localhost", .issuer = &middle});
	SSL_CTX *context = certs_server(&own, middle.certificate, root.certificate);

	(void)state;
	connect_tls("localhost", context, NULL, NULL);
	rig_until(&rig, WIRE_TLS);
	assert_true(rig.tls.verified);
	assert_int_equal(rig.tls.chain_count, 3);
	assert_int_equal(rig.tls.chain_total, 3);
	assert_string_equal(rig.tls.chain[1].subject, "CN=Middle");
	assert_string_equal(rig.tls.chain[2].subject, "CN=Test Root");
	SSL_CTX_free(context);
	identity_free(&own);
	identity_free(&middle);
}

static void an_old_tls_version_is_told(void **state)
{
	(void)state;
	SSL_CTX_set_min_proto_version(server, TLS1_1_VERSION);
	SSL_CTX_set_max_proto_version(server, TLS1_1_VERSION);
	connect_tls("localhost", server, NULL, NULL);
	rig_expect_failure(&rig, PROBLEM_TLS_VERSION);
	expect_contains(rig.text, "protocol_version (70)");
	assert_false(rig.event.tls->complete);
}

/* A server of the time before alerts for this: it answers with a ServerHello of TLS 1.0. */
static void an_old_server_hello_is_told(void **state)
{
	unsigned char hello[5 + 4 + 38] = {0x16, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1};

	(void)state;
	hello[5 + 4 + 36] = 0x2f; /* TLS_RSA_WITH_AES_128_CBC_SHA */
	connect_tls("localhost", NULL, NULL, NULL);
	while (peer.received_len == 0)
		rig_turn(&rig);
	peer_send(&peer, (char *)hello, sizeof hello);
	rig_expect_failure(&rig, PROBLEM_TLS_VERSION);
	expect_contains(rig.text, "TLS 1.0");
}

static void no_common_cipher_is_told(void **state)
{
	(void)state;
	SSL_CTX_set_max_proto_version(server, TLS1_2_VERSION);
	assert_int_equal(SSL_CTX_set_cipher_list(server, "AECDH-AES128-SHA:ADH-AES128-SHA"), 1);
	connect_tls("localhost", server, NULL, NULL);
	rig_expect_failure(&rig, PROBLEM_TLS_NO_COMMON_CIPHER);
	expect_contains(rig.text, "handshake_failure (40)");
}

static int refuse_name(SSL *ssl, int *ret_alert, void *unused)
{
	(void)ssl;
	(void)unused;
	*ret_alert = SSL_AD_UNRECOGNIZED_NAME;
	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static void an_unknown_name_is_told(void **state)
{
	(void)state;
	SSL_CTX_set_tlsext_servername_callback(server, refuse_name);
	connect_tls("localhost", server, NULL, NULL);
	rig_expect_failure(&rig, PROBLEM_TLS_NEEDS_SNI);
	expect_contains(rig.text, "asked for the name localhost");
}

static void a_demand_for_a_client_certificate_is_told(void **state)
{
	(void)state;
	SSL_CTX_set_verify(server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	connect_tls("localhost", server, "220 hi\r\n", NULL);
	rig_until(&rig, WIRE_TLS); /* TLS 1.3: the alert comes after the handshake */
	assert_true(rig.tls.verified);
	assert_int_equal(rig.tls.problem, PROBLEM_NONE);
	wire_send_line(rig.wire, "EHLO me", 7);
	rig_expect_failure(&rig, PROBLEM_TLS_CLIENT_CERTIFICATE);
	expect_contains(rig.text, "certificate_required (116)");
}

static void a_demand_for_a_client_certificate_in_tls_1_2_is_told(void **state)
{
	(void)state;
	SSL_CTX_set_max_proto_version(server, TLS1_2_VERSION);
	SSL_CTX_set_verify(server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	connect_tls("localhost", server, NULL, NULL);
	rig_expect_failure(&rig, PROBLEM_TLS_CLIENT_CERTIFICATE);
	assert_int_equal(rig.tls.chain_count, 1);
}

static void a_wish_for_a_client_certificate_does_no_harm(void **state)
{
	(void)state;
	SSL_CTX_set_verify(server, SSL_VERIFY_PEER, NULL);
	connect_tls("localhost", server, "220 hi\r\n", NULL);
	rig_until(&rig, WIRE_TLS);
	assert_true(rig.tls.verified);
	assert_true(rig.tls.client_certificate_wanted);
	assert_false(rig.tls.client_certificate_sent);
	rig_expect_line(&rig, "220 hi");
}

/* The server knows no issuer of it. */
static void refuse_certificate(int version)
{
	struct client_identity *identity = NULL;
	char *file = certs_write(good.certificate, (X509 *)NULL);
	FILE *out = fopen(file, "a");
	struct error error;

	PEM_write_PrivateKey(out, good.key, NULL, NULL, 0, NULL, NULL);
	fclose(out);
	assert_int_equal(client_identity_read(file, NULL, NULL, &identity, &error), CLIENT_IDENTITY_READ);
	unlink(file);
	free(file);
	SSL_CTX_set_max_proto_version(server, version);
	SSL_CTX_set_verify(server, SSL_VERIFY_PEER, NULL);
	peer_listen(&peer, AF_INET, NULL);
	peer.tls_context = server;
	rig_start(&rig, &peer,
		  &(struct wire_target){.host = "localhost",
					.port = peer.port,
					.implicit_tls = true,
					.ca_path = ca_file,
					.identity = identity});
	client_identity_destroy(identity); /* the wire has a share of it */
}

static void a_client_certificate_that_is_refused_is_told(void **state)
{
	(void)state;
	refuse_certificate(TLS1_3_VERSION);
	rig_until(&rig, WIRE_TLS);
	assert_true(rig.tls.client_certificate_sent);
	rig_expect_failure(&rig, PROBLEM_TLS_CLIENT_CERTIFICATE_REFUSED);
}

static void a_client_certificate_that_is_refused_in_tls_1_2_is_told(void **state)
{
	(void)state;
	refuse_certificate(TLS1_2_VERSION);
	rig_expect_failure(&rig, PROBLEM_TLS_CLIENT_CERTIFICATE_REFUSED);
}

static void plain_text_is_shown(void **state)
{
	(void)state;
	connect_tls("localhost", NULL, "220 mail \x1b[2JESMTP\r\n", NULL);
	rig_expect_failure(&rig, PROBLEM_PLAIN_ON_TLS_PORT);
	expect_contains(rig.text, "220 mail \\x1B[2JESMTP");
}

static void plain_text_in_pieces_is_shown_whole(void **state)
{
	(void)state;
	connect_tls("localhost", NULL, "2", NULL);
	while (peer.received_len == 0)
		rig_turn(&rig);
	for (const char *c = "20 mail ESMTP"; *c; c++) {
		rig_turn(&rig);
		peer_send(&peer, c, 1);
	}
	peer_close(&peer);
	rig_expect_failure(&rig, PROBLEM_PLAIN_ON_TLS_PORT);
	expect_contains(rig.text, "220 mail ESMTP");
}

static void plain_text_without_an_end_is_shown_at_the_deadline(void **state)
{
	(void)state;
	clock_set_scale(100);
	connect_tls("localhost", NULL, "SSH-", NULL);
	rig_expect_failure(&rig, PROBLEM_PLAIN_ON_TLS_PORT);
	expect_contains(rig.text, "SSH-");
}

static void silence_ends_at_the_deadline(void **state)
{
	(void)state;
	clock_set_scale(100);
	connect_tls("localhost", NULL, NULL, NULL);
	rig_expect_failure(&rig, PROBLEM_TLS_TIMEOUT);
	assert_true(rig.event.us >= WIRE_TLS_MS * CLOCK_US_PER_MS);
	expect_contains(rig.text, "did not answer");
}

static void a_close_and_a_reset_in_the_handshake_are_told(void **state)
{
	(void)state;
	connect_tls("localhost", NULL, NULL, NULL);
	while (peer.received_len == 0)
		rig_turn(&rig);
	peer_close(&peer);
	rig_expect_failure(&rig, PROBLEM_TLS_CLOSED);
	expect_contains(rig.text, "without any answer");
	rig_finish(&rig);
	peer_finish(&peer);
	connect_tls("localhost", NULL, NULL, NULL);
	while (peer.received_len == 0)
		rig_turn(&rig);
	peer_reset(&peer);
	rig_expect_failure(&rig, PROBLEM_TLS_CLOSED);
	expect_contains(rig.text, "ECONNRESET");
}

static void junk_in_a_tls_record_fails_the_handshake(void **state)
{
	(void)state;
	connect_tls("localhost", NULL, NULL, NULL);
	while (peer.received_len == 0)
		rig_turn(&rig);
	peer_send(&peer, "\x16\x03\x03\x00\x05\x63\x00\x00\x01\x00", 10);
	rig_expect_failure(&rig, PROBLEM_TLS_HANDSHAKE_FAILED);
	expect_contains(rig.text, "The TLS library gave up");
}

static void a_pushed_line_and_the_close_are_seen_by_a_peek(void **state)
{
	(void)state;
	connect_tls("localhost", server, "220 hi\r\n", NULL);
	rig_expect_line(&rig, "220 hi");
	peer_sends(&peer, "421 bye\r\n");
	SSL_shutdown(peer.ssl);
	peer_close(&peer);
	wire_peek(rig.wire);
	assert_true(wire_next(rig.wire, &rig.event));
	assert_int_equal(rig.event.kind, WIRE_LINE);
	assert_true(wire_next(rig.wire, &rig.event));
	assert_int_equal(rig.event.kind, WIRE_CLOSED);
	assert_int_equal(rig.event.problem, PROBLEM_CLOSED);
}

static void a_corrupt_record_ends_the_session(void **state)
{
	char record[5 + 40] = {0x17, 3, 3, 0, 40};

	(void)state;
	connect_tls("localhost", server, "220 hi\r\n", NULL);
	rig_expect_line(&rig, "220 hi");
	assert_int_equal(send(peer.fd, record, sizeof record, 0), sizeof record);
	rig_expect_failure(&rig, PROBLEM_RESET);
	expect_contains(rig.text, "The TLS library gave up");
}

static void more_than_the_buffer_comes_through_whole(void **state)
{
	enum { LINES = 6000 };
	char line[64];
	int sent = 0;

	(void)state;
	connect_tls("localhost", server, "220 hi\r\n", NULL);
	rig_expect_line(&rig, "220 hi");
	SSL_set_mode(peer.ssl, SSL_MODE_ENABLE_PARTIAL_WRITE);
	for (int i = 0; i < LINES; i++) {
		for (; sent < LINES; sent++) {
			snprintf(line, sizeof line, "250-this is line number %d\r\n", sent);
			if (SSL_write(peer.ssl, line, (int)strlen(line)) <= 0)
				break;
		}
		snprintf(line, sizeof line, "250-this is line number %d", i);
		rig_expect_line(&rig, line);
	}
}

static void a_wire_can_be_destroyed_in_the_handshake(void **state)
{
	(void)state;
	connect_tls("localhost", NULL, NULL, NULL);
	while (peer.received_len == 0)
		rig_turn(&rig);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(lines_travel_inside_verified_tls),
	    CASE(tls_1_2_is_good_enough),
	    CASE(an_address_is_verified_as_one_and_not_sent_as_a_name),
	    CASE(another_name_can_be_sent_but_the_typed_one_is_verified),
	    CASE(a_bad_certificate_is_told_and_the_connection_goes_on),
	    CASE(the_chain_is_told_as_sent),
	    CASE(an_old_tls_version_is_told),
	    CASE(an_old_server_hello_is_told),
	    CASE(no_common_cipher_is_told),
	    CASE(an_unknown_name_is_told),
	    CASE(a_demand_for_a_client_certificate_is_told),
	    CASE(a_demand_for_a_client_certificate_in_tls_1_2_is_told),
	    CASE(a_wish_for_a_client_certificate_does_no_harm),
	    CASE(a_client_certificate_that_is_refused_is_told),
	    CASE(a_client_certificate_that_is_refused_in_tls_1_2_is_told),
	    CASE(plain_text_is_shown),
	    CASE(plain_text_in_pieces_is_shown_whole),
	    CASE(plain_text_without_an_end_is_shown_at_the_deadline),
	    CASE(silence_ends_at_the_deadline),
	    CASE(a_close_and_a_reset_in_the_handshake_are_told),
	    CASE(junk_in_a_tls_record_fails_the_handshake),
	    CASE(a_pushed_line_and_the_close_are_seen_by_a_peek),
	    CASE(a_corrupt_record_ends_the_session),
	    CASE(more_than_the_buffer_comes_through_whole),
	    CASE(a_wire_can_be_destroyed_in_the_handshake),
	};
	return cmocka_run_group_tests(tests, make_certificates, free_certificates);
}
