/* order.h - an order of candidates, in a line. */
#ifndef REPORTS_ORDER_H
#define REPORTS_ORDER_H

#include <stdbool.h>

#include "data/base/mem.h"
#include "data/model.h"
#include "data/profile.h"

/*
 * "Docker 24 > gVisor = Firecracker 20 > KVM 18", from the first rank to the last; a score
 * of each candidate of the profile, the baseline left out. `percent`: scores are shown as
 * percentages and not as sums of levels; without `figures`, not at all. Lives in the arena.
 */
const char *order_text(struct arena *a, const struct profile *p,
		       const struct model_score *scores, bool percent, bool figures);

#endif
