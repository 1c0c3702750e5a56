/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The action table and the search in it. */
#include "ui/keymap.h"

#include <string.h>

#include "base/text.h"
#include "ui/terminal/key.h"

struct row {
	const char *name;
	unsigned focus;
	const char *keys;
	const char *label;
	const char *help;
};

static const struct row ROWS[ACTION_LAST] = {
#define X(name, focus, keys, label, help) [ACT_##name] = {#name, focus, keys, label, help},
    KEYMAP_LIST(X)
#undef X
};

/* Reads a list of key names separated by spaces; false, with nothing changed, when one is unknown or there
 * are none or too many. */
static bool read_keys(const char *text, uint32_t ret_keys[KEYMAP_KEYS_MAX])
{
	uint32_t keys[KEYMAP_KEYS_MAX] = {PRESS_NONE};
	size_t count = 0;

	text += strspn(text, " ");
	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		uint32_t key = key_parse(text, len);

		if (key == PRESS_NONE || count == KEYMAP_KEYS_MAX)
			return false;
		keys[count++] = key;
		text += len + strspn(text + len, " ");
	}
	if (count == 0)
		return false;
	memcpy(ret_keys, keys, sizeof(keys));
	return true;
}

/* "send-clear" and "SEND_CLEAR" are the same action. */
static bool same_name(const char *row_name, const char *name)
{
	for (; *row_name != '\0' && *name != '\0'; row_name++, name++) {
		char c = *row_name == '_' ? '-' : text_lower(*row_name);

		if (c != (*name == '_' ? '-' : text_lower(*name)))
			return false;
	}
	return *row_name == *name;
}

void keymap_init(struct keymap *keymap)
{
	memset(keymap, 0, sizeof(*keymap));
	for (int action = 1; action < ACTION_LAST; action++)
		keymap_reset(keymap, (enum action)action);
}

void keymap_reset(struct keymap *keymap, enum action action)
{
	read_keys(ROWS[action].keys, keymap->keys[action]);
}

enum action keymap_find_name(const char *name)
{
	for (int action = 1; action < ACTION_LAST; action++) {
		if (same_name(ROWS[action].name, name))
			return (enum action)action;
	}
	return ACTION_NONE;
}

bool keymap_bind(struct keymap *keymap, enum action action, const char *keys)
{
	return read_keys(keys, keymap->keys[action]);
}

/* The first key that both have, or PRESS_NONE. */
static uint32_t shared_key(const uint32_t a[KEYMAP_KEYS_MAX], const uint32_t b[KEYMAP_KEYS_MAX])
{
	for (int i = 0; i < KEYMAP_KEYS_MAX && a[i] != PRESS_NONE; i++) {
		for (int j = 0; j < KEYMAP_KEYS_MAX && b[j] != PRESS_NONE; j++) {
			if (a[i] == b[j])
				return a[i];
		}
	}
	return PRESS_NONE;
}

static bool share_by_default(enum action one, enum action other)
{
	uint32_t a[KEYMAP_KEYS_MAX] = {PRESS_NONE}, b[KEYMAP_KEYS_MAX] = {PRESS_NONE};

	read_keys(ROWS[one].keys, a);
	read_keys(ROWS[other].keys, b);
	return shared_key(a, b) != PRESS_NONE;
}

enum action keymap_find_clash(const struct keymap *keymap, enum action action, uint32_t *ret_key)
{
	for (int other = 1; other < ACTION_LAST; other++) {
		uint32_t key = shared_key(keymap->keys[action], keymap->keys[other]);

		if (other == (int)action || key == PRESS_NONE || share_by_default(action, (enum action)other))
			continue;
		*ret_key = key;
		return (enum action)other;
	}
	return ACTION_NONE;
}

bool keymap_is_typed(const struct keymap *keymap, enum action action)
{
	const unsigned text = FOCUS_TEXT | FOCUS_ADDRESS | FOCUS_PASSWORD | FOCUS_ENTRY;

	if ((ROWS[action].focus & text) == 0 && action != ACT_BACK)
		return false;
	for (int i = 0; i < KEYMAP_KEYS_MAX && keymap->keys[action][i] != PRESS_NONE; i++) {
		if (!key_is_printable(keymap->keys[action][i]))
			return false;
	}
	return true;
}

void keymap_write_name(enum action action, char ret_name[KEYMAP_NAME_MAX])
{
	size_t len = 0;

	for (const char *c = ROWS[action].name; *c != '\0' && len + 1 < KEYMAP_NAME_MAX; c++)
		ret_name[len++] = *c == '_' ? '-' : text_lower(*c);
	ret_name[len] = '\0';
}

/* What a printable key does in a field that was come back to. */
static bool works_at_rest(enum action action)
{
	return action == ACT_BACK || action == ACT_QUIT || action == ACT_HELP;
}

enum action keymap_find(const struct keymap *keymap, unsigned focus, uint32_t key, int *ret_index)
{
	bool typed = (focus & FOCUS_TEXT) != 0 && key_is_printable(key);

	if (typed && (focus & FOCUS_RESTING) == 0)
		return ACT_TYPE;
	for (int action = 1; action < ACTION_LAST; action++) {
		if ((ROWS[action].focus & (focus | FOCUS_ANY)) == 0 ||
		    (typed && !works_at_rest((enum action)action)))
			continue;
		for (int i = 0; i < KEYMAP_KEYS_MAX && keymap->keys[action][i] != PRESS_NONE; i++) {
			if (keymap->keys[action][i] == key) {
				*ret_index = i;
				return (enum action)action;
			}
		}
	}
	return typed ? ACT_TYPE : ACTION_NONE;
}

uint32_t keymap_shown_key(const struct keymap *keymap, enum action action, unsigned focus)
{
	for (int i = 0; i < KEYMAP_KEYS_MAX && keymap->keys[action][i] != PRESS_NONE; i++) {
		uint32_t key = keymap->keys[action][i];
		int index;

		/* Only a key that really does this here: another row may have taken it. */
		if (keymap_find(keymap, focus, key, &index) == action)
			return key;
	}
	return PRESS_NONE;
}

unsigned action_focus(enum action action)
{
	return ROWS[action].focus;
}

const char *action_label(enum action action)
{
	return ROWS[action].label;
}

const char *action_help(enum action action)
{
	return ROWS[action].help;
}
