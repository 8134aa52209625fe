/* fit_target.c - reads the words of --fit and --bound, and sheets of levels. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/num.h"
#include "data/base/opt.h"
#include "score/audit/sheet.h"
#include "score/tune/fit_private.h"

/* A word on its way to a target or a bound. */
struct reader {
	struct fit_work *w;
	const char *word;
	const char *place; /* "--fit WORD" */
	size_t room;
};

/* --- names --------------------------------------------------------------------------- */

static int unknown(const struct reader *rd, const char *what, const char *name,
		   const char *const *names, size_t count)
{
	const char *near = opt_nearest(name, names, count), *list = "";

	if (near != NULL)
		return err_set(rd->w->err, EXIT_INPUT,
			       "%s: there is no %s \"%s\"; did you mean \"%s\"?", rd->place,
			       what, name, near);
	for (size_t i = 0; i < count; i++)
		list = arena_printf(rd->w->a, "%s%s%s", list, i > 0 ? ", " : "", names[i]);
	return err_set(rd->w->err, EXIT_INPUT, "%s: there is no %s \"%s\"%s%s", rd->place,
		       what, name, count > 0 ? "; there are: " : "", list);
}

static int find_feature(const struct reader *rd, const char *name, size_t *out)
{
	const struct rubric *r = rd->w->r;
	const char **names = arena_new(rd->w->a, r->feature_count, sizeof(names[0]));

	for (size_t i = 0; i < r->feature_count; i++) {
		names[i] = r->features[i].name;
		*out = i;
		if (strcmp(names[i], name) == 0)
			return 0;
	}
	return unknown(rd, "feature", name, names, r->feature_count);
}

static int find_candidate(const struct reader *rd, const char *name, size_t *out)
{
	const struct rubric *r = rd->w->r;
	const char **names = arena_new(rd->w->a, r->platform_count, sizeof(names[0]));

	*out = rubric_candidate_find(r, name);
	if (*out < r->platform_count)
		return 0;
	if (strcmp(name, r->baseline) == 0)
		return err_set(
			rd->w->err, EXIT_INPUT,
			"%s: %s is the baseline and no candidate; it has no level and "
			"no rank",
			rd->place, name);
	for (size_t i = 0; i < r->platform_count; i++)
		names[i] = r->platforms[i].name;
	return unknown(rd, "candidate", name, names, r->platform_count);
}

static int find_set(const struct reader *rd, const char *name, size_t *out)
{
	const struct rubric *r = rd->w->r;
	const char **names = arena_new(rd->w->a, r->set_count + 1, sizeof(names[0]));

	for (size_t i = 0; i < r->set_count; i++)
		names[i] = r->sets[i].name;
	names[r->set_count] = "overall";
	for (*out = 0; *out <= r->set_count; (*out)++) {
		if (strcmp(names[*out], name) == 0)
			return 0;
	}
	return unknown(rd, "set", name, names, r->set_count + 1);
}

/* Without the blanks around it. */
static const char *trimmed(struct arena *a, const char *text, size_t n)
{
	while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
		n--;
	while (n > 0 && (*text == ' ' || *text == '\t')) {
		text++;
		n--;
	}
	return arena_dup_n(a, text, n);
}

/* --- targets ------------------------------------------------------------------------- */

static void add(struct reader *rd, struct fit_target t)
{
	struct fit *f = rd->w->out;

	if (f->target_count == rd->room) {
		size_t room = rd->room ? 2 * rd->room : 64;
		struct fit_target *list = arena_new(rd->w->a, room, sizeof(list[0]));

		if (f->target_count > 0)
			memcpy(list, f->targets, f->target_count * sizeof(list[0]));
		f->targets = list;
		rd->room = room;
	}
	t.place = rd->place;
	f->targets[f->target_count++] = t;
}

static bool has_level(const struct rubric_feature *f, int level)
{
	bool has = level == f->base_level;

	for (size_t i = 0; i < f->level_count; i++)
		has = has || f->levels[i].level == level;
	return has;
}

/* "0, 1, 2": what a feature can have. */
static const char *levels_of(struct arena *a, const struct rubric_feature *f)
{
	char name[RUBRIC_LEVEL];
	const char *list = arena_dup(a, rubric_level_text(f, f->base_level, name));

	for (size_t i = 0; i < f->level_count; i++)
		list = arena_printf(a, "%s, %s", list,
				    rubric_level_text(f, f->levels[i].level, name));
	return list;
}

/* A cell's level: one that the feature has, of a cell that was judged, and once. */
static int add_cell(struct reader *rd, size_t feature, size_t candidate, int level)
{
	struct fit_work *w = rd->w;
	const struct rubric_feature *f = &w->r->features[feature];
	const struct rubric_platform *c = &w->r->platforms[candidate];
	const struct profile_cell *cell = profile_cell(w->p, feature, candidate + 1);
	char name[RUBRIC_LEVEL];

	if (cell->status != PROFILE_SCORED)
		return err_set(w->err, EXIT_INPUT,
			       "%s: %s of %s is %s; what has no figure gets no level, by "
			       "whatever thresholds",
			       rd->place, f->name, c->name,
			       profile_status_name(cell->status));
	if (f->judged && cell->level == level)
		return 0;
	if (f->judged)
		return err_set(w->err, EXIT_INPUT,
			       "%s: %s is judged by people; there is no threshold that could "
			       "give %s another level than %s",
			       rd->place, f->name, c->name,
			       rubric_level_text(f, cell->level, name));
	for (size_t i = 0; i < w->out->target_count; i++) {
		const struct fit_target *o = &w->out->targets[i];

		if (o->kind != FIT_CELL || o->feature != feature ||
		    o->candidate != candidate)
			continue;
		if (o->level == level)
			return 0;
		return err_set(w->err, EXIT_INPUT,
			       "%s contradicts %s, by which %s of %s is %d", rd->place,
			       o->place, f->name, c->name, o->level);
	}
	add(rd,
	    (struct fit_target){
		    .kind = FIT_CELL,
		    .feature = feature,
		    .candidate = candidate,
		    .level = level,
		    .word = arena_printf(w->a, "%s.%s=%d", f->name, c->name, level),
		    .text = arena_printf(w->a, "%s, %s: %s", f->title, c->title,
					 rubric_level_text(f, level, name)),
	    });
	return 0;
}

/* A level's number, or the rubric's symbol for it. */
static int read_level(const struct reader *rd, size_t feature, const char *text, int *out)
{
	const struct rubric *r = rd->w->r;
	const struct rubric_feature *f = &r->features[feature];
	double value;

	if (rubric_symbol_is(f, text, out))
		return 0;
	if (num_parse(text, strlen(text), &value, NULL) && value == floor(value) &&
	    fabs(value) < 1e6 && has_level(f, (int)value)) {
		*out = (int)value;
		return 0;
	}
	return err_set(rd->w->err, EXIT_INPUT, "%s: %s has no level \"%s\"; it has: %s",
		       rd->place, f->name, text, levels_of(rd->w->a, f));
}

/* "file_read.kvm": names may have points in them, so the first that fits is taken. */
static int split_cell(const struct reader *rd, const char *what, size_t *feature,
		      size_t *candidate)
{
	struct arena *a = rd->w->a;
	const char *dot = strchr(what, '.');

	for (; dot != NULL; dot = strchr(dot + 1, '.')) {
		const char *name = arena_dup_n(a, what, (size_t)(dot - what));
		const struct rubric_feature *f = rubric_feature_find(rd->w->r, name);

		*candidate = rubric_candidate_find(rd->w->r, dot + 1);
		if (f == NULL || *candidate == rd->w->r->platform_count)
			continue;
		*feature = (size_t)(f - rd->w->r->features);
		return 0;
	}
	dot = strrchr(what, '.');
	if (dot == NULL)
		return err_set(rd->w->err, EXIT_INPUT,
			       "%s: wanted FEATURE.CANDIDATE=LEVEL, order=A > B = C, "
			       "SET.order=... or a sheet, FILE.ini",
			       rd->place);
	if (find_feature(rd, arena_dup_n(a, what, (size_t)(dot - what)), feature) != 0)
		return -1;
	return find_candidate(rd, dot + 1, candidate);
}

static int read_cell(struct reader *rd, const char *what, const char *level)
{
	size_t feature, candidate;
	int number = 0;

	if (split_cell(rd, what, &feature, &candidate) != 0 ||
	    read_level(rd, feature, level, &number) != 0)
		return -1;
	return add_cell(rd, feature, candidate, number);
}

/* --- orders -------------------------------------------------------------------------- */

static void add_order(struct reader *rd, enum fit_kind kind, size_t set, size_t first,
		      size_t second)
{
	struct fit_work *w = rd->w;
	const struct rubric *r = w->r;
	const struct rubric_platform *a = &r->platforms[first], *b = &r->platforms[second];
	bool all = set == r->set_count;
	const char *sign = kind == FIT_ABOVE ? ">" : "=";

	add(rd, (struct fit_target){
			.kind = kind,
			.set = set,
			.first = first,
			.second = second,
			.word = arena_printf(w->a, "%s.order=%s %s %s",
					     all ? "overall" : r->sets[set].name, a->name,
					     sign, b->name),
			.text = arena_printf(w->a, "%s: %s %s %s",
					     all ? "Overall" : r->sets[set].title, a->title,
					     sign, b->title),
		});
}

/* Each is named once, and has a rank. */
static int check_ranked(const struct reader *rd, size_t set, const size_t *list,
			size_t count)
{
	const struct rubric *r = rd->w->r;
	const size_t at = list[count - 1];

	for (size_t i = 0; i + 1 < count; i++) {
		if (list[i] == at)
			return err_set(rd->w->err, EXIT_INPUT, "%s: %s is named twice",
				       rd->place, r->platforms[at].name);
	}
	if (profile_total(rd->w->p, set, at + 1)->rank == 0)
		return err_set(rd->w->err, EXIT_INPUT,
			       "%s: %s has no rank there, as nothing of it was measured",
			       rd->place, r->platforms[at].name);
	return 0;
}

/* "docker > kvm > gvisor = firecracker" */
static int read_order(struct reader *rd, size_t set, const char *text)
{
	struct arena *a = rd->w->a;
	size_t *list = arena_new(a, rd->w->r->platform_count + 1, sizeof(list[0]));
	size_t count = 0;
	char sign = 0;

	for (;;) {
		size_t n = strcspn(text, ">=");
		const char *name = trimmed(a, text, n);

		if (name[0] == '\0')
			return err_set(rd->w->err, EXIT_INPUT,
				       "%s: a candidate is missing; wanted A > B = C, the "
				       "best first",
				       rd->place);
		if (find_candidate(rd, name, &list[count]) != 0 ||
		    check_ranked(rd, set, list, count + 1) != 0)
			return -1;
		if (count > 0)
			add_order(rd, sign == '>' ? FIT_ABOVE : FIT_EQUAL, set,
				  list[count - 1], list[count]);
		count++;
		sign = text[n];
		if (sign == '\0')
			break;
		text += n + 1;
	}
	if (count > 1)
		return 0;
	return err_set(rd->w->err, EXIT_INPUT,
		       "%s: one candidate alone has no order; "
		       "wanted A > B = C, the best first",
		       rd->place);
}

/* --- sheets -------------------------------------------------------------------------- */

static int read_sheet(struct reader *rd)
{
	struct fit_work *w = rd->w;
	size_t n = w->r->platform_count, before = w->out->target_count;
	struct sheet s;
	int rc = sheet_load_file(&s, w->r, rd->word, w->err);

	for (size_t i = 0; rc == 0 && i < w->r->feature_count * n; i++) {
		if (s.levels[i].kind != SHEET_FIGURE)
			continue;
		rd->place = arena_printf(w->a, "%s:%d", rd->word, s.levels[i].line);
		rc = add_cell(rd, i / n, i % n, (int)s.levels[i].value);
	}
	sheet_release(&s);
	if (rc == 0 && before == w->out->target_count)
		rc = err_set(w->err, EXIT_INPUT,
			     "%s: the sheet has no level; wanted [feature NAME] with "
			     "CANDIDATE = LEVEL",
			     rd->word);
	return rc;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), k = strlen(end);

	return n >= k && strcmp(text + n - k, end) == 0;
}

static int read_target(struct reader *rd)
{
	struct arena *a = rd->w->a;
	const char *equals = strchr(rd->word, '='), *what, *is;
	size_t set = rd->w->r->set_count, n;

	rd->place = arena_printf(a, "--fit %s", rd->word);
	if (equals == NULL || ends_with(rd->word, ".ini"))
		return equals == NULL && !ends_with(rd->word, ".ini") &&
				       strchr(rd->word, '/') == NULL
			       ? err_set(rd->w->err, EXIT_INPUT,
					 "%s: wanted FEATURE.CANDIDATE=LEVEL, order=A > B "
					 "= C, SET.order=... or a sheet, FILE.ini",
					 rd->place)
			       : read_sheet(rd);
	what = trimmed(a, rd->word, (size_t)(equals - rd->word));
	is = trimmed(a, equals + 1, strlen(equals + 1));
	n = strlen(what);
	if (strcmp(what, "order") == 0)
		return read_order(rd, set, is);
	if (!ends_with(what, ".order") ||
	    rubric_candidate_find(rd->w->r, "order") < rd->w->r->platform_count)
		return read_cell(rd, what, is);
	if (find_set(rd, arena_dup_n(a, what, n - 6), &set) != 0)
		return -1;
	return read_order(rd, set, is);
}

/* --- bounds -------------------------------------------------------------------------- */

/* One end, in the rubric's terms: shares have their "%". */
static int read_end(const struct reader *rd, const struct rubric_feature *f,
		    const char *text, double *out)
{
	size_t n = strlen(text);
	bool percent = n > 0 && text[n - 1] == '%';

	if (!num_parse(text, n - percent, out, NULL))
		return err_set(rd->w->err, EXIT_INPUT, "%s: \"%s\" is no number", rd->place,
			       text);
	if (percent && f->absolute)
		return err_set(rd->w->err, EXIT_INPUT,
			       "%s: the thresholds of %s are values in %s; \"%s\" has a %% "
			       "too many",
			       rd->place, f->name, f->unit_text, text);
	if (!percent && !f->absolute)
		return err_set(
			rd->w->err, EXIT_INPUT,
			"%s: the thresholds of %s are shares of the baseline; wanted: "
			"%s%%",
			rd->place, f->name, text);
	*out = rubric_round(percent ? *out / 100 : *out);
	if (percent && *out < 0)
		return err_set(rd->w->err, EXIT_INPUT,
			       "%s: a share of the baseline is not below 0 %%", rd->place);
	return 0;
}

static int check_width(const struct reader *rd, double low, double high)
{
	if (low < high)
		return 0;
	return err_set(rd->w->err, EXIT_INPUT, "%s: %s", rd->place,
		       low > high ? "it is the wrong way round; wanted: the smaller first"
				  : "a bound of no width leaves nothing to fit; wanted: "
				    "FROM:TO, and TO above FROM");
}

/* Narrows what is there. */
static int narrow(const struct reader *rd, struct fit_bound *b, double low, double high)
{
	const char *other = b->text;

	if (b->given) {
		low = fmax(low, b->low);
		high = fmin(high, b->high);
	}
	if (low > high)
		return err_set(rd->w->err, EXIT_INPUT, "%s and %s leave nothing to fit",
			       other, rd->place);
	*b = (struct fit_bound){ true, low, high, rd->place };
	return 0;
}

/* "65%:75%" for one threshold. */
static int bound_range(const struct reader *rd, size_t feature, size_t index,
		       const char *range)
{
	const struct rubric_feature *f = &rd->w->r->features[feature];
	const char *colon = strchr(range, ':');
	double low, high;

	if (colon == NULL)
		return err_set(rd->w->err, EXIT_INPUT,
			       "%s: wanted FEATURE.LEVEL=FROM:TO, FEATURE=+-POINTS or "
			       "+-POINTS",
			       rd->place);
	if (read_end(rd, f, arena_dup_n(rd->w->a, range, (size_t)(colon - range)), &low) ||
	    read_end(rd, f, colon + 1, &high) || check_width(rd, low, high))
		return -1;
	return narrow(rd, &rd->w->bounds[feature][index], low, high);
}

/* "±5", "+-5": so many points on either side of the rubric's own. */
static const char *after_sign(const char *text)
{
	static const char *const signs[] = { "\xc2\xb1", "+-", "+/-" };

	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		size_t n = strlen(signs[i]);

		if (strncmp(text, signs[i], n) == 0)
			return text + n;
	}
	return NULL;
}

static int read_points(const struct reader *rd, const char *text, double *out)
{
	if (!num_parse(text, strlen(text), out, NULL))
		return err_set(rd->w->err, EXIT_INPUT,
			       "%s: \"%s\" is no number of points; wanted: +-5", rd->place,
			       text);
	return check_width(rd, -*out, *out);
}

static int bound_points(const struct reader *rd, size_t feature, size_t index,
			double points)
{
	const struct rubric_feature *f = &rd->w->r->features[feature];
	double was = f->levels[index].threshold;
	double unit = points / fabs(fit_points(f, was, was + 1));
	double low = rubric_round(was - unit), high = rubric_round(was + unit);

	return narrow(rd, &rd->w->bounds[feature][index], f->absolute ? low : fmax(low, 0),
		      high);
}

/* Does the name, with its kind or without, speak of the feature or of its scale? */
static bool speaks_of(const struct rubric *r, const char *name, size_t feature)
{
	const struct rubric_feature *f = &r->features[feature];
	const char *scale = strncmp(name, "levels.", 7) == 0 ? name + 7 : name;

	if (strncmp(name, "feature.", 8) == 0)
		return strcmp(name + 8, f->name) == 0;
	if (rubric_feature_find(r, name) != NULL)
		return strcmp(name, f->name) == 0;
	return f->scale != NULL && strcmp(f->scale, scale) == 0;
}

/* Each threshold that the bound speaks of; `level` NULL: all. */
static int bound_all(const struct reader *rd, const char *name, const char *level,
		     const char *range)
{
	const struct rubric *r = rd->w->r;
	const char *points = after_sign(range);
	double by = 0;
	size_t feature, met = 0, found = 0;

	if (points != NULL && read_points(rd, points, &by) != 0)
		return -1;
	for (size_t f = 0; f < r->feature_count; f++) {
		if (name != NULL && !speaks_of(r, name, f))
			continue;
		met++;
		for (size_t i = 0; i < r->features[f].level_count && !r->features[f].judged;
		     i++) {
			int number = r->features[f].levels[i].level;

			if (level != NULL && strtol(level, NULL, 10) != number)
				continue;
			found++;
			if (points != NULL ? bound_points(rd, f, i, by)
					   : bound_range(rd, f, i, range))
				return -1;
		}
	}
	if (met == 0)
		return find_feature(rd, name, &feature);
	if (found == 0 && level == NULL)
		return err_set(rd->w->err, EXIT_INPUT,
			       "%s: people judge what it names, so there is no threshold",
			       rd->place);
	if (found == 0)
		return err_set(rd->w->err, EXIT_INPUT,
			       "%s: %s has no threshold for level %s", rd->place, name,
			       level);
	return 0;
}

static bool is_whole(const char *text)
{
	double value;

	return num_parse(text, strlen(text), &value, NULL) && value == floor(value) &&
	       fabs(value) < 1e6;
}

static int read_bound(struct reader *rd)
{
	struct arena *a = rd->w->a;
	const char *equals = strchr(rd->word, '='), *what, *range, *dot;

	rd->place = arena_printf(a, "--bound %s", rd->word);
	if (equals == NULL && after_sign(rd->word) != NULL)
		return bound_all(rd, NULL, NULL, rd->word);
	if (equals == NULL)
		return err_set(rd->w->err, EXIT_INPUT,
			       "%s: wanted FEATURE.LEVEL=FROM:TO, FEATURE=+-POINTS or "
			       "+-POINTS",
			       rd->place);
	what = trimmed(a, rd->word, (size_t)(equals - rd->word));
	range = trimmed(a, equals + 1, strlen(equals + 1));
	dot = strrchr(what, '.');
	if (dot != NULL && is_whole(dot + 1))
		return bound_all(rd, arena_dup_n(a, what, (size_t)(dot - what)), dot + 1,
				 range);
	if (after_sign(range) == NULL)
		return err_set(rd->w->err, EXIT_INPUT,
			       "%s: a range is of one level; wanted: %s.LEVEL=FROM:TO, or "
			       "%s=+-POINTS",
			       rd->place, what, what);
	return bound_all(rd, what, NULL, range);
}

/* --- all of them --------------------------------------------------------------------- */

int fit_read(struct fit_work *w, const struct fit_words *words)
{
	struct reader rd = { .w = w };
	const struct rubric *r = w->r;

	w->bounded = words->bound_count > 0;
	w->bounds = arena_new(w->a, r->feature_count, sizeof(w->bounds[0]));
	for (size_t f = 0; f < r->feature_count; f++)
		w->bounds[f] = arena_new(w->a, r->features[f].level_count,
					 sizeof(w->bounds[f][0]));
	for (size_t i = 0; i < words->target_count; i++) {
		rd.word = words->targets[i];
		if (read_target(&rd) != 0)
			return -1;
	}
	for (size_t i = 0; i < words->bound_count; i++) {
		rd.word = words->bounds[i];
		if (read_bound(&rd) != 0)
			return -1;
	}
	return 0;
}
