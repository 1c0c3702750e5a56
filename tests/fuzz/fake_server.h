/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server in the fuzzer's own process that says what the input says, in plain text or inside TLS. What it
 * sends is there at once, so a walk against it needs no real time but the engine's.
 */
#ifndef MAILMEDIC_TESTS_FUZZ_FAKE_SERVER_H
#define MAILMEDIC_TESTS_FUZZ_FAKE_SERVER_H

#include "fuzz.h"

#include "base/strbuf.h"

struct fake_server; /* opaque */

/*
 * Listens on loopback. `script` (borrowed) is a row of pieces with 0x1E between them; the first byte of a
 * piece says when and how the rest of it is sent:
 *   'w' when the client has sent a line          'n' at once, in a write of its own
 *   't' at once, and then a TLS handshake        'T' the same when the client has sent a line
 *   'c' at once, and then closes                 'r' at once, and then resets
 * A piece that begins with another byte counts as 'w' as a whole. 0x02 in a piece stands for `canary`
 * (borrowed, as it is when the piece is sent), 0x03 for its Base64. Behind its script the server is silent.
 */
struct fake_server *fake_server_create(struct fuzz_input script, const char *canary);
void fake_server_destroy(struct fake_server *server);

int fake_server_port(const struct fake_server *server);

/* The PEM file of the authority behind its certificate, for --tls-ca-path. */
const char *fake_server_ca_file(void);

/* Plays what can be played now; true when something moved. */
bool fake_server_step(struct fake_server *server);

/* All that the client sent in plain text, or inside TLS; borrowed. */
const struct strbuf *fake_server_heard(const struct fake_server *server, bool inside_tls);
/* How many of its lines, plain or inside TLS, begin with `command`. */
size_t fake_server_count(const struct fake_server *server, const char *command);

#endif
