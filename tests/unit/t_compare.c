/*
 * t_compare.c - two profiles held side by side: what is listed, what is not, and the causes.
 * The store is a table of rows in this file; the figures are worked out by hand.
 */
#include <stdlib.h>

#include "data/rubric/rubric_edit.h"
#include "data/store/store.h"
#include "score/score.h"
#include "tests/unit/tap.h"

#define RUBRIC "tests/rubrics/compare.ini"

/* --- a store of rows ----------------------------------------------------------------- */

struct row {
	const char *platform, *benchmark, *parameters;
	double value;
	const char *log; /* stands for its hash, too */
};

struct store {
	const struct row *rows;
	size_t count;
	size_t asked; /* how often it was asked for samples */
};

static bool passes(const struct row *r, const struct store_filter *f)
{
	bool pass = f->benchmark == NULL || strcmp(f->benchmark, r->benchmark) == 0;

	for (size_t i = 0; i < f->where_count; i++)
		pass = pass && strstr(r->parameters, f->where[i].value) != NULL;
	return pass;
}

int store_samples(struct store *s, const struct store_filter *filters, size_t count,
		  store_sample_fn *each, void *ctx, struct err *err)
{
	s->asked++;
	for (size_t i = 0; i < s->count; i++) {
		const struct row *r = &s->rows[i];
		struct store_sample sample = {
			.platform = r->platform, .benchmark = r->benchmark,
			.parameters = r->parameters, .metric = "rate", .value = r->value,
			.unit = "1/s", .log = r->log, .log_sha256 = r->log,
			.grammar = "g", .grammar_sha256 = "0", .line = (int64_t)i + 1,
			.record = (int64_t)i,
		};

		for (size_t f = 0; f < count; f++)
			if (passes(r, &filters[f]) && each(ctx, f, &sample, err) != 0)
				return -1;
	}
	return 0;
}

const char *store_sample_text(const struct store_sample *m, char buf[NUM_TEXT])
{
	return num_format(buf, NUM_TEXT, m->log_value);
}

int store_rejects(struct store *s, const struct store_filter *filters, size_t count,
		  store_reject_fn *each, void *ctx, struct err *err)
{
	(void)s;
	(void)filters;
	(void)count;
	(void)each;
	(void)ctx;
	(void)err;
	return 0;
}

int store_counts(struct store *s, struct store_counts *out, struct err *err)
{
	(void)s;
	(void)err;
	*out = (struct store_counts){ .logs = 1, .records = 1 };
	return 0;
}

int store_platforms(struct store *s, store_name_fn *each, void *ctx, struct err *err)
{
	for (size_t i = 0; i < s->count; i++) {
		bool seen = false;

		for (size_t k = 0; k < i; k++)
			seen = seen ||
			       strcmp(s->rows[k].platform, s->rows[i].platform) == 0;
		if (!seen && each(ctx, s->rows[i].platform, err) != 0)
			return -1;
	}
	return 0;
}

/* turns: docker 85 % (3), kvm 70 % (2), xen 95 % (4); grow by threads: docker 60 % of 1 and
   110 % of 2: pooled 88.1 % (3), mean of the ratios 85 % (3); kvm 75 % (2) */
static const struct row rows[] = {
	{ "metal", "turns", "", 80, "m" },	{ "metal", "turns", "", 100, "m" },
	{ "metal", "turns", "", 120, "m" },	{ "docker", "turns", "", 85, "d" },
	{ "kvm", "turns", "", 50, "k" },	{ "kvm", "turns", "", 70, "k" },
	{ "kvm", "turns", "", 90, "k" },	{ "xen", "turns", "", 95, "x" },
	{ "metal", "grow", "threads=1", 100, "m" }, { "metal", "grow", "threads=2", 128, "m" },
	{ "docker", "grow", "threads=1", 60, "d" }, { "docker", "grow", "threads=2", 140.8, "d" },
	{ "kvm", "grow", "threads=1", 75, "k" },    { "kvm", "grow", "threads=2", 96, "k" },
};

/* Another campaign: kvm's turns are faster, docker's logs are others with the same figures. */
static const struct row later[] = {
	{ "metal", "turns", "", 80, "m" },	{ "metal", "turns", "", 100, "m" },
	{ "metal", "turns", "", 120, "m" },	{ "docker", "turns", "", 85, "d2" },
	{ "kvm", "turns", "", 92, "k2" },	{ "kvm", "turns", "", 94, "k2" },
	{ "xen", "turns", "", 95, "x" },
	{ "metal", "grow", "threads=1", 100, "m" }, { "metal", "grow", "threads=2", 128, "m" },
	{ "docker", "grow", "threads=1", 60, "d2" }, { "docker", "grow", "threads=2", 140.8, "d2" },
	{ "kvm", "grow", "threads=1", 75, "k" },
};

/* --- one comparison ------------------------------------------------------------------ */

struct scene {
	struct store stores[2];
	struct rubric rubrics[2];
	struct profile profiles[2];
	struct comparison c;
	struct notes notes;
	struct err err;
	bool made;
};

/* The rows as they are, against the same or other rows by an edited rubric; a word that begins
   with "-" leaves out. */
static void scene_make(struct tap *t, struct scene *s, const struct row *other, size_t count,
		       const char *const *words)
{
	struct rubric_edits e = { 0 };
	int rc = 0;

	*s = (struct scene){ .stores = { { rows, ARRAY_LEN(rows), 0 }, { other, count, 0 } } };
	for (size_t i = 0; words && words[i] && rc == 0; i++)
		rc = words[i][0] == '-' ? rubric_edits_without(&e, words[i] + 1, &s->err)
					: rubric_edits_set(&e, words[i], &s->err);
	s->made = rc == 0 && rubric_load(&s->rubrics[0], RUBRIC, &s->err) == 0 &&
		  rubric_load_edited(&s->rubrics[1], RUBRIC, e.list, e.count, &s->err) == 0 &&
		  score_profile(&s->stores[0], &s->rubrics[0], &s->profiles[0], &s->notes,
				&s->err) == 0 &&
		  score_profile(&s->stores[1], &s->rubrics[1], &s->profiles[1], &s->notes,
				&s->err) == 0;
	if (s->made)
		score_compare(&s->profiles[0], &s->profiles[1], &s->c);
	if (!ok(t, s->made, "compared: %s", words && words[0] ? words[0] : "nothing changed"))
		printf("# %s\n", s->err.text);
	rubric_edits_release(&e);
}

static void scene_release(struct scene *s)
{
	comparison_release(&s->c);
	for (size_t i = 0; i < 2; i++) {
		profile_release(&s->profiles[i]);
		rubric_release(&s->rubrics[i]);
	}
	notes_release(&s->notes);
}

/* "cell turns kvm 2>3: cause", the changes of one kind, a line each. */
static void list(const struct comparison *c, char *out, size_t size)
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < c->count; i++) {
		const struct change *ch = &c->changes[i];
		bool cell = ch->kind == CHANGE_CELL;
		double a = cell ? ch->old.level
			   : ch->kind == CHANGE_RANK ? ch->old.rank
						     : ch->old.sum;
		double b = cell ? ch->new.level
			   : ch->kind == CHANGE_RANK ? ch->new.rank
						     : ch->new.sum;

		if (strcmp(ch->set, "overall") == 0)
			continue;
		n += (size_t)snprintf(out + n, size - n, "%s %s %s %g>%g%s: %s\n",
				      cell ? "cell" : ch->kind == CHANGE_RANK ? "rank" : "total",
				      cell ? ch->feature : ch->set, ch->platform, a, b,
				      ch->minor ? " minor" : "", ch->cause);
	}
}

#define ARROW " \xe2\x86\x92 "

static const struct {
	const char *words[4];
	const char *want;
} cases[] = {
	{ { NULL }, "" },
	/* What means the same is no change: a shorter way to say 60 %, another order, a unit. */
	{ { "turns.levels=60.0%, 70%, 80%, 90%", "turns.statistic=mean" }, "" },
	{ { "turns.unit=1/min" }, "" },
	{ { "grow.strata=" }, "" }, /* pooled all the same */
	{ { "turns.title=Wheel", "low.title=Not much" }, "" },
	{ { "turns.levels=60% 72% 80% 90%" },
	  "cell turns kvm 2>1: levels 60% 70% 80% 90%" ARROW "60% 72% 80% 90%\n"
	  "total all kvm 4>3: turns 2" ARROW "1\n"
	  "rank all kvm 2>3: now behind xen\n" },
	/* 85, 70, 95 of the median 100: the same; grow: docker 100.4/114, kvm 85.5/114 */
	{ { "statistic=median" }, "" },
	{ { "grow.combine=mean_ratio" },
	  "cell grow docker 3>3 minor: combine pool" ARROW "mean_ratio\n" },
	{ { "grow.strata=", "grow.where=threads=1" },
	  "cell grow docker 3>1: where none" ARROW "threads=1\n"
	  "total all docker 6>4: grow 3" ARROW "1\n"
	  "rank all kvm 2>1: now level with docker\n"
	  "rank all xen 2>1: now level with docker\n" },
	{ { "-grow" },
	  "cell grow docker 3>nan: the feature is left out\n"
	  "cell grow kvm 2>nan: the feature is left out\n"
	  "total all docker 6>3: without grow (3)\n"
	  "total all kvm 4>2: without grow (2)\n"
	  "rank all docker 1>2: now behind xen\n"
	  "rank all kvm 2>3: now behind xen\n"
	  "rank all xen 2>1: now before docker, now before kvm\n" },
	{ { "-docker" },
	  "cell turns docker 3>nan: the candidate is left out\n"
	  "cell grow docker 3>nan: the candidate is left out\n"
	  "total all docker 6>nan: the candidate is left out\n"
	  "rank all docker 1>nan: the candidate is left out\n"
	  "rank all kvm 2>1: docker, which was before it, is not ranked\n"
	  "rank all xen 2>1: docker, which was before it, is not ranked\n" },
	/* High counts three times: docker 75 %, kvm 50 %, xen 100 % of what it has. */
	{ { "high.weight=3", "low.weight=1" },
	  "rank all docker 1>2: ranked by percentage, not by sum, now behind xen\n"
	  "rank all kvm 2>3: ranked by percentage, not by sum, now behind xen\n"
	  "rank all xen 2>1: ranked by percentage, not by sum, now before docker, now before "
	  "kvm\n" },
};

static void test_rubrics(struct tap *t)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct scene s;
		char got[4000];

		scene_make(t, &s, rows, ARRAY_LEN(rows), cases[i].words);
		list(&s.c, got, sizeof(got));
		is_text(t, got, cases[i].want, "... gives this list");
		scene_release(&s);
	}
}

/* Other data: said with n and mean; the same figures from other logs are the same. */
static void test_data(struct tap *t)
{
	struct scene s;
	char got[4000];

	scene_make(t, &s, later, ARRAY_LEN(later), NULL);
	list(&s.c, got, sizeof(got));
	is_text(t, got,
		"cell turns kvm 2>4: data of kvm: n 3" ARROW "2, mean 70.00" ARROW
		"93.00 1/s (other logs)\n"
		"cell grow kvm 2>1: data of kvm: n 2" ARROW "1, mean 85.50" ARROW
		"75.00 1/s (the same logs, read otherwise)\n"
		"total all kvm 4>5: turns 2" ARROW "4, grow 2" ARROW "1\n"
		"rank all xen 2>3: now behind kvm\n",
		"what another campaign changes");
	is_int(t, (long long)s.c.cells, 2, "two cells");
	is_int(t, (long long)s.c.all_cells, 6, "of six");
	scene_release(&s);
}

/* A baseline that is compared with itself, and metal that is gone. */
static void test_baseline(struct tap *t)
{
	static const char *const words[] = { "baseline=docker", NULL };
	struct scene s;
	char got[4000];

	scene_make(t, &s, rows, ARRAY_LEN(rows), words);
	list(&s.c, got, sizeof(got));
	has_text(t, got, "cell turns docker 3>4: baseline metal" ARROW "docker\n",
		 "docker against itself");
	/* 70 / 85 = 82.4 %; 85.5 / 100.4 = 85.2 % */
	has_text(t, got, "cell turns kvm 2>3: baseline metal" ARROW "docker\n",
		 "kvm against docker");
	ok(t, strstr(got, "turns metal ") == NULL && strstr(got, "all metal ") == NULL,
	   "metal is no candidate and not listed");
	scene_release(&s);
}

/* What was read once is read as it would be read again. */
static void test_again(struct tap *t)
{
	static const struct {
		const char *word;
		bool shared;
	} edits[] = {
		{ "grow.combine=mean_ratio", true }, { "grow.strata=", true },
		{ "turns.unit=1/min", true },	     { "candidates=xen metal", true },
		{ "baseline=kvm", true },	     { "turns.strata=threads", true },
		{ "grow.where=threads=2", false },   { "candidates=xen podman", false },
		{ "turns.benchmark=grow", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		const char *const words[] = { edits[i].word, NULL };
		struct profile again;
		struct notes notes = { 0 };
		struct scene s;

		scene_make(t, &s, rows, ARRAY_LEN(rows), words);
		if (!s.made)
			continue;
		s.stores[0].asked = 0;
		ok(t, score_profile_again(&s.stores[0], &s.profiles[0], &s.rubrics[1], &again,
					  &notes, &s.err) == 0,
		   "%s: judged again", edits[i].word);
		struct comparison c;
		score_compare(&s.profiles[1], &again, &c);
		is_int(t, (long long)c.count, 0, "... and nothing differs");
		bool same = again.platform_count == s.profiles[1].platform_count;
		for (size_t k = 0; same && k < s.rubrics[1].feature_count * again.platform_count;
		     k++) {
			const struct profile_cell *x = &s.profiles[1].cells[k];
			const struct profile_cell *y = &again.cells[k];

			same = x->sample_count == y->sample_count &&
			       x->stratum_count == y->stratum_count && x->status == y->status &&
			       (x->sample_count == 0 ||
				x->samples[0].shown == y->samples[0].shown) &&
			       (x->shown == y->shown || isnan(x->shown));
		}
		ok(t, same, "... down to samples, strata and units");
		is_int(t, (long long)s.stores[0].asked > 0, !edits[i].shared,
		       edits[i].shared ? "... without asking the store" : "... from the store");
		comparison_release(&c);
		profile_release(&again);
		notes_release(&notes);
		scene_release(&s);
	}
}

int main(void)
{
	struct tap t = { 0 };

	test_rubrics(&t);
	test_data(&t);
	test_baseline(&t);
	test_again(&t);
	return done(&t);
}
