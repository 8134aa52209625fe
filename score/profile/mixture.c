/* mixture.c - runs that a profile takes as alike, though the rubric never said so. */
#include "score/profile/mixture.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NAMED_MOST 6 /* values, and platforms, that a note names */

/* Where a platform is, not what was asked of it: each has an address of its own, so that a
   candidate's runs always differ from the baseline's in these. Runs of one cell must not:
   two hosts, two servers on one, or two disks are two things. */
static const char *const addresses[] = { "target", "port", "directory" };

/* What printed the figures is told like a parameter: two tools do not measure alike. A table of
   measurements does not say what did. */
#define TOOL "tool"
#define NO_TOOL "measurements"

/* A value in a record's parameters; not ended by a NUL. */
struct value {
	const char *text; /* "" and 0: the record lacks the parameter */
	size_t n;
};

#define NO_OPERAND SIZE_MAX

/* A cell's runs; of a derived feature those of which one operand is the statistic, as a cell. */
static struct profile_cell runs_of(const struct profile *p, size_t feature, size_t platform,
				   size_t operand)
{
	const struct profile_cell *c = profile_cell(p, feature, platform);
	struct profile_cell runs = *c;

	if (operand == NO_OPERAND)
		return runs;
	runs.sample_count = 0;
	if (c->sample_count == 0 || operand >= c->samples[0].operand_count)
		return runs;
	/* only read here */
	runs.samples = (struct profile_sample *)(uintptr_t)c->samples[0].operands[operand].samples;
	runs.sample_count = c->samples[0].operands[operand].sample_count;
	return runs;
}

/* The look at one parameter of a feature. */
struct look {
	struct profile *p;
	size_t feature, operand;
	const char *name;
	struct value seen[NAMED_MOST]; /* distinct ones */
	size_t seen_count;             /* one more than fit: there are others */
	size_t cells;                  /* mixed in themselves */
	const char *platforms;         /* not like the baseline: "1 for kvm, 2 for docker" */
	size_t platform_count;
	struct value baseline;         /* where they are not */
};

static const char *setting_of(const struct profile_sample *s)
{
	return s->setting ? s->setting : s->parameters ? s->parameters : "";
}

static struct value value_in(const char *setting, const char *name)
{
	size_t length = strlen(name);

	for (const char *s = setting; *s;) {
		size_t n = strcspn(s, ";");

		if (n > length && s[length] == '=' && memcmp(s, name, length) == 0)
			return (struct value){ s + length + 1, n - length - 1 };
		s += n + (s[n] == ';');
	}
	return (struct value){ "", 0 };
}

static const char *tool_of(const struct profile_sample *s)
{
	return s->tool && strcmp(s->tool, NO_TOOL) != 0 ? s->tool : "";
}

static struct value value_of(const struct profile_sample *s, const char *name)
{
	const char *tool = tool_of(s);

	return strcmp(name, TOOL) == 0 ? (struct value){ tool, strlen(tool) }
				       : value_in(setting_of(s), name);
}

static bool is_same(struct value a, struct value b)
{
	return a.n == b.n && memcmp(a.text, b.text, a.n) == 0;
}

/* May two runs be taken as alike, in this? Nobody knows the tool of a table of measurements. */
static bool is_alike(const char *name, struct value a, struct value b)
{
	return is_same(a, b) || (strcmp(name, TOOL) == 0 && (a.n == 0 || b.n == 0));
}

static bool same_setting(const struct profile_sample *a, const struct profile_sample *b)
{
	return (setting_of(a) == setting_of(b) || strcmp(setting_of(a), setting_of(b)) == 0) &&
	       (a->tool == b->tool || strcmp(tool_of(a), tool_of(b)) == 0);
}

static bool same_stratum(const struct profile_sample *a, const struct profile_sample *b)
{
	return a->stratum == b->stratum ||
	       (a->stratum && b->stratum && strcmp(a->stratum, b->stratum) == 0);
}

/* The first sample of each stratum of a cell; the caller frees. Few strata, and the one before
   mostly comes again. */
static const struct profile_sample **firsts(const struct profile_cell *c, size_t *count)
{
	const struct profile_sample **first = mem_new(c->sample_count + 1, sizeof(first[0]));
	size_t last = 0;

	*count = 0;
	for (size_t i = 0; i < c->sample_count; i++) {
		size_t k = last;

		if (*count > 0 && same_stratum(first[k], &c->samples[i]))
			continue;
		for (k = 0; k < *count && !same_stratum(first[k], &c->samples[i]);)
			k++;
		if (k == *count)
			first[(*count)++] = &c->samples[i];
		last = k;
	}
	return first;
}

static const struct profile_sample *first_of(const struct profile_sample *const *first,
					     size_t count, const struct profile_sample *s)
{
	for (size_t i = 0; i < count; i++)
		if (same_stratum(first[i], s))
			return first[i];
	return NULL;
}

/* --- is there anything? -------------------------------------------------------------- */

/* Does any sample differ in any way from the first of its stratum, there or with the baseline?
   Mostly not, and then nothing more has to be read. */
static bool is_uniform(const struct profile *p, size_t feature, size_t operand)
{
	bool uniform = true;

	for (size_t i = 0; i < p->platform_count && uniform; i++) {
		const struct profile_cell c = runs_of(p, feature, i, operand);
		const struct profile_cell base = runs_of(p, feature, 0, operand);
		size_t n, m;
		const struct profile_sample **first = firsts(&c, &n), **other = firsts(&base, &m);
		const struct profile_sample *last = NULL, *like = NULL;

		for (size_t k = 0; k < c.sample_count && uniform; k++) {
			const struct profile_sample *s = &c.samples[k];

			if (last == NULL || !same_stratum(last, s))
				like = first_of(first, n, s);
			last = s;
			uniform = same_setting(s, like);
		}
		for (size_t k = 0; k < n && uniform; k++) {
			like = first_of(other, m, first[k]);
			uniform = like == NULL || same_setting(first[k], like);
		}
		free(first);
		free(other);
	}
	return uniform;
}

/* --- one parameter ------------------------------------------------------------------- */

static void see(struct look *l, struct value v)
{
	for (size_t i = 0; i < l->seen_count && i < NAMED_MOST; i++)
		if (is_same(l->seen[i], v))
			return;
	if (l->seen_count < NAMED_MOST)
		l->seen[l->seen_count] = v;
	if (l->seen_count <= NAMED_MOST)
		l->seen_count++;
}

/* Do the runs of a cell differ within a stratum? */
static bool look_within(struct look *l, const struct profile_cell *c,
			const struct profile_sample *const *first, size_t n)
{
	bool mixed = false;

	for (size_t i = 0; i < c->sample_count; i++) {
		struct value v = value_of(&c->samples[i], l->name);
		struct value of = value_of(first_of(first, n, &c->samples[i]), l->name);

		if (is_alike(l->name, v, of))
			continue;
		see(l, of);
		see(l, v);
		mixed = true;
	}
	return mixed;
}

bool mixture_is_address(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++)
		if (strlen(addresses[i]) == length &&
		    memcmp(addresses[i], name, length) == 0)
			return true;
	return false;
}

/* Are the runs of a cell, alike in themselves, not like the baseline's? */
static void look_between(struct look *l, size_t platform,
			 const struct profile_sample *const *first, size_t n)
{
	const struct profile_cell base = runs_of(l->p, l->feature, 0, l->operand);
	struct arena *a = &l->p->arena;
	size_t m;
	const struct profile_sample **other = firsts(&base, &m), *like;

	for (size_t i = 0; i < n; i++) {
		struct value v = value_of(first[i], l->name), of;

		like = first_of(other, m, first[i]);
		if (like == NULL)
			continue;
		of = value_of(like, l->name);
		if (is_alike(l->name, v, of))
			continue;
		l->platforms = arena_printf(a, "%s%s%.*s for %s", l->platforms,
					    l->platform_count ? ", " : "",
					    v.n ? (int)v.n : 4, v.n ? v.text : "none",
					    profile_platform_name(l->p, platform));
		l->platform_count++;
		l->baseline = of;
		break;
	}
	free(other);
}

/* "mode (seqrd, seqwr)" */
static const char *values_of(struct look *l)
{
	struct arena *a = &l->p->arena;
	const char *text = "";

	for (size_t i = 0; i < l->seen_count && i < NAMED_MOST; i++) {
		struct value v = l->seen[i];

		text = arena_printf(a, "%s%s%.*s", text, i ? ", " : "", v.n ? (int)v.n : 4,
				    v.n ? v.text : "none");
	}
	return arena_printf(a, "%s%s", text, l->seen_count > NAMED_MOST ? " ..." : "");
}

static void keep(struct look *l, const char *text)
{
	struct profile *p = l->p;
	struct profile_mixture *all;

	for (size_t i = 0; i < p->mixture_count; i++)
		if (p->mixtures[i].feature == l->feature &&
		    strcmp(p->mixtures[i].parameter, l->name) == 0)
			return; /* of another operand */
	all = arena_new(&p->arena, p->mixture_count + 1, sizeof(all[0]));

	if (p->mixture_count > 0)
		memcpy(all, p->mixtures, p->mixture_count * sizeof(all[0]));
	all[p->mixture_count++] = (struct profile_mixture){ l->feature, l->name, text };
	p->mixtures = all;
}

static void look_at(struct profile *p, size_t feature, size_t operand, const char *name)
{
	struct look l = { .p = p, .feature = feature, .operand = operand, .name = name,
			  .platforms = "" };
	const struct rubric_feature *f = &p->rubric->features[feature];
	struct arena *a = &p->arena;
	size_t n, measured = 0;

	for (size_t i = 0; i < p->platform_count; i++) {
		const struct profile_cell c = runs_of(p, feature, i, operand);
		const struct profile_sample **first = firsts(&c, &n);

		if (!profile_is_twin(p, i)) {
			measured += c.sample_count > 0;
			if (look_within(&l, &c, first, n))
				l.cells++;
			else if (i > 0 && !f->absolute && !mixture_is_address(name, strlen(name)))
				look_between(&l, i, first, n);
		}
		free(first);
	}
	if (l.cells > 0)
		keep(&l,
		     arena_printf(a, "pools runs that differ in %s (%s), in %zu of %zu cells",
				  name, values_of(&l), l.cells, measured));
	else if (l.platform_count > 0)
		keep(&l,
		     arena_printf(a, "compares runs that differ in %s: %s, but %.*s for the "
				     "baseline %s",
				  name, l.platforms, l.baseline.n ? (int)l.baseline.n : 4,
				  l.baseline.n ? l.baseline.text : "none",
				  profile_platform_name(p, 0)));
}

/* --- all ----------------------------------------------------------------------------- */

/* The names of the parameters of a feature's samples that it does not speak of; the caller
   frees the list. */
static const char **names_of(struct profile *p, size_t feature, size_t operand, size_t *count)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	const char **names = NULL, *last = NULL;
	size_t room = 0;

	*count = 0;
	for (size_t i = 0; i < p->platform_count; i++) {
		const struct profile_cell c = runs_of(p, feature, i, operand);

		for (size_t k = 0; k < c.sample_count; k++) {
			const char *s = setting_of(&c.samples[k]);

			if (s == last)
				continue;
			for (last = s; *s;) {
				size_t length = strcspn(s, ";"), n = strcspn(s, "=;"), at = 0;

				while (at < *count && (strlen(names[at]) != n ||
						       memcmp(names[at], s, n) != 0))
					at++;
				if (at == *count && n > 0 && !rubric_is_declared(f, s, n)) {
					names = mem_grow(names, &room, *count + 1,
							 sizeof(names[0]));
					names[(*count)++] = arena_dup_n(&p->arena, s, n);
				}
				s += length + (s[length] == ';');
			}
		}
	}
	return names;
}

static void look_into(struct profile *p, size_t feature, size_t operand)
{
	const char **names;
	size_t n;

	if (is_uniform(p, feature, operand))
		return;
	names = names_of(p, feature, operand, &n);
	for (size_t k = 0; k < n; k++)
		look_at(p, feature, operand, names[k]);
	if (!rubric_is_declared(&p->rubric->features[feature], TOOL, strlen(TOOL)))
		look_at(p, feature, operand, TOOL);
	free(names);
}

/* One sentence for each parameter, however many features mix runs of it. */
static void tell(const struct profile *p, size_t first, struct notes *notes)
{
	const struct profile_mixture *m = &p->mixtures[first];
	const char *names = "";
	struct arena a = { 0 };
	size_t count = 0;
	bool same = true;

	for (size_t i = first; i < p->mixture_count; i++) {
		if (strcmp(p->mixtures[i].parameter, m->parameter) != 0)
			continue;
		same = same && strcmp(p->mixtures[i].text, m->text) == 0;
		names = arena_printf(&a, "%s%s%s", names, count++ ? ", " : "",
				     p->rubric->features[p->mixtures[i].feature].name);
	}
	if (count > 1)
		names = arena_printf(&a, "%s (%zu features):%s", names, count,
				     same ? " each" : " the first");
	notes_add(notes, "hidden mixture: %s %s%s; the rubric does not say so; wanted: %s"
			 "pool = %s",
		  names, m->text, same ? "" : " (each: below the profile of desmet score)",
		  strcmp(m->parameter, TOOL) == 0
			  ? "a benchmark (in a layout) for each tool, or "
			  : "where, strata, a [dimension] or ",
		  m->parameter);
	arena_release(&a);
}

static bool is_told(const struct profile *p, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(p->mixtures[i].parameter, p->mixtures[at].parameter) == 0)
			return true;
	return false;
}

void mixture_find(struct profile *p, struct notes *notes)
{
	for (size_t i = 0; i < p->rubric->feature_count; i++) {
		size_t operands = 0;

		look_into(p, i, NO_OPERAND);
		for (size_t k = 0; k < p->platform_count; k++) {
			const struct profile_cell *c = profile_cell(p, i, k);

			if (c->sample_count > 0 && c->samples[0].operand_count > operands)
				operands = c->samples[0].operand_count;
		}
		for (size_t k = 0; k < operands; k++)
			look_into(p, i, k);
	}
	for (size_t i = 0; i < p->mixture_count; i++)
		if (!is_told(p, i))
			tell(p, i, notes);
}
