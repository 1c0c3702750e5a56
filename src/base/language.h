/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The language of interface and help: from --lang, else from the environment. It is a matter of texts alone
 * and needs no locale of that language on the computer: any that writes UTF-8 is enough.
 */
#ifndef MAILMEDIC_BASE_LANGUAGE_H
#define MAILMEDIC_BASE_LANGUAGE_H

#include <stddef.h>

enum { LANGUAGE_COUNT = 2 }; /* languages that language_at knows */

/*
 * Sets the locale from the environment. Where LANG and the like name one that this computer does not have but
 * that writes UTF-8, C.UTF-8 takes its place. `installed` is the configured folder of the translations, see
 * installed.h. To be called once, before anything is looked up.
 */
void language_start(const char *installed);

/*
 * Chooses the language: `wanted` ("zh_CN", "zh-Hans"...), or what LANGUAGE, LC_ALL, LC_MESSAGES and LANG say
 * when it is NULL. A locale that cannot write UTF-8 stays English, unless no locale is set at all and one is
 * wanted.
 */
void language_choose(const char *wanted);

/* The languages that help and interface are complete in: "en", ... NULL after the last. *ret_name is what it
 * calls itself; it may be NULL. Static. */
const char *language_at(size_t index, const char **ret_name);

/* The chosen language as help/ names its folders: "en", "zh_CN". Static. */
const char *language_id(void);

/* Why `wanted` (what --lang says) is not the language that is shown, one sentence; NULL when it is, or when
 * it is NULL. Static. */
const char *language_why_not(const char *wanted);

#endif
