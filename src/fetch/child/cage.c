/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As the engine's sandbox, and sockets for TCP and UDP over IP in addition. What is not listed fails with
 * EPERM. */
#include "fetch/child/cage.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define CAGE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define CAGE_ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef CAGE_ARCH

/* clang-format off */
#define LOAD(field)         BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define LOAD_ARGUMENT(n)    LOAD(args[n]) /* its low half: both processors are little-endian */
#define ALLOW               BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define REFUSE              BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define KILL                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define IF(value, yes, no)  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (yes), (no))
#define IF_BIT(bit, yes, no) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bit), (yes), (no))

#define CALL(number) IF((number), 0, 1), ALLOW
#define CALL_UNLESS_BIT(number, n, bit) \
	IF((number), 0, 4), LOAD_ARGUMENT(n), IF_BIT((bit), 0, 1), REFUSE, ALLOW
#define CALL_IF(number, n, value) \
	IF((number), 0, 4), LOAD_ARGUMENT(n), IF((value), 0, 1), ALLOW, REFUSE
#define CALL_IF_EITHER(number, n, one, other) \
	IF((number), 0, 5), LOAD_ARGUMENT(n), IF((one), 1, 0), IF((other), 0, 1), ALLOW, REFUSE
/* clang-format on */

static bool install_filter(void)
{
	struct sock_filter filter[] = {
	    LOAD(arch),
	    IF(CAGE_ARCH, 1, 0),
	    KILL,
	    LOAD(nr),
	    /* its sockets */
	    CALL_IF_EITHER(SYS_socket, 0, AF_INET, AF_INET6),
	    CALL(SYS_connect),
	    CALL(SYS_getsockopt),
	    CALL(SYS_setsockopt),
	    CALL(SYS_getsockname),
	    CALL(SYS_getpeername),
	    CALL(SYS_sendto),
	    CALL(SYS_recvfrom),
	    CALL(SYS_sendmsg),
	    CALL(SYS_read),
	    CALL(SYS_write),
	    CALL(SYS_writev),
	    CALL(SYS_close),
	    CALL(SYS_ppoll),
	    CALL(SYS_fstat),
	    CALL(SYS_fcntl),
	    /* its memory, of which none becomes executable */
	    CALL(SYS_brk),
	    CALL(SYS_munmap),
	    CALL(SYS_mremap),
	    CALL(SYS_madvise),
	    CALL_UNLESS_BIT(SYS_mmap, 2, PROT_EXEC),
	    CALL_UNLESS_BIT(SYS_mprotect, 2, PROT_EXEC),
	    /* its clock, its dice, its end */
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
	const struct sock_fprog program = {.len = sizeof(filter) / sizeof(filter[0]), .filter = filter};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

bool cage_enter(void)
{
	return install_filter() || errno == EINVAL || errno == ENOSYS;
}

#else

bool cage_enter(void)
{
	return true;
}

#endif
