/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What code in a hijacked child would try. Linked only into engine-hijacked and sasl-hijacked. */
#ifndef MAILMEDIC_TESTS_ENGINE_HIJACK_H
#define MAILMEDIC_TESTS_ENGINE_HIJACK_H

/* Tries each and tells the results, 0 for success: the engine as notes "name errno", several in one note; the
 * SASL helper as fields "name=errno". */
void hijack_try_everything(void);

#endif
