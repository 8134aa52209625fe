/* profile.c - names and lifetime of profiles and audits; judges nothing. */
#include "data/profile.h"

#include <string.h>

bool profile_is_twin(const struct profile *p, size_t platform)
{
	return platform > 0 &&
	       strcmp(profile_platform_name(p, platform), p->rubric->baseline) == 0;
}

const char *profile_platform_name(const struct profile *p, size_t platform)
{
	return platform == 0 ? p->rubric->baseline
			     : p->rubric->platforms[platform - 1].name;
}

const char *profile_platform_title(const struct profile *p, size_t platform)
{
	return platform == 0 ? p->rubric->baseline_label
			     : p->rubric->platforms[platform - 1].title;
}

const char *profile_status_name(enum profile_status s)
{
	static const char *const names[] = {
		[PROFILE_SCORED] = "scored",	     [PROFILE_BASELINE] = "baseline",
		[PROFILE_UNMEASURED] = "unmeasured", [PROFILE_FAILED] = "failed",
		[PROFILE_UNSCORABLE] = "unscorable",
	};

	return names[s];
}

const char *profile_cell_status(const struct profile *p, size_t feature, size_t platform)
{
	enum profile_status status = profile_cell(p, feature, platform)->status;

	return p->rubric->features[feature].judged && status == PROFILE_UNMEASURED
		       ? "unjudged"
		       : profile_status_name(status);
}

const char *profile_finding_name(enum finding_kind k)
{
	static const char *const names[FINDING_KINDS] = {
		[FINDING_TOO_FEW] = "too_few",
		[FINDING_NO_SPREAD] = "no_spread",
		[FINDING_COLD_FIRST_RUN] = "cold_first_run",
		[FINDING_OUTLIER] = "outlier",
		[FINDING_TWO_MODES] = "two_modes",
		[FINDING_DRIFT] = "drift",
		[FINDING_STRATA_DISAGREE] = "strata_disagree",
		[FINDING_HIDDEN_MIXTURE] = "hidden_mixture",
		[FINDING_STATISTIC_MATTERS] = "statistic_matters",
		[FINDING_RUN_MATTERS] = "run_matters",
	};

	return names[k];
}

const char *profile_finding_title(enum finding_kind k)
{
	static const char *const titles[FINDING_KINDS] = {
		[FINDING_TOO_FEW] = "too few runs",
		[FINDING_NO_SPREAD] = "no spread",
		[FINDING_COLD_FIRST_RUN] = "cold first run",
		[FINDING_OUTLIER] = "outlier",
		[FINDING_TWO_MODES] = "two modes",
		[FINDING_DRIFT] = "drift",
		[FINDING_STRATA_DISAGREE] = "strata disagree",
		[FINDING_HIDDEN_MIXTURE] = "hidden mixture",
		[FINDING_STATISTIC_MATTERS] = "statistic matters",
		[FINDING_RUN_MATTERS] = "one run matters",
	};

	return titles[k];
}

void profile_release(struct profile *p)
{
	arena_release(&p->arena);
	*p = (struct profile){ 0 };
}

const char *claim_status_name(enum claim_status s)
{
	static const char *const names[] = { "holds", "does_not_hold", "underivable" };

	return names[s];
}

const char *claim_status_title(enum claim_status s)
{
	static const char *const titles[] = { "holds", "does not hold", "not derivable" };

	return titles[s];
}

const char *audit_status_name(enum audit_status s)
{
	static const char *const names[] = {
		[AUDIT_AGREES] = "agrees",
		[AUDIT_DIFFERS] = "differs",
		[AUDIT_UNDERIVABLE] = "underivable",
	};

	return names[s];
}

void audit_release(struct audit *a)
{
	arena_release(&a->arena);
	*a = (struct audit){ 0 };
}
