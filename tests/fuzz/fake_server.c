/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's part of a fuzzed walk. Shares no code with the wire; its certificate is the practice server's.
 */
#include "fake_server.h"

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

struct fake_server {
	struct fuzz_input script;
	const char *canary;
	int listener, client;
	SSL *ssl;
	bool handshaking;
	struct strbuf heard[2]; /* plain, inside TLS */
	size_t answered[2];     /* bytes of it that are lines the script has waited for */
};

/* The root of a set in the memory file that `path` names. */
static void write_root(const struct leaf_set *set, const char *path)
{
	FILE *file = fopen(path, "w");
	bool written = file && PEM_write_X509(file, set->root) == 1;

	fuzz_require(file && fclose(file) == 0 && written, "a root is written");
}

/* In the place of the system's authorities, of which there are so many that reading them costs more than a
 * walk: one that nobody knows. */
static void replace_system_authorities(void)
{
	char path[64];
	struct leaf_set set;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", memfd_create("system", MFD_CLOEXEC));
	fuzz_require(leaf_set_init(&set, LEAF_GOOD), "another authority can be made");
	write_root(&set, path);
	leaf_set_finish(&set);
	setenv(X509_get_default_cert_file_env(), path, true);
	setenv(X509_get_default_cert_dir_env(), "/proc/self/fdinfo", true); /* no certificates there */
}

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
	write_root(&set, fake_server_ca_file());
	leaf_set_finish(&set);
	replace_system_authorities();
	return context;
}

const char *fake_server_ca_file(void)
{
	static char path[64];

	if (!path[0])
		snprintf(path, sizeof(path), "/proc/self/fd/%d", memfd_create("authority", MFD_CLOEXEC));
	return path;
}

struct fake_server *fake_server_create(struct fuzz_input script, const char *canary)
{
	struct fake_server *server = mem_calloc(1, sizeof(*server));
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	shared_context();
	server->script = script;
	server->canary = canary;
	server->client = -1;
	server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	fuzz_require(bind(server->listener, (struct sockaddr *)&address, sizeof(address)) == 0 &&
			 listen(server->listener, 1) == 0,
		     "the server listens");
	strbuf_init(&server->heard[0], HEARD_MAX);
	strbuf_init(&server->heard[1], HEARD_MAX);
	return server;
}

static void hang_up(struct fake_server *server, bool reset)
{
	/* Always a reset where the client would be left in TIME_WAIT: thousands of walks a minute use up
	 * ports. */
	struct linger linger = {.l_onoff = 1, .l_linger = 0};

	if (server->client < 0)
		return;
	if (reset)
		setsockopt(server->client, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	SSL_free(server->ssl);
	server->ssl = NULL;
	close(server->client);
	server->client = -1;
}

void fake_server_destroy(struct fake_server *server)
{
	hang_up(server, true);
	close(server->listener);
	strbuf_finish(&server->heard[0]);
	strbuf_finish(&server->heard[1]);
	free(server);
}

int fake_server_port(const struct fake_server *server)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);

	fuzz_require(getsockname(server->listener, (struct sockaddr *)&address, &size) == 0, "it has a port");
	return ntohs(address.sin_port);
}

const struct strbuf *fake_server_heard(const struct fake_server *server, bool inside_tls)
{
	return &server->heard[inside_tls];
}

size_t fake_server_count(const struct fake_server *server, const char *command)
{
	size_t count = 0;

	for (int tls = 0; tls < 2; tls++) {
		for (const char *line = server->heard[tls].data; line; line = strchr(line, '\n')) {
			line += *line == '\n';
			count += strncmp(line, command, strlen(command)) == 0;
		}
	}
	return count;
}

static void say(struct fake_server *server, const struct strbuf *bytes)
{
	if (bytes->len == 0)
		return;
	if (server->ssl)
		SSL_write(server->ssl, bytes->data, (int)bytes->len);
	else if (send(server->client, bytes->data, bytes->len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return; /* the client has gone: it will be noticed */
}

/* Sends the piece with its placeholders filled in. */
static void say_piece(struct fake_server *server, struct fuzz_input piece)
{
	struct strbuf bytes;

	strbuf_init(&bytes, HEARD_MAX);
	for (size_t i = 0; i < piece.len; i++) {
		if (piece.bytes[i] == 2)
			strbuf_adds(&bytes, server->canary);
		else if (piece.bytes[i] == 3)
			base64_encode(server->canary, strlen(server->canary), &bytes);
		else
			strbuf_addc(&bytes, piece.bytes[i]);
	}
	say(server, &bytes);
	strbuf_finish(&bytes);
}

static bool take_line(struct fake_server *server)
{
	bool tls = server->ssl != NULL;
	const struct strbuf *heard = &server->heard[tls];
	size_t *answered = &server->answered[tls];
	const char *end = memchr(heard->data + *answered, '\n', heard->len - *answered);

	if (end)
		*answered = (size_t)(end - heard->data) + 1;
	return end != NULL;
}

static void begin_tls(struct fake_server *server)
{
	if (server->ssl)
		return;
	server->ssl = SSL_new(shared_context());
	SSL_set_fd(server->ssl, server->client);
	server->handshaking = true;
}

/* Plays the next piece, if its time has come. */
static bool play_piece(struct fake_server *server)
{
	struct fuzz_input rest = server->script;
	struct fuzz_input piece = fuzz_take_part(&rest, SEPARATOR);
	char how =
	    piece.len > 0 && strchr("wntTcr", piece.bytes[0]) && piece.bytes[0] ? piece.bytes[0] : '\0';

	if (server->script.len == 0 || server->handshaking)
		return false;
	if ((!how || strchr("wT", how)) && !take_line(server))
		return false;
	server->script = rest;
	if (how)
		fuzz_take_byte(&piece);
	say_piece(server, piece);
	if (how == 't' || how == 'T')
		begin_tls(server);
	if (how == 'c' || how == 'r')
		hang_up(server, how == 'r');
	return true;
}

/* One step of the handshake; true when it came to an end. */
static bool shake_hands(struct fake_server *server)
{
	int result = SSL_accept(server->ssl);
	int error = SSL_get_error(server->ssl, result);

	ERR_clear_error();
	if (result == 1)
		server->handshaking = false;
	else if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
		hang_up(server, false);
	return server->client < 0 || !server->handshaking;
}

/* Reads what the client sent; true when there was something, or it has gone. */
static bool listen_on(struct fake_server *server)
{
	char bytes[4096];
	bool tls = server->ssl != NULL;
	ssize_t got;

	got = tls ? SSL_read(server->ssl, bytes, sizeof(bytes))
		  : recv(server->client, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (got > 0)
		return strbuf_add(&server->heard[tls], bytes, (size_t)got) || true;
	bool gone = tls ? SSL_get_error(server->ssl, (int)got) != SSL_ERROR_WANT_READ : got == 0;
	ERR_clear_error();
	if (gone)
		hang_up(server, false);
	return gone;
}

bool fake_server_step(struct fake_server *server)
{
	bool moved = false;

	if (server->client < 0) {
		server->client = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (server->client < 0)
			return false;
		server->handshaking = false;
		moved = true;
	}
	if (server->handshaking)
		return shake_hands(server) || moved;
	moved = listen_on(server) || moved;
	return (server->client >= 0 && play_piece(server)) || moved;
}
