/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OpenSSL between two memory BIOs; we move the bytes ourselves. That keeps SIGPIPE away, shows the
 * first bytes of a server that answers in plain text, and bounds what is read ahead. The chain is
 * verified inside the handshake, so that it is known even when the handshake fails later on.
 */
#include "wire/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "wire/binding.h"
#include "wire/tls_failure.h"
#include "wire/verify.h"
#include "wire/x509.h"

enum {
	CHUNK = 16 * 1024,
	RECORD_HEADER = 5,
	HANDSHAKE_HEADER = 4,
	COMPRESSED_CERTIFICATE = 25,
	EMPTY_CERTIFICATE_MAX = 8, /* bytes of a Certificate message without one (RFC 8446, 4.4.2) */
	AUTHORITIES_MAX = 400,     /* bytes of the names that are reported */
};

struct tls_session {
	int fd;
	struct tls_settings settings;
	SSL *ssl;
	BIO *in;  /* encrypted bytes from the server; belongs to ssl */
	BIO *out; /* encrypted bytes for the server; belongs to ssl */
	struct tls_facts facts;
	struct tls_facts aborted; /* the facts again, with the end of an established session as the problem */
	struct tls_seen seen;
	char header[RECORD_HEADER]; /* of the latest record, or what stood in its place */
	bool data_seen;             /* the server sent application data */
};

/* --- what OpenSSL reports on the way --- */

static int judge_chain(X509_STORE_CTX *store_context, void *argument)
{
	const SSL *ssl = X509_STORE_CTX_get_ex_data(store_context, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls_session *session = SSL_get_app_data(ssl);
	STACK_OF(X509) *chain = X509_STORE_CTX_get0_untrusted(store_context);

	(void)argument;
	free(session->facts.detail);
	session->facts.detail = NULL;
	session->facts.problem =
	    verify_chain(chain, session->settings.host, session->settings.trust, &session->facts.detail);
	session->facts.verified = session->facts.problem == PROBLEM_NONE;
	x509_read_chain(&session->facts, chain);
	return 1;
}

static void note_state(const SSL *ssl, int where, int value)
{
	struct tls_session *session = SSL_get_app_data(ssl);
	bool fatal = value >> 8 == SSL3_AL_FATAL;

	if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && fatal)
		session->seen.alert = value & 0xff;
}

/* How long a handshake message with our certificate is; 0: it is another one. OpenSSL 3.2 and later may send
 * it compressed (RFC 8879, 4): an algorithm, then how long it is. */
static size_t certificate_len(const unsigned char *message, size_t len)
{
	if (message[0] == SSL3_MT_CERTIFICATE)
		return len;
	if (message[0] != COMPRESSED_CERTIFICATE || len < HANDSHAKE_HEADER + 5)
		return 0;
	message += HANDSHAKE_HEADER;
	return HANDSHAKE_HEADER + ((size_t)message[2] << 16 | (size_t)message[3] << 8 | message[4]);
}

static void note_message(int sent, int version, int type, const void *bytes, size_t len, SSL *ssl,
			 void *argument)
{
	const unsigned char *message = bytes;
	struct tls_session *session = argument;

	(void)version;
	(void)ssl;
	if (!sent && type == SSL3_RT_HEADER && len == RECORD_HEADER)
		memcpy(session->header, bytes, RECORD_HEADER);
	if (sent && type == SSL3_RT_HANDSHAKE && certificate_len(message, len) > EMPTY_CERTIFICATE_MAX)
		session->facts.client_certificate_sent = true;
	if (sent || type != SSL3_RT_HANDSHAKE || len < 6 || message[0] != SSL3_MT_SERVER_HELLO)
		return;
	session->seen.server_hello = true;
	session->seen.version = message[4] << 8 | message[5];
}

static void note_authorities(struct tls_session *session)
{
	const STACK_OF(X509_NAME) *names = SSL_get0_peer_CA_list(session->ssl);
	struct strbuf list;

	strbuf_init(&list, AUTHORITIES_MAX);
	for (int i = 0; i < sk_X509_NAME_num(names); i++) {
		strbuf_adds(&list, i > 0 ? "; " : "");
		x509_add_name(&list, sk_X509_NAME_value(names, i));
	}
	if (list.overflowed)
		memcpy(list.data + list.len - 3, "...", 3);
	mem_replace(&session->facts.client_authorities, list.len > 0 ? list.data : NULL);
	strbuf_finish(&list);
}

static int note_certificate_request(SSL *ssl, void *argument)
{
	struct tls_session *session = argument;

	session->facts.client_certificate_wanted = true;
	note_authorities(session);
	if (session->settings.identity)
		client_identity_use(session->settings.identity, ssl);
	return 1; /* go on, with one or without */
}

/* --- life --- */

/* Holds nothing of a session: no cache, no tickets, no trust, no identity. */
static SSL_CTX *create_context(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (!context)
		return NULL;
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context,
			    SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CLEANSE_PLAINTEXT);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
				      SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_cert_verify_callback(context, judge_chain, NULL);
	SSL_CTX_set_client_cert_cb(context, NULL);
	SSL_CTX_set_info_callback(context, note_state);
	return context;
}

/* Made once: it costs a fifth of a handshake. */
static SSL_CTX *common_context(void)
{
	static SSL_CTX *context;

	if (!context)
		context = create_context();
	return context;
}

static bool set_up(struct tls_session *session)
{
	SSL_CTX *context = common_context();

	session->ssl = context ? SSL_new(context) : NULL;
	session->in = BIO_new(BIO_s_mem());
	session->out = BIO_new(BIO_s_mem());
	if (!session->ssl || !session->in || !session->out) {
		BIO_free(session->in);
		BIO_free(session->out);
		return false;
	}
	SSL_set_bio(session->ssl, session->in, session->out);
	SSL_set_app_data(session->ssl, session);
	SSL_set_cert_cb(session->ssl, note_certificate_request, session);
	SSL_set_msg_callback(session->ssl, note_message);
	SSL_set_msg_callback_arg(session->ssl, session);
	SSL_set_connect_state(session->ssl);
	return !session->settings.sni || SSL_set_tlsext_host_name(session->ssl, session->settings.sni) == 1;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Some servers say their last words, a 421, outside their own TLS. They are shown, and believed in nothing.
 */
static void look_at_last_words(struct tls_session *session)
{
	struct tls_seen *seen = &session->seen;
	const char *header = session->header;
	char *rest;
	long len = BIO_get_mem_data(session->in, &rest);
	size_t room = sizeof seen->first - RECORD_HEADER;

	if (!is_digit(header[0]) || !is_digit(header[1]) || !is_digit(header[2]))
		return;
	seen->plain_text = true;
	memcpy(seen->first, header, RECORD_HEADER);
	seen->first_len = RECORD_HEADER;
	if (len <= 0)
		return;
	room = (size_t)len < room ? (size_t)len : room;
	memcpy(seen->first + RECORD_HEADER, rest, room);
	seen->first_len += room;
}

static void explain_failure(struct tls_session *session)
{
	struct tls_context context = {
	    .sni = session->settings.sni,
	    .implicit = session->settings.implicit,
	    .error = ERR_peek_error(),
	};

	if (session->facts.complete) {
		look_at_last_words(session);
		tls_facts_copy(&session->aborted, &session->facts);
		tls_explain_abort(&session->aborted, &session->seen, &context, session->data_seen);
	} else {
		tls_explain_failure(&session->facts, &session->seen, &context);
	}
	ERR_clear_error();
}

struct tls_session *tls_session_create(int fd, const struct tls_settings *settings)
{
	struct tls_session *session = mem_calloc(1, sizeof *session);

	session->fd = fd;
	session->settings = *settings;
	session->seen.alert = -1;
	tls_facts_init(&session->facts);
	tls_facts_init(&session->aborted);
	ERR_clear_error();
	if (!set_up(session)) {
		explain_failure(session);
		SSL_free(session->ssl);
		session->ssl = NULL;
	}
	return session;
}

void tls_session_destroy(struct tls_session *session)
{
	if (!session)
		return;
	if (session->facts.complete && session->ssl && !tls_session_has_output(session)) {
		SSL_shutdown(session->ssl);
		tls_session_flush(session);
		ERR_clear_error();
	}
	SSL_free(session->ssl);
	tls_facts_finish(&session->facts);
	tls_facts_finish(&session->aborted);
	free(session);
}

const char *tls_session_binding(const struct tls_session *session, struct strbuf *ret_base64)
{
	return binding_read(session->ssl, ret_base64);
}

const struct tls_facts *tls_session_facts(const struct tls_session *session)
{
	return &session->facts;
}

const struct tls_facts *tls_session_failure(const struct tls_session *session)
{
	return session->facts.complete ? &session->aborted : &session->facts;
}

const char *tls_session_plain_text(const struct tls_session *session, size_t *ret_len)
{
	*ret_len = session->seen.first_len;
	return session->seen.plain_text && !session->facts.complete ? session->seen.first : NULL;
}

/* --- encrypted bytes --- */

bool tls_session_has_output(const struct tls_session *session)
{
	return session->ssl && BIO_ctrl_pending(session->out) > 0;
}

/* Drops what was written; a memory BIO can only be read. */
static void drop_output(struct tls_session *session, size_t count)
{
	char scratch[CHUNK];

	while (count > 0) {
		int taken = BIO_read(session->out, scratch, (int)(count < CHUNK ? count : CHUNK));

		if (taken <= 0)
			break;
		count -= (size_t)taken;
	}
}

enum io_status tls_session_flush(struct tls_session *session)
{
	enum io_status status;
	size_t count;
	char *bytes;

	while (tls_session_has_output(session)) {
		long len = BIO_get_mem_data(session->out, &bytes);

		status = socket_write(session->fd, bytes, (size_t)len, &count);
		if (status != IO_OK)
			return status;
		drop_output(session, count);
	}
	return IO_OK;
}

/* Hands what has arrived to OpenSSL. */
static enum io_status feed(struct tls_session *session, char *chunk, size_t *ret_count, size_t *allowance)
{
	enum io_status status;

	if (*allowance == 0)
		return IO_AGAIN;
	status = socket_read(session->fd, chunk, *allowance < CHUNK ? *allowance : CHUNK, ret_count);
	if (status != IO_OK)
		return status;
	*allowance -= *ret_count;
	return BIO_write(session->in, chunk, (int)*ret_count) == (int)*ret_count
		   ? IO_OK
		   : IO_RESET; /* out of memory */
}

/* --- handshake --- */

/* Keeps the first bytes, and tells whether they can be TLS: a handshake record or an alert, version 3. */
static void look_at_first(struct tls_session *session, const char *bytes, size_t count)
{
	struct tls_seen *seen = &session->seen;
	size_t room = sizeof seen->first - seen->first_len;
	size_t len = count < room ? count : room;

	if (len == 0)
		return;
	memcpy(seen->first + seen->first_len, bytes, len);
	seen->first_len += len;
	if ((seen->first[0] != SSL3_RT_HANDSHAKE && seen->first[0] != SSL3_RT_ALERT) ||
	    (seen->first_len > 1 && seen->first[1] != SSL3_VERSION_MAJOR))
		seen->plain_text = true;
}

static enum tls_progress give_up_plain(struct tls_session *session)
{
	tls_explain_plain(&session->facts, &session->seen, session->settings.implicit);
	return TLS_GIVEN_UP;
}

/* Reads for the handshake. A plain-text answer is read up to the end of its line, to be shown. */
static enum tls_progress read_handshake(struct tls_session *session, size_t *allowance)
{
	const struct tls_seen *seen = &session->seen;
	char chunk[CHUNK];
	size_t count;

	for (;;) {
		enum io_status status = feed(session, chunk, &count, allowance);

		if (status == IO_AGAIN)
			return TLS_UNDER_WAY;
		if (status != IO_OK && seen->plain_text)
			return give_up_plain(session);
		if (status != IO_OK) {
			tls_explain_close(&session->facts, seen, status == IO_RESET);
			return TLS_GIVEN_UP;
		}
		look_at_first(session, chunk, count);
		if (!seen->plain_text)
			return TLS_DONE;
		if (seen->first_len == sizeof seen->first || memchr(seen->first, '\n', seen->first_len))
			return give_up_plain(session);
	}
}

static void complete(struct tls_session *session)
{
	session->facts.complete = true;
	mem_replace(&session->facts.version, SSL_get_version(session->ssl));
	mem_replace(&session->facts.cipher, SSL_get_cipher_name(session->ssl));
}

enum tls_progress tls_session_handshake(struct tls_session *session, size_t *allowance)
{
	enum tls_progress progress = TLS_DONE;
	int rc = 0;

	if (!session->ssl)
		return TLS_GIVEN_UP;
	while (progress == TLS_DONE) {
		if (!session->seen.plain_text) {
			ERR_clear_error();
			rc = SSL_do_handshake(session->ssl);
			tls_session_flush(session);
		}
		if (rc == 1) {
			complete(session);
			return TLS_DONE;
		}
		if (!session->seen.plain_text && SSL_get_error(session->ssl, rc) != SSL_ERROR_WANT_READ) {
			explain_failure(session);
			return TLS_GIVEN_UP;
		}
		progress = read_handshake(session, allowance);
	}
	return progress;
}

void tls_session_time_out(struct tls_session *session)
{
	if (session->seen.plain_text)
		give_up_plain(session);
	else
		tls_explain_timeout(&session->facts, &session->seen);
}

/* --- established --- */

/* What an SSL_read or SSL_write that did not succeed means. */
static enum io_status after_failure(struct tls_session *session)
{
	switch (SSL_get_error(session->ssl, 0)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE: return IO_AGAIN;
	case SSL_ERROR_ZERO_RETURN: return IO_CLOSED;
	default:
		explain_failure(session);
		tls_session_flush(session);
		return IO_FAILED;
	}
}

enum io_status tls_session_read(struct tls_session *session, char *bytes, size_t size, size_t *ret_count,
				size_t *allowance)
{
	char chunk[CHUNK];
	size_t count;
	enum io_status status;

	/* Records without data (key updates) could keep us here for ever, but for the allowance. */
	for (;;) {
		ERR_clear_error();
		if (SSL_read_ex(session->ssl, bytes, size, ret_count) == 1) {
			session->data_seen = true;
			return IO_OK;
		}
		status = after_failure(session);
		if (status != IO_AGAIN)
			return status;
		tls_session_flush(session);
		status = feed(session, chunk, &count, allowance);
		if (status != IO_OK)
			return status;
	}
}

enum io_status tls_session_write(struct tls_session *session, const char *bytes, size_t len,
				 size_t *ret_count)
{
	enum io_status status = tls_session_flush(session);

	if (status != IO_OK)
		return status;
	ERR_clear_error();
	if (SSL_write_ex(session->ssl, bytes, len < CHUNK ? len : CHUNK, ret_count) != 1)
		return after_failure(session);
	/* Taken over, whether the socket takes it at once or later. */
	tls_session_flush(session);
	return IO_OK;
}
