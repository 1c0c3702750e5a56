/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The texts of one language, read from a compiled message catalogue (.mo; GNU gettext manual, "The Format of
 * GNU MO Files"). The C library reads the same files, but only where the computer has a locale of that
 * language: since glibc 2.39 C.UTF-8 does not do.
 */
#ifndef MAILMEDIC_BASE_CATALOGUE_H
#define MAILMEDIC_BASE_CATALOGUE_H

#include <stddef.h>

struct catalogue;

/* The catalogue in a file; NULL: there is none, or it is damaged. It stays for as long as the program runs.
 */
const struct catalogue *catalogue_open(const char *path);

/* The translation of `text`; NULL: there is none, or `catalogue` is NULL. */
const char *catalogue_look_up(const struct catalogue *catalogue, const char *text);

/* The same of a text with a number in it, which has a form for each kind of number in that language. */
const char *catalogue_look_up_count(const struct catalogue *catalogue, const char *text,
				    unsigned long number);

#endif
