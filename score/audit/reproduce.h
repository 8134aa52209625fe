/* reproduce.h - which single changed rule would reproduce a sheet's levels that differ. */
#ifndef SCORE_REPRODUCE_H
#define SCORE_REPRODUCE_H

#include "score/audit/sheet.h"
#include "score/diagnose/rival.h"

/*
 * Tries every rule of variant.h on every feature with published levels, and fills rules,
 * outcomes and findings of the audit, and the guesses of its cells; out->cells must be there.
 * Nothing is tried when no level differs. All is copied into the audit's arena.
 */
void reproduce_search(const struct profile *p, const struct sheet *sheet,
		      const struct rivals *rivals, struct audit *out);

#endif
