/* diagnose.c - every cell is tested, then what is too odd for chance is told. */
#include "score/diagnose/diagnose.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/diagnose/diagnose_private.h"
#include "score/stats/stats.h"

static struct diagnose_look *look_at_all(struct profile *p, struct arena *scratch)
{
	size_t features = p->rubric->feature_count, platforms = p->platform_count;
	struct diagnose_look *all =
		arena_new(scratch, features * platforms, sizeof(all[0]));

	for (size_t i = 0; i < features * platforms; i++) {
		all[i] = (struct diagnose_look){
			.p = p,
			.scratch = scratch,
			.f = &p->rubric->features[i / platforms],
			.cell = &p->cells[i],
			.platform = i % platforms,
			.row = &all[i - i % platforms],
		};
	}
	for (size_t i = 0; i < features; i++)
		diagnose_runs(&all[i * platforms]);
	for (size_t i = 0; i < features * platforms; i++)
		diagnose_test(&all[i]);
	return all;
}

/* The largest p of which it holds that, with all that are smaller, it is at most the share
   DIAGNOSE_FALSE of what so many tests would give by chance; 0 when there is none. */
static double limit_of(struct profile *p, const struct diagnose_look *all, size_t count)
{
	double *tested = mem_new(count * FINDING_KINDS + 1, sizeof(tested[0])), limit = 0;
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < FINDING_KINDS; k++) {
			if (!isnan(all[i].tested[k]))
				tested[n++] = all[i].tested[k];
		}
	}
	stats_sort(tested, n);
	for (size_t i = 0; i < n; i++) {
		if (tested[i] <= DIAGNOSE_FALSE * (double)(i + 1) / (double)n)
			limit = tested[i];
	}
	free(tested);
	p->test_count = n;
	p->test_limit = limit;
	return limit;
}

/* The profile keeps what was found. */
static void settle(struct profile *p, struct diagnose_look *l)
{
	struct profile_cell *c = l->cell;

	c->finding_count = l->found_count;
	c->findings = arena_new(&p->arena, l->found_count, sizeof(c->findings[0]));
	for (size_t i = 0; i < l->found_count; i++) {
		c->findings[i] = l->found[i];
		c->findings[i].text = arena_dup(&p->arena, l->found[i].text);
	}
	free(l->found);
}

void diagnose_profile(struct profile *p)
{
	size_t cells = p->rubric->feature_count * p->platform_count;
	struct arena scratch = { 0 };
	struct diagnose_look *all = look_at_all(p, &scratch);
	double limit = limit_of(p, all, cells);

	for (size_t i = 0; i < cells; i++) {
		if (all[i].runs.n == 0)
			continue;
		diagnose_tell(&all[i], limit);
		diagnose_tell_mixture(&all[i]);
		diagnose_tell_statistic(&all[i]);
		diagnose_tell_runs(&all[i]);
		settle(p, &all[i]);
	}
	arena_release(&scratch);
}

struct profile_finding *diagnose_add(struct diagnose_look *l, enum finding_kind kind)
{
	l->found =
		mem_grow(l->found, &l->found_room, l->found_count + 1, sizeof(l->found[0]));
	l->found[l->found_count] = (struct profile_finding){
		.kind = kind,
		.text = "",
		.statistic = NAN,
		.p = NAN,
	};
	return &l->found[l->found_count++];
}

const char *diagnose_level(const struct diagnose_look *l, int level)
{
	const char *symbol = rubric_symbol_of(l->f, level);

	return symbol ? symbol : arena_printf(l->scratch, "%d", level);
}

void diagnose_say(struct diagnose_look *l, struct profile_finding *f, const char *fmt, ...)
{
	va_list ap;
	char *more;

	va_start(ap, fmt);
	more = mem_vprintf(fmt, ap);
	va_end(ap);
	f->text = arena_printf(l->scratch, "%s%s", f->text, more);
	free(more);
}

const char *diagnose_run(const struct diagnose_look *l, size_t sample)
{
	const struct profile_sample *s = &l->cell->samples[sample];

	return arena_printf(l->scratch, "%.6g %s (%s:%lld)", s->shown, l->f->unit_text,
			    s->log, (long long)s->line);
}

const char *diagnose_group_name(const struct diagnose_look *l,
				const struct diagnose_group *g)
{
	if (l->group_count < 2)
		return "";
	if (l->f->strata == NULL)
		return g->parameters;
	return arena_printf(l->scratch, "%s = %s", l->f->strata,
			    g->stratum != NULL ? g->stratum : CELL_NO_STRATUM);
}
