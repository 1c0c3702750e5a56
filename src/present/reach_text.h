/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is reachable, as a table of lines and as sentences: both front ends show the same. */
#ifndef MAILMEDIC_PRESENT_REACH_TEXT_H
#define MAILMEDIC_PRESENT_REACH_TEXT_H

#include "discover/reach.h"

struct strbuf;

/*
 * A line for each port: "  465 TLS at once    ok 41 ms TLSv1.3    no route", under a line for each server
 * with the names of the columns. Cells that are not over say "...". Ends with a line end.
 */
void reach_text_table(const struct reach *reach, struct strbuf *out);

/* One cell in words: "smtp.example.org, port 465, IPv4, TLS at once: ok 41 ms"; without a line end. */
void reach_text_cell(const struct reach *reach, const struct reach_cell *cell, struct strbuf *out);

/* "ok 41 ms TLSv1.3" */
void reach_text_result(const struct port_result *result, struct strbuf *out);

/* Appends the conclusion number `index`, a sentence without a line end; why a proxy turned a port away comes
 * last. False past the last, and before all is done. */
bool reach_text_conclusion(const struct reach *reach, size_t index, struct strbuf *out);

/* The facts in one sentence for an administrator: "From here port 465 by IPv4: ok; ...". Appends; without a
 * line end. */
void reach_text_sentence(const struct reach *reach, struct strbuf *out);

#endif
