/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills in struct error. Knows nothing of who shows it. */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *error, enum error_kind kind, const char *operation, const char *format, ...)
{
	if (!error)
		return false;
	error->kind = kind;
	error->operation = operation;
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(error->text, sizeof(error->text), format, arguments);
	va_end(arguments);
	return false;
}

bool error_set_errno(struct error *error, const char *operation, const char *subject)
{
	return error_set(error, ERROR_SYSTEM, operation, "%s: %s", subject, strerror(errno));
}
