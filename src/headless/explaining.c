/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reply's lines, joined for the rules. */
#include "headless/explaining.h"

#include "base/strbuf.h"

size_t explaining_diagnose(const struct kb *kb, const struct symptom *context, const struct reply *reply,
			   struct strbuf *text, struct diagnosis ret_list[DIAGNOSES_MAX])
{
	strbuf_clear(text);
	for (size_t i = 0; i < reply->line_count; i++) {
		if (i > 0)
			strbuf_addc(text, '\n');
		strbuf_add(text, reply->lines[i].bytes, reply->lines[i].len);
	}
	struct symptom symptom = *context;
	symptom.reply = reply->line_count > 0 ? text->data : NULL;
	return diagnose(kb, &symptom, ret_list);
}
