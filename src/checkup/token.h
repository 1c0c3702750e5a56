/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The token that may be sent: from a text or from the user's command, held until the user has seen what is
 * wrong with it. Knows no screen.
 */
#ifndef MAILMEDIC_CHECKUP_TOKEN_H
#define MAILMEDIC_CHECKUP_TOKEN_H

#include "account/account.h"
#include "base/loop.h"
#include "diagnose/kb.h"
#include "oauth/finding.h"

struct secret;
struct token_command;

struct token_offer {
	struct secret *token;          /* NULL: none is offered; owned */
	struct token_report report;    /* of it */
	struct token_command *command; /* that runs, or NULL; owned */
	struct error error; /* of the command that ran last; its kind is ERROR_NONE when all is well */
};

/* Adds to the facts of `report` what is wrong with them, by what the account's provider wants of a token. */
void token_describe(const struct kb *kb, const struct account *account, struct token_report *report);

/* Ends the command and wipes the token; the report stays. */
void token_offer_forget(struct token_offer *offer);

void token_offer_want(const struct token_offer *offer, struct loop *loop);

/* True when the command has just brought a token. */
bool token_offer_step(struct token_offer *offer, const struct loop *loop);

/* Seconds that are left to the command; -1: none runs. */
int token_offer_seconds_left(const struct token_offer *offer);

#endif
