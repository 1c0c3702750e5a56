/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events and facts hold inert text: what was made inert is read as it came, searched, and made inert again.
 */
#include "walk/remask.h"

#include "base/memory.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "walk/fact.h"

#include <stdlib.h>
#include <string.h>

enum { GROWTH_MAX = 10, ROOM = 16 }; /* what text_make_inert and the mask make of one byte, at most */

void remask_begin(struct remask *remask, const struct mask *mask)
{
	*remask = (struct remask){.lines = {.needles = mask->needles}, .replies = {.needles = mask->needles}};
}

/* ---- one text */

static void replace_wiped(char **text, const char *with)
{
	char *copy = mem_strdup(with);

	secret_wipe_buffer(*text, strlen(*text));
	free(*text);
	*text = copy;
}

static struct strbuf room_for(size_t len)
{
	struct strbuf room;

	strbuf_init(&room, GROWTH_MAX * len + ROOM);
	return room;
}

static void wipe(struct strbuf *text)
{
	secret_wipe_buffer(text->data, text->size);
	strbuf_finish(text);
}

/* What the mask makes of a text as it came: `raw` alone in a text, else in its place in `pass`. */
static void mask_raw(const struct remask *remask, struct mask *pass, const struct strbuf *raw,
		     const char *next, struct strbuf *out)
{
	struct strbuf raw_next = room_for(next ? strlen(next) : 0);

	if (next)
		text_read_inert(&raw_next, next, strlen(next));
	if (pass)
		mask_reply_line(pass, (struct mask_line){raw->data, raw->len},
				(struct mask_line){next ? raw_next.data : NULL, raw_next.len}, out);
	else
		mask_show(&remask->lines, raw->data, raw->len, out);
	wipe(&raw_next);
}

/* True when a mask without needles makes the same of it: then the text stays as it is. */
static bool is_untouched(const struct strbuf *raw, const struct strbuf *masked)
{
	struct strbuf inert = room_for(raw->len);

	text_make_inert(&inert, raw->data, raw->len);
	bool same = inert.len == masked->len && memcmp(inert.data, masked->data, inert.len) == 0;
	wipe(&inert);
	return same;
}

static void mask_again(struct remask *remask, struct mask *pass, char **line, const char *next)
{
	if (!*line)
		return;
	struct strbuf raw = room_for(strlen(*line)), masked = room_for(strlen(*line) * sizeof(MASK_TEXT));
	text_read_inert(&raw, *line, strlen(*line));
	mask_raw(remask, pass, &raw, next, &masked);
	if (!is_untouched(&raw, &masked)) {
		replace_wiped(line, masked.data);
		remask->found = true;
	}
	wipe(&raw);
	wipe(&masked);
}

void remask_text(struct remask *remask, char **text)
{
	mask_again(remask, NULL, text, NULL);
}

void remask_line(struct remask *remask, char **line, const char *next)
{
	mask_again(remask, &remask->lines, line, next);
}

/* ---- what is made of lines */

void remask_reply(struct remask *remask, struct reply *reply, bool again)
{
	if (again)
		remask->replies.seam = remask->before;
	remask->before = remask->replies.seam;
	for (size_t i = 0; i < reply->line_count; i++) {
		struct reply_line *line = &reply->lines[i];

		mask_again(remask, &remask->replies, &line->bytes,
			   i + 1 < reply->line_count ? line[1].bytes : NULL);
		line->len = strlen(line->bytes);
	}
}

static void remask_certificate(struct remask *remask, struct certificate *certificate)
{
	remask_text(remask, &certificate->subject);
	remask_text(remask, &certificate->issuer);
	remask_text(remask, &certificate->key);
	remask_text(remask, &certificate->signature);
	for (size_t i = 0; i < certificate->name_count; i++)
		remask_text(remask, &certificate->names[i]);
}

void remask_tls(struct remask *remask, struct tls_facts *tls)
{
	remask_text(remask, &tls->detail);
	for (size_t i = 0; i < tls->chain_count; i++)
		remask_certificate(remask, &tls->chain[i]);
}

/* ---- facts */

static const char *find_next_line(const struct transcript *transcript, size_t at)
{
	for (size_t i = at + 1; i < transcript->count; i++)
		if (transcript->entries[i].from == FROM_SERVER)
			return transcript->entries[i].line;
	return NULL;
}

static void remask_transcript(struct remask *remask, struct transcript *transcript)
{
	for (size_t i = 0; i < transcript->count; i++) {
		struct transcript_entry *entry = &transcript->entries[i];

		if (entry->from == FROM_SERVER)
			remask_line(remask, &entry->line, find_next_line(transcript, i));
		else
			remask_text(remask, &entry->line);
	}
}

bool remask_facts(struct facts *facts, const struct mask *mask)
{
	struct remask remask;

	remask_begin(&remask, mask);
	remask_transcript(&remask, &facts->transcript);
	remask_reply(&remask, &facts->greeting, false);
	remask_reply(&remask, &facts->ehlo, false);
	remask_reply(&remask, &facts->reply, false);
	if (facts->ehlo_seen)
		capabilities_read(&facts->capabilities, &facts->ehlo);
	remask_tls(&remask, &facts->tls);
	for (size_t i = 0; i < facts->address_count; i++)
		remask_text(&remask, &facts->addresses[i].address);
	remask_text(&remask, &facts->own_address);
	for (size_t i = 0; i < facts->field_count; i++)
		remask_text(&remask, &facts->fields[i].text);
	remask_text(&remask, &facts->verdict.detail);
	return remask.found;
}
