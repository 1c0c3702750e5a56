/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client's socket on the server's side. TLS runs over memory BIOs, so that both cases flush alike. */
#include "practice/channel.h"

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
	static const char zeros[CHANNEL_LINE_MAX + READ_SIZE];

	strbuf_add(buf, zeros, sizeof(zeros));
	strbuf_clear(buf);
}

void server_channel_init(struct channel *channel, int fd)
{
	int on = 1;

	memset(channel, 0, sizeof(*channel));
	channel->fd = fd;
	strbuf_init(&channel->in, CHANNEL_IN_MAX);
	reserve_for_secrets(&channel->in);
	strbuf_init(&channel->out, CHANNEL_OUT_MAX);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

void server_channel_finish(struct channel *channel)
{
	secret_wipe_buffer(channel->in.data, channel->in.size);
	strbuf_finish(&channel->in);
	strbuf_finish(&channel->out);
	SSL_free(channel->ssl);
	if (channel->fd >= 0)
		close(channel->fd);
	channel->ssl = NULL;
	channel->fd = -1;
}

/* Moves what OpenSSL wants to send into the buffer for the socket. */
static void collect_encrypted(struct channel *channel)
{
	char bytes[READ_SIZE];
	int got;

	while ((got = BIO_read(channel->net_out, bytes, sizeof(bytes))) > 0)
		if (!strbuf_add(&channel->out, bytes, (size_t)got))
			channel->broken = true;
}

/* A failed SSL call: waiting for more is normal, the rest is the end, with the alert as the last word. */
static void look_at_tls_failure(struct channel *channel, int result)
{
	int reason = SSL_get_error(channel->ssl, result);

	if (reason == SSL_ERROR_ZERO_RETURN) {
		channel->eof = true;
	} else if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE) {
		collect_encrypted(channel);
		channel->finished = true;
		server_channel_flush(channel);
	}
	ERR_clear_error();
}

static void shake_hands(struct channel *channel)
{
	int result = SSL_do_handshake(channel->ssl);

	if (result == 1)
		channel->handshaking = false;
	else
		look_at_tls_failure(channel, result);
	if (!channel->broken)
		collect_encrypted(channel);
}

static void decrypt(struct channel *channel)
{
	char bytes[READ_SIZE];

	if (channel->handshaking)
		shake_hands(channel);
	while (!channel->handshaking && !channel->broken) {
		int got = SSL_read(channel->ssl, bytes, sizeof(bytes));

		if (got <= 0) {
			look_at_tls_failure(channel, got);
			break;
		}
		if (!strbuf_add(&channel->in, bytes, (size_t)got))
			channel->broken = true;
	}
	secret_wipe_buffer(bytes, sizeof(bytes));
	if (!channel->broken)
		collect_encrypted(channel);
}

void server_channel_receive(struct channel *channel)
{
	char bytes[READ_SIZE];
	ssize_t got;

	if (channel->broken || channel->eof)
		return;
	got = recv(channel->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (got == 0)
		channel->eof = true;
	else if (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
		channel->broken = true;
	if (got <= 0 || channel->finished)
		return;
	if (channel->ssl) {
		BIO_write(channel->net_in, bytes, (int)got);
		decrypt(channel);
	} else if (!strbuf_add(&channel->in, bytes, (size_t)got)) {
		channel->broken = true;
	}
	secret_wipe_buffer(bytes, (size_t)got);
}

bool server_channel_has_room(const struct channel *channel)
{
	return channel->in.len < CHANNEL_IN_MAX / 2;
}

void server_channel_write(struct channel *channel, const char *bytes, size_t len)
{
	if (channel->broken || channel->finished || len == 0)
		return;
	if (!channel->ssl) {
		if (!strbuf_add(&channel->out, bytes, len))
			channel->broken = true;
		return;
	}
	if (channel->handshaking || SSL_write(channel->ssl, bytes, (int)len) <= 0)
		channel->broken = true;
	ERR_clear_error();
	collect_encrypted(channel);
}

void server_channel_flush(struct channel *channel)
{
	while (channel->out.len > 0 && !channel->broken) {
		ssize_t sent =
		    send(channel->fd, channel->out.data, channel->out.len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0) {
			channel->broken = errno != EAGAIN && errno != EWOULDBLOCK;
			break;
		}
		strbuf_consume(&channel->out, (size_t)sent);
	}
	if (channel->finished && !channel->fin_sent && channel->out.len == 0 && !channel->broken)
		channel->fin_sent = shutdown(channel->fd, SHUT_WR) == 0;
}

void server_channel_start_tls(struct channel *channel, SSL_CTX *tls)
{
	if (channel->ssl || channel->broken)
		return;
	server_channel_discard(channel);
	channel->ssl = SSL_new(tls);
	channel->net_in = BIO_new(BIO_s_mem());
	channel->net_out = BIO_new(BIO_s_mem());
	if (!channel->ssl || !channel->net_in || !channel->net_out) {
		BIO_free(channel->net_in);
		BIO_free(channel->net_out);
		channel->broken = true;
		return;
	}
	BIO_set_mem_eof_return(channel->net_in, -1);
	SSL_set_bio(channel->ssl, channel->net_in, channel->net_out);
	SSL_set_accept_state(channel->ssl);
	channel->handshaking = true;
}

bool server_channel_is_tls(const struct channel *channel)
{
	return channel->ssl && !channel->handshaking;
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

void server_channel_shutdown(struct channel *channel)
{
	if (channel->broken || channel->finished)
		return;
	if (server_channel_is_tls(channel)) {
		SSL_shutdown(channel->ssl);
		ERR_clear_error();
		collect_encrypted(channel);
	}
	channel->finished = true;
	cork(channel->fd);
	server_channel_flush(channel);
}

void server_channel_reset(struct channel *channel)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};

	server_channel_flush(channel);
	setsockopt(channel->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	channel->broken = true;
}

/* The bytes up to and including the LF, or 0. */
static size_t line_extent(const struct channel *channel)
{
	const char *lf = memchr(channel->in.data, '\n', channel->in.len);

	return lf ? (size_t)(lf - channel->in.data) + 1 : 0;
}

static void drop(struct channel *channel, size_t count)
{
	size_t rest = channel->in.len - count;

	strbuf_consume(&channel->in, count);
	secret_wipe_buffer(channel->in.data + rest, count);
}

enum server_channel_line server_channel_peek_line(struct channel *channel, size_t *ret_len)
{
	size_t extent = line_extent(channel);
	bool skipping = channel->skip_line;

	if (extent == 0 && channel->in.len <= CHANNEL_LINE_MAX)
		return CHANNEL_NO_LINE;
	if (skipping || extent == 0 || extent > CHANNEL_LINE_MAX) {
		drop(channel, extent ? extent : channel->in.len);
		channel->skip_line = extent == 0;
		return extent ? CHANNEL_LINE_TOO_LONG : CHANNEL_NO_LINE;
	}
	channel->line = extent;
	*ret_len = extent - 1;
	if (*ret_len > 0 && channel->in.data[*ret_len - 1] == '\r')
		--*ret_len;
	channel->in.data[*ret_len] = '\0';
	return CHANNEL_LINE;
}

void server_channel_drop_line(struct channel *channel)
{
	drop(channel, channel->line);
	channel->line = 0;
}

void server_channel_discard(struct channel *channel)
{
	drop(channel, channel->in.len);
	channel->line = 0;
}
