/*
 * t_skip.c - what passes lines over at a glance (scan_skip.c) loses none: each kept log of lines, with
 * what many programs put before and behind each line, gives the same records, figures and words as a
 * reading that looks at every line.
 */
#include <glob.h>
#include <stdlib.h>
#include <unistd.h>

#include "data/base/file.h"
#include "data/base/mem.h"
#include "data/base/sign.h"
#include "parse/language/grammars.h"
#include "parse/log/log.h"
#include "tests/unit/tap.h"

#define NUMBER '@'
#define MOST_SIZE (1 << 24)

/* What stands before and behind each line; NUMBER: the line's. */
static const struct form {
	const char *before, *behind;
} forms[] = {
	{ "", "" },
	{ "  ", "" },
	{ "- ", "" },
	{ "`", "`" },
	{ "@. ", "" },
	{ "run.log-", "" },
	{ "run.log:@:", "" },
	{ "INFO ", "" },
	{ "[host1] ", "" },
	{ "[1,0]<stdout>:", "" },
	{ "2024-05-01 12:00:00,", "" },
	{ "2024-05-01 12:00:00,123 - bench - INFO - ", "" },
	{ "2024-05-01 12:00:00.000  INFO 12345 --- [           main] c.f.Bench       : ", "" },
	{ "time=\"2024-05-01T12:00:00Z\" level=info msg=\"", "\"" },
	{ "05-01 12:00:00.000  1234  1234 I bench   : ", "" },
	{ "The result was: ", "" },
	{ "  \"", "\"," },
	{ "| `", "` |" },
};

/* What a log has given. */
struct given {
	size_t records, figures;
	uint64_t sign; /* of their lines, states and values, and of the lines that are told of */
};

static int take(void *ctx, struct record_batch *b, struct err *err)
{
	struct given *g = ctx;

	(void)err;
	g->records += b->count;
	for (size_t i = 0; i < b->count; i++) {
		const struct measure_record *r = &b->records[i];

		g->sign = sign_word(sign_word(g->sign, (uint64_t)r->line), (uint64_t)r->status);
	}
	g->figures += b->value_count;
	for (size_t i = 0; i < b->value_count; i++)
		g->sign = sign_word(sign_bytes(g->sign, &b->values[i].value, sizeof(b->values[i].value)),
				    (uint64_t)b->values[i].line);
	record_batch_empty(b);
	return 0;
}

static struct given read_it(struct scan *s, const char *path)
{
	struct layout_match place = { 0 };
	struct given g = { 0 };
	struct scan_result result;
	struct err err;

	if (log_read(s, path, &place, take, &g, &result, &err) == 0) {
		g.sign = sign_word(g.sign, (uint64_t)result.unknown_lines);
		for (size_t i = 0; i < result.problem_count; i++)
			g.sign = sign_word(g.sign, (uint64_t)result.problems[i].line);
	}
	scan_result_release(&result);
	return g;
}

static void write_log(FILE *f, const struct form *form, const char *text, size_t size)
{
	const char *end = text + size, *eol;
	size_t line = 0;

	for (const char *at = text; at < end; at = eol + 1) {
		eol = memchr(at, '\n', (size_t)(end - at));
		eol = eol ? eol : end;
		line++;
		for (const char *c = form->before; *c; c++)
			if (*c == NUMBER)
				fprintf(f, "%zu", line);
			else
				putc(*c, f);
		fwrite(at, 1, (size_t)(eol - at), f);
		fprintf(f, "%s\n", form->behind);
	}
}

/* Of how many logs the two readings differ, in *count; what all gave. */
static void compare(const struct form *form, const glob_t *logs, struct scan *glance, struct scan *wholly,
		    size_t *count, struct given *all)
{
	char path[] = "/tmp/desmet-skip.XXXXXX";
	int fd = mkstemp(path);
	struct err err;

	*count = 0;
	*all = (struct given){ 0 };
	for (size_t i = 0; i < logs->gl_pathc; i++) {
		FILE *f = fopen(path, "w");
		size_t size;
		char *text = file_read(logs->gl_pathv[i], MOST_SIZE, &size, &err);

		if (f == NULL || text == NULL) {
			fprintf(stderr, "# %s cannot be read, or %s written\n", logs->gl_pathv[i], path);
			++*count;
			break;
		}
		write_log(f, form, text, size);
		fclose(f);
		free(text);
		struct given a = read_it(glance, path), b = read_it(wholly, path);

		all->records += b.records;
		all->figures += b.figures;
		if (a.records != b.records || a.figures != b.figures || a.sign != b.sign)
			fprintf(stderr, "# %s, \"%s\": %zu records and %zu figures, wholly %zu and %zu\n",
				logs->gl_pathv[i], form->before, a.records, a.figures, b.records, b.figures);
		*count += a.records != b.records || a.figures != b.figures || a.sign != b.sign;
	}
	close(fd);
	unlink(path);
}

int main(void)
{
	struct tap t = { 0 };
	struct measure_names *names = measure_names_new();
	struct grammars *all;
	struct err err;
	glob_t logs;

	if (!ok(&t, grammars_load(NULL, names, &all, &err) == 0 && glob("tests/logs/*/*.log", 0, NULL, &logs) == 0,
		"the shipped set, and logs"))
		return done(&t);
	struct scan *glance = log_scanner(all, names, false, false), *wholly = log_scanner(all, names, false, false);

	log_wholly(wholly);
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		struct given given;
		size_t differ;

		compare(&forms[i], &logs, glance, wholly, &differ, &given);
		ok(&t, differ == 0 && given.records > 0, "%zu logs read alike behind \"%s\": %zu records, %zu figures",
		   logs.gl_pathc, forms[i].before, given.records, given.figures);
	}
	log_scanner_free(glance);
	log_scanner_free(wholly);
	globfree(&logs);
	grammars_free(all);
	measure_names_free(names);
	return done(&t);
}
