/* t_rubric.c - rubrics: what is read from good ones, what is said of bad ones. */
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "data/base/conf.h"
#include "data/rubric/rubric.h"
#include "tests/unit/tap.h"

#define DIR_OF_CASES "tests/rubrics" /* tests run in the repository's root */
#define CASES_MAX    200

/* --- bad rubrics: tests/rubrics/bad-*.ini, each with its message in bad-*.expect ----- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t list_cases(char **names)
{
	DIR *dir = opendir(DIR_OF_CASES);
	size_t n = 0;

	for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
		size_t len = strlen(e->d_name);

		if (strncmp(e->d_name, "bad-", 4) == 0 && len > 8 && n < CASES_MAX &&
		    strcmp(e->d_name + len - 4, ".ini") == 0)
			names[n++] = mem_dup_n(e->d_name, len - 4);
	}
	if (dir != NULL)
		closedir(dir);
	qsort(names, n, sizeof(names[0]), by_name);
	return n;
}

static void read_line(const char *path, char *to, size_t size)
{
	FILE *f = fopen(path, "r");
	size_t n = f != NULL ? fread(to, 1, size - 1, f) : 0;

	to[n] = '\0';
	to[strcspn(to, "\n")] = '\0';
	if (f != NULL)
		fclose(f);
}

static void test_bad(struct tap *t)
{
	char *names[CASES_MAX], path[300], expect[300], want[2000];
	size_t n = list_cases(names);

	ok(t, n >= 50, "the bad rubrics are there (%zu)", n);
	for (size_t i = 0; i < n; i++) {
		struct rubric r;
		struct err err = { 0 };
		int rc;

		snprintf(path, sizeof(path), DIR_OF_CASES "/%s.ini", names[i]);
		snprintf(expect, sizeof(expect), DIR_OF_CASES "/%s.expect", names[i]);
		rc = rubric_load(&r, path, &err);
		if (getenv("BLESS") != NULL) {
			FILE *f = fopen(expect, "w");

			if (f != NULL) {
				fprintf(f, "%s\n", err.text);
				fclose(f);
			}
		}
		read_line(expect, want, sizeof(want));
		ok(t, rc == -1 && err.code == EXIT_INPUT && r.features == NULL,
		   "%s is refused as input", names[i]);
		is_text(t, err.text, want, names[i]);
		rubric_release(&r);
		free(names[i]);
	}
}

static void test_unreadable(struct tap *t)
{
	static const char *const paths[] = { "tests/rubrics", "tests/rubrics/none.ini" };

	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct rubric r;
		struct err err = { 0 };

		ok(t, rubric_load(&r, paths[i], &err) == -1 && err.text[0] != '\0',
		   "%s is no rubric: %s", paths[i], err.text);
		rubric_release(&r);
	}
}

/* --- good rubrics -------------------------------------------------------------------- */

static void load(struct tap *t, struct rubric *r, const char *path)
{
	struct err err = { 0 };

	if (!ok(t, rubric_load(r, path, &err) == 0, "%s is sound", path))
		printf("# %s\n", err.text);
}

static void test_small(struct tap *t)
{
	static const char *const paths[] = { "tests/rubrics/good-small.ini",
					     "tests/rubrics/good-crlf.ini" };

	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct rubric r;

		load(t, &r, paths[i]);
		if (r.feature_count == 1) {
			const struct rubric_feature *f = &r.features[0];

			is_text(t, r.title, "wheels", "the title is the name");
			is_text(t, r.baseline_title, "metal",
				"a platform's title is its name");
			is_text(t, f->title, "turns", "a feature's title is its name");
			is_int(t, f->decimals, 2, "two decimals");
			ok(t, f->statistic == STAT_MEAN && f->combine == COMBINE_POOL,
			   "mean, pooled");
			ok(t, !r.weighted && r.importances[0].weight == 1, "no weights: 1");
			is_int(t, f->base_level, 0, "nothing reached: 0");
			is_int(t, f->max_level, 4, "four levels");
			ok(t, !f->absolute && f->levels[0].threshold == 0.6, "60%% is 0.6");
			ok(t, r.published == NULL && !f->has_acceptance,
			   "nothing invented");
			ok(t, r.confidence == 0.95 && r.edits == NULL,
			   "95 %% unless the rubric says otherwise");
		}
		rubric_release(&r);
	}
}

static void check_noise(struct tap *t, const struct rubric *r)
{
	const struct rubric_feature *f = rubric_feature_find(r, "noise");

	is_int(t, f - r->features, 2, "features are grouped by set");
	is_text(t, r->sets[f->set].name, "comfort", "noise is comfort");
	is_text(t, f->side, "server", "side");
	is_int(t, (int)f->where_count, 2, "two conditions");
	is_text(t, f->where[0].name, "mode", "the first: mode");
	is_text(t, f->where[1].name, "size", "the second: size, blanks cut");
	is_text(t, f->where[1].value, "4k", "the second: 4k, blanks cut");
	ok(t, f->absolute && f->lower_is_better, "absolute, lower is better");
	ok(t, f->levels[0].threshold == 12.5 && f->levels[2].threshold == 2.5,
	   "thresholds");
	ok(t, f->has_acceptance && f->acceptance == 2, "acceptance");
	ok(t, f->statistic == STAT_GEOMETRIC_MEAN && f->combine == COMBINE_MEAN,
	   "geometric mean by strata");
	is_text(t, f->unit.canonical, "s", "ms is a time");
}

static void test_full(struct tap *t)
{
	struct rubric r;
	const struct rubric_feature *f;

	load(t, &r, "tests/rubrics/good-full.ini");
	if (r.feature_count != 3)
		return;
	is_text(t, r.baseline_title, "Bare metal", "a baseline with a blank in its name");
	is_text(t, r.platforms[1].name, "kvm one", "a candidate with a blank in its name");
	ok(t, r.confidence == 0.999, "confidence, a blank before its sign");
	is_text(t, r.baseline_label, "Bare metal", "a baseline alone is called as it is");
	ok(t, r.weighted && r.sets[0].weight == 3, "weighted");
	f = rubric_feature_find(&r, "turns");
	ok(t, f->statistic == STAT_TRIMMED_MEAN && f->trim == 0.2, "own trim");
	is_text(t, r.importances[f->importance].title, "vital", "own importance");
	ok(t, r.importances[f->importance].mandatory, "own importance is mandatory");
	is_int(t, f->base_level, -2, "otherwise of the scale");
	is_int(t, f->levels[0].level, -1, "levels below zero");
	is_text(t, f->scale, "judged", "the scale that a feature names");
	is_text(t, rubric_feature_find(&r, "noise")->scale, NULL, "none for levels of its own");
	f = rubric_feature_find(&r, "starts");
	is_int(t, f->base_level, -7, "otherwise of the feature");
	is_text(t, r.importances[f->importance].title, "Mandatory", "known title kept");
	ok(t, r.importances[f->importance].mandatory, "known veto kept");
	is_text(t, rubric_symbol_of(f, -2), "--", "a symbol that begins with a dash");
	is_text(t, rubric_symbol_of(f, 7), NULL, "no symbol");
	check_noise(t, &r);
	rubric_release(&r);
	rubric_release(&r);
	ok(t, r.features == NULL, "releasing twice is fine");
}

/* A baseline that is a candidate, too. */
static void test_twin(struct tap *t)
{
	struct rubric r;

	load(t, &r, "tests/rubrics/good-twin.ini");
	is_int(t, (int)r.platform_count, 2, "two candidates");
	is_int(t, (int)rubric_candidate_find(&r, "metal"), 1, "the second is the baseline");
	is_int(t, (int)rubric_candidate_find(&r, "kvm"), 2, "no such candidate");
	is_text(t, r.platforms[1].title, "Metal", "it has the title of its section");
	is_text(t, r.baseline_title, "Metal", "... as a baseline, too");
	is_text(t, r.baseline_label, "Metal (baseline)", "... and the two are told apart");
	rubric_release(&r);
}

static void test_thesis(struct tap *t)
{
	struct rubric r;

	load(t, &r, "rubrics/karna-2021.ini");
	is_int(t, (int)r.feature_count, 12, "the thesis has 12 features");
	is_int(t, (int)r.platform_count, 4, "and 4 candidates");
	is_text(t, r.published, "rubrics/karna-2021-published.ini",
		"its sheet lies beside it");
	is_int(t, (int)strlen(r.sha256), 64, "its hash");
	rubric_release(&r);
}

/* --- what is included ---------------------------------------------------------------- */

static void test_include(struct tap *t)
{
	struct rubric r, full;
	const struct rubric_feature *f;
	char place[RUBRIC_PLACE];

	load(t, &r, "tests/rubrics/good-include.ini");
	load(t, &full, "tests/rubrics/good-full.ini");
	if (r.feature_count != 3 || full.feature_count != 3)
		return;
	is_text(t, r.name, "included", "the including file has the last word");
	is_text(t, r.title, "included", "a title that is taken away");
	is_text(t, r.source, "made up", "what it does not say is taken over");
	is_int(t, (int)r.platform_count, 1, "other candidates; a section of one that was");
	is_text(t, r.platforms[0].title, "Docker", "the title of one that is still there");
	ok(t, r.sets[0].weight == 3 && r.confidence == 0.999, "weights and confidence");
	ok(t, rubric_feature_find(&r, "noise") == NULL, "left out");
	f = rubric_feature_find(&r, "turns");
	is_int(t, f - r.features, 0, "features stay in their places");
	ok(t, f->statistic == STAT_MEDIAN && f->trim == 0, "a key changed, another taken away");
	is_text(t, f->unit_text, rubric_feature_find(&full, "turns")->unit_text, "one kept");
	is_text(t, f->scale, "share", "a scale of the other file");
	ok(t, f->levels[0].threshold == 0.5, "with its thresholds");
	is_text(t, rubric_place(&r, f->line, place), "tests/rubrics/good-include.ini:13",
		"a section that both have stands in the including file");
	f = rubric_feature_find(&r, "starts");
	is_int(t, f->decimals, 0, "another decimals");
	is_text(t, r.features[2].name, "more", "new features come last");
	is_text(t, rubric_place(&r, r.sets[0].line, place),
		"tests/rubrics/good-full.ini:18 (included from tests/rubrics/good-include.ini:5)",
		"where a section of the other stands");
	rubric_release(&r);
	rubric_release(&full);
}

static void write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f != NULL) {
		fputs(text, f);
		fclose(f);
	}
}

/* The hash is of all files: of two levels of them here. */
static void test_include_hash(struct tap *t)
{
	char folder[] = "/tmp/t_rubric.XXXXXX", a[100], b[100], c[100], before[65];
	struct rubric r;

	if (!ok(t, mkdtemp(folder) != NULL, "a folder"))
		return;
	snprintf(a, sizeof(a), "%s/a.ini", folder);
	snprintf(b, sizeof(b), "%s/b.ini", folder);
	snprintf(c, sizeof(c), "%s/c.ini", folder);
	write_text(a, "[rubric]\ninclude = b.ini\n");
	write_text(b, "[rubric]\nname = b\nbaseline = m\ncandidates = k\ninclude = c.ini\n");
	write_text(c, "[set s]\n[feature f]\nset = s\nimportance = high\nbenchmark = x\n"
		      "metric = y\ndirection = higher\nunit = s\nlevels = 50%\n");
	load(t, &r, a);
	memcpy(before, r.sha256, sizeof(before));
	rubric_release(&r);
	load(t, &r, a);
	is_text(t, r.sha256, before, "the same files, the same hash");
	rubric_release(&r);
	write_text(c, "[set s]\n[feature f]\nset = s\nimportance = high\nbenchmark = x\n"
		      "metric = y\ndirection = higher\nunit = s\nlevels = 60%\n");
	load(t, &r, a);
	ok(t, strcmp(r.sha256, before) != 0, "another included file, another hash");
	rubric_release(&r);
	unlink(a);
	unlink(b);
	unlink(c);
	rmdir(folder);
}

/* --- dimensions ---------------------------------------------------------------------- */

#define PATH_OF_DIMENSIONS "tests/rubrics/good-dimensions.ini"

static const char *where_of(const struct rubric *r, const char *feature, const char *name)
{
	const struct rubric_feature *f = rubric_feature_find(r, feature);

	for (size_t i = 0; i < f->where_count; i++)
		if (strcmp(f->where[i].name, name) == 0)
			return f->where[i].value;
	return NULL;
}

/* Two compared, one fixed; three features that take them otherwise. */
static void test_dimensions(struct tap *t)
{
	static const char *const at[] = { "device=x86;load=low", "device=x86;load=high",
					  "device=arm;load=low", "device=arm;load=high" };

	for (size_t i = 0; i < ARRAY_LEN(at); i++) {
		struct rubric r;

		load(t, &r, PATH_OF_DIMENSIONS);
		is_int(t, (int)rubric_points(&r), 4, "two values of two dimensions");
		ok(t, rubric_open_dimension(&r) == &r.dimensions[0] && r.at == NULL,
		   "nothing is chosen yet");
		rubric_choose_point(&r, i);
		is_text(t, r.at, at[i], "the last dimension changes first");
		ok(t, rubric_open_dimension(&r) == NULL, "all is chosen");
		is_text(t, where_of(&r, "turns", "device"), i < 2 ? "x86" : "arm",
			"a feature that does not speak of it reads the value");
		is_text(t, where_of(&r, "turns", "kernel"), "6.1", "what is fixed, too");
		is_text(t, where_of(&r, "own", "device"), "mips", "its own where stands");
		is_text(t, where_of(&r, "both", "device"), NULL, "strata are not one value");
		is_text(t, where_of(&r, "both", "load"), NULL, "nor is what is pooled");
		is_text(t, where_of(&r, "both", "kernel"), "6.1", "the other is");
		rubric_release(&r);
	}
}

static void test_choose(struct tap *t)
{
	struct rubric r;
	struct err err = { 0 };

	load(t, &r, PATH_OF_DIMENSIONS);
	ok(t, rubric_choose(&r, "load=high", true, &err) == 0, "one is chosen");
	is_int(t, (int)rubric_points(&r), 2, "two are left");
	is_text(t, rubric_open_dimension(&r)->name, "device", "of the other");
	ok(t, rubric_choose(&r, "load=low", true, &err) == -1, "twice is once too often");
	ok(t, rubric_choose(&r, "kernel=5", true, &err) == -1, "what is fixed is fixed");
	ok(t, rubric_choose(&r, "colour=red", true, &err) == -1, "no such dimension");
	ok(t, rubric_choose(&r, "colour=red", false, &err) == 0, "which may not matter");
	ok(t, rubric_check_chosen(&r, &err) == -1 && strstr(err.text, "--dimension device="),
	   "what is open: %s", err.text);
	rubric_choose_point(&r, 1);
	is_text(t, r.title, "Wheels, load high, Device arm", "the title says the values");
	is_text(t, r.name, "wheels (load=high;device=arm)", "the name, too");
	rubric_release(&r);
}

/* --- levels -------------------------------------------------------------------------- */

static void test_levels(struct tap *t)
{
	static const struct rubric_level share[] = {
		{ 1, 0.6 }, { 2, 0.7 }, { 3, 0.8 }, { 4, 0.9 }
	};
	static const struct rubric_level boot[] = {
		{ 1, 0.4 }, { 2, 0.3 }, { 3, 0.2 }, { 4, 0.1 }
	};
	static const struct rubric_level low[] = { { -1, 0.5 }, { 0, 0.9 }, { 1, 1.1 } };
	const struct rubric_feature up = { .levels = (struct rubric_level *)share,
					   .level_count = 4 };
	const struct rubric_feature down = { .levels = (struct rubric_level *)boot,
					     .level_count = 4,
					     .lower_is_better = true };
	const struct rubric_feature sub = { .levels = (struct rubric_level *)low,
					    .level_count = 3,
					    .base_level = -2 };
	const struct {
		const struct rubric_feature *f;
		double figure;
		int level;
	} cases[] = {
		{ &up, 0, 0 },
		{ &up, 0.5999999999, 0 },
		{ &up, 0.6, 1 },
		{ &up, 0.69999999, 1 },
		{ &up, 0.7, 2 },
		{ &up, 0.8, 3 },
		{ &up, 0.9, 4 },
		{ &up, 17, 4 },
		{ &up, 1e300, 4 },
		{ &up, 0.1 + 0.2 + 0.3, 1 },   /* 0.6000000000000001 */
		{ &up, 0.3 + 0.3 - 1e-13, 1 }, /* below 12 decimals */
		{ &up, 0.6 - 1e-12, 0 },       /* the 12th decimal counts */
		{ &up, 0.1 * 7, 2 },	       /* 0.7000000000000001 */
		{ &up, 1 - 0.3, 2 },	       /* 0.7 */
		{ &up, 1 - 0.9 + 0.6, 2 },     /* 0.7 or a hair beside */
		{ &down, 0.4, 1 },
		{ &down, 0.1 + 0.2, 2 },
		{ &down, 0.41, 0 },
		{ &down, 0.1, 4 },
		{ &down, 0, 4 },
		{ &down, 0.2000000000001, 3 },
		{ &down, 0.200000000001, 2 },
		{ &sub, 0.4, -2 },
		{ &sub, 0.5, -1 },
		{ &sub, 0.9, 0 },
		{ &sub, 1.1, 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		ok(t, rubric_level_of(cases[i].f, cases[i].figure) == cases[i].level,
		   "%.17g is level %d", cases[i].figure, cases[i].level);
	ok(t, rubric_round(29325.042857142857) == 29325.042857142857,
	   "large figures are left");
	ok(t, rubric_round(1.0000000000005) == 1.000000000001, "half away from zero");
	ok(t, rubric_round(-1.0000000000005) == -1.000000000001,
	   "half away from zero, below");
}

/* --- the reference names every key
 * --------------------------------------------------------- */

static void test_readme(struct tap *t)
{
	size_t count, size = 100000;
	const struct rubric_section *s = rubric_sections(&count);
	char *text = mem_new(size, 1), word[100];
	FILE *f = fopen("rubrics/README.md", "r");

	if (f != NULL) {
		ok(t, fread(text, 1, size - 1, f) > 0, "rubrics/README.md is read");
		fclose(f);
	}
	for (size_t i = 0; i < count; i++) {
		snprintf(word, sizeof(word), "\n`[%s", s[i].kind);

		char *from = strstr(text, word);

		if (!ok(t, from != NULL, "README: [%s]", s[i].kind))
			continue;

		char *to = strstr(from + 2, "\n`[");
		char saved = to != NULL ? *to : '\0';

		if (to != NULL)
			*to = '\0';
		for (size_t k = 0; k < s[i].count; k++) {
			snprintf(word, sizeof(word),
				 s[i].keys[k].required ? "\n| **`%s`** |" : "\n| `%s` |",
				 s[i].keys[k].name);
			ok(t, strstr(from, word) != NULL, "README: [%s] %s", s[i].kind,
			   s[i].keys[k].name);
		}
		if (to != NULL)
			*to = saved;
	}
	free(text);
}

static void test_symbols(struct tap *t)
{
	const struct rubric_feature *turns, *starts, *stops;
	char name[RUBRIC_LEVEL];
	struct rubric r;
	struct err err;
	int level = 0;

	is_int(t, rubric_load(&r, DIR_OF_CASES "/good-symbols.ini", &err), 0, "symbols of three kinds");
	turns = rubric_feature_find(&r, "turns");
	starts = rubric_feature_find(&r, "starts");
	stops = rubric_feature_find(&r, "stops");
	is_text(t, rubric_symbol_of(turns, 4), "++", "of the scale");
	is_text(t, rubric_level_text(turns, 1, name), "1", "which takes none of all others'");
	is_text(t, rubric_symbol_of(starts, 1), "one", "of all");
	is_text(t, rubric_symbol_of(stops, 2), "at once", "of one feature");
	is_text(t, rubric_symbol_of(stops, 1), NULL, "which has no others");
	ok(t, rubric_symbol_is(turns, "+", &level) && level == 3, "a symbol stands for its level");
	ok(t, !rubric_symbol_is(stops, "+", &level), "... of its own scale only");
	is_text(t, rubric_common_symbol(&r, 2), NULL, "2 is seen in several ways");
	ok(t, rubric_any_symbol(&r, "at once") && !rubric_any_symbol(&r, "-"), "is there one");
	rubric_release(&r);
}

int main(void)
{
	struct tap t = { 0 };

	test_bad(&t);
	test_unreadable(&t);
	test_small(&t);
	test_full(&t);
	test_twin(&t);
	test_thesis(&t);
	test_dimensions(&t);
	test_choose(&t);
	test_include(&t);
	test_include_hash(&t);
	test_levels(&t);
	test_symbols(&t);
	test_readme(&t);
	return done(&t);
}
