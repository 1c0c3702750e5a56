/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After success: what to type into the mail program, what was changed on the way. */
#include "headless/plain.h"

#include "base/intl.h"
#include "smtp/mechanism.h"

#include <string.h>

static void tell_working_setting(struct plain *plain, enum setting setting)
{
	struct strbuf value;
	strbuf_init(&value, PLAIN_VALUE_MAX);
	setting_write_words(&plain->checkup.account, setting, &value);
	if (value.len > 0)
		plain_say(plain, _("%s: %s"), setting_label(setting), value.data);
	strbuf_finish(&value);
}

static void tell_verdict(struct plain *plain)
{
	const struct facts *facts = &plain->checkup.run.facts;
	struct report report = checkup_report(&plain->checkup);
	struct strbuf sentence;
	plain_say(plain, _("It works"));
	strbuf_init(&sentence, PLAIN_VALUE_MAX);
	report_success(&report, &sentence);
	plain_say(plain, "%s", sentence.data);
	strbuf_finish(&sentence);
	if (facts->tls_seen && !facts->tls.verified)
		plain_say(plain, _("But its certificate is not right: a mail program will warn or refuse."));
}

void plain_summary(struct plain *plain)
{
	const struct checkup *checkup = &plain->checkup;
	tell_verdict(plain);
	plain_say(plain, _("Settings for the mail program:"));
	tell_working_setting(plain, SETTING_HOST);
	tell_working_setting(plain, SETTING_PORT);
	tell_working_setting(plain, SETTING_TLS);
	tell_working_setting(plain, SETTING_USER);
	if (checkup->run.facts.mechanism != NULL)
		plain_say(plain, _("%s: %s"), setting_label(SETTING_MECHANISM),
			  _(mechanism_setting(checkup->run.facts.mechanism)));
	plain_say(plain, _("What changed since the first run:"));
	if (plain_tell_difference(plain, &checkup->original, &checkup->account))
		return;
	plain_say(plain, checkup->runs > 1 ? _("No setting: another password, or just some time.")
					   : _("Nothing: it worked at the first try."));
}
