/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording opened for reading. */
#ifndef MAILMEDIC_HEADLESS_REPLAY_H
#define MAILMEDIC_HEADLESS_REPLAY_H

#include "checkup/checkup.h"
#include "headless/headless.h"

struct replay {
	struct recording *recording;
	size_t run; /* the one that is shown */
	struct checkup checkup;
};

/*
 * Opens `path`; "FILE#2" is the second run of FILE, without a number it is the last. False with `error`; else
 * the caller closes it.
 */
bool replay_open(struct replay *replay, const char *path, const struct kb *kb, struct error *error);
/* Frees what replay_open made. */
void replay_close(struct replay *replay);

#endif
