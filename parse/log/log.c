/* log.c - reads a log in pieces, from its first byte to its records. */
#include "parse/log/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/embedded.h"
#include "parse/language/unproved.h"
#include "parse/record/record_group.h"
#include "parse/record/record_sample.h"
#include "parse/log/log_private.h"
#include "parse/log/reader.h"

#define DOCUMENT_MAX (24 * 1024 * 1024) /* of a JSON document or a CSV row */
#define BATCH 512                     /* records handed on while a log is being read */

struct scan *log_scanner(const struct grammars *grammars, struct measure_names *names,
			 bool series, bool threads)
{
	struct scan *s = mem_new(1, sizeof(*s));

	s->all = grammars;
	recorder_init(&s->rec, names, grammars->metrics, series);
	s->scratch = regex_scratch_new();
	s->hash = hash_new();
	s->reader = reader_new(threads);
	s->clean = mem_new(SCAN_LINE_MAX + SIEVE_PAD, 1);
	return s;
}

void log_wholly(struct scan *s)
{
	s->wholly = true;
}

void log_scanner_free(struct scan *s)
{
	if (s == NULL)
		return;
	log_xml_free(s);
	scan_prefix_free(s);
	scan_try_free(s);
	regex_free(s->border);
	recorder_release(&s->rec);
	regex_scratch_free(s->scratch);
	reader_free(s->reader);
	hash_free(s->hash);
	arena_release(&s->arena);
	arena_release(&s->note_arena);
	free(s->clean);
	free(s->lines);
	free(s->runs);
	free(s);
}

/* --- the file ------------------------------------------------------------------------ */

/* What kind of file it is, from its first piece. Bytes to leave out (a mark). */
static size_t look_at_beginning(struct scan *s, const char *text, size_t size)
{
	size_t mark = 0;

	if (size >= 3 && memcmp(text, SCAN_MARK, 3) == 0)
		mark = 3;
	const char *eol = memchr(text, '\n', size);
	size_t first = (size_t)((eol ? eol : text + size) - text);
	if (first > mark && scan_csv_starts(s, text + mark, first - mark)) {
		s->line = s->csv->names == NULL;
		mark = s->csv->names ? mark : first + (eol != NULL);
	} else {
		scan_prefix_look(s, text + mark, size - mark);
	}
	return mark;
}

static int hand_on(struct scan *s, scan_sink_fn *sink, void *ctx, struct err *err)
{
	struct record_batch batch;
	int rc;

	/* The open record's figures stand in the batch, and what follows the last one may spoil
	   it: they go with the next one. */
	if (record_is_open(&s->rec) || (s->doubt.grammar && !s->doubt.slight))
		return 0;
	scan_doubt_start(s);
	scan_note_handed(s);
	batch = recorder_take(&s->rec);
	rc = sink(ctx, &batch, err);
	s->rec.batch = batch;
	return rc;
}

/* A document that never ends is given up; what follows is left out to the next line. */
static void give_up(struct scan *s, const char *text, size_t size)
{
	scan_problem(s, "too long", s->line + 1, text, 160);
	s->line += scan_count_ends(text, text + size);
	s->out->overlong_lines++;
	s->overlong = true;
	s->in_array = false;
}

/* Scans the text; what is left at its end is not whole yet: so many bytes. */
static size_t take(struct scan *s, const struct reader_text *t, bool first)
{
	struct scan_pass *p = &s->pass;

	s->final = t->final;
	scan_pass_begin(s, t->text, t->size);
	if (first)
		p->used = p->plain = p->raw = look_at_beginning(s, t->text, t->size);
	while (scan_pass_more(s, t->final))
		do {
			s->begun = s->more = false;
			p->used += log_parts(s, p->text + p->used, p->plain - p->used,
					      t->final && p->raw == p->size);
			if (s->begun)
				scan_pass_from(s);
		} while (s->begun);
	return scan_pass_end(s);
}

static int read_log(struct scan *s, const char *path, scan_sink_fn *sink, void *ctx,
		    struct err *err)
{
	struct reader_text t = { .text = NULL };
	const char *rest = "";
	size_t kept = 0;
	char last = '\n';

	for (bool first = true; !t.final; first = false) {
		if (reader_next(s->reader, rest, kept, &t) != 0)
			return err_set(err, EXIT_MACHINE, "%s: %s", path, strerror(errno));
		s->out->bytes += (int64_t)t.fresh;
		s->has_cr |= t.has_cr;
		s->has_escape |= t.has_escape;
		s->wide = t.wide;
		if (t.size > 0)
			last = t.text[t.size - 1];
		kept = take(s, &t, first);
		rest = s->pass.text + s->pass.used;
		if (kept >= DOCUMENT_MAX) {
			give_up(s, rest, kept);
			s->pass.plain = s->pass.used;
			kept = 0;
		}
		/* What follows may say that a record told what was so far, or that samples are copies. */
		size_t enough = s->rec.so_far_count || s->rec.samples ? 16 * BATCH : BATCH;

		if (s->rec.batch.count >= enough && hand_on(s, sink, ctx, err) != 0)
			return -1;
	}
	if (last != '\n' && !s->has_rest)
		s->line++; /* a last line without an end is a line */
	return 0;
}

static void add_text(struct hash *h, const char *text)
{
	if (text)
		hash_add(h, text, strlen(text));
	hash_add(h, "", 1);
}

/* All that decides what is read from these bytes. */
static void fingerprint(struct scan *s, const struct layout_match *place)
{
	struct hash *h = s->hash;

	hash_begin(h);
	add_text(h, embedded_readers);
	for (size_t i = 0; i < s->rec.used_count; i++) {
		add_text(h, s->rec.used[i]->name);
		add_text(h, s->rec.used[i]->sha256);
	}
	add_text(h, place->platform);
	add_text(h, place->otherwise);
	add_text(h, place->benchmark);
	add_text(h, place->side);
	add_text(h, place->params);
	add_text(h, place->grammar);
	for (size_t i = 0; place->layout && i < place->layout->platform_count; i++) {
		add_text(h, place->layout->platforms[i].from);
		add_text(h, place->layout->platforms[i].to);
	}
	hash_add(h, s->rec.series ? "series" : "", s->rec.series ? 6 : 0);
	hash_end(h, s->out->fingerprint);
}

/* What gave records and is not proved goes with what could not be used. */
static void tell_marks(struct scan *s)
{
	struct scan_result *out = s->out;

	for (size_t i = 0; i < s->rec.mark_count; i++) {
		const struct record_mark *m = &s->rec.marks[i];

		out->problems[out->problem_count++] = (struct measure_problem){
			.line = m->line,
			.kind = UNPROVED_KIND,
			.text = arena_printf(&out->arena, "%s%s%s: %s", m->grammar->name,
					     m->version[0] ? " " : "", m->version, m->text),
		};
	}
}

/* So do figures that are not taken. */
static void tell_doubts(struct scan *s)
{
	struct scan_result *out = s->out;

	for (size_t i = 0; i < s->rec.doubt_count; i++) {
		const struct record_doubt *d = &s->rec.doubts[i];
		const char *more = d->count == 1 ? ""
				 : arena_printf(&out->arena, "; %lld such figures",
						(long long)d->count);

		out->problems[out->problem_count++] = (struct measure_problem){
			.line = d->line,
			.kind = d->unmeasured ? SCAN_UNMEASURED : SCAN_DOUBT,
			.text = arena_printf(&out->arena, "%s%s", d->text, more),
		};
	}
}

static void start(struct scan *s, const struct layout_match *place, struct scan_result *out)
{
	*out = (struct scan_result){ 0 };
	s->out = out;
	s->only = place->grammar ? grammars_find(s->all, place->grammar) : NULL;
	if (s->only)
		grammars_ready(s->all, s->only);
	s->line = s->wrap_rest = 0;
	s->has_rest = false;
	s->overlong = s->has_cr = s->has_escape = s->in_array = false;
	s->json_known = s->array_known = false;
	s->context = 0;
	scan_doubt_start(s);
	free(s->lines);
	s->lines = NULL;
	memset(s->torn, 0, sizeof(s->torn));
	s->last = NULL;
	s->word_size = 0;
	s->word_lost = false;
	s->table = NULL;
	s->csv = NULL;
	log_xml_free(s);
	s->prefix_count = 0;
	s->pass = (struct scan_pass){ .text = NULL };
	scan_note_clear(s);
	s->notes_over_of = NULL;
	arena_reset(&s->arena);
	recorder_start(&s->rec, place);
}

int log_read(struct scan *s, const char *path, const struct layout_match *place,
	     scan_sink_fn *sink, void *ctx, struct scan_result *out, struct err *err)
{
	struct stat before, after;
	int fd, rc;

	start(s, place, out);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return err_set(err, EXIT_MACHINE, "%s: %s", path, strerror(errno));
	if (fstat(fd, &before) == 0 && S_ISREG(before.st_mode)) {
		reader_begin(s->reader, fd, before.st_size);
		rc = read_log(s, path, sink, ctx, err);
		reader_end(s->reader, out->sha256);
	} else {
		rc = err_set(err, EXIT_MACHINE, "%s is not a regular file", path);
	}
	if (rc == 0 && fstat(fd, &after) == 0 && after.st_size != before.st_size)
		rc = err_set(err, EXIT_MACHINE, "%s changed while it was read", path);
	close(fd);
	if (record_is_open(&s->rec))
		scan_doubt_close(s);
	record_group_end(&s->rec);
	record_sample_end(&s->rec);
	scan_note_end(s);
	scan_word_forget(s);
	out->lines = s->line;
	out->records = s->rec.number;
	out->intervals = s->rec.intervals;
	scan_doubt_start(s);
	fingerprint(s, place);
	tell_marks(s);
	tell_doubts(s);
	if (rc == 0)
		rc = hand_on(s, sink, ctx, err);
	return rc;
}
