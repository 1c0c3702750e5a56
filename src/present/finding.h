/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `find` found, as text and as JSON: the same facts for both front ends. */
#ifndef MAILMEDIC_PRESENT_FINDING_H
#define MAILMEDIC_PRESENT_FINDING_H

#include "discover/discovery.h"

struct strbuf;

/* The exit codes of `find` (0: found and reachable). */
enum { FINDING_UNREACHABLE = 2, FINDING_NOTHING = 3, FINDING_UNTRUSTED = 29 };

/* What the process ends with, from what is known. */
int finding_exit_code(const struct discovery *discovery);

/* One sentence for what is remarkable about the domain ("offers no SMTP", "did you mean"), number `index`;
 * false past the last. Appends to `out`. */
bool finding_note(const struct discovery *discovery, size_t index, struct strbuf *out);

/* "mail.example.org:465, TLS from the first byte"; inert. */
void finding_server(const struct candidate *candidate, struct strbuf *out);

/* "from the domain's SRV record, not signed; confidence: medium" */
void finding_origin(const struct candidate *candidate, struct strbuf *out);

/* A server outside the domain that nobody vouches for is warned about in one sentence; false for any other.
 */
bool finding_warning(const struct discovery *discovery, const struct candidate *candidate,
		     struct strbuf *out);

/* Where there is a domain that may have been meant (did_you_mean): appends the address with that one. */
void finding_respelled(const struct discovery *discovery, struct strbuf *out);

/* True when somebody who was not asked yet may know more; what to call that, and what they learn by it. */
bool finding_may_ask(const struct discovery *discovery, enum ask_whom whom);
void finding_ask_label(const struct discovery *discovery, enum ask_whom whom, struct strbuf *out);
void finding_ask_note(const struct discovery *discovery, enum ask_whom whom, struct strbuf *out);

/* The whole as text, or as one JSON object with a line end. */
void finding_text(const struct discovery *discovery, struct strbuf *out);
void finding_json(const struct discovery *discovery, struct strbuf *out);

#endif
