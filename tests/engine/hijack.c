/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What code in a hijacked engine would try, with system calls of its own: libc is not in its way. */
#include "hijack.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/child/control.h"
#include "engine/process.h"

enum { ATTEMPT_ARGUMENTS = 6 };

struct attempt {
	const char *name;
	long number;
	long arguments[ATTEMPT_ARGUMENTS];
};

#ifdef HIJACK_SASL /* one field each */
static void report(const char *name, int error, bool last)
{
	char text[64];

	(void)last;
	snprintf(text, sizeof(text), "%s=%d", name, error);
	control_tell(FRAME_FIELD, text);
}
#else /* as many in one note as it holds */
static void report(const char *name, int error, bool last)
{
	static char note[FRAME_TEXT_MAX];
	static int used;

	used += snprintf(note + used, sizeof(note) - (size_t)used, "%s %d\n", name, error);
	if (used > FRAME_TEXT_MAX - 64 || last) {
		control_tell(FRAME_NOTE, note);
		used = 0;
	}
}
#endif

#define TEXT(text) (long)(intptr_t)(text)

void hijack_try_everything(void)
{
	static char page[4096] __attribute__((aligned(4096)));
	static const char *const argv[] = {"sh", "-c", "true", NULL};
	const struct attempt attempts[] = {
	    {"socket", SYS_socket, {AF_INET, SOCK_STREAM, 0}},
	    {"socket-unix", SYS_socket, {AF_UNIX, SOCK_STREAM, 0}},
	    {"socketpair", SYS_socketpair, {AF_UNIX, SOCK_STREAM, 0, TEXT(page)}},
	    {"connect", SYS_connect, {ENGINE_FD_WIRE, TEXT(page), 16}},
	    {"sendmsg", SYS_sendmsg, {ENGINE_FD_WIRE, TEXT(page), 0}},
	    {"recvmsg", SYS_recvmsg, {ENGINE_FD_WIRE, TEXT(page), 0}},
	    {"openat", SYS_openat, {AT_FDCWD, TEXT("/etc/passwd"), O_RDONLY}},
	    {"openat-write", SYS_openat, {AT_FDCWD, TEXT("/tmp/hijacked"), O_WRONLY | O_CREAT, 0600}},
	    {"unlinkat", SYS_unlinkat, {AT_FDCWD, TEXT("/tmp/hijacked"), 0}},
	    {"memfd_create", SYS_memfd_create, {TEXT("x"), 0}},
	    {"execve", SYS_execve, {TEXT("/bin/sh"), TEXT(argv), 0}},
	    {"clone", SYS_clone, {SIGCHLD, 0, 0, 0, 0}},
	    {"kill-parent", SYS_kill, {getppid(), 0}},
	    {"tgkill-parent", SYS_tgkill, {getppid(), getppid(), 0}},
	    {"ptrace", SYS_ptrace, {16 /* PTRACE_ATTACH */, getppid(), 0, 0}},
	    {"process_vm_readv", SYS_process_vm_readv, {getppid(), TEXT(page), 1, TEXT(page), 1, 0}},
	    {"mmap-exec", SYS_mmap, {0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0}},
	    {"mprotect-exec", SYS_mprotect, {TEXT(page), 4096, PROT_READ | PROT_EXEC}},
	    {"prlimit", SYS_prlimit64, {0, 7 /* RLIMIT_NOFILE */, 0, TEXT(page)}},
	    {"dumpable", SYS_prctl, {PR_SET_DUMPABLE, 1, 0, 0, 0}},
	    {"dup", SYS_dup, {ENGINE_FD_WIRE}},
	    {"fcntl-dupfd", SYS_fcntl, {ENGINE_FD_WIRE, F_DUPFD, 0}},
	    {"io_uring_setup", 425, {4, TEXT(page)}},
	    {"bpf", SYS_bpf, {0, TEXT(page), 0}},
	};
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
		const long *a = attempts[i].arguments;
		const long result = syscall(attempts[i].number, a[0], a[1], a[2], a[3], a[4], a[5]);

		report(attempts[i].name, result < 0 ? errno : 0,
		       i + 1 == sizeof(attempts) / sizeof(attempts[0]));
	}
}
