/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judges a certificate chain: is it trusted, valid now, and for this host? Finds everything that
 * is wrong, names what helps the user most and mentions the rest.
 */
#ifndef MAILMEDIC_WIRE_VERIFY_H
#define MAILMEDIC_WIRE_VERIFY_H

#include "smtp/problem.h"
#include "wire/address.h"
#include "wire/trust.h"

#include <openssl/x509.h>

/*
 * `chain` as the server sent it, its own certificate first (at least one). PROBLEM_NONE: trusted
 * and for `host`. Otherwise *ret_detail is an inert text of one sentence or more, which the caller
 * frees; it is NULL when nothing is wrong.
 */
enum problem verify_chain(STACK_OF(X509) *chain, const struct server_name *host, struct trust *trust,
			  char **ret_detail);

#endif
