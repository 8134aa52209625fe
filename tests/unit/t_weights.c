/* t_weights.c - drawn weights against shares by hand, and who can be first against trial.
 */
#include "data/base/random.h"
#include "score/stats/linear.h"
#include "score/tune/weights.h"
#include "score/tune/weights_first.h"
#include "tests/unit/profiles.h"
#include "tests/unit/tap.h"

#define DRAWS 40000
#define NEAR 0.012 /* nearly five standard errors of a share of so many */

#define HEAD(candidates)                                                                   \
	"[rubric]\nname = t\ntitle = T\nsource = by hand\nbaseline = base\n"               \
	"candidates = " candidates "\n[levels s]\nlevels = 20% 40% 60% 80%\n"
#define FEATURE(name, set, importance)                                                     \
	"[feature " name "]\nset = " set "\nimportance = " importance                      \
	"\nbenchmark = x\nmetric = boot.real\nunit = s\ndirection = higher\nlevels = s\n"
/* A ratio in the middle of a level of 0 to 4. */
#define LEVEL(n) FIXED(0.1 + 0.2 * (n))
#define BASE FIXED(1)

enum { A, B, C, D };

/* With w the share of f: a has 4 w, b 2 (1 - w), c 1 of 4. So a is first from w = 1/3 on, b
   below it; c is ahead of a below 1/4 and of b above 1/2, never of both. */
static const char two[] =
	HEAD("a b c") "[set one]\ntitle = One\n" FEATURE("f", "one", "high")
		FEATURE("g", "one", "low");
static const struct runs two_runs[] = {
	BASE, LEVEL(4), LEVEL(0), LEVEL(1), /* f */
	BASE, LEVEL(0), LEVEL(2), LEVEL(1), /* g */
};

static const struct certainty_options certainty = { .seed = 1,
						    .resamples = 300,
						    .threads = 2 };

static int find(const struct made *m, const struct weights_options *more, struct weights *w,
		struct err *err)
{
	struct weights_options o =
		more ? *more : (struct weights_options){ .draws = DRAWS };

	if (o.certainty == NULL)
		o.certainty = &certainty;
	return weights_find(&m->p, &o, w, err);
}

static void found(const struct made *m, const struct weights_options *more,
		  struct weights *w)
{
	struct err err = { 0 };

	if (find(m, more, w, &err) != 0) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
}

static void is_about(struct tap *t, double got, double want, const char *what)
{
	if (!ok(t, fabs(got - want) < NEAR, "%s", what))
		fprintf(stderr, "# %.9g, wanted about %.9g\n", got, want);
}

static void test_any(struct tap *t)
{
	struct made m;
	struct weights w;
	const struct weights_place *p;

	made_profile(&m, two, two_runs);
	found(&m, NULL, &w);
	is_int(t, (long long)w.kind_count, 2, "any weights, and high before low");
	ok(t, w.kinds[0].shown[0] && !w.kinds[0].shown[1],
	   "the one set, not all of it again");
	p = w.kinds[0].places;
	is_about(t, p[A].p_rank[0], 2.0 / 3, "a is first where w > 1/3");
	is_about(t, p[B].p_rank[0], 1.0 / 3, "b where w < 1/3");
	/* b is second from 1/3 to 1/2, a from 1/4 to 1/3, c else */
	is_about(t, p[B].p_rank[1], 1.0 / 6, "b is second from 1/3 to 1/2");
	is_about(t, p[A].p_rank[1], 1.0 / 12, "a from 1/4 to 1/3");
	is_about(t, p[C].p_rank[1], 3.0 / 4, "c else");
	ok(t, p[A].p_alone == p[A].p_rank[0], "nobody shares a rank");
	is_about(t, p[A].central[0], 2.0 / 3, "a's central w: the middle of 1/3 to 1");
	is_about(t, p[B].central[0], 1.0 / 6, "b's: of 0 to 1/3");
	ok(t, fabs(p[A].central[0] + p[A].central[1] - 1) < 1e-9, "they are shares of one");
	ok(t, p[A].confidence == 1 && p[B].confidence == 1,
	   "runs that do not vary leave no doubt");
	ok(t, p[C].central == NULL && isnan(p[C].confidence), "c has none");
	ok(t, p[A].verdict == WEIGHTS_FIRST && p[B].verdict == WEIGHTS_FIRST,
	   "both can be first");
	ok(t, p[C].verdict == WEIGHTS_NEVER && p[C].ahead == SIZE_MAX,
	   "c never: behind one or the other, by a programme");
	weights_release(&w);
	made_release(&m);
}

static void test_order(struct tap *t)
{
	struct made m;
	struct weights w;
	struct weights_options o = { .draws = DRAWS, .order = "low,high" };
	const struct weights_place *p;

	made_profile(&m, two, two_runs);
	found(&m, NULL, &w);
	p = w.kinds[1].places;
	is_text(t, w.kinds[1].text, "High > Low", "the order of DESMET's names");
	ok(t, p[A].p_rank[0] == 1, "w >= 1/2: a is always first");
	is_about(t, p[A].central[0], 0.75, "its central w: the middle of 1/2 to 1");
	ok(t, p[B].verdict == WEIGHTS_NEVER && p[B].ahead == A, "b never, behind a");
	ok(t, p[C].verdict == WEIGHTS_NEVER && p[C].ahead == A, "c never, behind a");
	weights_release(&w);
	found(&m, &o, &w);
	p = w.kinds[1].places;
	is_text(t, w.kinds[1].text, "Low > High", "an order that is given");
	is_about(t, p[A].p_rank[0], 1.0 / 3, "w <= 1/2: a is first from 1/3 on");
	is_about(t, p[A].central[0], 5.0 / 12, "its central w: of 1/3 to 1/2");
	ok(t, p[B].verdict == WEIGHTS_FIRST && p[C].verdict == WEIGHTS_NEVER,
	   "b can, c cannot");
	weights_release(&w);
	o.order = "low=high";
	{
		struct err err = { 0 };

		ok(t, find(&m, &o, &w, &err) != 0 && err.code == EXIT_INPUT,
		   "an order that orders nothing");
		weights_release(&w);
	}
	made_release(&m);
}

/* Groups of two and three: the mean of the k-th largest of five shares is the sum of 1/i, i
   = k .. 5, over 5. */
static void test_groups(struct tap *t)
{
	static const char text[] =
		HEAD("a") "[set one]\ntitle = One\n" FEATURE("f", "one", "high")
			FEATURE("g", "one", "low") FEATURE("h", "one", "high")
				FEATURE("i", "one", "low") FEATURE("k", "one", "low");
	static const struct runs runs[] = {
		BASE,	  LEVEL(4), BASE,     LEVEL(3), BASE,
		LEVEL(4), BASE,	    LEVEL(3), BASE,	LEVEL(1)
	};
	const double high = (2.0 + 2 * (1 / 2.0 + 1 / 3.0 + 1 / 4.0 + 1 / 5.0) - 1) / 10,
		     low = (1 - 2 * high) / 3;
	struct made m;
	struct weights w;

	made_profile(&m, text, runs);
	found(&m, NULL, &w);
	const double *central = w.kinds[1].places[A].central;

	is_about(t, central[0], high, "f has half of what the two largest have");
	is_about(t, central[2], high, "h the other half");
	is_about(t, central[1], low, "g a third of what is left");
	is_about(t, central[4], low, "k another");
	is_about(t, w.kinds[0].places[A].central[3], 0.2, "without an order all are alike");
	weights_release(&w);
	made_release(&m);
}

static void test_ranges(struct tap *t)
{
	static const char *const words[] = { "g=0:4" }, *const both[] = { "low=1:3",
									  "g=2:8" };
	struct made m;
	struct weights w;
	struct weights_options o = { .draws = DRAWS, .ranges = words, .range_count = 1 };
	const struct weights_place *p;

	made_profile(&m, two, two_runs);
	found(&m, &o, &w);
	is_int(t, (long long)w.kind_count, 3, "any, order, ranges");
	p = w.kinds[2].places;
	is_about(t, p[A].p_rank[0], 0.5, "f weighs 1, g 0 to 4: a is first up to 2");
	/* mean of 1 / (1 + g), g from 0 to 2: ln 3 / 2 */
	is_about(t, p[A].central[0], log(3) / 2, "a's central share of f");
	ok(t, p[B].verdict == WEIGHTS_FIRST && p[C].verdict == WEIGHTS_NEVER,
	   "b can, c cannot");
	weights_release(&w);
	o.ranges = both;
	o.range_count = 2;
	found(&m, &o, &w);
	p = w.kinds[2].places;
	ok(t, p[B].p_rank[0] == 1, "what holds for its importance and for itself: 2 to 3");
	ok(t, p[A].verdict == WEIGHTS_NEVER && p[A].ahead == B, "a ties at 2 at best");
	weights_release(&w);
	made_release(&m);
}

/* Not all have both features. a 2 of 4 in f; b w + 3 (1 - w); c 1 in g; d as a. */
static void test_missing(struct tap *t)
{
	static const char text[] =
		HEAD("a b c d e") "[set one]\ntitle = One\n" FEATURE("f", "one", "x")
			FEATURE("g", "one", "x") "[importance x]\ntitle = X\n";
	static const struct runs runs[] = {
		BASE, LEVEL(2), LEVEL(1), NO_RUNS,  LEVEL(2), NO_RUNS, /* f */
		BASE, NO_RUNS,	LEVEL(3), LEVEL(1), NO_RUNS,  NO_RUNS, /* g */
	};
	struct made m;
	struct weights w;
	const struct weights_place *p;

	made_profile(&m, text, runs);
	found(&m, NULL, &w);
	is_int(t, (long long)w.kind_count, 1, "one importance has no order");
	p = w.kinds[0].places;
	is_about(t, p[A].p_rank[0], 0.5, "a has 50 %, b more where w < 1/2");
	ok(t, p[A].p_alone == 0 && p[A].verdict == WEIGHTS_SHARES, "always beside d");
	ok(t, p[D].p_rank[0] == p[A].p_rank[0] && p[D].verdict == WEIGHTS_SHARES,
	   "as d is");
	ok(t, p[C].verdict == WEIGHTS_NEVER && p[C].ahead == A,
	   "c, which has no f, is never ahead of b: a missing level is no zero, pair by "
	   "pair");
	ok(t,
	   p[4].verdict == WEIGHTS_UNRANKED && p[4].p_rank[0] == 0 && p[4].p_rank[4] == 0,
	   "what has nothing is not ranked");
	weights_release(&w);
	made_release(&m);
}

/* g's highest level is -1. Of a 4 w - 2 (1 - w) and of b -(1 - w); b has more below w =
   1/5, but there 4 w - (1 - w), what is possible, is below zero, and nobody has a
   percentage. */
static void test_below_zero(struct tap *t)
{
	static const char text[] = HEAD("a b") "[set one]\ntitle = One\n" FEATURE(
		"f", "one", "x") "[importance x]\ntitle = X\n"
				 "[feature g]\nset = one\nimportance = x\nbenchmark = x\n"
				 "metric = boot.real\nunit = s\ndirection = higher\n"
				 "levels = -1: 50%\notherwise = -2\n";
	static const struct runs runs[] = { BASE, LEVEL(4),   LEVEL(0),
					    BASE, FIXED(0.1), FIXED(0.9) };
	struct made m;
	struct weights w;
	const struct weights_place *p;

	made_profile(&m, text, runs);
	found(&m, NULL, &w);
	p = w.kinds[0].places;
	is_about(t, p[A].p_rank[0], 0.8, "a is first where there is a percentage at all");
	ok(t, p[B].p_rank[0] == 0 && p[B].verdict == WEIGHTS_UNSEEN,
	   "b is not said to be able to be first");
	weights_release(&w);
	made_release(&m);
}

/* Two sets of one and two features. */
static const char sets[] =
	HEAD("a b") "[set one]\ntitle = One\nweight = 1\n"
		    "[set two]\ntitle = Two\nweight = 3\n[importance high]\nweight = 1\n"
		    "[importance low]\nweight = 1\n" FEATURE("f", "one", "high")
			    FEATURE("g", "two", "high") FEATURE("h", "two", "low");
static const struct runs sets_runs[] = {
	BASE, LEVEL(4), LEVEL(0), /* f */
	BASE, LEVEL(0), LEVEL(4), /* g */
	BASE, LEVEL(0), LEVEL(4), /* h */
};

static void test_sets(struct tap *t)
{
	struct made m;
	struct weights w;
	struct weights_options o = { .draws = DRAWS, .per = WEIGHTS_PER_SET };
	const struct weights_place *p;

	made_profile(&m, sets, sets_runs);
	found(&m, NULL, &w);
	ok(t, !w.kinds[0].shown[0] && w.kinds[0].shown[1] && w.kinds[0].shown[2],
	   "a set of one feature has nothing to weigh");
	p = w.kinds[0].places + 2 * 2;
	/* f's share of three is above 1/2 in a quarter of the triangle. */
	is_about(t, p[A].p_rank[0], 0.25, "a weight a feature: a set weighs what is in it");
	is_about(t, p[A].central[0], 2.0 / 3, "the middle of a small triangle");
	weights_release(&w);
	found(&m, &o, &w);
	ok(t, w.kind_count == 1 && !w.kinds[0].shown[0] && w.kinds[0].shown[2],
	   "a weight a set: all sets only");
	p = w.kinds[0].places + 2 * 2;
	is_about(t, p[A].p_rank[0], 0.5, "each set leads in half of the cases");
	weights_release(&w);
	o.per = WEIGHTS_PER_IMPORTANCE;
	found(&m, &o, &w);
	p = w.kinds[0].places + 2 * 2;
	ok(t, p[A].p_rank[0] == 0 && p[A].verdict == WEIGHTS_UNSEEN,
	   "a weight an importance: the sets' weights hold; not linear, so not proved");
	weights_release(&w);
	made_release(&m);
}

static void test_threads(struct tap *t)
{
	struct certainty_options c = certainty;
	struct weights_options o = { .draws = 10001, .certainty = &c, .uncertain = true };
	struct made m;
	struct weights first, w;
	bool same = true;

	made_profile(&m, two, two_runs);
	c.threads = 1;
	found(&m, &o, &first);
	for (size_t threads = 2; threads < 6; threads++) {
		c.threads = threads;
		found(&m, &o, &w);
		for (size_t k = 0; k < w.kind_count; k++) {
			for (size_t i = A; i <= C; i++) {
				const struct weights_place *x = &first.kinds[k].places[i],
							   *y = &w.kinds[k].places[i];

				same = same && x->p_rank[0] == y->p_rank[0] &&
				       (x->central == NULL) == (y->central == NULL) &&
				       (x->central == NULL ||
					memcmp(x->central, y->central,
					       2 * sizeof(double)) == 0);
			}
		}
		weights_release(&w);
	}
	ok(t, same, "the same figures with 1 to 5 threads, to the last bit");
	c.seed = 2;
	found(&m, &o, &w);
	ok(t, w.kinds[0].places[A].p_rank[0] != first.kinds[0].places[A].p_rank[0],
	   "another seed, others");
	weights_release(&w);
	weights_release(&first);
	made_release(&m);
}

/* --- who can be first, against trial ------------------------------------------------- */

#define GRID 48

/* Is the candidate strictly ahead, or not behind, at some inner point of a grid? */
static void try_grid(const struct made *m, const int *levels, size_t candidate,
		     bool ordered, bool *alone, bool *not_behind)
{
	size_t n = m->r.platform_count;

	*alone = *not_behind = false;
	for (int a = 1; a < GRID; a++) {
		for (int b = 1; a + b < GRID; b++) {
			int w[3] = { a, b, GRID - a - b }, lead = 1000000;

			if (ordered && (a <= b || b <= w[2]))
				continue;
			for (size_t k = 0; k < n; k++) {
				int by = 0;

				for (size_t f = 0; f < 3; f++)
					by += w[f] * (levels[f * n + candidate] -
						      levels[f * n + k]);
				lead = k != candidate && by < lead ? by : lead;
			}
			*alone = *alone || lead > 0;
			*not_behind = *not_behind || lead >= 0;
		}
	}
}

/* Levels by chance, of three features and four candidates: what the programme finds, and
   what a grid of a thousand weightings does. Returns how many verdicts are wrong. */
static int try_first(unsigned number, enum weights_kind kind, int *seen)
{
	static const char text[] = HEAD("a b c d") "[set one]\ntitle = One\n" FEATURE(
		"f", "one", "highly_desirable") FEATURE("g", "one", "desirable")
		FEATURE("h", "one", "nice_to_have");
	struct runs runs[15];
	signed char drawn[12];
	int levels[12], wrong = 0;
	struct made m;
	struct model model;
	struct weights_domain d;
	struct arena a = { 0 };

	for (size_t i = 0; i < 15; i++) {
		int level = (int)(random_word(number, i) % 5);

		runs[i] = (struct runs)LEVEL(level);
		if (i % 5 == 0)
			runs[i] = (struct runs)BASE;
		else
			drawn[i / 5 * 4 + i % 5 - 1] =
				(signed char)(levels[i / 5 * 4 + i % 5 - 1] = level);
	}
	made_profile(&m, text, runs);
	model_init(&model, &m.p);
	if (kind == WEIGHTS_ANY)
		weights_domain_any(&d, &m.r, WEIGHTS_PER_FEATURE, &a);
	else
		weights_domain_order(&d, &m.r, WEIGHTS_PER_FEATURE, NULL, &a, NULL);
	for (size_t i = 0; i < 4; i++) {
		struct weights_first f = weights_first_find(&d, &model, drawn, 0, i, &a);
		bool alone, not_behind, right;

		try_grid(&m, levels, i, kind == WEIGHTS_ORDER, &alone, &not_behind);
		right = f.verdict == WEIGHTS_FIRST ? true /* the example is tried below */
			: f.verdict == WEIGHTS_SHARES
				? !alone
				: f.verdict == WEIGHTS_NEVER && !not_behind;
		for (size_t k = 0; k < 4 && f.verdict == WEIGHTS_FIRST; k++) {
			double by = 0;

			for (size_t u = 0; u < 3; u++)
				by += f.example[u] *
				      (levels[u * 4 + i] - levels[u * 4 + k]);
			right = right && (k == i || by > 0);
		}
		seen[f.verdict]++;
		if (!right)
			printf("# %u, candidate %zu: %s; alone %d, not behind %d\n", number,
			       i, weights_verdict_name(f.verdict), alone, not_behind);
		wrong += !right;
	}
	arena_release(&a);
	model_release(&model);
	made_release(&m);
	return wrong;
}

static void test_first(struct tap *t)
{
	for (int kind = WEIGHTS_ANY; kind <= WEIGHTS_ORDER; kind++) {
		int wrong = 0, seen[8] = { 0 };

		for (unsigned n = 0; n < 400; n++)
			wrong += try_first(n, (enum weights_kind)kind, seen);
		is_int(t, wrong, 0,
		       kind == WEIGHTS_ANY ? "1600 verdicts, any weights, against a grid"
					   : "1600 verdicts, weights in an order");
		ok(t,
		   seen[WEIGHTS_FIRST] > 300 && seen[WEIGHTS_NEVER] > 300 &&
			   seen[WEIGHTS_SHARES] > 5 && seen[WEIGHTS_UNSEEN] == 0,
		   "%d can be first, %d only shared, %d never; none is left open",
		   seen[WEIGHTS_FIRST], seen[WEIGHTS_SHARES], seen[WEIGHTS_NEVER]);
	}
}

static void test_linear(struct tap *t)
{
	struct linear l;
	double max, x[2], *row;

	/* 3 x + 5 y; x <= 4, 2 y <= 12, 3 x + 2 y <= 18: 36 at (2, 6) */
	linear_init(&l, 2, 3);
	linear_row(&l, 4)[0] = 1;
	linear_row(&l, 12)[1] = 2;
	row = linear_row(&l, 18);
	row[0] = 3;
	row[1] = 2;
	linear_goal(&l)[0] = -3;
	linear_goal(&l)[1] = -5;
	ok(t, linear_solve(&l, &max, x) && fabs(max - 36) < 1e-9, "a maximum of 36");
	ok(t, fabs(x[0] - 2) < 1e-9 && fabs(x[1] - 6) < 1e-9, "at 2, 6");
	linear_release(&l);
	linear_init(&l, 2, 1);
	linear_row(&l, 1)[0] = 1;
	linear_goal(&l)[1] = -1;
	ok(t, !linear_solve(&l, &max, x), "one without an end");
	linear_release(&l);
}

static void is_refused(struct tap *t, const struct made *m, struct weights_options o,
		       const char *range, const char *other, const char *part)
{
	const char *words[] = { range, other };
	struct weights w;
	struct err err = { 0 };

	o.draws = 100;
	o.ranges = words;
	o.range_count = (range != NULL) + (other != NULL);
	ok(t, find(m, &o, &w, &err) != 0 && err.code == EXIT_INPUT, "refused");
	has_text(t, err.text, part, part);
	weights_release(&w);
}

static void test_refused(struct tap *t)
{
	struct weights_options o = { .order = NULL };
	struct made m;

	made_profile(&m, two, two_runs);
	is_refused(t, &m, o, "f=1", NULL, "NAME=LOW:HIGH");
	is_refused(t, &m, o, "f=-1:2", NULL, "a weight of -1");
	is_refused(t, &m, o, "f=1:nan", NULL, "\"nan\" is no weight");
	is_refused(t, &m, o, "f=1:inf", NULL, "\"inf\" is no weight");
	is_refused(t, &m, o, "f=1:1e10", NULL, "a weight of 1e10");
	is_refused(t, &m, o, "f=2:1", NULL, "goes down");
	is_refused(t, &m, o, "f=1:1", NULL, "nothing to draw");
	is_refused(t, &m, o, "f=1:2", "f=3:4", "two ranges for f");
	is_refused(t, &m, o, "high=1:2", "f=3:4", "exclude each other");
	is_refused(t, &m, o, "fff=1:2", NULL, "there is no feature \"fff\"");
	o.order = "high";
	is_refused(t, &m, o, NULL, NULL, "where low stands");
	o.order = "high,low,high";
	is_refused(t, &m, o, NULL, NULL, "high is there twice");
	o.order = "high,mandatory";
	is_refused(t, &m, o, NULL, NULL, "no feature has an importance \"mandatory\"");
	o.order = "high,,low";
	is_refused(t, &m, o, NULL, NULL, "no feature has an importance \"\"");
	o.order = "high,low";
	o.per = WEIGHTS_PER_SET;
	is_refused(t, &m, o, NULL, NULL, "with --per set");
	o.order = NULL;
	is_refused(t, &m, o, NULL, NULL, "nothing to weigh");
	made_release(&m);
}

int main(void)
{
	struct tap t = { 0 };

	test_any(&t);
	test_order(&t);
	test_groups(&t);
	test_ranges(&t);
	test_missing(&t);
	test_below_zero(&t);
	test_sets(&t);
	test_threads(&t);
	test_first(&t);
	test_linear(&t);
	test_refused(&t);
	return done(&t);
}
