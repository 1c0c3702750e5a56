/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log-in unfolded: each line as it was sent, and below it what its Base64 holds, field by field.
 * The transcript is masked already; secret parts are named, never shown.
 */
#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "smtp/mask.h"
#include "smtp/sasl.h"
#include "ui/paper.h"
#include "ui/views.h"

enum { LINE_MAX_BYTES = 8 * 1024, FIELD_COLUMNS = 22, MARGIN = 4 };

/* Where in the exchange a line stands. */
struct exchange {
	const struct ui *ui;
	char mechanism[32];
	unsigned answers; /* client lines behind AUTH so far */
};

static const struct view_ops login_view_ops;

struct view *login_view_create(void)
{
	struct paper *paper = mem_calloc(1, sizeof(*paper));

	paper_init(paper, &login_view_ops);
	return &paper->view;
}

static const char *title(const struct view *view, const struct ui *ui)
{
	(void)view;
	(void)ui;
	return _("The log-in, line by line");
}

static void add_raw(struct document *document, const struct transcript_entry *entry)
{
	char prefix[16];

	document_blank(document);
	snprintf(prefix, sizeof(prefix), "%s ",
		 glyph(entry->from == FROM_CLIENT ? GLYPH_CLIENT : GLYPH_SERVER));
	document_begin(document, 0, entry->from == FROM_CLIENT ? STYLE_CLIENT : STYLE_SERVER, prefix);
	document_text(document, entry->from == FROM_CLIENT ? STYLE_CLIENT : STYLE_SERVER, entry->line);
	document_end(document);
}

static void explain(struct document *document, const char *text)
{
	document_begin(document, MARGIN, STYLE_TEXT, NULL);
	document_text(document, STYLE_TEXT, text);
	document_end(document);
}

/* One field of what was encoded: what it holds, what that is. */
static void add_field(struct document *document, const char *value, const char *meaning)
{
	struct strbuf prefix;

	strbuf_init(&prefix, 1024);
	strbuf_adds(&prefix, value);
	for (size_t width = text_width(value); width < FIELD_COLUMNS; width++)
		strbuf_addc(&prefix, ' ');
	strbuf_adds(&prefix, " ");
	document_begin(document, MARGIN + 2, STYLE_CODE, prefix.data);
	document_text(document, STYLE_TEXT, meaning);
	document_end(document);
	strbuf_finish(&prefix);
}

static const char *user_of(const struct exchange *exchange)
{
	const char *user = account_user(&exchange->ui->checkup.account);

	return user == NULL ? "" : user;
}

static void explain_plain(struct document *document, const struct exchange *exchange)
{
	explain(document, _("Behind it, in Base64, three fields, each after a zero byte:"));
	add_field(document, _("(empty)"), _("whose mailbox to act for: nobody else's"));
	add_field(document, "\\0", _("a zero byte ends the field"));
	add_field(document, user_of(exchange), _("the user name"));
	add_field(document, "\\0", _("a zero byte ends the field"));
	add_field(document, MASK_TEXT, _("the password, as you typed it"));
	explain(document, _("Base64 is no secret: who reads this line has the password. Only the encryption "
			    "around it protects it."));
}

static void explain_auth(struct document *document, struct exchange *exchange, const char *line)
{
	const char *name = line + strlen("AUTH");
	size_t len;

	name += strspn(name, " ");
	len = strcspn(name, " ");
	if (len >= sizeof(exchange->mechanism))
		len = sizeof(exchange->mechanism) - 1;
	memcpy(exchange->mechanism, name, len);
	exchange->mechanism[len] = '\0';
	exchange->answers = 0;
	if (text_compare_nocase(exchange->mechanism, "PLAIN") == 0 && strchr(name, ' ') != NULL) {
		explain(document, _("Log in with PLAIN: everything in one line."));
		explain_plain(document, exchange);
	} else if (text_compare_nocase(exchange->mechanism, "PLAIN") == 0)
		explain(document,
			_("Log in with PLAIN: everything in one line, when the server says go on."));
	else if (text_compare_nocase(exchange->mechanism, "LOGIN") == 0)
		explain(document,
			_("Log in with LOGIN: the server asks for user name and password, one by one."));
	else if (text_compare_nocase(exchange->mechanism, "CRAM-MD5") == 0)
		explain(document,
			_("Log in with CRAM-MD5: the server gives a text, the client proves with it that "
			  "it knows the password, and does not send it."));
	else
		explain(document, _("Log in with this mechanism."));
}

static void explain_answer(struct document *document, struct exchange *exchange, const char *line)
{
	exchange->answers++;
	if (strcmp(line, "*") == 0)
		explain(document, _("The client gives up this log-in."));
	else if (text_compare_nocase(exchange->mechanism, "PLAIN") == 0)
		explain_plain(document, exchange);
	else if (text_compare_nocase(exchange->mechanism, "LOGIN") == 0 && exchange->answers == 1)
		add_field(document, user_of(exchange), _("the user name, in Base64"));
	else if (text_compare_nocase(exchange->mechanism, "LOGIN") == 0)
		add_field(document, MASK_TEXT, _("the password, in Base64: who reads it has the password"));
	else if (text_compare_nocase(exchange->mechanism, "CRAM-MD5") == 0) {
		explain(document, _("In Base64, two fields with a space between them:"));
		add_field(document, user_of(exchange), _("the user name"));
		add_field(document, MASK_TEXT,
			  _("32 hex digits: HMAC-MD5 of the challenge, with the password as "
			    "the key"));
	} else
		explain(document, _("An answer that is kept secret."));
}

/* What a 334 asks: its Base64, decoded, made inert, searched for the secret once more. */
static void explain_challenge(struct document *document, const struct exchange *exchange, const char *line)
{
	const char *encoded = line + strcspn(line, " ");
	struct strbuf decoded, searched, shown;

	encoded += strspn(encoded, " ");
	strbuf_init(&decoded, LINE_MAX_BYTES);
	strbuf_init(&searched, LINE_MAX_BYTES);
	strbuf_init(&shown, LINE_MAX_BYTES);
	if (!sasl_decode(encoded, strlen(encoded), &decoded)) {
		explain(document, _("Go on. The text behind it is no Base64: a fault of the server."));
	} else if (decoded.len == 0) {
		explain(document, _("Go on. It asks nothing in particular."));
	} else {
		mask_scan(&exchange->ui->checkup.mask, decoded.data, decoded.len, &searched);
		text_make_inert(&shown, searched.data, searched.len);
		explain(document, _("Go on. Decoded from Base64:"));
		add_field(document, shown.data,
			  text_compare_nocase(exchange->mechanism, "CRAM-MD5") == 0
			      ? _("the challenge: a text made for this log-in alone")
			      : _("what it asks for"));
	}
	strbuf_finish(&decoded);
	strbuf_finish(&searched);
	strbuf_finish(&shown);
}

static void explain_reply(struct document *document, const struct exchange *exchange, const char *line)
{
	char code[4] = "", target[16];
	struct kb_topic topic;

	snprintf(code, sizeof(code), "%.3s", line);
	if (strcmp(code, "334") == 0) {
		explain_challenge(document, exchange, line);
		return;
	}
	if (!kb_find(exchange->ui->checkup.kb, "codes", code, &topic))
		return;
	snprintf(target, sizeof(target), "topic:%s", code);
	document_begin(document, MARGIN, STYLE_TEXT, NULL);
	document_link(document, STYLE_LINK, topic.title, target);
	if (topic.summary != NULL)
		document_textf(document, STYLE_TEXT, "  %s", topic.summary);
	document_end(document);
}

static void add_entry(struct document *document, struct exchange *exchange,
		      const struct transcript_entry *entry)
{
	add_raw(document, entry);
	if (entry->from == FROM_SERVER)
		explain_reply(document, exchange, entry->line);
	else if (text_starts_nocase(entry->line, "AUTH"))
		explain_auth(document, exchange, entry->line);
	else
		explain_answer(document, exchange, entry->line);
}

/* True for the line that ends the exchange: no 334, and the last line of its reply. */
static bool is_final(const char *line)
{
	return strncmp(line, "334", 3) != 0 && (strlen(line) < 4 || line[3] != '-');
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct paper *paper = (struct paper *)view;
	struct document *document = reader_begin(&paper->reader, rows, columns - 1);
	const struct transcript *transcript = &ui->checkup.run.facts.transcript;
	struct exchange exchange = {.ui = ui};
	bool inside = false, any = false;

	document_line(
	    document, STYLE_TEXT,
	    _("What is said to log in is written in Base64, so that any byte fits into a line. Here it "
	      "is unfolded; what is secret stays hidden."));
	for (size_t i = 0; i < transcript->count; i++) {
		const struct transcript_entry *entry = &transcript->entries[i];

		inside = inside || (entry->from == FROM_CLIENT && text_starts_nocase(entry->line, "AUTH "));
		if (!inside || entry->from == FROM_NOTE)
			continue;
		any = true;
		add_entry(document, &exchange, entry);
		inside = entry->from == FROM_CLIENT || !is_final(entry->line);
	}
	if (!any) {
		document_blank(document);
		document_line(document, STYLE_DIM, _("No line of a log-in has been sent in this run."));
	}
	document_blank(document);
	document_begin(document, 0, STYLE_TEXT, NULL);
	document_text(document, STYLE_TEXT, _("Read more: "));
	document_link(document, STYLE_LINK, _("the ways to log in"), "topic:sasl-mechanisms");
	document_end(document);
	reader_end(&paper->reader);
}

static const struct view_ops login_view_ops = {
    .placement = PLACE_SIDE,
    .help = "basics/sasl-mechanisms",
    .title = title,
    .where = paper_where,
    .possible = paper_possible,
    .layout = layout,
    .draw = paper_draw,
    .act = paper_act,
    .find = paper_find,
    .destroy = paper_destroy,
};
