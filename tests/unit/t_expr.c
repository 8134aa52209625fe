/* t_expr.c - expressions over metrics: what they come to by hand, in which kind of unit,
   and what is none. */
#include "data/expr.h"
#include "tests/unit/tap.h"

static const char *const names[] = { "metal", "osv", "rump" };
static const struct expr_platforms platforms = { names, 3 };

/* Figures by metric, platform and stratum (3 of them); the last has none of osv's a. */
static double figure(void *ctx, size_t operand, size_t stratum)
{
	const struct expr *e = ctx;
	const struct expr_operand *o = &e->operands[operand];
	double at = stratum < 3 ? (double)stratum : 0;

	if (strcmp(o->metric, "none") == 0)
		return NAN;
	if (strcmp(o->metric, "zero") == 0)
		return 0;
	if (o->of_baseline)
		return 100 + at;
	if (o->platform && strcmp(o->platform, "osv") == 0)
		return 50 + at;
	return strcmp(o->metric, "b") == 0 ? 4 : 10 * (at + 1);
}

static const struct {
	const char *text;
	double value;
} good[] = {
	{ "a", 10 },
	{ "-a", -10 },
	{ "a - b - 1", 5 },
	{ "a - (b - 1)", 7 },
	{ "a / b / 5", 0.5 },
	{ "a / (b / 5)", 12.5 },
	{ "2 + a * 3", 32 },
	{ "a * -b", -40 },
	{ "--a", 10 },
	{ "1 - a/baseline(a)", 0.9 },
	{ "27% + 0 * a", 0.27 },
	{ "a * 1.5e1", 150 },
	{ "a*0 + 3 ms / 1 s", 0.003 },
	{ "osv(a + b) / 2", 50 },
	{ "osv(a / baseline(a))", 0.5 },
	{ "a{platform=osv, clients=10}", 50 },
	{ "\"osv\"(a)", 50 },
	{ "mean(a)", 20 },
	{ "min(a) + max(a)", 40 },
	{ "mean(osv(a) / baseline(a))", (50. / 100 + 51. / 101 + 52. / 102) / 3 },
	{ "max(a, b, 12)", 12 },
	{ "mean(a, b)", 7 },
	{ "min(max(a, 15))", 15 },
	{ "max(min(a, 25))", 25 },
};

static const struct {
	const char *text, *says;
} bad[] = {
	{ "", "the end" },
	{ "1 + 2", "names no metric" },
	{ "a +", "the end; wanted: a metric" },
	{ "(a", "wanted: )" },
	{ "a)", "\")\"; wanted: + - * /" },
	{ "a b", "\"b\"; wanted: + - * /" },
	{ "1.2.3 * a", "is no number" },
	{ "3 furlong * a", "not a unit" },
	{ "rum(a)", "did you mean \"rump\"" },
	{ "sqrt(a)", "no function" },
	{ "a{clients}", "NAME=VALUE" },
	{ "a{clients=}", "no value" },
	{ "a{clients=1", "wanted: }" },
	{ "a{clients=1, clients=2}", "twice" },
	{ "a{platform=xen}", "neither the baseline" },
	{ "\"a", "no end" },
	{ "mean()", "wanted: a metric" },
	{ "mean(a, )", "wanted: a metric" },
	{ "a # b", "wanted: + - * /" },
	{ "a ** b", "wanted: a metric" },
};

/* The units of operands are their metrics' names here. */
static const struct {
	const char *text, *kind; /* NULL: kinds that do not fit */
} kinds[] = {
	{ "s * \"1/s\"", "1" },
	{ "s / \"1/s\"", "s*s" },
	{ "\"1/s\" / W", "1/s/W" },
	{ "\"B/s\" / W", "B/s/W" },
	{ "J / s", "W" },
	{ "V * A - W", "W" },
	{ "Hz + \"1/s\"", "1/s" },
	{ "\"1\" + 27%", "1" },
	{ "s + 3 ms", "s" },
	{ "s + 3", NULL },
	{ "s + \"1/s\"", NULL },
	{ "B - bit", NULL },
	{ "\"B/s\" + \"bit/s\"", NULL },
	{ "max(s, \"1/s\")", NULL },
	{ "1 - s / baseline(s)", "1" },
	{ "1 - s / baseline(B)", NULL },
	{ "mean(s)", "s" },
	{ "s*s - s", NULL },
};

static void read_and_work_out(struct tap *t)
{
	struct arena a = { 0 };
	const char *why;

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		const struct expr *e = expr_read(good[i].text, &platforms, &a, &why);
		struct expr_result r = { .end = EXPR_ABSENT };

		if (e != NULL)
			r = expr_work_out(e, figure, (void *)e, 0, 3);
		if (!ok(t, r.end == EXPR_DONE && fabs(r.value - good[i].value) < 1e-12,
			"%s = %g", good[i].text, good[i].value))
			fprintf(stderr, "# %s %g\n", e ? "" : why, r.value);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const struct expr *e = expr_read(bad[i].text, &platforms, &a, &why);

		if (!ok(t, e == NULL && strstr(why, bad[i].says), "\"%s\" is refused: %s",
			bad[i].text, bad[i].says))
			fprintf(stderr, "# %s\n", e ? "accepted" : why);
	}
	arena_release(&a);
}

static void kinds_of(struct tap *t)
{
	struct arena a = { 0 };
	const char *why = NULL, *units[8] = { NULL };
	struct quantity q;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct expr *e = expr_read(kinds[i].text, &platforms, &a, &why);
		const char *got = NULL;

		for (size_t k = 0; e && k < e->operand_count; k++)
			units[k] = e->operands[k].metric;
		if (e && expr_quantity(e, units, &a, &q, &why) == 0)
			got = quantity_name(&q, &a);
		is_text(t, got, kinds[i].kind, kinds[i].text);
	}

	const struct expr *e = expr_read("s + 3 * x", &platforms, &a, &why);

	units[0] = "s";
	units[1] = NULL;
	ok(t, expr_quantity(e, units, &a, &q, &why) == 1,
	   "a unit that is not known stays open");
	units[1] = "B";
	ok(t,
	   expr_quantity(e, units, &a, &q, &why) == -1 &&
		   strstr(why, "\"s + 3 * x\": s and B cannot be added"),
	   "a mismatch names its place and its units");
	arena_release(&a);
}

static void ends(struct tap *t)
{
	struct arena a = { 0 };
	const char *why;
	const struct expr *e = expr_read("a / (b - b) + none", &platforms, &a, &why);
	struct expr_result r = expr_work_out(e, figure, (void *)e, 0, 3);

	ok(t,
	   r.end == EXPR_ZERO && isnan(r.value) &&
		   strncmp(r.at->text, "b - b", r.at->length) == 0,
	   "a division by zero is told with its divisor");
	e = expr_read("a / zero * none", &platforms, &a, &why);
	r = expr_work_out(e, figure, (void *)e, 0, 3);
	ok(t, r.end == EXPR_ZERO, "what comes first is told first");
	e = expr_read("none / zero", &platforms, &a, &why);
	r = expr_work_out(e, figure, (void *)e, 0, 3);
	ok(t, r.end == EXPR_ABSENT && strcmp(e->operands[r.operand].text, "none") == 0,
	   "an operand without a figure is told by its name");
	e = expr_read("a * 1e200 * 1e200", &platforms, &a, &why);
	r = expr_work_out(e, figure, (void *)e, 0, 3);
	ok(t, r.end == EXPR_BEYOND && isnan(r.value), "an overflow is no figure");
	e = expr_read("max(none, a)", &platforms, &a, &why);
	r = expr_work_out(e, figure, (void *)e, 0, 3);
	ok(t, r.end == EXPR_ABSENT, "the most of a figure and none is none");
	arena_release(&a);
}

static void shapes(struct tap *t)
{
	struct arena a = { 0 };
	const char *why;
	char deep[5000];
	const struct expr *e = expr_read("x / y + x", &platforms, &a, &why);

	ok(t, e->paired && e->operand_count == 2 && e->bare && !e->over_strata,
	   "two metrics of the same records are worked out run by run");
	e = expr_read("x{k=1} / x{k=2}", &platforms, &a, &why);
	ok(t, !e->paired && e->operand_count == 2, "of other records they are not");
	e = expr_read("x / baseline(x)", &platforms, &a, &why);
	ok(t, !e->paired, "nor with the baseline's");
	e = expr_read("mean(x / y)", &platforms, &a, &why);
	ok(t, !e->paired && e->over_strata && !e->bare, "nor over strata");
	e = expr_read("mean(x / y) - osv(z{ k = 2 , side=server, benchmark=u})", &platforms,
		      &a, &why);

	const struct expr_operand *o = &e->operands[2];

	ok(t,
	   e->bare && strcmp(o->platform, "osv") == 0 && strcmp(o->side, "server") == 0 &&
		   strcmp(o->benchmark, "u") == 0 && o->where_count == 1 &&
		   strcmp(o->where[0].name, "k") == 0 &&
		   strcmp(o->where[0].value, "2") == 0,
	   "an operand says of which records it is");
	memset(deep, '(', sizeof(deep));
	deep[200] = '\0';
	ok(t, expr_read(deep, &platforms, &a, &why) == NULL && strstr(why, "brackets"),
	   "too many brackets are refused");
	memset(deep, '-', sizeof(deep));
	deep[sizeof(deep) - 1] = '\0';
	ok(t, expr_read(deep, &platforms, &a, &why) == NULL && strstr(why, "longer"),
	   "and too long a text");

	struct unit u;

	ok(t,
	   quantity_unit("MiB/s/W", &a, &u) && strcmp(u.canonical, "B/s/W") == 0 &&
		   u.multiply == 1048576 && u.divide == 1,
	   "units are made of units");
	ok(t,
	   quantity_unit("1/s/mW", &a, &u) && strcmp(u.canonical, "1/s/W") == 0 &&
		   unit_to_canonical(&u, 1) == 1000,
	   "with their prefixes");
	ok(t,
	   !quantity_unit("MiB/furlong", &a, &u) && !quantity_unit("s/", &a, &u) &&
		   !quantity_unit("/W", &a, &u),
	   "an unknown one is refused");
	arena_release(&a);
}

int main(void)
{
	struct tap t = { 0 };

	read_and_work_out(&t);
	kinds_of(&t);
	ends(&t);
	shapes(&t);
	return done(&t);
}
