/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Host names and address literals: syntax only. A name that could never be looked up is refused
 * here, so that the user reads what is wrong with it and not "no such name".
 */
#include "wire/address.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"

enum { NAME_MAX_BYTES = 253, LABEL_MAX_BYTES = 63, SHOWN_MAX = 120 };

static const char OPERATION[] = "read the server name";

void address_list_finish(struct address_list *list)
{
	free(list->items);
	*list = (struct address_list){0};
}

static bool address_fill(struct address *address, const struct sockaddr *sockaddr, int port)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&address->sockaddr;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&address->sockaddr;
	bool is_ipv6 = sockaddr->sa_family == AF_INET6;
	char zone[IF_NAMESIZE];
	size_t len;

	if (!is_ipv6 && sockaddr->sa_family != AF_INET)
		return false;
	address->len = is_ipv6 ? sizeof *in6 : sizeof *in;
	memcpy(&address->sockaddr, sockaddr, address->len);
	address->family = is_ipv6 ? FAMILY_IPV6 : FAMILY_IPV4;
	if (is_ipv6)
		in6->sin6_port = htons((uint16_t)port);
	else
		in->sin_port = htons((uint16_t)port);
	inet_ntop(sockaddr->sa_family, is_ipv6 ? (const void *)&in6->sin6_addr : (const void *)&in->sin_addr,
		  address->text, sizeof address->text);
	if (is_ipv6 && in6->sin6_scope_id && if_indextoname(in6->sin6_scope_id, zone)) {
		len = strlen(address->text);
		snprintf(address->text + len, sizeof address->text - len, "%%%s", zone);
	}
	return true;
}

void address_write_own(int fd, char ret_text[ADDRESS_TEXT_MAX])
{
	struct sockaddr_storage name = {0};
	struct address address = {0};
	socklen_t len = sizeof name;

	if (getsockname(fd, (struct sockaddr *)&name, &len) == 0)
		address_fill(&address, (struct sockaddr *)&name, 0);
	memcpy(ret_text, address.text, sizeof address.text);
}

void address_list_add(struct address_list *list, const struct sockaddr *sockaddr, int port)
{
	struct address address = {0};

	if (!address_fill(&address, sockaddr, port))
		return;
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].text, address.text) == 0)
			return;
	list->items = mem_realloc(list->items, list->count + 1, sizeof *list->items);
	list->items[list->count++] = address;
}

/* A refusal that shows the name, inert and short. `reason` is a translated clause. Always false. */
static bool refuse(struct error *error, const char *text, const char *reason)
{
	struct strbuf shown;
	size_t fits = text_fit(text, SHOWN_MAX);

	strbuf_init(&shown, ERROR_TEXT_MAX);
	text_make_inert(&shown, text, fits);
	if (text[fits])
		strbuf_adds(&shown, "...");
	error_set(error, ERROR_USAGE, OPERATION, _("\"%s\" cannot be a server name: %s."), shown.data,
		  reason);
	strbuf_finish(&shown);
	return false;
}

/* An IPv6 literal with a zone ("fe80::1%eth0", "fe80::1%2"); RFC 4007 section 11. */
static bool parse_zone(const char *text, struct sockaddr_in6 *in6)
{
	const char *percent = strchr(text, '%');
	char head[INET6_ADDRSTRLEN];
	long number;
	size_t len;

	if (!percent || (len = (size_t)(percent - text)) >= sizeof head)
		return false;
	memcpy(head, text, len);
	head[len] = '\0';
	if (inet_pton(AF_INET6, head, &in6->sin6_addr) != 1)
		return false;
	in6->sin6_scope_id = if_nametoindex(percent + 1);
	if (in6->sin6_scope_id == 0 && text_parse_number(percent + 1, 1, INT32_MAX, &number))
		in6->sin6_scope_id = (uint32_t)number;
	return in6->sin6_scope_id != 0;
}

static bool parse_literal(const char *text, struct server_name *ret_name)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&ret_name->literal;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&ret_name->literal;
	char shown[INET6_ADDRSTRLEN];

	memset(&ret_name->literal, 0, sizeof ret_name->literal);
	if (inet_pton(AF_INET, text, &in->sin_addr) == 1) {
		in->sin_family = AF_INET;
		inet_ntop(AF_INET, &in->sin_addr, shown, sizeof shown);
	} else if (inet_pton(AF_INET6, text, &in6->sin6_addr) == 1 || parse_zone(text, in6)) {
		in6->sin6_family = AF_INET6;
		inet_ntop(AF_INET6, &in6->sin6_addr, shown, sizeof shown);
	} else {
		return false;
	}
	ret_name->is_literal = true;
	ret_name->ascii = mem_strdup(shown);
	return true;
}

/* What is wrong with one label, as a translated clause, or NULL. RFC 1123 section 2.1; "_" is seen in
 * practice. */
static const char *check_label(const char *label, size_t len)
{
	if (len == 0)
		return _("two dots follow each other, or it starts with a dot");
	if (len > LABEL_MAX_BYTES)
		return _("a part between two dots is longer than 63 characters");
	if (label[0] == '-' || label[len - 1] == '-')
		return _("a part between two dots starts or ends with a hyphen");
	for (size_t i = 0; i < len; i++)
		if (!text_is_alpha(label[i]) && !text_is_digit(label[i]) && label[i] != '-' &&
		    label[i] != '_')
			return _("only letters, digits, hyphens and dots belong in one");
	return NULL;
}

static bool all_digits(const char *label)
{
	while (text_is_digit(*label))
		label++;
	return *label == '\0';
}

/* What is wrong with an ASCII name, as a translated clause, or NULL. */
static const char *check_name(const char *name)
{
	const char *label = name;
	const char *reason;
	size_t len = strlen(name);

	if (len == 0)
		return _("it is empty");
	if (name[len - 1] == '.')
		return _("leave out the dot at its end");
	if (len > NAME_MAX_BYTES)
		return _("it is longer than 253 characters");
	if (strchr(name, ':'))
		return _("it is not a valid IPv6 address either");
	for (;; label++) {
		len = strcspn(label, ".");
		reason = check_label(label, len);
		if (reason)
			return reason;
		if (!label[len])
			break;
		label += len;
	}
	return all_digits(label) ? _("it is not a valid IPv4 address either") : NULL;
}

/* Plain ASCII names need no IDNA processing, unless a label claims to be the outcome of one. */
static bool needs_idna(const char *text)
{
	for (const char *c = text; *c; c++) {
		if ((unsigned char)*c >= 0x80)
			return true;
		if ((c == text || c[-1] == '.') && text_starts_nocase(c, "xn--"))
			return true;
	}
	return false;
}

bool server_name_parse(const char *text, struct server_name *ret_name, struct error *error)
{
	char *converted = NULL;
	const char *reason;
	int rc;

	if (parse_literal(text, ret_name))
		return true;
	if (needs_idna(text)) {
		rc = idn2_to_ascii_8z(text, &converted, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
		if (rc == IDN2_MALLOC)
			mem_exhausted();
		if (rc != IDN2_OK)
			return refuse(error, text, idn2_strerror(rc));
	}
	reason = check_name(converted ? converted : text);
	if (!reason)
		*ret_name = (struct server_name){.ascii = mem_strdup(converted ? converted : text)};
	idn2_free(converted);
	return reason ? refuse(error, text, reason) : true;
}

bool server_name_parse_sni(const char *text, const struct server_name *host, struct server_name *ret_name,
			   struct error *error)
{
	if (!text) {
		if (!host->is_literal)
			*ret_name = (struct server_name){.ascii = mem_strdup(host->ascii)};
		return true;
	}
	if (!server_name_parse(text, ret_name, error))
		return false;
	if (!ret_name->is_literal)
		return true;
	error_set(error, ERROR_USAGE, "read the TLS server name",
		  _("The TLS server name must be a name; %s is an IP address."), ret_name->ascii);
	server_name_finish(ret_name);
	return false;
}

void server_name_finish(struct server_name *name)
{
	free(name->ascii);
	*name = (struct server_name){0};
}

static bool is_private4(const unsigned char *bytes)
{
	return bytes[0] == 10 || bytes[0] == 127 || bytes[0] == 0 ||
	       (bytes[0] == 172 && (bytes[1] & 0xf0) == 16) || (bytes[0] == 192 && bytes[1] == 168) ||
	       (bytes[0] == 169 && bytes[1] == 254) || (bytes[0] == 100 && (bytes[1] & 0xc0) == 64);
}

bool address_is_private(const struct address *address)
{
	const struct sockaddr_in6 *v6 = (const void *)&address->sockaddr;
	const unsigned char *bytes = v6->sin6_addr.s6_addr;

	if (address->family == FAMILY_IPV4)
		return is_private4(
		    (const void *)&((const struct sockaddr_in *)(const void *)&address->sockaddr)->sin_addr);
	if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
		return is_private4(bytes + 12);
	return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr) || IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr) ||
	       (bytes[0] & 0xfe) == 0xfc || (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80);
}
