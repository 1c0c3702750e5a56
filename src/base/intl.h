/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks and looks up texts for translation (gettext). */
#ifndef MAILMEDIC_BASE_INTL_H
#define MAILMEDIC_BASE_INTL_H

#include <libintl.h>

#define _(text)  gettext(text)
#define N_(text) text

#endif
