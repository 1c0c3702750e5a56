/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmocka wants these before its own header. */
#ifndef MAILMEDIC_TESTS_CMOCKA_ALL_H
#define MAILMEDIC_TESTS_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
