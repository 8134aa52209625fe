/* figures.c - spread, and warnings with advice. */
#include "collect/figures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOAD_MOST 0.5     /* processes by processor that are somebody else's */
#define STEAL_MOST 0.02   /* share of processor time */
#define SPREAD_MOST 0.10  /* standard deviation by mean */
#define FIRST_MOST 0.20   /* the first figure from the mean of the others */
#define NAMED 4           /* cases that a warning names */

struct figures *figures_of(struct figures_table *t, const struct run *r)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->rows[i].platform == r->platform && t->rows[i].stratum == r->stratum)
			return &t->rows[i];
	t->rows = mem_grow(t->rows, &t->room, t->count + 1, sizeof(t->rows[0]));
	t->rows[t->count] = (struct figures){
		.platform = r->platform,
		.stratum = r->stratum,
		.name = mem_dup_n(r->id, (size_t)(strrchr(r->id, '/') - r->id)),
	};
	return &t->rows[t->count++];
}

void figures_release(struct figures_table *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->rows[i].name);
	free(t->rows);
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

static double first_by_rest(const struct figures *f)
{
	return first_is_far(f) ? f->first / f->rest_mean : NAN;
}

static double too_wide(const struct figures *f)
{
	double spread = first_is_far(f) ? NAN : figures_spread(f);

	return spread > SPREAD_MOST ? spread : NAN;
}

static int by_spread(const void *a, const void *b)
{
	double x = figures_spread(a), y = figures_spread(b);

	return isnan(x) || isnan(y) ? isnan(x) - isnan(y) : (x < y) - (x > y);
}

/* The names of the first strata that `measure` has something against: "a (44 %), b (41 %)";
   how many there are. */
static size_t name_worst(const struct figures_table *t, double (*measure)(const struct figures *),
			 char *names, size_t room)
{
	size_t found = 0, n = 0;

	names[0] = '\0';
	for (size_t i = 0; i < t->count; i++) {
		double share = measure(&t->rows[i]);

		if (!isnan(share) && found++ < NAMED && n < room)
			n += (size_t)snprintf(names + n, room - n, "%s%s (%.0f %%)",
					      n ? ", " : "", t->rows[i].name, 100 * share);
	}
	return found;
}

void figures_warn_all(struct figures_table *t, struct notes *notes)
{
	char names[600];
	size_t found;

	if (t->count > 1)
		qsort(t->rows, t->count, sizeof(t->rows[0]), by_spread);
	found = name_worst(t, first_by_rest, names, sizeof(names));
	if (found)
		notes_add(notes, "warning: the first run is far from the mean of the others in "
			  "%zu of %zu cases: %s%s; a warm-up run (warmup = 1) would keep it out",
			  found, t->count, names, found > NAMED ? " ..." : "");
	found = name_worst(t, too_wide, names, sizeof(names));
	if (found)
		notes_add(notes, "warning: the spread (standard deviation by mean) is over %.0f %% "
			  "in %zu of %zu cases: %s%s; more repetitions, or spread = 5%%, would "
			  "narrow the result", 100 * SPREAD_MOST, found, t->count, names,
			  found > NAMED ? " ..." : "");
}
