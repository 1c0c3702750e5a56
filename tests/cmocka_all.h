/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmocka wants these before its own header. */
#ifndef MAILMEDIC_TESTS_CMOCKA_ALL_H
#define MAILMEDIC_TESTS_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* cmocka 1.1 writes what it skips as `not ok`, which meson takes for a failure. */
#define skip_because(reason)                                                                                 \
	do {                                                                                                 \
		print_message("# skipped, " reason "\n");                                                    \
		return;                                                                                      \
	} while (0)

#endif
