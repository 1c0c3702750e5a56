/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server as a process: how it starts, what it leaves behind, when it ends; many clients at once. */
#include "client.h"
#include "conversation.h"

#include "account/account.h"
#include "practice/practice.h"

#include <errno.h>
#include <limits.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000, NAP_MS = 5, CROWD = 100, TRIES_MAX = 5 };

/* A server in the foreground of a process of its own, as `mailmedic serve` runs it. */
struct served {
	pid_t pid;
	char host[64];
	int port;
	char tls[16];
	char ca_file[PATH_MAX];
};

static void serve(const char *scenario, const char *listen, int out)
{
	struct error error;

	dup2(out, STDOUT_FILENO);
	exit(practice_serve(scenario, listen, &error) ? 0 : 1); /* exit, so that leaks are looked for */
}

/* False when it could not start. */
static bool served_try(struct served *served, const char *scenario, const char *listen)
{
	char line[PATH_MAX + 128] = "";
	int pipe_fds[2];
	FILE *out;

	assert_int_equal(pipe(pipe_fds), 0);
	fflush(NULL);
	served->pid = fork();
	if (served->pid == 0) {
		close(pipe_fds[0]);
		serve(scenario, listen, pipe_fds[1]);
	}
	close(pipe_fds[1]);
	out = fdopen(pipe_fds[0], "r");
	if (!fgets(line, sizeof(line), out)) {
		fclose(out);
		waitpid(served->pid, NULL, 0);
		return false;
	}
	fclose(out);
	assert_int_equal(sscanf(line, "listening %63s %d tls=%15s ca=%4095[^\n]", served->host, &served->port,
				served->tls, served->ca_file),
			 4);
	return true;
}

static void served_start(struct served *served, const char *scenario, const char *listen)
{
	assert_true(served_try(served, scenario, listen));
}

static void served_stop(struct served *served, int signal_number)
{
	int status = -1;

	kill(served->pid, signal_number);
	assert_int_equal(waitpid(served->pid, &status, 0), served->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static bool folder_is_gone(const char *ca_file)
{
	char folder[PATH_MAX];
	struct stat st;

	snprintf(folder, sizeof(folder), "%s", ca_file);
	*strrchr(folder, '/') = '\0';
	return stat(folder, &st) != 0 && errno == ENOENT;
}

static void wait_until_gone(const char *ca_file)
{
	const struct timespec nap = {.tv_nsec = NAP_MS * 1000000L};

	for (int ms = 0; ms < PATIENCE_MS && !folder_is_gone(ca_file); ms += NAP_MS)
		nanosleep(&nap, NULL);
	assert_true(folder_is_gone(ca_file));
}

static void serve_says_where_it_listens_and_ends_on_a_signal(void **state)
{
	const int signals[] = {SIGTERM, SIGINT};
	struct served served;
	struct client client;

	(void)state;
	client_init(&client);
	for (size_t i = 0; i < 2; i++) {
		served_start(&served, "tls-implicit-on-starttls-port", NULL);
		assert_string_equal(served.host, "127.0.0.1");
		assert_string_equal(served.tls, "starttls");
		assert_true(client_connect(&client, served.port));
		assert_int_equal(client_start_tls(&client, served.ca_file, "localhost"), X509_V_OK);
		assert_true(client_read_reply(&client));
		served_stop(&served, signals[i]);
		assert_true(folder_is_gone(served.ca_file));
		client_finish(&client);
	}
}

static void serve_listens_where_it_is_told(void **state)
{
	char listen[64];
	struct served first, second;
	int tries = 0;

	(void)state;
	do { /* the port that was free may be taken by somebody else in between */
		served_start(&first, "all-good", "[::1]:0");
		assert_string_equal(first.host, "::1");
		served_stop(&first, SIGTERM);
		snprintf(listen, sizeof(listen), "127.0.0.1:%d", first.port);
	} while (!served_try(&second, "all-good", listen) && ++tries < TRIES_MAX);
	assert_true(tries < TRIES_MAX);
	assert_int_equal(second.port, first.port);
	served_stop(&second, SIGTERM);
}

static void bad_places_to_listen_are_refused(void **state)
{
	static const char *const bad[] = {
	    "0.0.0.0:2525", "192.0.2.1:25", "[::]:2525", "127.0.0.1",       "127.0.0.1:65536", "127.0.0.1:-1",
	    "::1:2525",     ":25",          "",          "example.test:25", "127.0.0.1:",      "[]:1",
	    "[:1",          "127.0.0.1:1 "};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct error error = {0};

		assert_false(practice_serve("all-good", bad[i], &error));
		assert_int_equal(error.kind, ERROR_USAGE);
	}
}

static void a_port_in_use_is_an_error(void **state)
{
	struct practice *practice;
	struct error error = {0};
	char listen[64];

	(void)state;
	assert_true(practice_start("all-good", &practice, &error));
	snprintf(listen, sizeof(listen), "127.0.0.1:%d", practice_port(practice));
	assert_false(practice_serve("all-good", listen, &error));
	assert_int_equal(error.kind, ERROR_SYSTEM);
	practice_stop(practice);
}

static void the_ca_file_is_private_and_goes_with_the_server(void **state)
{
	struct practice *practice;
	struct error error;
	struct stat st;
	char ca_file[PATH_MAX];

	(void)state;
	assert_true(practice_start("all-good", &practice, &error));
	snprintf(ca_file, sizeof(ca_file), "%s", practice_ca_file(practice));
	assert_int_equal(stat(ca_file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	*strrchr(ca_file, '/') = '\0';
	assert_int_equal(stat(ca_file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	strcat(ca_file, "/ca.pem");
	practice_stop(practice);
	assert_true(folder_is_gone(ca_file));
}

static void an_account_for_it_is_complete(void **state)
{
	struct practice *practice;
	struct account account;
	struct error error;

	(void)state;
	assert_true(practice_start("auth-538-needs-tls", &practice, &error));
	account_init(&account);
	practice_fill_account(practice, &account);
	assert_string_equal(account.address, PRACTICE_USER);
	assert_string_equal(account.user, PRACTICE_USER);
	assert_string_equal(account.host, "127.0.0.1");
	assert_int_equal(account.port, practice_port(practice));
	assert_int_equal(account.tls, TLS_NONE);
	assert_string_equal(account.ca_path, practice_ca_file(practice));
	assert_int_equal(account.address_origin, ORIGIN_PRACTICE);
	assert_int_equal(account.host_origin, ORIGIN_PRACTICE);
	account_finish(&account);
	practice_stop(practice);
}

static pid_t latest_child(void)
{
	char path[64];
	int pid, latest = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	file = fopen(path, "r");
	while (file && fscanf(file, "%d", &pid) == 1)
		latest = pid;
	if (file)
		fclose(file);
	return latest;
}

static void a_killed_server_is_noticed_and_cleaned_up_after(void **state)
{
	const struct timespec nap = {.tv_nsec = NAP_MS * 1000000L};
	struct practice *practice;
	struct error error;
	char ca_file[PATH_MAX];
	pid_t child;

	(void)state;
	assert_true(practice_start("all-good", &practice, &error));
	snprintf(ca_file, sizeof(ca_file), "%s", practice_ca_file(practice));
	assert_true(practice_alive(practice));
	child = latest_child();
	if (child == 0) {
		print_message("# skipped, this kernel does not list children\n");
		return;
	}
	kill(child, SIGKILL);
	for (int ms = 0; ms < PATIENCE_MS && practice_alive(practice); ms += NAP_MS)
		nanosleep(&nap, NULL);
	assert_false(practice_alive(practice));
	practice_stop(practice);
	assert_true(folder_is_gone(ca_file));
}

/* A parent that starts a server, tells us its CA file and is killed. */
static void the_server_dies_with_its_parent(void **state)
{
	char ca_file[PATH_MAX] = "";
	int pipe_fds[2];
	pid_t parent;

	(void)state;
	assert_int_equal(pipe(pipe_fds), 0);
	parent = fork();
	if (parent == 0) {
		struct practice *practice;

		if (practice_start("all-good", &practice, NULL)) {
			const char *name = practice_ca_file(practice);

			if (write(pipe_fds[1], name, strlen(name)) > 0)
				kill(getpid(), SIGKILL);
		}
		_exit(1);
	}
	close(pipe_fds[1]);
	assert_true(read(pipe_fds[0], ca_file, sizeof(ca_file) - 1) > 0);
	assert_int_equal(read(pipe_fds[0], ca_file + PATH_MAX - 1, 1),
			 0); /* nobody holds the parent's descriptors */
	close(pipe_fds[0]);
	waitpid(parent, NULL, 0);
	wait_until_gone(ca_file);
}

static void many_clients_are_served_at_once(void **state)
{
	static struct client clients[CROWD];
	struct practice *practice;
	struct error error;

	(void)state;
	assert_true(practice_start("all-good", &practice, &error));
	for (int i = 0; i < CROWD; i++) {
		client_init(&clients[i]);
		assert_true(client_connect(&clients[i], practice_port(practice)));
	}
	for (int i = CROWD - 1; i >= 0; i--) {
		assert_true(client_read_reply(&clients[i]));
		client_send_line(&clients[i], "EHLO test");
	}
	for (int i = 0; i < CROWD; i++) {
		assert_true(client_read_reply(&clients[i]));
		assert_memory_equal(clients[i].reply, "250", 3);
		client_finish(&clients[i]);
	}
	practice_stop(practice);
}

static void an_endless_reply_does_not_starve_others(void **state)
{
	static const char yaml[] = "title: t\nlearn: l\nscript:\n"
				   "  - {on: ehlo, do: [stream: {raw: '250-X\\r\\n', times: endless}]}\n";
	char path[] = "/tmp/mailmedic-test-XXXXXX";
	struct client greedy, other;
	struct practice *practice;
	struct error error;
	int fd = mkstemp(path);

	(void)state;
	client_init(&greedy);
	client_init(&other);
	assert_int_equal(write(fd, yaml, sizeof(yaml) - 1), (ssize_t)sizeof(yaml) - 1);
	close(fd);
	assert_true(practice_start(path, &practice, &error));
	unlink(path);
	assert_true(client_connect(&greedy, practice_port(practice)));
	assert_true(client_read_reply(&greedy));
	client_send_line(&greedy, "EHLO test");
	assert_true(client_connect(&other, practice_port(practice)));
	assert_true(client_read_reply(&other));
	for (long got, total = 0; total < 10 * 1024 * 1024; total += got)
		assert_true((got = client_read_some(&greedy, greedy.in, sizeof(greedy.in))) > 0);
	client_send_line(&other, "NOOP");
	assert_true(client_read_reply(&other));
	client_finish(&greedy);
	client_send_line(&other, "NOOP");
	assert_true(client_read_reply(&other));
	client_finish(&other);
	practice_stop(practice);
}

/* SYN ACK is one segment; the 421 and the FIN must be the only other one. */
static void a_last_reply_and_the_end_share_a_segment(void **state)
{
	struct practice *practice;
	struct client client;
	struct error error;
	struct tcp_info info = {0};
	socklen_t size = sizeof(info);
	char byte;

	(void)state;
	client_init(&client);
	assert_true(practice_start("greeting-421-overloaded", &practice, &error));
	assert_true(client_connect(&client, practice_port(practice)));
	assert_true(client_read_reply(&client));
	assert_int_equal(client_read_some(&client, &byte, 1), 0);
	assert_int_equal(getsockopt(client.fd, IPPROTO_TCP, TCP_INFO, &info, &size), 0);
	assert_int_equal(info.tcpi_segs_in, 2);
	client_finish(&client);
	practice_stop(practice);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(serve_says_where_it_listens_and_ends_on_a_signal),
	    cmocka_unit_test(serve_listens_where_it_is_told),
	    cmocka_unit_test(bad_places_to_listen_are_refused),
	    cmocka_unit_test(a_port_in_use_is_an_error),
	    cmocka_unit_test(the_ca_file_is_private_and_goes_with_the_server),
	    cmocka_unit_test(an_account_for_it_is_complete),
	    cmocka_unit_test(a_killed_server_is_noticed_and_cleaned_up_after),
	    cmocka_unit_test(the_server_dies_with_its_parent),
	    cmocka_unit_test(many_clients_are_served_at_once),
	    cmocka_unit_test(an_endless_reply_does_not_starve_others),
	    cmocka_unit_test(a_last_reply_and_the_end_share_a_segment),
	};

	return cmocka_run_group_tests_name("practice life cycle", tests, NULL, NULL);
}
