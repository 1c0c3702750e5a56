/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both forms of the list come down to fields with a name and a value. */
#include "checkup/account_list.h"

#include "base/intl.h"
#include "base/memory.h"
#include "base/patience.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "base/yaml_reader.h"
#include "checkup/account_csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char operation[] = "read the list of accounts";

enum { LIST_BYTES_MAX = 64 * 1024 * 1024, LIST_ACCOUNTS_MAX = 1000 * 1000, PATH_BYTES_MAX = 4096 };

struct list_reading {
	const char *path;
	const struct account *defaults;
	struct account_list *list;
	struct error *error;
};

/* What stands there is not repeated: it may be a secret. */
static bool fail_at(const struct list_reading *reading, size_t line, const char *what)
{
	return error_set(reading->error, ERROR_FILE, operation, "%.200s:%zu: %s", reading->path, line, what);
}

/* ---- fields */

static bool is(const char *name, const char *known)
{
	return text_compare_nocase(name, known) == 0;
}

static bool set_text(char **slot, const char *text, struct error *error)
{
	enum origin ignored;

	return account_set_text(slot, &ignored, _("It"), text, ORIGIN_TYPED, error);
}

static bool set_path(const struct list_reading *reading, char **slot, const char *text)
{
	const char *slash = strrchr(reading->path, '/');
	struct strbuf path;
	bool ok;

	strbuf_init(&path, PATH_BYTES_MAX);
	if (*text != '/' && slash != NULL)
		strbuf_add(&path, reading->path, (size_t)(slash + 1 - reading->path));
	strbuf_adds(&path, text);
	ok = *text != '\0' && set_text(slot, path.data, reading->error);
	strbuf_finish(&path);
	return ok;
}

static bool set_tls(struct account *account, const char *text, struct error *error)
{
	if (!tls_mode_parse(text, &account->tls))
		return error_set(error, ERROR_FILE, operation, _("It is not %s."),
				 _("one of starttls, implicit, none, auto"));
	account->tls_origin = ORIGIN_TYPED;
	return true;
}

static bool set_file(const struct list_reading *reading, struct listed_account *listed, const char *name,
		     const char *text)
{
	if (is(name, "password-file"))
		return set_path(reading, &listed->password_file, text);
	listed->account.use_token = true;
	return set_path(reading, &listed->token_file, text);
}

static bool set_known_field(const struct list_reading *reading, struct listed_account *listed,
			    const char *name, const char *text)
{
	struct account *account = &listed->account;
	struct error *error = reading->error;

	if (is(name, "address"))
		return account_set_address(account, text, error);
	if (is(name, "server"))
		return account_set_server(account, text, ORIGIN_TYPED, error);
	if (is(name, "port"))
		return account_set_port(account, text, ORIGIN_TYPED, error);
	if (is(name, "tls"))
		return set_tls(account, text, error);
	if (is(name, "user"))
		return account_set_text(&account->user, &account->user_origin, name, text, ORIGIN_TYPED,
					error);
	if (is(name, "mechanism"))
		return account_set_mechanism(account, text, ORIGIN_TYPED, error);
	if (is(name, "name"))
		return set_text(&listed->name, text, error);
	if (is(name, "secret-name"))
		return set_text(&listed->secret_name, text, error);
	return set_file(reading, listed, name, text);
}

static bool is_in(const char *name, const char *const *names)
{
	while (*names != NULL && !is(name, *names))
		names++;
	return *names != NULL;
}

static bool check_field_name(const struct list_reading *reading, size_t line, const char *name)
{
	static const char *const secrets[] = {"password", "pass",  "passwd",       "passphrase",    "pwd",
					      "secret",   "token", "access-token", "auth-password", NULL};
	static const char *const known[] = {"name",       "address",     "server",    "port",
					    "tls",        "user",        "mechanism", "password-file",
					    "token-file", "secret-name", NULL};
	if (is_in(name, secrets))
		return fail_at(reading, line,
			       _("No secret belongs into this list; name a file with it (password-file, "
				 "token-file)."));
	if (!is_in(name, known))
		return fail_at(reading, line,
			       _("A name here is none of name, address, server, port, tls, user, mechanism, "
				 "password-file, token-file, secret-name."));
	return true;
}

/* An empty field says nothing. */
static bool set_field(const struct list_reading *reading, size_t line, const char *name, const char *text)
{
	struct listed_account *listed = &reading->list->accounts[reading->list->count - 1];
	char why[ERROR_TEXT_MAX];

	if (*text == '\0' || set_known_field(reading, listed, name, text))
		return true;
	memcpy(why, reading->error->text, sizeof(why));
	return fail_at(reading, line, why);
}

/* ---- accounts */

static void begin_account(const struct list_reading *reading)
{
	struct account_list *list = reading->list;

	/* Doubled when a power of two is full. */
	if ((list->count & (list->count - 1)) == 0)
		list->accounts = mem_realloc(list->accounts, list->count == 0 ? 1 : 2 * list->count,
					     sizeof(*list->accounts));
	list->accounts[list->count] = (struct listed_account){0};
	account_init(&list->accounts[list->count].account);
	account_copy(&list->accounts[list->count].account, reading->defaults);
	list->count++;
}

static bool end_account(const struct list_reading *reading, size_t line)
{
	struct listed_account *listed = &reading->list->accounts[reading->list->count - 1];
	const char *user = account_user(&listed->account);

	if (user == NULL)
		return fail_at(reading, line, _("This account has neither an address nor a user name."));
	if (listed->account.address == NULL && listed->account.host == NULL)
		return fail_at(reading, line, _("This account has neither an address nor a server."));
	if (listed->password_file != NULL && listed->token_file != NULL)
		return fail_at(reading, line, _("This account has both a password and a token."));
	if (listed->name == NULL)
		listed->name = mem_strdup(listed->account.address != NULL ? listed->account.address : user);
	if (listed->secret_name == NULL)
		listed->secret_name = mem_strdup(listed->name);
	return true;
}

/* ---- the two forms */

static bool read_yaml_account(const struct list_reading *reading, struct yaml_reader *yaml,
			      const yaml_node_t *node)
{
	const size_t line = (size_t)yaml_line(yaml, node);

	if (node == NULL || node->type != YAML_MAPPING_NODE)
		return fail_at(reading, line,
			       _("An account is a list of names with values, such as address: ..."));
	begin_account(reading);
	for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top; pair++) {
		const yaml_node_t *key = yaml_document_get_node(&yaml->document, pair->key);
		const yaml_node_t *value = yaml_document_get_node(&yaml->document, pair->value);
		const size_t at = (size_t)yaml_line(yaml, key);

		if (!yaml_is_scalar(key))
			return fail_at(reading, at, _("This is no name of a value."));
		if (!check_field_name(reading, at, yaml_text(key)))
			return false;
		if (!yaml_is_scalar(value))
			return fail_at(reading, at, _("There is more than one value here."));
		if (!set_field(reading, at, yaml_text(key), yaml_text(value)))
			return false;
	}
	return end_account(reading, line);
}

static bool read_yaml(const struct list_reading *reading, const struct strbuf *text)
{
	const struct yaml_source source = {.operation = operation,
					   .name = reading->path,
					   .text = text->data,
					   .len = text->len,
					   .first_line = 1,
					   .list_max = LIST_ACCOUNTS_MAX};
	struct yaml_reader yaml;
	size_t length = 0;
	bool ok;

	if (!yaml_reader_init(&yaml, &source, reading->error))
		return false;
	const yaml_node_t *root = yaml_reader_root(&yaml);
	ok = root == NULL || yaml_list_length(&yaml, root, &length);
	for (size_t i = 0; ok && i < length; i++)
		ok = read_yaml_account(reading, &yaml, yaml_list_item(&yaml, root, i));
	yaml_reader_finish(&yaml);
	return ok;
}

static bool read_csv_account(const struct list_reading *reading, const struct csv_record *names,
			     const struct csv_record *record)
{
	if (record->count != names->count)
		return fail_at(reading, record->line,
			       _("This line has not as many fields as the first one."));
	begin_account(reading);
	for (size_t i = 0; i < record->count; i++)
		if (!set_field(reading, record->line, names->fields[i], record->fields[i]))
			return false;
	return end_account(reading, record->line);
}

static bool read_csv(const struct list_reading *reading, struct strbuf *text)
{
	const bool marked = text->len >= 3 && memcmp(text->data, "\xef\xbb\xbf", 3) == 0;
	struct csv_reader csv = {.next = text->data + (marked ? 3 : 0), .line = 1};
	struct csv_record names, record;
	enum csv_outcome outcome = csv_next(&csv, &names);
	bool ok = outcome != CSV_BROKEN;

	for (size_t i = 0; ok && i < names.count; i++)
		ok = check_field_name(reading, names.line, names.fields[i]);
	while (ok && (outcome = csv_next(&csv, &record)) == CSV_RECORD)
		ok = read_csv_account(reading, &names, &record);
	if (outcome == CSV_BROKEN)
		return fail_at(reading, csv.line,
			       _("A quotation mark is not closed, or there are too many fields."));
	return ok;
}

static bool read_whole(const char *path, struct strbuf *text, struct error *error)
{
	struct patience file;
	bool open = patience_open(&file, path);
	bool done = open && patience_read_all(&file, text);

	if (!done)
		error_set(error, ERROR_FILE, operation, _("The list %.200s cannot be read: %s."), path,
			  patience_error(errno));
	if (open)
		close(file.fd);
	if (done && (text->overflowed || memchr(text->data, '\0', text->len) != NULL))
		return error_set(error, ERROR_FILE, operation, _("%.200s is no list of accounts."), path);
	return done;
}

bool account_list_read(const char *path, const struct account *defaults, struct account_list *ret_list,
		       struct error *error)
{
	const size_t len = strlen(path);
	const struct list_reading reading = {path, defaults, ret_list, error};
	struct strbuf text;
	bool ok;

	*ret_list = (struct account_list){0};
	strbuf_init(&text, LIST_BYTES_MAX);
	ok = read_whole(path, &text, error);
	if (ok && len > 4 && text_compare_nocase(path + len - 4, ".csv") == 0)
		ok = read_csv(&reading, &text);
	else if (ok)
		ok = read_yaml(&reading, &text);
	strbuf_finish(&text);
	if (ok && ret_list->count == 0)
		ok = error_set(error, ERROR_FILE, operation, _("%.200s has no accounts."), path);
	if (!ok)
		account_list_finish(ret_list);
	return ok;
}

/* ---- twins */

struct sorted_account {
	const struct listed_account *listed;
};

typedef int compare_accounts(const void *a, const void *b);

static int compare_texts(const struct sorted_account *a, const struct sorted_account *b, const char *one,
			 const char *other)
{
	int order = text_compare_nocase(one, other);

	return order != 0 ? order : text_compare_nocase(a->listed->account.host, b->listed->account.host);
}

static int compare_users(const void *a, const void *b)
{
	const struct sorted_account *one = a, *other = b;

	return compare_texts(one, other, account_user(&one->listed->account),
			     account_user(&other->listed->account));
}

static int compare_names(const void *a, const void *b)
{
	const struct sorted_account *one = a, *other = b;

	return compare_texts(one, other, one->listed->name, other->listed->name);
}

static const struct listed_account *find_twin(const struct account_list *list, compare_accounts *compare)
{
	struct sorted_account *sorted = mem_calloc(list->count + 1, sizeof(*sorted));
	const struct listed_account *twin = NULL;

	for (size_t i = 0; i < list->count; i++)
		sorted[i].listed = &list->accounts[i];
	qsort(sorted, list->count, sizeof(*sorted), compare);
	for (size_t i = 1; i < list->count && twin == NULL; i++)
		if (compare(&sorted[i - 1], &sorted[i]) == 0)
			twin = sorted[i].listed;
	free(sorted);
	return twin;
}

bool account_list_check_twins(const struct account_list *list, const char *path, struct error *error)
{
	const struct listed_account *twin = find_twin(list, compare_users);

	if (twin == NULL)
		twin = find_twin(list, compare_names);
	return twin == NULL || error_set(error, ERROR_FILE, operation,
					 _("%.120s has the account \"%.60s\" twice."), path, twin->name);
}

void account_list_finish(struct account_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		account_finish(&list->accounts[i].account);
		free(list->accounts[i].name);
		free(list->accounts[i].password_file);
		free(list->accounts[i].token_file);
		free(list->accounts[i].secret_name);
	}
	free(list->accounts);
	*list = (struct account_list){0};
}
