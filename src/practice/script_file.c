/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one rule of a script: when it holds, and what is done then, step by step. */
#include "practice/scenario.h"

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "base/yaml_reader.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = SCENARIO_FILE_MAX };

static bool read_event(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	static const char *const ids[] = {
#define X(name, id) [SCENARIO_ON_##name] = id,
	    SCENARIO_EVENT_LIST(X)
#undef X
	};

	static const struct yaml_choice choice = {ids, sizeof(ids) / sizeof(ids[0]),
						  "is not a moment in the conversation"};

	return yaml_read_choice(reader, node, &choice, slot);
}

static bool read_channel(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	if (yaml_is_scalar(node) && strcmp(yaml_text(node), "plain") == 0)
		*(enum channel_kind *)slot = CHANNEL_PLAIN_ONLY;
	else if (yaml_is_scalar(node) && strcmp(yaml_text(node), "tls") == 0)
		*(enum channel_kind *)slot = CHANNEL_TLS_ONLY;
	else
		return yaml_fail(reader, node, "must be plain or tls");
	return true;
}

static bool read_password(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct script_rule *rule = slot;

	if (!yaml_read_text(reader, node, &rule->password_text))
		return false;
	if (strcmp(rule->password_text, "right") == 0)
		rule->password = PASSWORD_RIGHT;
	else if (strcmp(rule->password_text, "wrong") == 0)
		rule->password = PASSWORD_WRONG;
	else
		rule->password = PASSWORD_TEXT;
	return true;
}

static int hex_digit(char c)
{
	if (text_is_digit(c))
		return c - '0';
	c = text_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the escape after a backslash stands for, or -1; *ret_len is how many characters it takes. */
static int escaped_byte(const char *text, size_t *ret_len)
{
	static const char names[] = "rnte0\\";
	static const char bytes[] = "\r\n\t\033\0\\";
	const char *found = *text ? strchr(names, *text) : NULL;

	*ret_len = 1;
	if (found)
		return bytes[found - names];
	if (*text != 'x' || hex_digit(text[1]) < 0 || hex_digit(text[2]) < 0)
		return -1;
	*ret_len = 3;
	return hex_digit(text[1]) * 16 + hex_digit(text[2]);
}

static bool read_raw(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct script_step *step = slot;
	struct strbuf bytes;

	if (!yaml_is_scalar(node) || strlen(yaml_text(node)) != node->data.scalar.length)
		return yaml_fail(reader, node, "must be a text");
	strbuf_init(&bytes, BYTES_MAX);
	for (const char *c = yaml_text(node); *c; c++) {
		size_t len = 0;
		int byte = *c == '\\' ? escaped_byte(c + 1, &len) : (unsigned char)*c;

		if (byte < 0) {
			strbuf_finish(&bytes);
			return yaml_fail(reader, node,
					 "has a backslash before something other than r n t e 0 \\ xNN");
		}
		strbuf_addc(&bytes, (char)byte);
		c += len;
	}
	step->len = bytes.len;
	step->bytes = strbuf_take(&bytes);
	strbuf_finish(&bytes);
	return true;
}

/* A reply is one text or a list of lines; each line gets its CR LF. */
static bool read_reply(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct script_step *step = slot;
	struct strbuf bytes;
	size_t count = 1;
	bool list = node && node->type == YAML_SEQUENCE_NODE;
	bool ok = !list || yaml_list_length(reader, node, &count);

	strbuf_init(&bytes, BYTES_MAX);
	for (size_t i = 0; ok && i < count; i++) {
		char *line = NULL;

		ok = yaml_read_text(reader, list ? yaml_list_item(reader, node, i) : node, &line);
		if (ok && strchr(line, '\n'))
			ok = yaml_fail(reader, node, "must be a list of lines when it has several");
		if (ok)
			strbuf_addf(&bytes, "%s\r\n", line);
		free(line);
	}
	step->len = bytes.len;
	step->bytes = strbuf_take(&bytes);
	strbuf_finish(&bytes);
	return ok;
}

static bool read_times(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	if (!yaml_is_scalar(node) || strcmp(yaml_text(node), "endless") != 0)
		return yaml_read_count(reader, node, slot);
	*(long *)slot = SCRIPT_ENDLESS;
	return true;
}

static bool read_stream(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct script_step *step = slot;
	long piece = 0;
	const struct yaml_key keys[] = {
	    {"raw", read_raw, step},
	    {"times", read_times, &step->times},
	    {"piece", yaml_read_count, &piece},
	    {"every", yaml_read_duration, &step->ms},
	};

	step->times = 1;
	if (!yaml_read_mapping(reader, node, keys, sizeof(keys) / sizeof(keys[0])))
		return false;
	step->piece = (size_t)piece;
	return step->len > 0 || yaml_fail(reader, node, "needs raw");
}

static bool read_wait(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct script_step *step = slot;

	return yaml_read_duration(reader, node, &step->ms);
}

/* X(enumerator, identifier, how its value is read; NULL: it has none) */
/* clang-format off */
#define STEP_LIST(X) \
	X(DEFAULT, "default", NULL) \
	X(REPLY, "reply", read_reply) \
	X(RAW, "raw", read_raw) \
	X(CHALLENGE, "challenge", read_raw) \
	X(STREAM, "stream", read_stream) \
	X(WAIT, "wait", read_wait) \
	X(HANDSHAKE, "handshake", NULL) \
	X(CLOSE, "close", NULL) \
	X(RESET, "reset", NULL) \
	X(SILENCE, "silence", NULL)
/* clang-format on */

static const struct {
	enum script_op op;
	const char *id;
	bool (*read)(struct yaml_reader *reader, const yaml_node_t *node, void *slot);
} step_kinds[] = {
#define X(name, id, read) {SCRIPT_##name, id, read},
    STEP_LIST(X)
#undef X
};

static bool read_step(struct yaml_reader *reader, const yaml_node_t *node, struct script_step *step)
{
	const yaml_node_t *key = node;
	const yaml_node_t *value = NULL;

	if (node && node->type == YAML_MAPPING_NODE) {
		if (node->data.mapping.pairs.top - node->data.mapping.pairs.start != 1)
			return yaml_fail(reader, node, "step must be one word or one `word: value`");
		key = yaml_document_get_node(&reader->document, node->data.mapping.pairs.start->key);
		value = yaml_document_get_node(&reader->document, node->data.mapping.pairs.start->value);
	}
	for (size_t i = 0; yaml_is_scalar(key) && i < sizeof(step_kinds) / sizeof(step_kinds[0]); i++) {
		if (strcmp(step_kinds[i].id, yaml_text(key)) != 0)
			continue;
		step->op = step_kinds[i].op;
		if (!step_kinds[i].read != !value)
			return yaml_fail(reader, key, value ? "takes no value" : "needs a value");
		return !value || step_kinds[i].read(reader, value, step);
	}
	return yaml_fail(reader, key, "is not a step that the practice server knows");
}

static bool read_steps(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct script_rule *rule = slot;
	size_t count;

	if (!yaml_list_length(reader, node, &count))
		return false;
	rule->steps = mem_calloc(count + 1, sizeof(*rule->steps));
	rule->step_count = count;
	for (size_t i = 0; i < count; i++)
		if (!read_step(reader, yaml_list_item(reader, node, i), &rule->steps[i]))
			return false;
	return count > 0 || yaml_fail(reader, node, "needs at least one step");
}

bool script_read_rule(struct yaml_reader *reader, const yaml_node_t *node, struct script_rule *rule)
{
	int on = -1;
	const struct yaml_key keys[] = {
	    {"on", read_event, &on},
	    {"from", yaml_read_duration, &rule->from},
	    {"until", yaml_read_duration, &rule->until},
	    {"after", yaml_read_duration, &rule->after},
	    {"first", yaml_read_count, &rule->first},
	    {"failures", yaml_read_count, &rule->failures},
	    {"channel", read_channel, &rule->channel},
	    {"password", read_password, rule},
	    {"user", yaml_read_text, &rule->user},
	    {"mechanism", yaml_read_text, &rule->mechanism},
	    {"address", yaml_read_text, &rule->address},
	    {"do", read_steps, rule},
	};

	rule->from = rule->until = rule->after = -1;
	rule->first = rule->failures = -1;
	if (!yaml_read_mapping(reader, node, keys, sizeof(keys) / sizeof(keys[0])))
		return false;
	if (on < 0 || !rule->steps)
		return yaml_fail(reader, node, "rule needs on and do");
	rule->on = (enum scenario_event)on;
	if (rule->on == SCENARIO_ON_IDLE && rule->after < 0)
		return yaml_fail(reader, node, "rule needs after (how long the client was silent)");
	return true;
}
