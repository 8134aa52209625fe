/* fit.c - the end of a fit, and the measure of its movements. */
#include "data/fit.h"

#include <math.h>

double fit_points(const struct rubric_feature *f, double was, double is)
{
	double self = fabs(was);

	if (!f->absolute)
		return 100 * (is - was);
	/* Nothing is a percentage of zero: the largest of its thresholds stands for it. */
	for (size_t i = 0; self == 0 && i < f->level_count; i++)
		self = fmax(self, fabs(f->levels[i].threshold));
	return 100 * (is - was) / (self > 0 ? self : 1);
}

void fit_release(struct fit *f)
{
	rubric_edits_release(&f->edits);
	arena_release(&f->arena);
	*f = (struct fit){ 0 };
}
