/* trouble.c - what a parse could not use, as tables for people: alike things once. */
#include "parse/archive/trouble.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/dict.h"
#include "parse/language/unproved.h"
#include "parse/scan/scan.h"

#define SHOWN 20  /* rows of a table; the rest is counted */
#define BESIDE 40 /* a reason and its log stand on one line where they are no longer */

/* Things that are alike but for their figures: the first of them, and how many there are. */
struct trouble {
	const char *status, *of; /* of a record, and of which benchmark; or of a line: "" */
	const char *text, *log;
	int64_t line;  /* 0: of no one line */
	int64_t count;
	size_t place;
	bool differ; /* in their figures */
	size_t logs; /* which have such; counted where things come log by log */
	const char *last_log;
};

struct troubles {
	struct trouble *list;
	size_t count, room;
	struct dict places; /* from what is alike to its place in the list, plus one */
	const struct archive *archive;
	bool figures; /* wanted are figures that are not taken, not lines */
	struct arena arena;
};

static void release(struct troubles *all)
{
	free(all->list);
	dict_release(&all->places);
	arena_release(&all->arena);
}

/* --- what is alike ------------------------------------------------------------------- */

#define DIGITS "0123456789"

/* The length of the figure that the text begins with; 0: of none. */
static size_t figure(const char *text)
{
	size_t n = strspn(text, DIGITS "."), power = n;

	if (strcspn(text, DIGITS) >= n) /* dots alone */
		return 0;
	if (text[power] == 'e' || text[power] == 'E') {
		power++;
		power += text[power] == '+' || text[power] == '-';
		if (isdigit((unsigned char)text[power]))
			n = power + strspn(text + power, DIGITS);
	}
	return n;
}

/* The length of the name that the text begins with: figures in it ("p95") are its own. */
static size_t word(const char *text)
{
	size_t n = 0;

	if (isalpha((unsigned char)*text) || *text == '_')
		while (isalnum((unsigned char)text[n]) || text[n] == '_' || text[n] == '.')
			n++;
	return n;
}

/* The text with the same figure for all, and one blank for many. */
static char *without_figures(struct arena *a, const char *text)
{
	char *out = arena_new(a, strlen(text) + 1, 1), *to = out;

	while (*text) {
		size_t blanks = strspn(text, " "), digits = figure(text), letters = word(text);

		if (letters) {
			memcpy(to, text, letters);
			to += letters;
		} else {
			*to++ = digits ? '0' : *text;
		}
		text += letters ? letters : digits ? digits : blanks ? blanks : 1;
	}
	return out;
}

/* Counts `one`; where it is alike to another, the first of them by log and line is kept. */
static void add(struct troubles *all, const struct trouble *one)
{
	struct arena *a = &all->arena;
	const char *key = arena_printf(a, "%s\n%s\n%s", one->status, one->of,
				       without_figures(a, one->text));
	uintptr_t place = (uintptr_t)dict_get(&all->places, key, strlen(key));

	if (place == 0) {
		all->list = mem_grow(all->list, &all->room, all->count + 1,
				     sizeof(all->list[0]));
		all->list[all->count] = (struct trouble){
			.status = arena_dup(a, one->status),
			.of = arena_dup(a, one->of),
			.text = arena_dup(a, one->text),
			.log = arena_dup(a, one->log),
			.line = one->line,
			.count = one->count,
			.place = all->count,
			.logs = 1,
		};
		all->list[all->count].last_log = all->list[all->count].log;
		all->count++;
		dict_set(&all->places, key, strlen(key), (void *)(uintptr_t)all->count);
		return;
	}
	struct trouble *k = &all->list[place - 1];

	k->count += one->count;
	k->differ |= strcmp(k->text, one->text) != 0;
	if (strcmp(one->log, k->last_log) != 0) {
		k->last_log = arena_dup(a, one->log);
		k->logs++;
	}
	if (strcmp(one->log, k->log) < 0) {
		k->text = arena_dup(a, one->text);
		k->log = arena_dup(a, one->log);
		k->line = one->line;
	}
}

static int most_first(const void *a, const void *b)
{
	const struct trouble *k = a, *l = b;

	if (k->count != l->count)
		return k->count > l->count ? -1 : 1;
	return k->place < l->place ? -1 : k->place > l->place;
}

/* How many are shown: where that is not all of them, those that are most. */
static size_t choose(struct troubles *all)
{
	if (all->count <= SHOWN)
		return all->count;
	qsort(all->list, all->count, sizeof(all->list[0]), most_first);
	return SHOWN;
}

/* "... and 3 more kinds", of 5 `things`. */
static void tell_rest(struct table *t, const struct troubles *all, const char *things)
{
	int64_t rest = 0;

	for (size_t i = SHOWN; i < all->count; i++)
		rest += all->list[i].count;
	if (all->count > SHOWN)
		t->footnote = arena_printf(&t->arena, "... and %zu more kind%s, of %lld %s%s",
					   all->count - SHOWN,
					   all->count - SHOWN == 1 ? "" : "s", (long long)rest,
					   things, rest == 1 ? "" : "s");
}

/* --- records ------------------------------------------------------------------------- */

static int add_tally(void *ctx, const struct store_tally *t, struct err *err)
{
	struct troubles *all = ctx;

	(void)err;
	if (strcmp(t->status, "ok") == 0)
		return 0;
	char *of = mem_printf("%s%s%s", t->benchmark, t->side[0] ? ", " : "", t->side);
	struct trouble one = { .status = t->status, .of = of, .text = t->reason,
			       .log = t->log, .count = t->records };

	add(all, &one);
	free(of);
	return 0;
}

/* The reason, and behind it or on a line of its own whose it is. */
static void put_reason(struct table *t, const struct troubles *all, const struct trouble *k,
		       bool one_log)
{
	const char *log = archive_below(all->archive, k->log);
	char *of = k->differ	   ? mem_printf("%lld such, the first in ", (long long)k->count)
		   : k->count == 1 ? mem_dup("in ")
				   : mem_dup("the first in ");
	size_t both = strlen(k->text) + 2 + strlen(of) + strlen(log);

	if (one_log && !k->differ)
		table_text(t, k->text);
	else
		table_printf(t, "%s%s%s%s", k->text, both > BESIDE ? "\n" : "; ", of, log);
	free(of);
}

static struct table *reasons_table(struct troubles *all, bool one_log)
{
	struct table *t = table_new("reasons", "Records that cannot be used");
	size_t shown = choose(all);

	table_column(t, "records", "records", 0);
	table_column(t, "status", "status", 0);
	table_column(t, "benchmark", "benchmark", 0);
	table_column(t, "reason", "reason", 0);
	t->columns[t->width - 1].wrap = true;
	for (size_t i = 0; i < shown; i++) {
		const struct trouble *k = &all->list[i];

		table_number(t, (double)k->count);
		table_text(t, k->status);
		table_text(t, k->of);
		put_reason(t, all, k, one_log);
	}
	tell_rest(t, all, "record");
	return t;
}

int trouble_reasons(struct store *s, const struct archive *a, struct table **out,
		    struct err *err)
{
	struct troubles all = { .archive = a };
	struct store_counts c;
	int rc = store_tallies(s, add_tally, &all, err);

	*out = NULL;
	if (rc == 0)
		rc = store_counts(s, &c, err);
	if (rc == 0 && all.count)
		*out = reasons_table(&all, a->count == 1 && c.logs == 1);
	release(&all);
	return rc;
}

/* --- lines --------------------------------------------------------------------------- */

static int add_problem(void *ctx, const struct store_problem *p, struct err *err)
{
	struct troubles *all = ctx;
	bool figure = strcmp(p->kind, SCAN_DOUBT) == 0 ||
		      strcmp(p->kind, SCAN_UNMEASURED) == 0;
	struct trouble one = { .status = p->kind, .of = "", .text = p->text,
			       .log = p->log, .line = p->line, .count = 1 };

	(void)err;
	if (strcmp(p->kind, UNPROVED_KIND) != 0 && figure == all->figures)
		add(all, &one);
	return 0;
}

/* Of lines, what would say the same of each is left out: the narrower the columns beside a line, the
   more is seen of it. */
static struct table *problems_table(struct troubles *all)
{
	bool figures = all->figures, kinds = figures, logs = false;
	struct table *t = figures ? table_new("doubts", "Figures that are not taken")
				  : table_new("lines", "Lines that were not understood (examples)");
	size_t shown = choose(all);

	for (size_t i = 0; i < shown; i++) {
		kinds |= strcmp(all->list[i].status, "not understood") != 0;
		logs |= all->list[i].logs > 1;
	}
	if (figures)
		table_column(t, "cases", "cases", 0);
	else if (logs)
		table_column(t, "logs", "logs", 0);
	table_column(t, "line", figures || logs ? "first line" : "line", 0);
	t->columns[t->width - 1].wrap = true;
	if (kinds)
		table_column(t, "kind", "kind", 0);
	table_column(t, "text", "text", 0);
	t->columns[t->width - 1].wrap = figures;
	t->columns[t->width - 1].cut = !figures;
	for (size_t i = 0; i < shown; i++) {
		const struct trouble *k = &all->list[i];

		if (figures || logs)
			table_number(t, figures ? (double)k->count : (double)k->logs);
		table_printf(t, "%s:%lld", archive_below(all->archive, k->log),
			     (long long)k->line);
		if (kinds)
			table_text(t, k->status);
		table_text(t, k->text);
	}
	tell_rest(t, all, figures ? "case" : "example");
	return t;
}

static int problems(struct store *s, const struct archive *a, bool figures,
		    struct table **out, struct err *err)
{
	struct troubles all = { .archive = a, .figures = figures };
	int rc = store_problems(s, add_problem, &all, err);

	*out = NULL;
	if (rc == 0 && all.count)
		*out = problems_table(&all);
	release(&all);
	return rc;
}

int trouble_lines(struct store *s, const struct archive *a, struct table **out,
		  struct err *err)
{
	return problems(s, a, false, out, err);
}

int trouble_figures(struct store *s, const struct archive *a, struct table **out,
		    struct err *err)
{
	return problems(s, a, true, out, err);
}
