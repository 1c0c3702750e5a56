/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire/nameserver.h"

#include "cmocka_all.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TYPE_A = 1, TYPE_CNAME = 5, TYPE_AAAA = 28, PACKET_MAX = 1232, HEADER = 12 };
enum { NOERROR = 0, SERVFAIL = 2, NXDOMAIN = 3, REFUSED = 5, SILENT = -1, CUT = -2 };

struct record {
	const char *name;
	int type; /* 0: whatever is asked */
	int code; /* NOERROR: `data` is an answer */
	const char *data;
};

static const struct record RECORDS[] = {
    {"v4.example.test", TYPE_A, NOERROR, "127.0.0.1"},
    {"v6.example.test", TYPE_AAAA, NOERROR, "::1"},
    {"both.example.test", TYPE_A, NOERROR, "127.0.0.1"},
    {"both.example.test", TYPE_AAAA, NOERROR, "::1"},
    {"three.example.test", TYPE_A, NOERROR, "127.0.0.2"},
    {"three.example.test", TYPE_A, NOERROR, "127.0.0.3"},
    {"three.example.test", TYPE_A, NOERROR, "127.0.0.1"},
    {"alias.example.test", TYPE_CNAME, NOERROR, "v4.example.test"},
    {"empty.example.test", TYPE_CNAME, NOERROR, NULL},
    {"servfail.example.test", 0, SERVFAIL, NULL},
    {"refused.example.test", 0, REFUSED, NULL},
    {"silent.example.test", 0, SILENT, NULL},
    {"lame6.example.test", TYPE_A, NOERROR, "127.0.0.1"},
    {"lame6.example.test", TYPE_AAAA, SILENT, NULL},
    {"xn--bcher-kva.test", TYPE_A, NOERROR, "127.0.0.1"},
    {"cut.example.test", 0, CUT, NULL},
};

enum { RECORD_COUNT = sizeof RECORDS / sizeof *RECORDS };

static size_t put_name(unsigned char *to, const char *name)
{
	size_t at = 0;

	while (*name) {
		size_t len = strcspn(name, ".");

		to[at++] = (unsigned char)len;
		memcpy(to + at, name, len);
		at += len;
		name += len + (name[len] == '.');
	}
	to[at++] = 0;
	return at;
}

/* Reads the name and type of the question; returns its end. */
static size_t read_question(const unsigned char *packet, char *name, int *ret_type)
{
	size_t at = HEADER;
	size_t out = 0;

	while (packet[at]) {
		memcpy(name + out, packet + at + 1, packet[at]);
		out += packet[at];
		name[out++] = '.';
		at += 1u + packet[at];
	}
	name[out ? out - 1 : 0] = '\0';
	*ret_type = packet[at + 1] << 8 | packet[at + 2];
	return at + 5;
}

static size_t put_answer(unsigned char *to, const struct record *record)
{
	unsigned char data[256];
	size_t len = record->type == TYPE_A ? 4 : 16;
	size_t at = put_name(to, record->name);

	if (record->type == TYPE_CNAME)
		len = put_name(data, record->data);
	else
		inet_pton(record->type == TYPE_A ? AF_INET : AF_INET6, record->data, data);
	memcpy(to + at,
	       (unsigned char[]){0, (unsigned char)record->type, 0, 1, 0, 0, 0, 60, 0, (unsigned char)len},
	       10);
	memcpy(to + at + 10, data, len);
	return at + 10 + len;
}

/* Turns the question into the answer; 0: say nothing. */
static size_t answer(unsigned char *packet)
{
	char name[256];
	const char *wanted = name;
	int type;
	int code = NXDOMAIN;
	int answers = 0;
	size_t len = read_question(packet, name, &type);

	for (size_t i = 0; i < RECORD_COUNT; i++) {
		const struct record *record = &RECORDS[i];

		if (strcasecmp(record->name, wanted) != 0)
			continue;
		if (code == NXDOMAIN)
			code = NOERROR;
		if (record->code != NOERROR && (record->type == 0 || record->type == type))
			code = record->code;
		if (record->code != NOERROR || !record->data ||
		    (record->type != type && record->type != TYPE_CNAME))
			continue;
		len += put_answer(packet + len, record);
		answers++;
		if (record->type == TYPE_CNAME) {
			wanted = record->data;
			i = (size_t)-1;
		}
	}
	if (code == SILENT)
		return 0;
	packet[2] = code == CUT ? 0x87 : 0x85;
	packet[3] = (unsigned char)(0x80 | (code == CUT ? NOERROR : code));
	packet[7] = (unsigned char)answers;
	packet[9] = packet[11] = 0;
	return len;
}

static void serve(int fd)
{
	unsigned char packet[PACKET_MAX];
	struct sockaddr_storage from;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		socklen_t from_len = sizeof from;
		ssize_t count = recvfrom(fd, packet, 512, 0, (struct sockaddr *)&from, &from_len);
		size_t len = count > HEADER ? answer(packet) : 0;

		if (len > 0)
			sendto(fd, packet, len, 0, (struct sockaddr *)&from, from_len);
	}
}

pid_t nameserver_start(void)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof in;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char text[64];
	pid_t pid;

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof in), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	snprintf(text, sizeof text, "127.0.0.1:%d", ntohs(in.sin_port));
	setenv("MAILMEDIC_NAMESERVERS", text, 1);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		serve(fd);
	close(fd);
	return pid;
}

void nameserver_stop(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	unsetenv("MAILMEDIC_NAMESERVERS");
}
