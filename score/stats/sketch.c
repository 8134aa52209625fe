/* sketch.c - a histogram over z / (1 + |z|), where z counts spreads from the centre. */
#include "score/stats/sketch.h"

#include <math.h>
#include <string.h>

void sketch_init(struct sketch *s, double centre, double spread)
{
	memset(s, 0, sizeof(*s));
	s->centre = centre;
	s->spread = spread;
	s->low = HUGE_VAL;
	s->high = -HUGE_VAL;
}

/* From 0 to SKETCH_BINS. */
static double place_of(const struct sketch *s, double v)
{
	double z = (v - s->centre) / s->spread;

	if (isinf(z))
		return z > 0 ? SKETCH_BINS : 0;
	return (z / (1 + fabs(z)) + 1) * (SKETCH_BINS / 2.0);
}

static double value_at(const struct sketch *s, double place)
{
	double u = place / (SKETCH_BINS / 2.0) - 1;

	return s->centre + s->spread * u / (1 - fabs(u));
}

void sketch_add(struct sketch *s, const double *v, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t bin;

		if (isnan(v[i]))
			continue;
		s->low = v[i] < s->low ? v[i] : s->low;
		s->high = v[i] > s->high ? v[i] : s->high;
		s->count++;
		if (!(s->spread > 0))
			continue;
		bin = (size_t)place_of(s, v[i]);
		s->bins[bin < SKETCH_BINS ? bin : SKETCH_BINS - 1]++;
	}
}

void sketch_merge(struct sketch *s, const struct sketch *from)
{
	s->low = from->low < s->low ? from->low : s->low;
	s->high = from->high > s->high ? from->high : s->high;
	s->count += from->count;
	for (size_t i = 0; i < SKETCH_BINS; i++)
		s->bins[i] += from->bins[i];
}

double sketch_quantile(const struct sketch *s, double p)
{
	double wanted = p * (double)s->count, seen = 0, v;
	size_t i = 0;

	if (s->count == 0)
		return NAN;
	if (!(s->spread > 0))
		return p < 0.5 ? s->low : s->high;
	while (i + 1 < SKETCH_BINS && seen + s->bins[i] < wanted)
		seen += s->bins[i++];
	v = value_at(s, (double)i + (s->bins[i] > 0 ? (wanted - seen) / s->bins[i] : 0));
	return v < s->low ? s->low : v > s->high ? s->high : v;
}
