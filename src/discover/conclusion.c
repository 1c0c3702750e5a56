/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control experiments: what the cells say together. Pure. */
#include "discover/reach.h"

#include <string.h>
#include <strings.h>

const char *conclusion_id(enum conclusion conclusion)
{
	static const char *const ids[] = {
#define X(name, id, sentence) id,
	    CONCLUSION_LIST(X)
#undef X
	};
	return ids[conclusion];
}

const char *conclusion_sentence(enum conclusion conclusion)
{
	static const char *const sentences[] = {
#define X(name, id, sentence) sentence,
	    CONCLUSION_LIST(X)
#undef X
	};
	return sentences[conclusion];
}

/* --- cells counted --- */

struct tally {
	size_t tried;
	size_t spoke;  /* answered in any way that takes a server */
	size_t silent; /* or without a route */
	size_t dead;   /* silent, or refused */
};

static bool is_tried(enum port_outcome outcome)
{
	return outcome != PORT_WAITING && outcome != PORT_NO_ADDRESS && outcome != PORT_NAME_UNKNOWN &&
	       outcome != PORT_PROXY && outcome != PORT_NOT_TRIED && outcome != PORT_CANCELLED;
}

static bool is_silent(enum port_outcome outcome)
{
	return outcome == PORT_SILENT || outcome == PORT_NO_ROUTE;
}

static bool is_dead(enum port_outcome outcome)
{
	return is_silent(outcome) || outcome == PORT_REFUSED;
}

struct choice {
	bool control;               /* the other server, in place of the first one */
	int port;                   /* 0: any */
	enum address_family family; /* FAMILY_ANY: both */
};

static struct tally count(const struct reach *reach, struct choice choice)
{
	struct tally tally = {0};

	for (size_t i = 0; i < reach->cell_count; i++) {
		const struct reach_cell *cell = &reach->cells[i];
		bool chosen = choice.control ? reach->hosts[cell->host].is_control : cell->host == 0;
		if (!chosen || (choice.port != 0 && cell->port != choice.port) ||
		    (choice.family != FAMILY_ANY && cell->family != choice.family) ||
		    !is_tried(cell->result.outcome))
			continue;
		tally.tried++;
		tally.silent += is_silent(cell->result.outcome);
		tally.dead += is_dead(cell->result.outcome);
		tally.spoke += !is_dead(cell->result.outcome);
	}
	return tally;
}

static bool is_all_dead(struct tally tally)
{
	return tally.tried > 0 && tally.dead == tally.tried;
}

/* --- something in between --- */

/* The last two labels of the name in a greeting ("220 mx1.example.org ESMTP"): 0 bytes when it has none. */
static size_t greeting_site(const char *greeting, const char **ret_site)
{
	const char *name = strlen(greeting) > 4 ? greeting + 4 : "";
	size_t len = strcspn(name, " ");
	size_t dots = 0, start = len;

	while (start > 0 && (name[start - 1] != '.' || dots < 1)) {
		dots += name[start - 1] == '.';
		start--;
	}
	*ret_site = name + start;
	return dots > 0 ? len - start : 0;
}

static bool names_differ(const struct port_result *one, const struct port_result *other)
{
	const char *site, *other_site;
	size_t len = greeting_site(one->greeting, &site),
	       other_len = greeting_site(other->greeting, &other_site);

	if (one->code != 220 || other->code != 220 || len == 0 || other_len == 0)
		return false;
	return len != other_len || strncasecmp(site, other_site, len) != 0;
}

static bool is_certified(const struct port_result *result)
{
	return result->outcome == PORT_OPEN && *result->fingerprint != '\0';
}

static bool is_distrusted(const struct port_result *result)
{
	return result->outcome == PORT_UNTRUSTED || result->outcome == PORT_WRONG_NAME;
}

/* Stars are what firewalls write, not servers. Where one port is certainly the server's own, another one that
 * is not alike was changed on the way, too. */
static bool is_in_between(const struct reach *reach)
{
	for (size_t i = 0; i < reach->cell_count; i++) {
		if (reach->cells[i].host == 0 && reach->cells[i].result.is_masked)
			return true;
	}
	for (size_t i = 0; i < reach->cell_count; i++) {
		const struct port_result *sound = &reach->cells[i].result;
		if (reach->cells[i].host != 0 || !is_certified(sound))
			continue;
		for (size_t k = 0; k < reach->cell_count; k++) {
			const struct port_result *other = &reach->cells[k].result;
			if (reach->cells[k].host == 0 && k != i && is_tried(other->outcome) &&
			    (other->outcome == PORT_NO_STARTTLS || names_differ(sound, other)))
				return true;
		}
	}
	return false;
}

/* A certificate of the server's own on one port, and another one on another that cannot be trusted. */
static bool certificates_differ(const struct reach *reach)
{
	const struct port_result *sound = NULL;
	bool differ = false;

	for (size_t i = 0; sound == NULL && i < reach->cell_count; i++) {
		if (reach->cells[i].host == 0 && is_certified(&reach->cells[i].result))
			sound = &reach->cells[i].result;
	}
	for (size_t i = 0; sound != NULL && i < reach->cell_count; i++) {
		const struct port_result *other = &reach->cells[i].result;
		differ = differ || (reach->cells[i].host == 0 && is_distrusted(other) &&
				    strcmp(other->fingerprint, sound->fingerprint) != 0);
	}
	return differ;
}

/* --- another name server --- */

static bool shares_address(const struct reach *reach)
{
	const struct address_list *found = &reach->elsewhere.found;
	const struct reach_host *host = &reach->hosts[0];

	for (size_t i = 0; i < found->count; i++) {
		enum address_family family = found->items[i].family;
		if (host->has_address[family] &&
		    strcmp(host->addresses[family].text, found->items[i].text) == 0)
			return true;
	}
	return false;
}

static bool has_certified(const struct reach *reach)
{
	for (size_t i = 0; i < reach->cell_count; i++) {
		if (reach->cells[i].host == 0 && is_certified(&reach->cells[i].result))
			return true;
	}
	return false;
}

/* Big providers have many addresses: another one alone says nothing where the server proves who it is. */
static bool name_differs(const struct reach *reach, struct tally all)
{
	const struct address_list *found = &reach->elsewhere.found;

	if (found->count == 0 || address_is_private(&found->items[0]))
		return false;
	return reach->hosts[0].problem != PROBLEM_NONE ||
	       (!shares_address(reach) && !has_certified(reach) && all.spoke > 0);
}

/* --- conclusions --- */

static bool family_is_dead(const struct reach *reach, enum address_family dead, enum address_family alive)
{
	return is_all_dead(count(reach, (struct choice){.family = dead})) &&
	       count(reach, (struct choice){.family = alive}).spoke > 0;
}

bool reach_found_dead(const struct reach *reach, int port)
{
	return port != 0 && is_all_dead(count(reach, (struct choice){.port = port}));
}

static bool other_mode_is_open(const struct reach *reach)
{
	bool here = false, other = false;

	for (size_t i = 0; i < reach->cell_count; i++) {
		const struct reach_cell *cell = &reach->cells[i];
		if (cell->host != 0 || cell->port != reach->port_in_use)
			continue;
		*(cell->tls == reach->tls_in_use ? &here : &other) |=
		    port_outcome_is_reachable(cell->result.outcome);
	}
	return other && !here;
}

static bool port_is_silent(const struct reach *reach, int port)
{
	struct tally tally = count(reach, (struct choice){.port = port});

	return tally.tried > 0 && tally.silent == tally.tried;
}

bool reach_concludes(const struct reach *reach, enum conclusion conclusion)
{
	struct tally all = count(reach, (struct choice){0});
	struct tally control = count(reach, (struct choice){.control = true});

	switch (conclusion) {
	case CONCLUSION_NETWORK_SILENT: return is_all_dead(all) && is_all_dead(control);
	case CONCLUSION_HOST_SILENT: return is_all_dead(all) && control.spoke > 0;
	case CONCLUSION_ALL_SILENT: return is_all_dead(all) && control.tried == 0;
	case CONCLUSION_PORT_25_BLOCKED: return port_is_silent(reach, 25) && all.spoke > 0;
	case CONCLUSION_OTHER_PORT_OPEN: return reach_found_dead(reach, reach->port_in_use) && all.spoke > 0;
	case CONCLUSION_OTHER_MODE_OPEN: return other_mode_is_open(reach);
	case CONCLUSION_IN_BETWEEN: return is_in_between(reach);
	case CONCLUSION_CERTIFICATES_DIFFER: return certificates_differ(reach);
	case CONCLUSION_NAME_DIFFERS: return name_differs(reach, all);
	case CONCLUSION_IPV6_DEAD: return family_is_dead(reach, FAMILY_IPV6, FAMILY_IPV4);
	case CONCLUSION_IPV4_DEAD: return family_is_dead(reach, FAMILY_IPV4, FAMILY_IPV6);
	case CONCLUSION_COUNT: break;
	}
	return false;
}

bool reach_wants_control(const struct reach *reach)
{
	if (reach->host_count == 0 || reach->hosts[reach->host_count - 1].is_control)
		return false;
	return reach_concludes(reach, CONCLUSION_ALL_SILENT) || reach->hosts[0].problem != PROBLEM_NONE;
}

struct circumstances reach_circumstances(const struct reach *reach)
{
	static const enum circumstance circumstances[CONCLUSION_COUNT] = {
	    [CONCLUSION_NETWORK_SILENT] = CIRCUMSTANCE_NETWORK_SILENT,
	    [CONCLUSION_HOST_SILENT] = CIRCUMSTANCE_HOST_SILENT,
	    [CONCLUSION_ALL_SILENT] = CIRCUMSTANCE_ALL_PORTS_SILENT,
	    [CONCLUSION_PORT_25_BLOCKED] = CIRCUMSTANCE_PORT_25_BLOCKED,
	    [CONCLUSION_OTHER_PORT_OPEN] = CIRCUMSTANCE_OTHER_PORT_OPEN,
	    [CONCLUSION_OTHER_MODE_OPEN] = CIRCUMSTANCE_OTHER_MODE_OPEN,
	    [CONCLUSION_IN_BETWEEN] = CIRCUMSTANCE_PORTS_DIFFER,
	    [CONCLUSION_CERTIFICATES_DIFFER] = CIRCUMSTANCE_CERTIFICATES_DIFFER,
	    [CONCLUSION_NAME_DIFFERS] = CIRCUMSTANCE_NAME_DIFFERS,
	    [CONCLUSION_IPV6_DEAD] = CIRCUMSTANCE_IPV6_DEAD,
	    [CONCLUSION_IPV4_DEAD] = CIRCUMSTANCE_IPV4_DEAD,
	};
	struct circumstances known = {0};

	for (int i = 0; i < CONCLUSION_COUNT; i++)
		circumstances_set(&known, circumstances[i], reach_concludes(reach, (enum conclusion)i));
	return known;
}
