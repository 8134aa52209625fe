/*
 * secret.h - passwords and tokens that tools read from files. desmet never passes one on;
 * it knows them only to see to it that none gets into arguments or into the archive.
 */
#ifndef COLLECT_SECRET_H
#define COLLECT_SECRET_H

#include "collect/outcome.h"

struct secret {
	const char *name, *value;
	size_t size;
};

struct secrets {
	struct secret *list;
	size_t count;
	struct arena arena;
};

/* Reads the campaign's [secret NAME]s. EXIT_INPUT: a file or its key is not there, or too
   short to be looked for. The caller releases in any case. */
int secrets_load(struct secrets *s, const struct campaign *c, struct err *err);
void secrets_release(struct secrets *s);

/* EXIT_INPUT when one would stand among a run's arguments. */
int secrets_check(const struct secrets *s, const struct plan *p, struct err *err);

/* Files below `folder` in which one stands are removed, and the run has failed. */
void secrets_remove(const struct secrets *s, const char *folder, struct outcome *o);

#endif
