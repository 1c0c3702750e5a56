/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one table of actions: name, focus in which it works, default keys, label, help. Bindings, hint
 * bar, help and palette all come from it. The first row that works in the focus and has the key wins.
 */
#ifndef MAILMEDIC_UI_KEYMAP_H
#define MAILMEDIC_UI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/intl.h"

/* Where the focus is: a view gives the sum of what holds. */
enum {
	FOCUS_ANY = 1 << 0,
	FOCUS_TEXT = 1 << 1,     /* a text field: printable keys are typed, not looked up */
	FOCUS_LIST = 1 << 2,     /* rows to choose from */
	FOCUS_PAGER = 1 << 3,    /* text to scroll through */
	FOCUS_LINKS = 1 << 4,    /* text with links */
	FOCUS_PANES = 1 << 5,    /* several parts to go between */
	FOCUS_ROOT = 1 << 6,     /* the start screen */
	FOCUS_ADDRESS = 1 << 7,  /* its address field */
	FOCUS_NUMBERED = 1 << 8, /* rows with numbers: the practice list, the answers to a question */
	FOCUS_FORM = 1 << 9,     /* the account */
	FOCUS_CHOICE = 1 << 10,  /* one of a few values there */
	FOCUS_WALK = 1 << 11,
	FOCUS_RUNNING = 1 << 12,
	FOCUS_STEP = 1 << 13,       /* a line is held */
	FOCUS_COMPARISON = 1 << 14, /* two runs side by side */
	FOCUS_FAILED = 1 << 15,     /* the run has ended badly */
	FOCUS_PASSED = 1 << 16,     /* ... well */
	FOCUS_DONE = FOCUS_FAILED | FOCUS_PASSED,
	FOCUS_EXPLAIN = 1 << 17,
	FOCUS_PASSWORD = 1 << 18,
	FOCUS_DISTRUST = 1 << 19, /* asked about a certificate problem */
	FOCUS_TRUST = 1 << 20,    /* the certificate page, where one may go on despite it */
	FOCUS_CLEAR = 1 << 21,    /* asked about an unencrypted log-in, or one that is not offered */
	FOCUS_CHANGE = 1 << 22,   /* settings difference */
	FOCUS_COUNTDOWN = 1 << 23,
	FOCUS_SAVE = 1 << 24, /* something to save or copy */
	FOCUS_SUMMARY = 1 << 25,
	FOCUS_TOPIC = 1 << 26,
	FOCUS_ENTRY = 1 << 27,      /* one value asked for */
	FOCUS_GO_ON = 1 << 28,      /* a page that Enter leaves forward */
	FOCUS_FIND = 1 << 29,       /* text that can be searched; given by ui_focus */
	FOCUS_TRANSCRIPT = 1 << 30, /* the lines of the run */
};

/* With FOCUS_TEXT: the field was not entered. The keys that leave still leave it. */
#define FOCUS_RESTING (1u << 31)

/* X(action, focus, keys, label ("": not in the hint bar), help) */
/* clang-format off */
#define KEYMAP_LIST(X) \
	X(SEND, FOCUS_STEP, "space enter", N_("Go on"), N_("Send the line that is held, or do what is held")) \
	X(STEP_BACK, FOCUS_WALK, "backspace left", N_("Line back"), N_("Back to the line before, where a run is gone through again")) \
	X(CANCEL, FOCUS_RUNNING, "esc", N_("Cancel"), N_("Stop this run at once")) \
	X(LOOK_UP, FOCUS_ADDRESS, "enter", N_("Go on"), N_("Find the settings for this address")) \
	X(PRACTISE, FOCUS_ROOT, "enter", N_("Practise"), N_("Walk through this practice case")) \
	X(EXPLAIN_REPLY, FOCUS_ROOT, "e f3", N_("Explain a reply"), N_("Explain a reply or a log that somebody reads out or sends")) \
	X(CHOOSE_NUMBER, FOCUS_NUMBERED, "1 2 3 4 5 6 7 8 9 0", "", N_("Go to the practice case of this number, or give the answer of this number")) \
	X(CHOOSE_NEXT, FOCUS_CHOICE, "right space l", N_("Change"), N_("Take the next value")) \
	X(CHOOSE_PREVIOUS, FOCUS_CHOICE, "left h", "", N_("Take the value before")) \
	X(START, FOCUS_FORM, "enter f5", N_("Start"), N_("Walk with these settings")) \
	X(APPLY, FOCUS_CHANGE, "enter", N_("Apply and walk again"), N_("Apply the change and walk again")) \
	X(GIVE, FOCUS_PASSWORD, "enter", N_("Log in"), N_("Log in with this password")) \
	X(SHOW_PASSWORD, FOCUS_PASSWORD, "f3", N_("Show"), N_("Show the password until the next key")) \
	X(SEND_CLEAR, FOCUS_CLEAR, "Y", N_("Go on despite it"), N_("Log in without encryption, or by a method that is not offered, in this run only")) \
	X(LOOK, FOCUS_DISTRUST, "enter", N_("Look at the certificate"), N_("Look at the certificate")) \
	X(REFUSE, FOCUS_PASSWORD | FOCUS_DISTRUST | FOCUS_CLEAR, "esc q f10", N_("Stop here"), N_("Send nothing secret; end this run and explain")) \
	X(TRUST, FOCUS_TRUST, "T", N_("Go on despite it"), N_("Go on despite this certificate, in this run only")) \
	X(NOW, FOCUS_COUNTDOWN, "n enter", N_("Try now"), N_("Try at once, without waiting longer")) \
	X(STOP, FOCUS_COUNTDOWN, "esc q f10", N_("Stop waiting"), N_("Stop waiting and go back to the fixes")) \
	X(ACCEPT, FOCUS_ENTRY, "enter", N_("Take it"), N_("Take this value")) \
	X(GO_ON, FOCUS_GO_ON, "enter", N_("Go on"), N_("Go on")) \
	X(FIX, FOCUS_EXPLAIN, "1 2 3 4 5 6 7 8 9", N_("Fix"), N_("Do the fix of this number")) \
	X(OPEN, FOCUS_LIST | FOCUS_LINKS, "enter", N_("Choose"), N_("Open or do what is selected")) \
	X(COPY_LINK, FOCUS_LINKS, "Y", N_("Copy link"), N_("Copy the web address of this link to the clipboard of the terminal")) \
	X(FILTER, FOCUS_TRANSCRIPT, "f", N_("Filter"), N_("Show all lines, or only those sent, received, or remarks")) \
	X(MARK, FOCUS_TRANSCRIPT, "m", N_("Mark"), N_("Mark this line, or take the mark away")) \
	X(NEXT_DIFFERENCE, FOCUS_COMPARISON, "n", N_("Next difference"), N_("Go to the next difference, round the end")) \
	X(PREVIOUS_DIFFERENCE, FOCUS_COMPARISON, "N", N_("Previous"), N_("Go to the difference before")) \
	X(OTHER_LEFT, FOCUS_COMPARISON, "[", N_("Other A"), N_("Take another attempt of this session for the left side")) \
	X(OTHER_RIGHT, FOCUS_COMPARISON, "]", N_("Other B"), N_("Take another attempt of this session for the right side")) \
	X(EXPLAIN, FOCUS_FAILED, "e", N_("Explain"), N_("What went wrong, why, and what to do")) \
	X(SHOW_SUMMARY, FOCUS_PASSED, "e", N_("Summary"), N_("What worked and the settings to write down")) \
	X(FURTHER, FOCUS_SUMMARY | FOCUS_PASSED, "m", N_("Go further"), N_("Go on to MAIL, then RCPT, then a test message")) \
	X(AGAIN, FOCUS_DONE | FOCUS_EXPLAIN | FOCUS_SUMMARY, "r", N_("Again"), N_("Walk again with the same settings")) \
	X(SAVE, FOCUS_SAVE, "s", N_("Save"), N_("Save this text to a file")) \
	X(SAVE_RECORDING, FOCUS_DONE | FOCUS_EXPLAIN | FOCUS_SUMMARY, "S", "", N_("Save the recording of this session to a file")) \
	X(NEXT_RUN, FOCUS_DONE | FOCUS_EXPLAIN | FOCUS_SUMMARY, "] >", N_("Next run"), N_("Show the next run of the recording")) \
	X(PREVIOUS_RUN, FOCUS_DONE | FOCUS_EXPLAIN | FOCUS_SUMMARY, "[ <", N_("Run before"), N_("Show the run before of the recording")) \
	X(COPY, FOCUS_SAVE, "y", N_("Copy"), N_("Copy this text to the clipboard of the terminal")) \
	X(COMPARE_ATTEMPTS, FOCUS_DONE | FOCUS_EXPLAIN | FOCUS_SUMMARY, "d", N_("Difference"), N_("Compare this attempt with the one before")) \
	X(COMPARE_CODES, FOCUS_EXPLAIN | FOCUS_TOPIC | FOCUS_STEP, "v", N_("Compare"), N_("Set two codes side by side: 421 and 535, or any other")) \
	X(SETTINGS, FOCUS_DONE | FOCUS_EXPLAIN | FOCUS_SUMMARY, "a", N_("Settings"), N_("Change the account settings")) \
	X(STEP_THROUGH, FOCUS_DONE | FOCUS_EXPLAIN | FOCUS_SUMMARY, "f5", N_("Lesson"), N_("Go through this run again line by line, with the lessons of step mode")) \
	X(STEP_MODE, FOCUS_WALK | FOCUS_FORM, "f4", N_("Step"), N_("Step mode: hold each line until you send it")) \
	X(CERTIFICATE, FOCUS_WALK | FOCUS_EXPLAIN | FOCUS_SUMMARY, "t", N_("Certificate"), N_("The server's certificate")) \
	X(CAPABILITIES, FOCUS_WALK | FOCUS_EXPLAIN | FOCUS_SUMMARY, "c", N_("Offers"), N_("What the server offers, in words")) \
	X(NEXT_MARK, FOCUS_TRANSCRIPT, "'", "", N_("Go to the next marked line")) \
	X(LEAVE_TOPIC, FOCUS_TOPIC, "backspace h", N_("Back"), N_("Back to where the link was")) \
	X(NEXT_LINK, FOCUS_LINKS, "tab", N_("Next link"), N_("Go to the next link")) \
	X(PREVIOUS_LINK, FOCUS_LINKS, "shift-tab", "", N_("Go to the link before")) \
	X(NEXT_PANE, FOCUS_PANES, "tab", N_("Next part"), N_("Go to the next part of the screen")) \
	X(PREVIOUS_PANE, FOCUS_PANES, "shift-tab", "", N_("Go to the part before")) \
	X(FIND, FOCUS_FIND, "/", N_("Find"), N_("Find words in this text, as you type")) \
	X(FIND_NEXT, FOCUS_FIND, "n f3", "", N_("Go to the next place found")) \
	X(FIND_PREVIOUS, FOCUS_FIND, "N", "", N_("Go to the place found before")) \
	X(WHY, FOCUS_FAILED | FOCUS_EXPLAIN, "w", N_("Why this?"), N_("Why you see this: what was observed, and which words decided")) \
	X(ROUND_TRIPS, FOCUS_WALK | FOCUS_EXPLAIN | FOCUS_SUMMARY, "l", N_("Round trips"), N_("The round trips with their times")) \
	X(SASL_EXCHANGE, FOCUS_WALK | FOCUS_EXPLAIN | FOCUS_SUMMARY, "u", N_("Log-in exchange"), N_("The log-in exchange: each line decoded, with what it means")) \
	X(NEW_CUSTOMER, FOCUS_ANY, "ctrl-n", N_("New customer"), N_("Begin anew with another customer; this one is kept, Ctrl-O goes back")) \
	X(EDIT_LEFT, FOCUS_TEXT, "left ctrl-b", "", N_("One character to the left")) \
	X(EDIT_RIGHT, FOCUS_TEXT, "right ctrl-f", "", N_("One character to the right")) \
	X(EDIT_HOME, FOCUS_TEXT, "home ctrl-a", "", N_("To the start of the text")) \
	X(EDIT_END, FOCUS_TEXT, "end ctrl-e", "", N_("To the end of the text")) \
	X(EDIT_BACKSPACE, FOCUS_TEXT, "backspace", "", N_("Remove the character before")) \
	X(EDIT_DELETE, FOCUS_TEXT, "del ctrl-d", "", N_("Remove the character under the cursor")) \
	X(EDIT_WORD, FOCUS_TEXT, "ctrl-w", "", N_("Remove the word before")) \
	X(EDIT_CLEAR, FOCUS_TEXT, "ctrl-u", "", N_("Remove everything")) \
	X(UP, FOCUS_LIST | FOCUS_PAGER | FOCUS_TEXT, "up k", "", N_("One up")) \
	X(DOWN, FOCUS_LIST | FOCUS_PAGER | FOCUS_TEXT, "down j", "", N_("One down")) \
	X(PAGE_UP, FOCUS_LIST | FOCUS_PAGER, "pgup b ctrl-b ctrl-u", "", N_("One page up")) \
	X(PAGE_DOWN, FOCUS_LIST | FOCUS_PAGER, "pgdn space ctrl-f ctrl-d", "", N_("One page down")) \
	X(TOP, FOCUS_LIST | FOCUS_PAGER, "home g", "", N_("To the top")) \
	X(BOTTOM, FOCUS_LIST | FOCUS_PAGER, "end G", "", N_("To the end")) \
	X(QUIT, FOCUS_ROOT, "f10 q", N_("Quit"), N_("Leave mailmedic")) \
	X(BACK, FOCUS_ANY, "esc q f10", N_("Back"), N_("Close this, or go back")) \
	X(HELP, FOCUS_ANY, "f1 ?", N_("Help"), N_("What is possible here, key by key")) \
	X(CONTENTS, FOCUS_ANY, "f2", "", N_("All help topics, to choose from or to search")) \
	X(FIND_ACTION, FOCUS_ANY, "ctrl-p", "", N_("Find an action by its name")) \
	X(COLOURS, FOCUS_ANY, "f8", "", N_("Other colours: default, high contrast, safe for colour blindness")) \
	X(MOUSE, FOCUS_ANY, "f9", "", N_("Give the mouse back to the terminal, for selecting text; again: take it")) \
	X(CASE_BEFORE, FOCUS_ANY, "ctrl-o", "", N_("Go back to the customer before; again: to the one after")) \
	X(LANGUAGE, FOCUS_ANY, "f7", "", N_("Other language: English, Simplified Chinese")) \
	X(REMEMBER, FOCUS_ANY, "f6", "", N_("Remember address and server for next time, or stop it and forget them")) \
	X(REDRAW, FOCUS_ANY, "ctrl-l", "", N_("Draw the screen anew"))
/* clang-format on */

enum action {
	ACTION_NONE,
#define X(name, focus, keys, label, help) ACT_##name,
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
	uint32_t keys[ACTION_LAST][KEYMAP_KEYS_MAX]; /* PRESS_NONE after the last */
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
enum action keymap_find(const struct keymap *keymap, unsigned focus, uint32_t key, int *ret_index);

/* The key to show for an action: in a text field one that is not typed. PRESS_NONE when it has none. */
uint32_t keymap_shown_key(const struct keymap *keymap, enum action action, unsigned focus);

/* The kinds of screen on which it works, as bits. */
unsigned action_focus(enum action action);
const char *action_label(enum action action); /* untranslated; "": not in the hint bar */
const char *action_help(enum action action);  /* untranslated */

#endif
