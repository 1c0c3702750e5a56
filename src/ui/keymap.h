/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one table of actions: name, where it is possible, default keys, label, help. Bindings, hint
 * bar, help and palette all come from it. The first row that is possible where the focus is and has
 * the key wins.
 */
#ifndef MAILMEDIC_UI_KEYMAP_H
#define MAILMEDIC_UI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/intl.h"

/* Where the focus is: a view gives the sum of what holds. */
enum {
	IN_ANY = 1 << 0,
	IN_TEXT = 1 << 1,      /* a text field: printable keys are typed, not looked up */
	IN_LIST = 1 << 2,      /* rows to choose from */
	IN_READER = 1 << 3,    /* text to scroll through */
	IN_LINKS = 1 << 4,     /* text with links */
	IN_PANES = 1 << 5,     /* several parts to go between */
	IN_ROOT = 1 << 6,      /* the start screen */
	IN_ADDRESS = 1 << 7,   /* its address field */
	IN_SCENARIOS = 1 << 8, /* its practice list */
	IN_FORM = 1 << 9,      /* the account */
	IN_CHOICE = 1 << 10,   /* one of a few values there */
	IN_WALK = 1 << 11,
	IN_RUNNING = 1 << 12,
	IN_STEP = 1 << 13,   /* a line is held */
	IN_BESIDE = 1 << 14, /* two runs side by side */
	IN_FAILED = 1 << 15, /* the run has ended badly */
	IN_PASSED = 1 << 16, /* ... well */
	IN_DONE = IN_FAILED | IN_PASSED,
	IN_EXPLAIN = 1 << 17,
	IN_PASSWORD = 1 << 18,
	IN_DISTRUST = 1 << 19, /* told of a certificate problem */
	IN_TRUST = 1 << 20,    /* the certificate page, where one may go on despite it */
	IN_CLEAR = 1 << 21,    /* asked about an unencrypted log-in */
	IN_CHANGE = 1 << 22,   /* settings difference */
	IN_COUNTDOWN = 1 << 23,
	IN_SAVE = 1 << 24, /* something to save or copy */
	IN_SUMMARY = 1 << 25,
	IN_TOPIC = 1 << 26,
	IN_ENTRY = 1 << 27,      /* one value asked for */
	IN_GO_ON = 1 << 28,      /* a page that Enter leaves forward */
	IN_FIND = 1 << 29,       /* text that can be searched; given by ui_where */
	IN_TRANSCRIPT = 1 << 30, /* the lines of the run */
};

/* X(action, where, keys, label ("": not in the hint bar), help) */
/* clang-format off */
#define KEYMAP_LIST(X) \
	X(SEND, IN_STEP, "space enter", N_("Send it"), N_("Send the line that is held")) \
	X(CANCEL, IN_RUNNING, "esc", N_("Cancel"), N_("Stop this run at once")) \
	X(LOOK_UP, IN_ADDRESS, "enter", N_("Go on"), N_("Find the settings for this address")) \
	X(PRACTISE, IN_SCENARIOS, "enter", N_("Practise"), N_("Walk through this practice case")) \
	X(CHOOSE_NEXT, IN_CHOICE, "right space l", N_("Change"), N_("Take the next value")) \
	X(CHOOSE_PREVIOUS, IN_CHOICE, "left h", "", N_("Take the value before")) \
	X(START, IN_FORM, "enter f5", N_("Start"), N_("Walk with these settings")) \
	X(APPLY, IN_CHANGE, "enter", N_("Apply and walk again"), N_("Apply the change and walk again")) \
	X(GIVE, IN_PASSWORD, "enter", N_("Log in"), N_("Log in with this password")) \
	X(SEND_CLEAR, IN_CLEAR, "Y", N_("Send it unencrypted"), N_("Log in without encryption, in this run only")) \
	X(LOOK, IN_DISTRUST, "enter", N_("Look at the certificate"), N_("Look at the certificate")) \
	X(REFUSE, IN_PASSWORD | IN_DISTRUST | IN_CLEAR, "esc q f10", N_("Stop here"), N_("Send nothing secret; end this run and explain")) \
	X(TRUST, IN_TRUST, "T", N_("Go on despite it"), N_("Go on despite this certificate, in this run only")) \
	X(NOW, IN_COUNTDOWN, "n enter", N_("Try now"), N_("Try at once, without waiting longer")) \
	X(STOP, IN_COUNTDOWN, "esc q f10", N_("Stop waiting"), N_("Stop waiting and go back to the fixes")) \
	X(ACCEPT, IN_ENTRY, "enter", N_("Take it"), N_("Take this value")) \
	X(GO_ON, IN_GO_ON, "enter", N_("Go on"), N_("Go on")) \
	X(FIX, IN_EXPLAIN, "1 2 3 4 5 6 7 8 9", N_("Fix"), N_("Do the fix of this number")) \
	X(OPEN, IN_LIST | IN_LINKS, "enter", N_("Choose"), N_("Open or do what is selected")) \
	X(FILTER, IN_TRANSCRIPT, "f", N_("Filter"), N_("Show all lines, or only those sent, received, or remarks")) \
	X(MARK, IN_TRANSCRIPT, "m", N_("Mark"), N_("Mark this line, or take the mark away")) \
	X(NEXT_DIFFERENCE, IN_BESIDE, "n", N_("Next difference"), N_("Go to the next difference, round the end")) \
	X(PREVIOUS_DIFFERENCE, IN_BESIDE, "N", N_("Previous"), N_("Go to the difference before")) \
	X(EXPLAIN, IN_FAILED, "e", N_("Explain"), N_("What went wrong, why, and what to do")) \
	X(SHOW_SUMMARY, IN_PASSED, "e", N_("Summary"), N_("What worked and the settings to write down")) \
	X(AGAIN, IN_DONE | IN_EXPLAIN | IN_SUMMARY, "r", N_("Again"), N_("Walk again with the same settings")) \
	X(DIFFERENCE, IN_DONE | IN_EXPLAIN | IN_SUMMARY, "d", N_("Difference"), N_("Compare this attempt with the one before")) \
	X(COMPARE, IN_EXPLAIN | IN_TOPIC, "v", N_("Compare"), N_("Set two codes side by side: 421 and 535, or any other")) \
	X(STEP_MODE, IN_WALK | IN_FORM, "s f4", N_("Step"), N_("Step mode: hold each line until you send it")) \
	X(SAVE, IN_SAVE, "s S", N_("Save"), N_("Save this text to a file")) \
	X(COPY, IN_SAVE, "y", N_("Copy"), N_("Copy this text to the clipboard of the terminal")) \
	X(SETTINGS, IN_DONE | IN_EXPLAIN | IN_SUMMARY, "a", N_("Settings"), N_("Change the account settings")) \
	X(CERTIFICATE, IN_WALK | IN_EXPLAIN | IN_SUMMARY, "t", N_("Certificate"), N_("The server's certificate")) \
	X(CAPABILITIES, IN_WALK | IN_EXPLAIN | IN_SUMMARY, "c", N_("Offers"), N_("What the server offers, in words")) \
	X(NEXT_MARK, IN_TRANSCRIPT, "'", "", N_("Go to the next marked line")) \
	X(LEAVE_TOPIC, IN_TOPIC, "backspace h", N_("Back"), N_("Back to where the link was")) \
	X(NEXT_LINK, IN_LINKS, "tab", N_("Next link"), N_("Go to the next link")) \
	X(PREVIOUS_LINK, IN_LINKS, "shift-tab", "", N_("Go to the link before")) \
	X(NEXT_PANE, IN_PANES, "tab", N_("Next part"), N_("Go to the next part of the screen")) \
	X(PREVIOUS_PANE, IN_PANES, "shift-tab", "", N_("Go to the part before")) \
	X(FIND, IN_FIND, "/", N_("Find"), N_("Find words in this text, as you type")) \
	X(FIND_NEXT, IN_FIND, "n f3", "", N_("Go to the next place found")) \
	X(FIND_PREVIOUS, IN_FIND, "N", "", N_("Go to the place found before")) \
	X(WHY, IN_FAILED | IN_EXPLAIN, "w", N_("Why this?"), N_("Why you see this: what was observed, and which words decided")) \
	X(TIMELINE, IN_WALK | IN_EXPLAIN | IN_SUMMARY, "l", N_("Times"), N_("The round trips with their times")) \
	X(UNFOLD, IN_WALK | IN_EXPLAIN | IN_SUMMARY, "u", N_("Unfold"), N_("The log-in unfolded: what each line means, decoded")) \
	X(EDIT_LEFT, IN_TEXT, "left ctrl-b", "", N_("One character to the left")) \
	X(EDIT_RIGHT, IN_TEXT, "right ctrl-f", "", N_("One character to the right")) \
	X(EDIT_HOME, IN_TEXT, "home ctrl-a", "", N_("To the start of the text")) \
	X(EDIT_END, IN_TEXT, "end ctrl-e", "", N_("To the end of the text")) \
	X(EDIT_BACKSPACE, IN_TEXT, "backspace", "", N_("Remove the character before")) \
	X(EDIT_DELETE, IN_TEXT, "del ctrl-d", "", N_("Remove the character under the cursor")) \
	X(EDIT_WORD, IN_TEXT, "ctrl-w", "", N_("Remove the word before")) \
	X(EDIT_CLEAR, IN_TEXT, "ctrl-u", "", N_("Remove everything")) \
	X(UP, IN_LIST | IN_READER | IN_TEXT, "up k", "", N_("One up")) \
	X(DOWN, IN_LIST | IN_READER | IN_TEXT, "down j", "", N_("One down")) \
	X(PAGE_UP, IN_LIST | IN_READER, "pgup b ctrl-b ctrl-u", "", N_("One page up")) \
	X(PAGE_DOWN, IN_LIST | IN_READER, "pgdn space ctrl-f ctrl-d", "", N_("One page down")) \
	X(TOP, IN_LIST | IN_READER, "home g", "", N_("To the top")) \
	X(BOTTOM, IN_LIST | IN_READER, "end G", "", N_("To the end")) \
	X(QUIT, IN_ROOT, "f10 q", N_("Quit"), N_("Leave mailmedic")) \
	X(BACK, IN_ANY, "esc q f10", N_("Back"), N_("Close this, or go back")) \
	X(HELP, IN_ANY, "f1 ?", N_("Help"), N_("What is possible here, key by key")) \
	X(CONTENTS, IN_ANY, "f2", "", N_("All help topics, to choose from or to search")) \
	X(FIND_ACTION, IN_ANY, "ctrl-p", "", N_("Find an action by its name")) \
	X(COLOURS, IN_ANY, "f8", "", N_("Other colours: default, high contrast, safe for colour blindness")) \
	X(MOUSE, IN_ANY, "f9", "", N_("Give the mouse back to the terminal, for selecting text; again: take it")) \
	X(LANGUAGE, IN_ANY, "f7", "", N_("Other language: English, Simplified Chinese")) \
	X(REMEMBER, IN_ANY, "f6", "", N_("Remember address and server for next time, or stop it and forget them")) \
	X(REDRAW, IN_ANY, "ctrl-l", "", N_("Draw the screen anew"))
/* clang-format on */

enum action {
	ACTION_NONE,
#define X(name, where, keys, label, help) ACT_##name,
	KEYMAP_LIST(X)
#undef X
	    ACTION_LAST,
	/* Not bound to keys: */
	ACT_TYPE,   /* text was typed (one character) or pasted into a field */
	ACT_SELECT, /* an item or link was clicked: index */
	ACT_STEP,   /* a step of the walk was clicked: index */
	ACT_PANE,   /* a part of the view was clicked: index */
	ACT_LINE,   /* a row of the transcript was clicked: index from its top */
};

enum { KEYMAP_KEYS_MAX = 10, KEYMAP_NAME_MAX = 32 };

struct keymap {
	uint32_t keys[ACTION_LAST][KEYMAP_KEYS_MAX]; /* PRESS_NONE behind the last */
};

/* Fills in the default keys. */
void keymap_init(struct keymap *keymap);

/* Gives an action its default keys again. */
void keymap_reset(struct keymap *keymap, enum action action);

/* The action of a name ("send-clear", any case), or ACTION_NONE. */
enum action keymap_find_name(const char *name);

/* Its name as the settings file writes it: "send-clear". */
void keymap_write_name(enum action action, char ret_name[KEYMAP_NAME_MAX]);

/* Binds an action to other keys ("f5 r"). False, and nothing changed, when one is unknown or there is none.
 */
bool keymap_bind(struct keymap *keymap, enum action action, const char *keys);

/* Another action with a key of this one, or ACTION_NONE; *ret_key is that key. Actions that share a key by
 * default are meant to: the focus decides. */
enum action keymap_find_clash(const struct keymap *keymap, enum action action, uint32_t *ret_key);

/* True when the action is needed in text fields and all its keys are typed there. */
bool keymap_is_typed(const struct keymap *keymap, enum action action);

/* What `key` does where the focus is, or ACTION_NONE; *ret_index is the place of the key among the action's
 * keys. */
enum action keymap_find(const struct keymap *keymap, unsigned where, uint32_t key, int *ret_index);

/* The key to show for an action: in a text field one that is not typed. PRESS_NONE when it has none. */
uint32_t keymap_shown_key(const struct keymap *keymap, enum action action, unsigned where);

/* The kinds of screen on which it works, as bits. */
unsigned action_where(enum action action);
const char *action_label(enum action action); /* untranslated; "": not in the hint bar */
const char *action_help(enum action action);  /* untranslated */

#endif
