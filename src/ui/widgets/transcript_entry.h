/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one entry of the transcript looks, and which entries are marked. */
#ifndef MAILMEDIC_UI_WIDGETS_TRANSCRIPT_ENTRY_H
#define MAILMEDIC_UI_WIDGETS_TRANSCRIPT_ENTRY_H

#include "ui/widgets/transcript_pane.h"

/* How many lines an entry takes in so many columns. */
size_t transcript_entry_lines(const struct transcript_entry *entry, int columns);

/* Draws line `line` of an entry on row y. `here`: the cursor is on the entry. */
void transcript_entry_draw(const struct canvas *canvas, int y, const struct transcript_entry *entry,
			   size_t line, const struct find *find, bool here, bool marked);

/* Appends the entry as a line of plain text. */
void transcript_entry_write(const struct transcript_entry *entry, bool marked, struct strbuf *out);

/* True when the user has marked the entry. */
bool transcript_pane_is_marked(const struct transcript_pane *pane, size_t entry);

/* Marks the entry under the cursor, or takes its mark away. */
void transcript_pane_mark(struct transcript_pane *pane);

/* Puts the cursor on the next marked entry that the filter shows, round the end; false when there is none. */
bool transcript_pane_next_mark(struct transcript_pane *pane);

#endif
