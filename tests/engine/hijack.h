/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What code in a hijacked engine would try. Linked only into mailmedic-engine-hijack. */
#ifndef MAILMEDIC_TESTS_ENGINE_HIJACK_H
#define MAILMEDIC_TESTS_ENGINE_HIJACK_H

/* Tries each and tells the results as notes "name errno", 0 for success, several in one note. */
void hijack_try_everything(void);

#endif
