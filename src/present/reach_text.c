/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a table in which Chinese letters take two columns. */
#include "present/reach_text.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/format.h"

#include <string.h>

enum { PORT_COLUMNS = 24, CELL_COLUMNS = 26, CELL_BYTES_MAX = 512, LINE_BYTES_MAX = 1024 };

enum { TABLE_COLUMNS = 2 };

/* Through a proxy there is one column, for who connects there chooses the family. */
static enum address_family family_of_column(const struct reach *reach, size_t column)
{
	bool by_proxy = reach->options.proxy != NULL;

	return column > 0 ? FAMILY_IPV6 : by_proxy ? FAMILY_ANY : FAMILY_IPV4;
}

static const char *family_word(enum address_family family)
{
	return family == FAMILY_IPV4 ? "IPv4" : family == FAMILY_IPV6 ? "IPv6" : _("Proxy");
}

static const char *mode_word(enum tls_mode tls)
{
	return tls == TLS_IMPLICIT ? N_("TLS at once") : tls == TLS_STARTTLS ? N_("STARTTLS") : N_("no TLS");
}

void reach_text_result(const struct port_result *result, struct strbuf *out)
{
	strbuf_adds(out, _(port_outcome_word(result->outcome)));
	if (result->outcome == PORT_TURNED_AWAY)
		strbuf_addf(out, " %d", result->code);
	if (result->ms > 0) {
		strbuf_addc(out, ' ');
		format_ms(result->ms, out);
	}
	if (result->outcome == PORT_OPEN && *result->tls_version != '\0')
		strbuf_addf(out, " %s", result->tls_version);
}

static void write_row(const struct reach *reach, const struct reach_cell *first, struct strbuf *out)
{
	struct strbuf cell;

	strbuf_init(&cell, CELL_BYTES_MAX);
	strbuf_addf(&cell, "%5d %s", first->port, _(mode_word(first->tls)));
	text_add_padded(out, cell.data, PORT_COLUMNS);
	for (size_t i = 0; i < TABLE_COLUMNS; i++) {
		const struct reach_cell *found = reach_find_like(reach, first, family_of_column(reach, i));
		strbuf_clear(&cell);
		if (found != NULL)
			reach_text_result(&found->result, &cell);
		text_add_padded(out, cell.data, i == 0 ? CELL_COLUMNS : 0);
	}
	strbuf_addc(out, '\n');
	strbuf_finish(&cell);
}

/* The first of the cells of its row. */
static bool begins_row(const struct reach *reach, size_t index)
{
	const struct reach_cell *cell = &reach->cells[index];

	for (size_t i = 0; i < TABLE_COLUMNS; i++) {
		const struct reach_cell *found = reach_find_like(reach, cell, family_of_column(reach, i));
		if (found != NULL)
			return found == cell;
	}
	return false;
}

static void write_host(const struct reach *reach, size_t number, struct strbuf *out)
{
	struct strbuf name;

	strbuf_init(&name, CELL_BYTES_MAX);
	format_add(NULL, reach->hosts[number].name, &name);
	if (reach->hosts[number].is_control)
		strbuf_adds(&name, _(" (to compare with)"));
	strbuf_addf(out, "%s\n", name.data);
	text_add_padded(out, "", PORT_COLUMNS);
	text_add_padded(out, family_word(family_of_column(reach, 0)), CELL_COLUMNS);
	strbuf_addf(out, "%s\n", reach->options.proxy != NULL ? "" : "IPv6");
	strbuf_finish(&name);
	for (size_t i = 0; i < reach->cell_count; i++) {
		if (reach->cells[i].host == number && begins_row(reach, i))
			write_row(reach, &reach->cells[i], out);
	}
}

void reach_text_table(const struct reach *reach, struct strbuf *out)
{
	for (size_t i = 0; i < reach->host_count; i++)
		write_host(reach, i, out);
}

/* Mostly the same for every port: it says nothing of the server. NULL: no port was turned away by a proxy. */
static const struct port_result *find_turned_away(const struct reach *reach)
{
	for (size_t i = 0; i < reach->cell_count; i++) {
		if (reach->cells[i].result.outcome == PORT_PROXY)
			return &reach->cells[i].result;
	}
	return NULL;
}

bool reach_text_conclusion(const struct reach *reach, size_t index, struct strbuf *out)
{
	const struct port_result *turned_away = find_turned_away(reach);

	for (int i = 0; reach->done && i < CONCLUSION_COUNT; i++) {
		if (!reach_concludes(reach, (enum conclusion)i) || index-- > 0)
			continue;
		if (reach->host_count > 1 &&
		    !reach->hosts[1].is_control) /* the other hosts are not spoken of */
			strbuf_addf(out, "%s: ", reach->hosts[0].name);
		strbuf_adds(out, _(conclusion_sentence((enum conclusion)i)));
		return true;
	}
	if (!reach->done || turned_away == NULL || index > 0)
		return false;
	strbuf_adds(out, _(problem_sentence(turned_away->problem)));
	return true;
}

void reach_text_cell(const struct reach *reach, const struct reach_cell *cell, struct strbuf *out)
{
	format_add(NULL, reach->hosts[cell->host].name, out);
	strbuf_addf(out, _(", port %d, %s, %s: "), cell->port, family_word(cell->family),
		    _(mode_word(cell->tls)));
	reach_text_result(&cell->result, out);
}

void reach_text_sentence(const struct reach *reach, struct strbuf *out)
{
	bool any = false;

	strbuf_adds(out, _("What was reachable from here: "));
	for (size_t i = 0; i < reach->cell_count; i++) {
		const struct reach_cell *cell = &reach->cells[i];
		if (cell->result.outcome == PORT_NO_ADDRESS)
			continue;
		strbuf_adds(out, any ? "; " : "");
		format_add(NULL, reach->hosts[cell->host].name, out);
		strbuf_addf(out, " %d (%s, %s): %s", cell->port, family_word(cell->family),
			    _(mode_word(cell->tls)), _(port_outcome_word(cell->result.outcome)));
		any = true;
	}
	strbuf_adds(out, any ? "." : "-");
}
