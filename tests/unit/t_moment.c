/* t_moment.c - times of the calendar: against a count of days, and what is none. */
#include "parse/record/moment.h"
#include "tests/unit/tap.h"

static bool reads(const char *text, double want)
{
	struct moment m;

	return moment_read(text, strlen(text), &m) && (double)m.seconds + m.fraction == want;
}

static bool none(const char *text)
{
	struct moment m;

	return !moment_read(text, strlen(text), &m);
}

/* Every day from 1969 to 2101, counted one by one. */
static void days(struct tap *t)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	double day = -365;
	int wrong = 0;

	for (int y = 1969; y <= 2101; y++)
		for (int m = 1; m <= 12; m++) {
			bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
			int last = lengths[m - 1] + (leap && m == 2);

			for (int d = 1; d <= last + 1; d++) {
				char text[40];

				snprintf(text, sizeof(text), "%04d-%02d-%02dT00:00:01Z", y, m, d);
				wrong += d > last ? !none(text) : !reads(text, day * 86400 + 1);
				day += d <= last;
			}
		}
	ok(t, wrong == 0, "every day of 133 years, and none between them");
}

int main(void)
{
	static const char *const wrong[] = {
		"", "2024", "2024-05-01", "2024-05-01T12:00", "2024-05-01T12:00:00",
		"2024-05-01T12:00:00.Z", "2024-05-01T12:00:00+2", "2024-05-01T12:00:00 CEST",
		"2024-05-01T24:00:00Z", "2024-05-01T12:60:00Z", "2024-13-01T12:00:00Z",
		"2024-05-01T12:00:00Zx", "01/05/2024 12:00:00Z", "2024-05-01T12:00:00+15:00",
		"0000-01-01T00:00:00Z",
	};
	struct tap tap = { 0 };
	struct moment from, to;

	days(&tap);
	/* date -u -d ... +%s */
	ok(&tap, reads("2024-05-01T12:00:00Z", 1714564800), "UTC");
	ok(&tap, reads("2024-05-01T14:00:00.25+02:00", 1714564800.25), "a zone, a fraction");
	ok(&tap, reads("2024-05-01 06:30:00 -0530", 1714564800), "a zone in the west");
	ok(&tap, reads("2024-05-01 12:00:00 UTC", 1714564800), "its name");
	ok(&tap, reads("0001-01-01T00:00:00Z", -62135596800.0), "the year 1");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ok(&tap, none(wrong[i]), "no time with its zone: \"%s\"", wrong[i]);
	moment_read("2024-02-28T23:59:59.75Z", 23, &from);
	moment_read("2024-03-01T01:00:00+01:00", 25, &to);
	ok(&tap, moment_between(&from, &to) == 86400.25, "over a leap day");
	return done(&tap);
}
