/* spawn.c - fork, exec, wait with limits, end. */
#include "collect/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "data/base/mem.h"

#define TICK_MS 1000
#define NS INT64_C(1000000000)

static const int asking[] = { SIGINT, SIGTERM, SIGHUP };

/* nohup has SIGHUP ignored: so it stays. Scripts have SIGINT ignored for what runs behind, but
   who sends it to desmet means it. */
static bool is_ignored(int signal_number)
{
	struct sigaction now;

	return signal_number == SIGHUP && sigaction(signal_number, NULL, &now) == 0 &&
	       now.sa_handler == SIG_IGN;
}

static void asking_set(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < ARRAY_LEN(asking); i++)
		if (!is_ignored(asking[i]))
			sigaddset(set, asking[i]);
}

int spawn_open(struct spawn *s, struct err *err)
{
	sigset_t set;

	asking_set(&set);
	*s = (struct spawn){ .signals = -1 };
	signal(SIGPIPE, SIG_IGN);
	/* A daemon that a child leaves behind becomes ours, and can be ended. */
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 || sigprocmask(SIG_BLOCK, &set, NULL) != 0 ||
	    (s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)) < 0)
		return err_set(err, EXIT_MACHINE, "signals: %s", strerror(errno));
	return 0;
}

void spawn_close(struct spawn *s)
{
	if (s->signals >= 0)
		close(s->signals);
	s->signals = -1;
	free(s->known);
}

int64_t spawn_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * NS + t.tv_nsec;
}

static void take_signals(struct spawn *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		s->interrupts++;
		if (s->last_signal == 0)
			s->last_signal = (int)info.ssi_signo;
	}
}

/* --- starting ------------------------------------------------------------------------ */

/* In the child: only what is safe between fork and exec. Never returns. */
static void become(const struct spawn_options *o, int in, int null, int report, pid_t parent)
{
	sigset_t none;

	sigemptyset(&none);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* What nohup has ignored is desmet's alone: a run is the same with it and without, and what a
	   terminal that closes would end does not stay behind. */
	for (size_t i = 0; i < ARRAY_LEN(asking); i++)
		signal(asking[i], SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (getppid() == parent && dup2(in, 0) >= 0 && dup2(o->out < 0 ? null : o->out, 1) >= 0 &&
	    dup2(o->err < 0 ? null : o->err, 2) >= 0 &&
	    (o->folder == NULL || chdir(o->folder) == 0))
		execvp(o->argv[0], o->argv);
	int why = errno;
	ssize_t n = write(report, &why, sizeof(why));
	_exit(n < 0 ? 126 : 127);
}

static int open_ends(const struct spawn_options *o, int *null, int leash[2], int report[2])
{
	*null = open("/dev/null", O_RDWR | O_CLOEXEC);
	leash[0] = leash[1] = report[0] = report[1] = -1;
	if (*null < 0 || pipe(report) != 0 || (o->leash && pipe(leash) != 0))
		return -1;
	for (int i = 0; i < 2; i++) {
		fcntl(report[i], F_SETFD, FD_CLOEXEC);
		if (leash[i] >= 0)
			fcntl(leash[i], F_SETFD, FD_CLOEXEC);
	}
	return 0;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* The child has exec'd, or says why not. */
static int read_report(struct child *c, const struct spawn_options *o, int report,
		       struct err *err)
{
	int why = 0;
	ssize_t n;

	do
		n = read(report, &why, sizeof(why));
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(why))
		return 0;
	waitpid(c->pid, &c->status, 0);
	return err_set(err, EXIT_MACHINE, "%s: %s", o->argv[0],
		       why == ENOENT && o->folder == NULL ? "no such program" : strerror(why));
}

int spawn_start(struct child *c, const struct spawn_options *o, struct err *err)
{
	int null, leash[2], report[2], rc = -1;
	pid_t parent = getpid();

	*c = (struct child){ .pid = -1, .pidfd = -1, .leash = -1, .ended = true };
	if (open_ends(o, &null, leash, report) != 0) {
		err_set(err, EXIT_MACHINE, "%s: %s", o->argv[0], strerror(errno));
	} else {
		c->started_ns = spawn_now();
		c->pid = fork();
		if (c->pid == 0)
			become(o, o->leash ? leash[0] : null, null, report[1], parent);
		if (c->pid < 0)
			err_set(err, EXIT_MACHINE, "%s: %s", o->argv[0], strerror(errno));
	}
	close_end(&report[1]);
	close_end(&leash[0]);
	close_end(&null);
	if (c->pid > 0) {
		setpgid(c->pid, c->pid);
		c->pidfd = pidfd_open(c->pid, 0);
		rc = read_report(c, o, report[0], err);
	}
	close_end(&report[0]);
	if (rc == 0)
		c->leash = leash[1];
	else
		close_end(&leash[1]);
	c->ended = rc != 0;
	if (rc != 0)
		close_end(&c->pidfd);
	return rc;
}

/* --- waiting ------------------------------------------------------------------------- */

static bool reap(struct child *c)
{
	if (!c->ended && waitpid(c->pid, &c->status, WNOHANG) == c->pid) {
		c->ended_ns = spawn_now();
		c->ended = true;
		close_end(&c->pidfd);
		close_end(&c->leash);
	}
	return c->ended;
}

/* Sleeps until the child or a signal has news; milliseconds < 0: for as long as it takes. */
static void poll_for(struct spawn *s, const struct child *c, int milliseconds)
{
	struct pollfd fds[2] = { { .fd = s->signals, .events = POLLIN } };
	nfds_t n = 1;

	if (c && !c->ended)
		fds[n++] = (struct pollfd){ .fd = c->pidfd, .events = POLLIN };
	poll(fds, n, milliseconds);
	take_signals(s);
}

static bool is_flooded(const struct spawn_wait *w)
{
	struct stat st;

	for (size_t i = 0; i < w->file_count; i++)
		if (fstat(w->files[i], &st) == 0 && st.st_size > w->most)
			return true;
	return false;
}

void spawn_wait(struct spawn *s, struct child *c, const struct spawn_wait *w)
{
	int64_t limit = w->seconds > 0 ? c->started_ns + (int64_t)(w->seconds * 1e9) : INT64_MAX;
	int asked = s->interrupts;

	while (!reap(c)) {
		int64_t left = (limit - spawn_now()) / 1000000 + 1;

		c->timed_out = spawn_now() >= limit;
		c->flooded = is_flooded(w);
		c->stopped = s->interrupts > asked;
		if (c->timed_out || c->flooded || c->stopped) {
			spawn_end(s, c, 5);
			return;
		}
		poll_for(s, c, left < TICK_MS ? (int)left : TICK_MS);
		if (w->tick)
			w->tick(w->ctx);
	}
	c->flooded = is_flooded(w); /* also if it was over before we looked */
}

void spawn_end(struct spawn *s, struct child *c, double seconds)
{
	int64_t limit = spawn_now() + (int64_t)(seconds * 1e9);
	int asked = s->interrupts;

	if (c->pid <= 0)
		return;
	close_end(&c->leash);
	kill(-c->pid, SIGTERM);
	while (!reap(c) && spawn_now() < limit && s->interrupts == asked)
		poll_for(s, c, 100);
	kill(-c->pid, SIGKILL); /* also what the leader has left of its group */
	while (!reap(c))
		poll_for(s, c, 100);
}

bool spawn_has_ended(const struct child *c)
{
	siginfo_t info = { 0 };

	/* WNOWAIT: it stays to be reaped by who waits for it */
	return c->ended ||
	       (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		info.si_pid != 0);
}

void spawn_interrupt(const struct child *c)
{
	if (!c->ended)
		kill(-c->pid, SIGINT);
}

void spawn_sleep(struct spawn *s, double seconds)
{
	int64_t limit = spawn_now() + (int64_t)(seconds * 1e9), left;
	int asked = s->interrupts;

	while ((left = limit - spawn_now()) > 0 && s->interrupts == asked)
		poll_for(s, NULL, (int)fmin((double)left / 1e6 + 1, 60000));
}

bool spawn_readable(struct spawn *s, const struct child *c, int fd, double seconds)
{
	int64_t limit = spawn_now() + (int64_t)(seconds * 1e9), left;
	int asked = s->interrupts;

	while ((left = limit - spawn_now()) > 0 && s->interrupts == asked) {
		struct pollfd fds[] = { { .fd = fd, .events = POLLIN },
					{ .fd = s->signals, .events = POLLIN },
					{ .fd = c->pidfd, .events = POLLIN } };

		poll(fds, ARRAY_LEN(fds), (int)(left / 1000000 + 1));
		take_signals(s);
		if (fds[0].revents)
			return true;
		if (fds[2].revents)
			return false;
	}
	return false;
}

/* --- what is left -------------------------------------------------------------------- */

/* The next child of this process, as /proc has them; 0 at the end. */
static pid_t next_child(FILE *f)
{
	char word[32];

	return f && fscanf(f, "%31s", word) == 1 ? (pid_t)strtol(word, NULL, 10) : 0;
}

static FILE *open_children(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/task/%ld/children", (long)getpid());
	return fopen(path, "re");
}

/* Clock ticks since the machine's start, as /proc counts them. */
static int64_t clock_ticks(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return ((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000) * sysconf(_SC_CLK_TCK) / 1000;
}

/* When the process was started; 0 when it is gone. */
static int64_t started_ticks(pid_t pid)
{
	char path[64], text[1024];
	size_t n = 0;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	FILE *f = fopen(path, "re");
	if (f) {
		n = fread(text, 1, sizeof(text) - 1, f);
		fclose(f);
	}
	text[n] = '\0';
	/* "pid (name) state ppid ...": the name may hold anything; the start is field 22 */
	const char *s = strrchr(text, ')');
	for (int field = 2; s && field < 22; field++)
		s = strchr(s + 1, ' ');
	return s ? strtoll(s, NULL, 10) : 0;
}

void spawn_mark(struct spawn *s)
{
	FILE *f = open_children();
	pid_t pid;

	s->known_count = 0;
	s->mark_ticks = clock_ticks();
	while ((pid = next_child(f)) > 0) {
		s->known = mem_grow(s->known, &s->known_room, s->known_count + 1,
				    sizeof(s->known[0]));
		s->known[s->known_count++] = pid;
	}
	if (f)
		fclose(f);
}

/* The list of children may lack one while others end (proc(5)), so their age counts too: a
   platform's daemon must not be taken for a run's. */
static bool is_known(const struct spawn *s, pid_t pid)
{
	if (started_ticks(pid) < s->mark_ticks)
		return true;
	for (size_t i = 0; i < s->known_count; i++)
		if (s->known[i] == pid)
			return true;
	return false;
}

/* New children that still run; `end`: no longer. */
static int count_new(const struct spawn *s, bool end)
{
	FILE *f = open_children();
	int found = 0;
	pid_t pid;

	while ((pid = next_child(f)) > 0) {
		if (is_known(s, pid) || waitpid(pid, NULL, WNOHANG) != 0)
			continue;
		found++;
		if (end) {
			kill(pid, SIGKILL);
			waitpid(pid, NULL, 0);
		}
	}
	if (f)
		fclose(f);
	return found;
}

int spawn_sweep(struct spawn *s)
{
	int found = 0, more;

	/* what is about to end is no daemon */
	for (int i = 0; i < 10 && count_new(s, false) > 0; i++)
		spawn_sleep(s, 0.02);
	/* the children of what is ended are ours by then */
	while ((more = count_new(s, true)) > 0)
		found += more;
	return found;
}
