/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire/peer.h"

#include "cmocka_all.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int bind_loopback(int family, int *ret_port)
{
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr *address = family == AF_INET6 ? (struct sockaddr *)&in6 : (struct sockaddr *)&in;
	socklen_t len = family == AF_INET6 ? sizeof in6 : sizeof in;
	int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, address, len), 0);
	assert_int_equal(getsockname(fd, address, &len), 0);
	*ret_port = ntohs(family == AF_INET6 ? in6.sin6_port : in.sin_port);
	return fd;
}

void peer_listen(struct peer *peer, int family, const char *first)
{
	*peer = (struct peer){.fd = -1, .first = first};
	peer->listener = bind_loopback(family, &peer->port);
	assert_int_equal(listen(peer->listener, 8), 0);
}

int peer_closed_port(void)
{
	int port;
	int fd = bind_loopback(AF_INET, &port);

	close(fd);
	return port;
}

/* Waits until everything sent (an end too) has reached the other side, so that no test hangs on timing. */
static void wait_delivered(int fd)
{
	int waiting = 1;

	for (int i = 0; i < 1000 && ioctl(fd, SIOCOUTQ, &waiting) == 0 && waiting > 0; i++)
		usleep(100);
}

static void drop(struct peer *peer)
{
	SSL_free(peer->ssl);
	peer->ssl = NULL;
	if (peer->fd >= 0)
		close(peer->fd);
	peer->fd = -1;
}

void peer_close(struct peer *peer)
{
	if (peer->fd >= 0 && shutdown(peer->fd, SHUT_WR) == 0)
		wait_delivered(peer->fd);
	drop(peer);
}

void peer_reset(struct peer *peer)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};

	setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
	drop(peer);
}

void peer_finish(struct peer *peer)
{
	peer_close(peer);
	if (peer->listener >= 0)
		close(peer->listener);
	peer->listener = -1;
}

int peer_fd(const struct peer *peer)
{
	return peer->fd >= 0 ? peer->fd : peer->listener;
}

void peer_send(struct peer *peer, const char *bytes, size_t len)
{
	if (peer->ssl && peer->tls_done)
		SSL_write(peer->ssl, bytes, (int)len);
	else
		assert_int_equal(send(peer->fd, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
	wait_delivered(peer->fd);
}

void peer_sends(struct peer *peer, const char *text)
{
	peer_send(peer, text, strlen(text));
}

void peer_start_tls(struct peer *peer, SSL_CTX *context)
{
	peer->ssl = SSL_new(context);
	assert_non_null(peer->ssl);
	SSL_set_fd(peer->ssl, peer->fd);
	SSL_set_accept_state(peer->ssl);
}

static void greet(struct peer *peer)
{
	if (peer->first)
		peer_sends(peer, peer->first);
	peer->first = NULL;
	if (peer->close_after_first)
		peer_close(peer);
}

static void accept_one(struct peer *peer)
{
	peer->fd = accept4(peer->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (peer->fd < 0)
		return;
	if (peer->tls_context)
		peer_start_tls(peer, peer->tls_context);
	else
		greet(peer);
}

static void shake_hands(struct peer *peer)
{
	const char *name;

	ERR_clear_error();
	if (SSL_do_handshake(peer->ssl) != 1) {
		/* A server that failed hangs up. */
		if (SSL_get_error(peer->ssl, -1) == SSL_ERROR_SSL)
			peer_close(peer);
		return;
	}
	peer->tls_done = true;
	name = SSL_get_servername(peer->ssl, TLSEXT_NAMETYPE_host_name);
	snprintf(peer->sni, sizeof peer->sni, "%s", name ? name : "");
	greet(peer);
}

static ssize_t read_some(struct peer *peer)
{
	char *space = peer->received + peer->received_len;
	size_t room = sizeof peer->received - 1 - peer->received_len;

	if (peer->ssl)
		return SSL_read(peer->ssl, space, (int)room);
	return recv(peer->fd, space, room, 0);
}

void peer_step(struct peer *peer)
{
	ssize_t count;

	if (peer->fd < 0 && peer->listener >= 0)
		accept_one(peer);
	if (peer->fd >= 0 && peer->ssl && !peer->tls_done)
		shake_hands(peer);
	if (peer->fd < 0 || (peer->ssl && !peer->tls_done))
		return;
	count = read_some(peer);
	if (count > 0)
		peer->received_len += (size_t)count;
}
