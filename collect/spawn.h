/*
 * spawn.h - child processes, by argv; the only file that starts any.
 *
 * A child is the leader of a process group of its own, reads nothing from a terminal, and
 * writes straight into files: what it prints costs its watcher nothing. It is ended with its
 * whole group; what has left the group (a daemon) is a child of ours by then and is found.
 */
#ifndef COLLECT_SPAWN_H
#define COLLECT_SPAWN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "data/base/err.h"

/* Signals that ask to stop, and whatever has to be told once for the whole program. */
struct spawn {
	int signals;      /* of a signalfd */
	int interrupts;   /* how often it was asked to stop */
	int last_signal;  /* the first that asked; 0: none */
	pid_t *known;     /* children at the last spawn_mark() ... */
	int64_t mark_ticks; /* ... and when that was: clock ticks since the machine's start */
	size_t known_count, known_room;
};

int spawn_open(struct spawn *s, struct err *err);
void spawn_close(struct spawn *s);

struct child {
	pid_t pid;
	int pidfd;
	int leash;          /* our end of its standard input; -1: it has none */
	int64_t started_ns; /* CLOCK_MONOTONIC */
	int64_t ended_ns;
	bool ended;
	int status;         /* of waitpid() */
	bool timed_out, flooded, stopped; /* why it was ended, if it was */
};

struct spawn_options {
	char *const *argv;
	const char *folder;   /* to start in; NULL: where we are */
	int out, err;         /* descriptors; -1: /dev/null */
	bool leash;           /* standard input is a pipe that closes with us; else /dev/null */
};

/* EXIT_MACHINE when it cannot be started: "sysbench: No such file or directory". */
int spawn_start(struct child *c, const struct spawn_options *o, struct err *err);

/* What a wait is for. */
struct spawn_wait {
	double seconds;       /* at most; 0: no limit */
	int files[4];         /* none of them may grow over `most` bytes */
	size_t file_count;
	int64_t most;
	void (*tick)(void *ctx); /* about once a second; or NULL */
	void *ctx;
};

/* Until the child has ended, or was ended because of a limit or a signal. 0 in any case. */
void spawn_wait(struct spawn *s, struct child *c, const struct spawn_wait *w);

/* Ends the child's group: its input is closed, TERM, and KILL after `seconds`. */
void spawn_end(struct spawn *s, struct child *c, double seconds);

/* Has it ended, though nobody has waited for it yet? */
bool spawn_has_ended(const struct child *c);
/* Asks its group to come to an end, as Ctrl-C does. */
void spawn_interrupt(const struct child *c);

/* Kills the children that were not there at the mark, daemons that a run has left, and theirs.
   How many there were. */
void spawn_mark(struct spawn *s);
int spawn_sweep(struct spawn *s);

/* Sleeps, unless it is asked to stop. */
void spawn_sleep(struct spawn *s, double seconds);

/* Waits until descriptor `fd` can be read or the child has ended or `seconds` are over; true:
   it can be read. */
bool spawn_readable(struct spawn *s, const struct child *c, int fd, double seconds);

int64_t spawn_now(void); /* CLOCK_MONOTONIC, ns */

#endif
