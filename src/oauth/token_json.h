/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a token says and what was found in it, as JSON: the same object in reports and in recordings. */
#ifndef MAILMEDIC_OAUTH_TOKEN_JSON_H
#define MAILMEDIC_OAUTH_TOKEN_JSON_H

#include <jansson.h>

#include "oauth/finding.h"

/* The caller calls json_decref. */
json_t *token_report_write(const struct token_report *report);

/* Reads what token_report_write wrote, or what anybody may have made of it: texts are made inert and cut,
 * unknown findings left out. False, with *ret_report untouched, when `object` is none. */
bool token_report_read(const json_t *object, struct token_report *ret_report);

#endif
