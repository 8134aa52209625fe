/* t_sweep.c - sweeps and ties against figures by hand. */
#include "score/tune/sweep.h"
#include "score/tune/tie.h"
#include "tests/unit/profiles.h"
#include "tests/unit/tap.h"

#define HEAD                                                                               \
	"[rubric]\nname = t\ntitle = T\nsource = by hand\nbaseline = base\n"               \
	"candidates = a b c\n"
#define FEATURE(name, set, importance, more)                                               \
	"[feature " name "]\nset = " set "\nimportance = " importance                      \
	"\nbenchmark = x\nmetric = boot.real\nunit = s\n" more
#define HIGHER "direction = higher\nlevels = s\n"

enum { A, B, C };

/* f and g share a scale; h is lower-is-better; v has values. One set, no weights.
   Levels: f 2 1 -; g 0 1 2; h 1 2 0; v 1 1 0: sums 4 5 2. */
static const char plain[] = HEAD
	"[set one]\ntitle = One\n[importance high]\ntitle = High\n"
	"[levels s]\nlevels = 50% 80%\n" FEATURE("f", "one", "high",
						 HIGHER) FEATURE("g", "one", "high", HIGHER)
		FEATURE("h", "one", "high", "direction = lower\nlevels = 120% 110%\n")
			FEATURE("v", "one", "high", "direction = lower\nlevels = 10\n");
static const struct runs plain_runs[] = {
	FIXED(1), FIXED(0.85), FIXED(0.75), NO_RUNS,	 /* f */
	FIXED(1), FIXED(0.40), FIXED(0.52), FIXED(0.90), /* g */
	FIXED(1), FIXED(1.15), FIXED(1.05), FIXED(1.30), /* h */
	FIXED(1), FIXED(8),    FIXED(9.5),  FIXED(12),	 /* v */
};

static int sweep_one(const struct made *m, const char *word, struct sweep *s)
{
	struct err err = { 0 };
	int rc = sweep_find(&m->p, &word, 1, s, &err);

	if (rc != 0)
		printf("# %s\n", err.text);
	return rc;
}

static void is_row(struct tap *t, const struct sweep *s, size_t row, double value,
		   size_t changed, int a, int b, int c, const char *what)
{
	const struct sweep_row *r = &s->rows[row];
	bool same = row < s->row_count && fabs(r->values[0] - value) < 1e-12 &&
		    r->scores != NULL && r->changed[0] == changed &&
		    r->scores[A].sum == a && r->scores[B].sum == b && r->scores[C].sum == c;

	if (!ok(t, same, "%s", what) && r->scores)
		fprintf(stderr, "# at %g: %zu changed; %d %d %d\n", r->values[0],
			r->changed[0], r->scores[A].sum, r->scores[B].sum,
			r->scores[C].sum);
}

static void is_point(struct tap *t, const struct sweep *s, size_t i, double at,
		     enum sweep_bound bound, const char *ranks, const char *what)
{
	const struct sweep_point *p = i < s->point_count ? &s->points[i] : NULL;
	const struct model_score *x = p == NULL		     ? NULL
				      : p->bound == SWEEP_AT ? p->on
							     : p->beyond;
	bool same = p != NULL && fabs(p->at - at) < 1e-9 && p->bound == bound;

	for (size_t k = 0; same && ranks[k] != '\0'; k++)
		same = x[k].rank == ranks[k] - '0';
	if (!ok(t, same, "%s", what) && p)
		fprintf(stderr, "# at %.15g, bound %d: %d %d %d\n", p->at, (int)p->bound,
			x[0].rank, x[1].rank, x[2].rank);
}

static void test_threshold(struct tap *t)
{
	struct made m;
	struct sweep s;

	made_profile(&m, plain, plain_runs);
	sweep_one(&m, "f.1=60%:90%:10%", &s);
	ok(t, s.row_count == 4 && s.skipped == 2, "60, 70, and two that level 2 forbids");
	is_row(t, &s, 0, 60, 0, 4, 5, 2, "at 60 % nothing changes");
	has_text(t, s.rows[2].skipped, "levels 1 and 2 meet", "80 % is level 2's");
	is_int(t, (long long)s.point_count, 1,
	       "between 60 and 90 % one change of the order");
	is_point(t, &s, 0, 75, SWEEP_ABOVE, "113", "above 75 % a and b tie, with 4");
	ok(t,
	   s.points[0].flip_count == 1 && s.points[0].flips[0].candidate == B &&
		   s.points[0].flips[0].was == 1 && s.points[0].flips[0].now == 0,
	   "because b's f falls");
	sweep_release(&s);

	sweep_one(&m, "levels.s.1=30%:60%:10%", &s);
	is_row(t, &s, 0, 30, 1, 5, 5, 2, "the scale at 30 %: a's g gets 1");
	is_row(t, &s, 1, 40, 1, 5, 5, 2, "at 40 % still: bounds are inclusive");
	is_row(t, &s, 2, 50, 0, 4, 5, 2, "at 50 % nothing changes");
	is_row(t, &s, 3, 60, 1, 4, 4, 2, "at 60 % b's g falls");
	is_point(t, &s, 0, 40, SWEEP_ABOVE, "213", "above 40 % b leads");
	is_point(t, &s, 1, 52, SWEEP_ABOVE, "113", "above 52 % it does not");
	sweep_release(&s);

	sweep_one(&m, "h.2=100%:118%:9%", &s);
	is_row(t, &s, 0, 100, 1, 4, 4, 2, "lower is better: at 100 % b's h falls");
	is_row(t, &s, 2, 118, 1, 5, 5, 2, "at 118 % a's rises");
	is_point(t, &s, 0, 105, SWEEP_FROM, "213", "from 105 % on b leads");
	is_point(t, &s, 1, 115, SWEEP_FROM, "113", "from 115 % on they tie");
	sweep_release(&s);

	sweep_one(&m, "v.1=9:12:1.5", &s);
	is_row(t, &s, 0, 9, 1, 4, 4, 2, "a value: at 9 s b's falls");
	is_row(t, &s, 2, 12, 1, 4, 5, 3, "at 12 s c's rises");
	sweep_release(&s);
	made_release(&m);
}

static void test_shift(struct tap *t)
{
	struct made m;
	struct sweep s;

	made_profile(&m, plain, plain_runs);
	/* Tighter by 6 points: f, g 56 86, h 114 104, v 10 * 0.94 = 9.4: f of a, g of b, h
	   of both, v of b fall. */
	sweep_one(&m, "shift=-6:6:6", &s);
	is_row(t, &s, 1, 0, 0, 4, 5, 2, "no shift, no change");
	is_row(t, &s, 2, 6, 5, 2, 2, 2, "tighter by 6: five cells fall");
	/* Looser by 6: 44 74, 126 116, 10.6: b's f and a's h rise. */
	is_row(t, &s, 0, -6, 2, 5, 6, 2, "looser by 6: two rise");
	sweep_release(&s);

	sweep_one(&m, "v.shift=0:10:5", &s);
	is_text(t, s.axes[0].unit, "% of themselves", "a value goes by percent of itself");
	is_row(t, &s, 1, 5, 0, 4, 5, 2, "10 s less 5 % of it is 9.5 s, which b meets");
	is_row(t, &s, 2, 10, 1, 4, 4, 2, "less 10 % it is 9 s");
	is_point(t, &s, 0, 5, SWEEP_ABOVE, "113", "above 5 % the order changes");
	sweep_release(&s);

	sweep_one(&m, "h.shift=100:120:10", &s);
	has_text(t, s.rows[2].skipped, "below 0 %", "a share below zero is none");
	ok(t, s.rows[1].skipped == NULL && s.skipped == 1, "zero is one");
	sweep_release(&s);
	made_release(&m);
}

/* Weights. f (importance x) and g (importance y, 1): levels a 2 0, b 0 2, c - 1 of 2. */
static void test_weights(struct tap *t)
{
	static const char text[] = HEAD
		"[set one]\ntitle = One\nweight = 1\n[set two]\ntitle = Two\nweight = 1\n"
		"[importance x]\ntitle = X\nweight = 1\n[importance y]\ntitle = Y\n"
		"weight = 1\n[levels s]\nlevels = 50% 80%\n" FEATURE("f", "one", "x",
								     HIGHER)
			FEATURE("g", "one", "y", HIGHER) FEATURE("k", "two", "y", HIGHER);
	static const struct runs runs[] = {
		FIXED(1),   FIXED(0.9), FIXED(0.1), NO_RUNS,	FIXED(1),   FIXED(0.1),
		FIXED(0.9), FIXED(0.6), FIXED(1),   FIXED(0.6), FIXED(0.1), FIXED(0.9),
	};
	struct made m;
	struct sweep s;

	made_profile(&m, text, runs);
	/* In set one: a 100 w / (w + 1), b 100 / (w + 1), c 50. All meet at w = 1. */
	sweep_one(&m, "importance.x.weight=0.5:2:0.5", &s);
	ok(t, s.shown[0] && !s.shown[1] && s.shown[2],
	   "the set of f and the overall can change, set two cannot");
	is_near(t, s.rows[0].scores[A].percent, 100.0 / 3, 1e-9, "a at 0.5: a third");
	is_near(t, s.rows[3].scores[A].percent, 200.0 / 3, 1e-9, "a at 2: two thirds");
	is_point(t, &s, 0, 1, SWEEP_AT, "111", "at 1 all three tie in set one");
	ok(t,
	   s.points[0].beyond[A].rank == 1 && s.points[0].beyond[C].rank == 2 &&
		   s.points[0].beyond[B].rank == 3,
	   "above it a leads before c and b");
	sweep_release(&s);

	/* Overall: a (50 w + 50) / (w + 1) = 50; b 50 w / (w + 1); c (50 w + 100) / (w +
	 * 1). */
	sweep_one(&m, "set.one.weight=0:4:1", &s);
	ok(t, !s.shown[0] && !s.shown[1] && s.shown[2],
	   "a set's weight changes the overall");
	is_near(t, s.rows[4].scores[2 * 3 + C].percent, 60, 1e-9, "c at 4: 60 %");
	is_int(t, (long long)s.point_count, 0, "b stays below a, and c above");
	sweep_release(&s);

	struct err err = { 0 };
	const char *words[] = { "set.one.weight=0:4:1", "f.1=40%:60%:10%" };

	ok(t,
	   sweep_find(&m.p, words, 2, &s, &err) == 0 && s.row_count == 15 &&
		   s.point_count == 0,
	   "a grid of 5 times 3");
	ok(t, s.rows[4].values[0] == 1 && s.rows[4].values[1] == 50,
	   "the second runs fastest");
	sweep_release(&s);
	made_release(&m);
}

/* At a weight of zero a set has nothing to go by. */
static void test_zero_weight(struct tap *t)
{
	static const char text[] =
		HEAD "[set one]\ntitle = One\n[importance x]\ntitle = X\nweight = 1\n"
		     "[levels s]\nlevels = 50% 80%\n" FEATURE("f", "one", "x", HIGHER);
	static const struct runs runs[] = { FIXED(1), FIXED(0.9), FIXED(0.6), FIXED(0.6) };
	struct made m;
	struct sweep s;

	made_profile(&m, text, runs);
	sweep_one(&m, "importance.x.weight=0:1:1", &s);
	ok(t, isnan(s.rows[0].scores[A].percent) && s.rows[0].scores[A].rank == 0,
	   "at zero nobody is ranked");
	ok(t, s.rows[1].scores[A].rank == 1 && s.rows[1].scores[C].rank == 2,
	   "at one they are");
	sweep_release(&s);
	made_release(&m);
}

static void is_refused(struct tap *t, const struct made *m, const char *first,
		       const char *second, const char *part)
{
	const char *words[] = { first, second };
	struct err err = { 0 };
	struct sweep s;
	int rc = sweep_find(&m->p, words, second ? 2 : 1, &s, &err);

	ok(t, rc == -1 && err.code == EXIT_INPUT, "%s is refused", first);
	has_text(t, err.text, part, "... and why");
	sweep_release(&s);
}

static void test_refused(struct tap *t)
{
	struct made m;

	made_profile(&m, plain, plain_runs);
	is_refused(t, &m, "shift=0:1:0", NULL, "a step of 0");
	is_refused(t, &m, "shift=0:1:-0.1", NULL, "a step of -0.1");
	is_refused(t, &m, "shift=0:1:nan", NULL, "\"nan\", is no number");
	is_refused(t, &m, "shift=0:1:inf", NULL, "is no number");
	is_refused(t, &m, "shift=0:1:1e-6", NULL, "1000001 values, and 10000 at most");
	is_refused(t, &m, "shift=2:1:1", NULL, "goes down");
	is_refused(t, &m, "shift=1:2", NULL, "three numbers");
	is_refused(t, &m, "shift=1:2:3:4", NULL, "three numbers");
	is_refused(t, &m, "shift=1%:2:3", NULL, "a % too many");
	is_refused(t, &m, "f.1=60:70:1", NULL, "wanted: 60%");
	is_refused(t, &m, "v.1=60%:70%:1%", NULL, "a % too many");
	is_refused(t, &m, "f.3=60%:70%:1%", NULL, "it has: 1, 2");
	is_refused(t, &m, "ff.1=60%:70%:1%", NULL, "there is no feature \"ff\"");
	is_refused(t, &m, "levels.t.1=60%:70%:1%", NULL, "there is no scale");
	is_refused(t, &m, "f=60%:70%:1%", NULL, "nothing to sweep");
	is_refused(t, &m, "f.1", NULL, "wanted: FEATURE.LEVEL=");
	is_refused(t, &m, "importance.high.weight=1:2:1", NULL, "weighs nothing");
	is_refused(t, &m, "f.1=60%:70%:1%", "f.1=60%:70%:1%", "move the same");
	is_refused(t, &m, "f.1=60%:70%:1%", "levels.s.1=60%:70%:1%", "move the same");
	is_refused(t, &m, "shift=0:1:0.001", "f.1=60%:70%:1%", "1001 times 11 rows");
	made_release(&m);
}

/* --- ties ---------------------------------------------------------------------------- */

static void test_ties(struct tap *t)
{
	/* w / (w + 4) + 1 / (w + 1) is 0.7 at 1 and at 4, and has its minimum, 2/3, at 2.
	 */
	const struct tie_term x[] = { { 0, 1, 4, 1 }, { 1, 0, 1, 1 } };
	const struct tie_term seven = { 0.7, 0, 1, 0 }, least = { 2.0 / 3, 0, 1, 0 },
			      half = { 0.5, 0, 1, 0 };
	const struct tie_term line = { 0, 2, 4, 1 }, other = { 0, 1, 1, 1 };
	double at[8];

	ok(t,
	   tie_find(x, 2, &seven, 1, 0, 10, at, 8) == 2 && fabs(at[0] - 1) < 1e-9 &&
		   fabs(at[1] - 4) < 1e-9,
	   "two ties");
	ok(t, tie_find(x, 2, &seven, 1, 2, 10, at, 8) == 1 && fabs(at[0] - 4) < 1e-9,
	   "one of them in range");
	ok(t, tie_find(x, 2, &seven, 1, 1, 4, at, 8) == 2,
	   "both ends of a range belong to it");
	ok(t, tie_find(x, 2, &least, 1, 0, 10, at, 8) >= 1 && fabs(at[0] - 2) < 1e-4,
	   "a tie that is touched");
	ok(t, tie_find(x, 2, &half, 1, 0, 10, at, 8) == 0, "no tie");
	ok(t, tie_find(x, 2, x, 2, 0, 10, at, 8) == 0, "the same everywhere is no point");
	/* 2 w / (w + 4) = w / (w + 1) at 0 and 2 */
	ok(t,
	   tie_find(&line, 1, &other, 1, 0, 10, at, 8) == 2 && at[0] == 0 &&
		   fabs(at[1] - 2) < 1e-9,
	   "at 0 and at 2");
	ok(t, tie_find(x, 2, &seven, 1, 0, 1e6, at, 8) == 2 && fabs(at[1] - 4) < 1e-5,
	   "in a range of a million as well");
	ok(t, tie_find(x, 2, &seven, 1, 0, 1e15, at, 8) == 2 && fabs(at[0] - 1) < 1e-5,
	   "and in one that ends nowhere");
}

int main(void)
{
	struct tap t = { 0 };

	test_threshold(&t);
	test_shift(&t);
	test_weights(&t);
	test_zero_weight(&t);
	test_refused(&t);
	test_ties(&t);
	return done(&t);
}
