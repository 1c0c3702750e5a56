/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks and looks up texts for translation. Which language it is, is language.h's business. */
#ifndef MAILMEDIC_BASE_INTL_H
#define MAILMEDIC_BASE_INTL_H

#define _(text)  intl_look_up(text)
#define N_(text) text

/* The text in the user's language, the text itself where that has none. Static. */
const char *intl_look_up(const char *text) __attribute__((format_arg(1)));

/* The same of a text with a number in it: `one` where it is 1 in English, `many` otherwise. */
const char *intl_count(const char *one, const char *many, unsigned long number)
    __attribute__((format_arg(1), format_arg(2)));

#endif
