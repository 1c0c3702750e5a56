/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reasons as a table: what an action needs that is not there yet. */
#include "ui/why_not.h"

#include "base/intl.h"

static const char *const REASONS[ACTION_LAST] = {
    [ACT_EXPLAIN] = N_("There is nothing to explain yet: nothing has failed."),
    [ACT_AGAIN] = N_("The run is not over yet. Esc stops it."),
    [ACT_SAVE] = N_("There is a report when the run is decided; Tab goes to the lines."),
    [ACT_COPY] = N_("There is a report when the run is decided; Tab goes to the lines."),
    [ACT_SAVE_RECORDING] = N_("The recording can be saved when the run is decided."),
    [ACT_SETTINGS] = N_("The settings can be changed when the run is over. Esc stops it."),
    [ACT_FURTHER] = N_("One can go further when the run has worked."),
    [ACT_WHY] = N_("Nothing has failed so far."),
    [ACT_CERTIFICATE] = N_("No certificate has been seen so far."),
    [ACT_CAPABILITIES] = N_("The server has not said yet what it offers: that comes with EHLO."),
    [ACT_ROUND_TRIPS] = N_("Nothing has been sent or received yet."),
    [ACT_SASL_EXCHANGE] = N_("No log-in has begun so far."),
    [ACT_COMPARE_ATTEMPTS] = N_("There is no attempt before this one to compare it with."),
    [ACT_STEP_THROUGH] = N_("A run can be gone through again when it is over."),
    [ACT_NEXT_RUN] = N_("There is no other run in that direction."),
    [ACT_PREVIOUS_RUN] = N_("There is no other run in that direction."),
};

/* What the table cannot know: where one is already. */
static const char *reason_here(const struct ui *ui, unsigned focus, enum action action)
{
	bool walks = action == ACT_AGAIN || action == ACT_SAVE_RECORDING || action == ACT_STEP_THROUGH;

	if (action == ACT_EXPLAIN && (focus & FOCUS_EXPLAIN) != 0)
		return _("This is the explanation. Esc goes back.");
	if (ui->checkup.pasted != NULL && walks)
		return _("A reply was explained, there was no walk: a leads to one.");
	if (ui->checkup.replayed && (action == ACT_AGAIN || action == ACT_SETTINGS || action == ACT_FURTHER))
		return _("A recording: everything can be read, nothing is sent.");
	if (ui->checkup.replayed && action == ACT_STEP_MODE)
		return _("A recording: F5 goes through it line by line.");
	if (action == ACT_FURTHER && run_has_passed(&ui->checkup.run))
		return _("There is nothing beyond this: the server took the message.");
	return NULL;
}

const char *why_not(const struct ui *ui, uint32_t key)
{
	const unsigned later = FOCUS_WALK | FOCUS_FAILED | FOCUS_SAVE;
	unsigned focus = ui_focus(ui);
	int index;
	enum action action = keymap_find(&ui->keymap, focus, key, &index);
	const char *reason;

	if ((focus & (FOCUS_WALK | FOCUS_EXPLAIN | FOCUS_SUMMARY)) == 0 || (focus & FOCUS_TEXT) != 0)
		return NULL;
	if (action == ACTION_NONE)
		action = keymap_find(&ui->keymap, later, key, &index);
	else if (ui_is_possible(ui, action))
		return NULL;
	reason = reason_here(ui, focus, action);
	if (reason != NULL)
		return reason;
	if (action < ACTION_LAST && REASONS[action] != NULL)
		return _(REASONS[action]);
	return (focus & FOCUS_STEP) != 0
		   ? _("That key does nothing while the walk is held. Space goes on; F1 shows keys.")
		   : NULL;
}
