/*
 * prepare.c - what a command needs of score/, made from its rubrics and stores: a profile and
 * what belongs to it, or a comparison of two.
 */
#include <stdlib.h>

#include "data/base/mem.h"
#include "data/base/opt.h"
#include "data/certainty.h"
#include "data/command.h"
#include "data/inputs.h"
#include "data/parts.h"
#include "data/tuning.h"
#include "score/score.h"

struct prepared {
	struct profile profile, other_profile;
	struct comparison comparison;
	struct tuning tuning;
	struct audit audit;
	struct certainty certainty;
	struct parts parts;
};

static int prepare_certainty(struct call *call, struct prepared *p)
{
	struct certainty_options options;

	if (certainty_options_read(&call->opts, &options, call->err) != 0)
		return -1;
	score_certainty(&p->profile, &options, &p->certainty);
	call->certainty = &p->certainty;
	return 0;
}

/* The values of what the rubrics compare: those that are chosen must leave no choice, unless the
   command shows a profile for each. */
static int prepare_dimensions(struct call *call, struct inputs *in, bool must)
{
	struct rubric *both[] = { &in->rubric, &in->other_rubric };
	bool parts = (call->command->needs & TAKES_PARTS) != 0;

	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		struct store *s = i && in->other_store ? in->other_store : in->store;

		if (both[i]->path == NULL)
			continue;
		if (score_dimensions(s, both[i], call->err) != 0 ||
		    rubric_choose_all(both[i], &call->opts, must, call->err) != 0 ||
		    (!parts && rubric_check_chosen(both[i], call->err) != 0))
			return -1;
	}
	return 0;
}

/* A profile for each value of what the rubric compares. */
static int prepare_parts(struct call *call, const struct inputs *in, struct prepared *p)
{
	struct certainty_options options;

	if (certainty_options_read(&call->opts, &options, call->err) != 0 ||
	    score_parts(in->store, in->rubric.path, &call->opts, &options,
			(call->command->needs & WANT_BREAK_EVEN) != 0, &p->parts, call->notes,
			call->err) != 0)
		return -1;
	call->parts = &p->parts;
	call->profile = &p->parts.list[0].profile;
	call->certainty = &p->parts.list[0].certainty;
	return 0;
}

static int prepare_profile(struct call *call, const struct inputs *in, struct prepared *p)
{
	unsigned needs = call->command->needs;
	int rc;

	if (rubric_open_dimension(&in->rubric))
		return prepare_parts(call, in, p);
	rc = score_profile(in->store, &in->rubric, &p->profile, call->notes, call->err);
	call->profile = &p->profile;
	if (rc == 0 && ((needs & NEED_AUDIT) || (needs & WANT_AUDIT && in->rubric.published))) {
		rc = score_audit(in->store, &p->profile, &p->audit, call->err);
		call->audit = &p->audit;
	}
	if (rc == 0 && needs & NEED_CERTAINTY)
		rc = prepare_certainty(call, p);
	if (rc == 0 && needs & WANT_BREAK_EVEN) {
		score_break_even(&p->profile, &p->tuning.break_even);
		call->tuning = &p->tuning;
	}
	return rc;
}

/* The profile by the edited rubric, beside the one that is there. */
static int prepare_edited(struct call *call, const struct inputs *in, struct prepared *p)
{
	struct notes notes = { 0 };
	int rc = score_profile_again(in->store, &p->profile, &in->other_rubric,
				     &p->other_profile, &notes, call->err);

	if (rc != 0) {
		err_wrap(call->err, "with %s", in->other_rubric.edits);
	} else {
		score_compare(&p->profile, &p->other_profile, &p->comparison);
		call->comparison = &p->comparison;
		notes_more(call->notes, &notes, in->other_rubric.edits);
	}
	notes_release(&notes);
	return rc;
}

/* What is asked of the profile, edited or not. */
static int prepare_question(struct call *call, struct prepared *p)
{
	bool edited = call->comparison != NULL;
	struct certainty_options options;

	if (certainty_options_read(&call->opts, &options, call->err) != 0)
		return -1;
	call->tuning = &p->tuning;
	return score_tuning(edited ? &p->other_profile : &p->profile, &call->opts, &options,
			    edited, &p->tuning, call->err);
}

static int prepare_comparison(struct call *call, struct inputs *in, struct prepared *p)
{
	struct notes notes = { 0 };
	bool one_rubric = in->other_rubric.path == NULL, one_store = in->other_store == NULL;
	int rc = prepare_dimensions(call, in, one_rubric);

	if (rc == 0)
		rc = score_profile(in->store, &in->rubric, &p->profile, call->notes, call->err);
	if (rc == 0)
		rc = score_profile_again(one_store ? in->store : in->other_store,
					 one_store ? &p->profile : NULL,
					 one_rubric ? &in->rubric : &in->other_rubric,
					 &p->other_profile, &notes, call->err);
	if (rc == 0) {
		score_compare(&p->profile, &p->other_profile, &p->comparison);
		call->profile = &p->profile;
		call->comparison = &p->comparison;
	}
	notes_more(call->notes, &notes, call->argv[1]);
	notes_release(&notes);
	return rc;
}

int score_prepare(struct call *call, struct inputs *in, struct prepared **out)
{
	struct prepared *p = *out = mem_new(1, sizeof(*p));
	unsigned needs = call->command->needs;
	int rc;

	if (needs & NEED_COMPARISON)
		return prepare_comparison(call, in, p);
	rc = prepare_dimensions(call, in, true) ? -1 : prepare_profile(call, in, p);
	if (rc == 0 && in->edits.count > 0)
		rc = prepare_edited(call, in, p);
	if (rc == 0 && needs & NEED_TUNING)
		rc = prepare_question(call, p);
	return rc;
}

void score_prepared_release(struct prepared *p)
{
	if (p == NULL)
		return;
	tuning_release(&p->tuning);
	comparison_release(&p->comparison);
	profile_release(&p->other_profile);
	parts_release(&p->parts);
	certainty_release(&p->certainty);
	audit_release(&p->audit);
	profile_release(&p->profile);
	free(p);
}
