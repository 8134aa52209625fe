/* t_fit.c - thresholds that give what is wanted, by hand and by brute force. */
#include "data/model.h"
#include "score/tune/fit.h"
#include "tests/unit/profiles.h"
#include "tests/unit/tap.h"

#define HEAD                                                                               \
	"[rubric]\nname = t\ntitle = T\nsource = by hand\nbaseline = base\n"               \
	"candidates = a b c\n"
#define FEATURE(name, set, importance, more)                                               \
	"[feature " name "]\nset = " set "\nimportance = " importance                      \
	"\nbenchmark = x\nmetric = boot.real\nunit = s\n" more
#define WORDS_MOST 12

/* f and g share a scale; h is lower-is-better; v has values; n begins below zero. Levels:
   f 2 1 -; g 0 1 2; h 1 2 0; v 1 1 0; n -2 -1 1. */
static const char plain[] =
	HEAD "[set one]\ntitle = One\n[importance high]\ntitle = High\n"
	     "[levels s]\nlevels = 50% 80%\n"
	FEATURE("f", "one", "high", "direction = higher\nlevels = s\n")
	FEATURE("g", "one", "high", "direction = higher\nlevels = s\n")
	FEATURE("h", "one", "high", "direction = lower\nlevels = 120% 110%\n")
	FEATURE("v", "one", "high", "direction = lower\nlevels = 10\n")
	FEATURE("n", "one", "high", "direction = higher\nlevels = -1: 50%, 1: 100%\n"
				    "otherwise = -2\n");
static const struct runs plain_runs[] = {
	FIXED(1), FIXED(0.85), FIXED(0.75), NO_RUNS,	 /* f */
	FIXED(1), FIXED(0.40), FIXED(0.52), FIXED(0.90), /* g */
	FIXED(1), FIXED(1.15), FIXED(1.05), FIXED(1.30), /* h */
	FIXED(1), FIXED(8),    FIXED(9.5),  FIXED(12),	 /* v */
	FIXED(1), FIXED(0.30), FIXED(0.60), FIXED(1.5),	 /* n */
};

/* Ranks as a profile has them, of three candidates and two sets at most. */
static void rank(struct profile *p)
{
	struct model m;
	signed char levels[3 * 5];
	struct model_score scores[3 * 3];

	model_init(&m, p);
	model_levels(&m, m.figures, levels);
	model_scores(&m, levels, scores);
	for (size_t i = 0; i < 3 * (m.sets + 1); i++)
		p->totals[i / 3 * 4 + i % 3 + 1].rank = scores[i].rank;
	model_release(&m);
}

/* Words up to a NULL; after "|" they are bounds. */
static int fit(const struct profile *p, const char *const *words, bool own, struct fit *f,
	       struct err *err)
{
	struct fit_words w = { .targets = words, .own = own };
	size_t n = 0;

	while (words[n] != NULL && words[n][0] != '|')
		n++;
	w.target_count = n;
	if (words[n] != NULL) {
		w.bounds = &words[n + 1];
		while (w.bounds[w.bound_count] != NULL)
			w.bound_count++;
	}
	return fit_find(p, &w, f, err);
}

#define FIT(m, own, f, ...)                                                                \
	fit(&(m)->p, (const char *const[]){ __VA_ARGS__, NULL, NULL, NULL }, own, f,       \
	    &(struct err){ 0 })

/* One threshold moves, to `is`, and anything does from low to high. */
static void is_moved(struct tap *t, const struct fit *f, const char *name, size_t index,
		     double is, double low, double high, const char *what)
{
	const struct fit_threshold *x = f->thresholds;
	bool same = f->outcome == FIT_FOUND && f->threshold_count == 1 &&
		    strcmp(x->name, name) == 0 && x->index == index &&
		    fabs(x->is - is) < 1e-12 &&
		    (x->low == low || fabs(x->low - low) < 1e-13) &&
		    (x->high == high || fabs(x->high - high) < 1e-13);

	if (!ok(t, same, "%s", what) && f->threshold_count > 0)
		fprintf(stderr, "# %zu: %s %zu %.15g in %.15g..%.15g\n", f->threshold_count,
			x->name, x->index, x->is, x->low, x->high);
}

static void test_cells(struct tap *t)
{
	const double hair = 1e-12;
	struct made m;
	struct fit f;

	made_profile(&m, plain, plain_runs);
	FIT(&m, false, &f, "f.b=2");
	is_moved(t, &f, "s", 1, 0.74, 0.5 + hair, 0.75,
		 "75 % must reach level 2: 74 %, off the figure; up to 75 % does");
	ok(t, f.change_count == 1 && f.changes[0].wanted && fabs(f.least - 5) < 1e-9,
	   "nothing else changes; 5 points are the least");
	is_text(t, f.edits.list[0].option, "--set levels.s.levels=50% 74%", "as an edit");
	fit_release(&f);
	FIT(&m, false, &f, "f.b=2", "g.b=0");
	ok(t, f.outcome == FIT_FOUND && f.threshold_count == 2, "both of a scale");
	ok(t, fabs(f.thresholds[0].is - 0.53) < hair && fabs(f.thresholds[1].is - 0.74) < hair,
	   "52 %% must not reach level 1: 53 %%");
	fit_release(&f);
	FIT(&m, false, &f, "h.a=2");
	is_moved(t, &f, "h", 1, 1.16, 1.15, 1.2 - hair, "lower is better: 116 %");
	fit_release(&f);
	FIT(&m, false, &f, "h.b=0");
	ok(t, f.threshold_count == 2 && fabs(f.thresholds[0].is - 1.04) < hair &&
		   fabs(f.thresholds[1].is - 1.03) < hair,
	   "two levels down: below 105 %%, 104 and 103 %%");
	fit_release(&f);
	FIT(&m, false, &f, "v.c=1");
	is_moved(t, &f, "v", 0, 12.1, 12, HUGE_VAL, "a value: 12.1 s, and any above");
	ok(t, fabs(f.least - 20) < 1e-9, "from 10 to 12 s is 20 points");
	fit_release(&f);
	FIT(&m, false, &f, "v.a=0");
	is_moved(t, &f, "v", 0, 7.9, -HUGE_VAL, 8 - hair, "8 s must not reach it: 7.9 s");
	fit_release(&f);
	FIT(&m, false, &f, "n.b=-2");
	is_moved(t, &f, "n", 0, 0.61, 0.6 + hair, 1 - hair, "to the level below zero");
	fit_release(&f);
	FIT(&m, false, &f, "f.a=2", "g.c=2", "n.a=-2");
	ok(t, f.outcome == FIT_HELD && f.threshold_count == 0 && f.targets[0].held,
	   "what holds is left alone");
	fit_release(&f);
	made_release(&m);
}

static void test_bounds(struct tap *t)
{
	const double hair = 1e-12;
	struct made m;
	struct fit f;

	made_profile(&m, plain, plain_runs);
	FIT(&m, false, &f, "f.b=2", "|", "s.2=70%:74.5%");
	is_moved(t, &f, "s", 1, 0.74, 0.7, 0.745, "a bound drives it, and ends its room");
	fit_release(&f);
	FIT(&m, false, &f, "f.b=2", "|", "+-5.5");
	is_moved(t, &f, "s", 1, 0.745, 0.745, 0.75, "within 5.5 points: 74.5 %");
	fit_release(&f);
	FIT(&m, false, &f, "f.b=2", "|", "s=+-5");
	is_moved(t, &f, "s", 1, 0.75, 0.75, 0.75, "within 5 points nothing but the figure");
	fit_release(&f);
	FIT(&m, false, &f, "f.b=2", "|", "f=\xc2\xb1"
					 "4");
	ok(t, f.outcome == FIT_IMPOSSIBLE && f.conflict_total == 1 &&
		   f.conflicts[0].count == 1,
	   "within 4 points none");
	has_text(t, f.conflicts[0].text,
		 "at or above 76.00 % and at or below 75.00 % (--bound f=", "... and why");
	fit_release(&f);
	FIT(&m, false, &f, "v.c=1", "|", "v=+-25");
	is_moved(t, &f, "v", 0, 12.1, 12, 12.5, "of a value points are percent of itself");
	fit_release(&f);
	FIT(&m, false, &f, "h.b=0", "|", "h.1=20%:30%");
	ok(t, f.outcome == FIT_FOUND && fabs(f.thresholds[0].is - 0.3) < hair &&
		   f.thresholds[1].is < 0.3 && f.thresholds[1].is >= 0,
	   "a bound pushes the next threshold, too");
	fit_release(&f);
	made_release(&m);
}

static bool is_pair(const struct fit *f, size_t i, size_t a, size_t b)
{
	const struct fit_conflict *c = &f->conflicts[i];

	return f->outcome == FIT_IMPOSSIBLE && i < f->conflict_count && c->count == 2 &&
	       c->smallest &&
	       ((c->targets[0] == a && c->targets[1] == b) ||
		(c->targets[0] == b && c->targets[1] == a));
}

static void test_conflicts(struct tap *t)
{
	struct made m;
	struct fit f;

	made_profile(&m, plain, plain_runs);
	FIT(&m, false, &f, "f.a=1", "g.c=1", "f.b=2", "g.a=0");
	ok(t, f.conflict_total == 2 && is_pair(&f, 0, 0, 2) && is_pair(&f, 1, 1, 2),
	   "85 %% and 90 %% shall be less than 75 %%: two pairs");
	ok(t, !f.apart_helps && f.threshold_count == 0, "f contradicts itself");
	fit_release(&f);
	FIT(&m, false, &f, "g.c=1", "f.b=2");
	ok(t, is_pair(&f, 0, 0, 1) && f.apart_helps, "through the scale only");
	has_text(t, f.conflicts[0].text,
		 "on the scale s, level 2 would have to begin above 90.00 % and at or below "
		 "75.00 %",
		 "... and why");
	fit_release(&f);
	FIT(&m, true, &f, "g.c=1", "f.b=2");
	ok(t, f.outcome == FIT_FOUND && f.threshold_count == 2 && f.thresholds[0].leaves &&
		   fabs(f.thresholds[0].is - 0.74) < 1e-12 &&
		   fabs(f.thresholds[1].is - 0.91) < 1e-12,
	   "with levels of their own: 74 %% and 91 %%");
	is_text(t, f.edits.list[1].option, "--set feature.g.levels=50% 91%", "as edits");
	fit_release(&f);
	FIT(&m, false, &f, "h.a=2", "h.b=0");
	ok(t, is_pair(&f, 0, 0, 1), "two levels apart");
	has_text(t, f.conflicts[0].text,
		 "level 1 would have to begin below 105.00 %, and level 2, which is harder, at "
		 "or above 115.00 %",
		 "... lower is better");
	fit_release(&f);
	made_release(&m);
}

/* Figures one step of the grid apart, and one threshold that serves both directions. */
static void test_grid(struct tap *t)
{
	static const char text[] =
		HEAD "[set one]\ntitle = One\n[levels k]\nlevels = 50%\n"
		FEATURE("f", "one", "high", "direction = higher\nlevels = 60% 70%\n")
		FEATURE("u", "one", "high", "direction = higher\nlevels = k\n")
		FEATURE("d", "one", "high", "direction = lower\nlevels = k\n");
	static const struct runs runs[] = {
		FIXED(1), FIXED(0.8), FIXED(0.800000000001), NO_RUNS,
		FIXED(1), FIXED(0.3), FIXED(0.6),	     NO_RUNS,
		FIXED(1), FIXED(0.7), FIXED(0.4),	     NO_RUNS,
	};
	struct made m;
	struct fit f;

	made_profile(&m, text, runs);
	FIT(&m, false, &f, "f.a=1", "f.b=2");
	is_moved(t, &f, "f", 1, 0.800000000001, 0.800000000001, 0.800000000001,
		 "there is room for one threshold");
	is_text(t, f.edits.list[0].value, "60% 80.0000000001%", "... written in full");
	fit_release(&f);
	FIT(&m, false, &f, "f.a=0", "f.b=2");
	ok(t, is_pair(&f, 0, 0, 1), "there is none for two");
	fit_release(&f);
	FIT(&m, false, &f, "u.b=0", "d.b=1");
	is_moved(t, &f, "k", 0, 0.61, 0.600000000001, HUGE_VAL, "one scale, both directions");
	fit_release(&f);
	FIT(&m, false, &f, "u.b=1", "d.a=1");
	ok(t, is_pair(&f, 0, 0, 1), "up to 60 %% and from 70 %% on is a contradiction");
	fit_release(&f);
	FIT(&m, true, &f, "u.b=1", "d.a=1");
	is_moved(t, &f, "d", 0, 0.71, 0.7, HUGE_VAL, "... that levels of its own resolve");
	fit_release(&f);
	made_release(&m);
}

/* Sums: a 2 + 0 + 1 + 1 - 2 = 2, b 1 + 1 + 2 + 1 - 1 = 4, c - + 2 + 0 + 0 + 1 = 3. */
static void test_orders(struct tap *t)
{
	struct made m;
	struct fit f;

	made_profile(&m, plain, plain_runs);
	rank(&m.p);
	FIT(&m, false, &f, "order=b > c > a");
	ok(t, f.outcome == FIT_HELD, "b > c > a is as it is");
	fit_release(&f);
	/* c with 3 must catch up with b's 4. The nearest: v.b down from 9.5 s (5 % of 10),
	   which takes 1 from b; the scale's 50 % above 52 % (2 points) does so as well. Above
	   75 % b has lost another. */
	FIT(&m, false, &f, "one.order=b = c");
	is_moved(t, &f, "s", 0, 0.53, 0.520000000001, 0.75, "2 points make b and c equal");
	ok(t, fabs(f.least - 2) < 1e-9 && f.scores[1].sum == 3 && f.scores[2].sum == 3,
	   "both have 3");
	fit_release(&f);
	FIT(&m, false, &f, "order=c > b", "|", "s=+-1");
	ok(t, f.outcome == FIT_FOUND && f.scores[2].sum > f.scores[1].sum,
	   "c > b without the scale");
	fit_release(&f);
	FIT(&m, false, &f, "order=a > b", "order=b > c", "order=c > a", "g.a=0");
	ok(t, f.outcome == FIT_IMPOSSIBLE && f.conflicts[0].count == 3 && f.conflicts[0].smallest,
	   "round in a circle: all three, and not the cell");
	fit_release(&f);
	made_release(&m);
}

/* A search that is cut off says so, and how far it came: c > a > b wants more than 2 points. */
static void test_cut(struct tap *t)
{
	const char *word = "order=c > a > b";
	struct fit_words w = { .targets = &word, .target_count = 1 };
	struct err err = { 0 };
	struct made m;
	struct fit f;

	made_profile(&m, plain, plain_runs);
	rank(&m.p);
	fit_find(&m.p, &w, &f, &err);
	ok(t, f.outcome == FIT_FOUND && f.least > 2, "c > a > b is found, and takes its points");
	double least = f.least;
	size_t tried = f.tried;

	fit_release(&f);
	w.most = 10;
	fit_find(&m.p, &w, &f, &err);
	ok(t, f.outcome == FIT_NOT_FOUND && f.tried < tried && f.conflict_count == 0 &&
		   f.threshold_count == 0 && f.tried_to < least,
	   "ten arrangements are too few: not found, which is not impossible");
	fit_release(&f);
	w.most = tried;
	fit_find(&m.p, &w, &f, &err);
	ok(t, f.outcome == FIT_FOUND && f.least == least, "as many as it takes are enough");
	fit_release(&f);
	made_release(&m);
}

/* --- brute force --------------------------------------------------------------------- */

/* f and h in set one, g in set two; f and g share a scale; two thresholds each. */
enum { F, H, G };

static const char small[] = HEAD
	"[set one]\ntitle = One\n%s[set two]\ntitle = Two\n%s"
	"[importance x]\ntitle = X\n%s[importance y]\ntitle = Y\n%s"
	"[levels s]\nlevels = 45%% 75%%\n"
	FEATURE("f", "one", "x", "direction = higher\nlevels = s\n")
	FEATURE("h", "one", "y", "direction = lower\nlevels = 85%% 55%%\n")
	FEATURE("g", "two", "y", "direction = higher\nlevels = s\n");

static unsigned below(unsigned long *seed, unsigned n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33) % n;
}

struct brute {
	struct model m;
	const struct fit *f;
	signed char levels[9];
	struct model_score scores[9];
	double at[2][64]; /* where thresholds may stand: of the scale, of h, as in the model */
	size_t count[2];
};

static bool holds(const struct brute *b, const struct fit_target *t)
{
	const struct model_score *s = b->scores + t->set * 3;

	if (t->kind == FIT_CELL)
		return b->levels[t->feature * 3 + t->candidate] == t->level;
	return t->kind == FIT_ABOVE ? s[t->first].rank < s[t->second].rank
				    : s[t->first].rank == s[t->second].rank;
}

static bool all_hold(struct brute *b, unsigned mask)
{
	model_levels(&b->m, b->m.figures, b->levels);
	model_scores(&b->m, b->levels, b->scores);
	for (size_t i = 0; i < b->f->target_count; i++) {
		if ((mask >> i & 1) && !holds(b, &b->f->targets[i]))
			return false;
	}
	return true;
}

static void begin_brute(struct brute *b, const struct profile *p, const struct fit *f)
{
	*b = (struct brute){ .f = f };
	model_init(&b->m, p);
	for (size_t g = 0; g < 2; g++) {
		const struct model_scale *s = &b->m.scales[g == 0 ? F : H];

		for (size_t i = 0; i < 2; i++)
			b->at[g][b->count[g]++] = s->thresholds[i];
		for (size_t c = 0; c < 9; c++) {
			for (int k = -1; k <= 2 && (c / 3 == H) == (g == 1) &&
					 !isnan(b->m.figures[c]);
			     k++)
				b->at[g][b->count[g]++] = rubric_round(
					s->sign * b->m.figures[c] + 1e-12 * k);
		}
	}
}

/* The least points that give the targets of the mask; infinite: none do. */
static double brute_force(struct brute *b, unsigned mask, const struct model *was)
{
	double least = HUGE_VAL;

	for (size_t n = 0; n < b->count[0] * b->count[0] * b->count[1] * b->count[1]; n++) {
		size_t k = n, a0 = k % b->count[0], a1 = (k /= b->count[0]) % b->count[0];
		size_t h0 = (k /= b->count[0]) % b->count[1], h1 = k / b->count[1];
		double s[2] = { b->at[0][a0], b->at[0][a1] };
		double h[2] = { b->at[1][h0], b->at[1][h1] }, cost = 0;

		if (s[0] >= s[1] || h[0] >= h[1])
			continue;
		for (int i = 0; i < 2; i++) {
			b->m.scales[F].thresholds[i] = b->m.scales[G].thresholds[i] = s[i];
			b->m.scales[H].thresholds[i] = h[i];
			cost += 100 * (fabs(s[i] - was->scales[F].thresholds[i]) +
				       fabs(h[i] - was->scales[H].thresholds[i]));
		}
		if (cost < least && all_hold(b, mask))
			least = cost;
	}
	return least;
}

/* Does the fit's rubric do it, as the model sees it? */
static bool does_it(struct brute *b, const struct fit *f)
{
	for (size_t i = 0; i < f->threshold_count; i++) {
		const struct fit_threshold *x = &f->thresholds[i];
		bool h = strcmp(x->name, "h") == 0;

		for (size_t k = 0; k < 3; k++) {
			if ((k == H) == h)
				b->m.scales[k].thresholds[x->index] =
					b->m.scales[k].sign * x->is;
		}
	}
	for (size_t k = 0; k < 3; k++) {
		if (b->m.scales[k].thresholds[0] >= b->m.scales[k].thresholds[1])
			return false;
	}
	return all_hold(b, ~0u);
}

/* Each conflict cannot hold, and can without any one of its targets. */
static bool conflicts_right(struct brute *b, const struct fit *f, const struct model *was)
{
	for (size_t i = 0; i < f->conflict_count; i++) {
		const struct fit_conflict *c = &f->conflicts[i];
		unsigned mask = 0;

		for (size_t k = 0; k < c->count; k++)
			mask |= 1u << c->targets[k];
		if (!isinf(brute_force(b, mask, was)))
			return false;
		for (size_t k = 0; k < c->count; k++) {
			if (isinf(brute_force(b, mask & ~(1u << c->targets[k]), was)))
				return false;
		}
	}
	return f->conflict_count > 0;
}

static size_t random_words(unsigned long *seed, const struct profile *p, char words[][40])
{
	static const char names[] = "fhg", candidates[] = "abc";
	static const char *const sets[] = { "one", "two", "overall" };
	size_t n = 0;

	for (unsigned cells = below(seed, 3); cells > 0; cells--) {
		unsigned f = below(seed, 3), c = below(seed, 3);

		if (profile_cell(p, f, c + 1)->status == PROFILE_SCORED)
			snprintf(words[n++], 40, "%c.%c=%u", names[f], candidates[c],
				 below(seed, 3));
	}
	for (unsigned orders = below(seed, 3); orders > 0 || n == 0; orders--) {
		unsigned x = below(seed, 3), y = (x + 1 + below(seed, 2)) % 3;

		snprintf(words[n++], 40, "%s.order=%c %c %c", sets[below(seed, 3)],
			 candidates[x], below(seed, 3) ? '>' : '=', candidates[y]);
		if (orders == 0)
			break;
	}
	return n;
}

static bool try_random(unsigned long *seed, size_t *kinds)
{
	static const char *const weights[] = { "", "weight = 1\n", "weight = 3\n" };
	unsigned weighted = below(seed, 2);
	struct runs runs[12] = { { .count = 0 } };
	char text[2000], words[WORDS_MOST][40];
	const char *list[WORDS_MOST + 1] = { NULL };
	struct err err = { 0 };
	struct model was;
	struct brute b;
	struct made m;
	struct fit f;
	bool right;

	snprintf(text, sizeof(text), small, weights[weighted], weights[2 * weighted],
		 weights[2 * weighted], weights[weighted]);
	for (size_t i = 0; i < 12; i++) {
		runs[i].count = i % 4 != 0 && below(seed, 8) == 0 ? 0 : 1;
		runs[i].values[0] = i % 4 == 0 ? 1 : 0.2 + 0.1 * below(seed, 9);
	}
	made_profile(&m, text, runs);
	rank(&m.p);
	size_t n = random_words(seed, &m.p, words);
	for (size_t i = 0; i < n; i++)
		list[i] = words[i];
	if (fit(&m.p, list, false, &f, &err) != 0) {
		/* Twice another level of one cell, or one without a rank. */
		right = strstr(err.text, "contradicts") || strstr(err.text, "no rank");
		fit_release(&f);
		made_release(&m);
		return right;
	}
	model_init(&was, &m.p);
	begin_brute(&b, &m.p, &f);
	double least = brute_force(&b, ~0u, &was);
	kinds[f.outcome]++;
	if (f.outcome == FIT_IMPOSSIBLE)
		right = isinf(least) && conflicts_right(&b, &f, &was);
	else
		right = f.outcome != FIT_NOT_FOUND && fabs(least - f.least) < 1e-6;
	model_release(&b.m);
	begin_brute(&b, &m.p, &f);
	if (f.outcome != FIT_IMPOSSIBLE)
		right = right && does_it(&b, &f);
	if (!right) {
		fprintf(stderr, "# outcome %d, least %g, wanted %g:", (int)f.outcome, f.least,
			least);
		for (size_t i = 0; i < n; i++)
			fprintf(stderr, " %s", words[i]);
		fprintf(stderr, "\n");
	}
	model_release(&b.m);
	model_release(&was);
	fit_release(&f);
	made_release(&m);
	return right;
}

static void test_random(struct tap *t)
{
	unsigned long seed = 1;
	size_t wrong = 0, kinds[4] = { 0 };

	for (int i = 0; i < 250; i++)
		wrong += !try_random(&seed, kinds);
	is_int(t, (long long)wrong, 0, "250 random fits are those of brute force");
	ok(t, kinds[FIT_HELD] > 10 && kinds[FIT_FOUND] > 50 && kinds[FIT_IMPOSSIBLE] > 20,
	   "all kinds among them: %zu hold, %zu found, %zu impossible", kinds[FIT_HELD],
	   kinds[FIT_FOUND], kinds[FIT_IMPOSSIBLE]);
}

static void is_refused(struct tap *t, const struct made *m, const char *first,
		       const char *second, const char *part)
{
	const char *words[] = { first, second, NULL, NULL };
	struct err err = { 0 };
	struct fit f;

	if (second && second[0] == '|') {
		words[1] = "|";
		words[2] = second + 1;
	}
	ok(t, fit(&m->p, words, false, &f, &err) == -1 && err.code == EXIT_INPUT,
	   "%s is refused", second ? second : first);
	has_text(t, err.text, part, "... and why");
	fit_release(&f);
}

static void test_refused(struct tap *t)
{
	struct made m;

	made_profile(&m, plain, plain_runs);
	is_refused(t, &m, "x.a=1", NULL, "there is no feature \"x\"");
	is_refused(t, &m, "f.x=1", NULL, "there is no candidate \"x\"");
	is_refused(t, &m, "f.base=1", NULL, "the baseline");
	is_refused(t, &m, "f.a=3", NULL, "it has: 0, 1, 2");
	is_refused(t, &m, "n.a=0", NULL, "it has: -2, -1, 1");
	is_refused(t, &m, "f.c=1", NULL, "f of c is unmeasured");
	is_refused(t, &m, "f.a=1", "f.a=2", "contradicts --fit f.a=1");
	is_refused(t, &m, "f.a=1", "|f.1=70%:70%", "no width");
	is_refused(t, &m, "f.a=1", "|f.1=70%:60%", "wrong way round");
	is_refused(t, &m, "f.a=1", "|f.1=nan%:60%", "no number");
	is_refused(t, &m, "f.a=1", "|v.1=1%:2%", "a % too many");
	is_refused(t, &m, "f.a=1", "|+-inf", "no number");
	made_release(&m);
}

int main(void)
{
	struct tap t = { 0 };

	test_cells(&t);
	test_bounds(&t);
	test_conflicts(&t);
	test_grid(&t);
	test_orders(&t);
	test_cut(&t);
	test_random(&t);
	test_refused(&t);
	return done(&t);
}
