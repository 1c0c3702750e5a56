/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Helpers that are copied instead of started; what a copy can and cannot do, the other suites try on it as
 * well. */
#include "cmocka_all.h"

#include "drive.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "engine/fork_server.h"

static const struct engine_order order = {
    .ehlo_name = "client.test", .login = "", .from = "", .to = "", .send = ""};

static struct engine *start(struct fork_servers *servers)
{
	struct engine *engine = NULL;
	struct error error = {0};

	if (!engine_create(&order, servers, &engine, &error))
		fail_msg("engine_create: %s", error.text);
	return engine;
}

static void expect_work(struct engine *engine)
{
	engine_send_line(engine, "220 server.test");
	drive_expect_line(engine, "EHLO client.test");
}

/* The words that a process was started with; a copy has those of its server. */
static bool is_copy(int pid)
{
	char path[64], words[128] = "";
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	len = read(fd, words, sizeof(words) - 1);
	close(fd);
	assert_true(len > 0);
	return memmem(words, (size_t)len, FORK_SERVER_ARGUMENT, strlen(FORK_SERVER_ARGUMENT)) != NULL;
}

/* A copy's server is its session's leader. */
static pid_t server_of(const struct engine *engine)
{
	return getsid(engine_pid(engine));
}

static bool has_gone(pid_t pid)
{
	for (int64_t until = clock_now() + DRIVE_WAIT_MS; clock_now() < until; usleep(1000))
		if (kill(pid, 0) < 0 && errno == ESRCH)
			return true;
	return false;
}

static void copies_of_one_server_work_side_by_side(void **state)
{
	struct fork_servers *servers = fork_servers_create();
	struct engine *engines[8];

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		engines[i] = start(servers);
		assert_true(is_copy(engine_pid(engines[i])));
		assert_int_equal(server_of(engines[i]), server_of(engines[0]));
	}
	for (size_t i = 8; i-- > 0;)
		expect_work(engines[i]);
	for (size_t i = 0; i < 8; i++)
		engine_destroy(engines[i]);
	fork_servers_destroy(servers);
}

static void copies_outlive_their_server(void **state)
{
	struct fork_servers *servers = fork_servers_create();
	struct engine *engine = start(servers);
	const pid_t server = server_of(engine);

	(void)state;
	fork_servers_destroy(servers);
	assert_true(has_gone(server));
	expect_work(engine);
	engine_destroy(engine);
}

static void a_dead_server_is_done_without(void **state)
{
	struct fork_servers *servers = fork_servers_create();
	struct engine *engine = start(servers);

	(void)state;
	assert_int_equal(kill(server_of(engine), SIGKILL), 0);
	engine_destroy(engine);
	for (int i = 0; i < 2; i++) {
		engine = start(servers);
		expect_work(engine); /* until then the system may know no words of it */
		assert_false(is_copy(engine_pid(engine)));
		engine_destroy(engine);
	}
	fork_servers_destroy(servers);
}

static void nothing_outlives_the_program(void **state)
{
	pid_t pids[2] = {0}, child;
	int report[2];

	(void)state;
	assert_int_equal(pipe(report), 0);
	child = fork();
	if (child == 0) {
		const struct engine *engine = start(fork_servers_create());

		pids[0] = engine_pid(engine);
		pids[1] = server_of(engine);
		_exit(write(report[1], pids, sizeof(pids)) == (ssize_t)sizeof(pids) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(read(report[0], pids, sizeof(pids)), sizeof(pids));
	assert_true(has_gone(pids[0]));
	assert_true(has_gone(pids[1]));
	close(report[0]);
	close(report[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(copies_of_one_server_work_side_by_side),
	    cmocka_unit_test(copies_outlive_their_server),
	    cmocka_unit_test(a_dead_server_is_done_without),
	    cmocka_unit_test(nothing_outlives_the_program),
	};

	return cmocka_run_group_tests_name("engine/fork_server", tests, NULL, NULL);
}
