/* judge.c - a conversation: scale, level, reason, evidence. Plain lines, so that it can be piped. */
#include "reports/judge/judge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/opt.h"
#include "data/base/table_write.h"
#include "data/rubric/judgement_write.h"

#define WIDTH     79
#define NAME_MOST 40

/* A cell to be judged, and what was answered. */
struct question {
	size_t feature, platform;
	bool answered;	 /* in this conversation */
	int level;
	const char *reason, *evidence;
};

struct talk {
	const struct rubric *r;
	FILE *in, *out;
	struct err *err;
	struct arena a;
	const char *assessor;
	char date[JUDGEMENT_DATE];
	struct question *list;
	size_t count, at, kept, skipped;
	char *line; /* what was typed last */
	size_t room;
};

/* What an answer asks for instead of being one. */
enum wish { WISH_NONE, WISH_SKIP, WISH_BACK, WISH_QUIT };

/* --- lines --------------------------------------------------------------------------- */

/* Words in lines of WIDTH columns, the first after what stands there. */
static void put_words(FILE *out, const char *first, const char *text)
{
	size_t column = utf8_width(first, strlen(first)), indent = column;

	fputs(first, out);
	for (text += strspn(text, " \n"); *text; text += strspn(text, " \n")) {
		size_t n = strcspn(text, " \n"), width = utf8_width(text, n);

		if (column > indent && column + 1 + width > WIDTH) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
		}
		fprintf(out, "%s%.*s", column > indent ? " " : "", (int)n, text);
		column += width + (column > indent);
		text += n;
	}
	fputc('\n', out);
}

/* The next line, tidied; NULL at the end of input. */
static const char *ask(struct talk *t, const char *prompt)
{
	fputs(prompt, t->out);
	fflush(t->out);
	if (getline(&t->line, &t->room, t->in) < 0) {
		fputc('\n', t->out);
		return NULL;
	}
	return judgement_tidy(&t->a, t->line);
}

static enum wish wish_of(const char *answer)
{
	static const char *const words[] = { "s", "b", "q" };

	if (answer == NULL)
		return WISH_QUIT;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(answer, words[i]) == 0)
			return (enum wish)(WISH_SKIP + i);
	}
	return WISH_NONE;
}

/* --- what is to be judged ------------------------------------------------------------ */

int judge_check_assessor(const char *name, struct err *err)
{
	if (*name && strlen(name) <= NAME_MOST && name[strcspn(name, " \t,[]=;#")] == '\0' &&
	    utf8_is_clean(name))
		return 0;
	return err_set(err, EXIT_INPUT,
		       "\"%s\" cannot be an assessor's name; wanted at most %d letters, without "
		       "blanks, commas, brackets, '=', ';' and '#'", name, NAME_MOST);
}

static const struct judgement *own_judgement(const struct talk *t, const struct question *q)
{
	size_t n;
	const struct judgement *j = judgement_of(t->r, q->feature, q->platform, &n);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(t->r->judgements->assessors[j[i].assessor].name, t->assessor) == 0)
			return &j[i];
	}
	return NULL;
}

static void list_questions(struct talk *t, const struct judge_options *o, size_t *done)
{
	const struct rubric *r = t->r;

	t->list = arena_new(&t->a, r->feature_count * (r->platform_count + 1),
			    sizeof(t->list[0]));
	for (size_t f = 0; f < r->feature_count; f++) {
		if (!r->features[f].judged ||
		    (o->feature && strcmp(o->feature, r->features[f].name) != 0))
			continue;
		for (size_t i = 0; i <= r->platform_count; i++) {
			struct question q = { .feature = f, .platform = i };

			if (i > 0 && strcmp(r->platforms[i - 1].name, r->baseline) == 0)
				continue; /* the baseline, once */
			if (own_judgement(t, &q) && !o->again) {
				++*done;
				continue;
			}
			t->list[t->count++] = q;
		}
	}
}

static const char *platform_title(const struct rubric *r, size_t platform)
{
	return platform == 0 ? r->baseline_title : r->platforms[platform - 1].title;
}

/* --- one of them --------------------------------------------------------------------- */

static void put_question(struct talk *t, const struct question *q)
{
	const struct rubric_feature *f = &t->r->features[q->feature];
	const struct judgement *own = own_judgement(t, q);
	const char *head = arena_printf(&t->a, "%s: %s%s", f->title,
					platform_title(t->r, q->platform),
					q->platform == 0 ? " (the baseline)" : "");

	fprintf(t->out, "\n");
	put_words(t->out, arena_printf(&t->a, "%zu of %zu  ", t->at + 1, t->count), head);
	if (f->description)
		put_words(t->out, "  ", f->description);
	for (size_t i = 0; i <= f->level_count; i++) {
		int level = i ? f->levels[i - 1].level : f->base_level;
		const char *symbol = rubric_symbol_of(f, level);
		const char *words = rubric_words_of(f, level);

		put_words(t->out, arena_printf(&t->a, "  %4d%s%s%s", level, symbol ? "  " : "",
					       symbol ? symbol : "", words ? "  " : ""),
			  words ? words : "");
	}
	if (own && !q->answered)
		put_words(t->out, "  You said: ",
			  arena_printf(&t->a, "%s (%s): %s",
				       judgement_level_text(&t->a, f, own->level), own->date,
				       own->reason));
}

static enum wish ask_level(struct talk *t, struct question *q)
{
	const struct rubric_feature *f = &t->r->features[q->feature];

	for (;;) {
		const char *answer = ask(t, "Level (s skip, b back, q end): ");

		if (answer && judgement_level(f, answer, &q->level))
			return WISH_NONE;
		if (wish_of(answer) != WISH_NONE)
			return wish_of(answer);
		put_words(t->out, "  Not a level. Wanted: ",
			  judgement_scale_text(&t->a, f));
	}
}

static enum wish ask_reason(struct talk *t, struct question *q)
{
	for (;;) {
		const char *answer = ask(t, "Reason: ");

		if (wish_of(answer) != WISH_NONE)
			return wish_of(answer);
		q->reason = answer;
		if (*answer && judgement_too_long(&t->a, answer) == NULL)
			return WISH_NONE;
		put_words(t->out, "  ", *answer ? "A word of it is too long; wanted words"
						: "A level needs a reason");
	}
}

static enum wish ask_evidence(struct talk *t, struct question *q, const char *folder)
{
	for (;;) {
		const char *answer = ask(t, "Evidence (links or files, \", \" between; may be "
					    "empty): ");
		const char *missing;

		if (wish_of(answer) != WISH_NONE)
			return wish_of(answer);
		q->evidence = *answer ? answer : NULL;
		missing = judgement_missing_evidence(&t->a, folder, answer);
		if (missing == NULL && judgement_too_long(&t->a, answer) == NULL)
			return WISH_NONE;
		if (missing)
			put_words(t->out, "  ",
				  arena_printf(&t->a, "\"%s\" is no link, and there is no such "
						      "file below %s", missing, folder));
		else
			put_words(t->out, "  ", "A link or name of it is too long");
	}
}

/* All three; back leads to the one before, and from the first out of the cell. */
static enum wish ask_cell(struct talk *t, struct question *q)
{
	const char *slash = strrchr(t->r->judgements_path, '/');
	const char *folder = slash ? arena_dup_n(&t->a, t->r->judgements_path,
						 (size_t)(slash - t->r->judgements_path)) : ".";
	enum wish wish;
	int step = 0;

	put_question(t, q);
	while (step < 3) {
		wish = step == 0 ? ask_level(t, q)
		       : step == 1 ? ask_reason(t, q)
				   : ask_evidence(t, q, folder);
		if (wish == WISH_NONE)
			step++;
		else if (wish == WISH_BACK && step > 0)
			step--;
		else
			return wish;
	}
	return WISH_NONE;
}

/* Only now: who sees the others' first is no assessor of his own. */
static void put_others(struct talk *t, const struct question *q)
{
	const struct rubric *r = t->r;
	size_t n;
	const struct judgement *j = judgement_of(r, q->feature, q->platform, &n);

	for (size_t i = 0; i < n; i++) {
		const struct assessor *by = &r->judgements->assessors[j[i].assessor];

		if (strcmp(by->name, t->assessor) == 0)
			continue;
		put_words(t->out, arena_printf(&t->a, "  %s said ", by->title),
			  arena_printf(&t->a, "%s: %s", judgement_level_text(&t->a, &r->features[q->feature],
					       j[i].level),
				       j[i].reason));
	}
}

static int keep(struct talk *t, struct question *q)
{
	struct judgement_answer answer = {
		.feature = q->feature,
		.platform = q->platform,
		.assessor = t->assessor,
		.level = q->level,
		.date = t->date,
		.reason = q->reason,
		.evidence = q->evidence,
		.takes_back = q->answered,
	};

	if (judgement_write(t->r, &answer, 1, t->err) != 0)
		return -1;
	t->kept += !q->answered;
	q->answered = true;
	put_words(t->out, "  ", arena_printf(&t->a, "Kept: %s",
					     judgement_level_text(&t->a, &t->r->features[q->feature], q->level)));
	put_others(t, q);
	return 0;
}

/* --- the whole ----------------------------------------------------------------------- */

static int talk_through(struct talk *t)
{
	while (t->at < t->count) {
		struct question *q = &t->list[t->at], before = *q;
		enum wish wish = ask_cell(t, q);

		if (wish == WISH_NONE && keep(t, q) != 0)
			return -1;
		if (wish != WISH_NONE)
			*q = before;
		if (wish == WISH_QUIT)
			break;
		if (wish == WISH_BACK && t->at == 0)
			put_words(t->out, "  ", "This is the first");
		else if (wish == WISH_BACK)
			t->at--;
		else
			t->at++;
	}
	return 0;
}

static int find_assessor(struct talk *t, const char *given)
{
	const struct judgements *j = t->r->judgements;
	const char *list = "";
	bool known = false;

	t->assessor = given ? given : ask(t, "Who judges (a name without blanks)? ");
	if (t->assessor == NULL)
		return err_set(t->err, EXIT_INPUT, "nobody said who judges; wanted: --assessor NAME, or "
			       "an answer on standard input");
	if (judge_check_assessor(t->assessor, t->err) != 0)
		return -1;
	for (size_t i = 0; i < j->assessor_count; i++) {
		known = known || strcmp(j->assessors[i].name, t->assessor) == 0;
		list = arena_printf(&t->a, "%s%s%s", list, i ? ", " : "", j->assessors[i].name);
	}
	if (!known && j->assessor_count > 0)
		put_words(t->out, "", arena_printf(&t->a, "%s has not judged before; there "
							  "are: %s.", t->assessor, list));
	return 0;
}

/* Is there anything to judge, and such a feature? */
int judge_check(const struct rubric *r, const char *feature, struct err *err)
{
	const char *names[64], *near;
	size_t n = 0;
	bool found = feature == NULL;

	for (size_t f = 0; f < r->feature_count; f++) {
		if (!r->features[f].judged)
			continue;
		found = found || strcmp(r->features[f].name, feature) == 0;
		if (n < ARRAY_LEN(names))
			names[n++] = r->features[f].name;
	}
	if (n == 0)
		return err_set(err, EXIT_INPUT,
			       "%s: no feature is judged; one with judged = yes is wanted",
			       r->path);
	if (found)
		return 0;
	near = opt_nearest(feature, names, n);
	return err_set(err, EXIT_INPUT, "--feature %s: the rubric has no judged feature of "
					"this name%s%s%s", feature,
		       near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

int judge_ask(const struct rubric *r, const struct judge_options *o, FILE *in, FILE *out,
	      struct err *err)
{
	struct talk t = { .r = r, .in = in, .out = out, .err = err };
	size_t done = 0, open;
	int rc = judge_check(r, o->feature, err) || judgement_today(t.date, err) ||
				 find_assessor(&t, o->assessor)
			 ? -1
			 : 0;

	if (rc == 0) {
		list_questions(&t, o, &done);
		put_words(out, "", arena_printf(&t.a, "%s, judged by %s: %zu to judge, %zu "
						      "judged already. Each answer is written "
						      "at once, into %s.", r->title,
						t.assessor, t.count, done,
						r->judgements_path));
		rc = talk_through(&t);
	}
	if (rc == 0) {
		open = t.count;
		for (size_t i = 0; i < t.count; i++)
			open -= t.list[i].answered;
		fprintf(out, "\n%zu kept, %zu left.\n", t.kept, open);
	}
	free(t.line);
	arena_release(&t.a);
	return rc;
}
