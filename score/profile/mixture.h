/* mixture.h - runs that a profile takes as alike, though the rubric never said so. */
#ifndef SCORE_MIXTURE_H
#define SCORE_MIXTURE_H

#include <stdbool.h>

#include "data/base/err.h"
#include "data/profile.h"

/*
 * Looks at the parameters of all samples: those in which runs of one cell, or of one stratum
 * of it, differ, and those in which a candidate's runs differ from the baseline's that they
 * are compared with; but not those that the feature fixes, makes strata of or pools. The tool
 * that printed a figure is looked at like a parameter `tool`. A candidate's address (target,
 * port) may be another one than the baseline's. Fills p->mixtures and adds a note for each
 * parameter.
 */
void mixture_find(struct profile *p, struct notes *notes);

/* Does a parameter say where a platform is, so that each has another value of it? */
bool mixture_is_address(const char *name, size_t length);

#endif
