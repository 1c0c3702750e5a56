/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terms of the glossary, as a list to search along with the topics. */
#ifndef MAILMEDIC_UI_WIDGETS_TERMS_H
#define MAILMEDIC_UI_WIDGETS_TERMS_H

#include "diagnose/kb.h"

#define TERMS_GROUP "terms" /* in kb_topic.group; no folder of help/ */

/* Id: the anchor in the topic "glossary"; title: the term; summary: its text without marks. All owned. */
struct terms {
	struct kb_topic *list;
	size_t count;
};

/* Reads them in the language of `kb`; none when there is no glossary. */
void terms_read(struct terms *ret_terms, const struct kb *kb);
void terms_finish(struct terms *terms);

/* The title of a term with this heading and text, "permanent"; in a translation with its word in bold, "word
 * (permanent)". The caller frees it. */
char *terms_title(const char *heading, const char *text);

#endif
