/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client's socket on the server's side. TLS runs over memory BIOs, so that both cases flush alike. */
#include "practice/peer.h"

#include "base/secret.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_SIZE = 16 * 1024 };

/* Makes the buffer large enough from the start: growing would leave copies of passwords behind. */
static void reserve_for_secrets(struct strbuf *buf)
{
	static const char zeros[PEER_LINE_MAX + READ_SIZE];

	strbuf_add(buf, zeros, sizeof(zeros));
	strbuf_clear(buf);
}

void peer_init(struct peer *peer, int fd)
{
	int on = 1;

	memset(peer, 0, sizeof(*peer));
	peer->fd = fd;
	strbuf_init(&peer->in, PEER_IN_MAX);
	reserve_for_secrets(&peer->in);
	strbuf_init(&peer->out, PEER_OUT_MAX);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

void peer_finish(struct peer *peer)
{
	secret_wipe_buffer(peer->in.data, peer->in.size);
	strbuf_finish(&peer->in);
	strbuf_finish(&peer->out);
	SSL_free(peer->ssl);
	if (peer->fd >= 0)
		close(peer->fd);
	peer->ssl = NULL;
	peer->fd = -1;
}

/* Moves what OpenSSL wants to send into the buffer for the socket. */
static void collect_encrypted(struct peer *peer)
{
	char bytes[READ_SIZE];
	int got;

	while ((got = BIO_read(peer->net_out, bytes, sizeof(bytes))) > 0)
		if (!strbuf_add(&peer->out, bytes, (size_t)got))
			peer->broken = true;
}

/* A failed SSL call: waiting for more is normal, the rest is the end, with the alert as the last word. */
static void look_at_tls_failure(struct peer *peer, int result)
{
	int reason = SSL_get_error(peer->ssl, result);

	if (reason == SSL_ERROR_ZERO_RETURN) {
		peer->eof = true;
	} else if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE) {
		collect_encrypted(peer);
		peer->finished = true;
		peer_flush(peer);
	}
	ERR_clear_error();
}

static void shake_hands(struct peer *peer)
{
	int result = SSL_do_handshake(peer->ssl);

	if (result == 1)
		peer->handshaking = false;
	else
		look_at_tls_failure(peer, result);
	if (!peer->broken)
		collect_encrypted(peer);
}

static void decrypt(struct peer *peer)
{
	char bytes[READ_SIZE];

	if (peer->handshaking)
		shake_hands(peer);
	while (!peer->handshaking && !peer->broken) {
		int got = SSL_read(peer->ssl, bytes, sizeof(bytes));

		if (got <= 0) {
			look_at_tls_failure(peer, got);
			break;
		}
		if (!strbuf_add(&peer->in, bytes, (size_t)got))
			peer->broken = true;
	}
	secret_wipe_buffer(bytes, sizeof(bytes));
	if (!peer->broken)
		collect_encrypted(peer);
}

void peer_receive(struct peer *peer)
{
	char bytes[READ_SIZE];
	ssize_t got;

	if (peer->broken || peer->eof)
		return;
	got = recv(peer->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (got == 0)
		peer->eof = true;
	else if (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
		peer->broken = true;
	if (got <= 0 || peer->finished)
		return;
	if (peer->ssl) {
		BIO_write(peer->net_in, bytes, (int)got);
		decrypt(peer);
	} else if (!strbuf_add(&peer->in, bytes, (size_t)got)) {
		peer->broken = true;
	}
	secret_wipe_buffer(bytes, (size_t)got);
}

bool peer_has_room(const struct peer *peer)
{
	return peer->in.len < PEER_IN_MAX / 2;
}

void peer_write(struct peer *peer, const char *bytes, size_t len)
{
	if (peer->broken || peer->finished || len == 0)
		return;
	if (!peer->ssl) {
		if (!strbuf_add(&peer->out, bytes, len))
			peer->broken = true;
		return;
	}
	if (peer->handshaking || SSL_write(peer->ssl, bytes, (int)len) <= 0)
		peer->broken = true;
	ERR_clear_error();
	collect_encrypted(peer);
}

void peer_flush(struct peer *peer)
{
	while (peer->out.len > 0 && !peer->broken) {
		ssize_t sent = send(peer->fd, peer->out.data, peer->out.len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0) {
			peer->broken = errno != EAGAIN && errno != EWOULDBLOCK;
			break;
		}
		strbuf_consume(&peer->out, (size_t)sent);
	}
	if (peer->finished && !peer->fin_sent && peer->out.len == 0 && !peer->broken)
		peer->fin_sent = shutdown(peer->fd, SHUT_WR) == 0;
}

void peer_start_tls(struct peer *peer, SSL_CTX *tls)
{
	if (peer->ssl || peer->broken)
		return;
	peer_discard(peer);
	peer->ssl = SSL_new(tls);
	peer->net_in = BIO_new(BIO_s_mem());
	peer->net_out = BIO_new(BIO_s_mem());
	if (!peer->ssl || !peer->net_in || !peer->net_out) {
		BIO_free(peer->net_in);
		BIO_free(peer->net_out);
		peer->broken = true;
		return;
	}
	BIO_set_mem_eof_return(peer->net_in, -1);
	SSL_set_bio(peer->ssl, peer->net_in, peer->net_out);
	SSL_set_accept_state(peer->ssl);
	peer->handshaking = true;
}

bool peer_is_tls(const struct peer *peer)
{
	return peer->ssl && !peer->handshaking;
}

/* Holds back a part-filled segment, so that the FIN travels with it. */
static void cork(int fd)
{
#ifdef TCP_CORK
	int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_CORK, &on, sizeof(on));
#else
	(void)fd; /* the FIN follows in a segment of its own */
#endif
}

void peer_shutdown(struct peer *peer)
{
	if (peer->broken || peer->finished)
		return;
	if (peer_is_tls(peer)) {
		SSL_shutdown(peer->ssl);
		ERR_clear_error();
		collect_encrypted(peer);
	}
	peer->finished = true;
	cork(peer->fd);
	peer_flush(peer);
}

void peer_reset(struct peer *peer)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};

	peer_flush(peer);
	setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	peer->broken = true;
}

/* The bytes up to and including the LF, or 0. */
static size_t line_extent(const struct peer *peer)
{
	const char *lf = memchr(peer->in.data, '\n', peer->in.len);

	return lf ? (size_t)(lf - peer->in.data) + 1 : 0;
}

static void drop(struct peer *peer, size_t count)
{
	size_t rest = peer->in.len - count;

	strbuf_consume(&peer->in, count);
	secret_wipe_buffer(peer->in.data + rest, count);
}

enum peer_line peer_peek_line(struct peer *peer, size_t *ret_len)
{
	size_t extent = line_extent(peer);
	bool skipping = peer->skip_line;

	if (extent == 0 && peer->in.len <= PEER_LINE_MAX)
		return PEER_NO_LINE;
	if (skipping || extent == 0 || extent > PEER_LINE_MAX) {
		drop(peer, extent ? extent : peer->in.len);
		peer->skip_line = extent == 0;
		return extent ? PEER_LINE_TOO_LONG : PEER_NO_LINE;
	}
	peer->line = extent;
	*ret_len = extent - 1;
	if (*ret_len > 0 && peer->in.data[*ret_len - 1] == '\r')
		--*ret_len;
	peer->in.data[*ret_len] = '\0';
	return PEER_LINE;
}

void peer_drop_line(struct peer *peer)
{
	drop(peer, peer->line);
	peer->line = 0;
}

void peer_discard(struct peer *peer)
{
	drop(peer, peer->in.len);
	peer->line = 0;
}
