/* tell.c - what a reader must know of a profile's cells. */
#include "score/profile/tell.h"

#include <stdlib.h>
#include <string.h>

#include "data/rubric/judgement.h"
#include "score/profile/cell.h"
#include "score/profile/sample.h"

#define FEW 3

/* What can be said of a cell; of a feature, where it says so. */
enum kind {
	FAILED,
	UNSCORABLE,
	LACKING,    /* derived: an operand is not there */
	NOWHERE,    /* the feature: measured on no platform */
	WITHOUT,    /* derived: of strata that not all operands have */
	IN_COMMON,  /* only the strata count that the baseline has, too */
	NOT_ALIKE,  /* other strata than the baseline's, and all count */
	OPEN,       /* mandatory, not scored */
	UNJUDGED,   /* the feature: not of all platforms */
	SILENT_ALL, /* the feature: of none */
	SILENT,     /* not by all assessors */
	KINDS
};

static const struct {
	const char *one;  /* "FEATURE of PLATFORM ...", or "FEATURE ..." */
	const char *many; /* of several */
	bool whole;       /* of a feature */
	bool unused;      /* it is input that could not be used */
} kinds[KINDS] = {
	[FAILED] = { "is failed", "failed", false, true },
	[UNSCORABLE] = { "is unscorable", "unscorable", false, true },
	[LACKING] = { "is not measured", "not measured", false, false },
	[NOWHERE] = { "is measured on no platform", "measured on no platform", true, false },
	[WITHOUT] = { "is without strata that not all operands have",
		      "without strata that not all operands have", false, false },
	[IN_COMMON] = { "rests on what both have",
			"resting on the strata that both have", false, false },
	[NOT_ALIKE] = { "does not compare like with like",
			"not comparing like with like", false, false },
	[OPEN] = { "is mandatory and not scored: acceptance is open",
		   "mandatory and not scored, so that acceptance is open", false, false },
	[UNJUDGED] = { "is not judged of", "not judged", true, false },
	[SILENT_ALL] = { "is judged on no platform", "judged on no platform", true, false },
	[SILENT] = { "is judged", "judged by some of the assessors", false, false },
};

struct said {
	enum kind kind;
	size_t feature, platform;
	const char *why; /* or NULL */
};

struct tell {
	struct profile *p;
	struct said *list;
	size_t count, room;
};

static void say(struct tell *t, enum kind kind, size_t feature, size_t platform,
		const char *why)
{
	t->list = mem_grow(t->list, &t->room, t->count + 1, sizeof(t->list[0]));
	t->list[t->count++] = (struct said){ kind, feature, platform, why };
}

/* --- what there is to say ------------------------------------------------------------ */

static void find_unlike(struct tell *t, size_t feature, size_t platform)
{
	struct profile *p = t->p;
	const struct rubric_feature *f = &p->rubric->features[feature];
	struct profile_cell *c = &p->cells[feature * p->platform_count + platform];
	bool by_ratio =
		f->combine == COMBINE_MEAN_RATIO || f->combine == COMBINE_GEOMETRIC_RATIO;
	const char *lacks = cell_lacks(p, feature, platform, false);
	const char *extra = cell_lacks(p, feature, platform, true);

	if (lacks == NULL && extra == NULL)
		return;
	c->unlike = arena_printf(&p->arena,
				 "its strata of %s are not the baseline's%s%s%s%s", f->strata,
				 lacks ? "; it lacks " : "", lacks ? lacks : "",
				 extra ? "; only it has " : "", extra ? extra : "");
	say(t, by_ratio ? IN_COMMON : NOT_ALIKE, feature, platform, c->unlike);
}

static void find_in_cell(struct tell *t, size_t feature, size_t platform)
{
	struct profile *p = t->p;
	const struct rubric_feature *f = &p->rubric->features[feature];
	const struct profile_cell *c = profile_cell(p, feature, platform);
	bool twin = profile_is_twin(p, platform);

	if (c->status == PROFILE_UNSCORABLE)
		say(t, UNSCORABLE, feature, platform, c->why);
	if (c->status == PROFILE_FAILED && !twin)
		say(t, FAILED, feature, platform, c->why);
	/* Values have thresholds of their own: what the baseline has of them matters to none. */
	if (f->value && c->status == PROFILE_UNMEASURED && c->why && !twin &&
	    !(platform == 0 && f->absolute))
		say(t, LACKING, feature, platform, c->why);
	if (c->derived_without && !twin)
		say(t, WITHOUT, feature, platform,
		    arena_printf(&p->arena, "%s %s", f->strata, c->derived_without));
	if (platform == 0)
		return;
	if (c->status != PROFILE_SCORED && f->has_acceptance &&
	    p->rubric->importances[f->importance].mandatory)
		say(t, OPEN, feature, platform, NULL);
	if (c->status == PROFILE_SCORED && f->strata && !f->absolute)
		find_unlike(t, feature, platform);
}

/* Who has not said a word on a cell of which others have. */
static void find_silence(struct tell *t, size_t feature, size_t platform)
{
	struct profile *p = t->p;
	const struct judgements *j = p->rubric->judgements;
	struct profile_cell *c = &p->cells[feature * p->platform_count + platform];
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
	if (list == NULL)
		return;
	c->silent = arena_printf(&p->arena, "by %zu of %zu assessors; not by %s",
				 c->judgement_count, j->assessor_count, list);
	say(t, SILENT, feature, platform, c->silent);
}

/* What of a judged feature is not judged. */
static void find_unjudged(struct tell *t, size_t feature)
{
	struct profile *p = t->p;
	const struct judgements *j = p->rubric->judgements;
	const char *list = NULL;
	size_t judged = 0;

	for (size_t i = 0; i < p->platform_count; i++) {
		const struct profile_cell *c = profile_cell(p, feature, i);

		judged += c->judgement_count > 0;
		find_silence(t, feature, i);
		if (i > 0 && c->judgement_count == 0)
			list = list ? arena_printf(&p->arena, "%s, %s", list,
						   profile_platform_name(p, i))
				    : profile_platform_name(p, i);
	}
	if (judged == 0)
		say(t, SILENT_ALL, feature, 0,
		    j->missing ? arena_printf(&p->arena, "there is no file %s yet "
					      "(desmet judge makes it)", j->path)
			       : arena_printf(&p->arena, "%s says nothing of it", j->path));
	else if (list)
		say(t, UNJUDGED, feature, 0, list);
}

/* Of a feature that no platform has, each cell gets the reason; a derived one has its own. */
static int find_nowhere(struct store *s, struct tell *t, size_t feature, struct err *err)
{
	struct profile *p = t->p;
	const char *why;

	if (sample_why_none(s, p, feature, &why, err) != 0)
		return -1;
	for (size_t i = 0; i < p->platform_count; i++) {
		struct profile_cell *c = &p->cells[feature * p->platform_count + i];

		if (c->why == NULL)
			c->why = why;
	}
	say(t, NOWHERE, feature, 0, why);
	return 0;
}

static int find_in_feature(struct store *s, struct tell *t, size_t feature, struct err *err)
{
	struct profile *p = t->p;
	size_t records = 0, before = t->count;

	for (size_t i = 0; i < p->platform_count; i++) {
		const struct profile_cell *c = profile_cell(p, feature, i);

		records += c->sample_count + c->reject_count + (c->fault != NULL);
		find_in_cell(t, feature, i);
	}
	if (p->rubric->features[feature].judged)
		find_unjudged(t, feature);
	else if (records == 0) {
		/* That it lacks on each is the same said again. */
		size_t kept = before;
		for (size_t i = before; i < t->count; i++)
			if (t->list[i].kind != LACKING)
				t->list[kept++] = t->list[i];
		t->count = kept;
		return find_nowhere(s, t, feature, err);
	}
	return 0;
}

/* --- saying it ----------------------------------------------------------------------- */

static const struct said *next_of(const struct tell *t, const struct said *at, enum kind kind)
{
	const struct said *end = t->list + t->count;

	for (at = at ? at + 1 : t->list; at < end && at->kind != kind; at++)
		;
	return at < end ? at : NULL;
}

/* "kvm, docker": of which platforms the kind is said with the feature. */
static const char *platforms_of(const struct tell *t, enum kind kind, size_t feature)
{
	struct arena *a = &t->p->arena;
	const char *list = "";

	for (const struct said *s = next_of(t, NULL, kind); s; s = next_of(t, s, kind))
		if (s->feature == feature)
			list = arena_printf(a, "%s%s%s", list, *list ? ", " : "",
					    profile_platform_name(t->p, s->platform));
	return list;
}

/* "a, b of kvm, docker; c of kvm": features with the same platforms together. */
static const char *cells_of(const struct tell *t, enum kind kind)
{
	struct arena *a = &t->p->arena;
	const struct said *before = NULL;
	const char *text = "", *last = "";

	for (const struct said *s = next_of(t, NULL, kind); s; s = next_of(t, s, kind)) {
		const char *of = kinds[kind].whole ? "" : platforms_of(t, kind, s->feature);

		if (before && before->feature == s->feature)
			continue;
		if (before && strcmp(of, last) != 0)
			text = arena_printf(a, "%s of %s; ", text, last);
		else if (before)
			text = arena_printf(a, "%s, ", text);
		text = arena_printf(a, "%s%s", text, t->p->rubric->features[s->feature].name);
		last = of;
		before = s;
	}
	return *last ? arena_printf(a, "%s of %s", text, last) : text;
}

static const char *title_of_one(struct profile *p, const struct said *s)
{
	const char *feature = p->rubric->features[s->feature].name;

	if (kinds[s->kind].whole)
		return arena_printf(&p->arena, "%s %s", feature, kinds[s->kind].one);
	return arena_printf(&p->arena, "%s of %s %s", feature,
			    profile_platform_name(p, s->platform), kinds[s->kind].one);
}

static const char *text_of_one(struct profile *p, const struct said *s)
{
	const char *join = s->kind == UNJUDGED || s->kind == SILENT ? " " : ": ";

	return arena_printf(&p->arena, "%s%s%s", title_of_one(p, s), s->why ? join : "",
			    s->why ? s->why : "");
}

static void tell_text(enum kind kind, const char *text, struct notes *notes)
{
	if (kinds[kind].unused)
		notes_unused(notes, "%s", text);
	else
		notes_add(notes, "%s", text);
}

/* A few that have different reasons are told one by one: all of the reasons count. */
static void tell_kind(struct tell *t, enum kind kind, struct notes *notes)
{
	const struct said *first = next_of(t, NULL, kind);
	size_t n = 0;
	bool same = true;

	for (const struct said *s = first; s; s = next_of(t, s, kind)) {
		n++;
		same = same && (s->why == first->why ||
				(s->why && strcmp(s->why, first->why) == 0));
	}
	if (n == 1 || (n <= FEW && !same)) {
		for (const struct said *s = first; s; s = next_of(t, s, kind))
			tell_text(kind, text_of_one(t->p, s), notes);
	} else if (n > 1) {
		tell_text(kind,
			  arena_printf(&t->p->arena, "%s: %s (%zu %s)%s%s%s", kinds[kind].many,
				       cells_of(t, kind), n,
				       kinds[kind].whole ? "features" : "cells",
				       first->why == NULL ? ""
				       : same		  ? ": "
							  : "; the first: ",
				       first->why ? first->why : "",
				       same ? "" : "; each: desmet score --gaps"),
			  notes);
		notes->unused += kinds[kind].unused ? n - 1 : 0;
	}
}

/* Records that do not say which stratum they are of. */
static void tell_strata(struct profile *p, size_t feature, struct notes *notes)
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

static void tell_skipped(const struct rubric *r, struct notes *notes)
{
	const struct judgements *j = r->judgements;

	if (j && j->skipped > 0 && r->edits == NULL)
		notes_add(notes, "%s: %zu judgement%s of features or platforms that this "
				 "rubric does not have", j->path, j->skipped,
			  j->skipped == 1 ? "" : "s");
}

int tell_cells(struct store *s, struct profile *p, struct notes *notes, struct err *err)
{
	struct tell t = { .p = p };
	int rc = 0;

	tell_skipped(p->rubric, notes);
	for (size_t i = 0; i < p->rubric->feature_count && rc == 0; i++) {
		rc = find_in_feature(s, &t, i, err);
		tell_strata(p, i, notes);
	}
	for (int kind = 0; kind < KINDS && rc == 0; kind++)
		tell_kind(&t, (enum kind)kind, notes);
	free(t.list);
	return rc;
}
