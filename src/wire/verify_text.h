/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What verification found, in sentences for people. */
#ifndef MAILMEDIC_WIRE_VERIFY_TEXT_H
#define MAILMEDIC_WIRE_VERIFY_TEXT_H

#include "base/strbuf.h"
#include "smtp/problem.h"
#include "wire/address.h"

#include <openssl/x509.h>

/* One thing that is wrong. */
struct finding {
	enum problem problem;
	int error;         /* X509_V_ERR_... */
	X509 *certificate; /* the one concerned; borrowed from the chain or the store, or NULL */
};

/* Appends one sentence on `finding` about `leaf`, the server's certificate. */
void verify_describe(struct strbuf *out, const struct finding *finding, const X509 *leaf,
		     const struct server_name *host);

#endif
