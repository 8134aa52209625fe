/* trial.c - the changes that can be made to a feature on trial. Judges nothing. */
#include "score/audit/trial.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/expr.h"
#include "score/profile/cell.h"

void trial_init(struct trial *t, const struct profile *p, size_t feature,
		struct arena arena)
{
	*t = (struct trial){
		.of = p,
		.feature = feature,
		.published = NAN,
		.rubric = *p->rubric,
	};
	t->f = p->rubric->features[feature];
	t->rubric.features = &t->f;
	t->rubric.feature_count = 1;
	t->p = (struct profile){
		.rubric = &t->rubric,
		.platform_count = p->platform_count,
		.arena = arena,
	};
	t->p.cells = arena_new(&t->p.arena, p->platform_count, sizeof(t->p.cells[0]));
	for (size_t i = 0; i < p->platform_count; i++) {
		const struct profile_cell *c = profile_cell(p, feature, i);

		t->p.cells[i].samples = c->samples;
		t->p.cells[i].sample_count = c->sample_count;
		t->p.cells[i].rejects = c->rejects;
		t->p.cells[i].reject_count = c->reject_count;
	}
}

/* A cell's samples become a copy that may be written to, of which only those in `keep`
   (NULL: all). */
static struct profile_sample *own_samples(struct trial *t, size_t platform,
					  const bool *keep)
{
	struct profile_cell *c = &t->p.cells[platform];
	struct profile_sample *to = arena_new(&t->p.arena, c->sample_count, sizeof(to[0]));
	size_t n = 0;

	for (size_t i = 0; i < c->sample_count; i++) {
		if (keep == NULL || keep[i])
			to[n++] = c->samples[i];
	}
	c->samples = to;
	c->sample_count = n;
	return to;
}

bool trial_has_samples(const struct trial *t)
{
	size_t n = 0;

	for (size_t i = 1; i < t->p.platform_count; i++)
		n += t->p.cells[i].sample_count;
	return n > 0 && (t->f.absolute || t->p.cells[0].sample_count > 0);
}

/* --- the statistic ------------------------------------------------------------------- */

bool trial_statistic(struct trial *t, const struct trial_change *c)
{
	bool same = t->f.statistic == (enum statistic)c->number &&
		    (t->f.statistic != STAT_TRIMMED_MEAN || t->f.trim == c->share);

	t->f.statistic = (enum statistic)c->number;
	t->f.trim = c->share;
	return !same;
}

bool trial_combine(struct trial *t, const struct trial_change *c)
{
	enum combine to = (enum combine)c->number;
	bool by_ratio = to == COMBINE_MEAN_RATIO || to == COMBINE_GEOMETRIC_RATIO;
	bool same = t->f.combine == to;

	t->f.combine = to;
	return t->f.strata && !same && !(by_ratio && t->f.absolute);
}

/* --- runs left out ------------------------------------------------------------------- */

static const char *stratum_of(const struct profile_sample *s)
{
	return s->stratum ? s->stratum : CELL_NO_STRATUM;
}

static int by_stratum(const struct profile_sample *x, const struct profile_sample *y)
{
	return strcmp(stratum_of(x), stratum_of(y));
}

/* These order by stratum; within one the first run, the lowest, the highest figure leads.
 */
static int by_first(const void *a, const void *b)
{
	const struct profile_sample *x = *(const struct profile_sample *const *)a;
	const struct profile_sample *y = *(const struct profile_sample *const *)b;
	int order = by_stratum(x, y);

	return order ? order : (x > y) - (x < y);
}

static int by_lowest(const void *a, const void *b)
{
	const struct profile_sample *x = *(const struct profile_sample *const *)a;
	const struct profile_sample *y = *(const struct profile_sample *const *)b;
	int order = by_stratum(x, y);

	if (order == 0)
		order = (x->value > y->value) - (x->value < y->value);
	return order ? order : (x > y) - (x < y);
}

static int by_highest(const void *a, const void *b)
{
	const struct profile_sample *x = *(const struct profile_sample *const *)a;
	const struct profile_sample *y = *(const struct profile_sample *const *)b;
	int order = by_stratum(x, y);

	if (order == 0)
		order = (x->value < y->value) - (x->value > y->value);
	return order ? order : (x > y) - (x < y);
}

/* Keeps the leading sample of each stratum, or all others. */
static void keep_leading(struct trial *t, size_t platform,
			 int (*compare)(const void *, const void *), bool leading)
{
	const struct profile_cell *c = &t->p.cells[platform];
	const struct profile_sample **sorted = mem_new(c->sample_count, sizeof(sorted[0]));
	bool *keep = mem_new(c->sample_count, sizeof(keep[0]));

	for (size_t i = 0; i < c->sample_count; i++)
		sorted[i] = &c->samples[i];
	if (c->sample_count > 1)
		qsort(sorted, c->sample_count, sizeof(sorted[0]), compare);
	for (size_t i = 0; i < c->sample_count; i++) {
		bool leads = i == 0 || by_stratum(sorted[i - 1], sorted[i]) != 0;

		keep[sorted[i] - c->samples] = leads == leading;
	}
	own_samples(t, platform, keep);
	free(keep);
	free(sorted);
}

bool trial_drop_first(struct trial *t, const struct trial_change *c)
{
	if (c->number == TRIAL_BASELINE && t->f.absolute)
		return false;
	for (size_t i = 0; i < t->p.platform_count; i++) {
		if (i == 0 || c->number == TRIAL_ALL)
			keep_leading(t, i, by_first, false);
	}
	return trial_has_samples(t);
}

bool trial_keep_best(struct trial *t, const struct trial_change *c)
{
	(void)c;
	for (size_t i = 0; i < t->p.platform_count; i++)
		keep_leading(t, i, t->f.lower_is_better ? by_lowest : by_highest, true);
	return trial_has_samples(t);
}

/* --- strata left out ----------------------------------------------------------------- */

/* Is name=value, as it stands in `pair`, among "a=1;b=2"? */
static bool has_pair(const char *parameters, const char *pair)
{
	size_t n = strlen(pair);

	while (*parameters) {
		size_t length = strcspn(parameters, ";");

		if (length == n && memcmp(parameters, pair, n) == 0)
			return true;
		parameters += length;
		parameters += *parameters == ';';
	}
	return false;
}

bool trial_keep_pair(struct trial *t, const struct trial_change *c)
{
	bool drops = false;

	for (size_t i = 0; i < t->p.platform_count; i++) {
		const struct profile_cell *cell = &t->p.cells[i];
		bool *keep = mem_new(cell->sample_count, sizeof(keep[0]));

		for (size_t n = 0; n < cell->sample_count; n++) {
			bool again = n > 0 && cell->samples[n].parameters ==
						      cell->samples[n - 1].parameters;

			keep[n] =
				again ? keep[n - 1]
				      : has_pair(cell->samples[n].parameters, c->argument);
			drops = drops || !keep[n];
		}
		own_samples(t, i, keep);
		free(keep);
	}
	return drops && trial_has_samples(t);
}

/* The strata of the platform that has the most of them; NULL below three: without one of
   two the other would be alone, which is a rule of its own. */
static const struct profile_cell *most_strata(const struct trial *t)
{
	const struct profile_cell *most = NULL;

	for (size_t i = 0; i < t->p.platform_count; i++) {
		const struct profile_cell *c = profile_cell(t->of, t->feature, i);

		if (c->stratum_count > 2 &&
		    (!most || c->stratum_count > most->stratum_count))
			most = c;
	}
	return most;
}

bool trial_drop_stratum(struct trial *t, const struct trial_change *c)
{
	/* Of several parameters no combination is the lowest. */
	const struct profile_cell *most = t->f.strata && t->f.by_count < 2 ? most_strata(t) : NULL;

	if (most == NULL)
		return false;

	const char *out =
		most->strata[c->number == TRIAL_LOWEST ? 0 : most->stratum_count - 1].name;

	for (size_t i = 0; i < t->p.platform_count; i++) {
		const struct profile_cell *cell = &t->p.cells[i];
		bool *keep = mem_new(cell->sample_count, sizeof(keep[0]));

		for (size_t n = 0; n < cell->sample_count; n++)
			keep[n] = strcmp(stratum_of(&cell->samples[n]), out) != 0;
		own_samples(t, i, keep);
		free(keep);
	}
	return trial_has_samples(t);
}

/* --- the baseline -------------------------------------------------------------------- */

/* As a candidate it is compared with itself. */
bool trial_baseline(struct trial *t, const struct trial_change *c)
{
	size_t at = 1;

	while (strcmp(profile_platform_name(t->of, at), c->argument) != 0)
		at++;
	if (t->f.absolute || t->p.cells[at].sample_count == 0)
		return false;
	if (t->f.value && !t->f.value->paired) /* the baseline may be in the figures */
		return false;
	t->p.cells[0] = t->p.cells[at];
	t->rubric.baseline = c->argument;
	return true;
}

/* The value that the sheet prints, with the digits that it prints. */
bool trial_published(struct trial *t, const struct trial_change *c)
{
	bool by_ratio = t->f.combine == COMBINE_MEAN_RATIO ||
			t->f.combine == COMBINE_GEOMETRIC_RATIO;

	(void)c;
	if (isnan(t->published) || t->f.absolute || by_ratio || !trial_has_samples(t))
		return false;
	own_samples(t, 0, NULL)[0].value = t->published;
	t->p.cells[0].samples[0].stratum = NULL;
	t->p.cells[0].sample_count = 1;
	return true;
}

/* --- how it is judged ---------------------------------------------------------------- */

bool trial_direction(struct trial *t, const struct trial_change *c)
{
	(void)c;
	t->f.lower_is_better = !t->f.lower_is_better;
	return true;
}

static double inverted(double ratio)
{
	return 1 / ratio;
}

bool trial_invert(struct trial *t, const struct trial_change *c)
{
	(void)c;
	t->figure = inverted;
	return !t->f.absolute;
}

static double to_whole_percent(double ratio)
{
	return round(rubric_round(ratio * 100)) / 100;
}

bool trial_whole_percent(struct trial *t, const struct trial_change *c)
{
	(void)c;
	t->figure = to_whole_percent;
	return !t->f.absolute;
}

/* Figures and thresholds are rounded alike: what is above the one is not below the next
   number. */
bool trial_strict(struct trial *t, const struct trial_change *c)
{
	struct rubric_level *levels =
		arena_new(&t->p.arena, t->f.level_count, sizeof(levels[0]));

	(void)c;
	for (size_t i = 0; i < t->f.level_count; i++) {
		levels[i] = t->f.levels[i];
		levels[i].threshold = nextafter(
			levels[i].threshold, t->f.lower_is_better ? -HUGE_VAL : HUGE_VAL);
	}
	t->f.levels = levels;
	t->strict = true;
	return true;
}

/* --- other figures ------------------------------------------------------------------- */

bool trial_is_kin(const char *metric, const struct rival *r)
{
	size_t n = strcspn(metric, ".");

	return r->side == NULL && strncmp(metric, r->metric, n) == 0 &&
	       strcspn(r->metric, ".") == n;
}

/* The rival's figures, each in the place of the sample of its record. */
static bool take_rival(struct trial *t, const struct rival *r)
{
	for (size_t i = 0; i < t->p.platform_count; i++) {
		const struct rival_cell *from = &r->cells[i];
		struct profile_cell *c = &t->p.cells[i];
		struct profile_sample *to =
			arena_new(&t->p.arena, from->count, sizeof(to[0]));

		for (size_t n = 0; n < from->count; n++) {
			to[n] = c->samples[from->values[n].sample];
			to[n].value = from->values[n].value;
		}
		c->samples = to;
		c->sample_count = from->count;
	}
	return trial_has_samples(t);
}

bool trial_metric(struct trial *t, const struct trial_change *c)
{
	const struct rival *r = NULL;

	for (size_t i = 0; t->rivals && i < t->rivals->count && r == NULL; i++) {
		if (trial_is_kin(t->f.metric, &t->rivals->rivals[i]) &&
		    strcmp(t->rivals->rivals[i].metric, c->argument) == 0)
			r = &t->rivals->rivals[i];
	}
	if (r == NULL)
		return false;
	if (strcmp(r->unit, t->f.unit.canonical) != 0) {
		if (t->f.absolute) /* its thresholds are of another kind */
			return false;
		t->f.unit = (struct unit){ r->unit, 1, 1 };
	}
	return take_rival(t, r);
}

bool trial_other_side(struct trial *t, const struct trial_change *c)
{
	for (size_t i = 0; t->rivals && i < t->rivals->count; i++) {
		const struct rival *r = &t->rivals->rivals[i];

		if (r->side && strcmp(r->side, c->argument) == 0)
			return take_rival(t, r);
	}
	return false;
}

bool trial_unit_twin(const char *text, char twin[TRIAL_UNIT_TEXT], struct unit *out)
{
	bool binary = text[0] && text[1] == 'i';
	char first = text[0] == 'K' ? 'k' : text[0] == 'k' ? 'K' : text[0];
	struct unit own;

	if (!first || strchr("kKMGT", first) == NULL || strlen(text) > TRIAL_UNIT_TEXT - 2)
		return false;
	snprintf(twin, TRIAL_UNIT_TEXT, "%c%s%s", first, binary ? "" : "i",
		 text + (binary ? 2 : 1));
	return unit_find(text, &own) && unit_find(twin, out) &&
	       strcmp(out->canonical, own.canonical) == 0;
}

bool trial_unit(struct trial *t, const struct trial_change *c)
{
	char twin[TRIAL_UNIT_TEXT];
	struct unit u;

	if (!trial_unit_twin(t->f.unit_text, twin, &u) || strcmp(twin, c->argument) != 0 ||
	    (c->number == TRIAL_BASELINE && t->f.absolute))
		return false;
	for (size_t i = 0; i < t->p.platform_count; i++) {
		if ((i == 0) != (c->number == TRIAL_BASELINE))
			continue;

		struct profile_sample *s = own_samples(t, i, NULL);

		for (size_t n = 0; n < t->p.cells[i].sample_count; n++)
			s[n].value = unit_to_canonical(&t->f.unit,
						       unit_from_canonical(&u, s[n].value));
	}
	return trial_has_samples(t);
}
