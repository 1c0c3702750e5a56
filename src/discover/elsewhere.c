/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question to Quad9: it answers everybody, and says what it filters. */
#include "discover/elsewhere.h"

#include "wire/resolve.h"

const char *elsewhere_server(void)
{
	return "9.9.9.9";
}

void elsewhere_begin(struct elsewhere *elsewhere, const char *name, int64_t deadline)
{
	struct server_name parsed;

	if (!server_name_parse(name, &parsed, NULL))
		return;
	if (!parsed.is_literal)
		resolve_create_elsewhere(elsewhere_server(), parsed.ascii, deadline, &elsewhere->resolve,
					 NULL);
	server_name_finish(&parsed);
}

void elsewhere_finish(struct elsewhere *elsewhere)
{
	resolve_destroy(elsewhere->resolve);
	address_list_finish(&elsewhere->found);
	*elsewhere = (struct elsewhere){.resolve = NULL};
}

void elsewhere_want(const struct elsewhere *elsewhere, struct loop *loop)
{
	if (elsewhere->resolve != NULL)
		resolve_want(elsewhere->resolve, loop);
}

void elsewhere_step(struct elsewhere *elsewhere, const struct loop *loop)
{
	enum problem problem;

	if (elsewhere->resolve == NULL)
		return;
	resolve_step(elsewhere->resolve, loop);
	if (!resolve_done(elsewhere->resolve, &problem))
		return;
	elsewhere->found = resolve_take_addresses(elsewhere->resolve);
	resolve_destroy(elsewhere->resolve);
	elsewhere->resolve = NULL;
}
