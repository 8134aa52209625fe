/* platform.h - a platform: how something runs in it, how it starts, stops and is ready. */
#ifndef COLLECT_PLATFORM_H
#define COLLECT_PLATFORM_H

#include "collect/words.h"

struct platform {
	const char *name;
	const char *address;   /* where its servers answer; "" if it has none */
	const char *folder;    /* of its INI; its commands run there */
	const char *group;     /* hosts that can run it, for GNU parallel; or NULL */
	const char *unproven;  /* why nobody has run it yet; or NULL */
	/* on the host; setup and teardown once a campaign, start and stop with each use */
	struct template setup, teardown, start, stop, ready;
	struct template exec;  /* what stands before a command that runs inside */
	bool quote;            /* `exec` hands one string to a shell on the far side */
	bool leash;            /* a command inside ends when its standard input does */
	struct template leash_words; /* the program that sees to it; none: a line of shell */
	double start_timeout;  /* s, until it is ready */
	struct vars vars;
	struct conf conf, *own; /* own: the campaign's, for what it says itself */
	struct arena arena;
};

/*
 * Loads `file` (found as collect/files.h says) and what the campaign's own section adds or
 * replaces; either may be missing, not both. `state` is the folder that recipes keep their
 * images in. EXIT_INPUT. The caller releases in any case.
 */
int platform_load(struct platform *p, const struct conf *campaign,
		  const struct conf_section *section, const char *name, const char *state,
		  struct err *err);
void platform_release(struct platform *p);

/* argv for a command inside: exec, leash, quoting. */
int platform_inside(const struct platform *p, struct arena *a, const struct words *command,
		    struct words *out, struct err *err);

/* As words_quoted(), for people: LEASH stands for the leash's line of shell. */
const char *platform_shown(struct arena *a, const struct words *w);

#endif
