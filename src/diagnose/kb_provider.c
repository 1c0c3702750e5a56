/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who runs a server, and what the provider's topic says about it. */
#include <string.h>
#include <strings.h>

#include "diagnose/knowledge.h"

/* `pattern` may hold one `*` for any letters; a trailing dot of `name` does not count. */
static bool name_matches(const char *pattern, const char *name)
{
	const char *star = strchr(pattern, '*');
	size_t len = strlen(name);
	size_t head, tail;

	if (len > 0 && name[len - 1] == '.')
		len--;
	if (star == NULL)
		return strlen(pattern) == len && strncasecmp(pattern, name, len) == 0;
	head = (size_t)(star - pattern);
	tail = strlen(star + 1);
	return len > head + tail && strncasecmp(pattern, name, head) == 0 &&
	       strncasecmp(star + 1, name + len - tail, tail) == 0;
}

static bool list_matches(const struct rule_index *rule_index, struct rule_index_span list, const char *name)
{
	for (uint32_t i = 0; i < list.count; i++) {
		if (name_matches(rule_index->strings + rule_index->lists[list.at + i], name))
			return true;
	}
	return false;
}

/* Providers stand together in a rule index: the number of the first, and one past the last in *ret_end. */
static uint32_t providers_of(const struct rule_index *rule_index, uint32_t *ret_end)
{
	uint32_t low = 0;
	uint32_t high = rule_index->topic_count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;
		if (rule_index->topics[middle].group < GROUP_PROVIDERS)
			low = middle + 1;
		else
			high = middle;
	}
	for (*ret_end = low;
	     *ret_end < rule_index->topic_count && rule_index->topics[*ret_end].group == GROUP_PROVIDERS;)
		(*ret_end)++;
	return low;
}

/* `suffix` is the whole of `name`, or its last labels. */
static bool is_under(const char *name, const char *suffix)
{
	size_t len = strlen(name), suffix_len = strlen(suffix);

	if (len > 0 && name[len - 1] == '.')
		len--;
	return suffix_len > 0 && len >= suffix_len &&
	       strncasecmp(name + len - suffix_len, suffix, suffix_len) == 0 &&
	       (len == suffix_len || name[len - suffix_len - 1] == '.');
}

static bool is_under_one(const struct rule_index *rule_index, struct rule_index_span list, const char *name)
{
	for (uint32_t i = 0; i < list.count; i++) {
		if (is_under(name, rule_index->strings + rule_index->lists[list.at + i]))
			return true;
	}
	return false;
}

/* What a provider is known by. */
static bool has_host(const struct rule_index *rule_index, const struct rule_index_topic *topic,
		     const char *name)
{
	return list_matches(rule_index, topic->hosts, name);
}

static bool writes_out(const struct rule_index *rule_index, const struct rule_index_topic *topic,
		       const char *name)
{
	for (uint32_t i = 0; i < topic->hosts.count; i++) {
		const char *host = rule_index->strings + rule_index->lists[topic->hosts.at + i];
		if (strchr(host, '*') == NULL && name_matches(host, name))
			return true;
	}
	return false;
}

static bool has_domain(const struct rule_index *rule_index, const struct rule_index_topic *topic,
		       const char *name)
{
	return list_matches(rule_index, topic->domains, name);
}

static bool has_mx(const struct rule_index *rule_index, const struct rule_index_topic *topic,
		   const char *name)
{
	return is_under_one(rule_index, topic->mx, name);
}

static const char *provider_by(const struct kb *kb, const char *name,
			       bool (*has)(const struct rule_index *, const struct rule_index_topic *,
					   const char *))
{
	size_t count;
	const struct layer *layers = kb_layers(kb, &count);

	for (size_t i = count; i-- > 0;) {
		const struct rule_index *rule_index = layers[i].rule_index;
		uint32_t end;
		for (uint32_t t = providers_of(rule_index, &end); t < end; t++) {
			const struct rule_index_topic *topic = &rule_index->topics[t];
			if (layer_shows(&layers[i], t) && has(rule_index, topic, name))
				return rule_index_string(rule_index, topic->id);
		}
	}
	return NULL;
}

const char *kb_provider(const struct kb *kb, const char *domain, const char *host)
{
	const char *provider = NULL;

	if (host != NULL && host[0] != '\0')
		provider = provider_by(kb, host, has_host);
	if (provider == NULL && domain != NULL && domain[0] != '\0')
		provider = provider_by(kb, domain, has_domain);
	return provider;
}

bool kb_names_host(const struct kb *kb, const char *host)
{
	return provider_by(kb, host, writes_out) != NULL;
}

const char *kb_provider_by_mx(const struct kb *kb, const char *mx_host)
{
	return provider_by(kb, mx_host, has_mx);
}

const struct rule_index_topic *kb_provider_record(const struct kb *kb, const char *provider,
						  const struct rule_index **ret_rule_index)
{
	struct topic_place place;
	size_t count;

	if (provider == NULL || !kb_place(kb, GROUP_PROVIDERS, provider, &place))
		return NULL;
	*ret_rule_index = kb_layers(kb, &count)[place.layer].rule_index;
	return &(*ret_rule_index)->topics[place.topic];
}

enum { FOR_OTHER_NAMES, FOR_ALL_NAMES, FOR_NAMES_UNDER }; /* and the length of what they are under */

/* How well a server fits the name: the longer the suffix that it is for, the better. */
static size_t fitness(const struct rule_index *rule_index, const struct rule_index_server *server,
		      const char *name)
{
	size_t best = FOR_OTHER_NAMES;

	if (server->domains.count == 0)
		return FOR_ALL_NAMES;
	for (uint32_t i = 0; name != NULL && i < server->domains.count; i++) {
		const char *suffix = rule_index->strings + rule_index->lists[server->domains.at + i];
		size_t fits = FOR_NAMES_UNDER + strlen(suffix);
		if (fits > best && (is_under(name, suffix) || name_matches(suffix, name)))
			best = fits;
	}
	return best;
}

/* The servers for this name if there are any, else those for all names, else what there is. */
static size_t best_fitness(const struct rule_index *rule_index, const struct rule_index_topic *topic,
			   const char *name)
{
	size_t best = FOR_OTHER_NAMES;

	for (uint32_t i = 0; i < topic->servers.count; i++) {
		size_t fits = fitness(rule_index, &rule_index->servers[topic->servers.at + i], name);
		best = fits > best ? fits : best;
	}
	return best;
}

/* Where a customer has a server of its own, it is often the one that takes the mail. `fits`: its fitness for
 * the name. NULL: it cannot be told. */
static const char *host_of(const struct rule_index *rule_index, const struct rule_index_server *server,
			   const char *name, size_t fits)
{
	const char *host = rule_index_string(rule_index, server->host);

	if (host == NULL || strcmp(host, "mx") != 0)
		return host;
	return fits > FOR_ALL_NAMES ? name : NULL;
}

static const char *user_form_of(const struct rule_index *rule_index, const struct rule_index_topic *topic)
{
	const char *form = rule_index_string(rule_index, topic->user_name);

	return form != NULL && strcmp(form, "literal") == 0
		   ? rule_index_string(rule_index, topic->user_name_literal)
		   : form;
}

bool kb_provider_server(const struct kb *kb, const char *provider, const char *name, size_t index,
			struct preset *ret_preset)
{
	const struct rule_index *rule_index;
	const struct rule_index_topic *topic = kb_provider_record(kb, provider, &rule_index);
	size_t wanted = topic != NULL ? best_fitness(rule_index, topic, name) : FOR_ALL_NAMES;

	for (uint32_t i = 0; topic != NULL && i < topic->servers.count; i++) {
		const struct rule_index_server *server = &rule_index->servers[topic->servers.at + i];
		size_t fits = fitness(rule_index, server, name);
		const char *host = host_of(rule_index, server, name, fits);
		if (fits != wanted || host == NULL || index-- > 0)
			continue;
		*ret_preset = (struct preset){.host = host,
					      .port = server->port,
					      .tls = server->tls,
					      .user_form = user_form_of(rule_index, topic),
					      .checked = rule_index_string(rule_index, topic->checked)};
		return true;
	}
	return false;
}

bool kb_provider_has_no_smtp(const struct kb *kb, const char *provider)
{
	const struct rule_index *rule_index;
	const struct rule_index_topic *topic = kb_provider_record(kb, provider, &rule_index);

	return topic != NULL && topic->servers.count == 0 && topic->domains.count > 0;
}

bool kb_provider_is_organisation(const struct kb *kb, const char *provider)
{
	struct topic_place place;

	return provider != NULL && kb_place(kb, GROUP_PROVIDERS, provider, &place) && place.layer > 0;
}

bool kb_domain_at(const struct kb *kb, size_t index, const char **ret_domain)
{
	size_t count;
	const struct layer *layers = kb_layers(kb, &count);

	for (size_t i = 0; i < count; i++) {
		const struct rule_index *rule_index = layers[i].rule_index;
		uint32_t end;
		for (uint32_t t = providers_of(rule_index, &end); t < end; t++) {
			const struct rule_index_span domains = rule_index->topics[t].domains;
			if (!layer_shows(&layers[i], t))
				continue;
			if (index < domains.count) {
				*ret_domain = rule_index->strings + rule_index->lists[domains.at + index];
				return true;
			}
			index -= domains.count;
		}
	}
	return false;
}

const char *kb_provider_app_password_page(const struct kb *kb, const char *provider)
{
	const struct rule_index *rule_index;
	const struct rule_index_topic *topic = kb_provider_record(kb, provider, &rule_index);

	return topic != NULL ? rule_index_string(rule_index, topic->app_password_page) : NULL;
}

const char *kb_provider_password_kind(const struct kb *kb, const char *provider)
{
	static const char *const kinds[] = {NULL, "password", "app-password", "api-key", "oauth-only"};
	const struct rule_index *rule_index;
	const struct rule_index_topic *topic = kb_provider_record(kb, provider, &rule_index);

	return topic != NULL ? kinds[topic->password] : NULL;
}

struct kb_pace kb_provider_pace(const struct kb *kb, const char *provider)
{
	const struct rule_index *rule_index;
	const struct rule_index_topic *topic = kb_provider_record(kb, provider, &rule_index);

	return topic != NULL ? (struct kb_pace){topic->log_ins_at_once, topic->log_ins_a_minute}
			     : (struct kb_pace){0, 0};
}

bool kb_provider_tokens(const struct kb *kb, const char *provider, struct kb_tokens *ret_tokens)
{
	const struct rule_index *rule_index;
	const struct rule_index_topic *topic = kb_provider_record(kb, provider, &rule_index);

	if (topic == NULL || !topic->takes_token)
		return false;
	*ret_tokens = (struct kb_tokens){
	    .topic = rule_index_string(rule_index, topic->token_topic),
	    .maker = rule_index_string(rule_index, topic->token_maker),
	    .issuers = rule_index_string(rule_index, topic->token_issuers),
	    .audiences = rule_index_string(rule_index, topic->token_audiences),
	    .scopes = rule_index_string(rule_index, topic->token_scopes),
	};
	return true;
}
