/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can go wrong that is not (or not only) a reply of the server: the facts' vocabulary. The
 * identifiers are stable: they stand in JSON and in the rules of help topics.
 */
#ifndef MAILMEDIC_SMTP_PROBLEM_H
#define MAILMEDIC_SMTP_PROBLEM_H

#include "base/intl.h"

#include <stdbool.h>

/* X(enumerator, identifier, sentence) */
#define PROBLEM_LIST(X)                                                                                      \
	/* names and connections */                                                                          \
	X(NO_SUCH_NAME, "no-such-name", N_("There is no server of this name."))                              \
	X(NAME_LOOKUP_FAILED, "name-lookup-failed",                                                          \
	  N_("The name could not be looked up: the name server did not help."))                              \
	X(NAME_LOOKUP_TIMEOUT, "name-lookup-timeout",                                                        \
	  N_("The name could not be looked up: the name server did not answer in time."))                    \
	X(NO_ADDRESS, "no-address", N_("The name exists but has no address of the wanted kind."))            \
	X(CONNECT_REFUSED, "connect-refused", N_("The port is closed: nothing accepts connections there."))  \
	X(CONNECT_TIMEOUT, "connect-timeout",                                                                \
	  N_("Nothing answered in time: the server is down or a firewall drops the connection."))            \
	X(UNREACHABLE, "unreachable", N_("There is no way to this address from here."))                      \
	X(CONNECT_FAILED, "connect-failed", N_("The connection could not be made."))                         \
	/* a proxy on the way */                                                                             \
	X(PROXY_DOWN, "proxy-down", N_("The proxy cannot be reached."))                                      \
	X(PROXY_SILENT, "proxy-silent",                                                                      \
	  N_("The proxy took the connection, but neither it nor the server beyond it answered in time."))    \
	X(PROXY_LOGIN, "proxy-login", N_("The proxy wants a log-in, or does not accept the one given."))     \
	X(PROXY_DENIED, "proxy-denied", N_("The proxy does not allow connections to this server or port."))  \
	X(PROXY_TARGET_REFUSED, "proxy-target-refused",                                                      \
	  N_("The proxy works, but could not connect to the server."))                                       \
	X(PROXY_NAME_UNKNOWN, "proxy-name-unknown",                                                          \
	  N_("The proxy works, but found no server of this name, or no way to it."))                         \
	X(PROXY_FAILED, "proxy-failed", N_("What answers is not a proxy of this kind."))                     \
	/* the conversation */                                                                               \
	X(CLOSED, "closed", N_("The server closed the connection."))                                         \
	X(RESET, "reset", N_("The connection was cut off."))                                                 \
	X(REPLY_TIMEOUT, "reply-timeout", N_("The server did not answer in time."))                          \
	X(TOTAL_TIMEOUT, "total-timeout", N_("The whole run took too long."))                                \
	X(LINE_TOO_LONG, "line-too-long", N_("The server sent a line that is far too long."))                \
	X(REPLY_TOO_LONG, "reply-too-long", N_("The server sent a reply that does not end."))                \
	X(INVALID_REPLY, "invalid-reply", N_("The server sent something that is not an SMTP reply."))        \
	X(MIXED_CODES, "mixed-codes", N_("The lines of one reply carry different codes."))                   \
	X(OUT_OF_STEP, "out-of-step", N_("The server sent a reply that nobody asked for."))                  \
	X(LOGIN_CODE_UNASKED, "login-code-unasked",                                                          \
	  N_("The server sent a code about a log-in where no log-in was."))                                  \
	X(UNEXPECTED_CODE, "unexpected-code",                                                                \
	  N_("The server answered with a code that does not belong here."))                                  \
	X(ENDLESS_CHALLENGES, "endless-challenges",                                                          \
	  N_("The server kept asking for more in the log-in and never decided."))                            \
	X(BAD_CHALLENGE, "bad-challenge",                                                                    \
	  N_("The server's question in the log-in makes no sense for this mechanism."))                      \
	X(MESSAGE_UNCONFIRMED, "message-unconfirmed",                                                        \
	  N_("The message was sent, but no answer came: the server may have taken it. Sending it again may " \
	     "deliver it twice."))                                                                           \
	X(SMTPUTF8_NOT_OFFERED, "smtputf8-not-offered",                                                      \
	  N_("An address has letters beyond ASCII, and the server does not take such addresses "             \
	     "(SMTPUTF8)."))                                                                                 \
	/* something else answers */                                                                         \
	X(NOT_SMTP_HTTP, "not-smtp-http", N_("A web server answers on this port."))                          \
	X(NOT_SMTP_IMAP, "not-smtp-imap", N_("An IMAP server (for reading mail) answers on this port."))     \
	X(NOT_SMTP_POP3, "not-smtp-pop3", N_("A POP3 server (for fetching mail) answers on this port."))     \
	X(NOT_SMTP_SSH, "not-smtp-ssh", N_("An SSH server answers on this port."))                           \
	X(NOT_SMTP_FTP, "not-smtp-ftp", N_("An FTP server answers on this port."))                           \
	X(NOT_SMTP_OTHER, "not-smtp-other", N_("A server of another kind answers on this port."))            \
	X(TLS_ON_PLAIN_PORT, "tls-on-plain-port", N_("This port speaks TLS from the first byte."))           \
	X(PLAIN_ON_TLS_PORT, "plain-on-tls-port", N_("This port does not speak TLS from the first byte."))   \
	X(BANNER_MASKED, "banner-masked",                                                                    \
	  N_("A firewall rewrites the conversation (the greeting is starred out)."))                         \
	/* TLS */                                                                                            \
	X(TLS_NOT_OFFERED, "tls-not-offered", N_("The server does not offer encryption (STARTTLS)."))        \
	X(STARTTLS_REFUSED, "starttls-refused", N_("The server offers STARTTLS but refused it."))            \
	X(STARTTLS_INJECTION, "starttls-injection",                                                          \
	  N_("Extra bytes came before encryption began: someone may be tampering."))                         \
	X(TLS_HANDSHAKE_FAILED, "tls-handshake-failed", N_("Encryption could not be set up."))               \
	X(TLS_TIMEOUT, "tls-timeout", N_("The server did not finish setting up encryption in time."))        \
	X(TLS_CLOSED, "tls-closed", N_("The server hung up while encryption was being set up."))             \
	X(TLS_VERSION, "tls-version", N_("Both sides know no common TLS version."))                          \
	X(TLS_NO_COMMON_CIPHER, "tls-no-common-cipher", N_("Both sides know no common cipher."))             \
	X(TLS_CLIENT_CERTIFICATE, "tls-client-certificate",                                                  \
	  N_("The server demands a certificate from you."))                                                  \
	X(TLS_CLIENT_CERTIFICATE_REFUSED, "tls-client-certificate-refused",                                  \
	  N_("The server does not take your certificate."))                                                  \
	X(TLS_NEEDS_SNI, "tls-unrecognized-name", N_("The server does not know this host name."))            \
	X(CERT_EXPIRED, "expired", N_("The server's certificate has expired."))                              \
	X(CERT_NOT_YET_VALID, "not-yet-valid", N_("The server's certificate is not valid yet."))             \
	X(CERT_SELF_SIGNED, "self-signed", N_("The server signed its certificate itself."))                  \
	X(CERT_UNKNOWN_CA, "unknown-ca", N_("The certificate's issuer is not known on this computer."))      \
	X(CERT_INCOMPLETE_CHAIN, "incomplete-chain",                                                         \
	  N_("The server left out a certificate between its own and the issuer's."))                         \
	X(CERT_WRONG_HOST, "wrong-host", N_("The certificate is for another host name."))                    \
	X(CERT_REVOKED, "revoked", N_("The certificate was revoked."))                                       \
	X(CERT_WEAK, "weak-key", N_("The certificate's key or signature is too weak."))                      \
	X(CERT_INVALID, "certificate-invalid", N_("The certificate is not valid for this use."))             \
	/* AUTH */                                                                                           \
	X(NO_MECHANISM_OFFERED, "auth-none-offered", N_("The server offers no way to log in."))              \
	X(NO_COMMON_MECHANISM, "auth-no-common-mechanism",                                                   \
	  N_("The server offers no log-in method that can be used here."))                                   \
	X(MECHANISM_NOT_OFFERED, "auth-mechanism-not-offered",                                               \
	  N_("The server does not offer the chosen log-in method."))                                         \
	X(CLEAR_TEXT_REFUSED, "auth-clear-text-refused",                                                     \
	  N_("Logging in without encryption would show the password to the network; mailmedic did not do "   \
	     "it."))                                                                                         \
	X(CREDENTIALS_TOO_LONG, "credentials-too-long",                                                      \
	  N_("The user name and password are too long for this log-in method."))                             \
	X(CREDENTIALS_HAVE_NUL, "credentials-have-nul",                                                      \
	  N_("The user name or password contains a NUL byte."))                                              \
	X(CREDENTIALS_NOT_ALLOWED, "credentials-not-allowed",                                                \
	  N_("The user name or password has characters that this log-in method does not allow."))            \
	X(NO_PASSWORD, "no-password", N_("No password was given."))                                          \
	X(SASL_NOT_USABLE, "sasl-not-usable", N_("This log-in method cannot be used on this computer."))     \
	X(SASL_FALSE_PROOF, "sasl-false-proof",                                                              \
	  N_("The server failed to prove that it knows the password: it may be somebody else."))             \
	X(SASL_NO_PROOF, "sasl-no-proof",                                                                    \
	  N_("The server said yes without the proof that it owes in this log-in method: it may be somebody " \
	     "else."))                                                                                       \
	X(SASL_TOO_MANY_ITERATIONS, "sasl-too-many-iterations",                                              \
	  N_("The server asks for more computing than a log-in may take."))                                  \
	X(TICKET_MISSING, "ticket-missing", N_("There is no Kerberos ticket on this computer."))             \
	X(TICKET_EXPIRED, "ticket-expired", N_("The Kerberos ticket has run out."))                          \
	X(TICKET_SERVICE_UNKNOWN, "ticket-service-unknown",                                                  \
	  N_("The Kerberos server knows no mail server of this name."))                                      \
	X(TICKET_KDC_SILENT, "ticket-kdc-silent", N_("The Kerberos server does not answer."))                \
	X(TICKET_CLOCK_SKEW, "ticket-clock-skew",                                                            \
	  N_("This computer's clock and Kerberos's differ too much."))                                       \
	/* our own child */                                                                                  \
	X(ENGINE_CRASHED, "engine-crashed", N_("mailmedic's SMTP engine stopped unexpectedly."))             \
	X(ENGINE_HUNG, "engine-hung", N_("mailmedic's SMTP engine did not answer."))                         \
	X(SASL_CRASHED, "sasl-crashed", N_("mailmedic's log-in helper stopped unexpectedly."))               \
	X(SASL_HUNG, "sasl-hung", N_("mailmedic's log-in helper did not answer in time."))                   \
	X(CANCELLED, "cancelled", N_("You stopped the run."))

enum problem {
	PROBLEM_NONE,
#define X(name, id, sentence) PROBLEM_##name,
	PROBLEM_LIST(X)
#undef X
	    PROBLEM_COUNT
};

const char *problem_id(enum problem problem);       /* NULL for PROBLEM_NONE */
const char *problem_sentence(enum problem problem); /* untranslated; pass it to _(); NULL for none */
bool problem_parse(const char *id, enum problem *ret_problem);

/* True for a problem of the certificate itself (CERT_...): the user may go on despite it. */
bool problem_is_certificate(enum problem problem);

/* A server of another kind answers: of the web, of IMAP ... */
bool problem_is_stranger(enum problem problem);

#endif
