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

/* Weighs the causes of the reply that was pasted. */
void checkup_diagnose_paste(struct checkup *checkup);

/* Makes the numbered fixes of the causes found. */
void checkup_collect_choices(struct checkup *checkup);

/* From now on hides the secrets that came in files: they are known before anybody asks for them. */
void checkup_watch_given(struct checkup *checkup);

/* Before another run begins: one that is decided becomes the attempt before. */
void checkup_keep_run(struct checkup *checkup);

/* Weighs the causes of the run anew, and collects the fixes. */
void checkup_diagnose(struct checkup *checkup);

/* What was measured for the server in use, as circumstances. */
struct circumstances checkup_measured(const struct checkup *checkup);

/* One round of the poll loop for what is being looked at; and its end. */
void checkup_want_reach(const struct checkup *checkup, struct loop *loop);
void checkup_step_reach(struct checkup *checkup, const struct loop *loop);
void checkup_forget_reach(struct checkup *checkup);

/* The same for the search for settings. */
void checkup_want_discovery(const struct checkup *checkup, struct loop *loop);
void checkup_step_discovery(struct checkup *checkup, const struct loop *loop);

/* Takes the texts and rules from another knowledge base, which stays valid while the checkup is. */
void checkup_use_kb(struct checkup *checkup, const struct kb *kb);

#endif
