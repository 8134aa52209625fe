/* t_unit.c - units: what is known, what is not, and that case matters. */
#include "data/base/mem.h"
#include "data/unit.h"
#include "tests/unit/tap.h"

/* One of the unit, in the canonical one. */
static const struct {
	const char *text, *canonical;
	double one;
} known[] = {
	{ "s", "s", 1 },
	{ "ms", "s", 1e-3 },
	{ "us", "s", 1e-6 },
	{ "\xc2\xb5s", "s", 1e-6 },
	{ "ns", "s", 1e-9 },
	{ "min", "s", 60 },
	{ "h", "s", 3600 },
	{ "d", "s", 86400 },
	{ "B", "B", 1 },
	{ "kB", "B", 1e3 },
	{ "MB", "B", 1e6 },
	{ "KiB", "B", 1024 },
	{ "MiB", "B", 1048576 },
	{ "GiB", "B", 1073741824 },
	{ "TiB", "B", 1099511627776 },
	{ "PB", "B", 1e15 },
	{ "EiB", "B", 1152921504606846976 },
	{ "MB/s", "B/s", 1e6 },
	{ "MiB/s", "B/s", 1048576 },
	{ "bit", "bit", 1 },
	{ "bit/s", "bit/s", 1 },
	{ "Mbit/s", "bit/s", 1e6 },
	{ "Gbit/s", "bit/s", 1e9 },
	{ "1/s", "1/s", 1 },
	{ "k/s", "1/s", 1e3 },
	{ "1/min", "1/s", 1. / 60 },
	{ "1", "1", 1 },
	{ "%", "1", 0.01 },
	{ "k", "1", 1e3 },
	{ "M", "1", 1e6 },
	{ "G", "1", 1e9 },
	{ "Hz", "Hz", 1 },
	{ "GHz", "Hz", 1e9 },
	{ "W", "W", 1 },
	{ "mW", "W", 1e-3 },
	{ "kJ", "J", 1e3 },
	{ "K", "K", 1 },
	{ "8 bit/s", "bit/s", 8 },
	{ "8 Kibit/s", "bit/s", 8192 },
};

static const char *const unknown[] = {
	"",    "S",   "MS",  "Ms",   "ks",	 "KB",	   "kb",   "mb",  "mB", "MiBs",
	"kiB", "Kib", "b",   "Mbps", "MBps",	 "mbit/s", "bits", " s",  "s ", "/s",
	"ps",  "m",   "n",   "u",    "Ki",	 "mK",	   "kmin", "k1",  "k%", "m1/s",
	"sec", "1/S", "MHZ", "hz",   "duration", "\xb5s",  "kMB",  "MMB",
	"8 ",  "8",   "0 B", "8  B", "8 8 B",	 "8.5 B",
};

int main(void)
{
	struct tap t = { 0 };
	struct unit u;

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		bool found = unit_find(known[i].text, &u);

		ok(&t, found && strcmp(u.canonical, known[i].canonical) == 0,
		   "%s is a unit of %s", known[i].text, known[i].canonical);
		is_near(&t, found ? unit_to_canonical(&u, 1) : 0, known[i].one, 0,
			"... of this size");
		is_near(&t, found ? unit_from_canonical(&u, unit_to_canonical(&u, 7)) : 0,
			7, 1e-14, "... there and back");
	}
	for (size_t i = 0; i < ARRAY_LEN(unknown); i++)
		ok(&t, !unit_find(unknown[i], &u), "\"%s\" is no unit", unknown[i]);
	/* The double nearest to the decimal, not 1.5 * a rounded 0.001. */
	ok(&t, unit_find("ms", &u) && unit_to_canonical(&u, 1.5) == 0.0015,
	   "1.5 ms is 0.0015 s");
	ok(&t, unit_find("us", &u) && unit_to_canonical(&u, 0.3) == 3e-7,
	   "0.3 us is 3e-7 s");
	ok(&t, unit_find("%", &u) && unit_to_canonical(&u, 29) == 0.29, "29 %% is 0.29");
	struct unit v;
	ok(&t, unit_find("ms", &u) && unit_find("h", &v) && u.canonical == v.canonical,
	   "equal dimensions are equal pointers");
	return done(&t);
}
