/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all libraries have to know before the first of them is used. */
#ifndef MAILMEDIC_CLI_LIBRARIES_H
#define MAILMEDIC_CLI_LIBRARIES_H

/*
 * Gives OpenSSL and jansson allocators that end the process when memory runs out (mem_exhausted).
 * With their own they would fail somewhere in between, and a lack of memory would be reported as a bad
 * certificate, or leave a hole in the JSON. Called first thing in main.
 */
void libraries_share_memory(void);

#endif
