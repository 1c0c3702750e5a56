/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads what a domain says to mail programs: autoconfig ("config-v1.1.xml") and Autodiscover (POX) answers.
 * Only servers for sending are taken. Strangers' bytes: a DOCTYPE ends it, depth and sizes are capped. Part
 * of the helper.
 */
#ifndef MAILMEDIC_FETCH_XML_H
#define MAILMEDIC_FETCH_XML_H

#include <stdbool.h>
#include <stddef.h>

enum { XML_BYTES_MAX = 64 * 1024, XML_DEPTH_MAX = 24, XML_TEXT_MAX = 256, XML_SERVERS_MAX = 12 };

enum xml_outcome {
	XML_GOOD,      /* one server or more */
	XML_NO_SERVER, /* well-formed, without a server for sending that encrypts */
	XML_NOT_XML,   /* HTML, something cut off, another encoding than it says */
	XML_DOCTYPE,   /* refused: entities can be bombs */
	XML_TOO_DEEP,
};

struct xml_server {
	char host[XML_TEXT_MAX]; /* may hold %EMAILDOMAIN% */
	int port;
	bool is_implicit;        /* TLS from the first byte, else STARTTLS */
	char user[XML_TEXT_MAX]; /* may hold %EMAILADDRESS% and the like; "": not said */
};

struct xml_result {
	enum xml_outcome outcome;
	struct xml_server servers[XML_SERVERS_MAX]; /* in the order of the file */
	size_t count;
};

/* Reads the whole of an answer; what it is follows from its root element. */
void xml_read(const char *bytes, size_t len, struct xml_result *ret_result);

#endif
