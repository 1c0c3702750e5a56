/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the interface's walks go in the fuzzer: to the fake server, whatever the user made of the settings,
 * so that nothing leaves this computer. The linker puts these in the place of walk_create and others
 * (meson.build); the real ones are called, and what the user agreed to is noted on the way.
 */
#ifndef MAILMEDIC_TESTS_FUZZ_LIBC_WRAP_H
#define MAILMEDIC_TESTS_FUZZ_LIBC_WRAP_H

#include <stdbool.h>
#include <stddef.h>

struct walk;

enum { DETOUR_TOLD_MAX = 256 };

struct libc_wrap {
	int port;       /* of the fake server */
	size_t canary;  /* the password that the user has */
	bool may_agree; /* what the user does now can mean: go on despite the certificate, or in clear text */
	bool started;   /* a walk was made */
	unsigned walks; /* made so far */
	unsigned passwords;          /* given to them so far, right or wrong */
	bool clear_ever, trust_ever; /* agreed to in one of them */
	bool clear, trust;           /* agreed to in this one */
	char told[DETOUR_TOLD_MAX];  /* the canary, when it was the password given last; else "" */
};

/* There is one; the functions that stand in for others have no other place. */
extern struct libc_wrap libc_wrap;

/* For a new session. */
void libc_wrap_reset(int port, size_t canary);

/* Whether a walk (or NULL) waits for its engine: another process, which takes real time. */
bool libc_wrap_is_asking_engine(const struct walk *walk);

#endif
