/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that leaves the interface: the picture, the clipboard, files. Each must be inert and without the
 * canary. What is not ends the process.
 */
#ifndef MAILMEDIC_TESTS_FUZZ_OUTLETS_H
#define MAILMEDIC_TESTS_FUZZ_OUTLETS_H

#include <stdbool.h>
#include <stddef.h>

/* From now on: this canary. The current folder, home and settings are folders of our own, empty. */
void outlets_open(size_t canary);

/* Back to the folder before; looks at the settings file once more and removes it. */
void outlets_close(void);

/* The picture on the terminal. */
void outlets_check_picture(void);

/* For ui.send: an OSC 52 sequence that holds a text, and nothing else. */
void outlets_take_copy(const char *bytes, size_t len);

/* Files that were saved meanwhile: for the user alone; looks at them and removes them. */
void outlets_check_files(void);

#endif
