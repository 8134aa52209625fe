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

void profile_release(struct profile *p)
{
	arena_release(&p->arena);
	*p = (struct profile){ 0 };
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
