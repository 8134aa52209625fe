/* summary.c - what a parse found and what it could not use, as tables and notes. */
#include "parse/archive/summary.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/table.h"
#include "parse/archive/trouble.h"
#include "parse/language/unproved.h"
#include "parse/scan/scan.h"

#define FILES_SHOWN 10 /* of files that were not used; the rest is counted */

/* The tallies, gathered so that they can be turned into a table of kinds and platforms. */
struct tallies {
	struct store_tally *list;
	size_t count, room;
	const char **platforms;
	size_t platform_count, platform_room;
	struct arena arena;
};

static int gather(void *ctx, const struct store_tally *t, struct err *err)
{
	struct tallies *all = ctx;
	struct arena *a = &all->arena;
	size_t i = 0;

	(void)err;
	all->list = mem_grow(all->list, &all->room, all->count + 1, sizeof(all->list[0]));
	all->list[all->count++] = (struct store_tally){
		arena_dup(a, t->platform), arena_dup(a, t->benchmark), arena_dup(a, t->side),
		arena_dup(a, t->status),   NULL, NULL, t->records,
	};
	while (i < all->platform_count && strcmp(all->platforms[i], t->platform) != 0)
		i++;
	if (i == all->platform_count) {
		all->platforms = mem_grow(all->platforms, &all->platform_room, i + 1,
					  sizeof(all->platforms[0]));
		all->platforms[all->platform_count++] = all->list[all->count - 1].platform;
	}
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool same_row(const struct store_tally *a, const struct store_tally *b)
{
	return strcmp(a->benchmark, b->benchmark) == 0 && strcmp(a->side, b->side) == 0;
}

/* One row: a kind of benchmark on one side, its records by platform. */
static size_t kind_row(struct table *t, const struct tallies *all, size_t first)
{
	int64_t total = 0, sound = 0;
	size_t end = first;

	while (end < all->count && same_row(&all->list[first], &all->list[end]))
		end++;
	table_text(t, all->list[first].benchmark);
	table_text(t, all->list[first].side);
	for (size_t p = 0; p < all->platform_count; p++) {
		int64_t n = 0;

		for (size_t i = first; i < end; i++)
			if (strcmp(all->list[i].platform, all->platforms[p]) == 0)
				n += all->list[i].records;
		if (n)
			table_number(t, (double)n);
		else
			table_missing(t, NULL);
		total += n;
	}
	for (size_t i = first; i < end; i++)
		if (strcmp(all->list[i].status, "ok") == 0)
			sound += all->list[i].records;
	table_number(t, (double)total);
	if (total == sound)
		table_missing(t, NULL);
	else
		table_number(t, (double)(total - sound));
	return end;
}

static struct table *kinds_table(const struct tallies *all)
{
	struct table *t = table_new("records", "Records found");

	table_column(t, "benchmark", "benchmark", 0);
	table_column(t, "side", "side", 0);
	for (size_t p = 0; p < all->platform_count; p++) {
		const char *name = all->platforms[p][0] ? all->platforms[p] : "(unknown)";

		table_column(t, name, name, 0);
	}
	table_column(t, "all", "all", 0);
	table_column(t, "unusable", "not usable", 0);
	for (size_t i = 0; i < all->count;)
		i = kind_row(t, all, i);
	return t;
}

static const char *plural(int64_t n)
{
	return n == 1 ? "" : "s";
}

/* What the layout ignores; the layout itself is no file of the user's logs. */
static size_t count_ignored(const struct archive *a, size_t *layouts)
{
	size_t n = archive_count(a, FATE_IGNORED);

	*layouts = 0;
	for (size_t i = 0; i < a->count; i++)
		*layouts += a->files[i].fate == FATE_IGNORED &&
			    strcmp(a->files[i].entry->below, "layout.ini") == 0;
	return n - *layouts;
}

static void write_counts(const struct archive *a, const struct store_counts *c, FILE *out)
{
	size_t read = archive_count(a, FATE_READ), same = archive_count(a, FATE_SAME),
	       unchanged = 0, layouts, ignored = count_ignored(a, &layouts),
	       files = a->count - layouts;

	for (size_t i = 0; i < a->count; i++)
		unchanged += a->files[i].fate == FATE_UNCHANGED && !a->files[i].empty;
	fprintf(out, "%zu file%s: %zu log%s read", files, plural((int64_t)files),
		read + same, plural((int64_t)(read + same)));
	if (same)
		fprintf(out, " (%zu of them known already)", same);
	if (unchanged)
		fprintf(out, ", %zu unchanged", unchanged);
	if (archive_count(a, FATE_COPY))
		fprintf(out, ", %zu cop%s", archive_count(a, FATE_COPY),
			archive_count(a, FATE_COPY) == 1 ? "y" : "ies");
	if (ignored)
		fprintf(out, ", %zu ignored", ignored);
	fprintf(out, "\nThe store holds %lld log%s, %lld line%s, %lld record%s",
		(long long)c->logs, plural(c->logs), (long long)c->lines, plural(c->lines),
		(long long)c->records, plural(c->records));
	if (c->intervals)
		fprintf(out, ", %lld interval row%s", (long long)c->intervals,
			plural(c->intervals));
	fprintf(out, ".\n");
}

int summary_write(struct store *s, const struct archive *a, FILE *out, struct err *err)
{
	const struct table_writer *w = table_writer_find("text");
	struct tallies all = { 0 };
	struct table *tables[4] = { 0 };
	struct store_counts counts;
	int rc = store_counts(s, &counts, err);

	if (rc == 0)
		rc = store_tallies(s, gather, &all, err);
	if (rc == 0) {
		write_counts(a, &counts, out);
		if (all.count) {
			qsort(all.platforms, all.platform_count, sizeof(all.platforms[0]),
			      by_text);
			tables[0] = kinds_table(&all);
		}
		rc = trouble_reasons(s, a, &tables[1], err);
	}
	if (rc == 0)
		rc = trouble_lines(s, a, &tables[2], err);
	if (rc == 0)
		rc = trouble_figures(s, a, &tables[3], err);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		const struct table *one = tables[i];

		if (rc == 0 && one) {
			fputc('\n', out);
			rc = w->write(&one, 1, out, err);
		}
		table_free(tables[i]);
	}
	free(all.list);
	free(all.platforms);
	arena_release(&all.arena);
	return rc;
}

/* --- notes --------------------------------------------------------------------------- */

static const struct fate_text {
	enum file_fate fate;
	bool unused;       /* something that ought to be a log */
	const char *one, *many, *advice;
} fate_texts[] = {
	{ FATE_UNREADABLE, true, "file cannot be read", "files cannot be read", "" },
	{ FATE_NO_GRAMMAR, true, "file that no grammar knows", "files that no grammar knows",
	  " (a layout can say that they are no logs)" },
	{ FATE_COPY, false, "file is a copy of another one and counts once",
	  "files are copies of others and count once",
	  " (count_copies = yes in a layout: each is a run)" },
	{ FATE_UNNAMED, false, "file that the layout does not name, not read",
	  "files that the layout does not name, not read", "" },
};

static bool has_fate(const struct archive_file *f, enum file_fate fate)
{
	return f->fate == fate ||
	       (fate == FATE_NO_GRAMMAR && f->fate == FATE_UNCHANGED && f->empty);
}

static void fate_note(const struct archive *a, const struct fate_text *t, bool brief,
		      struct notes *notes)
{
	size_t n = 0, shown = 0;

	for (size_t i = 0; i < a->count; i++)
		n += has_fate(&a->files[i], t->fate);
	if (n == 0)
		return;
	(t->unused ? notes_unused : notes_add)(notes, "%zu %s%s%s", n,
					       n == 1 ? t->one : t->many, t->advice,
					       brief ? "" : ":");
	for (size_t i = 0; i < a->count && !brief; i++) {
		const struct archive_file *f = &a->files[i];

		if (!has_fate(f, t->fate))
			continue;
		if (shown++ == FILES_SHOWN) {
			notes_add(notes, "  ... and %zu more", n - FILES_SHOWN);
			break;
		}
		notes_add(notes, "  %s%s%s%s", archive_below(a, f->entry->path),
			  f->why ? " (" : "", f->why ? archive_below(a, f->why) : "",
			  f->why ? ")" : "");
	}
}

static int count_unusable(void *ctx, const struct store_tally *t, struct err *err)
{
	(void)err;
	if (strcmp(t->status, "ok") != 0)
		*(int64_t *)ctx += t->records;
	return 0;
}

static int count_unknown(void *ctx, const struct store_tally *t, struct err *err)
{
	(void)err;
	if (t->platform[0] == '\0')
		*(int64_t *)ctx += t->records;
	return 0;
}

/* A mark of what is not proved, and how many logs were read by it. */
struct mark {
	const char *text;
	size_t logs;
	const char *log; /* the first one */
	int64_t line;
};

struct marks {
	struct mark *list;
	size_t count, room;
	struct arena arena;
};

static int gather_mark(void *ctx, const struct store_problem *p, struct err *err)
{
	struct marks *all = ctx;
	size_t i = 0;

	(void)err;
	if (strcmp(p->kind, UNPROVED_KIND) != 0)
		return 0;
	while (i < all->count && strcmp(all->list[i].text, p->text) != 0)
		i++;
	if (i == all->count) {
		all->list = mem_grow(all->list, &all->room, i + 1, sizeof(all->list[0]));
		all->list[all->count++] = (struct mark){
			arena_dup(&all->arena, p->text), 0, arena_dup(&all->arena, p->log),
			p->line,
		};
	}
	all->list[i].logs++;
	return 0;
}

/* What was read by rules that no real log has proved: each mark once. */
static int unproved_notes(struct store *s, const struct archive *a, bool brief,
			  struct notes *notes, struct err *err)
{
	struct marks all = { 0 };
	int rc = store_problems(s, gather_mark, &all, err);

	if (rc == 0 && brief && all.count)
		notes_add(notes, "some logs were read by rules that no real log has proved "
			  "(desmet parse tells which)");
	for (size_t i = 0; rc == 0 && !brief && i < all.count; i++) {
		const struct mark *m = &all.list[i];

		notes_add(notes, "unproved: %s (%zu log%s; first %s:%lld)", m->text, m->logs,
			  plural((int64_t)m->logs), archive_below(a, m->log), (long long)m->line);
	}
	free(all.list);
	arena_release(&all.arena);
	return rc;
}

struct not_taken {
	int64_t doubts, unmeasured;
};

static int count_not_taken(void *ctx, const struct store_problem *p, struct err *err)
{
	struct not_taken *n = ctx;

	(void)err;
	n->doubts += strcmp(p->kind, SCAN_DOUBT) == 0;
	n->unmeasured += strcmp(p->kind, SCAN_UNMEASURED) == 0;
	return 0;
}

int summary_notes(struct store *s, const struct archive *a, bool brief, struct notes *notes,
		  struct err *err)
{
	struct store_counts c;
	struct not_taken no = { 0 };
	int64_t unusable = 0, unknown = 0;

	if (store_counts(s, &c, err) != 0 ||
	    store_tallies(s, count_unusable, &unusable, err) != 0 ||
	    store_tallies(s, count_unknown, &unknown, err) != 0 ||
	    store_problems(s, count_not_taken, &no, err) != 0)
		return -1;
	if (unusable)
		notes_unused(notes, "%lld of %lld record%s failed or incomplete; never scored",
			     (long long)unusable, (long long)c.records, plural(c.records));
	if (c.unknown_lines)
		notes_unused(notes, "%lld line%s not understood", (long long)c.unknown_lines,
			     plural(c.unknown_lines));
	if (c.overlong_lines)
		notes_unused(notes, "%lld line%s too long to be read",
			     (long long)c.overlong_lines, plural(c.overlong_lines));
	if (no.doubts)
		notes_unused(notes, "figures that cannot be right are not taken: %lld case%s "
			     "(desmet parse tells which)", (long long)no.doubts, plural(no.doubts));
	if (no.unmeasured)
		notes_add(notes, "figures that nobody measured, 0 in all rows, are not taken: %lld case%s "
			  "(desmet parse tells which)", (long long)no.unmeasured, plural(no.unmeasured));
	if (unknown)
		notes_add(notes, "%lld record%s of an unknown platform; a layout (or "
			  "--platform NAME) says which", (long long)unknown, plural(unknown));
	for (size_t i = 0; i < ARRAY_LEN(fate_texts); i++)
		fate_note(a, &fate_texts[i], brief, notes);
	if (summary_layouts(s, a, brief, notes, err) != 0)
		return -1;
	return unproved_notes(s, a, brief, notes, err);
}
