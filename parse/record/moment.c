/* moment.c - times of the calendar as logs write them. */
#include "parse/record/moment.h"

#include "data/base/num.h"

/* `count` digits: their number, or -1. */
static int digits(const char **at, const char *end, int count)
{
	int n = 0;

	for (; count > 0; count--, ++*at) {
		if (*at == end || **at < '0' || **at > '9')
			return -1;
		n = n * 10 + (**at - '0');
	}
	return n;
}

static bool sign(const char **at, const char *end, char a, char b)
{
	if (*at == end || (**at != a && **at != b))
		return false;
	++*at;
	return true;
}

/* Days from 1970-01-01 (Gregorian). */
static int64_t days_from(int year, int month, int day)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	int64_t y = year - (month <= 2), leaps = y / 4 - y / 100 + y / 400;

	/* 477 leap days before 1970 */
	return (int64_t)(year - 1970) * 365 + leaps - 477 + before[month - 1] + day - 1;
}

static bool is_day(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return year >= 1 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days[month - 1] + (month == 2 && leap);
}

/* "Z", "UTC", "+02:00", "+0200", "+02": seconds east of Greenwich. False: none is said. */
static bool read_zone(const char *at, const char *end, int *out)
{
	int hours, minutes = 0, east = 1;

	*out = 0;
	while (at < end && *at == ' ')
		at++;
	if (end - at == 3 && at[0] == 'U' && at[1] == 'T' && at[2] == 'C')
		return true;
	if (sign(&at, end, 'Z', 'z'))
		return at == end;
	if (at < end && *at == '-')
		east = -1;
	if (!sign(&at, end, '+', '-'))
		return false;
	hours = digits(&at, end, 2);
	if (at < end) {
		sign(&at, end, ':', ':');
		minutes = digits(&at, end, 2);
	}
	*out = east * (hours * 3600 + minutes * 60);
	return at == end && hours >= 0 && hours <= 14 && minutes >= 0 && minutes < 60;
}

bool moment_read(const char *text, size_t size, struct moment *out)
{
	const char *at = text, *end = text + size, *point;
	int zone, year = digits(&at, end, 4);
	bool shape = sign(&at, end, '-', '-');
	int month = digits(&at, end, 2);
	shape &= sign(&at, end, '-', '-');
	int day = digits(&at, end, 2);
	shape &= sign(&at, end, 'T', ' ');
	int hour = digits(&at, end, 2);
	shape &= sign(&at, end, ':', ':');
	int minute = digits(&at, end, 2);
	shape &= sign(&at, end, ':', ':');
	int second = digits(&at, end, 2);

	if (!shape || !is_day(year, month, day) || hour < 0 || hour > 23 || minute < 0 ||
	    minute > 59 || second < 0 || second > 60)
		return false;
	out->fraction = 0;
	point = at;
	if (sign(&at, end, '.', '.')) {
		while (at < end && *at >= '0' && *at <= '9')
			at++;
		if (at == point + 1 ||
		    !num_parse(point, (size_t)(at - point), &out->fraction, NULL))
			return false;
	}
	if (!read_zone(at, end, &zone))
		return false;
	out->seconds = ((days_from(year, month, day) * 24 + hour) * 60 + minute) * 60 +
		       second - zone;
	return true;
}

double moment_between(const struct moment *from, const struct moment *to)
{
	return (double)(to->seconds - from->seconds) + (to->fraction - from->fraction);
}
