/* scores_verdict.c - the sentences that sum up a profile, and how sure they are: a line for
   each set, and for each candidate that misses what is mandatory. */
#include <math.h>
#include <stdlib.h>

#include "reports/certain/certain.h"
#include "reports/tables.h"

/* A sentence that grows, and what it is about. */
struct words {
	const struct profile *p;
	const struct certainty *c; /* or NULL */
	char *text;
};

static void say(struct words *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void say(struct words *w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *more = mem_vprintf(fmt, ap);
	va_end(ap);
	char *was = w->text;
	w->text = mem_printf("%s%s", was ? was : "", more);
	free(was);
	free(more);
}

static const struct profile_total *total_of(const struct words *w, size_t set, size_t i)
{
	return profile_total(w->p, set, i);
}

static void say_points(struct words *w, const struct profile_total *t, int of)
{
	if (w->p->rubric->weighted)
		say(w, "%.1f %%", t->percent);
	else if (t->max_measured != of)
		say(w, "%d of %d", t->level_sum, t->max_measured);
	else
		say(w, "%d", t->level_sum);
}

static const char *between(size_t said, size_t count)
{
	return said == 0 ? "" : said + 1 < count ? ", " : " and ";
}

/* The platforms that share a rank, "A, B and C"; returns how many. */
static size_t say_rank(struct words *w, size_t set, int rank)
{
	size_t count = 0, said = 0;

	for (size_t i = 1; i < w->p->platform_count; i++)
		count += total_of(w, set, i)->rank == rank;
	for (size_t i = 1; i < w->p->platform_count; i++) {
		if (total_of(w, set, i)->rank == rank)
			say(w, "%s%s", between(said++, count),
			    profile_platform_title(w->p, i));
	}
	return count;
}

static const struct profile_total *leader(const struct words *w, size_t set, int rank)
{
	for (size_t i = 1; i < w->p->platform_count; i++) {
		if (total_of(w, set, i)->rank == rank)
			return total_of(w, set, i);
	}
	return NULL;
}

static bool any_judged(const struct words *w, size_t set)
{
	const struct rubric *r = w->p->rubric;
	bool any = false;

	for (size_t f = 0; f < r->feature_count; f++)
		any = any || (r->features[f].judged &&
			      (set == r->set_count || r->features[f].set == set));
	return any;
}

static void say_incomplete(struct words *w, size_t set)
{
	size_t said = 0;

	for (size_t i = 1; i < w->p->platform_count; i++) {
		const struct profile_total *t = total_of(w, set, i);
		if (t->scored == t->features)
			continue;
		say(w, "%s%s %zu", said++ ? ", " : any_judged(w, set) ? " (features scored: "
							      : " (features measured: ",
		    profile_platform_title(w->p, i), t->scored);
	}
	if (said)
		say(w, " of %zu)", total_of(w, set, 0)->features);
}

static const char *set_title(const struct words *w, size_t set)
{
	const struct rubric *r = w->p->rubric;

	return set < r->set_count ? r->sets[set].title : "all sets";
}

/* Is all that is scored in a set people's word? */
static bool is_judged(const struct words *w, size_t set)
{
	size_t scored = 0, judged = 0;

	for (size_t i = 1; i < w->p->platform_count; i++) {
		scored += total_of(w, set, i)->scored;
		judged += certainty_total(w->c, set, i - 1)->judged;
	}
	return judged == scored;
}

/* The order as the points have it; nothing is known, or asked, of how sure it is. */
static void say_order(struct words *w, size_t set, const struct profile_total *best)
{
	size_t leaders = say_rank(w, set, 1);

	say(w, leaders == 1 ? " leads with " : " lead with ");
	say_points(w, best, -1);
	say(w, " in %s", set_title(w, set));
	for (size_t rank = 2, said = 0; rank < w->p->platform_count; rank++) {
		const struct profile_total *t = leader(w, set, (int)rank);
		if (t == NULL)
			continue;
		say(w, said++ ? ", " : ", before ");
		say_rank(w, set, (int)rank);
		say(w, " ");
		say_points(w, t, best->max_measured);
	}
	if (w->c && is_judged(w, set))
		say(w, "; all of it is judged by people, and not resampled");
	else if (w->c)
		say(w, "; how sure that is cannot be said, with so few runs");
}

/* --- with certainty ------------------------------------------------------------------ */

/* Of those that share the class that begins with a rank: by rank, then as in the rubric.
   0: there is no such class. */
static size_t class_of(const struct words *w, size_t set, int first, size_t *members)
{
	size_t count = 0;

	for (int rank = first; rank < (int)w->p->platform_count; rank++) {
		for (size_t i = 1; i < w->p->platform_count; i++) {
			if (total_of(w, set, i)->rank == rank &&
			    certainty_total(w->c, set, i - 1)->class_first == first)
				members[count++] = i;
		}
	}
	return count;
}

static void say_leader(struct words *w, size_t set, size_t i, bool alone)
{
	const struct certainty_total *t = certainty_total(w->c, set, i - 1);
	char first[32], only[32];

	say(w, "%s leads with ", profile_platform_title(w->p, i));
	say_points(w, total_of(w, set, i), -1);
	say(w, " in %s", set_title(w, set));
	if (alone)
		return;
	say(w, " (first in %s of resamples",
	    certain_share_words(first, sizeof(first), t->p_rank[0]));
	if (t->p_alone < t->p_rank[0])
		say(w, ", alone in %s", certain_share_words(only, sizeof(only), t->p_alone));
	say(w, ")");
}

static void say_equals(struct words *w, size_t set, const size_t *members, size_t count)
{
	int first = certainty_total(w->c, set, members[0] - 1)->class_first;
	int of = total_of(w, set, members[0])->max_measured;
	char buf[32];

	for (size_t k = 0; k < count; k++) {
		say(w, "%s%s (", between(k, count), profile_platform_title(w->p, members[k]));
		say_points(w, total_of(w, set, members[k]), k || first > 1 ? of : -1);
		say(w, ")");
	}
	say(w, " cannot be told apart");
	if (first == 1)
		say(w, " in %s", set_title(w, set));
	say(w, " (ranks %d to %zu", first, (size_t)first + count - 1);
	for (size_t k = 0; first == 1 && k < count; k++)
		say(w, "%s%s %s",
		    k ? ", " : "; share of resamples in which they are first: ",
		    profile_platform_title(w->p, members[k]),
		    certain_share_words(buf, sizeof(buf),
			  certainty_total(w->c, set, members[k] - 1)->p_rank[0]));
	say(w, ")");
}

static void say_held(struct words *w, size_t set)
{
	size_t unknown = 0;

	for (size_t i = 1; i < w->p->platform_count; i++)
		unknown += certainty_total(w->c, set, i - 1)->unknown;
	if (unknown)
		say(w, "; %zu level%s with too few runs %s taken as sure", unknown,
		    unknown == 1 ? "" : "s", unknown == 1 ? "is" : "are");
}

static void say_classes(struct words *w, size_t set)
{
	size_t *members = mem_new(w->p->platform_count, sizeof(*members));
	size_t count, ranked = 0, singles = 0;
	int of = 0;

	for (size_t i = 1; i < w->p->platform_count; i++)
		ranked += total_of(w, set, i)->rank > 0;
	for (int first = 1; (count = class_of(w, set, first, members)) > 0;
	     first += (int)count) {
		const struct profile_total *t = total_of(w, set, members[0]);
		if (first > 1)
			say(w, count > 1 || singles == 0 ? "; " : ", ");
		if (count > 1) {
			say_equals(w, set, members, count);
		} else if (first == 1) {
			say_leader(w, set, members[0], ranked == 1);
		} else {
			say(w, "%s%s with ", singles ? "" : "then ",
			    profile_platform_title(w->p, members[0]));
			say_points(w, t, of);
		}
		singles = count > 1 ? 0 : singles + (first > 1);
		of = first == 1 ? t->max_measured : of;
	}
	free(members);
	say_held(w, set);
}

static void say_set(struct words *w, size_t set)
{
	const struct profile_total *best = leader(w, set, 1);

	if (best == NULL)
		return;
	say(w, w->text ? "\n" : "For this rubric, ");
	if (w->c && certain_of_set(w->c, set))
		say_classes(w, set);
	else
		say_order(w, set, best);
	say_incomplete(w, set);
	say(w, ".");
}

static void say_veto(struct words *w, size_t i)
{
	size_t said = 0;
	double p = NAN, wanted = NAN; /* comparisons with these are false */
	char buf[32];

	if (w->c) {
		p = certainty_total(w->c, w->p->rubric->set_count, i - 1)->p_veto;
		wanted = w->c->confidence;
	}
	for (size_t f = 0; f < w->p->rubric->feature_count; f++) {
		if (!profile_cell(w->p, f, i)->veto)
			continue;
		if (said++ == 0)
			say(w, "\n%s is not acceptable: mandatory ",
			    profile_platform_title(w->p, i));
		else
			say(w, ", ");
		say(w, "%s", w->p->rubric->features[f].title);
	}
	if (said)
		say(w, " missed");
	if (said && p < wanted)
		say(w, " (in %s of resamples)", certain_share_words(buf, sizeof(buf), p));
	if (!said && p > 1 - wanted)
		say(w, "\n%s may not be acceptable: it misses what is mandatory in %s of "
		    "resamples", profile_platform_title(w->p, i),
		    certain_share_words(buf, sizeof(buf), p));
	if (said || p > 1 - wanted)
		say(w, ".");
}

char *scores_verdict(const struct profile *p, const struct certainty *c)
{
	struct words w = { .p = p, .c = c };

	for (size_t set = 0; set < p->rubric->set_count; set++)
		say_set(&w, set);
	if (p->rubric->weighted && p->rubric->set_count > 1)
		say_set(&w, p->rubric->set_count);
	if (w.text == NULL)
		say(&w, "Nothing could be ranked by this rubric.");
	for (size_t i = 1; i < p->platform_count; i++)
		say_veto(&w, i);
	return w.text;
}
