/* num.c - numbers from text and back. */
#include "data/base/num.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
				 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
				 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

struct decimal {
	uint64_t digits;  /* significant digits, while there are at most 19 */
	int count;        /* how many, without leading zeros */
	int exponent;     /* of ten */
	bool negative, exact, plain;
};

/* Reads the form; false when the text is not a number. */
static bool decimal_read(const char *s, const char *end, struct decimal *d)
{
	const char *point = NULL, *first;

	*d = (struct decimal){ .exact = true, .plain = true };
	if (s < end && (*s == '-' || *s == '+')) {
		d->negative = *s == '-';
		d->plain = d->negative;
		s++;
	}
	first = s;
	for (; s < end && ((unsigned char)(*s - '0') < 10 || (*s == '.' && !point)); s++) {
		if (*s == '.') {
			point = s;
			continue;
		}
		if (point)
			d->exponent--;
		if (d->count == 0 && *s == '0')
			continue;
		if (++d->count > 19) {
			d->exact = false;
			continue;
		}
		d->digits = d->digits * 10 + (uint64_t)(*s - '0');
	}
	if (s - first < (point ? 2 : 1))
		return false;
	if (point == first)
		d->plain = false;
	if (s < end && (*s == 'e' || *s == 'E')) {
		bool minus = false;
		int e = 0;

		d->plain = false;
		if (++s < end && (*s == '-' || *s == '+'))
			minus = *s++ == '-';
		if (s == end)
			return false;
		for (; s < end && (unsigned char)(*s - '0') < 10; s++)
			e = e < 100000 ? e * 10 + (*s - '0') : e;
		d->exponent += minus ? -e : e;
	}
	if (d->count > 17 ||
	    (d->count && (d->exponent + d->count < -8 || d->exponent + d->count > 21)))
		d->plain = false; /* num_format() would write another form */
	return s == end;
}

__extension__ typedef unsigned __int128 wide;

static wide distance(wide a, wide b)
{
	return a > b ? a - b : b - a;
}

/*
 * Does num_format() write v with these 16 or 17 digits? That is so when 17 digits of v are
 * these and 15 do not give v back. JSON is full of such figures, and writing each one to see
 * would take longer than all the rest. Exact in integers: v = m * 2^-e, the text says
 * digits * 10^-p. False also where that cannot be told.
 */
static bool writes_digits(double v, const struct decimal *d)
{
	int exponent, p = -d->exponent + (d->count == 16);
	uint64_t m = (uint64_t)ldexp(frexp(fabs(v), &exponent), 53);
	uint64_t digits = d->count == 16 ? 10 * d->digits : d->digits;
	uint64_t rest = digits % 100, shorter = digits - rest + (rest > 50 ? 100 : 0);
	int e = 53 - exponent;

	if (d->digits % 10 == 0 || p < 1 || p > 20 || e < 1 || e > 68 || rest == 50 ||
	    m == UINT64_C(1) << 52 || d->exponent + d->count < -3)
		return false;
	wide ten = (wide)powers[p], value = m * ten;
	return 2 * distance(value, (wide)digits << e) < (wide)1 << e &&
	       2 * distance(value, (wide)shorter << e) > ten;
}

bool num_parse(const char *text, size_t n, double *out, bool *plain)
{
	struct decimal d;
	char copy[512];

	if (n == 0 || n >= sizeof(copy) || !decimal_read(text, text + n, &d))
		return false;
	if (plain)
		*plain = d.plain;
	if (d.exact && d.digits <= (UINT64_C(1) << 53) && d.exponent >= -22 &&
	    d.exponent <= 22) {
		double v = (double)d.digits;

		/* Clinger's fast path: both operands are exact, so the result is rounded
		   once and is the nearest double. */
		v = d.exponent < 0 ? v / powers[-d.exponent] : v * powers[d.exponent];
		*out = d.negative ? -v : v;
		if (plain && d.count > 15)
			*plain = d.plain && writes_digits(*out, &d);
		return true;
	}
	memcpy(copy, text, n);
	copy[n] = '\0';
	*out = strtod(copy, NULL);
	if (plain && d.count > 15)
		*plain = d.plain && writes_digits(*out, &d);
	return isfinite(*out);
}

const char *num_format(char *buf, size_t size, double v)
{
	char sci[40];

	if (size)
		buf[0] = '\0';
	if (!isfinite(v) || size == 0)
		return buf;
	if (v == 0)
		v = 0; /* no "-0" */
	int digits = 15;
	snprintf(buf, size, "%.15g", v);
	if (strtod(buf, NULL) != v) {
		digits = 17;
		snprintf(buf, size, "%.17g", v);
	}
	if (strchr(buf, 'e') == NULL)
		return buf;
	/* %g chose an exponent: write it out while that stays readable. */
	snprintf(sci, sizeof(sci), "%.*e", digits - 1, v);
	int exponent = (int)strtol(strchr(sci, 'e') + 1, NULL, 10);
	if (exponent < -9 || exponent > 21)
		return buf;
	int decimals = digits - 1 - exponent;
	snprintf(buf, size, "%.*f", decimals > 0 ? decimals : 0, v);
	char *end = buf + strlen(buf);
	if (strchr(buf, '.')) {
		while (end[-1] == '0')
			*--end = '\0';
		if (end[-1] == '.')
			end[-1] = '\0';
	}
	return buf;
}
