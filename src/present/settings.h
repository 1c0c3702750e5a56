/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of an account as rows in words: for the form, the difference before a fix, the summary. */
#ifndef MAILMEDIC_PRESENT_SETTINGS_H
#define MAILMEDIC_PRESENT_SETTINGS_H

#include "account/account.h"

struct strbuf;

enum setting {
	SETTING_ADDRESS,
	SETTING_HOST,
	SETTING_PORT,
	SETTING_TLS,
	SETTING_USER,
	SETTING_MECHANISM,
	SETTING_EHLO_NAME,
	SETTING_CERT_PATH,
	SETTING_KEY_PATH,
	SETTING_PROXY,
	SETTING_FROM,
	SETTING_TO,
	SETTING_COUNT
};

/* Translated label. */
const char *setting_label(enum setting setting);

/* Appends the value that takes effect ("" when there is none). */
void setting_write(const struct account *account, enum setting setting, struct strbuf *out);

/* Appends the value in words for people: as setting_write, but "TLS from the first byte", "the best
 * offered". */
void setting_write_words(const struct account *account, enum setting setting, struct strbuf *out);

/* True when two accounts differ in it, with the words of both in `one` and `other` (initialised, empty); "-"
 * where there are none. */
bool setting_differs(const struct account *a, const struct account *b, enum setting setting,
		     struct strbuf *one, struct strbuf *other);

/* Where its present value comes from. */
enum origin setting_origin(const struct account *account, enum setting setting);

/* Translated words for where a value comes from: "guessed", "provider, 2026-11-23". */
void setting_write_origin(const struct account *account, enum setting setting, struct strbuf *out);

/* Takes a value that the user typed; an empty one takes an optional setting back. False with `error`. */
bool setting_set(struct account *account, enum setting setting, const char *text, struct error *error);

/* The values to choose from, or NULL for free text; NULL after the last. Identifiers. */
const char *setting_choice(enum setting setting, size_t index);

#endif
