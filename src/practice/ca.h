/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A throwaway certificate authority: made at the start of a practice server, gone at its end. Its
 * certificate lies in a folder of its own (0700, file 0600); keys stay in memory.
 */
#ifndef MAILMEDIC_PRACTICE_CA_H
#define MAILMEDIC_PRACTICE_CA_H

#include "base/error.h"
#include "practice/scenario.h"

#include <openssl/ssl.h>
#include <stdbool.h>

struct ca {
	char *folder; /* owned */
	char *file;   /* PEM of the root; owned */
	SSL_CTX *tls; /* what the server answers handshakes with; owned */
};

/*
 * Makes root, leaf and the folder ($XDG_RUNTIME_DIR or /tmp) for what `scenario` asks for. False
 * with `error` (nothing is left behind) when OpenSSL or the file system refuses.
 */
bool ca_init(struct ca *ca, const struct scenario *scenario, struct error *error);

/* Frees the memory; the folder stays when `keep_folder` (another process owns it). */
void ca_finish(struct ca *ca, bool keep_folder);

/* Removes a folder made by ca_init; errors are of no interest. */
void ca_remove_folder(const char *folder);

#endif
