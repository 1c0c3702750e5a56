/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the head of a scenario file (libyaml's document tree) and hands its script to script_file.c.
 * Everything unknown is an error with file and line: a typing error in a lesson must not pass.
 */
#include "practice/scenario.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/yaml_reader.h"
#include "practice/login.h"
#include "practice/practice.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPERATION "read the scenario"

enum { TITLE_MAX = 60, LEARN_MAX = 600, PATIENCE_MS = 15 * 1000, PATIENCE_MAX_MS = 3600 * 1000 };

static bool read_tls(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	enum tls_mode mode;

	if (!yaml_is_scalar(node) || !tls_mode_parse(yaml_text(node), &mode) || mode == TLS_AUTO)
		return yaml_fail(reader, node, "must be none, starttls or implicit");
	*(enum tls_mode *)slot = mode;
	return true;
}

static bool read_certificate(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	static const char *const ids[] = {
#define X(name, id) [LEAF_##name] = id,
	    LEAF_LIST(X)
#undef X
	};

	const struct yaml_choice choice = {ids, sizeof(ids) / sizeof(ids[0]),
					   "is no certificate kind that the practice server has"};
	int index;

	if (!yaml_read_choice(reader, node, &choice, &index))
		return false;
	*(enum leaf *)slot = (enum leaf)index;
	return true;
}

static bool read_tls_max(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	static const char *const ids[] = {"1.0", "1.1", "1.2", "1.3"};
	static const int versions[] = {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION};
	static const struct yaml_choice choice = {ids, sizeof(ids) / sizeof(ids[0]),
						  "must be 1.0, 1.1, 1.2 or 1.3"};
	int index;

	if (!yaml_read_choice(reader, node, &choice, &index))
		return false;
	*(int *)slot = versions[index];
	return true;
}

static bool read_title(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	if (!yaml_read_text(reader, node, slot))
		return false;
	return text_width(*(char **)slot) <= TITLE_MAX ||
	       yaml_fail(reader, node, "is longer than 60 columns");
}

static bool read_learn(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	size_t len;

	if (!yaml_read_text(reader, node, slot))
		return false;
	len = strlen(*(char **)slot);
	while (len > 0 && (*(char **)slot)[len - 1] == '\n')
		(*(char **)slot)[--len] = '\0';
	return len <= LEARN_MAX || yaml_fail(reader, node, "is longer than 600 bytes");
}

static bool read_account(struct yaml_reader *reader, const yaml_node_t *node,
			 struct scenario_account *account)
{
	const struct yaml_key keys[] = {
	    {"user", yaml_read_text, &account->user},
	    {"password", yaml_read_text, &account->password},
	    {"spaces-optional", yaml_read_bool, &account->spaces_optional},
	};

	if (!yaml_read_mapping(reader, node, keys, sizeof(keys) / sizeof(keys[0])))
		return false;
	return (account->user && account->password) || yaml_fail(reader, node, "needs user and password");
}

static bool read_accounts(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct scenario *scenario = slot;
	size_t count;

	if (!yaml_list_length(reader, node, &count))
		return false;
	scenario->accounts = mem_calloc(count + 1, sizeof(*scenario->accounts));
	scenario->account_count = count;
	for (size_t i = 0; i < count; i++)
		if (!read_account(reader, yaml_list_item(reader, node, i), &scenario->accounts[i]))
			return false;
	return true;
}

static bool read_token(struct yaml_reader *reader, const yaml_node_t *node, struct scenario_token *token)
{
	const struct yaml_key keys[] = {
	    {"ran-out", yaml_read_duration, &token->ran_out},
	    {"audience", yaml_read_text, &token->audience},
	    {"scopes", yaml_read_text, &token->scopes},
	    {"user", yaml_read_text, &token->user},
	};

	return yaml_read_mapping(reader, node, keys, sizeof(keys) / sizeof(keys[0]));
}

static bool read_tokens(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct scenario *scenario = slot;
	size_t count;

	if (!yaml_list_length(reader, node, &count))
		return false;
	scenario->tokens = mem_calloc(count + 1, sizeof(*scenario->tokens));
	scenario->token_count = count;
	for (size_t i = 0; i < count; i++)
		if (!read_token(reader, yaml_list_item(reader, node, i), &scenario->tokens[i]))
			return false;
	return true;
}

static bool read_texts(struct yaml_reader *reader, const yaml_node_t *node, char ***slot, size_t *slot_count)
{
	size_t count;

	if (!yaml_list_length(reader, node, &count))
		return false;
	*slot = mem_calloc(count + 1, sizeof(**slot));
	*slot_count = count;
	for (size_t i = 0; i < count; i++)
		if (!yaml_read_text(reader, yaml_list_item(reader, node, i), &(*slot)[i]))
			return false;
	return true;
}

static bool read_capabilities(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct scenario *scenario = slot;

	return read_texts(reader, node, &scenario->capabilities, &scenario->capability_count);
}

static bool read_mechanisms(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct scenario *scenario = slot;

	return read_texts(reader, node, &scenario->mechanisms, &scenario->mechanism_count);
}

static bool read_script(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	struct scenario *scenario = slot;
	size_t count;

	if (!yaml_list_length(reader, node, &count))
		return false;
	scenario->rules = mem_calloc(count + 1, sizeof(*scenario->rules));
	scenario->rule_count = count;
	for (size_t i = 0; i < count; i++)
		if (!script_read_rule(reader, yaml_list_item(reader, node, i), &scenario->rules[i]))
			return false;
	return true;
}

static bool read_walk_to(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	enum stage stage;

	if (!yaml_is_scalar(node) || !stage_parse(yaml_text(node), &stage) || stage < STAGE_AUTH ||
	    stage > STAGE_RCPT)
		return yaml_fail(reader, node, "must be auth, mail or rcpt");
	*(enum stage *)slot = stage;
	return true;
}

static bool read_patience(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	return yaml_read_duration(reader, node, slot) &&
	       ((*(int64_t *)slot >= 1000 && *(int64_t *)slot <= PATIENCE_MAX_MS) ||
		yaml_fail(reader, node, "must be 1s to 60m"));
}

static bool read_head(struct yaml_reader *reader, const yaml_node_t *root, struct scenario *scenario)
{
	const struct yaml_key keys[] = {
	    {"title", read_title, &scenario->title},
	    {"learn", read_learn, &scenario->learn},
	    {"hostname", yaml_read_text, &scenario->hostname},
	    {"tls", read_tls, &scenario->tls},
	    {"connect", read_tls, &scenario->connect},
	    {"certificate", read_certificate, &scenario->certificate},
	    {"auth-in-clear", yaml_read_bool, &scenario->auth_in_clear},
	    {"client-certificate", yaml_read_bool, &scenario->client_certificate},
	    {"sni", yaml_read_text, &scenario->sni},
	    {"tls-max", read_tls_max, &scenario->tls_max},
	    {"user", yaml_read_text, &scenario->user},
	    {"walk-to", read_walk_to, &scenario->walk_to},
	    {"patience", read_patience, &scenario->patience},
	    {"capabilities", read_capabilities, scenario},
	    {"mechanisms", read_mechanisms, scenario},
	    {"accounts", read_accounts, scenario},
	    {"tokens", read_tokens, scenario},
	    {"script", read_script, scenario},
	};

	if (!yaml_read_mapping(reader, root, keys, sizeof(keys) / sizeof(keys[0])))
		return false;
	if (!scenario->title || !scenario->learn)
		return yaml_fail(reader, root, "needs title and learn");
	return true;
}

static void default_texts(char ***slot, size_t *slot_count, const char *const *texts, size_t count)
{
	*slot = mem_calloc(count, sizeof(**slot));
	*slot_count = count;
	for (size_t i = 0; i < count; i++)
		(*slot)[i] = mem_strdup(texts[i]);
}

static void default_mechanisms(struct scenario *scenario)
{
	const struct mechanism *mechanism;

	scenario->mechanisms = mem_calloc(MECHANISM_COUNT, sizeof(*scenario->mechanisms));
	for (size_t i = 0; (mechanism = mechanism_at(i)) != NULL; i++)
		if (login_knows(mechanism->name) && mechanism->need == MECHANISM_NEEDS_PASSWORD &&
		    !mechanism->proves)
			scenario->mechanisms[scenario->mechanism_count++] = mem_strdup(mechanism->name);
}

static void set_defaults(struct scenario *scenario)
{
	static const char *const capabilities[] = {"PIPELINING", "SIZE 35882577", "8BITMIME",
						   "ENHANCEDSTATUSCODES"};

	if (!scenario->hostname)
		scenario->hostname = mem_strdup("mail.practice.test");
	if (scenario->connect == TLS_AUTO)
		scenario->connect = scenario->tls;
	if (!scenario->capabilities)
		default_texts(&scenario->capabilities, &scenario->capability_count, capabilities,
			      sizeof(capabilities) / sizeof(capabilities[0]));
	if (!scenario->mechanisms)
		default_mechanisms(scenario);
	if (!scenario->accounts) {
		scenario->accounts = mem_calloc(1, sizeof(*scenario->accounts));
		scenario->account_count = 1;
		scenario->accounts[0].user = mem_strdup(PRACTICE_USER);
		scenario->accounts[0].password = mem_strdup(PRACTICE_PASSWORD);
	}
}

bool scenario_parse(const char *name, const char *bytes, size_t len, struct scenario *ret_scenario,
		    struct error *error)
{
	struct scenario scenario = {
	    .tls = TLS_STARTTLS, .connect = TLS_AUTO, .walk_to = STAGE_AUTH, .patience = PATIENCE_MS};
	const struct yaml_source source = {.operation = OPERATION,
					   .name = name,
					   .text = bytes,
					   .len = len,
					   .first_line = 1,
					   .list_max = SCENARIO_LIST_MAX};
	struct yaml_reader reader;
	bool ok;

	if (len > SCENARIO_FILE_MAX)
		return error_set(error, ERROR_LIMIT, OPERATION, "%.100s is larger than %d bytes.", name,
				 SCENARIO_FILE_MAX);
	if (!yaml_reader_init(&reader, &source, error))
		return false;
	ok = read_head(&reader, yaml_reader_root(&reader), &scenario);
	yaml_reader_finish(&reader);
	if (!ok) {
		scenario_finish(&scenario);
		return false;
	}
	set_defaults(&scenario);
	*ret_scenario = scenario;
	return true;
}

/* Reads all of `fd` (one byte over the cap is enough to see that it is too large). */
static bool read_all(int fd, char *bytes, size_t size, size_t *ret_len)
{
	size_t len = 0;

	while (len < size) {
		ssize_t got = read(fd, bytes + len, size - len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		len += (size_t)got;
	}
	*ret_len = len;
	return true;
}

bool scenario_load(const char *path, struct scenario *ret_scenario, struct error *error)
{
	struct stat st;
	size_t len = 0;
	char *bytes;
	bool ok;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return error_set_errno(error, OPERATION, path);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return error_set(error, ERROR_FILE, OPERATION, "%.200s is not a file.", path);
	}
	bytes = mem_calloc(SCENARIO_FILE_MAX + 1, 1);
	ok = read_all(fd, bytes, SCENARIO_FILE_MAX + 1, &len);
	if (!ok)
		error_set_errno(error, OPERATION, path);
	close(fd);
	ok = ok && scenario_parse(path, bytes, len, ret_scenario, error);
	free(bytes);
	return ok;
}
