/* rubric_write.c - an edited rubric as a file: the old text, with what was changed in its place. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/base/file.h"
#include "data/rubric/judgement.h"
#include "data/rubric/rubric_edit.h"
#include "data/rubric/rubric_load.h"

#define TEXT_MAX (4u << 20)
#define WIDTH 92      /* where new lines are broken */
#define SHEET_LEFT_OUT "left out: the sheet speaks of what was changed here"
#define LINE_LIMIT 196 /* bytes of a line that are sure to be read */

/* --- the old text -------------------------------------------------------------------- */

enum line_kind {
	LINE_OTHER, /* blank, or a comment */
	LINE_SECTION,
	LINE_KEY,
	LINE_MORE, /* goes on with the value above */
};

struct line {
	const char *text;
	size_t n; /* without its end */
	enum line_kind kind;
	const struct conf_section *section; /* of LINE_SECTION and LINE_KEY */
	const struct conf_entry *entry;	    /* of LINE_KEY */
	bool last; /* nothing of its section but blanks and comments follows */
};

struct writer {
	const struct conf *was, *is;  /* what the file itself says, and is to say */
	const struct conf *all, *now; /* with what it includes, before and after the edits */
	const struct conf *under;     /* what it includes, as `without` leaves it */
	char *text; /* without a BOM */
	bool bom;
	struct line *lines;
	size_t count;
	const char *eol;
	FILE *out;
	const char *const *comments;
	size_t comment_count;
	bool sheet_left_out;
};

static enum line_kind kind_of(const struct line *l)
{
	size_t i = 0;

	while (i < l->n && strchr(" \t\r", l->text[i]))
		i++;
	if (i == l->n || l->text[i] == '#' || l->text[i] == ';')
		return LINE_OTHER;
	return i > 0 ? LINE_MORE : l->text[0] == '[' ? LINE_SECTION : LINE_KEY;
}

static void split_lines(struct writer *w, size_t size)
{
	const char *s = w->text, *end = w->text + size;
	size_t room = 0;

	while (s < end) {
		const char *eol = memchr(s, '\n', (size_t)(end - s));
		size_t n = (size_t)((eol ? eol : end) - s);

		w->lines = mem_grow(w->lines, &room, w->count + 1, sizeof(w->lines[0]));
		struct line *l = &w->lines[w->count++];
		*l = (struct line){ .text = s, .n = n };
		if (n > 0 && s[n - 1] == '\r')
			l->n--;
		if (w->count == 1)
			w->eol = l->n < n ? "\r\n" : "\n";
		l->kind = kind_of(l);
		s += n + (eol != NULL);
	}
}

/* Each line's section and entry, and where a section's content ends. */
static void place_lines(struct writer *w)
{
	const struct conf *c = w->was;
	struct line *content = NULL;
	size_t section = 0, entry = 0;

	for (size_t i = 0; i < w->count; i++) {
		struct line *l = &w->lines[i];

		if (l->kind == LINE_SECTION) {
			if (content)
				content->last = true;
			l->section = &c->sections[section++];
			entry = 0;
		} else if (l->kind == LINE_KEY) {
			l->section = &c->sections[section - 1];
			l->entry = &l->section->entries[entry++];
		}
		if (l->kind != LINE_OTHER)
			content = l;
	}
	if (content)
		content->last = true;
}

/* --- new lines ----------------------------------------------------------------------- */

/* Where a line of at most `width` ends: at a blank alone, and not before what would begin a
   comment on the next line; or later, when there is no such blank. */
static size_t line_break(const char *text, size_t n, size_t width)
{
	size_t best = n;

	if (n <= width)
		return n;
	for (size_t i = 1; i + 1 < n; i++) {
		if (text[i] != ' ' || strchr(" \t", text[i - 1]) ||
		    strchr(" \t#;", text[i + 1]))
			continue;
		if (i > width && best < n)
			break;
		best = i;
		if (i > width)
			break;
	}
	return best;
}

/* A text after `first`, its other lines after `next`. */
static void put_text(const struct writer *w, const char *first, const char *next,
		     const char *text, size_t n)
{
	const char *before = first;

	do {
		size_t used = strlen(before), width = used < WIDTH / 2 ? WIDTH - used : WIDTH / 2;
		size_t cut = line_break(text, n, width);

		if (*before == '#' && cut > LINE_LIMIT - WIDTH / 2)
			cut = LINE_LIMIT - WIDTH / 2; /* in a comment a word may be broken */
		fprintf(w->out, "%s%.*s%s", before, (int)cut, text, w->eol);
		cut += cut < n && text[cut] == ' ';
		text += cut;
		n -= cut;
		before = next;
	} while (n > 0);
}

static void put_comment(const struct writer *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void put_comment(const struct writer *w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	for (char *s = text; s;) {
		size_t n = strcspn(s, "\r\n");

		put_text(w, "# ", "# ", s, n);
		s = s[n] ? s + n + 1 : NULL;
	}
	free(text);
}

static void put_line(const struct writer *w, const struct line *l)
{
	fprintf(w->out, "%.*s%s", (int)l->n, l->text, w->eol);
}

static void put_as_comment(const struct writer *w, const struct line *l)
{
	if (l->n < LINE_LIMIT)
		fprintf(w->out, "# %.*s%s", (int)l->n, l->text, w->eol);
	else
		put_text(w, "# ", "# ", l->text, l->n);
}

/* "key       = value": the key with its sign as an old line has them, or aligned to it. */
static void put_entry(const struct writer *w, const struct conf_entry *e,
		      const struct line *like)
{
	size_t sign = 0, n = strlen(e->key);
	const char *equals = like ? memchr(like->text, '=', like->n) : NULL;
	char *first;

	if (equals)
		sign = (size_t)(equals - like->text);
	if (sign < n + 1 || sign > WIDTH / 2)
		sign = n + 1;
	first = mem_printf("%s%*s=%s", e->key, (int)(sign - n), "", e->value[0] ? " " : "");
	put_text(w, first, "\t", e->value, strlen(e->value));
	free(first);
}

/* --- the whole ----------------------------------------------------------------------- */

/* What an included file says of a key that is new here. */
static void put_included(const struct writer *w, const struct conf_section *s,
			 const struct conf_entry *e)
{
	const struct conf_section *o = conf_find(w->under, s->kind, s->name);
	const struct conf_entry *was = o ? conf_get(o, e->key) : NULL;

	if (was)
		put_comment(w, "was, in %s: %s",
			    conf_path_of(w->under->path, w->under->files, was->line),
			    was->value);
	else if (conf_find(w->was, s->kind, s->name))
		put_comment(w, "was not set");
}

/* The keys that an edited section has and the old one had not. */
static void put_new_keys(const struct writer *w, const struct conf_section *was,
			 const struct conf_section *is, const struct line *like)
{
	for (size_t i = 0; i < is->count; i++) {
		if (was && conf_get(was, is->entries[i].key))
			continue;
		if (w->sheet_left_out && strcmp(is->entries[i].key, "published") == 0)
			put_comment(w, SHEET_LEFT_OUT);
		put_included(w, is, &is->entries[i]);
		put_entry(w, &is->entries[i], like);
	}
}

static void put_new_sections(const struct writer *w)
{
	for (size_t i = 0; i < w->is->count; i++) {
		const struct conf_section *s = &w->is->sections[i];

		if (conf_find(w->was, s->kind, s->name))
			continue;
		fputs(w->eol, w->out);
		if (!conf_find(w->under, s->kind, s->name))
			put_comment(w, "was not there");
		fprintf(w->out, "[%s%s%s]%s", s->kind, s->name[0] ? " " : "", s->name, w->eol);
		put_new_keys(w, NULL, s, NULL);
	}
}

enum fate { KEEP, SWALLOW, COMMENT };

/* The line of a key, and what is to become of those that go on with its value. */
static enum fate put_key(const struct writer *w, const struct line *l,
			 const struct conf_section *is)
{
	const struct conf_entry *e = conf_get(is, l->entry->key);

	if (e && strcmp(e->value, l->entry->value) == 0) {
		put_line(w, l);
		return KEEP;
	}
	if (e == NULL && w->sheet_left_out && strcmp(l->entry->key, "published") == 0)
		put_comment(w, SHEET_LEFT_OUT);
	if (e == NULL) {
		put_comment(w, "was: %s = %s", l->entry->key, l->entry->value);
	} else {
		put_comment(w, "was: %s", l->entry->value);
		put_entry(w, e, l);
	}
	return SWALLOW;
}

static void put_all(const struct writer *w)
{
	const struct conf_section *was = NULL, *is = NULL;
	const struct line *like = NULL;
	enum fate fate = KEEP;

	if (w->bom)
		fputs("\xef\xbb\xbf", w->out);
	for (size_t i = 0; i < w->comment_count; i++)
		put_comment(w, "%s", w->comments[i]);
	if (w->comment_count > 0)
		fputs(w->eol, w->out);
	for (size_t i = 0; i < w->count; i++) {
		const struct line *l = &w->lines[i];

		if (l->kind == LINE_SECTION) {
			was = l->section;
			is = conf_find(w->is, was->kind, was->name);
			fate = is ? KEEP : COMMENT;
			like = NULL;
			if (is == NULL)
				put_comment(w, "left out:");
		}
		if (l->kind == LINE_KEY && is) {
			fate = put_key(w, l, is);
			like = l;
		} else if (l->kind == LINE_OTHER || fate == KEEP) {
			put_line(w, l);
		} else if (fate == COMMENT) {
			put_as_comment(w, l);
		}
		if (l->last && is)
			put_new_keys(w, was, is, like);
	}
	put_new_sections(w);
}

/* --- the published sheet ------------------------------------------------------------- */

static bool same_levels(const struct rubric_feature *a, const struct rubric_feature *b)
{
	bool same = a->level_count == b->level_count && a->base_level == b->base_level;

	for (size_t i = 0; same && i < a->level_count; i++)
		same = a->levels[i].level == b->levels[i].level;
	same = same && a->symbol_count == b->symbol_count;
	for (size_t i = 0; same && i < a->symbol_count; i++) {
		const char *symbol = rubric_symbol_of(b, a->symbols[i].level);

		same = symbol && strcmp(symbol, a->symbols[i].symbol) == 0;
	}
	return same && strcmp(a->unit.canonical, b->unit.canonical) == 0;
}

/* Can a sheet that fits `a` still be read with `b`? It names features, candidates, sets,
   levels and symbols. */
static bool sheet_fits(const struct rubric *a, const struct rubric *b)
{
	for (size_t i = 0; i < a->feature_count; i++) {
		const struct rubric_feature *f = rubric_feature_find(b, a->features[i].name);

		if (f == NULL || !same_levels(&a->features[i], f))
			return false;
	}
	for (size_t i = 0; i < a->platform_count; i++)
		if (rubric_candidate_find(b, a->platforms[i].name) == b->platform_count)
			return false;
	return true;
}

/* The way from a folder to a file, both real paths; the file's path itself when they share
   nothing but the root. The caller frees. */
static char *way_to(const char *folder, const char *file)
{
	size_t same = 0, up = 0;

	for (size_t i = 0;; i++) {
		bool ends = folder[i] == '\0' || folder[i] == '/';

		if (ends && file[i] == '/')
			same = i + 1;
		if (folder[i] == '\0' || folder[i] != file[i])
			break;
	}
	if (same <= 1)
		return mem_dup(file);
	if (same <= strlen(folder)) {
		up = 1;
		for (const char *s = folder + same; *s; s++)
			up += *s == '/';
	}
	char *way = mem_dup("");
	for (size_t i = 0; i < up; i++) {
		char *before = way;

		way = mem_printf("%s../", before);
		free(before);
	}
	char *all = mem_printf("%s%s", way, file + same);
	free(way);
	return all;
}

/* The way from `to`'s folder to a file that is named from the rubric's. The caller frees;
   NULL with the error set. */
static char *moved(const char *path, const char *to, const char *given, struct err *err)
{
	char *folder = file_folder(to), *old = file_folder(path), *way = NULL;
	char *full = given[0] == '/' ? mem_dup(given) : file_join(old, given);
	char *real = realpath(folder, NULL), *from = real ? realpath(old, NULL) : NULL;
	char *file = from ? realpath(full, NULL) : NULL;

	if (file == NULL)
		err_set(err, EXIT_INPUT, "%s: %s", real ? full : to, strerror(errno));
	else if (given[0] == '/' || strcmp(real, from) == 0)
		way = mem_dup(given);
	else
		way = way_to(real, file);
	free(folder);
	free(old);
	free(from);
	free(real);
	free(full);
	free(file);
	return way;
}

static struct conf_section *head_of(struct conf *c)
{
	return &c->sections[conf_find(c, "rubric", "") - c->sections];
}

/* Makes `published` of the edited file lead from `to`'s folder where it led before. */
static int move_sheet(struct writer *w, struct conf *is, const struct rubric *was,
		      const struct rubric *edited, const char *to, struct err *err)
{
	struct conf_section *head = head_of(is);
	const struct conf_entry *e = conf_get(head, "published");
	char *way;

	if (edited->published == NULL || (e == NULL && !edited->published_included))
		return 0;
	w->sheet_left_out = !sheet_fits(was, edited);
	if (w->sheet_left_out)
		conf_set(is, head, "published", edited->published_included ? "" : NULL, 1);
	if (w->sheet_left_out || edited->published_included)
		return 0;
	way = moved(is->path, to, e->value, err);
	if (way == NULL)
		return -1;
	if (strcmp(way, e->value) != 0)
		conf_set(is, head, "published", way, e->line);
	free(way);
	return 0;
}

/* The same of `judgements`; what is left out of the rubric is still spoken of there. */
static int move_judgements(struct conf *is, const struct rubric *edited, const char *to,
			   struct err *err)
{
	struct conf_section *head = head_of(is);
	const struct conf_entry *e = conf_get(head, "judgements");
	char *way;

	if (e == NULL || edited->judgements == NULL || edited->judgements_included)
		return 0;
	if (edited->judgements->skipped > 0 && !edited->judgements_shared)
		conf_set(is, head, "judgements_shared", "yes", e->line);
	if (edited->judgements->missing)
		return 0;
	e = conf_get(head, "judgements"); /* keys may have moved */
	way = moved(is->path, to, e->value, err);
	if (way == NULL)
		return -1;
	if (strcmp(way, e->value) != 0)
		conf_set(is, head, "judgements", way, e->line);
	free(way);
	return 0;
}

/* The same of what it includes. */
static int move_included(struct conf *is, const char *to, struct err *err)
{
	struct conf_section *head = head_of(is);
	const struct conf_entry *e = conf_get(head, "include");
	const char **given, *list = "";
	bool commas, changed = false;
	size_t n;

	if (e == NULL)
		return 0;
	commas = strchr(e->value, ',') != NULL;
	given = conf_list(&is->arena, e->value, commas, &n);
	for (size_t i = 0; i < n; i++) {
		char *way = moved(is->path, to, given[i], err);

		if (way == NULL)
			return -1;
		changed = changed || strcmp(way, given[i]) != 0;
		/* A comma at the end: a name may have a blank. */
		list = arena_printf(&is->arena, "%s%s%s", list, i ? ", " : "", way);
		if (n == 1 && strpbrk(way, " \t"))
			list = arena_printf(&is->arena, "%s,", list);
		free(way);
	}
	if (changed)
		conf_set(is, head, "include", list, e->line);
	return 0;
}

/* --- what the edits change in the file itself ---------------------------------------- */

static struct conf_section *own_section(struct conf *is, const struct conf_section *s)
{
	const struct conf_section *found = conf_find(is, s->kind, s->name);

	return found ? &is->sections[found - is->sections]
		     : conf_add(is, s->kind, s->name, s->line);
}

static void change_section(struct writer *w, struct conf *is, const struct conf_section *now)
{
	const struct conf_section *before = conf_find(w->all, now->kind, now->name);
	const struct conf_section *under = conf_find(w->under, now->kind, now->name);

	for (size_t i = 0; i < now->count; i++) {
		const struct conf_entry *e = &now->entries[i];
		const struct conf_entry *was = before ? conf_get(before, e->key) : NULL;

		if (was == NULL || strcmp(was->value, e->value) != 0)
			conf_set(is, own_section(is, now), e->key, e->value, e->line);
	}
	for (size_t i = 0; before && i < before->count; i++) {
		const char *key = before->entries[i].key;

		if (conf_get(now, key))
			continue;
		/* An included key is taken away by one without a value. */
		conf_set(is, own_section(is, now), key,
			 under && conf_get(under, key) ? "" : NULL, 1);
	}
	if (before == NULL)
		own_section(is, now); /* may have no key at all */
}

static void drop_section(struct writer *w, struct conf *is, const struct conf_section *was)
{
	const struct conf_section *own = conf_find(is, was->kind, was->name);
	struct conf_section *head;
	const struct conf_entry *e;

	if (own)
		conf_drop(is, &is->sections[own - is->sections]);
	if (strcmp(was->kind, "feature") != 0 || !conf_find(w->under, was->kind, was->name))
		return;
	head = head_of(is);
	e = conf_get(head, "without");
	conf_set(is, head, "without",
		 arena_printf(&is->arena, "%s%s%s", e ? e->value : "",
			      e == NULL			 ? ""
			      : strchr(e->value, ',')    ? ", "
							 : " ",
			      was->name),
		 1);
}

/* What the file must say for the edits, some of which may concern what it includes. */
static void change_file(struct writer *w, struct conf *is)
{
	for (size_t i = 0; i < w->now->count; i++)
		change_section(w, is, &w->now->sections[i]);
	for (size_t i = 0; i < w->all->count; i++) {
		const struct conf_section *s = &w->all->sections[i];

		if (!conf_find(w->now, s->kind, s->name))
			drop_section(w, is, s);
	}
}

/* --- writing ------------------------------------------------------------------------- */

/* Is every section and key of a there in b with the same value? `read`: as they are read
   with all they include, where the way to the sheet and the platforms that nobody names any
   more do not count. */
static bool holds_all(const struct conf *a, const struct conf *b, bool read)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct conf_section *s = &a->sections[i];
		const struct conf_section *o = conf_find(b, s->kind, s->name);

		if (read && strcmp(s->kind, "platform") == 0 && rubric_is_included(s->line))
			continue;
		for (size_t k = 0; o && k < s->count; k++) {
			const struct conf_entry *e = conf_get(o, s->entries[k].key);

			if (read && (strcmp(s->entries[k].key, "published") == 0 ||
				     strncmp(s->entries[k].key, "judgements", 10) == 0))
				continue;
			if (e == NULL || strcmp(e->value, s->entries[k].value) != 0)
				return false;
		}
		if (o == NULL)
			return false;
	}
	return true;
}

static bool says_the_same(const struct conf *a, const struct conf *b, bool read)
{
	return holds_all(a, b, read) && holds_all(b, a, read);
}

/* What was written is read again before it counts. */
static int prove(const struct writer *w, const char *temporary, const char *to,
		 struct err *err)
{
	struct rubric r = { 0 };
	struct conf c = { 0 }, all = { 0 };
	int rc = conf_load(&c, temporary, err);

	if (rc == 0)
		rc = rubric_conf_load(&all, temporary, err);
	if (rc == 0 && !(says_the_same(&c, w->is, false) && says_the_same(&all, w->now, true)))
		rc = err_set(err, EXIT_INPUT, "the text that came out does not say the same");
	if (rc == 0)
		rc = rubric_load(&r, temporary, err);
	rubric_release(&r);
	conf_release(&c);
	conf_release(&all);
	return rc == 0 ? 0 : err_wrap(err, "%s: the edited rubric cannot be written", to);
}

static int write_to(struct writer *w, const char *to, struct err *err)
{
	struct file_new f;
	int rc = file_new_open(&f, to, err);

	if (rc != 0)
		return rc;
	w->out = f.out;
	put_all(w);
	if (fflush(f.out) != 0) {
		rc = err_set(err, EXIT_MACHINE, "%s: cannot write: %s", to, strerror(errno));
	} else {
		rc = prove(w, f.temporary, to, err);
	}
	if (rc == 0)
		return file_new_close(&f, err);
	file_new_abandon(&f);
	return rc;
}

static int read_text(struct writer *w, const char *path, struct err *err)
{
	size_t size;

	w->text = file_read(path, TEXT_MAX, &size, err);
	if (w->text == NULL)
		return -1;
	w->bom = size >= 3 && memcmp(w->text, "\xef\xbb\xbf", 3) == 0;
	if (w->bom) {
		size -= 3;
		memmove(w->text, w->text + 3, size + 1);
	}
	w->eol = "\n";
	split_lines(w, size);
	place_lines(w);
	return 0;
}

static int check_target(const char *path, const char *to, struct err *err)
{
	struct stat a, b;

	if (stat(path, &a) == 0 && stat(to, &b) == 0 && a.st_dev == b.st_dev &&
	    a.st_ino == b.st_ino)
		return err_set(err, EXIT_INPUT,
			       "%s is the rubric itself; the edited one wants a name of its own",
			       to);
	return 0;
}

int rubric_write(const char *path, const struct rubric_edit *edits, size_t count,
		 const char *const *comments, size_t comment_count, const char *to,
		 struct err *err)
{
	struct conf was = { 0 }, is = { 0 }, all = { 0 }, now = { 0 }, under = { 0 };
	struct rubric plain = { 0 }, edited = { 0 };
	struct writer w = { .was = &was, .is = &is, .all = &all, .now = &now, .under = &under,
			    .comments = comments, .comment_count = comment_count };
	int rc = -1;

	if (check_target(path, to, err) != 0 || rubric_load(&plain, path, err) != 0 ||
	    rubric_load_edited(&edited, path, edits, count, err) != 0 ||
	    conf_load(&was, path, err) != 0 || conf_load(&is, path, err) != 0 ||
	    rubric_conf_load(&all, path, err) != 0 ||
	    rubric_conf_load(&now, path, err) != 0 ||
	    rubric_conf_load_under(&under, path, err) != 0 ||
	    (count > 0 && rubric_edits_apply(edits, count, &now, NULL, err) == NULL))
		goto out;
	change_file(&w, &is);
	if (move_sheet(&w, &is, &plain, &edited, to, err) != 0 ||
	    move_judgements(&is, &edited, to, err) != 0 ||
	    move_included(&is, to, err) != 0 || read_text(&w, path, err) != 0)
		goto out;
	rc = write_to(&w, to, err);
out:
	free(w.text);
	free(w.lines);
	conf_release(&was);
	conf_release(&is);
	conf_release(&all);
	conf_release(&now);
	conf_release(&under);
	rubric_release(&plain);
	rubric_release(&edited);
	return rc;
}
