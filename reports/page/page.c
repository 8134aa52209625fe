/* page.c - the state of the interactive page: choosing, moving, and taking it back. */
#include "reports/page/page.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/conf.h"
#include "data/base/num.h"

static const double steps[] = { 0.5, 1, 5, 0.1 };

/* --- from a profile ------------------------------------------------------------------ */

static void add_value(struct page *p, enum page_kind kind, size_t of, size_t level,
		      double was)
{
	p->values[p->value_count++] = (struct page_value){
		.kind = kind, .of = of, .level = level, .was = was, .is = was, .saved = was
	};
}

static bool is_used(const struct rubric *r, size_t importance)
{
	bool used = false;

	for (size_t f = 0; f < r->feature_count; f++)
		used = used || r->features[f].importance == importance;
	return used;
}

static void init_values(struct page *p)
{
	const struct rubric *r = p->rubric;
	size_t room = r->importance_count + r->set_count;

	for (size_t f = 0; f < r->feature_count; f++)
		room += r->features[f].level_count;
	p->values = arena_new(&p->arena, room, sizeof(p->values[0]));
	p->first = arena_new(&p->arena, r->feature_count, sizeof(p->first[0]));
	p->to = arena_new(&p->arena, room, sizeof(p->to[0]));
	for (size_t f = 0; f < r->feature_count; f++) {
		p->first[f] = p->value_count;
		for (size_t i = 0; i < r->features[f].level_count; i++)
			add_value(p, PAGE_THRESHOLD, f, i,
				  r->features[f].levels[i].threshold);
	}
	p->weights = p->value_count;
	for (size_t i = 0; r->weighted && i < r->importance_count; i++)
		if (is_used(r, i))
			add_value(p, PAGE_IMPORTANCE, i, 0, r->importances[i].weight);
	for (size_t i = 0; r->weighted && i < r->set_count; i++)
		add_value(p, PAGE_SET, i, 0, r->sets[i].weight);
}

static void judge(struct page *p)
{
	model_levels(&p->model, p->model.figures, p->levels);
	model_scores(&p->model, p->levels, p->scores);
}

void page_init(struct page *p, const struct profile *profile, const char *source,
	       const struct rubric_edits *base)
{
	*p = (struct page){ .profile = profile,
			    .rubric = profile->rubric,
			    .source = source,
			    .base = base,
			    .shown_candidates = 1 };
	model_init(&p->model, profile);

	size_t cells = p->model.features * p->model.candidates;
	size_t scores = (p->model.sets + 1) * p->model.candidates;

	p->levels = arena_new(&p->arena, cells, 1);
	p->levels_was = arena_new(&p->arena, cells, 1);
	p->scores = arena_new(&p->arena, scores, sizeof(p->scores[0]));
	p->scores_was = arena_new(&p->arena, scores, sizeof(p->scores_was[0]));
	init_values(p);
	judge(p);
	memcpy(p->levels_was, p->levels, cells);
	memcpy(p->scores_was, p->scores, scores * sizeof(p->scores[0]));
}

void page_release(struct page *p)
{
	model_release(&p->model);
	free(p->changes);
	arena_release(&p->arena);
	arena_release(&p->words);
	*p = (struct page){ 0 };
}

/* The model with the values as they are. */
static void refresh(struct page *p)
{
	struct model *m = &p->model;

	for (size_t i = 0; i < p->value_count; i++) {
		const struct page_value *v = &p->values[i];

		if (v->kind == PAGE_THRESHOLD) {
			struct model_scale *s = &m->scales[v->of];

			s->thresholds[v->level] = s->sign * v->is;
		} else if (v->kind == PAGE_SET) {
			m->set_weights[v->of] = v->is;
		}
		for (size_t f = 0; v->kind == PAGE_IMPORTANCE && f < m->features; f++)
			if (p->rubric->features[f].importance == v->of)
				m->weights[f] = v->is;
	}
	judge(p);
}

/* --- choosing ------------------------------------------------------------------------ */

static size_t clipped(size_t at, int by, size_t count)
{
	if (by < 0)
		return at < (size_t)-by ? 0 : at - (size_t)-by;
	return at + (size_t)by >= count ? count - 1 : at + (size_t)by;
}

size_t page_rows(const struct page *p)
{
	return p->mode == PAGE_WEIGHTS ? p->value_count - p->weights
				       : p->rubric->feature_count;
}

const struct page_value *page_chosen(const struct page *p)
{
	size_t count = p->rubric->features[p->feature].level_count;

	if (p->mode == PAGE_WEIGHTS)
		return &p->values[p->weights + p->weight];
	return &p->values[p->first[p->feature] + (p->level < count ? p->level : count - 1)];
}

void page_choose(struct page *p, int rows, int columns)
{
	if (p->mode == PAGE_WEIGHTS) {
		p->weight = clipped(p->weight, rows, page_rows(p));
		return;
	}
	p->feature = clipped(p->feature, rows, page_rows(p));
	/* A feature with fewer levels in between does not change the column. */
	if (columns)
		p->level = clipped(page_chosen(p)->level, columns,
				   p->rubric->features[p->feature].level_count);
}

bool page_set_mode(struct page *p, enum page_mode mode)
{
	if (mode == PAGE_WEIGHTS && !p->rubric->weighted) {
		page_say(p, "This rubric has no weights: a level is a point, all count the "
			    "same");
		p->bad = true;
		return false;
	}
	p->mode = mode;
	return true;
}

bool page_moves_with(const struct page *p, size_t feature)
{
	const struct rubric_feature *a = &p->rubric->features[p->feature];
	const struct rubric_feature *b = &p->rubric->features[feature];
	bool same = p->together && a->scale && b->scale && strcmp(a->scale, b->scale) == 0;

	if (p->mode == PAGE_WEIGHTS || feature == p->feature)
		return p->mode != PAGE_WEIGHTS;
	for (size_t i = 0; same && i < a->level_count; i++)
		same = p->values[p->first[feature] + i].is ==
		       p->values[p->first[p->feature] + i].is;
	return same;
}

/* --- values -------------------------------------------------------------------------- */

static bool is_share(const struct page *p, const struct page_value *v)
{
	return v->kind == PAGE_THRESHOLD && !p->rubric->features[v->of].absolute;
}

/* The double that a rubric has after this one was written into it. */
static double written(const struct page *p, const struct page_value *v, double x)
{
	char text[PAGE_NUMBER];

	x = rubric_round(x);
	page_number(p, v, x, text);
	if (!num_parse(text, strlen(text), &x, NULL))
		return x;
	return rubric_round(is_share(p, v) ? x / 100 : x);
}

double page_step(const struct page *p)
{
	return steps[p->step % ARRAY_LEN(steps)];
}

void page_next_step(struct page *p)
{
	p->step = (p->step + 1) % ARRAY_LEN(steps);
}

double page_step_of(const struct page *p, const struct page_value *v)
{
	double most = 0;

	if (v->kind != PAGE_THRESHOLD)
		return page_step(p);
	if (is_share(p, v))
		return page_step(p) / 100;
	if (v->was != 0)
		return page_step(p) / 100 * fabs(v->was);
	/* A percentage of nothing would never move. */
	for (size_t i = 0; i < p->rubric->features[v->of].level_count; i++)
		most = fmax(most, fabs(p->values[p->first[v->of] + i].was));
	return page_step(p) / 100 * (most > 0 ? most : 1);
}

/* --- moving -------------------------------------------------------------------------- */

static void begin(struct page *p)
{
	for (size_t i = 0; i < p->value_count; i++)
		p->to[i] = p->values[i].is;
}

/* The chosen value, and those that move with it, to one figure. */
static void propose(struct page *p, double to)
{
	const struct page_value *chosen = page_chosen(p);

	begin(p);
	to = written(p, chosen, to);
	p->to[chosen - p->values] = to;
	for (size_t f = 0; f < p->rubric->feature_count; f++)
		if (page_moves_with(p, f))
			p->to[p->first[f] + chosen->level] = to;
}

/* Would value i be where a rubric may have it? Each threshold is held against the one
   before it. Else a word. */
static bool may_be(struct page *p, size_t i)
{
	const struct page_value *v = &p->values[i];
	char a[PAGE_NUMBER], b[PAGE_NUMBER], low[RUBRIC_LEVEL], high[RUBRIC_LEVEL];

	if (!isfinite(p->to[i]) ||
	    (p->to[i] < 0 && (is_share(p, v) || v->kind != PAGE_THRESHOLD))) {
		page_say(p, "Not moved: %s cannot be below %s", page_name(p, v, &p->words),
			 page_amount(p, v, 0, a));
		return false;
	}
	if (v->kind != PAGE_THRESHOLD || v->level == 0)
		return true;

	const struct rubric_feature *f = &p->rubric->features[v->of];
	double before = p->to[i - 1];

	if (f->lower_is_better ? p->to[i] < before : p->to[i] > before)
		return true;
	page_say(p, "Not moved: of %s, level %s at %s would meet level %s at %s", f->title,
		 rubric_level_text(f, f->levels[v->level - 1].level, low),
		 page_amount(p, v, before, a),
		 rubric_level_text(f, f->levels[v->level].level, high),
		 page_amount(p, v, p->to[i], b));
	return false;
}

static bool may_all_be(struct page *p)
{
	for (size_t i = 0; i < p->value_count; i++)
		if (!may_be(p, i))
			return false;
	return true;
}

static void put(struct page *p, const struct page_change *c, bool back)
{
	p->values[c->value].is = back ? c->from : c->to;
}

/* What is undone cannot be redone after this. */
static void record(struct page *p, size_t value, size_t action)
{
	struct page_change c = { value, action, p->values[value].is, p->to[value] };

	p->changes = mem_grow(p->changes, &p->change_room, p->done + 1, sizeof(c));
	p->changes[p->done++] = c;
	p->change_count = p->done;
	put(p, &c, false);
}

/* The cells and ranks that are not what they were a moment ago, as many as a line holds. */
static void say_effects(struct page *p, const signed char *levels,
			const struct model_score *scores)
{
	const struct model *m = &p->model;
	char a[PAGE_NUMBER], b[PAGE_NUMBER];
	const char *sep = "";

	for (size_t f = 0; f < m->features; f++) {
		for (size_t i = 0; i < m->candidates; i++) {
			size_t at = f * m->candidates + i;

			if (levels[at] == p->levels[at])
				continue;
			page_say(p, "%s%s%s, %s: %s -> %s", p->say, sep,
				 profile_platform_title(p->profile, i + 1),
				 p->rubric->features[f].title,
				 page_level(p, f, i, levels[at], a),
				 page_level(p, f, i, p->levels[at], b));
			sep = "; ";
		}
	}
	for (size_t i = 0; i < (m->sets + 1) * m->candidates; i++) {
		size_t set = i / m->candidates;

		/* All sets together are ranked where they are weighed. */
		if (scores[i].rank == p->scores[i].rank || (set == m->sets && !m->weighted))
			continue;
		page_say(p, "%s%s%s's rank %d -> %d", p->say, sep,
			 profile_platform_title(p->profile, i % m->candidates + 1),
			 scores[i].rank, p->scores[i].rank);
		sep = "; ";
	}
}

/* After the values have changed. */
static void follow(struct page *p)
{
	size_t cells = p->model.features * p->model.candidates;
	size_t count = (p->model.sets + 1) * p->model.candidates;
	signed char *levels = mem_new(cells + 1, 1);
	struct model_score *scores = mem_new(count + 1, sizeof(scores[0]));

	memcpy(levels, p->levels, cells);
	memcpy(scores, p->scores, count * sizeof(scores[0]));
	refresh(p);
	say_effects(p, levels, scores);
	free(levels);
	free(scores);
}

/* Moves all values to where p->to has them, as one action. */
static bool commit(struct page *p)
{
	size_t action = p->done ? p->changes[p->done - 1].action + 1 : 1, before = p->done;
	const struct rubric_feature *f = &p->rubric->features[p->feature];
	bool left = page_leaves_scale(p, p->feature);

	for (size_t i = 0; i < p->value_count; i++)
		if (p->to[i] != p->values[i].is)
			record(p, i, action);
	if (p->done == before) {
		page_say(p, "Nothing has moved: it is there already");
		return false;
	}
	p->say[0] = '\0';
	follow(p);
	if (!left && page_leaves_scale(p, p->feature))
		page_say(p, "%s%s%s has levels of its own now, not [levels %s]", p->say,
			 p->say[0] ? "; " : "", f->title, f->scale);
	return true;
}

static bool refuse(struct page *p)
{
	p->bad = true;
	return false;
}

/* What people judge has no threshold that could move. */
static bool is_judged(struct page *p)
{
	const struct rubric_feature *f = &p->rubric->features[p->feature];

	if (p->mode == PAGE_WEIGHTS || !f->judged)
		return false;
	page_say(p, "Not moved: %s is judged by people, there is no threshold", f->title);
	return true;
}

bool page_move(struct page *p, int count)
{
	if (is_judged(p))
		return refuse(p);

	const struct page_value *chosen = page_chosen(p);
	double step = page_step_of(p, chosen);

	for (int left = abs(count); left > 0; left--) {
		propose(p, chosen->is + (count < 0 ? -left : left) * step);
		if (!may_all_be(p))
			continue;
		if (!commit(p))
			return false;
		if (left < abs(count))
			page_say(p, "Stopped before its neighbour%s%s",
				 p->say[0] ? "; " : "", p->say);
		return true;
	}
	return refuse(p);
}

static size_t trimmed(const char **text)
{
	*text += strspn(*text, " \t");
	size_t n = strlen(*text);

	while (n > 0 && isspace((unsigned char)(*text)[n - 1]))
		n--;
	return n;
}

/* A number with or without the unit after it. */
static bool read_number(const char *text, const char *unit, double *out)
{
	size_t n = trimmed(&text), u = strlen(unit);

	if (u > 0 && n > u && memcmp(text + n - u, unit, u) == 0)
		n -= u;
	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	return num_parse(text, n, out, NULL);
}

static bool read_value(const struct page *p, const struct page_value *v, const char *text,
		       double *out)
{
	if (!read_number(text, page_unit(p, v), out))
		return false;
	if (is_share(p, v))
		*out /= 100;
	return true;
}

bool page_type(struct page *p, const char *text)
{
	double to;

	if (is_judged(p))
		return refuse(p);
	if (!read_value(p, page_chosen(p), text, &to)) {
		page_say(p, "\"%s\" is no number; wanted, for instance, 72.5", text);
		return refuse(p);
	}
	propose(p, to);
	return (may_all_be(p) && commit(p)) || refuse(p);
}

bool page_own(struct page *p)
{
	if (is_judged(p))
		return refuse(p);
	propose(p, page_chosen(p)->was);
	return (may_all_be(p) && commit(p)) || refuse(p);
}

/* Proposes the thresholds of one feature, shifted. */
static void shift_feature(struct page *p, size_t feature, double points)
{
	const struct rubric_feature *f = &p->rubric->features[feature];

	for (size_t i = 0; i < f->level_count && !f->judged; i++) {
		size_t at = p->first[feature] + i;
		const struct page_value *v = &p->values[at];
		double by = points / 100 * (f->absolute ? fabs(v->was) : 1);

		p->to[at] = written(p, v, v->is + (f->lower_is_better ? -by : by));
	}
}

bool page_shift(struct page *p, double points, bool all)
{
	if (p->mode == PAGE_WEIGHTS) {
		page_say(p, "Weights are moved one by one; t leads to the thresholds");
		return refuse(p);
	}
	if (!all && is_judged(p))
		return refuse(p);
	begin(p);
	for (size_t f = 0; f < p->rubric->feature_count; f++)
		if (all || page_moves_with(p, f))
			shift_feature(p, f, points);
	return (may_all_be(p) && commit(p)) || refuse(p);
}

bool page_read_points(const char *text, double *out)
{
	return read_number(text, "%", out);
}

/* New thresholds for the chosen feature, as many as it has. */
static bool read_all(struct page *p, const char *text)
{
	const struct page_value *first = &p->values[p->first[p->feature]];
	size_t n, count = p->rubric->features[p->feature].level_count;
	const char **words = conf_list(&p->words, text, false, &n);
	double number;

	begin(p);
	for (size_t i = 0; i < n && n == count; i++) {
		if (!read_value(p, &first[i], words[i], &number))
			return false;
		for (size_t f = 0; f < p->rubric->feature_count; f++)
			if (page_moves_with(p, f))
				p->to[p->first[f] + i] = written(p, &first[i], number);
	}
	return n == count;
}

bool page_type_all(struct page *p, const char *text)
{
	const char *start = text + strspn(text, " \t");
	double points;

	if (is_judged(p))
		return refuse(p);
	if ((*start == '+' || *start == '-') && page_read_points(text, &points))
		return page_shift(p, points, false);
	if (!read_all(p, text)) {
		page_say(p,
			 "\"%s\": wanted %zu thresholds with blanks between, or a shift "
			 "such "
			 "as +2.5 or -1",
			 text, p->rubric->features[p->feature].level_count);
		return refuse(p);
	}
	return (may_all_be(p) && commit(p)) || refuse(p);
}

/* --- taking back --------------------------------------------------------------------- */

/* Chooses what has just been put back, so that it is seen. */
static void show(struct page *p, const struct page_value *v)
{
	p->mode = v->kind == PAGE_THRESHOLD ? PAGE_THRESHOLDS : PAGE_WEIGHTS;
	if (p->mode == PAGE_WEIGHTS) {
		p->weight = (size_t)(v - p->values) - p->weights;
	} else {
		p->feature = v->of;
		p->level = v->level;
	}
}

/* One action back, or forth again. */
static void retrace(struct page *p, bool back)
{
	size_t at = back ? p->done - 1 : p->done, action = p->changes[at].action, n = 0;
	const struct page_value *chosen = page_chosen(p), *v = chosen;
	bool seen = false;
	char text[PAGE_NUMBER];

	while (back ? p->done > 0 && p->changes[p->done - 1].action == action
		    : p->done < p->change_count && p->changes[p->done].action == action) {
		const struct page_change *c = &p->changes[back ? --p->done : p->done++];

		put(p, c, back);
		v = &p->values[c->value];
		seen = seen || v == chosen;
		n++;
	}
	if (!seen)
		show(p, v);
	page_say(p, "%s: %s is %s. ", back ? "Undone" : "Done again",
		 page_name(p, v, &p->words), page_amount(p, v, v->is, text));
	if (n > 1)
		page_say(p, "%s: %zu values. ", back ? "Undone" : "Done again", n);
	follow(p);
}

bool page_undo(struct page *p)
{
	if (p->done == 0) {
		page_say(p, "Nothing to undo");
		return refuse(p);
	}
	retrace(p, true);
	return true;
}

bool page_redo(struct page *p)
{
	if (p->done == p->change_count) {
		page_say(p, "Nothing to do again");
		return refuse(p);
	}
	retrace(p, false);
	return true;
}
