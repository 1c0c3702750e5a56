/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells and their order. Names are looked up once for each host, not for each cell. */
#include "discover/reach.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "wire/resolve.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_OF_A_FILE_MS = 500, HOSTS_APART_MS = 250 };

void reach_init(struct reach *reach, const struct reach_options *options)
{
	*reach = (struct reach){.options = *options, .ehlo_name = account_default_ehlo_name()};
	reach->options.ca_path = mem_strdup(options->ca_path);
	reach->options.proxy = mem_strdup(options->proxy);
}

void reach_finish(struct reach *reach)
{
	for (size_t i = 0; i < reach->cell_count; i++)
		port_test_destroy(reach->cells[i].test);
	for (size_t i = 0; i < reach->host_count; i++) {
		resolve_destroy(reach->hosts[i].resolve);
		free(reach->hosts[i].name);
	}
	elsewhere_finish(&reach->elsewhere);
	free(reach->ehlo_name);
	free((char *)reach->options.ca_path);
	free((char *)reach->options.proxy);
	*reach = (struct reach){0};
}

/* --- what to try --- */

size_t reach_add_host(struct reach *reach, const char *name, bool allows_private)
{
	for (size_t i = 0; i < reach->host_count; i++) {
		if (text_compare_nocase(reach->hosts[i].name, name) == 0)
			return i;
	}
	if (reach->host_count == REACH_HOSTS_MAX)
		return SIZE_MAX;
	reach->hosts[reach->host_count] =
	    (struct reach_host){.name = mem_strdup(name), .allows_private = allows_private};
	return reach->host_count++;
}

const struct reach_cell *reach_find_like(const struct reach *reach, const struct reach_cell *like,
					 enum address_family family)
{
	for (size_t i = 0; i < reach->cell_count; i++) {
		const struct reach_cell *cell = &reach->cells[i];
		if (cell->host == like->host && cell->port == like->port && cell->tls == like->tls &&
		    cell->family == family)
			return cell;
	}
	return NULL;
}

static void add_cell(struct reach *reach, const struct reach_cell *cell)
{
	if (reach_find_like(reach, cell, cell->family) == NULL && reach->cell_count < REACH_CELLS_MAX)
		reach->cells[reach->cell_count++] = *cell;
}

void reach_add_port(struct reach *reach, size_t host, int port, enum tls_mode tls)
{
	struct reach_cell cell = {.host = host, .port = port, .tls = tls, .family = FAMILY_ANY};

	if (reach->options.proxy != NULL) {
		add_cell(reach, &cell);
		return;
	}
	for (cell.family = FAMILY_IPV4; cell.family <= FAMILY_IPV6; cell.family++) {
		if (reach->options.family == FAMILY_ANY || reach->options.family == cell.family)
			add_cell(reach, &cell);
	}
}

void reach_add_matrix(struct reach *reach, size_t host, int port_in_use, enum tls_mode tls)
{
	if (host == 0) {
		reach->port_in_use = port_in_use;
		reach->tls_in_use = tls;
	}
	if (port_in_use != 0)
		reach_add_port(reach, host, port_in_use, tls);
	reach_add_port(reach, host, 465, TLS_IMPLICIT);
	reach_add_port(reach, host, 587, TLS_STARTTLS);
	reach_add_port(reach, host, 25, TLS_STARTTLS);
	reach_add_port(reach, host, 2525, TLS_STARTTLS);
}

/* Known everywhere, up as a rule, and greeting everybody on both ports. */
const char *reach_control(const struct reach *reach)
{
	static const char usual[] = "smtp.gmail.com";

	return reach->host_count > 0 && text_compare_nocase(reach->hosts[0].name, usual) == 0
		   ? "smtp.mail.yahoo.com"
		   : usual;
}

void reach_add_control(struct reach *reach)
{
	size_t host = reach_add_host(reach, reach_control(reach), false);

	if (host == SIZE_MAX)
		return;
	reach->hosts[host].is_control = true;
	reach->asks_elsewhere = reach->options.proxy == NULL;
	reach_add_port(reach, host, 465, TLS_IMPLICIT);
	reach_add_port(reach, host, 587, TLS_STARTTLS);
}

/* --- names --- */

static void keep_addresses(struct reach_host *host, const struct address_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		enum address_family family = list->items[i].family;
		if (host->has_address[family])
			continue;
		host->has_address[family] = true;
		host->addresses[family] = list->items[i];
	}
}

static void end_cell(struct reach *reach, struct reach_cell *cell, enum port_outcome outcome)
{
	cell->result.outcome = outcome;
	reach->changes++;
}

/* The cells of a host that has no address, or one that may not be tried. */
static void end_hopeless(struct reach *reach, size_t number)
{
	const struct reach_host *host = &reach->hosts[number];

	for (size_t i = 0; i < reach->cell_count; i++) {
		struct reach_cell *cell = &reach->cells[i];
		if (cell->host != number)
			continue;
		if (host->problem != PROBLEM_NONE)
			end_cell(reach, cell, PORT_NAME_UNKNOWN);
		else if (!host->has_address[cell->family])
			end_cell(reach, cell, PORT_NO_ADDRESS);
		else if (!host->allows_private && address_is_private(&host->addresses[cell->family]))
			end_cell(reach, cell, PORT_NOT_TRIED);
		cell->result.problem = host->problem;
	}
}

static void begin_host(struct reach *reach, size_t number)
{
	struct reach_host *host = &reach->hosts[number];
	struct server_name name;
	struct address_list list = {0};

	if (reach->options.proxy != NULL) /* each test looks the name up, or the proxy does */
		return;
	if (!server_name_parse(host->name, &name, NULL)) {
		host->problem = PROBLEM_NO_SUCH_NAME;
	} else if (name.is_literal) {
		address_list_add(&list, (const struct sockaddr *)&name.literal, 1);
		keep_addresses(host, &list);
		address_list_finish(&list);
	} else if (!resolve_create(name.ascii, 1, reach->options.family,
				   clock_now() +
				       (reach->dns_is_silent ? NAMES_OF_A_FILE_MS : DNS_PATIENCE_MS),
				   &host->resolve, NULL)) {
		host->problem = PROBLEM_NAME_LOOKUP_FAILED;
	}
	if (host->problem != PROBLEM_NO_SUCH_NAME)
		server_name_finish(&name);
	if (host->resolve == NULL)
		end_hopeless(reach, number);
}

static void step_host(struct reach *reach, size_t number, const struct loop *loop)
{
	struct reach_host *host = &reach->hosts[number];
	struct address_list list;
	enum problem problem;

	resolve_step(host->resolve, loop);
	if (!resolve_done(host->resolve, &problem))
		return;
	host->problem = problem;
	list = resolve_take_addresses(host->resolve);
	keep_addresses(host, &list);
	address_list_finish(&list);
	resolve_destroy(host->resolve);
	host->resolve = NULL;
	end_hopeless(reach, number);
}

/* --- cells --- */

static void begin_cell(struct reach *reach, struct reach_cell *cell)
{
	const struct reach_host *host = &reach->hosts[cell->host];
	const struct address *address = &host->addresses[cell->family];
	struct port_target target = {
	    .address = reach->options.proxy != NULL ? NULL : address,
	    .host = host->name,
	    .port = cell->port,
	    .tls = cell->tls,
	    .ca_path = reach->options.ca_path,
	    .proxy = reach->options.proxy,
	    .proxy_login = reach->options.proxy_login,
	    .ehlo_name = reach->ehlo_name,
	};

	memcpy(cell->address, address->text, sizeof cell->address);
	if (!port_test_create(&target, &cell->test, NULL))
		end_cell(reach, cell, PORT_NOT_TRIED);
}

static void end_test(struct reach *reach, struct reach_cell *cell)
{
	cell->result = *port_test_result(cell->test);
	port_test_destroy(cell->test);
	cell->test = NULL;
	reach->changes++;
}

static bool is_ready(const struct reach *reach, const struct reach_cell *cell)
{
	return cell->test == NULL && cell->result.outcome == PORT_WAITING &&
	       reach->hosts[cell->host].resolve == NULL;
}

/* The hosts come one after the other: a search is no scan. */
static int64_t due_at(const struct reach *reach, const struct reach_cell *cell)
{
	return reach->deadline - REACH_MS + (int64_t)cell->host * HOSTS_APART_MS;
}

/* Takes the tests a step on and begins others where there is room. True while a cell is not over. */
static bool step_cells(struct reach *reach, const struct loop *loop)
{
	size_t running = 0;
	bool waiting = false;

	for (size_t i = 0; i < reach->cell_count; i++) {
		struct reach_cell *cell = &reach->cells[i];
		if (cell->test == NULL)
			continue;
		port_test_step(cell->test, loop);
		if (port_test_result(cell->test)->outcome != PORT_WAITING)
			end_test(reach, cell);
		else
			running++;
	}
	for (size_t i = 0; i < reach->cell_count; i++) {
		struct reach_cell *cell = &reach->cells[i];
		if (running < REACH_AT_ONCE && is_ready(reach, cell) && clock_now() >= due_at(reach, cell)) {
			begin_cell(reach, cell);
			running++;
		}
		waiting = waiting || cell->result.outcome == PORT_WAITING;
	}
	return waiting;
}

static void end_all(struct reach *reach, enum port_outcome outcome)
{
	for (size_t i = 0; i < reach->cell_count; i++) {
		struct reach_cell *cell = &reach->cells[i];
		port_test_destroy(cell->test);
		cell->test = NULL;
		if (cell->result.outcome == PORT_WAITING)
			end_cell(reach, cell, outcome);
	}
	reach->done = true;
	reach->changes++;
}

void reach_start(struct reach *reach)
{
	reach->deadline = clock_now() + REACH_MS;
	for (size_t i = 0; i < reach->host_count; i++)
		begin_host(reach, i);
	if (reach->asks_elsewhere)
		elsewhere_begin(&reach->elsewhere, reach->hosts[0].name, clock_now() + DNS_PATIENCE_MS);
}

void reach_cancel(struct reach *reach)
{
	if (!reach->done)
		end_all(reach, PORT_CANCELLED);
}

void reach_want(const struct reach *reach, struct loop *loop)
{
	size_t running = 0, looking_up = 0;
	int64_t next = CLOCK_NEVER;

	if (reach->done)
		return;
	loop_want_at(loop, reach->deadline);
	for (size_t i = 0; i < reach->host_count; i++) {
		if (reach->hosts[i].resolve == NULL)
			continue;
		resolve_want(reach->hosts[i].resolve, loop);
		looking_up++;
	}
	for (size_t i = 0; i < reach->cell_count; i++) {
		if (is_ready(reach, &reach->cells[i]) && due_at(reach, &reach->cells[i]) < next)
			next = due_at(reach, &reach->cells[i]);
		if (reach->cells[i].test == NULL)
			continue;
		port_test_want(reach->cells[i].test, loop);
		running++;
	}
	elsewhere_want(&reach->elsewhere, loop);
	looking_up += reach->elsewhere.resolve != NULL;
	if (running + looking_up == 0 && next == CLOCK_NEVER)
		loop_want_at(loop, clock_now());
	else if (running < REACH_AT_ONCE)
		loop_want_at(loop, next);
}

void reach_step(struct reach *reach, const struct loop *loop)
{
	if (reach->done)
		return;
	for (size_t i = 0; i < reach->host_count; i++) {
		if (reach->hosts[i].resolve != NULL)
			step_host(reach, i, loop);
	}
	elsewhere_step(&reach->elsewhere, loop);
	if (!step_cells(reach, loop) && reach->elsewhere.resolve == NULL)
		end_all(reach, PORT_NOT_TRIED);
	else if (clock_now() >= reach->deadline)
		end_all(reach, PORT_SILENT);
}

const struct port_result *reach_find(const struct reach *reach, const char *host, int port, enum tls_mode tls)
{
	const struct port_result *best = NULL;

	for (size_t i = 0; i < reach->cell_count; i++) {
		const struct reach_cell *cell = &reach->cells[i];
		if (cell->port != port || cell->tls != tls ||
		    text_compare_nocase(reach->hosts[cell->host].name, host) != 0)
			continue;
		if (best == NULL || cell->result.outcome == PORT_OPEN || best->outcome == PORT_NO_ADDRESS ||
		    (!port_outcome_is_reachable(best->outcome) &&
		     port_outcome_is_reachable(cell->result.outcome)))
			best = &cell->result;
	}
	return best;
}
