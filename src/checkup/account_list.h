/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list of accounts, in YAML or CSV: who logs in where, and where each secret is. A list with a secret in it
 * is refused, and what may be one is never repeated in an error.
 */
#ifndef MAILMEDIC_CHECKUP_ACCOUNT_LIST_H
#define MAILMEDIC_CHECKUP_ACCOUNT_LIST_H

#include "account/account.h"

struct listed_account {
	char *name; /* in results; as given, else the address or user name */
	struct account account;
	char *password_file; /* NULL: the command knows it; a relative path begins at the list's folder */
	char *token_file;
	char *secret_name; /* what the command is asked for; as given, else `name` */
	size_t server;     /* for the caller */
	size_t next;       /* for the caller */
};

struct account_list {
	struct listed_account *accounts;
	size_t count;
};

/*
 * Reads `path`: CSV with a line of column names when it ends with .csv, else a YAML list of mappings. What an
 * account does not say is taken from `defaults`. False with `error`, which names the line. The caller
 * finishes *ret_list.
 */
bool account_list_read(const char *path, const struct account *defaults, struct account_list *ret_list,
		       struct error *error);

/*
 * No two accounts of a server may have the same user name (one would be tried twice: with a wrong password
 * that is a step to its lock) or the same name (nobody could tell their results apart), in any case of
 * letters. Each account has to have its host by now. False with `error`, which names `path` and the account.
 */
bool account_list_check_twins(const struct account_list *list, const char *path, struct error *error);

void account_list_finish(struct account_list *list);

#endif
