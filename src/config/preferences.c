/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the settings file, and what is remembered of an account. Writing is in preferences_save.c. */
#include "config/preferences.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "base/yaml_reader.h"
#include "config/preferences_file.h"

enum { PATH_BYTES = 4096, SERVER_BYTES = 512 };

static char *find_path(void)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	char path[PATH_BYTES];

	if (config != NULL && config[0] == '/')
		snprintf(path, sizeof(path), "%s/mailmedic/settings.yaml", config);
	else if (home != NULL && home[0] == '/' &&
		 access(home, X_OK) == 0) /* not /nonexistent: it is never made */
		snprintf(path, sizeof(path), "%s/.config/mailmedic/settings.yaml", home);
	else
		return NULL;
	return mem_strdup(path);
}

void preferences_init(struct preferences *preferences)
{
	*preferences = (struct preferences){.mouse = true, .remember = true};
}

static void forget(struct preferences *preferences)
{
	free(preferences->palette);
	free(preferences->language);
	free(preferences->address);
	free(preferences->server);
	free(preferences->tls);
	free(preferences->token_command);
	free(preferences->proxy);
	for (size_t i = 0; i < preferences->key_count; i++) {
		free(preferences->keys[i].action);
		free(preferences->keys[i].keys);
	}
}

void preferences_finish(struct preferences *preferences)
{
	forget(preferences);
	free(preferences->path);
	preferences_init(preferences);
}

static bool is_repeated(const struct preferences *preferences, const char *action)
{
	for (size_t i = 0; i < preferences->key_count; i++)
		if (strcmp(preferences->keys[i].action, action) == 0)
			return true;
	return false;
}

static bool read_key(struct yaml_reader *reader, const yaml_node_t *action, const yaml_node_t *keys,
		     struct preferences *preferences)
{
	if (preferences->key_count == PREFERENCE_KEYS_MAX)
		return yaml_fail(reader, action, "is one key too many");
	if (!yaml_is_scalar(action) || !yaml_is_scalar(keys))
		return yaml_fail(reader, action, "must be an action and its keys, such as `again: f5`");
	if (is_repeated(preferences, yaml_text(action)))
		return yaml_fail(reader, action, "stands here twice");
	preferences->keys[preferences->key_count++] =
	    (struct preference_key){.action = mem_strdup(yaml_text(action)),
				    .keys = mem_strdup(yaml_text(keys)),
				    .line = yaml_line(reader, action)};
	return true;
}

/* "keys: {action: 'f5 r', ...}" */
static bool read_keys(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct preferences *preferences = slot;

	if (node == NULL || node->type != YAML_MAPPING_NODE)
		return yaml_fail(reader, node, "must be a list of `action: keys`");
	for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top; pair++) {
		const yaml_node_t *action = yaml_document_get_node(&reader->document, pair->key);
		const yaml_node_t *keys = yaml_document_get_node(&reader->document, pair->value);

		if (!read_key(reader, action, keys, preferences))
			return false;
	}
	return true;
}

static bool read_palette(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct preferences *preferences = slot;

	if (!yaml_read_text(reader, node, &preferences->palette))
		return false;
	preferences->palette_line = yaml_line(reader, node);
	return true;
}

static bool read_language(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct preferences *preferences = slot;

	if (!yaml_read_text(reader, node, &preferences->language))
		return false;
	preferences->language_line = yaml_line(reader, node);
	return true;
}

bool preferences_parse(struct preferences *preferences, const char *text, size_t len, struct error *error)
{
	const struct yaml_key keys[] = {
	    {"palette", read_palette, preferences},
	    {"language", read_language, preferences},
	    {"mouse", yaml_read_bool, &preferences->mouse},
	    {"remember", yaml_read_bool, &preferences->remember},
	    {"fixed-mask", yaml_read_bool, &preferences->fixed_mask},
	    {"address", yaml_read_text, &preferences->address},
	    {"server", yaml_read_text, &preferences->server},
	    {"encryption", yaml_read_text, &preferences->tls},
	    {"proxy", yaml_read_text, &preferences->proxy},
	    {"token-command", yaml_read_text, &preferences->token_command},
	    {"keys", read_keys, preferences},
	};
	const struct yaml_source source = {.operation = "read the settings",
					   .name = PREFERENCES_NAME,
					   .text = text,
					   .len = len,
					   .first_line = 1};
	struct yaml_reader reader;
	bool ok;

	if (!yaml_reader_init(&reader, &source, error))
		return false;
	ok = yaml_reader_root(&reader) == NULL ||
	     yaml_read_mapping(&reader, yaml_reader_root(&reader), keys, sizeof(keys) / sizeof(keys[0]));
	yaml_reader_finish(&reader);
	return ok;
}

bool preferences_read_file(const char *path, struct strbuf *out, struct error *error)
{
	char part[4096];
	ssize_t count;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return errno == ENOENT || error_set_errno(error, "read the settings", path);
	while ((count = read(fd, part, sizeof(part))) > 0 && !out->overflowed)
		strbuf_add(out, part, (size_t)count);
	if (count < 0)
		error_set_errno(error, "read the settings", path);
	else if (out->overflowed)
		error_set(error, ERROR_LIMIT, "read the settings", _("%s is too long to be a settings file."),
			  path);
	close(fd);
	return count == 0 && !out->overflowed;
}

bool preferences_load(struct preferences *preferences, struct error *error)
{
	struct strbuf text;
	bool ok;

	preferences->path = find_path();
	if (preferences->path == NULL)
		return true;
	strbuf_init(&text, PREFERENCES_BYTES_MAX);
	ok = preferences_read_file(preferences->path, &text, error) &&
	     preferences_parse(preferences, text.data, text.len, error);
	strbuf_finish(&text);
	if (!ok) {
		char *path = preferences->path;

		forget(preferences);
		preferences_init(preferences);
		preferences->path = path;
		preferences->broken = true;
	}
	return ok;
}

void preferences_remember(struct preferences *preferences, const struct account *account)
{
	char server[SERVER_BYTES];

	if (!preferences->remember || account->address == NULL || account->host == NULL)
		return;
	snprintf(server, sizeof(server), strchr(account->host, ':') == NULL ? "%s:%d" : "[%s]:%d",
		 account->host, account_port(account));
	mem_replace(&preferences->address, account->address);
	mem_replace(&preferences->server, server);
	mem_replace(&preferences->tls, tls_mode_id(account->tls));
}

const char *preferences_switch_remember(struct preferences *preferences)
{
	preferences->remember = !preferences->remember;
	if (preferences->remember)
		return _("Address and server are remembered for next time. Passwords never are.");
	mem_replace(&preferences->address, NULL);
	mem_replace(&preferences->server, NULL);
	mem_replace(&preferences->tls, NULL);
	return _("Address and server are not remembered any more, and forgotten now.");
}

void preferences_recall(const struct preferences *preferences, struct account *account)
{
	struct error error;

	if (!preferences->remember || preferences->server == NULL || preferences->address == NULL ||
	    account->address == NULL || text_compare_nocase(account->address, preferences->address) != 0)
		return;
	if (account->host_origin == ORIGIN_TYPED || account->port_origin == ORIGIN_TYPED ||
	    account->tls_origin == ORIGIN_TYPED)
		return;
	if (!account_set_server(account, preferences->server, ORIGIN_REMEMBERED, &error))
		return;
	if (preferences->tls != NULL && tls_mode_parse(preferences->tls, &account->tls))
		account->tls_origin = ORIGIN_REMEMBERED;
}
