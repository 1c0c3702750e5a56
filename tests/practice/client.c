/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small blocking SMTP client for tests. */
#include "client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_SECONDS = 30, LINE_MAX_BYTES = 1024 };

void client_init(struct client *client)
{
	memset(client, 0, sizeof(*client));
	client->fd = -1;
}

void client_finish(struct client *client)
{
	SSL_free(client->ssl);
	SSL_CTX_free(client->context);
	if (client->fd >= 0)
		close(client->fd);
	client_init(client);
}

bool client_connect(struct client *client, int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	struct timeval patience = {.tv_sec = PATIENCE_SECONDS};

	client_finish(client);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(client->fd >= 0);
	setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return connect(client->fd, (struct sockaddr *)&address, sizeof(address)) == 0;
}

long client_start_tls(struct client *client, const char *ca_file, const char *host)
{
	client->context = SSL_CTX_new(TLS_client_method());
	assert_int_equal(SSL_CTX_load_verify_locations(client->context, ca_file, NULL), 1);
	client->ssl = SSL_new(client->context);
	assert_int_equal(SSL_set1_host(client->ssl, host), 1);
	SSL_set_tlsext_host_name(client->ssl, host);
	SSL_set_fd(client->ssl, client->fd);
	if (SSL_connect(client->ssl) != 1)
		return -1;
	return SSL_get_verify_result(client->ssl);
}

void client_send(struct client *client, const char *bytes, size_t len)
{
	if (client->ssl)
		assert_int_equal(SSL_write(client->ssl, bytes, (int)len), (int)len);
	else
		assert_int_equal(send(client->fd, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
}

void client_send_line(struct client *client, const char *line)
{
	char bytes[CLIENT_REPLY_MAX];
	int len = snprintf(bytes, sizeof(bytes), "%s\r\n", line);

	assert_true(len > 0 && (size_t)len < sizeof(bytes));
	client_send(client, bytes, (size_t)len);
}

long client_read_some(struct client *client, char *bytes, size_t size)
{
	long got;

	if (client->ssl) {
		got = SSL_read(client->ssl, bytes, (int)size);
		return got > 0 ? got : 0;
	}
	got = recv(client->fd, bytes, size, 0);
	return got;
}

/* Takes one line out of client->in into `line`; false at the end of the connection. */
static bool read_line(struct client *client, char *line, size_t size)
{
	char *lf;
	size_t len;

	while (!(lf = memchr(client->in, '\n', client->in_len))) {
		long got;

		assert_true(client->in_len < sizeof(client->in));
		got = client_read_some(client, client->in + client->in_len,
				       sizeof(client->in) - client->in_len);
		if (got <= 0)
			return false;
		client->in_len += (size_t)got;
	}
	len = (size_t)(lf - client->in);
	assert_true(len > 0 && lf[-1] == '\r' && len < size);
	memcpy(line, client->in, len - 1);
	line[len - 1] = '\0';
	client->in_len -= len + 1;
	memmove(client->in, lf + 1, client->in_len);
	return true;
}

bool client_read_reply(struct client *client)
{
	char line[LINE_MAX_BYTES];

	client->reply[0] = '\0';
	do {
		if (!read_line(client, line, sizeof(line)))
			return false;
		assert_true(strlen(client->reply) + strlen(line) + 2 < sizeof(client->reply));
		if (client->reply[0])
			strcat(client->reply, "\n");
		strcat(client->reply, line);
	} while (line[3] == '-');
	return true;
}

static void send_base64(struct client *client, const char *prefix, const char *bytes, size_t len)
{
	char line[LINE_MAX_BYTES * 2];
	size_t used = strlen(prefix);

	assert_true(used + len * 2 + 8 < sizeof(line));
	memcpy(line, prefix, used);
	EVP_EncodeBlock((unsigned char *)line + used, (const unsigned char *)bytes, (int)len);
	client_send_line(client, line);
}

static void answer_cram(struct client *client, const char *user, const char *password)
{
	unsigned char challenge[LINE_MAX_BYTES] = {0}, digest[EVP_MAX_MD_SIZE];
	char response[LINE_MAX_BYTES];
	unsigned digest_len = 0;
	int used;

	EVP_DecodeBlock(challenge, (unsigned char *)client->reply + 4, (int)strlen(client->reply + 4));
	HMAC(EVP_md5(), password, (int)strlen(password), challenge, strlen((char *)challenge), digest,
	     &digest_len);
	used = snprintf(response, sizeof(response), "%s ", user);
	for (unsigned i = 0; i < digest_len; i++)
		used += snprintf(response + used, sizeof(response) - (size_t)used, "%02x", digest[i]);
	send_base64(client, "", response, (size_t)used);
}

static size_t plain_response(char *bytes, size_t size, const char *user, const char *password)
{
	int len = snprintf(bytes, size, "%c%s%c%s", 0, user, 0, password);

	assert_true(len > 0 && (size_t)len < size);
	return (size_t)len;
}

void client_log_in(struct client *client, const char *mechanism, const char *user, const char *password,
		   bool initial_response)
{
	char bytes[LINE_MAX_BYTES], command[64];
	size_t len = plain_response(bytes, sizeof(bytes), user, password);
	bool plain = strcmp(mechanism, "PLAIN") == 0;

	snprintf(command, sizeof(command), "AUTH %s ", mechanism);
	if (initial_response) {
		send_base64(client, command, plain ? bytes : user, plain ? len : strlen(user));
	} else {
		command[strlen(command) - 1] = '\0';
		client_send_line(client, command);
	}
	while (client_read_reply(client) && strncmp(client->reply, "334", 3) == 0) {
		if (plain)
			send_base64(client, "", bytes, len);
		else if (strcmp(client->reply, "334 VXNlcm5hbWU6") == 0)
			send_base64(client, "", user, strlen(user));
		else if (strcmp(client->reply, "334 UGFzc3dvcmQ6") == 0)
			send_base64(client, "", password, strlen(password));
		else
			answer_cram(client, user, password);
	}
}

void client_authenticate(struct client *client, const char *mechanism, const char *bytes, size_t len)
{
	char command[64];

	snprintf(command, sizeof(command), "AUTH %s", mechanism);
	client_send_line(client, command);
	if (!client_read_reply(client) || strcmp(client->reply, "334 ") != 0)
		return;
	send_base64(client, "", bytes, len);
	client_read_reply(client);
}
