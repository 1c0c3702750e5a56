/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads SRV, MX and TLSA records. c-ares expands the names; every length is checked against the packet's end.
 */
#include "wire/dns_record.h"

#include <ares.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"

enum { HEADER = 12, ALIASES_MAX = 16, RR_FIXED = 10, CODE_NXDOMAIN = 3, CODE_SERVFAIL = 2, CODE_REFUSED = 5 };

struct packet {
	const unsigned char *bytes;
	size_t len;
	size_t at;
};

const char *dns_outcome_id(enum dns_outcome outcome)
{
	static const char *const ids[] = {
	    [DNS_WAITING] = "waiting",   [DNS_FOUND] = "found",
	    [DNS_EMPTY] = "empty",       [DNS_NO_SUCH_NAME] = "no-such-name",
	    [DNS_SERVFAIL] = "servfail", [DNS_REFUSED] = "refused",
	    [DNS_SILENT] = "no-answer",  [DNS_UNREACHABLE] = "unreachable",
	    [DNS_CUT] = "cut-off",       [DNS_LOOP] = "cname-loop",
	    [DNS_BROKEN] = "invalid",
	};
	return ids[outcome];
}

void dns_outcome_explain(enum dns_outcome outcome, const char *name, struct strbuf *out)
{
	strbuf_addf(
	    out,
	    outcome == DNS_CUT
		? _("The name server's answer for %s was cut off, and it gave no whole one over TCP. A "
		    "firewall may block TCP to port 53.")
		: _("The aliases of %s lead in a circle (CNAME loop). Whoever runs the domain has to "
		    "mend that."),
	    name);
}

static unsigned read16(const unsigned char *bytes)
{
	return (unsigned)bytes[0] << 8 | bytes[1];
}

/* A host name for people and for sockets: letters, digits, hyphens and underscores; no address, no trick. */
static bool keep_name(const char *text, char name[DNS_NAME_MAX])
{
	size_t len = strlen(text);

	if (len > 0 && text[len - 1] == '.')
		len--;
	if (len >= DNS_NAME_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!text_is_alpha(text[i]) && !text_is_digit(text[i]) && strchr("-_.", text[i]) == NULL)
			return false;
		name[i] = text_lower(text[i]);
	}
	name[len] = '\0';
	return true;
}

/* Moves past the name at `at`; keeps it in `name` unless that is NULL. False: it does not end, or is none. */
static bool read_name(struct packet *packet, char name[DNS_NAME_MAX], bool *ret_is_host)
{
	char *text;
	long used;

	if (packet->at >= packet->len || ares_expand_name(packet->bytes + packet->at, packet->bytes,
							  (int)packet->len, &text, &used) != ARES_SUCCESS)
		return false;
	if (name)
		*ret_is_host = keep_name(text, name);
	ares_free_string(text);
	packet->at += (size_t)used;
	return packet->at <= packet->len;
}

static bool read_tlsa(const unsigned char *data, size_t len, struct dns_record *record)
{
	record->usage = data[0];
	record->selector = data[1];
	record->matching = data[2];
	record->data_len = len - 3;
	if (record->data_len > DNS_DATA_MAX) /* a whole certificate: rare, and too long to be shown */
		return false;
	memcpy(record->data, data + 3, record->data_len);
	return true;
}

static bool read_text(const unsigned char *data, size_t len, struct dns_record *record)
{
	if (data[0] >= len)
		return false;
	record->data_len = data[0] < DNS_DATA_MAX ? data[0] : DNS_DATA_MAX;
	memcpy(record->data, data + 1, record->data_len);
	return true;
}

/* Reads the data of one record; false when it cannot be used. */
static bool read_data(const struct packet *packet, enum dns_type type, size_t end, struct dns_record *record)
{
	static const size_t before_name[] = {[DNS_MX] = 2, [DNS_TXT] = 1, [DNS_SRV] = 6, [DNS_TLSA] = 3};
	struct packet rest = *packet;
	const unsigned char *data = packet->bytes + packet->at;
	bool is_host = false;

	if (packet->at + before_name[type] >= end)
		return false;
	if (type == DNS_TLSA || type == DNS_TXT)
		return (type == DNS_TLSA ? read_tlsa : read_text)(data, end - packet->at, record);
	record->priority = (uint16_t)read16(data);
	record->weight = type == DNS_SRV ? (uint16_t)read16(data + 2) : 0;
	record->port = type == DNS_SRV ? (uint16_t)read16(data + 4) : 0;
	rest.at += before_name[type];
	return read_name(&rest, record->name, &is_host) && rest.at == end && is_host;
}

static int compare(const void *a, const void *b)
{
	const struct dns_record *one = a, *other = b;

	if (one->priority != other->priority)
		return one->priority < other->priority ? -1 : 1;
	if (one->weight != other->weight)
		return one->weight > other->weight ? -1 : 1;
	return strcmp(one->name, other->name);
}

/* Where there is no room, the worst gives way: a server cannot hide the best one behind others. */
static void keep(struct dns_answer *answer, const struct dns_record *record)
{
	struct dns_record *worst = answer->records;

	if (answer->count < DNS_RECORDS_MAX) {
		answer->records[answer->count++] = *record;
		return;
	}
	answer->left_out++;
	for (size_t i = 1; i < answer->count; i++) {
		if (compare(&answer->records[i], worst) > 0)
			worst = &answer->records[i];
	}
	if (compare(record, worst) < 0)
		*worst = *record;
}

/* Reads one record of the answer; false when the rest cannot be read. */
static bool read_record(struct packet *packet, enum dns_type type, struct dns_answer *answer)
{
	const unsigned char *fixed;
	struct dns_record record = {.priority = 0};
	size_t end;

	if (!read_name(packet, NULL, NULL) || packet->len - packet->at < RR_FIXED)
		return false;
	fixed = packet->bytes + packet->at;
	packet->at += RR_FIXED;
	end = packet->at + read16(fixed + 8);
	if (end > packet->len)
		return false;
	if (read16(fixed) == (unsigned)type && read16(fixed + 2) == 1 &&
	    read_data(packet, type, end, &record))
		keep(answer, &record);
	packet->at = end;
	return true;
}

static enum dns_outcome outcome_of_code(unsigned code)
{
	switch (code) {
	case 0: return DNS_FOUND;
	case CODE_NXDOMAIN: return DNS_NO_SUCH_NAME;
	case CODE_SERVFAIL: return DNS_SERVFAIL;
	case CODE_REFUSED: return DNS_REFUSED;
	default: return DNS_BROKEN;
	}
}

/* Moves to the first answer, and says how many there are; false when the packet ends before. */
static bool find_answers(struct packet *packet, unsigned *ret_count)
{
	bool fine = packet->len >= HEADER;

	packet->at = HEADER;
	*ret_count = fine ? read16(packet->bytes + 6) : 0;
	for (unsigned i = fine ? read16(packet->bytes + 4) : 0; fine && i > 0; i--) {
		fine = read_name(packet, NULL, NULL) && packet->len - packet->at >= 4;
		packet->at += 4;
	}
	return fine;
}

void dns_answer_read(struct dns_answer *answer, enum dns_type type, const unsigned char *bytes, size_t len)
{
	struct packet packet = {bytes, len, HEADER};
	unsigned count;
	bool fine = find_answers(&packet, &count);

	answer->count = answer->left_out = 0;
	answer->outcome = len >= HEADER ? outcome_of_code(bytes[3] & 0x0f) : DNS_BROKEN;
	if (answer->outcome != DNS_FOUND)
		return;
	for (; fine && count > 0; count--)
		fine = read_record(&packet, type, answer);
	qsort(answer->records, answer->count, sizeof *answer->records, compare);
	if (answer->count == 0)
		answer->outcome = !fine ? DNS_BROKEN : dns_answer_loops(bytes, len) ? DNS_LOOP : DNS_EMPTY;
}

struct aliases {
	char names[ALIASES_MAX][DNS_NAME_MAX]; /* that are aliases of something */
	size_t count;
};

static bool has_alias(const struct aliases *aliases, const char *name)
{
	for (size_t i = 0; i < aliases->count; i++) {
		if (strcmp(aliases->names[i], name) == 0)
			return true;
	}
	return false;
}

/* Notes the record if it is an alias; true when that leads back to an earlier one. */
static bool closes_circle(struct packet *packet, struct aliases *aliases)
{
	char target[DNS_NAME_MAX];
	bool is_host = false, circle = false;
	struct packet data;
	unsigned type;

	if (!read_name(packet, aliases->names[aliases->count], &is_host) ||
	    packet->len - packet->at < RR_FIXED) {
		packet->at = packet->len;
		return false;
	}
	type = read16(packet->bytes + packet->at);
	data = (struct packet){packet->bytes, packet->len, packet->at + RR_FIXED};
	packet->at += RR_FIXED + read16(packet->bytes + packet->at + RR_FIXED - 2);
	if (type == DNS_CNAME && is_host) {
		aliases->count++;
		circle = read_name(&data, target, &is_host) && is_host && has_alias(aliases, target);
	}
	return circle;
}

bool dns_answer_loops(const unsigned char *bytes, size_t len)
{
	struct packet packet = {bytes, len, HEADER};
	struct aliases aliases = {.count = 0};
	unsigned count;
	bool circle = false;

	if (!find_answers(&packet, &count))
		return false;
	for (; !circle && count > 0 && packet.at < len && aliases.count < ALIASES_MAX; count--)
		circle = closes_circle(&packet, &aliases);
	return circle;
}
