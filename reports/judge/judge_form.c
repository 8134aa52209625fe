/* judge_form.c - judgements by a form: a workbook to be filled in, and what is in it then. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "data/base/table.h"
#include "data/rubric/judgement_write.h"
#include "reports/judge/judge.h"
#include "reports/xlsx/xlsx.h"
#include "reports/xlsx/xlsx_read.h"

#define SHEET	     "Judge"
#define WHO	     "Assessor"
#define SERIAL_FIRST 20000 /* days since 1899-12-30, as spreadsheets count: 1954 */
#define SERIAL_LAST  80000 /* 2119 */

/* The columns of the form, as the first row of it says them. */
enum form_column { FEATURE, PLATFORM, LEVEL, REASON, EVIDENCE, DATE, FEATURE_NAME, PLATFORM_NAME,
	      COLUMNS };

static const char *const titles[COLUMNS] = {
	"Feature", "Platform", "Level", "Reason", "Evidence", "Date", "feature", "platform",
};

static bool is_asked(const struct rubric *r, const struct judge_options *o, size_t feature)
{
	return r->features[feature].judged &&
	       (o->feature == NULL || strcmp(o->feature, r->features[feature].name) == 0);
}

/* A candidate that is the baseline, too, is judged as the baseline. */
static bool is_twin(const struct rubric *r, size_t platform)
{
	return platform > 0 && strcmp(r->platforms[platform - 1].name, r->baseline) == 0;
}

static const char *platform_name(const struct rubric *r, size_t platform)
{
	return platform == 0 ? r->baseline : r->platforms[platform - 1].name;
}

/* --- to be filled in ----------------------------------------------------------------- */

/* "2 (++): good"; what is read back begins with the number. */
static const char *choice(struct arena *a, const struct rubric_feature *f, int level)
{
	const char *symbol = rubric_symbol_of(f, level), *words = rubric_words_of(f, level);

	return arena_printf(a, "%d%s%s%s%s%s", level, symbol ? " (" : "", symbol ? symbol : "",
			    symbol ? ")" : "", words ? ": " : "", words ? words : "");
}

/* What the assessor has said of a cell already, or NULL. */
static const struct judgement *said_by(const struct rubric *r, const char *assessor,
				       size_t feature, size_t platform)
{
	size_t n;
	const struct judgement *j = judgement_of(r, feature, platform, &n);

	for (size_t i = 0; assessor && i < n; i++) {
		if (strcmp(r->judgements->assessors[j[i].assessor].name, assessor) == 0)
			return &j[i];
	}
	return NULL;
}

static void add_field(struct table *t, const char *text)
{
	table_text(t, text)->style = STYLE_FIELD;
}

static void add_row(struct table *t, const struct rubric *r, const char *assessor,
		    size_t feature, size_t platform)
{
	const struct rubric_feature *f = &r->features[feature];
	const struct judgement *own = said_by(r, assessor, feature, platform);
	struct cell *c = table_text(t, f->title);

	if (f->description)
		table_set_comment(t, c, "%s", f->description);
	table_text(t, platform == 0 ? r->baseline_title : r->platforms[platform - 1].title);
	c = table_text(t, own ? choice(&t->arena, f, own->level) : "");
	c->style = STYLE_FIELD;
	table_set_choices(t, c, "{scales:0..%zu:f%zu}", f->level_count, feature);
	add_field(t, own ? own->reason : "");
	add_field(t, own ? own->evidence : "");
	add_field(t, own ? own->date : "");
	table_text(t, f->name)->style = STYLE_QUIET;
	table_text(t, platform_name(r, platform))->style = STYLE_QUIET;
}

static struct table *form_table(const struct rubric *r, const struct judge_options *o)
{
	static const int widths[COLUMNS] = { 0, 0, 24, 50, 36, 12, 0, 0 };
	struct table *t = table_new("form", "What is judged");

	t->sheet = SHEET;
	for (size_t i = 0; i < COLUMNS; i++) {
		table_column(t, titles[i], titles[i], 0);
		t->columns[i].width = widths[i];
		t->columns[i].wrap = i == REASON || i == EVIDENCE;
	}
	for (size_t f = 0; f < r->feature_count; f++) {
		for (size_t i = 0; i <= r->platform_count && is_asked(r, o, f); i++) {
			if (!is_twin(r, i))
				add_row(t, r, o->assessor, f, i);
		}
	}
	return t;
}

static struct table *head_table(const struct rubric *r, const struct judge_options *o)
{
	struct table *t = table_new("who", "");

	t->title = arena_printf(&t->arena, "Judgements for: %s", r->title);
	t->sheet = SHEET;
	t->note = "Fill in the coloured fields: your name, and for each row that you can judge "
		  "the level (from the list) and why; evidence is links and files, with \", \" "
		  "between. Rows without a level are left out. A date that is not given is that "
		  "of the day on which the form is read: desmet judge RUBRIC --from FORM.xlsx";
	table_column(t, "key", "About", 0);
	table_column(t, "value", "", 0);
	table_text(t, WHO);
	add_field(t, o->assessor ? o->assessor : "");
	table_text(t, "Rubric");
	table_text(t, r->name);
	return t;
}

static struct table *scales_table(const struct rubric *r)
{
	struct table *t = table_new("scales", "Scales");
	size_t most = 0;
	char name[32];

	t->sheet = "Scales";
	for (size_t f = 0; f < r->feature_count; f++) {
		if (!r->features[f].judged)
			continue;
		snprintf(name, sizeof(name), "f%zu", f);
		table_column(t, name, r->features[f].title, 0);
		most = r->features[f].level_count > most ? r->features[f].level_count : most;
	}
	for (size_t i = 0; i <= most; i++) {
		for (size_t f = 0; f < r->feature_count; f++) {
			const struct rubric_feature *of = &r->features[f];

			if (!of->judged)
				continue;
			if (i > of->level_count)
				table_missing(t, NULL);
			else
				table_text(t, choice(&t->arena, of,
						     i ? of->levels[i - 1].level
						       : of->base_level));
		}
	}
	return t;
}

int judge_form_write(const struct rubric *r, const struct judge_options *o, const char *path,
		     FILE *out, struct err *err)
{
	struct table *tables[3];
	int rc;

	if (judge_check(r, o->feature, err) != 0 ||
	    (o->assessor && judge_check_assessor(o->assessor, err) != 0))
		return -1;
	tables[0] = head_table(r, o);
	tables[1] = form_table(r, o);
	tables[2] = scales_table(r);
	rc = xlsx_write((const struct table *const *)tables, 3, path, err);
	if (rc == 0)
		fprintf(out, "%s: a form of %zu rows; desmet judge %s --from %s reads it\n",
			path, tables[1]->height, r->path, path);
	for (size_t i = 0; i < 3; i++)
		table_free(tables[i]);
	return rc;
}

/* --- filled in ----------------------------------------------------------------------- */

struct form {
	const struct rubric *r;
	const char *path;
	struct xlsx_grid g;
	struct arena a;
	struct err *err;
	const char *assessor, *folder;
	char today[JUDGEMENT_DATE];
	unsigned head, last; /* rows: of the titles, and the last that there is */
	unsigned at[COLUMNS];
	struct judgement_answer *list;
	size_t count, same, empty;
};

/* "FORM.xlsx, Judge!D7: ..." */
static int wrong(struct form *f, unsigned row, unsigned column, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static int wrong(struct form *f, unsigned row, unsigned column, const char *fmt, ...)
{
	char name[24];
	va_list ap;

	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	err_set(f->err, EXIT_INPUT, "%s, %s!%s: %s; nothing was taken over", f->path, SHEET,
		xlsx_cell_name(name, sizeof(name), row, column), text);
	free(text);
	return -1;
}

static const char *text_at(struct form *f, unsigned row, unsigned column)
{
	return judgement_tidy(&f->a, xlsx_grid_text(&f->g, row, column));
}

/* The row that has all titles, wherever people have moved it. */
static int find_head(struct form *f)
{
	for (size_t i = 0; i < f->g.count; i++) {
		unsigned row = f->g.cells[i].row;
		size_t found = 0;

		f->last = row > f->last ? row : f->last;
		if (f->head || strcmp(f->g.cells[i].text, titles[LEVEL]) != 0)
			continue;
		for (size_t k = 0; k < f->g.count; k++) {
			for (size_t c = 0; c < COLUMNS && f->g.cells[k].row == row; c++) {
				if (strcmp(f->g.cells[k].text, titles[c]) != 0)
					continue;
				f->at[c] = f->g.cells[k].column;
				found++;
			}
		}
		f->head = found == COLUMNS ? row : 0;
	}
	if (f->head)
		return 0;
	return err_set(f->err, EXIT_INPUT,
		       "%s: its sheet %s has no row with all the titles \"Feature\" to "
		       "\"platform\"; wanted a form that desmet judge --form has made", f->path,
		       SHEET);
}

static int find_assessor(struct form *f, const char *given)
{
	f->assessor = given;
	for (size_t i = 0; i < f->g.count && f->assessor == NULL; i++) {
		const struct xlsx_cell *c = &f->g.cells[i];

		if (c->row < f->head && strcmp(c->text, WHO) == 0)
			f->assessor = text_at(f, c->row, c->column + 1);
	}
	if (f->assessor == NULL || *f->assessor == '\0')
		return err_set(f->err, EXIT_INPUT,
			       "%s: it does not say who has judged; wanted a name beside \"%s\", "
			       "or --assessor NAME", f->path, WHO);
	if (judge_check_assessor(f->assessor, f->err) == 0)
		return 0;
	return err_wrap(f->err, "%s", f->path);
}

/* A level by its number, symbol or words, or as the list has it: "2 (++): good". */
static bool read_level(const struct rubric_feature *of, const char *text, int *out)
{
	char *end, number[16];
	long v = strtol(text, &end, 10);

	if (judgement_level(of, text, out))
		return true;
	if (end == text || (strncmp(end, " (", 2) != 0 && *end != ':'))
		return false;
	snprintf(number, sizeof(number), "%ld", v);
	return judgement_level(of, number, out);
}

/* A day as text, or as spreadsheets count them. */
static const char *read_date(struct form *f, const char *text)
{
	char *end, date[JUDGEMENT_DATE];
	long serial = strtol(text, &end, 10);
	struct tm tm = { .tm_year = -1, .tm_mon = 11, .tm_mday = 30 };
	time_t day;

	if (*text == '\0')
		return f->today;
	if (judgement_is_date(text))
		return text;
	if (*end != '\0' || serial < SERIAL_FIRST || serial > SERIAL_LAST)
		return NULL;
	day = (time_t)(serial - 25569) * 86400; /* 1970-01-01 is 25569 */
	gmtime_r(&day, &tm);
	strftime(date, sizeof(date), "%Y-%m-%d", &tm);
	return arena_dup(&f->a, date);
}

static int find_names(struct form *f, unsigned row, struct judgement_answer *a)
{
	const char *feature = text_at(f, row, f->at[FEATURE_NAME]);
	const char *platform = text_at(f, row, f->at[PLATFORM_NAME]);
	const struct rubric_feature *of = rubric_feature_find(f->r, feature);

	if (of == NULL || !of->judged)
		return wrong(f, row, f->at[FEATURE_NAME],
			     "the rubric has no judged feature \"%s\"", feature);
	a->feature = (size_t)(of - f->r->features);
	for (size_t i = 0; i <= f->r->platform_count; i++) {
		if (strcmp(platform_name(f->r, i), platform) != 0)
			continue;
		a->platform = i;
		return 0;
	}
	return wrong(f, row, f->at[PLATFORM_NAME],
		     "the rubric has neither a candidate nor a baseline \"%s\"", platform);
}

/* Level, reason, evidence and date of a row. */
static int read_fields(struct form *f, unsigned row, const char *level,
		       struct judgement_answer *a)
{
	const struct rubric_feature *of = &f->r->features[a->feature];
	const char *date = text_at(f, row, f->at[DATE]), *missing;

	a->evidence = text_at(f, row, f->at[EVIDENCE]);
	if (!read_level(of, level, &a->level))
		return wrong(f, row, f->at[LEVEL], "\"%s\" is no level of %s; it has: %s", level,
			     of->title, judgement_scale_text(&f->a, of));
	if (*a->reason == '\0')
		return wrong(f, row, f->at[REASON], "a level without a reason");
	if (judgement_too_long(&f->a, a->reason))
		return wrong(f, row, f->at[REASON], "a word of it is too long");
	missing = judgement_missing_evidence(&f->a, f->folder, a->evidence);
	if (missing)
		return wrong(f, row, f->at[EVIDENCE],
			     "\"%s\" is no link, and there is no such file below %s", missing,
			     f->folder);
	if (judgement_too_long(&f->a, a->evidence))
		return wrong(f, row, f->at[EVIDENCE], "a link or name of it is too long");
	a->date = read_date(f, date);
	if (a->date == NULL)
		return wrong(f, row, f->at[DATE], "\"%s\" is no day; wanted YEAR-MONTH-DAY, such "
						  "as 2026-11-29", date);
	return 0;
}

/* As it stands in the file already? A date that was not given is no difference. */
static bool is_same(struct form *f, const struct judgement_answer *a, bool dated)
{
	const struct judgement *j = said_by(f->r, f->assessor, a->feature, a->platform);

	return j && j->level == a->level && strcmp(judgement_tidy(&f->a, j->reason), a->reason) == 0 &&
	       strcmp(judgement_tidy(&f->a, j->evidence ? j->evidence : ""), a->evidence) ==
		       0 &&
	       (!dated || strcmp(j->date, a->date) == 0);
}

static int read_row(struct form *f, unsigned row)
{
	struct judgement_answer a = { .assessor = f->assessor };
	const char *level = text_at(f, row, f->at[LEVEL]);
	const struct judgement *own;
	bool named = *text_at(f, row, f->at[FEATURE_NAME]) != '\0';

	a.reason = text_at(f, row, f->at[REASON]);
	if (*level == '\0' && *a.reason == '\0') {
		f->empty += named;
		return 0;
	}
	if (*level == '\0')
		return wrong(f, row, f->at[LEVEL], "a reason without a level");
	if (find_names(f, row, &a) != 0 || read_fields(f, row, level, &a) != 0)
		return -1;
	for (size_t i = 0; i < f->count; i++) {
		if (f->list[i].feature == a.feature && f->list[i].platform == a.platform)
			return wrong(f, row, f->at[LEVEL], "this row is there twice");
	}
	if (is_same(f, &a, *text_at(f, row, f->at[DATE]) != '\0')) {
		f->same++;
		return 0;
	}
	/* The form had the old day in it: what is said anew is said today. */
	own = said_by(f->r, f->assessor, a.feature, a.platform);
	if (own && strcmp(own->date, a.date) == 0)
		a.date = f->today;
	f->list[f->count++] = a;
	return 0;
}

int judge_form_read(const struct rubric *r, const struct judge_options *o, const char *path,
		    FILE *out, struct err *err)
{
	struct form f = { .r = r, .path = path, .err = err };
	const char *slash;
	int rc = judge_check(r, o->feature, err) || judgement_today(f.today, err) ||
				 xlsx_read(path, SHEET, &f.g, err) || find_head(&f) ||
				 find_assessor(&f, o->assessor)
			 ? -1
			 : 0;

	if (rc == 0) {
		slash = strrchr(r->judgements_path, '/');
		f.folder = slash ? arena_dup_n(&f.a, r->judgements_path,
					       (size_t)(slash - r->judgements_path)) : ".";
		f.list = arena_new(&f.a, f.g.count + 1, sizeof(f.list[0]));
	}
	for (unsigned row = f.head + 1; rc == 0 && row <= f.last; row++)
		rc = read_row(&f, row);
	if (rc == 0 && f.count > 0)
		rc = judgement_write(r, f.list, f.count, err);
	if (rc == 0)
		fprintf(out, "%s: %zu judgement%s of %s taken over, %zu as before, %zu row%s not "
			     "filled in\n", path, f.count, f.count == 1 ? "" : "s", f.assessor,
			f.same, f.empty, f.empty == 1 ? "" : "s");
	xlsx_grid_release(&f.g);
	arena_release(&f.a);
	return rc;
}
