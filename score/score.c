/* score.c - the whole way from a store to a profile, and what a reader must be told. */
#include "score/score.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "data/base/opt.h"
#include "data/judgement.h"
#include "data/store.h"
#include "score/agreement.h"
#include "score/break_even.h"
#include "score/cell.h"
#include "score/certain.h"
#include "score/diagnose.h"
#include "score/judged.h"
#include "score/mixture.h"
#include "score/sample.h"
#include "score/total.h"
#include "score/tuning.h"

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
static int check_baseline(const struct profile *p, struct platforms *all, struct err *err)
{
	const struct rubric *r = p->rubric;
	bool relative = false;

	for (size_t i = 0; i < r->feature_count; i++)
		relative = relative || !r->features[i].absolute;
	if (!relative || is_there(all, r->baseline))
		return 0;

	const char *near = opt_nearest(r->baseline, all->names, all->count);

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

/* --- what a reader must know --------------------------------------------------------- */

static void note_cell(struct profile *p, size_t feature, size_t platform,
		      struct notes *notes)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	const struct profile_cell *c = profile_cell(p, feature, platform);
	const char *name = profile_platform_name(p, platform);
	const char *lacks, *extra;
	bool by_ratio =
		f->combine == COMBINE_MEAN_RATIO || f->combine == COMBINE_GEOMETRIC_RATIO;

	if (c->status == PROFILE_UNSCORABLE ||
	    (c->status == PROFILE_FAILED && !profile_is_twin(p, platform)))
		notes_unused(notes, "%s of %s is %s: %s", f->name, name,
			     profile_status_name(c->status), c->why);
	if (f->value && c->status == PROFILE_UNMEASURED && c->why &&
	    !profile_is_twin(p, platform))
		notes_add(notes, "%s of %s is not measured: %s", f->name, name, c->why);
	if (c->derived_without && !profile_is_twin(p, platform))
		notes_add(notes, "%s of %s is without %s %s: not all operands have it", f->name,
			  name, f->strata, c->derived_without);
	if (platform == 0)
		return;
	if (c->status != PROFILE_SCORED && f->has_acceptance &&
	    p->rubric->importances[f->importance].mandatory)
		notes_add(notes, "%s of %s is mandatory and not scored: acceptance is open",
			  f->name, name);
	if (c->status != PROFILE_SCORED || f->strata == NULL || f->absolute)
		return;
	lacks = cell_lacks(p, feature, platform, false);
	extra = cell_lacks(p, feature, platform, true);
	if (lacks == NULL && extra == NULL)
		return;
	notes_add(notes, "%s of %s %s: its strata of %s are not the baseline's%s%s%s%s",
		  f->name, name,
		  by_ratio ? "rests on what both have" : "does not compare like with like",
		  f->strata, lacks ? "; it lacks " : "", lacks ? lacks : "",
		  extra ? "; only it has " : "", extra ? extra : "");
}

/* Records that do not say which stratum they are of. */
static void note_strata(struct profile *p, size_t feature, struct notes *notes)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	size_t without = 0;

	for (size_t i = 0; f->strata != NULL && i < p->platform_count; i++) {
		const struct profile_cell *c = profile_cell(p, feature, i);

		if (profile_is_twin(p, i))
			continue;
		for (size_t k = 0; k < c->sample_count; k++)
			without += c->samples[k].stratum == NULL;
	}
	if (without > 0)
		notes_add(notes,
			  "%zu sample%s of %s without the parameter %s: a stratum of their "
			  "own",
			  without, without == 1 ? "" : "s", f->name, f->strata);
}

/* Who has not said a word on a cell of which others have. */
static void note_silence(struct profile *p, size_t feature, size_t platform,
			 struct notes *notes)
{
	const struct judgements *j = p->rubric->judgements;
	const struct profile_cell *c = profile_cell(p, feature, platform);
	const char *list = NULL;
	size_t at = 0;

	for (size_t i = 0; i < j->assessor_count && c->judgement_count > 0; i++) {
		if (at < c->judgement_count && c->judgements[at].assessor == i)
			at++;
		else
			list = list ? arena_printf(&p->arena, "%s, %s", list,
						   j->assessors[i].name)
				    : j->assessors[i].name;
	}
	if (list)
		notes_add(notes, "%s of %s is judged by %zu of %zu assessors; not by %s",
			  p->rubric->features[feature].name,
			  profile_platform_name(p, platform), c->judgement_count,
			  j->assessor_count, list);
}

/* What of a judged feature is not judged. */
static void note_judged(struct profile *p, size_t feature, struct notes *notes)
{
	const struct judgements *j = p->rubric->judgements;
	const char *name = p->rubric->features[feature].name, *list = NULL;
	size_t judged = 0;

	for (size_t i = 0; i < p->platform_count; i++) {
		const struct profile_cell *c = profile_cell(p, feature, i);

		judged += c->judgement_count > 0;
		note_silence(p, feature, i, notes);
		if (i > 0 && c->judgement_count == 0)
			list = list ? arena_printf(&p->arena, "%s, %s", list,
						   profile_platform_name(p, i))
				    : profile_platform_name(p, i);
	}
	if (judged == 0)
		notes_add(notes, "%s is judged on no platform: %s", name,
			  j->missing ? arena_printf(&p->arena, "there is no file %s yet "
						    "(desmet judge makes it)", j->path)
				     : arena_printf(&p->arena, "%s says nothing of it",
						    j->path));
	else if (list)
		notes_add(notes, "%s is not judged of %s", name, list);
}

static void note_skipped(const struct rubric *r, struct notes *notes)
{
	const struct judgements *j = r->judgements;

	if (j && j->skipped > 0 && r->edits == NULL)
		notes_add(notes, "%s: %zu judgement%s of features or platforms that this "
				 "rubric does not have", j->path, j->skipped,
			  j->skipped == 1 ? "" : "s");
}

static int note_all(struct store *s, struct profile *p, struct notes *notes,
		    struct err *err)
{
	note_skipped(p->rubric, notes);
	for (size_t i = 0; i < p->rubric->feature_count; i++) {
		size_t records = 0;
		const char *why;

		for (size_t k = 0; k < p->platform_count; k++) {
			const struct profile_cell *c = profile_cell(p, i, k);

			records += c->sample_count + c->reject_count;
			note_cell(p, i, k, notes);
		}
		note_strata(p, i, notes);
		if (p->rubric->features[i].judged)
			note_judged(p, i, notes);
		if (records > 0 || p->rubric->features[i].judged)
			continue;
		if (sample_why_none(s, p, i, &why, err) != 0)
			return -1;
		notes_add(notes, "%s is measured on no platform: %s",
			  p->rubric->features[i].name, why);
	}
	return 0;
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
	    check_baseline(out, &all, err) != 0)
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
	rc = note_all(s, out, notes, err);
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
