/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails in a paste, such as a bounce: their bodies as a mail program would show them (RFC 2045). */
#ifndef MAILMEDIC_DIAGNOSE_MIMEBODY_H
#define MAILMEDIC_DIAGNOSE_MIMEBODY_H

struct strbuf;

/*
 * Decodes in place what is quoted-printable, and Base64 bodies that hold text (others are taken out), and
 * takes out the lines between parts. A paste that is no mail stays as it is.
 */
void mimebody_decode(struct strbuf *text);

#endif
