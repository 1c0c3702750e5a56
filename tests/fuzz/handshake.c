/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The TLS client against a server that sends any bytes. Input: a byte (bit 0: implicit TLS, bit 1: the
 * server hangs up at the end), then what the server sends.
 */
#include "fuzz.h"

#include "wire/tls.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ALLOWANCE = 1024 * 1024 }; /* more than an input has */

static void check_facts(const struct tls_facts *facts)
{
	if (facts->detail)
		fuzz_require_inert(facts->detail, strlen(facts->detail), false);
	fuzz_require(!facts->verified, "bytes without a key behind them are never trusted");
	fuzz_require(!facts->complete, "and never complete a handshake");
}

/* Lets the session run over `ends`; bytes go in in one piece. */
static void play(struct tls_session *session, const int ends[2], struct fuzz_input input, bool hang_up)
{
	size_t allowance = ALLOWANCE;
	enum tls_progress progress = tls_session_handshake(session, &allowance);

	if (progress == TLS_UNDER_WAY) {
		tls_session_flush(session);
		fuzz_require(send(ends[1], input.bytes, input.len, MSG_NOSIGNAL) == (ssize_t)input.len,
			     "it is all sent");
		if (hang_up)
			shutdown(ends[1], SHUT_WR);
		for (int i = 0; i < 50 && progress == TLS_UNDER_WAY; i++)
			progress = tls_session_handshake(session, &allowance);
	}
	fuzz_require(progress != TLS_DONE, "the handshake is not done");
	fuzz_require(!hang_up || progress == TLS_GIVEN_UP, "who hangs up ends it");
	if (progress == TLS_UNDER_WAY)
		tls_session_time_out(session);
	fuzz_require(tls_session_facts(session)->problem != PROBLEM_NONE, "there is a reason");
	check_facts(tls_session_facts(session));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct trust *trust;
	static struct server_name host;
	struct fuzz_input input = fuzz_input(bytes, len);
	unsigned flags = fuzz_take_byte(&input);
	struct error error;
	int ends[2];

	if (input.len > 60 * 1024) /* what a socket takes without waiting */
		return 0;
	if (trust == NULL) {
		fuzz_require(server_name_parse("mail.example.org", &host, &error), "the name is a name");
		fuzz_require(trust_create(NULL, &trust, &error), "the system's certificates are there");
	}
	fuzz_require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0,
		     "sockets can be made");
	const struct tls_settings settings = {
	    .host = &host, .sni = host.ascii, .trust = trust, .implicit = flags & 1};
	struct tls_session *session = tls_session_create(ends[0], &settings);
	play(session, ends, input, flags & 2);
	tls_session_destroy(session);
	close(ends[0]);
	close(ends[1]);
	return 0;
}
