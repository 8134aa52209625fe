/*
 * tap.h - unit tests speak TAP: ok(), is_...(), and done() at the end, whose value is
 * main()'s. Knows nothing of the program; each test is one program with its own counter.
 */
#ifndef TESTS_UNIT_TAP_H
#define TESTS_UNIT_TAP_H

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct tap {
	int run, failed;
};

/* One test; the format says what is true when it passes. Returns `passed`. */
__attribute__((format(printf, 3, 4), unused)) static bool ok(struct tap *t, bool passed,
							     const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", passed ? "" : "not ", ++t->run);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	t->failed += !passed;
	return passed;
}

/* NULL equals NULL. */
__attribute__((unused)) static bool is_text(struct tap *t, const char *got,
					    const char *want, const char *what)
{
	bool same = got == want || (got != NULL && want != NULL && strcmp(got, want) == 0);

	if (!ok(t, same, "%s", what))
		fprintf(stderr, "#  got: %s\n# want: %s\n", got ? got : "(NULL)",
		       want ? want : "(NULL)");
	return same;
}

/* As text, but `part` must be in it. */
__attribute__((unused)) static bool has_text(struct tap *t, const char *got,
					     const char *part, const char *what)
{
	bool has = got != NULL && strstr(got, part) != NULL;

	if (!ok(t, has, "%s", what))
		fprintf(stderr, "#  got: %s\n# want: ...%s...\n", got ? got : "(NULL)", part);
	return has;
}

__attribute__((unused)) static bool is_int(struct tap *t, long long got, long long want,
					   const char *what)
{
	if (!ok(t, got == want, "%s", what))
		fprintf(stderr, "#  got: %lld\n# want: %lld\n", got, want);
	return got == want;
}

/* Within `most` of one another; NAN equals NAN. */
__attribute__((unused)) static bool is_near(struct tap *t, double got, double want,
					    double most, const char *what)
{
	bool near = (isnan(got) && isnan(want)) || fabs(got - want) <= most;

	if (!ok(t, near, "%s", what))
		fprintf(stderr, "#  got: %.17g\n# want: %.17g (within %g)\n", got, want, most);
	return near;
}

/* The plan, and main()'s value. */
__attribute__((unused)) static int done(const struct tap *t)
{
	printf("1..%d\n", t->run);
	return t->failed > 0;
}

#endif
