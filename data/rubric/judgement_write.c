/* judgement_write.c - judgements into the file, by hand-made lines; proves what it has written. */
#include "data/rubric/judgement_write.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "data/base/conf.h"
#include "data/base/file.h"
#include "data/base/table_write.h"

#define FILE_MOST    (4u << 20) /* what is read back */
#define LINE_WIDTH   92         /* columns, where words allow */
#define WORD_MOST    150        /* bytes: the reader takes lines of 197 */
#define SECTION_MOST 49         /* bytes between the brackets of a section */

struct writer {
	const struct rubric *r;
	const char *path;
	struct judgements was;
	struct conf c;    /* the same file, for the names of its sections */
	struct arena a;
	char *text;       /* the file as it was; NUL-terminated */
	struct err *err;
	size_t numbered;  /* the last [judgement N] that was made */
};

/* --- words --------------------------------------------------------------------------- */

const char *judgement_tidy(struct arena *a, const char *text)
{
	char *clean = utf8_clean(text), *to = clean;
	const char *from = clean, *out;

	for (; *from; from++) {
		bool blank = isspace((unsigned char)*from) != 0;

		if (blank && (to == clean || to[-1] == ' '))
			continue;
		if (*from == ';') /* after a blank it would begin a comment */
			while (to > clean && to[-1] == ' ')
				to--;
		if (*from == ';' && to == clean)
			continue;
		*to++ = blank ? ' ' : *from;
	}
	while (to > clean && to[-1] == ' ')
		to--;
	*to = '\0';
	out = arena_dup(a, clean);
	free(clean);
	return out;
}

const char *judgement_too_long(struct arena *a, const char *text)
{
	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		size_t n = strcspn(text, " ");

		if (n > WORD_MOST)
			return arena_dup_n(a, text, n);
		text += n;
	}
	return NULL;
}

int judgement_today(char out[JUDGEMENT_DATE], struct err *err)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = time(NULL);
	struct tm tm = { 0 };
	char *end;

	if (epoch != NULL && *epoch) {
		errno = 0;
		now = (time_t)strtoll(epoch, &end, 10);
		if (*end != '\0' || errno != 0 || !isdigit((unsigned char)*epoch) ||
		    gmtime_r(&now, &tm) == NULL || tm.tm_year > 9999 - 1900)
			return err_set(err, EXIT_INPUT,
				       "SOURCE_DATE_EPOCH is \"%s\"; wanted whole seconds "
				       "since 1970", epoch);
	} else {
		localtime_r(&now, &tm);
	}
	strftime(out, JUDGEMENT_DATE, "%Y-%m-%d", &tm);
	return 0;
}

/* --- lines --------------------------------------------------------------------------- */

/* "key = words", which go on in indented lines; none of these begins as a comment would. */
static void put_value(FILE *out, const char *key, const char *value)
{
	size_t column = (size_t)fprintf(out, "%-8s =", key);

	for (value += strspn(value, " "); *value; value += strspn(value, " ")) {
		size_t n = strcspn(value, " "), width = utf8_width(value, n);
		bool fits = column + 1 + width <= LINE_WIDTH;

		/* "#" may not begin a line, however long the one before becomes. */
		if (!fits && column > 20 && *value != '#') {
			fprintf(out, "\n  ");
			column = 2;
		}
		fprintf(out, " %.*s", (int)n, value);
		column += 1 + width;
		value += n;
	}
	fputc('\n', out);
}

static const char *platform_name(const struct rubric *r, size_t platform)
{
	return platform == 0 ? r->baseline : r->platforms[platform - 1].name;
}

/* The answer that takes the place of the judgement in this line, or NULL. */
static const struct judgement_answer *replaced(const struct writer *w, int line,
					       const struct judgement_answer *list,
					       size_t count)
{
	for (size_t i = 0; i < w->was.count; i++) {
		const struct judgement *j = &w->was.list[i];

		if (j->line != line)
			continue;
		for (size_t k = 0; k < count; k++) {
			if (list[k].feature == j->feature &&
			    list[k].platform == j->platform &&
			    strcmp(list[k].assessor,
				   w->was.assessors[j->assessor].name) == 0)
				return &list[k];
		}
	}
	return NULL;
}

/* No section has this name, or one that is replaced. */
static bool is_free(const struct writer *w, const char *name,
		    const struct judgement_answer *list, size_t count)
{
	const struct conf_section *s = conf_find(&w->c, "judgement", name);

	return s == NULL || replaced(w, s->line, list, count) != NULL;
}

/* [judgement FEATURE PLATFORM ASSESSOR], or where that is too long a number and keys. */
static void put_answer(struct writer *w, FILE *out, const struct judgement_answer *list,
		       size_t count, size_t at)
{
	const struct judgement_answer *a = &list[at];
	const char *feature = w->r->features[a->feature].name;
	const char *platform = platform_name(w->r, a->platform);
	char *name = mem_printf("judgement %s %s %s", feature, platform, a->assessor);
	char number[24], level[16];

	if (strlen(name) <= SECTION_MOST && strchr(name, ']') == NULL &&
	    is_free(w, name + strlen("judgement "), list, count)) {
		fprintf(out, "\n[%s]\n", name);
	} else {
		do
			snprintf(number, sizeof(number), "%zu", ++w->numbered);
		while (conf_find(&w->c, "judgement", number));
		fprintf(out, "\n[judgement %s]\n", number);
		put_value(out, "feature", feature);
		put_value(out, "platform", platform);
		put_value(out, "assessor", a->assessor);
	}
	snprintf(level, sizeof(level), "%d", a->level);
	put_value(out, "level", level);
	put_value(out, "date", a->date);
	put_value(out, "reason", a->reason);
	if (a->evidence && *a->evidence)
		put_value(out, "evidence", a->evidence);
	free(name);
}

/* --- what is there ------------------------------------------------------------------- */

/* The section's own lines end before the blank and comment lines that lead to the next. */
static const char *section_end(const char *text)
{
	const char *end = text, *line = text;

	while (*line) {
		size_t n = strcspn(line, "\n");
		const char *s = line + strspn(line, " \t\r");

		if (line > text && *s == '[' && s == line)
			break;
		line += n + (line[n] == '\n');
		if (s < line && *s != '\n' && *s != '#' && *s != ';')
			end = line;
	}
	return end;
}

/* Copies the file; judgements that are replaced become comments, or go. */
static void put_old(const struct writer *w, FILE *out, const struct judgement_answer *list,
		    size_t count)
{
	const char *text = w->text;

	for (int line = 1; *text; line++) {
		const struct judgement_answer *by = replaced(w, line, list, count);
		const char *end = by ? section_end(text) : text;

		if (by && !by->takes_back)
			fprintf(out, "# until %s:\n", by->date);
		for (; by && text < end; line++) {
			size_t n = strcspn(text, "\n");

			if (!by->takes_back)
				fprintf(out, "# %.*s\n", (int)n, text);
			text += n + (text[n] == '\n');
		}
		if (by) {
			line--;
			continue;
		}

		size_t n = strcspn(text, "\n");

		fprintf(out, "%.*s\n", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

/* A file with [assessor] sections has one for each who judges. */
static void put_assessors(const struct writer *w, FILE *out,
			  const struct judgement_answer *list, size_t count)
{
	for (size_t i = 0; w->was.declared && i < count; i++) {
		bool known = false;

		for (size_t k = 0; k < w->was.assessor_count; k++)
			known = known ||
				strcmp(w->was.assessors[k].name, list[i].assessor) == 0;
		for (size_t k = 0; k < i; k++)
			known = known || strcmp(list[k].assessor, list[i].assessor) == 0;
		if (!known)
			fprintf(out, "\n[assessor %s]\n", list[i].assessor);
	}
}

/* A new file says whose it is, where that is beside it. */
static char *new_text(const struct writer *w)
{
	char *mine = file_folder(w->path), *rubrics = file_folder(w->r->path), *text;
	const char *slash = strrchr(w->r->path, '/');

	if (strcmp(mine, rubrics) == 0)
		text = mem_printf("[judgements]\nrubric = %s\n",
				  slash ? slash + 1 : w->r->path);
	else
		text = mem_dup("[judgements]\n");
	free(mine);
	free(rubrics);
	return text;
}

static int read_old(struct writer *w)
{
	size_t size;
	int rc = judgement_load(&w->was, w->r, w->path, true, w->err);

	if (rc == 0 && w->was.missing) {
		w->text = new_text(w);
		return 0;
	}
	if (rc == 0)
		rc = conf_load(&w->c, w->path, w->err);
	if (rc == 0)
		w->text = file_read(w->path, FILE_MOST, &size, w->err);
	return rc == 0 && w->text ? 0 : -1;
}

static int write_new(struct writer *w, const struct judgement_answer *list, size_t count)
{
	struct judgements is = { 0 };
	size_t wanted = w->was.count + count;
	struct file_new f;
	int rc;

	for (size_t i = 0; i < w->was.count; i++)
		wanted -= replaced(w, w->was.list[i].line, list, count) != NULL;
	if (file_new_open(&f, w->path, w->err) != 0)
		return -1;
	put_old(w, f.out, list, count);
	put_assessors(w, f.out, list, count);
	for (size_t i = 0; i < count; i++)
		put_answer(w, f.out, list, count, i);
	rc = fflush(f.out) == 0 ? 0 : err_set(w->err, EXIT_MACHINE, "%s: %s", f.temporary,
					      strerror(errno));
	/* Read again before it counts. */
	if (rc == 0)
		rc = judgement_load(&is, w->r, f.temporary, true, w->err);
	if (rc == 0 && is.count != wanted)
		rc = err_set(w->err, EXIT_MACHINE,
			     "%s: the judgements cannot be read back; nothing was changed",
			     w->path);
	judgement_release(&is);
	if (rc == 0)
		return file_new_close(&f, w->err);
	file_new_abandon(&f);
	return -1;
}

int judgement_write(const struct rubric *r, const struct judgement_answer *list, size_t count,
		    struct err *err)
{
	struct writer w = { .r = r, .path = r->judgements_path, .err = err };
	const char *word;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		word = judgement_too_long(&w.a, list[i].reason);
		if (word == NULL && list[i].evidence)
			word = judgement_too_long(&w.a, list[i].evidence);
		if (word)
			rc = err_set(err, EXIT_INPUT,
				     "\"%.40s...\" is a word of %zu characters; a file of "
				     "judgements takes %d", word, strlen(word), WORD_MOST);
	}
	/* Who judges at the same time waits, and reads what is written here. */
	int held = rc == 0 ? file_hold_folder(w.path) : -1;
	if (rc == 0)
		rc = read_old(&w);
	if (rc == 0)
		rc = write_new(&w, list, count);
	if (held >= 0)
		close(held);
	free(w.text);
	judgement_release(&w.was);
	conf_release(&w.c);
	arena_release(&w.a);
	return rc;
}
