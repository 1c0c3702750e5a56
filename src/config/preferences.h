/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the user likes, from XDG_CONFIG_HOME/mailmedic/settings.yaml: palette, mouse, language, keys, the
 * address and server of last time. Never a password. Knows no screen: what the values mean is for
 * others to judge.
 */
#ifndef MAILMEDIC_CONFIG_PREFERENCES_H
#define MAILMEDIC_CONFIG_PREFERENCES_H

#include "account/account.h"
#include "base/error.h"

enum { PREFERENCE_KEYS_MAX = 128, PREFERENCES_BYTES_MAX = 64 * 1024 };

struct preference_key {
	char *action; /* "send-clear" */
	char *keys;   /* "f5 r" */
	int line;     /* of the file, from 1 */
};

struct preferences {
	char *path;    /* of the file; NULL: there is no folder for it, nothing is kept */
	bool broken;   /* the file has a mistake: it is never written over */
	char *palette; /* these: NULL when the file does not say */
	char *language;
	int palette_line; /* of the file, from 1 */
	int language_line;
	char *address;       /* of last time, when `remember` */
	char *server;        /* "HOST:PORT" */
	char *tls;           /* tls_mode_id */
	char *proxy;         /* as --proxy takes it, without a log-in; the file alone names it */
	char *token_command; /* that brings a token; the file alone names it */
	bool mouse;
	bool remember;
	bool fixed_mask; /* a typed password is shown as a mask of fixed length */
	struct preference_key keys[PREFERENCE_KEYS_MAX];
	size_t key_count;
};

/* Defaults, and a file that is not there. */
void preferences_init(struct preferences *preferences);
void preferences_finish(struct preferences *preferences);

/*
 * Reads the file. A missing one is no mistake. False with one sentence in `error` when it cannot be read or
 * understood: then all is as after preferences_init, and `broken`.
 */
bool preferences_load(struct preferences *preferences, struct error *error);

/*
 * Writes what differs into the file, as a whole or not at all, mode 0600; comments and keys stay as they are.
 * False with `error` when the file is broken or cannot be written.
 */
bool preferences_save(const struct preferences *preferences, struct error *error);

/* Takes the account of a run as the one to offer next time; nothing when it is not to be remembered. */
void preferences_remember(struct preferences *preferences, const struct account *account);

/* Switches that on or off; what is remembered goes with it. Returns a translated sentence on it, static. */
const char *preferences_switch_remember(struct preferences *preferences);

/* Puts the server of last time into an account whose address is that of last time; what the user typed stays.
 */
void preferences_recall(const struct preferences *preferences, struct account *account);

#endif
