/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the checkup share. */
#ifndef MAILMEDIC_CHECKUP_CHECKUP_PARTS_H
#define MAILMEDIC_CHECKUP_CHECKUP_PARTS_H

#include "checkup/checkup.h"

/* Drops the account, the practice server and the runs. */
void checkup_start_anew(struct checkup *checkup);

/* Wipes the password that was typed last. */
void checkup_forget_password(struct checkup *checkup);

/* Ends the case that was put aside, if there is one. */
void checkup_destroy_aside(struct checkup *checkup);

/* Before another run begins: one that is decided becomes the attempt before. */
void checkup_keep_run(struct checkup *checkup);

/* Takes the texts and rules from another knowledge base, which stays valid while the checkup is. */
void checkup_use_kb(struct checkup *checkup, const struct kb *kb);

#endif
