/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that leaves the interface: the picture, the clipboard, files. Each must be inert and without the
 * canary. What is not ends the process.
 */
#ifndef MAILMEDIC_TESTS_FUZZ_OUTPUT_CHECKS_H
#define MAILMEDIC_TESTS_FUZZ_OUTPUT_CHECKS_H

#include <stdbool.h>
#include <stddef.h>

/* From now on: this canary. The current folder, home and settings are folders of our own, empty. */
void output_checks_open(size_t canary);

/* Back to the folder before; looks at the settings file once more and removes it. */
void output_checks_close(void);

/* The picture on the terminal. */
void output_checks_picture(void);

/* For ui.send: an OSC 52 sequence that holds a text, and nothing else. */
void output_checks_take_copy(const char *bytes, size_t len);

/* Files that were saved meanwhile: for the user alone; looks at them and removes them. */
void output_checks_files(void);

#endif
