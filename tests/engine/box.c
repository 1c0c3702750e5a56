/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine is shut in with, and what it is kept from. */
#include "cmocka_all.h"

#include "drive.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"

/* An engine that waits for a reply to EHLO: everything is set up. */
static struct engine *start_running(void)
{
	struct engine *engine = drive_start("1");

	engine_send_line(engine, "220 server.test");
	drive_expect_line(engine, "EHLO client.test");
	return engine;
}

/* Reads /proc/PID/name; -1 when we may not, for the engine is not dumpable and so root's. */
static ssize_t read_proc(int pid, const char *name, char *text, size_t size)
{
	char path[64];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	len = read(fd, text, size - 1);
	close(fd);
	if (len >= 0)
		text[len] = '\0';
	return len;
}

static void environment_is_empty(void **state)
{
	struct engine *engine;
	char text[256];
	ssize_t len;

	(void)state;
	setenv("CANARY", "in the environment", 1);
	engine = start_running();
	len = read_proc(engine_pid(engine), "environ", text, sizeof(text));
	engine_destroy(engine);
	if (len < 0)
		skip_because("only root may look into a guarded process");
	assert_int_equal(len, 0);
}

static void expect_link(int pid, int fd, const char *start)
{
	char path[64], target[256];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
	len = readlink(path, target, sizeof(target) - 1);
	assert_true(len > 0);
	target[len] = '\0';
	if (strncmp(target, start, strlen(start)) != 0)
		fail_msg("descriptor %d is %s", fd, target);
}

static int count_entries(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	int count = 0;

	if (!folder)
		return -1;
	while ((entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			count++;
	closedir(folder);
	return count;
}

/* Even when the parent was careless: a descriptor without close-on-exec. */
static void only_its_two_sockets_are_open(void **state)
{
	const int careless = open("/etc/passwd", O_RDONLY), high = fcntl(careless, F_DUPFD, 200);
	struct engine *engine = start_running();
	char path[64];
	int count;

	(void)state;
	snprintf(path, sizeof(path), "/proc/%d/fd", engine_pid(engine));
	count = count_entries(path);
	if (count >= 0) {
		assert_int_equal(count, 5);
		for (int fd = 0; fd < 3; fd++)
			expect_link(engine_pid(engine), fd, "/dev/null");
		expect_link(engine_pid(engine), 3, "socket:");
		expect_link(engine_pid(engine), 4, "socket:");
	}
	engine_destroy(engine);
	close(careless);
	close(high);
	if (count < 0)
		skip_because("only root may look into a guarded process");
}

/* The parent's own standard descriptors may be closed; its sockets then must not land there. */
static void parent_without_standard_descriptors_can_start_it(void **state)
{
	const int kept = fcntl(0, F_DUPFD_CLOEXEC, 100);
	struct engine *engine;

	(void)state;
	close(0);
	engine = start_running();
	assert_int_equal(fcntl(0, F_GETFD), -1);
	engine_destroy(engine);
	if (kept >= 0) {
		dup2(kept, 0);
		close(kept);
	}
}

static void limits_and_filter_are_on(void **state)
{
	struct engine *engine = start_running();
	char status[8192], limits[4096], folder[256];
	char path[64];
	ssize_t len;

	(void)state;
	assert_true(read_proc(engine_pid(engine), "status", status, sizeof(status)) > 0);
	assert_true(read_proc(engine_pid(engine), "limits", limits, sizeof(limits)) > 0);
	snprintf(path, sizeof(path), "/proc/%d/cwd", engine_pid(engine));
	len = readlink(path, folder, sizeof(folder) - 1);
	engine_destroy(engine);
	assert_non_null(strstr(status, "Seccomp:\t2"));
	assert_non_null(strstr(status, "NoNewPrivs:\t1"));
	assert_non_null(strstr(limits, "Max core file size        0                    0 "));
	assert_non_null(strstr(limits, "Max file size             0                    0 "));
	if (len > 0) {
		assert_int_equal(len, 1);
		assert_int_equal(folder[0], '/');
	}
}

static void hijacked_engine_reaches_nothing(void **state)
{
	const struct engine_order order = {
	    .ehlo_name = "client.test", .login = "1", .from = "", .to = "", .send = ""};
	struct engine *engine;
	struct engine_event event;
	int attempts = 0;

	(void)state;
	assert_non_null(getenv("HIJACKED_ENGINE")); /* set by meson test */
	setenv("MAILMEDIC_ENGINE", getenv("HIJACKED_ENGINE"), 1);
	engine = drive_start_order(&order);
	unsetenv("MAILMEDIC_ENGINE");
	engine_send_line(engine, "220 x");
	while (drive_next(engine, &event, DRIVE_WAIT_MS) && event.kind == ENGINE_NOTE) {
		char text[FRAME_TEXT_MAX + 1], name[64];
		char *next = text;
		int error, used;

		memcpy(text, event.text, event.len + 1);
		while (sscanf(next, "%63s %d?%n", name, &error, &used) == 2) {
			print_message("# %s: %s\n", name, strerror(error));
			assert_int_equal(error, EPERM);
			attempts++;
			next += used;
		}
		assert_int_equal(*next, '\0');
	}
	assert_int_equal(attempts, 24);
	assert_int_equal(event.kind, ENGINE_LINE); /* and goes on with its work */
	engine_destroy(engine);
}

static bool has_ended(int pid)
{
	char text[512];
	const char *after_name;

	if (kill(pid, 0) < 0)
		return errno == ESRCH;
	if (read_proc(pid, "stat", text, sizeof(text)) < 0)
		return true;
	after_name = strrchr(text, ')');
	return after_name && after_name[2] == 'Z'; /* nobody has reaped it yet */
}

static void engine_dies_with_its_parent(void **state)
{
	int64_t until = clock_now() + DRIVE_WAIT_MS;
	int pipe_ends[2], pid = 0;
	pid_t parent;

	(void)state;
	assert_int_equal(pipe(pipe_ends), 0);
	parent = fork();
	assert_true(parent >= 0);
	if (parent == 0) {
		struct engine *engine = start_running();

		pid = engine_pid(engine);
		kill(pid, SIGSTOP); /* so that it cannot just see its sockets close */
		if (write(pipe_ends[1], &pid, sizeof(pid)) != sizeof(pid))
			_exit(1);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(read(pipe_ends[0], &pid, sizeof(pid)), sizeof(pid));
	assert_int_equal(waitpid(parent, NULL, 0), parent);
	while (!has_ended(pid) && clock_now() < until)
		usleep(2000);
	assert_true(has_ended(pid));
	close(pipe_ends[0]);
	close(pipe_ends[1]);
}

/* As under a service manager that allows little: the engine takes what there is. */
static void lower_limits_of_the_caller_are_kept(void **state)
{
	const struct rlimit low = {12, 12};
	const char *preload = getenv("LD_PRELOAD");
	int status = -1;
	pid_t pid;

	(void)state;
	if (preload != NULL && strstr(preload, "valgrind") != NULL)
		return; /* valgrind keeps descriptors of its own above such a limit; the other builds test it
			 */
	pid = fork();
	assert_return_code(pid, errno);
	if (pid == 0) {
		if (setrlimit(RLIMIT_NOFILE, &low) < 0)
			_exit(1);
		engine_destroy(start_running());
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(environment_is_empty),
	    cmocka_unit_test(only_its_two_sockets_are_open),
	    cmocka_unit_test(parent_without_standard_descriptors_can_start_it),
	    cmocka_unit_test(limits_and_filter_are_on),
	    cmocka_unit_test(lower_limits_of_the_caller_are_kept),
	    cmocka_unit_test(hijacked_engine_reaches_nothing),
	    cmocka_unit_test(engine_dies_with_its_parent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
