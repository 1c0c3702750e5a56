/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The C library calls that libESMTP makes to reach a server and to load its plug-ins, supplied by
 * the engine itself: they hand it the socket it was started with, and one plug-in of ours for every
 * mechanism. Being defined in the executable, they take precedence over libc's for every library in the
 * process.
 */
#ifndef MAILMEDIC_ENGINE_CHILD_SUBSTITUTE_H
#define MAILMEDIC_ENGINE_CHILD_SUBSTITUTE_H

#include <auth-client.h>

enum { SUBSTITUTE_NAME_MAX = 20 }; /* RFC 4422 */

/* auth-plugin.h of libESMTP, which is not installed: the type of a plug-in's symbol `sasl_client`. */
struct auth_client_plugin {
	const char *keyw;
	const char *description;
	int (*init)(void *ret_context);
	void (*destroy)(void *context);
	auth_response_t response;
	int flags;
	int ssf;
	auth_recode_t encode;
	auth_recode_t decode;
};

/* The plug-in; its name is that of the mechanism that was asked for last. */
extern struct auth_client_plugin sasl_client;

#endif
