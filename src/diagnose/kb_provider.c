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

static bool list_matches(const struct image *image, struct image_span list, const char *name)
{
	for (uint32_t i = 0; i < list.count; i++) {
		if (name_matches(image->strings + image->lists[list.at + i], name))
			return true;
	}
	return false;
}

/* Providers stand together in an image: the number of the first, and behind the last in *ret_end. */
static uint32_t providers_of(const struct image *image, uint32_t *ret_end)
{
	uint32_t low = 0;
	uint32_t high = image->topic_count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;
		if (image->topics[middle].group < GROUP_PROVIDERS)
			low = middle + 1;
		else
			high = middle;
	}
	for (*ret_end = low;
	     *ret_end < image->topic_count && image->topics[*ret_end].group == GROUP_PROVIDERS;)
		(*ret_end)++;
	return low;
}

static const char *provider_by(const struct kb *kb, const char *name, bool host)
{
	size_t count;
	const struct layer *layers = kb_layers(kb, &count);

	for (size_t i = count; i-- > 0;) {
		const struct image *image = layers[i].image;
		uint32_t end;
		for (uint32_t t = providers_of(image, &end); t < end; t++) {
			const struct image_topic *topic = &image->topics[t];
			if (layer_shows(&layers[i], t) &&
			    list_matches(image, host ? topic->hosts : topic->domains, name))
				return image_string(image, topic->id);
		}
	}
	return NULL;
}

const char *kb_provider(const struct kb *kb, const char *domain, const char *host)
{
	const char *provider = NULL;

	if (host != NULL && host[0] != '\0')
		provider = provider_by(kb, host, true);
	if (provider == NULL && domain != NULL && domain[0] != '\0')
		provider = provider_by(kb, domain, false);
	return provider;
}

const struct image_topic *kb_provider_record(const struct kb *kb, const char *provider,
					     const struct image **ret_image)
{
	struct topic_place place;
	size_t count;

	if (provider == NULL || !kb_place(kb, GROUP_PROVIDERS, provider, &place))
		return NULL;
	*ret_image = kb_layers(kb, &count)[place.layer].image;
	return &(*ret_image)->topics[place.topic];
}

bool kb_provider_preset(const struct kb *kb, const char *provider, struct preset *ret_preset)
{
	const struct image *image;
	const struct image_topic *topic = kb_provider_record(kb, provider, &image);
	const struct image_server *server;

	if (topic == NULL || topic->servers.count == 0)
		return false;
	server = &image->servers[topic->servers.at];
	*ret_preset = (struct preset){
	    .host = image_string(image, server->host),
	    .port = server->port,
	    .tls = server->tls,
	    .user_form = image_string(image, topic->user_name),
	    .checked = image_string(image, topic->checked),
	};
	if (ret_preset->user_form != NULL && strcmp(ret_preset->user_form, "literal") == 0)
		ret_preset->user_form = image_string(image, topic->user_name_literal);
	return ret_preset->host != NULL;
}

const char *kb_provider_app_password_page(const struct kb *kb, const char *provider)
{
	const struct image *image;
	const struct image_topic *topic = kb_provider_record(kb, provider, &image);

	return topic != NULL ? image_string(image, topic->app_password_page) : NULL;
}

const char *kb_provider_password_kind(const struct kb *kb, const char *provider)
{
	static const char *const kinds[] = {NULL, "password", "app-password", "api-key", "oauth-only"};
	const struct image *image;
	const struct image_topic *topic = kb_provider_record(kb, provider, &image);

	return topic != NULL ? kinds[topic->password] : NULL;
}
