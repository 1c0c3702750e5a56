/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leads where. Each kind of fix has one line in the switch of navigate_fix. */
#include "ui/navigate.h"

#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "base/save.h"
#include "base/text.h"
#include "ui/ui_settings.h"

#define TOPIC_SCHEME "topic:"
#define GLOSSARY     "glossary#"

void navigate_walk(struct ui *ui)
{
	struct error error;
	const struct view *walk;

	if (ui->checkup.pasted !=
	    NULL) { /* from the reply explained to a walk: whose, has to be said first */
		ui_push(ui, account_view_create(ui, SETTING_ADDRESS));
		return;
	}

	enum client_identity_state identity = checkup_open_identity(&ui->checkup, NULL, &error);
	if (identity == CLIENT_IDENTITY_LOCKED) {
		ui_push(ui, passphrase_view_create());
		return;
	}
	if (identity != CLIENT_IDENTITY_READ || !checkup_walk(&ui->checkup, &error)) {
		ui_flash(ui, true, "%s", error.text);
		return;
	}
	ui_settings_remember(ui);
	walk = ui_find(ui, &walk_view_ops);
	if (walk != NULL)
		ui_pop_to(ui, walk);
	else
		ui_push(ui, walk_view_create());
}

void navigate_settings(struct ui *ui)
{
	const struct view *form = ui_find(ui, &account_view_ops);

	if (form != NULL) { /* its fields hold what was before */
		ui_pop_to(ui, form);
		ui_pop(ui);
	}
	ui_push(ui, account_view_create(ui, SETTING_HOST));
}

bool navigate_find(struct ui *ui)
{
	if (!checkup_wants_settings(&ui->checkup))
		return false;
	ui_push(ui, discovery_view_create(ui));
	return true;
}

static struct view *back_to_start(struct ui *ui)
{
	struct view *start = ui_find(ui, &start_view_ops);

	ui_pop_to(ui, start);
	return start;
}

void navigate_new_customer(struct ui *ui)
{
	checkup_new_case(&ui->checkup);
	start_view_restart(back_to_start(ui), ui);
	if (ui->checkup.aside != NULL)
		ui_flash(ui, false, "%s", _("A new customer. Ctrl-O goes back to the one before."));
}

void navigate_walk_to(struct ui *ui, enum stage stage)
{
	ui->checkup.walk_options.quit_after = stage;
	ui->checkup.walk_options.send = stage == STAGE_DATA;
	navigate_walk(ui);
}

void navigate_further(struct ui *ui)
{
	enum stage last = ui->checkup.walk_options.quit_after;

	if (last < STAGE_MAIL)
		navigate_walk_to(ui, STAGE_MAIL);
	else if (last < STAGE_RCPT)
		ui_push(ui, recipient_view_create(ui));
	else
		ui_push(ui, test_message_view_create(ui));
}

void navigate_explain(struct ui *ui, const char *text)
{
	struct error error;

	if (!checkup_explain(&ui->checkup, text, strlen(text), &error)) {
		ui_flash(ui, false, "%s", error.text);
		return;
	}
	start_view_restart(back_to_start(ui), ui);
	ui_push(ui, explain_view_create());
}

void navigate_case_before(struct ui *ui)
{
	struct checkup *checkup = &ui->checkup;

	if (!checkup_case_before(checkup)) {
		ui_flash(ui, false, "%s", _("There was no other customer in this session."));
		return;
	}
	start_view_swap(back_to_start(ui), ui);
	if (checkup->pasted != NULL)
		ui_push(ui, explain_view_create());
	else if (checkup->run.started)
		ui_push(ui, walk_view_create());
	else if (checkup->account.host != NULL)
		ui_push(ui, account_view_create(ui, SETTING_HOST));
}

void navigate_apply(struct ui *ui, const struct fix *fix, const char *value)
{
	struct account changed;
	struct error error;

	account_init(&changed);
	if (fix_apply(fix, value, &ui->checkup.account, &changed, &error))
		ui_push(ui, change_view_create(ui, &changed));
	else
		ui_flash(ui, true, "%s", error.text);
	account_finish(&changed);
}

static void type_password(struct ui *ui, bool app_password)
{
	const char *provider;

	ui->checkup.app_password = app_password;
	if (!app_password) {
		navigate_walk(ui);
		return;
	}
	provider =
	    kb_provider(ui->checkup.kb, account_domain(&ui->checkup.account), ui->checkup.account.host);
	ui_push(ui, page_view_create(
			ui, provider == NULL ? NULL : kb_provider_app_password_page(ui->checkup.kb, provider),
			true));
}

static void open_page(struct ui *ui, const struct fix *fix)
{
	const char *url = fix->to;
	const char *provider;

	if (url == NULL || strcmp(url, "provider") == 0) {
		provider = kb_provider(ui->checkup.kb, account_domain(&ui->checkup.account),
				       ui->checkup.account.host);
		url = provider == NULL ? NULL : kb_provider_app_password_page(ui->checkup.kb, provider);
	}
	ui_push(ui, page_view_create(ui, url, false));
}

static void open_topic(struct ui *ui, const char *id)
{
	struct kb_topic topic;

	if (id != NULL && kb_find(ui->checkup.kb, NULL, id, &topic))
		ui_push(ui, topic_view_create(ui, topic.group, topic.id));
	else
		ui_flash(ui, true, _("There is no help topic \"%s\"."), id == NULL ? "" : id);
}

static enum setting setting_of(enum action_kind kind)
{
	switch (kind) {
	case ACTION_PORT: return SETTING_PORT;
	case ACTION_TLS_MODE: return SETTING_TLS;
	case ACTION_FROM: return SETTING_FROM;
	default: return SETTING_HOST;
	}
}

void navigate_fix(struct ui *ui, const struct fix *fix)
{
	switch (fix->kind) {
	case ACTION_RETRY:
	case ACTION_AUTHENTICATE: navigate_walk(ui); break;
	case ACTION_WAIT: ui_push(ui, countdown_view_create(fix->seconds)); break;
	case ACTION_PASSWORD: type_password(ui, false); break;
	case ACTION_APP_PASSWORD: type_password(ui, true); break;
	case ACTION_TOKEN:
		checkup_use_token(&ui->checkup);
		navigate_walk(ui);
		break;
	case ACTION_MECHANISM:
	case ACTION_USER_NAME:
		if (fix->to != NULL)
			navigate_apply(ui, fix, NULL);
		else
			ui_push(ui, picker_view_create(ui, fix));
		break;
	case ACTION_EHLO_NAME:
	case ACTION_CERTIFICATE:
	case ACTION_FROM:
		if (fix->to != NULL)
			navigate_apply(ui, fix, NULL);
		else
			ui_push(ui, entry_view_create(ui, fix));
		break;
	case ACTION_PORT:
	case ACTION_TLS_MODE:
	case ACTION_SERVER:
		if (fix->to != NULL)
			navigate_apply(ui, fix, NULL);
		else
			ui_push(ui, account_view_create(ui, setting_of(fix->kind)));
		break;
	case ACTION_TRUST_CERTIFICATE: ui_push(ui, certificate_view_create(true)); break;
	case ACTION_ADMIN_TEXT: ui_push(ui, admin_view_create(ui)); break;
	case ACTION_PAGE: open_page(ui, fix); break;
	case ACTION_TOPIC: open_topic(ui, fix->to); break;
	case ACTION_REACH: ui_push(ui, reach_view_create(ui, fix->to != NULL)); break;
	case ACTION_ANSWER:
		if (fix->to != NULL)
			ui_push(ui, picker_view_create(ui, fix));
		else
			checkup_take_answers_back(&ui->checkup);
		break;
	case ACTION_COUNT: break;
	}
}

/* A term pops up over the text in which it stands. */
static bool open_term(struct ui *ui, const char *target)
{
	struct view *term;

	if (strncmp(target, GLOSSARY, strlen(GLOSSARY)) != 0)
		return false;
	term = term_view_create(ui, target + strlen(GLOSSARY));
	if (term != NULL)
		ui_push(ui, term);
	return term != NULL;
}

void navigate_open_link(struct ui *ui, const char *target)
{
	char id[128];
	size_t len;

	if (target == NULL)
		return;
	if (!text_starts_nocase(target, TOPIC_SCHEME)) {
		ui_push(ui, page_view_create(ui, target, false));
		return;
	}
	target += strlen(TOPIC_SCHEME);
	if (open_term(ui, target))
		return;
	len = strcspn(target, "#");
	if (len >= sizeof(id))
		return;
	memcpy(id, target, len);
	id[len] = '\0';
	open_topic(ui, id);
}

static void open_verdict(struct ui *ui)
{
	if (ui->top->ops == &explain_view_ops)
		return;
	ui_push(ui, run_has_passed(&ui->checkup.run) ? summary_view_create() : explain_view_create());
}

/* The two codes that are mixed up most are one key away; to any other code one picks the second. */
static void compare(struct ui *ui)
{
	const struct facts *facts = &ui->checkup.run.facts;
	char code[16];

	snprintf(code, sizeof(code), "%d", facts->reply.code);
	if (!facts->reply_decided || facts->reply.code == 421 || facts->reply.code == 535)
		ui_push(ui, compare_codes_view_create(ui, "421", "535"));
	else
		ui_push(ui, contents_view_create(ui, code));
}

static void save_recording(struct ui *ui)
{
	char path[SAVE_PATH_MAX];
	struct error error;

	if (recorder_save(ui->checkup.options.recorder, &ui->checkup.mask, path, &error))
		ui_flash(ui, false, _("Recording saved as %s (readable by you only)."), path);
	else
		ui_flash(ui, true, "%s", error.text);
}

/* From its first line on; the walk view shows it. */
static void step_through(struct ui *ui)
{
	lesson_begin(&ui->checkup);
	ui_pop_to(ui, ui_find(ui, &walk_view_ops));
}

static void show_run(struct ui *ui, int step)
{
	const struct view *walk = ui_find(ui, &walk_view_ops);

	if (!checkup_replay_step(&ui->checkup, step)) {
		ui_flash(ui, false, "%s", _("There is no other run in that direction."));
		return;
	}
	if (walk != NULL)
		ui_pop_to(ui, walk);
	ui_flash(ui, false, _("Run %u of %zu of the recording."), ui->checkup.runs,
		 checkup_replay_count(&ui->checkup));
}

bool navigate_open(struct ui *ui, enum action action)
{
	switch (action) {
	case ACT_FURTHER: navigate_further(ui); return true;
	case ACT_AGAIN:
		if (ui->checkup.walk_options.send) /* a mail goes out only when that was said for this run */
			navigate_further(ui);
		else
			navigate_walk(ui);
		return true;
	case ACT_SAVE_RECORDING: save_recording(ui); return true;
	case ACT_STEP_THROUGH: step_through(ui); return true;
	case ACT_NEXT_RUN: show_run(ui, 1); return true;
	case ACT_PREVIOUS_RUN: show_run(ui, -1); return true;
	case ACT_SETTINGS: ui_push(ui, account_view_create(ui, SETTING_HOST)); return true;
	case ACT_CERTIFICATE: ui_push(ui, certificate_view_create(false)); return true;
	case ACT_CAPABILITIES: ui_push(ui, capabilities_view_create()); return true;
	case ACT_COMPARE_CODES: compare(ui); return true;
	case ACT_WHY: ui_push(ui, why_view_create()); return true;
	case ACT_ROUND_TRIPS: ui_push(ui, round_trips_view_create()); return true;
	case ACT_COMPARE_ATTEMPTS: ui_push(ui, compare_attempts_view_create(ui)); return true;
	case ACT_SASL_EXCHANGE: ui_push(ui, sasl_exchange_view_create()); return true;
	case ACT_EXPLAIN:
	case ACT_SHOW_SUMMARY: open_verdict(ui); return true;
	case ACT_STEP_MODE:
		ui->checkup.walk_options.step = !ui->checkup.walk_options.step;
		ui_flash(ui, false, "%s",
			 ui->checkup.walk_options.step
			     ? _("Step mode is on: from the next run each line waits for you.")
			     : _("Step mode is off from the next run on."));
		return true;
	default: return false;
	}
}
