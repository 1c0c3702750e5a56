/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose certificate it was, by the words of a program that refused it. */
#ifndef MAILMEDIC_DIAGNOSE_DIALOGUE_CERTIFICATE_H
#define MAILMEDIC_DIAGNOSE_DIALOGUE_CERTIFICATE_H

#include "diagnose/kb.h"

/* The first host in `words` that a provider's topic names: what was to be reached. */
bool dialogue_certificate_host(const struct kb *kb, const char *words, char ret_name[256]);

/* The first name of the certificate that `words` give and that is not `host` (which may be NULL); "": none.
 */
void dialogue_certificate_name(const char *words, const char *host, char ret_name[256]);

#endif
