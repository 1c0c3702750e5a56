/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A child's limits and its seccomp filter. A forbidden call fails with EPERM instead of killing:
 * it gains the caller nothing either way, and a new C library that tries some harmless call works on.
 */
#include "engine/child/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/launch.h"
#include "base/secret.h"
#include "engine/child/control.h"
#include "engine/process.h"

#if defined(__x86_64__)
#define SANDBOX_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define SANDBOX_ARCH AUDIT_ARCH_AARCH64
#endif

enum {
	DESCRIPTORS_MAX = 16, /* two sockets, /dev/null three times, and what the loader opens in passing */
	MEMORY_MAX = 256 * 1024 * 1024,
};

#ifdef ENGINE_SANITIZED
/* In test builds: a crash stays the signal it was, and nothing is looked for at exit, where the sandbox
 * forbids it. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "handle_segv=0:handle_abort=0:detect_leaks=0";
}
#endif

/* A limit that is lower already (ulimit, a service manager) stays: it cannot be raised, and need not be. */
static void set_limit(int resource, rlim_t value)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit) < 0)
		_exit(EXIT_UNPREPARED);
	if (limit.rlim_max > value)
		limit.rlim_max = value;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(resource, &limit) < 0)
		_exit(EXIT_UNPREPARED);
}

void sandbox_prepare(void)
{
	launch_close_from(ENGINE_FD_CONTROL + 1);
	secret_protect_process(); /* no core, no ptrace */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
	    signal(SIGXFSZ, SIG_IGN) == SIG_ERR || chdir("/") < 0)
		_exit(EXIT_UNPREPARED);
	set_limit(RLIMIT_FSIZE, 0);
	set_limit(RLIMIT_NOFILE, DESCRIPTORS_MAX);
#ifndef ENGINE_SANITIZED /* a sanitizer's shadow memory takes terabytes of address space */
	set_limit(RLIMIT_AS, MEMORY_MAX);
#endif
}

#ifdef SANDBOX_ARCH

/* clang-format off */
#define LOAD(field)         BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define LOAD_ARGUMENT(n)    LOAD(args[n]) /* its low half: both processors are little-endian */
#define ALLOW               BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define REFUSE              BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define KILL                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define IF(value, yes, no)  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (yes), (no))
#define IF_BIT(bit, yes, no) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bit), (yes), (no))

/* Each takes the number of the call to be loaded and leaves it so, or returns. */
#define CALL(number) IF((number), 0, 1), ALLOW
#define CALL_UNLESS_BIT(number, n, bit) \
	IF((number), 0, 4), LOAD_ARGUMENT(n), IF_BIT((bit), 0, 1), REFUSE, ALLOW
#define CALL_IF(number, n, value) \
	IF((number), 0, 4), LOAD_ARGUMENT(n), IF((value), 0, 1), ALLOW, REFUSE
#define CALL_IF_EITHER(number, n, one, other) \
	IF((number), 0, 5), LOAD_ARGUMENT(n), IF((one), 1, 0), IF((other), 0, 1), ALLOW, REFUSE
/* clang-format on */

static const struct sock_filter prologue[] = {
    LOAD(arch),
    IF(SANDBOX_ARCH, 1, 0),
    KILL,
    LOAD(nr),
};

/* TCP and UDP over IP. Stands before what all may do: the first rule that knows a call decides. */
static const struct sock_filter network[] = {
    CALL_IF_EITHER(SYS_socket, 0, AF_INET, AF_INET6),
    CALL(SYS_connect),
    CALL(SYS_getsockopt),
    CALL(SYS_setsockopt),
    CALL(SYS_getsockname),
    CALL(SYS_getpeername),
    CALL(SYS_sendto),
    CALL(SYS_recvfrom),
    CALL(SYS_sendmsg),
    CALL(SYS_fcntl),
};

/* What a name server's client needs on top. */
static const struct sock_filter files[] = {
    CALL_UNLESS_BIT(SYS_openat, 2, (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)),
    CALL(SYS_newfstatat),
    CALL(SYS_lseek),
    CALL(SYS_bind),
    CALL(SYS_sendmmsg),
    CALL(SYS_recvmsg),
    CALL(SYS_uname),
    CALL_IF(SYS_ioctl, 1, FIONREAD),
};

static void add(struct sock_fprog *program, const struct sock_filter *filter, size_t size)
{
	memcpy(program->filter + program->len, filter, size);
	program->len += (unsigned short)(size / sizeof(*filter));
}

static bool install_filter(enum sandbox_reach reach)
{
	const struct sock_filter everybody[] = {
	    /* its sockets to the parent */
	    CALL(SYS_read),
	    CALL(SYS_write),
	    CALL(SYS_writev),
	    CALL(SYS_close),
	    CALL(SYS_ppoll),
	    CALL(SYS_fstat),
	    CALL_IF(SYS_fcntl, 1, F_SETFL),
	    /* its memory, of which none becomes executable */
	    CALL(SYS_brk),
	    CALL(SYS_munmap),
	    CALL(SYS_mremap),
	    CALL(SYS_madvise),
	    CALL_UNLESS_BIT(SYS_mmap, 2, PROT_EXEC),
	    CALL_UNLESS_BIT(SYS_mprotect, 2, PROT_EXEC),
	    /* time, randomness, exit */
	    CALL(SYS_clock_gettime),
	    CALL(SYS_gettimeofday),
	    CALL(SYS_getrandom),
	    CALL(SYS_getpid),
	    CALL(SYS_gettid),
	    CALL(SYS_futex),
	    CALL(SYS_sched_yield),
	    CALL(SYS_restart_syscall),
	    CALL(SYS_rt_sigreturn),
	    CALL(SYS_rt_sigprocmask),
	    CALL(SYS_rt_sigaction),
	    CALL(SYS_sigaltstack),
	    CALL_IF(SYS_tgkill, 0, (uint32_t)getpid()), /* abort() */
	    CALL(SYS_exit),
	    CALL(SYS_exit_group),
#ifdef SYS_poll /* calls that newer processors do without */
	    CALL(SYS_poll),
	    CALL(SYS_time),
#endif
	    REFUSE,
	};
	struct sock_filter filter[(sizeof(prologue) + sizeof(network) + sizeof(files) + sizeof(everybody)) /
				  sizeof(prologue[0])];
	struct sock_fprog program = {.len = 0, .filter = filter};

	add(&program, prologue, sizeof(prologue));
	if (reach != SANDBOX_NO_NETWORK)
		add(&program, network, sizeof(network));
	if (reach == SANDBOX_KERBEROS)
		add(&program, files, sizeof(files));
	add(&program, everybody, sizeof(everybody));
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

enum sandbox_result sandbox_enter(enum sandbox_reach reach)
{
	if (install_filter(reach))
		return SANDBOX_ON;
	return errno == EINVAL || errno == ENOSYS ? SANDBOX_ABSENT : SANDBOX_FAILED;
}

#else

enum sandbox_result sandbox_enter(enum sandbox_reach reach)
{
	(void)reach;
	return SANDBOX_ABSENT;
}

#endif
