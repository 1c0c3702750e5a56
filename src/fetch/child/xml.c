/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expat, with the few elements that count. Both formats nest a server's values directly below its element. */
#include "fetch/xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"

enum format { FORMAT_UNKNOWN, FORMAT_AUTOCONFIG, FORMAT_POX };

struct reading {
	XML_Parser parser;
	struct xml_result *result;
	enum format format;
	size_t depth;
	size_t server_depth; /* of the server element that is open; 0: none */
	struct xml_server server;
	bool is_smtp, is_plain;
	char text[XML_TEXT_MAX];
	size_t text_len;
	bool text_overflowed;
};

static void stop(struct reading *reading, enum xml_outcome outcome)
{
	if (reading->result->outcome == XML_NO_SERVER)
		reading->result->outcome = outcome;
	XML_StopParser(reading->parser, XML_FALSE);
}

/* The name without its namespace: expat gives "URI|name". */
static const char *local_name(const char *name)
{
	const char *bar = strrchr(name, '|');

	return bar != NULL ? bar + 1 : name;
}

static const char *find_attribute(const char **attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2) {
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	}
	return "";
}

static void begin_server(struct reading *reading, bool is_smtp)
{
	reading->server_depth = reading->depth;
	reading->server = (struct xml_server){.port = 0};
	reading->is_smtp = is_smtp;
	reading->is_plain = false;
}

static void XMLCALL start_element(void *data, const char *full_name, const char **attributes)
{
	struct reading *reading = data;
	const char *name = local_name(full_name);

	if (++reading->depth > XML_DEPTH_MAX) {
		stop(reading, XML_TOO_DEEP);
		return;
	}
	reading->text_len = 0;
	reading->text_overflowed = false;
	if (reading->depth == 1)
		reading->format = strcmp(name, "clientConfig") == 0   ? FORMAT_AUTOCONFIG
				  : strcmp(name, "Autodiscover") == 0 ? FORMAT_POX
								      : FORMAT_UNKNOWN;
	if (reading->server_depth != 0)
		return;
	if (reading->format == FORMAT_AUTOCONFIG && strcmp(name, "outgoingServer") == 0)
		begin_server(reading, strcmp(find_attribute(attributes, "type"), "smtp") == 0);
	else if (reading->format == FORMAT_POX && strcmp(name, "Protocol") == 0)
		begin_server(reading, false);
}

static void XMLCALL character_data(void *data, const char *text, int len)
{
	struct reading *reading = data;

	if (reading->server_depth == 0 || reading->text_overflowed)
		return;
	if (reading->text_len + (size_t)len >= XML_TEXT_MAX) {
		reading->text_overflowed = true;
		return;
	}
	memcpy(reading->text + reading->text_len, text, (size_t)len);
	reading->text_len += (size_t)len;
}

static bool is_harmless(const char *text, size_t len)
{
	struct strbuf inert;
	bool same;

	strbuf_init(&inert, 16 * XML_TEXT_MAX);
	text_make_inert(&inert, text, len);
	same = inert.len == len && memcmp(inert.data, text, len) == 0;
	strbuf_finish(&inert);
	return same;
}

/* The text of the element that ends, without spaces around it; "" for one that holds characters that act on a
 * terminal, hide or reverse. */
static const char *take_text(struct reading *reading)
{
	char *text = reading->text;
	size_t len = reading->text_overflowed ? 0 : reading->text_len;

	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
		len--;
	text[len] = '\0';
	text += strspn(text, " \t\r\n");
	return is_harmless(text, strlen(text)) ? text : "";
}

static void copy_text(char slot[XML_TEXT_MAX], const char *text)
{
	memcpy(slot, text, strlen(text) + 1); /* no longer than the buffer that it comes from */
}

static void take_autoconfig(struct reading *reading, const char *name, const char *text)
{
	long port;

	if (strcmp(name, "hostname") == 0)
		copy_text(reading->server.host, text);
	else if (strcmp(name, "username") == 0)
		copy_text(reading->server.user, text);
	else if (strcmp(name, "port") == 0 && text_parse_number(text, 1, 65535, &port))
		reading->server.port = (int)port;
	else if (strcmp(name, "socketType") == 0) {
		reading->server.is_implicit = strcmp(text, "SSL") == 0;
		reading->is_plain = !reading->server.is_implicit && strcmp(text, "STARTTLS") != 0;
	}
}

static void take_pox(struct reading *reading, const char *name, const char *text)
{
	long port;

	if (strcmp(name, "Type") == 0) {
		reading->is_smtp = text_compare_nocase(text, "SMTP") == 0;
	} else if (strcmp(name, "Server") == 0) {
		copy_text(reading->server.host, text);
	} else if (strcmp(name, "LoginName") == 0) {
		copy_text(reading->server.user, text);
	} else if (strcmp(name, "Port") == 0 && text_parse_number(text, 1, 65535, &port)) {
		reading->server.port = (int)port;
	} else if (strcmp(name, "Encryption") == 0) {
		reading->server.is_implicit = text_compare_nocase(text, "SSL") == 0;
		reading->is_plain = text_compare_nocase(text, "None") == 0;
	}
}

static void end_server(struct reading *reading)
{
	struct xml_result *result = reading->result;
	struct xml_server *server = &reading->server;

	reading->server_depth = 0;
	if (reading->format == FORMAT_POX && server->port == 465)
		server->is_implicit =
		    true; /* "SSL on" is the default there, and says nothing of which kind */
	if (!reading->is_smtp || reading->is_plain || *server->host == '\0' ||
	    strchr(server->host, ' ') != NULL || server->port == 0 || result->count == XML_SERVERS_MAX)
		return;
	result->servers[result->count++] = *server;
}

static void XMLCALL end_element(void *data, const char *full_name)
{
	struct reading *reading = data;
	const char *name = local_name(full_name);

	if (reading->server_depth == reading->depth)
		end_server(reading);
	else if (reading->server_depth != 0 && reading->depth == reading->server_depth + 1)
		(reading->format == FORMAT_POX ? take_pox : take_autoconfig)(reading, name,
									     take_text(reading));
	reading->depth--;
	reading->text_len = 0;
}

static void XMLCALL refuse_doctype(void *data, const char *name, const char *system_id, const char *public_id,
				   int has_internal_subset)
{
	struct reading *reading = data;

	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_internal_subset;
	stop(reading, XML_DOCTYPE);
}

void xml_read(const char *bytes, size_t len, struct xml_result *ret_result)
{
	struct reading reading = {.parser = XML_ParserCreateNS(NULL, '|'), .result = ret_result};

	*ret_result = (struct xml_result){.outcome = XML_NO_SERVER};
	if (reading.parser == NULL)
		return;
	XML_SetUserData(reading.parser, &reading);
	XML_SetElementHandler(reading.parser, start_element, end_element);
	XML_SetCharacterDataHandler(reading.parser, character_data);
	XML_SetStartDoctypeDeclHandler(reading.parser, refuse_doctype);
	if (len > XML_BYTES_MAX || XML_Parse(reading.parser, bytes, (int)len, XML_TRUE) != XML_STATUS_OK) {
		if (ret_result->outcome == XML_NO_SERVER)
			ret_result->outcome = XML_NOT_XML;
		ret_result->count = 0;
	} else if (ret_result->count > 0) {
		ret_result->outcome = XML_GOOD;
	}
	XML_ParserFree(reading.parser);
}
