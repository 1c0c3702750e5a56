/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks and looks up texts for translation (gettext). Which language it is, is language.h's business. */
#ifndef MAILMEDIC_BASE_INTL_H
#define MAILMEDIC_BASE_INTL_H

#include <libintl.h>

#define _(text)  intl_look_up(text)
#define N_(text) text

/* The text in the user's language; an empty text stays empty (gettext would give its own header). */
static inline __attribute__((format_arg(1))) const char *intl_look_up(const char *text)
{
	return text[0] == '\0' ? text : gettext(text);
}

#endif
