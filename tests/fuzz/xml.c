/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a page with settings: autoconfig, or Autodiscover (POX). */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "fetch/xml.h"

static void check_text(const char *text)
{
	size_t len = strnlen(text, XML_TEXT_MAX);

	fuzz_require(len < XML_TEXT_MAX, "a text ends within its array");
	fuzz_require_inert(text, len, false);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char *copy = fuzz_copy(fuzz_input(bytes, len));
	struct xml_result result;

	xml_read(copy, len, &result);
	fuzz_require(result.count <= XML_SERVERS_MAX, "no more servers than there is room for");
	fuzz_require(result.outcome != XML_GOOD || result.count > 0, "a good page names a server");
	for (size_t i = 0; i < result.count; i++) {
		fuzz_require(result.servers[i].port >= 1 && result.servers[i].port <= 65535, "a port is one");
		fuzz_require(result.servers[i].host[0] != '\0', "a server has a name");
		check_text(result.servers[i].host);
		check_text(result.servers[i].user);
	}
	free(copy);
	return 0;
}
