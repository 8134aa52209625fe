/*
 * detect.c - a part of `make bench`: what it costs to find out whose a line is.
 *
 *   detect NOBODYS DENSE... GRAMMAR=LOG...
 *
 * Of the log NOBODYS, of which no grammar knows a line, and of each log DENSE, which has in most lines
 * what rules look for: what desmet adds to reading it, which is opening, reading, hashing, splitting
 * into lines. Of each LOG: how much longer all grammars take
 * than the one that it needs. In this one process, by its own time on the processor, in ROUNDS
 * rounds: of the ratio of the least times, and the median of the rounds' own ratios, the better one
 * counts, as other work on the machine spoils one of the two. Exit status 1: more than asked.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "data/base/file.h"
#include "parse/language/grammars.h"
#include "parse/log/reader.h"
#include "parse/log/log.h"

#define ROUNDS 25
#define MOST_DETECTION 1.0 /* of reading */
#define MOST_DENSE 6.0
#define MOST_GRAMMARS 1.05 /* of the time with the one that is needed */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void stop(const char *path, const char *why)
{
	fprintf(stderr, "detect: %s: %s\n", path, why);
	exit(2);
}

static double read_it(struct reader *r, const char *path)
{
	struct reader_text t = { .final = false };
	double begun = now();
	const char *rest = "", *eol;
	size_t kept = 0, lines = 0;
	char sha256[HASH_HEX];
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) != 0)
		stop(path, "cannot be read");
	reader_begin(r, fd, st.st_size);
	while (!t.final && reader_next(r, rest, kept, &t) == 0) {
		const char *at = t.text, *end = at + t.size;

		while ((eol = memchr(at, '\n', (size_t)(end - at))) != NULL) {
			lines++;
			at = eol + 1;
		}
		rest = at;
		kept = (size_t)(end - at);
	}
	reader_end(r, sha256);
	close(fd);
	if (!t.final || lines == 0)
		stop(path, "is no log");
	return now() - begun;
}

static int drop(void *ctx, struct record_batch *b, struct err *err)
{
	(void)err;
	*(size_t *)ctx += b->count;
	record_batch_empty(b);
	return 0;
}

/* By a scanner of its own: where its memory lies makes a difference, which the rounds even out. */
static double scan_it(const struct grammars *all, struct measure_names *names, const char *path,
		      size_t *records)
{
	struct scan *s = log_scanner(all, names, false, false);
	struct layout_match place = { 0 };
	struct scan_result result;
	struct err err;
	double begun = now(), took;

	*records = 0;
	if (log_read(s, path, &place, drop, records, &result, &err) != 0)
		stop(path, err.text);
	took = now() - begun;
	scan_result_release(&result);
	log_scanner_free(s);
	return took;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* How many times as long as b a takes; sorts both. */
static double ratio_of(double a[ROUNDS], double b[ROUNDS])
{
	double each[ROUNDS];

	for (int i = 0; i < ROUNDS; i++)
		each[i] = a[i] / b[i];
	qsort(each, ROUNDS, sizeof(each[0]), by_size);
	qsort(a, ROUNDS, sizeof(a[0]), by_size);
	qsort(b, ROUNDS, sizeof(b[0]), by_size);
	return a[0] / b[0] < each[ROUNDS / 2] ? a[0] / b[0] : each[ROUNDS / 2];
}

static bool nobodys(const struct grammars *all, struct measure_names *names, const char *path, double most)
{
	struct reader *r = reader_new(false);
	double reading[ROUNDS], scanning[ROUNDS], ratio;
	size_t records;

	for (int i = 0; i < ROUNDS; i++) {
		reading[i] = read_it(r, path);
		scanning[i] = scan_it(all, names, path, &records);
	}
	if (records)
		stop(path, "is not nobody's");
	reader_free(r);
	ratio = ratio_of(scanning, reading) - 1;
	printf("nobody's lines (%s): reading %.1f ms; whose they are: %.2f of it (at most %.2f)%s\n",
	       strrchr(path, '/') ? strrchr(path, '/') + 1 : path, reading[0] * 1e3, ratio, most,
	       ratio <= most ? "" : " MISSED");
	return ratio <= most;
}

/* The grammar alone, as the shipped text says it. */
static struct grammars *alone(const char *name, struct measure_names *names)
{
	struct grammars *g = NULL;
	struct err err;

	for (size_t i = 0; i < embedded_grammar_count; i++) {
		const struct embedded_file *f = &embedded_grammars[i];

		if (strcmp(grammar_shipped_signs[i].name, name) == 0 &&
		    grammars_single(f->path, f->text, f->size, names, &g, &err) != 0)
			stop(name, err.text);
	}
	if (g == NULL)
		stop(name, "there is no such grammar");
	return g;
}

static bool one_of_all(const struct grammars *all, struct measure_names *names, const char *what)
{
	char *name = mem_dup(what), *path = strchr(name, '=');
	double with_all[ROUNDS], with_one[ROUNDS], ratio;
	size_t records, wanted;

	*path++ = '\0';
	struct grammars *one = alone(name, names);
	for (int i = 0; i < ROUNDS; i++) {
		with_all[i] = scan_it(all, names, path, &records);
		with_one[i] = scan_it(one, names, path, &wanted);
	}
	if (records == 0 || records != wanted)
		stop(path, "other grammars find other records");
	ratio = ratio_of(with_all, with_one);
	printf("%s: all grammars take %.3f of what it takes alone (at most %.2f)%s\n", name, ratio,
	       MOST_GRAMMARS, ratio <= MOST_GRAMMARS ? "" : " MISSED");
	grammars_free(one);
	free(name);
	return ratio <= MOST_GRAMMARS;
}

int main(int argc, char **argv)
{
	struct measure_names *names = measure_names_new();
	struct grammars *all;
	struct err err;
	bool met;

	if (argc < 2)
		stop("detect", "NOBODYS DENSE... GRAMMAR=LOG... is wanted");
	if (grammars_load(NULL, names, &all, &err) != 0)
		stop("grammars", err.text);
	met = nobodys(all, names, argv[1], MOST_DETECTION);
	for (int i = 2; i < argc; i++)
		met = (strchr(argv[i], '=') ? one_of_all(all, names, argv[i])
					    : nobodys(all, names, argv[i], MOST_DENSE)) && met;
	grammars_free(all);
	measure_names_free(names);
	return !met;
}
