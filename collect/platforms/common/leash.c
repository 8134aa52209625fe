/*
 * leash [-C DIR] ARGV... - run ARGV (in DIR) in a group of its own with its input closed; when our own
 * input ends or a TERM, HUP or INT comes, end its process group: TERM, and KILL ten
 * seconds later. So the program dies with the client (ssh, docker exec -i, ...) that
 * holds a pipe to us, and whoever holds that pipe ends it by closing it.
 *
 * Exit status: the program's, 128 + the signal that ended it, 126 or 127 as a shell's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { GRACE_S = 10 };

static void run(char **argv, const sigset_t *mask)
{
	int null = open("/dev/null", O_RDWR);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0)
		_exit(126);
	close(null);
	setpgid(0, 0);
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(argv[0], argv);
	int why = errno;
	fprintf(stderr, "leash: %s: %s\n", argv[0], strerror(why));
	_exit(why == ENOENT ? 127 : 126);
}

static int status_of(pid_t pid, int options, int *result)
{
	int status;
	if (waitpid(pid, &status, options) != pid)
		return 0;
	*result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return 1;
}

static volatile sig_atomic_t asked;

static void note(int signal)
{
	asked |= signal != SIGCHLD;
}

/*
 * Wait for the program, for the end of input and for signals, which come during ppoll only.
 * (No signalfd: poll does not wake for one in gVisor's runsc 0.0~20221219.)
 */
static int guard(pid_t child, const sigset_t *open)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	struct timespec grace = { .tv_sec = GRACE_S };
	int ending = 0, result;
	for (;;) {
		int n = ppoll(&in, ending ? 0 : 1, ending ? &grace : NULL, open);
		int end = asked;
		if (status_of(child, WNOHANG, &result))
			return result;
		if (n == 0)
			kill(-child, SIGKILL);
		if (n > 0 && in.revents) {
			char drop[512];
			end |= read(STDIN_FILENO, drop, sizeof(drop)) <= 0;
		}
		if (end && !ending) {
			ending = 1;
			kill(-child, SIGTERM);
		}
	}
}

int main(int argc, char **argv)
{
	if (argc > 3 && strcmp(argv[1], "-C") == 0) {
		if (chdir(argv[2]) != 0) {
			fprintf(stderr, "leash: %s: %s\n", argv[2], strerror(errno));
			return 125;
		}
		argv += 2;
		argc -= 2;
	}
	if (argc < 2 || argv[1][0] == '-') {
		fprintf(stderr, "usage: leash [-C DIR] ARGV...\n");
		return 125;
	}
	static const int caught[] = { SIGCHLD, SIGTERM, SIGHUP, SIGINT };
	sigset_t mask, old;
	sigemptyset(&mask);
	for (size_t i = 0; i < sizeof(caught) / sizeof(*caught); i++)
		sigaddset(&mask, caught[i]);
	sigprocmask(SIG_BLOCK, &mask, &old);
	pid_t self = getpid();
	pid_t keeper = fork();
	if (keeper < 0) {
		perror("leash");
		return 125;
	}
	if (keeper != 0) {
		/* Killed with our whole group, we leave the keeper to end the program. */
		int result, signal;
		for (;;) {
			if (sigwait(&mask, &signal) == 0 && signal != SIGCHLD)
				kill(keeper, SIGTERM);
			if (status_of(keeper, WNOHANG, &result))
				return result;
		}
	}
	setsid();
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != self)
		return 125;
	/* while waiting all of ours come, whatever the caller had blocked */
	sigset_t open = old;
	const struct sigaction action = { .sa_handler = note };
	for (size_t i = 0; i < sizeof(caught) / sizeof(*caught); i++) {
		sigdelset(&open, caught[i]);
		sigaction(caught[i], &action, NULL);
	}
	pid_t child = fork();
	if (child < 0) {
		perror("leash");
		return 125;
	}
	if (child == 0)
		run(argv + 1, &old);
	setpgid(child, child);
	return guard(child, &open);
}
