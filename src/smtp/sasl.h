/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SASL names and Base64, for choosing a mechanism and for showing an exchange to people (RFC 4954, 4422). */
#ifndef MAILMEDIC_SMTP_SASL_H
#define MAILMEDIC_SMTP_SASL_H

#include "smtp/capabilities.h"

struct strbuf;

/* Mechanisms that the engine has, strongest first: CRAM-MD5, PLAIN, LOGIN; NULL behind the last. */
const char *sasl_engine_mechanism(size_t index);
bool sasl_engine_has(const char *mechanism);

/* True when the mechanism shows the password to whoever reads the connection (PLAIN, LOGIN, XOAUTH2,
 * OAUTHBEARER). */
bool sasl_is_clear_text(const char *mechanism);

/* The strongest mechanism that server and engine share, or NULL. Borrowed, static. */
const char *sasl_choose(const struct capabilities *capabilities);

/*
 * What stands in the way of a mechanism that the engine does not have, and what to do, as one
 * untranslated sentence (GSSAPI, NTLM, XOAUTH2, ... named one by one). Never NULL.
 */
const char *sasl_explain_foreign(const char *mechanism);

/* Decodes Base64 (RFC 4648, strict). False when it is not Base64. The result may hold any byte. */
bool sasl_decode(const char *text, size_t len, struct strbuf *out);
void sasl_encode(const char *bytes, size_t len, struct strbuf *out);

#endif
