/* score.c - the whole way from a store to a profile, and what a reader must be told. */
#include "score/score.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "data/base/opt.h"
#include "data/store/store.h"
#include "score/certain/certain.h"
#include "score/diagnose/diagnose.h"
#include "score/profile/cell.h"
#include "score/profile/judged.h"
#include "score/profile/mixture.h"
#include "score/profile/sample.h"
#include "score/profile/tell.h"
#include "score/profile/total.h"
#include "score/stats/agreement.h"
#include "score/tune/break_even.h"
#include "score/tune/tuning.h"

/* --- platforms ----------------------------------------------------------------------- */

struct platforms {
	struct arena *arena;
	const char **names;
	size_t count, room;
};

static int add_platform(void *ctx, const char *name, struct err *err)
{
	struct platforms *all = ctx;

	(void)err;
	all->names =
		mem_grow(all->names, &all->room, all->count + 1, sizeof(all->names[0]));
	all->names[all->count++] = arena_dup(all->arena, name);
	return 0;
}

static bool is_there(const struct platforms *all, const char *name)
{
	for (size_t i = 0; i < all->count; i++) {
		if (strcmp(all->names[i], name) == 0)
			return true;
	}
	return false;
}

static const char *join(struct arena *a, const char *const *names, size_t count)
{
	const char *list = "";

	for (size_t i = 0; i < count; i++)
		list = arena_printf(a, "%s%s%s", list, i ? ", " : "",
				    names[i][0] ? names[i] : "(platform not known)");
	return list;
}

/* A rubric that compares needs its baseline. */
static int check_baseline(struct store *s, const struct profile *p, struct platforms *all,
			  struct err *err)
{
	struct store_counts counts;
	const struct rubric *r = p->rubric;
	bool relative = false;

	for (size_t i = 0; i < r->feature_count; i++)
		relative = relative || !r->features[i].absolute;
	if (!relative || is_there(all, r->baseline))
		return 0;

	const char *near = opt_nearest(r->baseline, all->names, all->count);

	if (store_counts(s, &counts, err) != 0)
		return -1;
	if (counts.records == 0)
		return err_set(err, EXIT_INPUT,
			       "there is no record to judge, of %lld log%s (desmet parse tells what "
			       "was found, and what was not understood)",
			       (long long)counts.logs, counts.logs == 1 ? "" : "s");
	if (all->count == 0)
		return err_set(
			err, EXIT_INPUT,
			"%s: the store has no record of a known platform, so none of the "
			"baseline \"%s\"; a layout (or --platform NAME) says which logs are of which",
			r->path, r->baseline);
	return err_set(
		err, EXIT_INPUT,
		"%s: the store has no record of the baseline \"%s\"; it has: %s%s%s%s",
		r->path, r->baseline, join(all->arena, all->names, all->count),
		near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static bool any_measured(const struct rubric *r)
{
	bool any = false;

	for (size_t i = 0; i < r->feature_count; i++)
		any = any || !r->features[i].judged;
	return any;
}

/* Platforms that are in the store or in the rubric, and not in both. */
static void compare_platforms(struct profile *p, struct platforms *all, struct notes *notes)
{
	p->others = arena_new(&p->arena, all->count, sizeof(p->others[0]));
	for (size_t i = 0; i < all->count; i++) {
		bool known = false;

		for (size_t k = 0; k < p->platform_count; k++)
			known = known ||
				strcmp(profile_platform_name(p, k), all->names[i]) == 0;
		if (!known)
			p->others[p->others_count++] = all->names[i];
	}
	for (size_t i = 1; i < p->platform_count; i++) {
		const char *name = profile_platform_name(p, i);
		const char *near = opt_nearest(name, p->others, p->others_count);

		if (any_measured(p->rubric) && !is_there(all, name))
			notes_add(notes, "candidate %s has no record in the store%s%s%s",
				  name, near ? "; did you mean \"" : "", near ? near : "",
				  near ? "\"?" : "");
	}
	if (p->others_count > 0)
		notes_add(notes, "not in the rubric, not scored: %s",
			  join(&p->arena, p->others, p->others_count));
}

/* --- what the profile rests on ------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* SHA-256 over the hashes of the logs that gave samples: each once, sorted, one a line. */
static void hash_logs(struct profile *p, const char **logs, size_t count)
{
	struct hash *h = hash_new();

	if (count > 1)
		qsort(logs, count, sizeof(logs[0]), by_text);
	hash_begin(h);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && strcmp(logs[i - 1], logs[i]) == 0)
			continue;
		hash_add(h, logs[i], strlen(logs[i]));
		hash_add(h, "\n", 1);
		p->log_count++;
	}
	hash_end(h, p->archive_hash);
	hash_free(h);
}

/* Keeps p->grammars sorted and distinct. */
static void add_grammar(struct profile *p, const char *name, const char *sha256)
{
	size_t at = 0;
	int order = 1;

	for (; at < p->grammar_count; at++) {
		order = strcmp(p->grammars[at].name, name);
		if (order == 0)
			order = strcmp(p->grammars[at].sha256, sha256);
		if (order >= 0)
			break;
	}
	if (at < p->grammar_count && order == 0)
		return;

	void *was = p->grammars;
	size_t size = sizeof(p->grammars[0]);
	char *now = arena_new(&p->arena, p->grammar_count + 1, size);

	if (at > 0)
		memcpy(now, was, at * size);
	if (at < p->grammar_count)
		memcpy(now + (at + 1) * size, (char *)was + at * size,
		       (p->grammar_count - at) * size);
	p->grammars = (void *)now;
	p->grammars[at].name = name;
	p->grammars[at].sha256 = sha256;
	p->grammar_count++;
}

static void note_sources(struct profile *p)
{
	size_t cells = p->rubric->feature_count * p->platform_count, n = 0, room = 0;
	const char **logs = NULL;
	const struct profile_sample *last = NULL;

	for (size_t i = 0; i < cells; i++) {
		for (size_t k = 0; k < p->cells[i].sample_count; k++) {
			const struct profile_sample *s = &p->cells[i].samples[k];

			if (last == NULL || last->sha256 != s->sha256) {
				logs = mem_grow(logs, &room, n + 1, sizeof(logs[0]));
				logs[n++] = s->sha256;
			}
			if (last == NULL || last->grammar_sha256 != s->grammar_sha256)
				add_grammar(p, s->grammar, s->grammar_sha256);
			last = s;
		}
	}
	hash_logs(p, logs, n);
	free(logs);
}

int score_profile(struct store *s, const struct rubric *r, struct profile *out,
		  struct notes *notes, struct err *err)
{
	return score_profile_again(s, NULL, r, out, notes, err);
}

int score_profile_again(struct store *s, const struct profile *from, const struct rubric *r,
			struct profile *out, struct notes *notes, struct err *err)
{
	struct platforms all = { .arena = &out->arena };
	int rc = -1;

	*out = (struct profile){ .rubric = r, .platform_count = r->platform_count + 1 };
	out->cells = arena_new(&out->arena, r->feature_count * out->platform_count,
			       sizeof(out->cells[0]));
	out->totals = arena_new(&out->arena, (r->set_count + 1) * out->platform_count,
				sizeof(out->totals[0]));
	if (rubric_open_dimension(r) != NULL) {
		rc = err_set(err, EXIT_INPUT, "%s: [dimension %s]: no value is chosen", r->path,
			     rubric_open_dimension(r)->name);
		goto out;
	}
	if (store_platforms(s, add_platform, &all, err) != 0 ||
	    check_baseline(s, out, &all, err) != 0)
		goto out;
	compare_platforms(out, &all, notes);
	if ((from == NULL || !sample_share(from, out)) && sample_gather(s, out, err) != 0)
		goto out;
	for (size_t i = 0; i < r->feature_count; i++) {
		if (r->features[i].judged) {
			judged_cells(out, i);
			continue;
		}
		cell_measure(out, i);
		cell_judge(out, i);
	}
	agreement_find(out);
	total_sum(out);
	diagnose_profile(out);
	note_sources(out);
	mixture_find(out, notes);
	rc = tell_cells(s, out, notes, err);
out:
	free(all.names);
	return rc;
}

void score_break_even(const struct profile *p, struct break_even *out)
{
	break_even_find(p, NULL, out);
}

void score_certainty(const struct profile *p, const struct certainty_options *o,
		     struct certainty *out)
{
	certain_find(p, o, out);
}

int score_tuning(const struct profile *p, const struct opts *opts,
		 const struct certainty_options *o, bool edited, struct tuning *out,
		 struct err *err)
{
	return tuning_find(p, opts, o, edited, out, err);
}
