/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes "HOST:PORT" and its relatives apart. */
#include "account/syntax.h"

#include "base/intl.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static const char *const parse_operation = "read the server";

/* [IPv6] or [IPv6]:PORT */
static bool parse_bracketed(const char *text, char **ret_host, int *ret_port, struct error *error)
{
	const char *close = strchr(text, ']');
	if (close == NULL)
		return error_set(error, ERROR_USAGE, parse_operation, _("The server has a [ without a ]."));
	int port = 0;
	if (close[1] == ':') {
		if (!syntax_parse_port(close + 2, &port, error))
			return false;
	} else if (close[1] != '\0') {
		return error_set(error, ERROR_USAGE, parse_operation,
				 _("After the ] of the server only a colon and a port can follow."));
	}
	char *host = mem_strndup(text + 1, (size_t)(close - text - 1));
	if (strchr(host, ':') == NULL) {
		free(host);
		return error_set(error, ERROR_USAGE, parse_operation,
				 _("Between [ and ] an IPv6 address is expected."));
	}
	if (!syntax_check_host(_("The server"), host, error)) {
		free(host);
		return false;
	}
	*ret_host = host;
	*ret_port = port;
	return true;
}

bool syntax_parse_endpoint(const char *text, char **ret_host, int *ret_port, struct error *error)
{
	if (!syntax_check_text(_("The server"), text, error))
		return false;
	if (text[0] == '[')
		return parse_bracketed(text, ret_host, ret_port, error);
	const char *colon = strchr(text, ':');
	bool one_colon = colon != NULL && strchr(colon + 1, ':') == NULL && strncmp(colon, "://", 3) != 0;
	int port = 0;
	/* More than one colon: an IPv6 address as a whole, never "address:port", which would be a guess. */
	size_t host_len = one_colon ? (size_t)(colon - text) : strlen(text);
	char *host = mem_strndup(text, host_len);
	if (!syntax_check_host(_("The server"), host, error) ||
	    (one_colon && !syntax_parse_port(colon + 1, &port, error))) {
		free(host);
		return false;
	}
	*ret_host = host;
	*ret_port = port;
	return true;
}
