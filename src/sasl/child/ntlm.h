/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of mailmedic-gss: what is public in a message of NTLM ([MS-NLMP], 2.2.1). */
#ifndef MAILMEDIC_SASL_CHILD_NTLM_H
#define MAILMEDIC_SASL_CHILD_NTLM_H

#include <stddef.h>

/* Tells flags and names, and of the client's proof its length (worker_tell). Nothing of bytes that are none.
 */
void ntlm_tell(const char *bytes, size_t len);

#endif
