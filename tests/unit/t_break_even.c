/* t_break_even.c - distances, and what thresholds change first, against figures by hand. */
#include "data/certainty.h"
#include "score/certain/certain.h"
#include "score/certain/rank_class.h"
#include "score/profile/total.h"
#include "score/tune/break_even.h"
#include "tests/unit/profiles.h"
#include "tests/unit/tap.h"

static const struct certainty_options plain = {
	.method = CERTAINTY_PLAIN, .seed = 1, .resamples = 10000, .threads = 1
};

#define HEAD                                                                               \
	"[rubric]\nname = t\ntitle = T\nsource = by hand\nbaseline = base\n"               \
	"candidates = a b c\n[set one]\ntitle = One\n[importance high]\ntitle = High\n"    \
	"[importance mandatory]\nmandatory = yes\n"
#define FEATURE(name, more)                                                                \
	"[feature " name "]\nset = one\nbenchmark = x\nmetric = boot.real\nunit = "        \
			 "s\n" more

enum { A, B, C };

/* The event of a feature's threshold; of a scale, when `scale` is not NULL. */
static const struct break_event *event(const struct break_even *b, size_t feature,
				       const char *scale, size_t index,
				       enum break_direction way, enum break_kind kind)
{
	for (size_t i = 0; i < b->threshold_count; i++) {
		const struct break_threshold *t = &b->thresholds[i];

		if (t->index == index && (scale != NULL) == (t->scale != NULL) &&
		    (scale != NULL ? strcmp(scale, t->scale) == 0 : t->feature == feature))
			return &t->ways[way].events[kind];
	}
	return NULL;
}

static void is_event(struct tap *t, const struct break_event *e, double at, bool beyond,
		     size_t count, const char *what)
{
	bool same = e != NULL && e->found && fabs(e->at - at) < 1e-12 &&
		    e->beyond == beyond && e->count == count;

	if (!ok(t, same, "%s", what))
		fprintf(stderr, "# at %.15g, beyond %d, %zu changes\n", e ? e->at : NAN,
			e ? e->beyond : -1, e ? e->count : 0);
}

static void is_change(struct tap *t, const struct break_event *e, size_t i,
		      size_t candidate, int was, int now, const char *what)
{
	bool there = e != NULL && i < e->count;
	const struct break_change *c = there ? &e->changes[i] : NULL;

	if (!ok(t, there && c->candidate == candidate && c->was == was && c->now == now,
		"%s", what) &&
	    there)
		fprintf(stderr, "# candidate %zu, %d to %d\n", c->candidate, c->was,
			c->now);
}

/* --- higher is better ---------------------------------------------------------------- */

/* Shares of the baseline: a 0.66, b 0.72, c not measured. */
static void test_higher(struct tap *t)
{
	static const struct runs runs[] = { FIXED(1), FIXED(0.66), FIXED(0.72), NO_RUNS };
	struct made m;
	struct break_even b;

	made_profile(&m,
		     HEAD FEATURE("f", "importance = high\ndirection = higher\n"
				       "levels = 60% 70% 80%\n"),
		     runs);
	break_even_find(&m.p, &plain, &b);
	ok(t, b.threshold_count == 3 && b.sets == 1, "three thresholds, one set");

	const struct break_cell *c = break_even_cell(&b, 0, A);

	is_near(t, c->distance, -0.04, 1e-12, "a is 4 points below 70 %");
	ok(t, c->nearest == 1 && c->level == 1 && c->beyond == 2, "beyond it is level 2");
	c = break_even_cell(&b, 0, B);
	is_near(t, c->distance, 0.02, 1e-12, "b is 2 points above 70 %");
	ok(t, c->nearest == 1 && c->level == 2 && c->beyond == 1, "below it is level 1");
	ok(t, !break_even_cell(&b, 0, C)->any, "c has no figure, so no distance");

	const struct break_event *e = event(&b, 0, NULL, 1, BREAK_UP, BREAK_LEVEL);

	is_event(t, e, 0.72, true, 1, "70 % up: past 72 % a level changes");
	is_change(t, e, 0, B, 2, 1, "b's 2 becomes 1");
	e = event(&b, 0, NULL, 1, BREAK_UP, BREAK_RANK);
	is_event(t, e, 0.72, true, 1, "... and a rank with it: both have 1 then");
	is_change(t, e, 0, A, 2, 1, "a shares rank 1");
	e = event(&b, 0, NULL, 1, BREAK_DOWN, BREAK_LEVEL);
	is_event(t, e, 0.66, false, 1, "70 % down: at 66 % a level changes");
	is_change(t, e, 0, A, 1, 2, "a's 1 becomes 2");
	e = event(&b, 0, NULL, 2, BREAK_DOWN, BREAK_LEVEL);
	is_event(t, e, 0.72, false, 1, "80 % down: at 72 % b gets 3");
	ok(t, !event(&b, 0, NULL, 2, BREAK_DOWN, BREAK_RANK)->found,
	   "... which leaves the ranks, down to the neighbour at 70 %%");
	ok(t,
	   !event(&b, 0, NULL, 2, BREAK_UP, BREAK_LEVEL)->found &&
		   !b.thresholds[2].ways[BREAK_UP].stops,
	   "80 %% up: nothing, and nothing stops it");
	is_event(t, event(&b, 0, NULL, 0, BREAK_UP, BREAK_LEVEL), 0.66, true, 1,
		 "60 % up: past 66 %");
	ok(t,
	   b.thresholds[0].ways[BREAK_UP].neighbour &&
		   b.thresholds[0].ways[BREAK_UP].limit == 0.7,
	   "60 %% stops before 70 %%");
	ok(t,
	   b.thresholds[0].ways[BREAK_DOWN].stops &&
		   !b.thresholds[0].ways[BREAK_DOWN].neighbour &&
		   b.thresholds[0].ways[BREAK_DOWN].limit == 0,
	   "... and downwards at zero");
	e = event(&b, 0, NULL, 1, BREAK_UP, BREAK_CLASS);
	is_event(t, e, 0.72, true, 2,
		 "runs that do not vary: the classes join with the ranks");
	is_change(t, e, 0, A, 2, 1, "a's class begins at 1");
	ok(t,
	   e->changes[0].now_last == 2 && e->changes[1].was_last == 1 &&
		   e->changes[1].now_last == 2,
	   "both share ranks 1 to 2");
	break_even_release(&b);
	made_release(&m);
}

/* --- lower is better, values, levels below zero, a veto ------------------------------ */

static void test_lower(struct tap *t)
{
	/* Seconds: a 4, b 9, c 20; -1 up to 15, 1 up to 10, 2 up to 5; else -2. */
	static const struct runs runs[] = { NO_RUNS, FIXED(4), FIXED(9), FIXED(20) };
	struct made m;
	struct break_even b;

	made_profile(&m,
		     HEAD FEATURE("f", "importance = mandatory\ndirection = lower\n"
				       "acceptance = 1\notherwise = -2\n"
				       "levels = -1: 15, 1: 10, 2: 5\n"),
		     runs);
	break_even_find(&m.p, &plain, &b);
	is_near(t, break_even_cell(&b, 0, A)->distance, -1, 1e-12, "a is 1 s below 5 s");
	ok(t, break_even_cell(&b, 0, A)->beyond == 1, "above it is level 1");
	is_near(t, break_even_cell(&b, 0, B)->distance, -1, 1e-12, "b is 1 s below 10 s");
	ok(t, break_even_cell(&b, 0, B)->beyond == -1, "above it is level -1");
	is_near(t, break_even_cell(&b, 0, C)->distance, 5, 1e-12, "c is 5 s above 15 s");
	ok(t,
	   break_even_cell(&b, 0, C)->level == -2 &&
		   break_even_cell(&b, 0, C)->beyond == -1,
	   "below it is level -1");

	const struct break_event *e = event(&b, 0, NULL, 1, BREAK_DOWN, BREAK_LEVEL);

	is_event(t, e, 9, true, 1, "10 s down: below 9 s a level changes");
	is_change(t, e, 0, B, 1, -1, "b's 1 becomes -1");
	ok(t, e->changes[0].veto, "... and is a veto");
	e = event(&b, 0, NULL, 0, BREAK_UP, BREAK_LEVEL);
	is_event(t, e, 20, false, 1, "15 s up: at 20 s c gets -1");
	ok(t, !e->changes[0].veto, "... which is no new veto");
	ok(t, !event(&b, 0, NULL, 0, BREAK_UP, BREAK_RANK)->found,
	   "... and leaves it last");
	is_event(t, event(&b, 0, NULL, 2, BREAK_DOWN, BREAK_LEVEL), 4, true, 1,
		 "5 s down: below 4 s");
	e = event(&b, 0, NULL, 2, BREAK_DOWN, BREAK_RANK);
	is_event(t, e, 4, true, 1, "... a and b have 1 then");
	is_change(t, e, 0, B, 2, 1, "b shares rank 1");
	ok(t, !b.thresholds[2].ways[BREAK_DOWN].stops, "a value may go below zero");
	e = event(&b, 0, NULL, 2, BREAK_UP, BREAK_LEVEL);
	is_event(t, e, 9, false, 1, "5 s up: at 9 s b gets 2");
	break_even_release(&b);
	made_release(&m);
}

/* --- a scale that two features share ------------------------------------------------- */

static void test_scale(struct tap *t)
{
	static const struct runs runs[] = {
		FIXED(1), FIXED(0.55), FIXED(0.75), FIXED(0.75), /* f */
		FIXED(1), FIXED(0.85), FIXED(0.52), FIXED(0.10), /* g */
	};
	struct made m;
	struct break_even b;

	made_profile(
		&m,
		HEAD "[levels s]\nlevels = 50% 80%\n" FEATURE(
			"f", "importance = high\ndirection = higher\nlevels = s\n")
			FEATURE("g", "importance = high\ndirection = higher\nlevels = s\n"),
		runs);
	break_even_find(&m.p, &plain, &b);
	ok(t, b.threshold_count == 6, "two of f, two of g, two of both");
	ok(t,
	   break_even_moves(&b, &b.thresholds[4], 0) &&
		   break_even_moves(&b, &b.thresholds[4], 1) &&
		   !break_even_moves(&b, &b.thresholds[0], 1),
	   "the scale moves both");
	/* a 1 + 2, b 1 + 1, c 1 + 0 */
	is_event(t, event(&b, 0, NULL, 0, BREAK_UP, BREAK_LEVEL), 0.55, true, 1,
		 "f's 50 % up: past 55 % a falls");

	const struct break_event *e = event(&b, 0, "s", 0, BREAK_UP, BREAK_LEVEL);

	is_event(t, e, 0.52, true, 1, "the scale's 50 % up: past 52 % b's g falls");
	ok(t, e->changes[0].feature == 1, "... in g");
	e = event(&b, 0, "s", 0, BREAK_UP, BREAK_RANK);
	is_event(t, e, 0.52, true, 1, "b and c have 1 then");
	is_change(t, e, 0, C, 3, 2, "c shares rank 2");
	e = event(&b, 0, "s", 1, BREAK_DOWN, BREAK_LEVEL);
	is_event(t, e, 0.75, false, 2, "the scale's 80 % down: at 75 % both b and c get 2");
	break_even_release(&b);
	made_release(&m);
}

/* --- classes that depend on chance --------------------------------------------------- */

/*
 * The mean of three runs 0.3, 0.6, 0.9, drawn anew, is 0.9 in 1 of 27 draws and at least
 * 0.8 in 4 of 27. With 95 % confidence, a (always level 1) is before b as long as b has a
 * level in fewer than 5 % of the draws: so the classes join where the threshold comes down
 * to 0.8.
 */
static void test_class(struct tap *t)
{
	static const struct runs runs[] = {
		FIXED(1), FIXED(2), { 3, { 0.3, 0.6, 0.9 } }, NO_RUNS
	};
	struct certainty_options threads = plain;
	struct made m;
	struct break_even b, again;
	const struct break_event *e;

	made_profile(&m,
		     HEAD FEATURE("f", "importance = high\ndirection = higher\n"
				       "levels = 95%\n"),
		     runs);
	break_even_find(&m.p, &plain, &b);
	ok(t, b.resamples == 10000, "from 10,000 resamples");
	is_event(t, event(&b, 0, NULL, 0, BREAK_DOWN, BREAK_RANK), 0.6, false, 1,
		 "the rank changes at b's mean, 0.6");
	e = event(&b, 0, NULL, 0, BREAK_DOWN, BREAK_CLASS);
	ok(t, e->found && fabs(e->at - 0.8) < 1e-9 && !e->beyond,
	   "the class, sooner: at 0.8");
	is_change(t, e, 1, B, 2, 1, "b's class begins at 1 then");

	threads.threads = 3;
	break_even_find(&m.p, &threads, &again);
	ok(t, event(&again, 0, NULL, 0, BREAK_DOWN, BREAK_CLASS)->at == e->at,
	   "the same with three threads");
	break_even_release(&again);
	threads.resamples = 100;
	break_even_find(&m.p, &threads, &again);
	ok(t, again.resamples == 100, "fewer resamples, when fewer are wanted");
	break_even_release(&again);
	break_even_release(&b);
	made_release(&m);
}

/* Runs that vary, of three candidates and two features; 50 % and the threshold of f. */
static void make_noisy(struct made *m, double threshold)
{
	static const struct runs runs[] = {
		{ 5, { 1.00, 1.02, 0.97, 1.01, 0.99 } },
		{ 5, { 0.62, 0.71, 0.66, 0.75, 0.69 } },
		{ 5, { 0.78, 0.70, 0.83, 0.74, 0.77 } },
		{ 5, { 0.91, 0.87, 0.85, 0.93, 0.88 } },
		{ 5, { 1.00, 1.03, 0.98, 1.01, 0.96 } },
		{ 5, { 0.82, 0.79, 0.86, 0.84, 0.77 } },
		{ 5, { 0.55, 0.49, 0.52, 0.47, 0.51 } },
		{ 5, { 0.66, 0.61, 0.70, 0.58, 0.63 } },
	};
	char text[2000];

	snprintf(text, sizeof(text),
		 HEAD FEATURE("f", "importance = high\ndirection = higher\n"
				   "levels = 50%% %.9f%%\n")
			 FEATURE("g", "importance = high\ndirection = higher\n"
				      "levels = 50%% 60%% 80%%\n"),
		 100 * threshold);
	made_profile(m, text, runs);
	total_sum(&m->p);
}

/* The classes that certain_find() gives at a threshold, as "11 22 23". */
static void classes_at(double threshold, const struct certainty_options *o, int *out)
{
	struct certainty c;
	struct made m;

	make_noisy(&m, threshold);
	certain_find(&m.p, o, &c);
	for (size_t i = 0; i < 3; i++) {
		out[2 * i] = certainty_total(&c, 0, i)->class_first;
		out[2 * i + 1] = certainty_total(&c, 0, i)->class_last;
	}
	certainty_release(&c);
	made_release(&m);
}

/* What following a threshold finds, resampling anew on both sides of it finds, too. */
static void test_class_by_trial(struct tap *t)
{
	struct certainty_options o = { .seed = 5, .resamples = 4000, .threads = 1 };
	size_t found = 0;

	for (double threshold = 0.68; threshold < 0.95; threshold += 0.06) {
		struct made m;
		struct break_even b;

		make_noisy(&m, threshold);
		break_even_find(&m.p, &o, &b);
		for (int way = 0; way < 2; way++) {
			const struct break_event *e = event(
				&b, 0, NULL, 1, way ? BREAK_UP : BREAK_DOWN, BREAK_CLASS);
			double aside = way ? 1e-7 : -1e-7;
			int was[6], before[6], after[6];
			bool same = true;

			if (!e->found)
				continue;
			found++;
			classes_at(threshold, &o, was);
			classes_at(e->at - aside, &o, before);
			classes_at(e->at + aside, &o, after);
			for (size_t i = 0; i < 6; i++)
				same = same && was[i] == before[i];
			ok(t, same, "up to the point found the classes are the same");
			for (size_t i = 0; i < e->count; i++) {
				const struct break_change *c = &e->changes[i];

				ok(t,
				   c->was == was[2 * c->candidate] &&
					   c->was_last == was[2 * c->candidate + 1] &&
					   c->now == after[2 * c->candidate] &&
					   c->now_last == after[2 * c->candidate + 1],
				   "beyond it they are what was found");
			}
		}
		break_even_release(&b);
		made_release(&m);
	}
	ok(t, found >= 4, "at %zu points", found);
}

/* --- one candidate alone, weights ---------------------------------------------------- */

static void test_alone(struct tap *t)
{
	static const struct runs runs[] = { FIXED(1), FIXED(0.65) };
	struct made m;
	struct break_even b;

	made_profile(
		&m,
		"[rubric]\nname = t\ntitle = T\nsource = by hand\nbaseline = base\n"
		"candidates = a\n[set one]\ntitle = One\n" FEATURE(
			"f", "importance = high\ndirection = higher\nlevels = 60% 70%\n"),
		runs);
	break_even_find(&m.p, &plain, &b);
	is_event(t, event(&b, 0, NULL, 0, BREAK_UP, BREAK_LEVEL), 0.65, true, 1,
		 "one candidate has levels");
	ok(t,
	   break_even_cell(&b, 0, A)->nearest == 0 &&
		   break_even_cell(&b, 0, A)->beyond == 0,
	   "as near to 60 %% as to 70 %%: the easier one");
	ok(t,
	   !event(&b, 0, NULL, 0, BREAK_UP, BREAK_RANK)->found &&
		   !event(&b, 0, NULL, 0, BREAK_UP, BREAK_CLASS)->found,
	   "... and always the same rank");
	break_even_release(&b);
	made_release(&m);
}

/* Two sets with weights: their sum is ranked, too. f: a 2, b 1; g (weight 3): a 0, b 1. */
static void test_weighted(struct tap *t)
{
	static const struct runs runs[] = {
		FIXED(1), FIXED(0.85), FIXED(0.75), NO_RUNS,
		FIXED(1), FIXED(0.40), FIXED(0.55), NO_RUNS,
	};
	struct made m;
	struct break_even b;
	const struct break_event *e;

	made_profile(&m,
		     "[rubric]\nname = t\ntitle = T\nsource = by hand\nbaseline = base\n"
		     "candidates = a b c\n[set one]\ntitle = One\nweight = 1\n[set two]\n"
		     "title = Two\nweight = 3\n"
		     "[importance high]\ntitle = High\n" FEATURE(
			     "f", "importance = high\ndirection = higher\nlevels = 50% "
				  "80%\n") "[feature g]\nset = two\nbenchmark = x\nmetric "
					   "= boot.real\nunit = s\n"
					   "importance = high\ndirection = higher\nlevels "
					   "= 50% 80%\n",
		     runs);
	break_even_find(&m.p, &plain, &b);
	ok(t, b.sets == 3, "two sets, and both together");
	/* g's 50 % down to 40 %: a has 50 % there; f 100 and 50 %: overall a leads. */
	e = event(&b, 1, NULL, 0, BREAK_DOWN, BREAK_RANK);
	is_event(t, e, 0.4, false, 3, "g's 50 % down: at 40 % three ranks change");
	is_change(t, e, 0, A, 2, 1, "a shares the first rank of set two");
	is_change(t, e, 1, A, 2, 1, "a leads overall");
	is_change(t, e, 2, B, 1, 2, "before b");
	ok(t, e->changes[0].set == 1 && e->changes[1].set == 2, "... each in its set");
	break_even_release(&b);
	made_release(&m);
}

static void test_rank_classes(struct tap *t)
{
	/* 0 beats 1 with 90 %, 2 with 96 %; 1 beats 2 with 94 %; 3 is not ranked. */
	static const int rank[] = { 1, 2, 3, 0 };
	static const double beats[16] = { 0, 0.90, 0.96, 1, 0, 0, 0.94, 1 };
	int first[4], last[4];

	rank_classes(4, rank, beats, 0.95, first, last);
	ok(t, first[0] == 1 && last[0] == 2 && first[1] == 1 && last[1] == 2,
	   "the first two share a class");
	ok(t, first[2] == 3 && last[2] == 3,
	   "the third does not, though its neighbour does not beat it: no chain");
	ok(t, first[3] == 0 && last[3] == 0, "who is not ranked has no class");

	/* 0 and 1 share rank 1; fewer are before 1, so that it is the anchor, and it beats 2. */
	static const int tied[] = { 1, 1, 3 };
	static const double more[9] = { 0, 0.2, 0.90, 0.3, 0, 0.96, 0.1, 0, 0 };

	rank_classes(3, tied, more, 0.95, first, last);
	ok(t, first[0] == 1 && first[1] == 1 && last[1] == 2 && first[2] == 3,
	   "of equals the one with fewer before it is the anchor");
}

int main(void)
{
	struct tap t = { 0 };

	test_higher(&t);
	test_lower(&t);
	test_scale(&t);
	test_class(&t);
	test_class_by_trial(&t);
	test_alone(&t);
	test_weighted(&t);
	test_rank_classes(&t);
	return done(&t);
}
