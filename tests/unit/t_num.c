/* t_num.c - numbers: the nearest double, refused forms, and text that reads back. */
#include "data/base/num.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "data/base/mem.h"
#include "tests/unit/tap.h"

/* --- refused, and plain ---------------------------------------------------------------- */

static const char *const refused[] = {
	"nan", "NaN", "inf", "-inf", "infinity", "0x10", "1e400", "-1e400", "", " ", " 1",
	"1 ", "\t1", "1\n", "+", "-", "+-1", "--1", ".", "-.", "e5", ".e5", "1e", "1e+",
	"1e-", "1.2.3", "1,5", "1_000", "1e5.0", "1f", "١",
};

static const struct { const char *text; bool plain; } forms[] = {
	{ "0", true },		   { "-1", true },	    { "1.5", true },
	{ "502.70", true },	   { "+1", false },	    { ".5", false },
	{ "1e3", false },	   { "1E3", false },	    { "123456789012345", true },
	{ "1234567890123456", true }, { "0.00012", true }, { "000123456789012345", true },
	{ "-.5", false },	   { "5.", true },
};

static void test_forms(struct tap *t)
{
	double v = 7;
	bool plain;

	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		ok(t, !num_parse(refused[i], strlen(refused[i]), &v, NULL),
		   "\"%s\" is refused", strpbrk(refused[i], "\t\n") ? "(blank)" : refused[i]);
	ok(t, !num_parse("1\0", 2, &v, NULL), "a NUL is refused");
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		bool good = num_parse(forms[i].text, strlen(forms[i].text), &v, &plain);

		ok(t, good && plain == forms[i].plain, "%s is %splain", forms[i].text,
		   forms[i].plain ? "" : "not ");
		ok(t, good && v == strtod(forms[i].text, NULL), "%s has its value",
		   forms[i].text);
	}
	ok(t, num_parse("12ab", 2, &v, NULL) && v == 12, "no more than n bytes are read");
	ok(t, num_parse("1e-400", 6, &v, NULL) && v == 0, "what is too small is 0");
	ok(t, num_parse("-0", 2, &v, NULL) && v == 0, "-0");
}

/* --- random ---------------------------------------------------------------------------- */

static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* A decimal number of up to 25 digits, a point and an exponent or not. */
static size_t write_decimal(char *s, uint64_t *seed)
{
	size_t n = 0, digits = 1 + next(seed) % 25, point = next(seed) % (digits + 8);

	if (next(seed) % 4 == 0)
		s[n++] = next(seed) % 2 ? '-' : '+';
	for (size_t i = 0; i < digits; i++) {
		if (i == point)
			s[n++] = '.';
		s[n++] = (char)('0' + next(seed) % 10);
	}
	if (next(seed) % 3 == 0)
		n += (size_t)snprintf(s + n, 8, "e%d", (int)(next(seed) % 80) - 40);
	s[n] = '\0';
	return n;
}

static void test_nearest(struct tap *t)
{
	uint64_t seed = 20211121;
	size_t bad = 0, lost = 0;
	char text[64], back[NUM_TEXT];
	double v, again;
	bool plain;

	for (int i = 0; i < 300000; i++) {
		size_t n = write_decimal(text, &seed);
		bool good = num_parse(text, n, &v, &plain);

		if (!good || v != strtod(text, NULL)) {
			if (bad++ < 5)
				printf("# %s\n", text);
			continue;
		}
		num_format(back, sizeof(back), v);
		if (!num_parse(back, strlen(back), &again, NULL) || again != v) {
			if (lost++ < 5)
				printf("# %s -> %s\n", text, back);
		}
	}
	ok(t, bad == 0, "300000 decimal numbers are as strtod's (%zu are not)", bad);
	ok(t, lost == 0, "and read back the same from num_format() (%zu do not)", lost);
}

/* The text of 17 digits is plain only if num_format() writes it again, digit for digit. */
static void check_digits(const char *text, size_t *plain_count, size_t *wrong)
{
	char back[NUM_TEXT];
	double v;
	bool plain;

	if (!num_parse(text, strlen(text), &v, &plain) || !plain)
		return;
	++*plain_count;
	num_format(back, sizeof(back), v);
	*wrong += strcmp(back, text) != 0;
}

static void test_seventeen_digits(struct tap *t)
{
	size_t texts = 0, plain = 0, altered = 0, wrong = 0;
	uint64_t seed = 17;
	char text[NUM_TEXT];

	for (int i = 0; i < 200000; i++) {
		double v = ldexp((double)(next(&seed) >> 11), (int)(next(&seed) % 60) - 62);

		num_format(text, sizeof(text), v);
		size_t n = strlen(text);
		if (v < 0.001 || n < 18 || text[0] == '0' || text[n - 1] == '9')
			continue;
		texts++;
		check_digits(text, &plain, &wrong);
		text[n - 1]++;
		check_digits(text, &altered, &wrong);
		text[n - 2] = text[n - 1] = '1';
		check_digits(text, &altered, &wrong);
	}
	ok(t, texts > 50000 && plain > texts - texts / 20,
	   "of %zu figures of 17 digits %zu are seen to be plain", texts, plain);
	ok(t, wrong == 0, "... and none wrongly, of %zu", plain + altered);
}

static void test_any_double(struct tap *t)
{
	uint64_t seed = 7, bits;
	size_t lost = 0;
	char back[NUM_TEXT];
	double v, again;

	for (int i = 0; i < 100000; i++) {
		bits = next(&seed);
		memcpy(&v, &bits, sizeof(v));
		if (!isfinite(v))
			continue;
		num_format(back, sizeof(back), v);
		lost += !num_parse(back, strlen(back), &again, NULL) || again != v;
	}
	ok(t, lost == 0, "100000 doubles of any bits read back (%zu do not)", lost);
}

/* --- text ------------------------------------------------------------------------------ */

static const struct { double v; const char *text; } texts[] = {
	{ 0, "0" },
	{ -0.0, "0" },
	{ 1, "1" },
	{ -2.5, "-2.5" },
	{ 1e-9, "0.000000001" },
	{ 1e-5, "0.00001" },
	{ 1e-10, "1e-10" },
	{ 1e15, "1000000000000000" },
	{ 1e21, "1000000000000000000000" },
	{ 1e22, "1e+22" },
	{ 0.1, "0.1" },
	{ 0.1 + 0.2, "0.30000000000000004" },
	{ 944280281.044234, "944280281.044234" },
	{ 0.99998998641967773, "0.99998998641967773" },
	{ 502.7, "502.7" },
	{ 123456789012345678., "123456789012345680" },
	{ NAN, "" },
	{ INFINITY, "" },
};

static void test_texts(struct tap *t)
{
	char buf[NUM_TEXT];

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		is_text(t, num_format(buf, sizeof(buf), texts[i].v), texts[i].text,
			texts[i].text[0] ? texts[i].text : "not a number");
}

int main(void)
{
	struct tap t = { 0 };

	test_forms(&t);
	test_nearest(&t);
	test_seventeen_digits(&t);
	test_any_double(&t);
	test_texts(&t);
	return done(&t);
}
