/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The findings of a dialogue, put into words. */
#include "present/paste.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "diagnose/dialogue_symptom.h"
#include "present/format.h"
#include "present/report_json_parts.h"

#include <string.h>

enum { ASSUMED_STAGE, ASSUMED_MECHANISM, ASSUMED_SERVER, ASSUMED_SOFTWARE, ASSUMED_COUNT };

struct finding {
	const char *id, *label; /* label: untranslated */
	const char *value, *from;
};

/* What the user said rules over what the paste shows. */
static void find(struct finding *finding, const char *said, const struct assumption *assumption)
{
	if (said != NULL) {
		finding->value = said;
		finding->from = N_("what you said");
	} else if (assumption != NULL && assumption->value[0] != '\0') {
		finding->value = assumption->value;
		finding->from = assumption->from;
	}
}

static void read_findings(const struct explanation *explanation, struct finding list[ASSUMED_COUNT])
{
	const struct dialogue *dialogue = explanation->dialogue;
	const struct symptom *context = explanation->context;
	list[ASSUMED_STAGE] = (struct finding){.id = "stage", .label = N_("Step")};
	list[ASSUMED_MECHANISM] = (struct finding){.id = "mechanism", .label = N_("Log-in method")};
	list[ASSUMED_SERVER] = (struct finding){.id = "server", .label = N_("Server")};
	list[ASSUMED_SOFTWARE] = (struct finding){.id = "software", .label = N_("Server program")};
	find(&list[ASSUMED_STAGE], context->stage, &dialogue->stage);
	find(&list[ASSUMED_MECHANISM], context->mechanism, &dialogue->mechanism);
	find(&list[ASSUMED_SERVER], context->host, &dialogue->server);
	if (dialogue->greeting != NULL) {
		list[ASSUMED_SOFTWARE].value = dialogue_software(explanation->kb, dialogue);
		list[ASSUMED_SOFTWARE].from = N_("the greeting");
	}
}

static const char *format_value(const struct finding *finding, struct strbuf *out)
{
	enum stage stage;
	strbuf_clear(out);
	if (strcmp(finding->id, "stage") == 0 && stage_parse(finding->value, &stage))
		strbuf_adds(out, _(stage_label(stage)));
	else
		format_add(NULL, finding->value, out);
	return out->data;
}

size_t paste_assumed(const struct explanation *explanation, paste_row_function *add, void *context)
{
	struct finding list[ASSUMED_COUNT];
	struct strbuf value;
	size_t count = 0;
	read_findings(explanation, list);
	strbuf_init(&value, SHOWN_MAX);
	for (size_t i = 0; i < ASSUMED_COUNT; i++) {
		if (list[i].value == NULL)
			continue;
		count++;
		if (add != NULL)
			add(context, _(list[i].label), format_value(&list[i], &value), _(list[i].from));
	}
	strbuf_finish(&value);
	return count;
}

bool paste_asks_for_cause(const struct explanation *explanation)
{
	const struct dialogue *dialogue = explanation->dialogue;
	return dialogue == NULL || dialogue->outcome == DIALOGUE_REFUSED ||
	       dialogue->outcome == DIALOGUE_FAILED || dialogue->outcome == DIALOGUE_SAID;
}

static const char *label_of(const struct assumption *stage)
{
	enum stage parsed;
	return stage_parse(stage->value, &parsed) ? _(stage_label(parsed)) : "?";
}

void paste_note(const struct explanation *explanation, struct strbuf *out)
{
	const struct dialogue *dialogue = explanation->dialogue;
	switch (dialogue->outcome) {
	case DIALOGUE_FAILED:
		strbuf_adds(
		    out, _("There is no refusal of the server in it. The program itself reports an error."));
		if (dialogue->own_computer)
			strbuf_addf(out, " %s",
				    _("It looked for the server on its own computer: no server for sending "
				      "was entered."));
		break;
	case DIALOGUE_ENDS:
		if (!dialogue->alone)
			strbuf_addf(
			    out,
			    _("Nothing was refused. It ends at the step %s, before the message was taken: "
			      "what came next is not in it."),
			    label_of(&dialogue->stage));
		break;
	case DIALOGUE_WELL: strbuf_adds(out, _("All is well in it: the server refused nothing.")); break;
	case DIALOGUE_LOCAL:
		strbuf_adds(out,
			    _("The program that sends failed by itself. It never spoke with a mail server."));
		break;
	case DIALOGUE_SETTINGS:
		strbuf_adds(out, _("These are settings. Nothing in them says that something failed."));
		break;
	case DIALOGUE_CALM: strbuf_adds(out, _("Nothing in it says that something failed.")); break;
	case DIALOGUE_FOREIGN: strbuf_adds(out, _("Nothing in it is about sending mail.")); break;
	default: break;
	}
	if (dialogue->cut)
		strbuf_addf(out, "%s%s", out->len > 0 ? " " : "",
			    _("It is very long: a part in the middle was not read."));
}

json_t *json_assumed(const struct explanation *explanation)
{
	struct finding list[ASSUMED_COUNT];
	json_t *object = json_object();
	read_findings(explanation, list);
	for (size_t i = 0; i < ASSUMED_COUNT; i++) {
		json_t *member = json_null();
		if (list[i].value != NULL) {
			member = json_object();
			json_object_set_new(member, "value", json_shown(NULL, list[i].value));
			json_object_set_new(member, "from", json_string(_(list[i].from)));
		}
		json_object_set_new(object, list[i].id, member);
	}
	return object;
}

json_t *json_paste(const struct explanation *explanation)
{
	struct strbuf note;
	json_t *object = json_object();
	strbuf_init(&note, SHOWN_MAX);
	paste_note(explanation, &note);
	json_object_set_new(object, "outcome",
			    json_string(dialogue_outcome_id(explanation->dialogue->outcome)));
	json_object_set_new(object, "note", json_shown(NULL, note.data));
	json_object_set_new(object, "cut", json_boolean(explanation->dialogue->cut));
	strbuf_finish(&note);
	return object;
}
