/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The practice server as a child process or in the foreground. The child has no other descriptor
 * than its sockets and a pipe to its parent; when the parent is gone, so is the child.
 */
#include "practice/practice.h"

#include "base/intl.h"
#include "base/launch.h"
#include "base/memory.h"
#include "practice/server.h"
#include "practice/token.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#define OPERATION "start the practice server"

enum { WAIT_SECONDS = 15 }; /* where a fault has no end */

struct practice {
	pid_t pid;
	int lifeline; /* the child ends when this closes */
	bool dead;    /* reaped */
	char *host;
	int port;
	enum tls_mode tls;
	char *ca_folder;
	char *ca_file;
	char *user; /* or NULL */
	char **tokens;
	size_t token_count;
	bool needs_token; /* no other log-in is offered */
	enum stage walk_to;
	int wait_seconds; /* until the fault is over */
	int patience_seconds;
};

static int stop_pipe[2] = {-1, -1}; /* written by the signal handler */

static void on_signal(int signal_number)
{
	int kept = errno;
	ssize_t written = write(stop_pipe[1], "", 1);

	(void)signal_number;
	(void)written; /* full means that it is asked for already */
	errno = kept;
}

static void handle(int signal_number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

	sigemptyset(&action.sa_mask);
	sigaction(signal_number, &action, NULL);
}

/* Closes everything that came along with the fork, but for the two. */
static void close_others(int keep_a, int keep_b)
{
	int last = keep_a > keep_b ? keep_a : keep_b;
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; null >= 0 && fd <= 2; fd++)
		dup2(null, fd);
	for (int fd = 3; fd < last; fd++)
		if (fd != keep_a && fd != keep_b)
			close(fd);
	launch_close_from(last + 1);
}

/* The parent's handlers must not run here: they speak to its loop. */
static void take_over_signals(void)
{
	static const int parents_own[] = {SIGALRM, SIGCHLD, SIGCONT, SIGUSR1, SIGUSR2, SIGWINCH};

	for (size_t i = 0; i < sizeof(parents_own) / sizeof(parents_own[0]); i++)
		handle(parents_own[i], SIG_DFL);
	handle(SIGTERM, on_signal);
	handle(SIGHUP, on_signal);
	handle(SIGINT, SIG_IGN); /* Ctrl-C and Ctrl-Z are for the parent */
	handle(SIGQUIT, SIG_IGN);
	handle(SIGTSTP, SIG_IGN);
	handle(SIGPIPE, SIG_IGN);
}

/* Never returns; _exit, so that nothing of the parent's (terminal, buffers) is touched. */
static void __attribute__((noreturn)) run_child(struct server *server, int lifeline, const sigset_t *signals)
{
	close_others(server->fd, lifeline);
	if (pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
		server_destroy(server, false);
		_exit(1);
	}
	take_over_signals();
	sigprocmask(SIG_SETMASK, signals, NULL);
	server_run(server, stop_pipe[0], lifeline);
	server_destroy(server, false);
	_exit(0);
}

/* Where the system can do it, the parent's death is a signal too: a copy of the pipe may be held elsewhere.
 */
static void die_with(pid_t parent)
{
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		raise(SIGTERM);
#else
	(void)parent;
#endif
}

/* Signals are held back until the child has handlers of its own. */
static bool launch(struct practice *practice, struct server *server, struct error *error)
{
	int lifeline[2];
	sigset_t all, before;
	pid_t parent = getpid();

	if (pipe2(lifeline, O_CLOEXEC) != 0)
		return error_set_errno(error, OPERATION, "pipe");
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	practice->pid = fork();
	if (practice->pid == 0) {
		sigemptyset(&all);
		die_with(parent);
		close(lifeline[1]);
		run_child(server, lifeline[0], &all);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(lifeline[0]);
	practice->lifeline = lifeline[1];
	if (practice->pid > 0)
		return true;
	close(lifeline[1]);
	return error_set_errno(error, OPERATION, "fork");
}

/* Until the last of its rules with an end is over; a fault without one lasts, and a short wait shows that. */
static int fault_seconds(const struct scenario *scenario)
{
	int64_t longest = 0;

	for (size_t i = 0; i < scenario->rule_count; i++) {
		if (scenario->rules[i].until > longest)
			longest = scenario->rules[i].until;
	}
	return longest > 0 ? (int)((longest + 999) / 1000) : WAIT_SECONDS;
}

bool practice_start(const char *scenario, struct practice **ret_practice, struct error *error)
{
	struct practice *practice;
	struct server *server;

	if (!server_create(scenario, NULL, &server, error))
		return false;
	practice = mem_calloc(1, sizeof(*practice));
	if (!launch(practice, server, error)) {
		free(practice);
		server_destroy(server, false);
		return false;
	}
	practice->host = mem_strdup(server->host);
	practice->port = server->port;
	practice->tls = server->state.scenario.connect;
	practice->ca_folder = mem_strdup(server->ca.folder);
	practice->ca_file = mem_strdup(server->ca.file);
	practice->user = mem_strdup(server->state.scenario.user);
	practice->walk_to = server->state.scenario.walk_to;
	practice->tokens = mem_calloc(server->state.scenario.token_count + 1, sizeof(char *));
	practice->token_count = server->state.scenario.token_count;
	for (size_t i = 0; i < practice->token_count; i++)
		practice->tokens[i] = mem_strdup(server->state.scenario.tokens[i].text);
	practice->needs_token = practice_needs_token(&server->state.scenario);
	practice->wait_seconds = fault_seconds(&server->state.scenario);
	practice->patience_seconds = (int)(server->state.scenario.patience / 1000);
	server_destroy(server, true);
	*ret_practice = practice;
	return true;
}

void practice_stop(struct practice *practice)
{
	if (!practice)
		return;
	close(practice->lifeline);
	if (!practice->dead) {
		kill(practice->pid, SIGTERM);
		while (waitpid(practice->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	ca_remove_folder(practice->ca_folder); /* the child did, unless it was killed */
	free(practice->host);
	free(practice->ca_folder);
	free(practice->ca_file);
	free(practice->user);
	for (size_t i = 0; i < practice->token_count; i++)
		free(practice->tokens[i]);
	free(practice->tokens);
	free(practice);
}

int practice_port(const struct practice *practice)
{
	return practice->port;
}

const char *practice_ca_file(const struct practice *practice)
{
	return practice->ca_file;
}

int practice_wait_seconds(const struct practice *practice)
{
	return practice->wait_seconds;
}

enum stage practice_walk_to(const struct practice *practice)
{
	return practice->walk_to;
}

const char *practice_token(const struct practice *practice, size_t index)
{
	if (practice->token_count == 0)
		return NULL;
	return practice->tokens[index < practice->token_count ? index : practice->token_count - 1];
}

bool practice_alive(struct practice *practice)
{
	pid_t reaped;

	if (practice->dead)
		return false;
	reaped = waitpid(practice->pid, NULL, WNOHANG);
	practice->dead = reaped == practice->pid || (reaped < 0 && errno == ECHILD);
	return !practice->dead;
}

void practice_fill_account(const struct practice *practice, struct account *account)
{
	char port[16];

	snprintf(port, sizeof(port), "%d", practice->port);
	account_set_address(account, PRACTICE_USER, NULL);
	account->address_origin = ORIGIN_PRACTICE;
	account_set_server(account, practice->host, ORIGIN_PRACTICE, NULL);
	account_set_port(account, port, ORIGIN_PRACTICE, NULL);
	account->tls = practice->tls;
	account->tls_origin = ORIGIN_PRACTICE;
	account_set_text(&account->user, &account->user_origin, N_("User name"),
			 practice->user ? practice->user : PRACTICE_USER, ORIGIN_PRACTICE, NULL);
	account_set_text(&account->ca_path, &account->ca_path_origin, N_("Trusted certificates"),
			 practice->ca_file, ORIGIN_PRACTICE, NULL);
	account->use_token = account->use_token || practice->needs_token;
	if (practice->walk_to >= STAGE_MAIL && !account->from)
		account_set_from(account, PRACTICE_USER, ORIGIN_PRACTICE, NULL);
	if (practice->walk_to >= STAGE_RCPT && !account->to)
		account_set_to(account, PRACTICE_USER, ORIGIN_PRACTICE, NULL);
	if (account->timeout_seconds == 0)
		account->timeout_seconds = practice->patience_seconds;
}

static bool tell_place(const struct server *server, struct error *error)
{
	printf("listening %s %d tls=%s ca=%s\n", server->host, server->port,
	       tls_mode_id(server->state.scenario.connect), server->ca.file);
	for (size_t i = 0; i < server->state.scenario.token_count; i++)
		printf("token %s\n", server->state.scenario.tokens[i].text);
	if (fflush(stdout) == 0)
		return true;
	return error_set(error, ERROR_SYSTEM, OPERATION, _("The output cannot be written: %s."),
			 strerror(errno));
}

bool practice_serve(const char *scenario, const char *listen, struct error *error)
{
	struct server *server;

	if (!server_create(scenario, listen, &server, error))
		return false;
	if (pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
		server_destroy(server, false);
		return error_set_errno(error, OPERATION, "pipe");
	}
	handle(SIGTERM, on_signal);
	handle(SIGINT, on_signal);
	handle(SIGHUP, on_signal);
	handle(SIGPIPE, SIG_IGN);
	bool told = tell_place(server, error); /* where nobody knows the port, nobody will come */
	if (told)
		server_run(server, stop_pipe[0], -1);
	server_destroy(server, false);
	close(stop_pipe[0]);
	close(stop_pipe[1]);
	return told;
}
