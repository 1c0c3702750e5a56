/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAILMEDIC_TESTS_FUZZ_HELPER_BEARER_H
#define MAILMEDIC_TESTS_FUZZ_HELPER_BEARER_H

/* Makes bearer.c as it was when the process began. */
void bearer_forget_run(void);

#endif
