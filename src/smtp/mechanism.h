/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every SASL mechanism that is known by name, once (RFC 4422, 4616, 5802, 7628 and others). The choice, the
 * pickers, the texts, the log-in exchange and the practice server ask here; no other file knows what a name
 * means. To make a mechanism usable, change who computes it.
 */
#ifndef MAILMEDIC_SMTP_MECHANISM_H
#define MAILMEDIC_SMTP_MECHANISM_H

#include <stdbool.h>
#include <stddef.h>

enum { MECHANISM_NAME_MAX = 21 }; /* RFC 4422: 1 to 20 characters */

/* How much it protects, weakest first. Without TLS, what sends the secret in clear comes after all that does
 * not. */
enum mechanism_strength {
	STRENGTH_NONE,  /* no log-in at all */
	STRENGTH_WEAK,  /* a proof that is out of date, and refused by many servers that list it */
	STRENGTH_SENT,  /* as strong as the connection around it */
	STRENGTH_PROOF, /* protects the secret from the server too */
	STRENGTH_BOUND, /* and notices someone in between */
};

/* Who computes the client's answers, in the SASL helper. */
enum mechanism_worker {
	WORKER_NONE, /* nobody yet */
	WORKER_OURS, /* a text and nothing more */
	WORKER_GNU,  /* GNU SASL */
#ifdef MAILMEDIC_GSS
	WORKER_GSS, /* MIT Kerberos, gss-ntlmssp */
#else
	WORKER_GSS = WORKER_NONE, /* built without */
#endif
};

enum mechanism_need {
	MECHANISM_NEEDS_NOTHING,
	MECHANISM_NEEDS_PASSWORD,
	MECHANISM_NEEDS_TOKEN,
	MECHANISM_NEEDS_CERTIFICATE,
	MECHANISM_NEEDS_TICKET
};

/* clang-format off */
#define MECHANISM_NO_PASSWORD N_("mailmedic does not have this log-in method: ask the administrator to offer PLAIN over TLS.")
#define MECHANISM_SCRAM N_("mailmedic does not have this kind of SCRAM: ask the administrator to offer SCRAM-SHA-256 or PLAIN over TLS.")
#define MECHANISM_KERBEROS N_("GS2 is Kerberos single sign-on: ask the administrator for a log-in with a password.")
#define MECHANISM_HIDES_PROOF N_("a proof computed from the password: who has it can guess passwords at leisure")

/* What else holds for a mechanism. */
#define MECHANISM_IN_CLEAR     1u /* shows the secret to whoever reads the connection */
#define MECHANISM_SERVER_FIRST 2u /* has no initial response */
#define MECHANISM_PROVES       4u /* the server proves that it knows the secret: a 235 without that is none */
#define MECHANISM_ASKED_ONLY   8u /* is never chosen, only asked for */
#define MECHANISM_SALTED      16u /* SCRAM (RFC 5802) */

/* Those of one strength in the order of preference.
 * X(enumerator, name, strength, who computes it, what else holds, what it needs, what its mask hides, how a
 *   challenge begins that is as secret as the password ("": each one), one sentence for who cannot use it here) */
#define MECHANISM_LIST(X) \
	X(SCRAM_SHA_512_PLUS, "SCRAM-SHA-512-PLUS", BOUND, NONE, MECHANISM_PROVES | MECHANISM_SALTED, PASSWORD, MECHANISM_HIDES_PROOF, "v=", MECHANISM_SCRAM) \
	X(SCRAM_SHA_256_PLUS, "SCRAM-SHA-256-PLUS", BOUND, GNU, MECHANISM_PROVES | MECHANISM_SALTED, PASSWORD, MECHANISM_HIDES_PROOF, "v=", MECHANISM_SCRAM) \
	X(SCRAM_SHA_1_PLUS, "SCRAM-SHA-1-PLUS", BOUND, GNU, MECHANISM_PROVES | MECHANISM_SALTED, PASSWORD, MECHANISM_HIDES_PROOF, "v=", MECHANISM_SCRAM) \
	X(SCRAM_SHA_512, "SCRAM-SHA-512", PROOF, NONE, MECHANISM_PROVES | MECHANISM_SALTED, PASSWORD, MECHANISM_HIDES_PROOF, "v=", MECHANISM_SCRAM) \
	X(SCRAM_SHA_256, "SCRAM-SHA-256", PROOF, GNU, MECHANISM_PROVES | MECHANISM_SALTED, PASSWORD, MECHANISM_HIDES_PROOF, "v=", MECHANISM_SCRAM) \
	X(SCRAM_SHA_1, "SCRAM-SHA-1", PROOF, GNU, MECHANISM_PROVES | MECHANISM_SALTED, PASSWORD, MECHANISM_HIDES_PROOF, "v=", MECHANISM_SCRAM) \
	X(PLAIN, "PLAIN", SENT, GNU, MECHANISM_IN_CLEAR, PASSWORD, N_("the password"), NULL, MECHANISM_NO_PASSWORD) \
	X(LOGIN, "LOGIN", SENT, GNU, MECHANISM_IN_CLEAR | MECHANISM_SERVER_FIRST, PASSWORD, N_("the password"), NULL, MECHANISM_NO_PASSWORD) \
	X(CRAM_MD5, "CRAM-MD5", WEAK, GNU, MECHANISM_SERVER_FIRST, PASSWORD, MECHANISM_HIDES_PROOF, NULL, MECHANISM_NO_PASSWORD) \
	X(DIGEST_MD5, "DIGEST-MD5", WEAK, GNU, MECHANISM_SERVER_FIRST | MECHANISM_PROVES | MECHANISM_ASKED_ONLY, PASSWORD, \
	  MECHANISM_HIDES_PROOF, "rspauth=", \
	  N_("DIGEST-MD5 is out of date (RFC 6331): ask the administrator to offer PLAIN over TLS.")) \
	X(NTLM, "NTLM", WEAK, GSS, MECHANISM_SERVER_FIRST | MECHANISM_ASKED_ONLY, PASSWORD, MECHANISM_HIDES_PROOF, NULL, \
	  N_("NTLM is Windows single sign-on, and used only when it is chosen by name: ask the administrator to offer LOGIN over TLS as well.")) \
	X(GSS_SPNEGO, "GSS-SPNEGO", PROOF, NONE, 0, TICKET, N_("a ticket, sealed for the server"), "", \
	  N_("SPNEGO is Windows single sign-on: ask the administrator to offer LOGIN over TLS as well.")) \
	X(GSSAPI, "GSSAPI", PROOF, GSS, MECHANISM_PROVES, TICKET, N_("a ticket, sealed for the server"), "", \
	  N_("GSSAPI is Kerberos single sign-on: it needs a ticket of the organisation (klist shows it) and is " \
	     "chosen by name. Or ask the administrator for a log-in with a password.")) \
	X(GS2_KRB5_PLUS, "GS2-KRB5-PLUS", BOUND, NONE, 0, TICKET, N_("a ticket, sealed for the server"), "", MECHANISM_KERBEROS) \
	X(GS2_KRB5, "GS2-KRB5", PROOF, NONE, 0, TICKET, N_("a ticket, sealed for the server"), "", MECHANISM_KERBEROS) \
	X(GS2_IAKERB, "GS2-IAKERB", PROOF, NONE, 0, TICKET, N_("a ticket, sealed for the server"), "", MECHANISM_KERBEROS) \
	X(XOAUTH2, "XOAUTH2", SENT, OURS, MECHANISM_IN_CLEAR, TOKEN, N_("the token: who has it can use the account until it expires"), NULL, \
	  N_("XOAUTH2 takes a token from the provider's web sign-in instead of a password: use a mail " \
	     "program that opens the provider's sign-in page.")) \
	X(OAUTHBEARER, "OAUTHBEARER", SENT, OURS, MECHANISM_IN_CLEAR, TOKEN, N_("the token: who has it can use the account until it expires"), NULL, \
	  N_("OAUTHBEARER takes a token from the provider's web sign-in instead of a password: use a " \
	     "mail program that opens the provider's sign-in page.")) \
	X(EXTERNAL, "EXTERNAL", PROOF, OURS, 0, CERTIFICATE, N_("the name to log in with"), NULL, \
	  N_("EXTERNAL logs in with a certificate of yours instead of a password: ask the " \
	     "administrator how to get one, and name its file as the client certificate.")) \
	X(ANONYMOUS, "ANONYMOUS", NONE, NONE, 0, NOTHING, N_("a word for the server's log"), NULL, \
	  N_("ANONYMOUS is no log-in at all: ask the administrator where to send mail with an account."))
/* clang-format on */

enum mechanism_id {
#define X(enumerator, ...) MECHANISM_##enumerator,
	MECHANISM_LIST(X)
#undef X
	    MECHANISM_COUNT
};

struct mechanism {
	enum mechanism_id id;
	const char *name; /* upper case */
	enum mechanism_strength strength;
	enum mechanism_worker worker;
	bool in_clear;     /* shows the secret to whoever reads the connection */
	bool server_first; /* has no initial response */
	bool proves;       /* the server proves that it knows the secret */
	bool asked_only;   /* never chosen by itself */
	bool salted;       /* SCRAM */
	enum mechanism_need need;
	const char *hides;            /* untranslated: what MASK_TEXT stands for in its exchange */
	const char *secret_challenge; /* how one begins that is to be hidden, before Base64; NULL: none is */
	const char *instead; /* untranslated: what to do where mailmedic cannot use it, one sentence */
};

/* The mechanism of this name, upper or lower case; NULL: not known. Static. */
const struct mechanism *mechanism_find(const char *name);

/* True when `name` is the mechanism `id`. */
bool mechanism_is(const char *name, enum mechanism_id id);

/* The row of the table, in the table's order; NULL after the last. */
const struct mechanism *mechanism_at(size_t index);

/* The names that can be used, in the table's order; NULL after the last. */
const char *mechanism_usable(size_t index);
bool mechanism_is_usable(const char *name);

/* True when `a` is to be preferred to `b`, inside TLS or without; false between equals. */
bool mechanism_is_better(const struct mechanism *a, const struct mechanism *b, bool tls);

/* False for a name that is not known. */
bool mechanism_sends_secret(const char *name);

/* True when it logs in with a token (OAuth); false for a name that is not known. */
bool mechanism_takes_token(const char *name);

/* True when it logs in with a password or token; false for a name that is not known. */
bool mechanism_takes_secret(const char *name);

/* What it does with the secret, as half a sentence; untranslated, never NULL. */
const char *mechanism_deed(const char *name);

/* What to do where mailmedic cannot use it, as one sentence; untranslated, never NULL. */
const char *mechanism_instead(const char *name);

/* What mail programs call it in their settings ("normal password"); untranslated, never NULL. */
const char *mechanism_setting(const char *name);

#endif
