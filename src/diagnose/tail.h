/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What programs print after a reply when they quote it. */
#ifndef MAILMEDIC_DIAGNOSE_TAIL_H
#define MAILMEDIC_DIAGNOSE_TAIL_H

#include <stddef.h>

/*
 * How much of the line `text` is the server's: without "(in reply to ...)", the next member of a tuple, a
 * JSON object or a settings list, closing quotes and brackets, and white space. `len` when nothing follows.
 */
size_t trim_log_suffix(const char *text, size_t len);

#endif
