/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of JSON that `check` and `explain` share. Each returned object is the caller's. */
#ifndef MAILMEDIC_PRESENT_REPORT_JSON_PARTS_H
#define MAILMEDIC_PRESENT_REPORT_JSON_PARTS_H

#include "discover/promise.h"
#include "present/report.h"

#include <jansson.h>

/* Foreign text, masked and inert, or null for NULL and "". */
json_t *json_shown(const struct mask *mask, const char *text);

/* "ipv4", "ipv6", "any" */
json_t *json_family(enum address_family family);

/* {"code","enhanced","class","lines","more_lines"}; of a long reply FORMAT_REPLY_LINES lines. */
json_t *json_reply(const struct mask *mask, const struct reply *reply);

/* What the organisation says with each failure, or null. */
json_t *json_fixed_line(const struct kb *kb);

/* {"action","label","to"?,"seconds"?} */
json_t *json_fix(const struct fix *fix);

/* The questions that would tell the causes apart. */
json_t *json_questions(const struct question *questions, size_t count);

/* [{"id","title","confidence","who","own","evidence","signs","fixes"}] */
json_t *json_diagnoses(const struct mask *mask, const struct diagnosis *diagnoses, size_t count);

/* {"name","outcome","signed","promised"}, or null where it was not asked for. */
json_t *json_promise(const struct promises *promises, enum promise promise);

/* The same of PROMISE_TLSA, with "fit" where it is promised. */
json_t *json_tlsa(const struct promises *promises, enum tlsa_fit fit);

/* Appends the text of `value` (JSON_... flags of jansson) and gives it up. */
void json_append(json_t *value, size_t flags, struct strbuf *out);

#endif
