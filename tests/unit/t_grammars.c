/*
 * t_grammars.c - what is known of the shipped grammars before they are read: it says what they
 * say themselves, and a log has only its own tool's grammar read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "data/base/file.h"
#include "parse/language/grammars.h"
#include "parse/log/log.h"
#include "tests/unit/tap.h"

/* --- the signs ------------------------------------------------------------------------- */

static bool same_openings(const struct grammar *g)
{
	const struct grammar_signs *s = g->signs;
	size_t n = 0;

	for (size_t i = 0; i < g->rule_count; i++) {
		if (!(g->rules[i].is & (RULE_OPEN | RULE_ANNOUNCE | RULE_WORD)) ||
		    !(g->rules[i].in & 1))
			continue;
		if (n == s->opening_count || s->openings[n].order != i ||
		    strcmp(s->openings[n].pattern, g->rules[i].match.text) != 0 ||
		    memcmp(s->openings[n].literal, &g->rules[i].match.literal,
			   sizeof(g->rules[i].match.literal)) != 0)
			return false;
		n++;
	}
	return n == s->opening_count;
}

static bool same_tables(const struct grammar *g)
{
	const struct grammar_signs *s = g->signs;

	if (s->csv_count != g->csv_count)
		return false;
	for (size_t i = 0; i < g->csv_count; i++) {
		const struct csv_form *f = &g->csvs[i];

		if (strcmp(s->csvs[i].separators, f->separators) != 0 ||
		    s->csvs[i].header_count != f->header_count ||
		    s->csvs[i].column_count != f->name_count)
			return false;
		for (size_t k = 0; k < f->header_count; k++)
			if (strcmp(s->csvs[i].header[k], f->header[k]) != 0)
				return false;
	}
	return true;
}

static bool same_paths(const char *const *a, size_t count, const char *const *b, size_t others)
{
	if (count != others)
		return false;
	for (size_t i = 0; i < count; i++)
		if (strcmp(a[i], b[i]) != 0)
			return false;
	return true;
}

static bool same_documents(const struct grammar *g)
{
	const struct grammar_signs *s = g->signs;

	return same_paths(s->json_detect, s->json_detect_count, g->detect, g->detect_count) &&
	       same_paths(s->xml_detect, s->xml_detect_count, g->xml_detect,
			  g->xml_detect_count) &&
	       same_paths(s->commands, s->command_count, g->commands, g->command_count);
}

static void test_signs(struct tap *t)
{
	struct measure_names *names = measure_names_new();
	struct grammars *all;
	struct err err;

	if (!ok(t, grammars_load(NULL, names, &all, &err) == 0, "the shipped set loads"))
		return;
	is_int(t, (long long)all->count, (long long)embedded_grammar_count, "all of them");
	for (size_t i = 0; i < all->count; i++) {
		struct grammar *g = all->list[i];

		ok(t, g->shipped && !g->ready, "%s is not read at the start", g->signs->name);
		grammars_ready(all, g);
		ok(t, g->ready && strcmp(g->name, g->signs->name) == 0 &&
			      strcmp(g->sha256, g->signs->sha256) == 0 &&
			      g->rule_count == g->signs->rule_count && same_openings(g) &&
			      same_tables(g) && same_documents(g),
		   "... and says what was known of it");
	}
	grammars_free(all);
	measure_names_free(names);
}

#define MOST_TRIED 1 /* rules */

/* --- what a log has read --------------------------------------------------------------- */

static int count_records(void *ctx, struct record_batch *b, struct err *err)
{
	(void)err;
	*(size_t *)ctx += b->count;
	record_batch_empty(b);
	return 0;
}

/* The names of the grammars that reading the log asked for, with blanks between. */
static void asked(const char *path, char *out, size_t size, size_t *records)
{
	struct measure_names *names = measure_names_new();
	struct layout_match place = { 0 };
	struct scan_result result;
	struct grammars *all;
	struct err err;

	*records = 0;
	snprintf(out, size, "an error");
	if (grammars_load(NULL, names, &all, &err) != 0)
		return;
	struct scan *s = log_scanner(all, names, false, false);
	if (log_read(s, path, &place, count_records, records, &result, &err) == 0)
		out[0] = '\0';
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i]->ready)
			snprintf(out + strlen(out), size - strlen(out), "%s%s", out[0] ? " " : "",
				 all->list[i]->name);
	log_scanner_free(s);
	scan_result_release(&result);
	grammars_free(all);
	measure_names_free(names);
}

static const struct { const char *log, *names; } logs[] = {
	{ "sysbench-1.0.20/oltp-several.log", "sysbench" },
	{ "ab-2.3/several.log", "ab" },
	{ "iperf3-3.12/json-documents-server.log", "iperf3" },
	{ "csv/pipeline.log", "pipeline" },
	{ "jmeter-2.13/xml.log", "jmeter" },
	{ "junit-pytest-7.2.1/four.log", "junit" },
};

/* What anybody's log may hold: times, paths, tables, percentages, brackets; @ is a number. */
static const char *const chatter[] = {
	"2024-05-01 12:00:@ host kernel: [@.123456] eth0: link is up, 1000 Mbps (full)\n",
	"May  1 12:00:@ host systemd[@]: Started Daily apt upgrade and clean activities.\n",
	"@/@ files, 99 % done: reading /usr/share/doc/README.gz ... ok\n",
	"[@] worker @: wait=3 ms; total time = 7.5 s (avg: 1.25)\n",
	"   @   @   1234   0.5   97.25   eth0\n",
	"WARNING: retry @ of 9, the connection was refused\n",
	"<li>@</li> { \"at\": @ } -- /* no document */\n",
	"drwxr-xr-x @ root root @ May  1 12:00 data\n",
};

static size_t count_words(const char *text)
{
	size_t n = *text != '\0';

	for (; *text; text++)
		n += *text == ' ';
	return n;
}

static void write_chatter(FILE *f)
{
	for (int i = 10; i < 60; i++)
		for (size_t k = 0; k < ARRAY_LEN(chatter); k++)
			for (const char *s = chatter[k]; *s; s++)
				if (*s == '@')
					fprintf(f, "%d", i);
				else
					putc(*s, f);
}

/*
 * Of such a line few rules remain that are tried alone, however many grammars ship; otherwise
 * each new tool would slow all logs. Where this fails, the new rule wants a literal beginning,
 * a literal of 8 bytes in it, or an end of few bytes.
 */
static void test_tried(struct tap *t)
{
	struct measure_names *names = measure_names_new();
	struct grammars *all;
	struct err err;
	size_t through = 0;

	if (!ok(t, grammars_load(NULL, names, &all, &err) == 0, "the shipped set loads"))
		return;
	for (size_t k = 0; k < ARRAY_LEN(chatter); k++) {
		char line[200] = ""; /* with what may be read behind it */
		size_t size = strlen(chatter[k]);
		const char *at = line + strspn(chatter[k], " ");
		int tried = 0;

		memcpy(line, chatter[k], size);
		for (size_t i = 0; i < size; i++)
			line[i] = line[i] == '@' ? '7' : line[i];
		for (size_t w = 0; w < all->starts.words; w++)
			for (uint64_t may = matcher_look(&all->starts, w, at, line + size); may; may &= may - 1)
				tried++;
		ok(t, tried <= MOST_TRIED, "%d rules are tried on: %.30s", tried, line);
		ok(t, tried == 0 || matcher_any(&all->starts, at, line + size), "... and looked for at all");
		through += sieve_passes(&all->sieve, &(struct sieve_look){ .end = line + size },
					line, size);
	}
	ok(t, through <= 2, "%zu of %zu lines are let through the sieve", through,
	   ARRAY_LEN(chatter));
	grammars_free(all);
	measure_names_free(names);
}

/*
 * A line that opens a record is found wherever it stands: after lines that are only counted, at
 * any distance from them, at the end of a piece of the log and at the beginning of the next.
 */
#define PIECE (256 * 1024) /* bytes that are read at once */

static const char *const openings[] = {
	"Startup finished in 1.5s (kernel) + 2.5s (userspace) = 4.0s", /* by a sign at its beginning */
	"host.example.org is alive (0.52 ms)",                         /* ... within it */
	"host.example.org : 0.52 0.61",                                /* by the bytes at both its ends */
	"1.50 real         0.50 user         0.25 sys",                /* by its first bytes */
};

static bool found_at(size_t before, const char *line, const char *end)
{
	static const char filler[] = "nobody's line, nothing in it\n";
	char path[] = "/tmp/desmet-opening.XXXXXX", names[400];
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	size_t records, n = 0;

	if (f == NULL)
		return false;
	for (; n + sizeof(filler) <= before; n += sizeof(filler) - 1)
		fputs(filler, f);
	fprintf(f, "%*s\n%s%s%s", (int)(before - n), "", line, end, filler);
	fclose(f);
	asked(path, names, sizeof(names), &records);
	unlink(path);
	return records == 1 && count_words(names) == 1;
}

static void test_found(struct tap *t)
{
	for (size_t i = 0; i < ARRAY_LEN(openings); i++) {
		size_t lost = 0;

		for (size_t before = 40; before < 56; before++)
			lost += !found_at(before, openings[i], "\n") +
				!found_at(before, openings[i], "\r\n") +
				!found_at(before, openings[i], "  \n");
		for (size_t before = PIECE - 64; before < PIECE + 3; before += 3)
			lost += !found_at(before, openings[i], "\n");
		is_int(t, (long long)lost, 0, openings[i]);
	}
}

static void test_asked(struct tap *t)
{
	char path[200], names[400];
	size_t records;

	for (size_t i = 0; i < ARRAY_LEN(logs); i++) {
		snprintf(path, sizeof(path), "tests/logs/%s", logs[i].log);
		asked(path, names, sizeof(names), &records);
		is_text(t, names, logs[i].names, path);
	}
	snprintf(path, sizeof(path), "/tmp/desmet-chatter.XXXXXX");
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (!ok(t, f != NULL, "a log of chatter"))
		return;
	write_chatter(f);
	fclose(f);
	asked(path, names, sizeof(names), &records);
	is_text(t, names, "", "chatter has no grammar read");
	is_int(t, (long long)records, 0, "... and gives no record");
	unlink(path);
}

int main(void)
{
	struct tap t = { 0 };

	test_signs(&t);
	test_asked(&t);
	test_tried(&t);
	test_found(&t);
	return done(&t);
}
