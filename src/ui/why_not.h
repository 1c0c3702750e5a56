/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a key does nothing here and now. */
#ifndef MAILMEDIC_UI_WHY_NOT_H
#define MAILMEDIC_UI_WHY_NOT_H

#include "ui/ui.h"

/* One sentence, translated; NULL: nothing is to be said. */
const char *why_not(const struct ui *ui, uint32_t key);

#endif
