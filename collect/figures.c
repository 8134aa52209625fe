/* figures.c - spread, and warnings with advice. */
#include "collect/figures.h"

#include <math.h>
#include <string.h>

#define LOAD_MOST 0.5     /* processes by processor that are somebody else's */
#define STEAL_MOST 0.02   /* share of processor time */
#define SPREAD_MOST 0.10  /* standard deviation by mean */
#define FIRST_MOST 0.20   /* the first figure from the mean of the others */

struct figures *figures_of(struct figures_table *t, const struct run *r)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->rows[i].platform == r->platform && t->rows[i].stratum == r->stratum)
			return &t->rows[i];
	t->rows = mem_grow(t->rows, &t->room, t->count + 1, sizeof(t->rows[0]));
	t->rows[t->count] = (struct figures){ .platform = r->platform, .stratum = r->stratum };
	return &t->rows[t->count++];
}

/* The n-th figure, by Welford's method. */
static void take(double *mean, double *m2, size_t n, double figure)
{
	double step = figure - *mean;

	*mean += step / (double)n;
	*m2 += step * (figure - *mean);
}

void figures_add(struct figures *f, double figure)
{
	f->runs++;
	if (isnan(figure))
		return;
	if (f->count == 0)
		f->first = figure;
	else
		take(&f->rest_mean, &f->rest_m2, f->count, figure);
	f->count++;
	take(&f->mean, &f->m2, f->count, figure);
}

/* A first run that needs a warm-up is far from the others by what they differ by, too. */
static bool first_is_far(const struct figures *f)
{
	double far = fabs(f->first - f->rest_mean);

	return f->count >= 4 && far > FIRST_MOST * fabs(f->rest_mean) &&
	       far > 4 * sqrt(f->rest_m2 / (double)(f->count - 2));
}

double figures_spread(const struct figures *f)
{
	if (f->count < 3 || f->mean == 0)
		return NAN;
	return sqrt(f->m2 / (double)(f->count - 1)) / fabs(f->mean);
}

void figures_warn_run(struct warnings *w, const struct host *h, const struct run *r,
		      const struct outcome *o, struct notes *notes)
{
	double load = o->load_before.load1 / (double)(h->cpus > 0 ? h->cpus : 1);
	double steal = host_steal(&o->load_before, &o->load_after);

	if (!w->governor && strcmp(h->governor, "unknown") != 0 &&
	    strcmp(h->governor, "performance") != 0)
		notes_add(notes, "warning: the clock's governor is \"%s\"; with \"performance\" "
			  "figures vary less (cpupower frequency-set -g performance)",
			  h->governor);
	w->governor = true;
	if (!w->load && load > LOAD_MOST)
		notes_add(notes, "warning: before %s the host's load was %.2f on %ld processors; "
			  "end what else runs, or give a cooldown", r->id, o->load_before.load1,
			  h->cpus);
	w->load |= load > LOAD_MOST;
	if (!w->steal && steal > STEAL_MOST)
		notes_add(notes, "warning: during %s the hypervisor gave %.1f %% of the "
			  "processors' time to others; interleave the platforms and repeat more",
			  r->id, 100 * steal);
	w->steal |= steal > STEAL_MOST;
	if (o->swept)
		notes_add(notes, "warning: %s left %d processes behind; they were ended", r->id,
			  o->swept);
}

void figures_warn_all(const struct figures *f, const char *id, struct notes *notes)
{
	double spread = figures_spread(f);

	if (first_is_far(f))
		notes_add(notes, "warning: %s: the first run (%.4g) is far from the others' mean "
			  "(%.4g); a warm-up run (warmup = 1) would keep it out", id, f->first,
			  f->rest_mean);
	else if (spread > SPREAD_MOST)
		notes_add(notes, "warning: %s: the spread is %.1f %% (standard deviation by mean "
			  "of %zu); more repetitions, or spread = 5%%, would narrow the result",
			  id, 100 * spread, f->count);
}
