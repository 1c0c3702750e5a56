/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's part of a fuzzed walk. Shares no code with the wire; its certificate is the practice server's.
 */
#include "opponent.h"

#include "base/memory.h"
#include "practice/leaf.h"
#include "smtp/base64.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SEPARATOR = 0x1E, HEARD_MAX = 1024 * 1024 };

struct opponent {
	struct fuzz_input script;
	const char *canary;
	int listener, client;
	SSL *ssl;
	bool handshaking;
	struct strbuf heard[2]; /* plain, inside TLS */
	size_t answered[2];     /* bytes of it that are lines the script has waited for */
};

static SSL_CTX *shared_context(void)
{
	static SSL_CTX *context;
	struct leaf_set set;

	if (context)
		return context;
	fuzz_require(leaf_set_init(&set, LEAF_GOOD), "a certificate can be made");
	context = SSL_CTX_new(TLS_server_method());
	SSL_CTX_use_certificate(context, set.leaf);
	SSL_CTX_use_PrivateKey(context, set.leaf_key);
	SSL_CTX_set_num_tickets(context, 0);
	const char *path = opponent_ca_file();
	FILE *file = fopen(path, "w");
	bool written = file && PEM_write_X509(file, set.root) == 1;
	fuzz_require(file && fclose(file) == 0 && written, "and written");
	leaf_set_finish(&set);
	return context;
}

const char *opponent_ca_file(void)
{
	static char path[64];

	if (!path[0])
		snprintf(path, sizeof(path), "/proc/self/fd/%d", memfd_create("authority", MFD_CLOEXEC));
	return path;
}

struct opponent *opponent_create(struct fuzz_input script, const char *canary)
{
	struct opponent *opponent = mem_calloc(1, sizeof(*opponent));
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	shared_context();
	opponent->script = script;
	opponent->canary = canary;
	opponent->client = -1;
	opponent->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	fuzz_require(bind(opponent->listener, (struct sockaddr *)&address, sizeof(address)) == 0 &&
			 listen(opponent->listener, 1) == 0,
		     "the server listens");
	strbuf_init(&opponent->heard[0], HEARD_MAX);
	strbuf_init(&opponent->heard[1], HEARD_MAX);
	return opponent;
}

static void hang_up(struct opponent *opponent, bool reset)
{
	/* Always a reset where the client would be left in TIME_WAIT: thousands of walks a minute use up
	 * ports. */
	struct linger linger = {.l_onoff = 1, .l_linger = 0};

	if (opponent->client < 0)
		return;
	if (reset)
		setsockopt(opponent->client, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	SSL_free(opponent->ssl);
	opponent->ssl = NULL;
	close(opponent->client);
	opponent->client = -1;
}

void opponent_destroy(struct opponent *opponent)
{
	hang_up(opponent, true);
	close(opponent->listener);
	strbuf_finish(&opponent->heard[0]);
	strbuf_finish(&opponent->heard[1]);
	free(opponent);
}

int opponent_port(const struct opponent *opponent)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);

	fuzz_require(getsockname(opponent->listener, (struct sockaddr *)&address, &size) == 0,
		     "it has a port");
	return ntohs(address.sin_port);
}

const struct strbuf *opponent_heard(const struct opponent *opponent, bool inside_tls)
{
	return &opponent->heard[inside_tls];
}

size_t opponent_count(const struct opponent *opponent, const char *command)
{
	size_t count = 0;

	for (int tls = 0; tls < 2; tls++) {
		for (const char *line = opponent->heard[tls].data; line; line = strchr(line, '\n')) {
			line += *line == '\n';
			count += strncmp(line, command, strlen(command)) == 0;
		}
	}
	return count;
}

static void say(struct opponent *opponent, const struct strbuf *bytes)
{
	if (bytes->len == 0)
		return;
	if (opponent->ssl)
		SSL_write(opponent->ssl, bytes->data, (int)bytes->len);
	else if (send(opponent->client, bytes->data, bytes->len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return; /* the client has gone: it will be noticed */
}

/* Sends the piece with its placeholders filled in. */
static void say_piece(struct opponent *opponent, struct fuzz_input piece)
{
	struct strbuf bytes;

	strbuf_init(&bytes, HEARD_MAX);
	for (size_t i = 0; i < piece.len; i++) {
		if (piece.bytes[i] == 2)
			strbuf_adds(&bytes, opponent->canary);
		else if (piece.bytes[i] == 3)
			base64_encode(opponent->canary, strlen(opponent->canary), &bytes);
		else
			strbuf_addc(&bytes, piece.bytes[i]);
	}
	say(opponent, &bytes);
	strbuf_finish(&bytes);
}

static bool take_line(struct opponent *opponent)
{
	bool tls = opponent->ssl != NULL;
	const struct strbuf *heard = &opponent->heard[tls];
	size_t *answered = &opponent->answered[tls];
	const char *end = memchr(heard->data + *answered, '\n', heard->len - *answered);

	if (end)
		*answered = (size_t)(end - heard->data) + 1;
	return end != NULL;
}

static void begin_tls(struct opponent *opponent)
{
	if (opponent->ssl)
		return;
	opponent->ssl = SSL_new(shared_context());
	SSL_set_fd(opponent->ssl, opponent->client);
	opponent->handshaking = true;
}

/* Plays the next piece, if its time has come. */
static bool play_piece(struct opponent *opponent)
{
	struct fuzz_input rest = opponent->script;
	struct fuzz_input piece = fuzz_take_part(&rest, SEPARATOR);
	char how =
	    piece.len > 0 && strchr("wntTcr", piece.bytes[0]) && piece.bytes[0] ? piece.bytes[0] : '\0';

	if (opponent->script.len == 0 || opponent->handshaking)
		return false;
	if ((!how || strchr("wT", how)) && !take_line(opponent))
		return false;
	opponent->script = rest;
	if (how)
		fuzz_take_byte(&piece);
	say_piece(opponent, piece);
	if (how == 't' || how == 'T')
		begin_tls(opponent);
	if (how == 'c' || how == 'r')
		hang_up(opponent, how == 'r');
	return true;
}

/* One step of the handshake; true when it came to an end. */
static bool shake_hands(struct opponent *opponent)
{
	int result = SSL_accept(opponent->ssl);
	int error = SSL_get_error(opponent->ssl, result);

	ERR_clear_error();
	if (result == 1)
		opponent->handshaking = false;
	else if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
		hang_up(opponent, false);
	return opponent->client < 0 || !opponent->handshaking;
}

/* Reads what the client sent; true when there was something, or it has gone. */
static bool listen_on(struct opponent *opponent)
{
	char bytes[4096];
	bool tls = opponent->ssl != NULL;
	ssize_t got;

	got = tls ? SSL_read(opponent->ssl, bytes, sizeof(bytes))
		  : recv(opponent->client, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (got > 0)
		return strbuf_add(&opponent->heard[tls], bytes, (size_t)got) || true;
	bool gone = tls ? SSL_get_error(opponent->ssl, (int)got) != SSL_ERROR_WANT_READ : got == 0;
	ERR_clear_error();
	if (gone)
		hang_up(opponent, false);
	return gone;
}

bool opponent_step(struct opponent *opponent)
{
	bool moved = false;

	if (opponent->client < 0) {
		opponent->client = accept4(opponent->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (opponent->client < 0)
			return false;
		opponent->handshaking = false;
		moved = true;
	}
	if (opponent->handshaking)
		return shake_hands(opponent) || moved;
	moved = listen_on(opponent) || moved;
	return (opponent->client >= 0 && play_piece(opponent)) || moved;
}
