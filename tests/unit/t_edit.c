/* t_edit.c - edits of a rubric: from words to what is loaded, and to what is written. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/file.h"
#include "data/rubric/rubric_edit.h"
#include "tests/unit/tap.h"

#define EDIT	 "tests/rubrics/edit.ini" /* tests run in the repository's root */
#define FULL	 "tests/rubrics/good-full.ini"
#define TWIN	 "tests/rubrics/good-twin.ini"
#define THESIS	 "rubrics/karna-2021.ini"
#define TEXT_MAX 100000

/* A rubric and words for it: "--set" is understood, "-NAME" is --without. Ends in NULL. */
struct words {
	const char *path;
	const char *words[6];
};

static int read_words(const struct words *w, struct rubric_edits *e, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; w->words[i] && rc == 0; i++)
		rc = w->words[i][0] == '-' ? rubric_edits_without(e, w->words[i] + 1, err)
					   : rubric_edits_set(e, w->words[i], err);
	return rc;
}

static int load(const struct words *w, struct rubric *r, struct err *err)
{
	struct rubric_edits e = { 0 };
	int rc = read_words(w, &e, err);

	*r = (struct rubric){ 0 };
	if (rc == 0)
		rc = rubric_load_edited(r, w->path, e.list, e.count, err);
	rubric_edits_release(&e);
	return rc;
}

/* --- what is refused ----------------------------------------------------------------- */

static const struct {
	struct words w;
	const char *error;
} bad[] = {
	/* words */
	{ { EDIT, { "x" } },
	  "--set x: wanted KEY=VALUE, NAME.KEY=VALUE or KIND.NAME.KEY=VALUE, such as "
	  "statistic=median or file_read.levels=60% 70%" },
	{ { EDIT, { "=5" } }, "--set =5: the key is empty" },
	{ { EDIT, { "turns.=5" } }, "--set turns.=5: the key is empty" },
	{ { EDIT, { ".levels=5" } }, "--set .levels=5: the name is empty" },
	{ { EDIT, { "title=a ;b" } }, "--set title=a ;b: \";\" at the start or after a blank" },
	{ { EDIT, { "title=;b" } }, "--set title=;b: \";\" at the start" },
	{ { EDIT, { "title=a\nb" } }, "a line end or a control character" },
	{ { EDIT, { "-" } }, "--without: wanted the name of a feature" },
	/* names */
	{ { EDIT, { "turn.levels=60%" } },
	  "--set turn.levels=60%: there is no feature, set, importance, platform or scale "
	  "\"turn\"; did you mean \"turns\"?" },
	{ { EDIT, { "frobnicate.levels=60%" } },
	  "--set frobnicate.levels=60%: there is no feature, set, importance, platform or scale "
	  "\"frobnicate\"; there are: turns, growth" },
	{ { EDIT, { "levels.sharp.levels=60%" } },
	  "--set levels.sharp.levels=60%: there is no [levels sharp]; did you mean "
	  "\"share\"?" },
	{ { EDIT, { "importance.heigh.weight=3" } },
	  "--set importance.heigh.weight=3: there is no [importance heigh]" },
	{ { EDIT, { "platform.podman.title=Podman" } },
	  "--set platform.podman.title=Podman: there is no [platform podman]" },
	{ { EDIT, { "-turn" } },
	  "--without turn: there is no such feature or candidate; did you mean \"turns\"?" },
	{ { EDIT, { "-set.speed" } }, "--without set.speed: there is no such feature" },
	{ { EDIT, { "-metal" } }, "--without metal: it is the baseline and no candidate" },
	{ { EDIT, { "-turns", "-growth" } }, "--without growth: no feature would be left" },
	{ { EDIT, { "-docker", "-kvm" } }, "--without kvm: no candidate would be left" },
	/* keys and values: the reader's words, at the option */
	{ { EDIT, { "statistik=median" } },
	  "--set statistik=median: unknown key \"statistik\" in [rubric]; did you mean "
	  "\"statistic\"?" },
	{ { EDIT, { "turns.level=60%" } },
	  "--set turns.level=60%: unknown key \"level\" in [feature turns]; did you mean "
	  "\"levels\"?" },
	{ { EDIT, { "statistic=average" } },
	  "--set statistic=average: statistic must be one of mean, median, trimmed_mean, "
	  "geometric_mean, not \"average\"" },
	{ { EDIT, { "turns.levels=60% 50%" } },
	  "--set turns.levels=60% 50%: levels of turns: 50% for level 2 after 60% for level 1" },
	{ { EDIT, { "levels.share.levels=60% 50%" } },
	  "--set levels.share.levels=60% 50%: levels of turns: 50% for level 2 after 60%" },
	{ { EDIT, { "confidence=50%" } },
	  "--set confidence=50%: confidence = 50%: wanted a share above 50% and below 100%" },
	{ { EDIT, { "turns.unit=furlong" } },
	  "--set turns.unit=furlong: unit = furlong: not a unit that is known" },
	{ { EDIT, { "candidates=docker docker" } },
	  "--set candidates=docker docker: candidate \"docker\" is there twice" },
	{ { EDIT, { "turns.combine=" } },
	  "--set turns.combine=: [feature turns] has no combine that could be removed" },
	{ { EDIT, { "kvm.weight=3" } },
	  "--set kvm.weight=3: unknown key \"weight\" in [platform kvm]" },
	/* the file's line is right, but the option made it wrong */
	{ { EDIT, { "turns.levels=" } },
	  "with --set turns.levels=: " EDIT ":26: [feature turns] needs \"levels\"" },
	{ { EDIT, { "high.weight=2", "statistic=mean" } },
	  "with --set high.weight=2 --set statistic=mean: " EDIT ":36: [feature growth]: its "
	  "importance low has no weight" },
	/* twice */
	{ { EDIT, { "statistic=mean", "rubric.statistic=median" } },
	  "--set rubric.statistic=median: --set statistic=mean already changes it" },
	{ { EDIT, { "-turns", "turns.levels=60%" } },
	  "--without turns and --set turns.levels=60% contradict one another" },
	{ { EDIT, { "-turns", "-feature.turns" } }, "contradict one another" },
	/* an unsound file is not the edits' fault */
	{ { "tests/rubrics/bad-direction.ini", { "statistic=median" } },
	  "tests/rubrics/bad-direction.ini:" },
};

static void test_bad(struct tap *t)
{
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct err err = { 0 };
		struct rubric r;
		int rc = load(&bad[i].w, &r, &err);

		ok(t, rc == -1 && err.code == EXIT_INPUT && r.features == NULL,
		   "refused: %s", bad[i].w.words[0]);
		ok(t, strncmp(err.text, bad[i].error, strlen(bad[i].error)) == 0 ||
			      (bad[i].error[0] != '-' && strstr(err.text, bad[i].error)),
		   "... with these words");
		if (t->failed)
			printf("# %s\n", err.text);
		rubric_release(&r);
	}
}

/* A name that a feature, a set and a candidate share. */
static void test_ambiguous(struct tap *t)
{
	static const struct words twice = { "tests/rubrics/edit-names.ini",
					    { "docker.title=x" } };
	static const struct words both = { "tests/rubrics/edit-names.ini", { "-docker" } };
	static const struct words set = { "tests/rubrics/edit-names.ini", { "kvm.title=x" } };
	static const struct words apart = { "tests/rubrics/edit-names.ini",
					    { "set.kvm.title=A set", "platform.kvm.title=A one",
					      "platform.docker.title=A two", "-feature.docker",
					      NULL } };
	struct err err = { 0 };
	struct rubric r;

	ok(t, load(&twice, &r, &err) == 0, "a feature goes before all others");
	is_text(t, r.feature_count ? r.features[1].title : NULL, "x", "... and is changed");
	rubric_release(&r);
	ok(t, load(&both, &r, &err) == -1, "a feature and a candidate");
	is_text(t, err.text,
		"--without docker: it is a feature and a candidate; wanted: feature.docker or "
		"platform.docker",
		"... is asked which");
	rubric_release(&r);
	ok(t, load(&set, &r, &err) == -1, "a set and a platform");
	is_text(t, err.text,
		"--set kvm.title=x: \"kvm\" is the name of a set and of a platform; wanted: "
		"set.kvm.title=... or platform.kvm.title=...",
		"... is asked which");
	rubric_release(&r);
	if (ok(t, load(&apart, &r, &err) == 0, "told apart by their kinds")) {
		is_text(t, r.sets[0].title, "A set", "the set");
		is_text(t, r.platforms[0].title, "A two", "a platform without a section");
		is_text(t, r.platforms[1].title, "A one", "the platform");
		is_int(t, (int)r.feature_count, 1, "and without the feature");
	}
	rubric_release(&r);
}

/* --- what is loaded ------------------------------------------------------------------ */

static void test_good(struct tap *t)
{
	static const struct words head = { EDIT, { "statistic=median", "confidence=0.9" } };
	static const struct words feature = { THESIS,
					      { "file_read.levels=60% 65% 80% 90%",
						"boot_time.importance=low", "-network_jitter",
						"-gvisor" } };
	static const struct words baseline = { THESIS, { "baseline=docker" } };
	static const struct words blanks = { FULL, { "-docker" } };
	struct err err = { 0 };
	struct rubric r, plain;

	if (ok(t, load(&head, &r, &err) == 0, "keys of [rubric]")) {
		ok(t, r.features[0].statistic == STAT_MEDIAN && r.features[0].trim == 0,
		   "the median, and no trim");
		ok(t, r.confidence == 0.9, "confidence");
		is_text(t, r.edits, "--set statistic=median --set confidence=0.9",
			"what changed it");
	}
	ok(t, rubric_load(&plain, EDIT, &err) == 0 && strcmp(plain.sha256, r.sha256) != 0 &&
		      strlen(r.sha256) == 64,
	   "the hash covers the edits");
	rubric_release(&r);
	rubric_release(&plain);
	if (ok(t, load(&feature, &r, &err) == 0, "a feature's keys, one without, one less")) {
		const struct rubric_feature *f = rubric_feature_find(&r, "file_read");

		ok(t, f->levels[1].threshold == 0.65 && f->level_count == 4, "its own levels");
		f = rubric_feature_find(&r, "file_write");
		ok(t, f->levels[1].threshold == 0.7, "the scale's for the others");
		f = rubric_feature_find(&r, "boot_time");
		is_text(t, r.importances[f->importance].name, "low", "its importance");
		ok(t, rubric_feature_find(&r, "network_jitter") == NULL, "no jitter");
		is_int(t, (int)r.feature_count, 11, "eleven features");
		is_int(t, (int)r.platform_count, 3, "three candidates");
		is_text(t, r.platforms[2].title, "Docker", "the last of them");
	}
	rubric_release(&r);
	if (ok(t, load(&baseline, &r, &err) == 0, "another baseline: metal's section goes")) {
		is_text(t, r.baseline, "docker", "docker");
		is_int(t, (int)rubric_candidate_find(&r, "docker"), 3, "... a candidate, too");
	}
	rubric_release(&r);
	if (ok(t, load(&blanks, &r, &err) == 0, "a name with a blank is left alone"))
		is_text(t, r.platforms[0].name, "kvm one", "... and is one name");
	rubric_release(&r);
}

/* What goes when its use goes. */
static void test_useless(struct tap *t)
{
	static const struct words strata = { EDIT, { "growth.strata=" } };
	static const struct words both = { EDIT, { "growth.strata=", "growth.combine=mean" } };
	static const struct words own = { FULL, { "turns.statistic=mean" } };
	static const struct words unnamed = { "tests/rubrics/bad-platform.ini",
					      { "statistic=median" } };
	struct err err = { 0 };
	struct rubric r;

	if (ok(t, load(&strata, &r, &err) == 0, "combine goes with its strata"))
		ok(t, r.features[1].strata == NULL && r.features[1].combine == COMBINE_POOL,
		   "... and pools");
	rubric_release(&r);
	ok(t, load(&both, &r, &err) == -1, "but not when it is asked for");
	has_text(t, err.text, "--set growth.combine=mean: combine = mean of growth: there is "
			      "nothing to combine", "... which has no answer");
	rubric_release(&r);
	ok(t, load(&own, &r, &err) == 0, "a feature's trim goes with its statistic");
	rubric_release(&r);
	ok(t, load(&unnamed, &r, &err) == -1, "a platform that nobody named before");
	has_text(t, err.text, "tests/rubrics/bad-platform.ini:", "... is the file's fault");
	rubric_release(&r);
}

/* --- what is written ----------------------------------------------------------------- */

static char *text_of(const char *path)
{
	struct err err;
	size_t size;
	char *text = file_read(path, TEXT_MAX, &size, &err);

	return text ? text : mem_dup("");
}

static int write_words(const struct words *w, const char *const *comments, size_t count,
		       const char *to, struct err *err)
{
	struct rubric_edits e = { 0 };
	int rc = read_words(w, &e, err);

	if (rc == 0)
		rc = rubric_write(w->path, e.list, e.count, comments, count, to, err);
	rubric_edits_release(&e);
	return rc;
}

static void test_written(struct tap *t, const char *folder)
{
	static const char *const comments[] = {
		"Made for a test: everything at once, and this first comment is so long that it "
		"has to be broken.",
		"Second.",
	};
	struct rubric_edits e = { 0 };
	struct err err = { 0 };
	char *to = file_join(folder, "edited.ini"), *want = text_of("tests/rubrics/edit.expect");

	rubric_edits_add(&e, "rubric", "", "statistic", "median");
	rubric_edits_add(&e, "rubric", "", "baseline", "docker");
	rubric_edits_add(&e, "rubric", "", "confidence", "90%");
	rubric_edits_add(&e, "set", "speed", "title",
			 "Speed of a wheel, told in a title that is so long that it does not fit "
			 "into one line of ninety-two characters");
	rubric_edits_add(&e, "levels", "share", "levels", "50% 60%");
	rubric_edits_add(&e, "feature", "growth", "strata", NULL);
	rubric_edits_add(&e, "feature", "growth", "description", "one line");
	rubric_edits_add(&e, "feature", "growth", "levels", "10% 20%");
	rubric_edits_add(&e, "importance", "high", "title", "Very high");
	rubric_edits_add(&e, "platform", "docker", "title", "Docker");
	is_text(t, e.list[0].option, "--set statistic=median", "an option for a key");
	is_text(t, e.list[5].option, "--set feature.growth.strata=", "... for one removed");
	if (!ok(t, rubric_write(EDIT, e.list, e.count, comments, 2, to, &err) == 0,
		"a rubric is written"))
		printf("# %s\n", err.text);
	char *got = text_of(to);
	is_text(t, got, want, "the old text with its changes");
	free(got);
	free(want);
	free(to);
	rubric_edits_release(&e);
}

static bool same_feature(const struct rubric_feature *a, const struct rubric_feature *b)
{
	bool same = strcmp(a->name, b->name) == 0 && a->level_count == b->level_count &&
		    a->statistic == b->statistic && a->combine == b->combine &&
		    a->set == b->set && a->importance == b->importance &&
		    (a->strata == NULL) == (b->strata == NULL);

	for (size_t i = 0; same && i < a->level_count; i++)
		same = a->levels[i].threshold == b->levels[i].threshold &&
		       a->levels[i].level == b->levels[i].level;
	return same;
}

/* Written and loaded is the same as edited and loaded. */
static void test_again(struct tap *t, const char *folder)
{
	static const struct words cases[] = {
		{ THESIS, { NULL } },
		{ THESIS, { "statistic=median", "http_response.strata=", "file_read.levels=1%" } },
		{ THESIS, { "baseline=docker", "cpu_events.description=" } },
		{ THESIS, { "-boot_time", "-firecracker" } },
		{ FULL, { "turns.statistic=median", "-docker" } },
		{ "tests/rubrics/good-crlf.ini", { "turns.levels=10% 20%", "turns.decimals=1" } },
		{ "rubrics/reference.ini", { "mandatory.weight=10", "high_level.weight=1" } },
		{ TWIN, { "baseline=docker" } },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *to = file_join(folder, "again.ini");
		struct err err = { 0 };
		struct rubric a, b = { 0 };
		bool same = load(&cases[i], &a, &err) == 0 &&
			    write_words(&cases[i], NULL, 0, to, &err) == 0 &&
			    rubric_load(&b, to, &err) == 0;

		same = same && a.feature_count == b.feature_count &&
		       a.platform_count == b.platform_count && a.weighted == b.weighted &&
		       strcmp(a.baseline, b.baseline) == 0;
		for (size_t k = 0; same && k < a.feature_count; k++)
			same = same_feature(&a.features[k], &b.features[k]);
		if (!ok(t, same, "%s, %s: the same when it is read again", cases[i].path,
			cases[i].words[0] ? cases[i].words[0] : "as it is"))
			printf("# %s\n", err.text);
		rubric_release(&a);
		rubric_release(&b);
		free(to);
	}
}

/* The published sheet is still found, or left out when it speaks of what is not there. */
static void test_sheet(struct tap *t, const char *folder)
{
	static const struct words median = { THESIS, { "statistic=median" } };
	static const struct words without = { THESIS, { "-boot_time" } };
	static const struct words fewer = { THESIS, { "cpu_events.levels=70% 80% 90%" } };
	char *to = file_join(folder, "sheet.ini"), *text, *real;
	struct err err = { 0 };
	struct rubric r;

	ok(t, write_words(&median, NULL, 0, to, &err) == 0 && rubric_load(&r, to, &err) == 0,
	   "written elsewhere");
	real = r.published ? realpath(r.published, NULL) : NULL;
	has_text(t, real, "rubrics/karna-2021-published.ini", "the sheet is where it was");
	free(real);
	rubric_release(&r);
	ok(t, write_words(&without, NULL, 0, to, &err) == 0 && rubric_load(&r, to, &err) == 0,
	   "without a feature");
	ok(t, r.published == NULL, "... the sheet does not fit");
	rubric_release(&r);
	text = text_of(to);
	has_text(t, text,
		 "# left out: the sheet speaks of what was changed here\n"
		 "# was: published = karna-2021-published.ini\n", "... and that is said");
	free(text);
	ok(t, write_words(&fewer, NULL, 0, to, &err) == 0 && rubric_load(&r, to, &err) == 0 &&
		      r.published == NULL,
	   "nor does it when a level is gone");
	rubric_release(&r);
	free(to);
}

static void test_not_written(struct tap *t, const char *folder)
{
	static const struct words wrong = { EDIT, { "turns.levels=60% 50%" } };
	static const struct words fine = { EDIT, { "statistic=median" } };
	char *to = file_join(folder, "kept.ini"), *none = file_join(folder, "none/x.ini");
	struct err err = { 0 };
	FILE *f = fopen(to, "w");

	if (f) {
		fputs("kept\n", f);
		fclose(f);
	}
	ok(t, write_words(&wrong, NULL, 0, to, &err) == -1 && err.code == EXIT_INPUT,
	   "an unsound rubric is not written");
	char *text = text_of(to);
	is_text(t, text, "kept\n", "... what was there is still there");
	free(text);
	ok(t, write_words(&fine, NULL, 0, none, &err) == -1, "nor is one into no folder");
	ok(t, write_words(&fine, NULL, 0, EDIT, &err) == -1, "nor one over itself");
	has_text(t, err.text, EDIT " is the rubric itself", "... which is said");
	free(to);
	free(none);
}

int main(void)
{
	char folder[] = "/tmp/t_edit.XXXXXX", command[100];
	struct tap t = { 0 };

	if (!ok(&t, mkdtemp(folder) != NULL, "a folder to write to"))
		return done(&t);
	test_bad(&t);
	test_ambiguous(&t);
	test_good(&t);
	test_useless(&t);
	test_written(&t, folder);
	test_again(&t, folder);
	test_sheet(&t, folder);
	test_not_written(&t, folder);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ok(&t, system(command) == 0, "cleaned up");
	return done(&t);
}
