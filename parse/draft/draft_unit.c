/* draft_unit.c - what a word behind a figure says as a unit, and what it leaves open. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "data/unit.h"
#include "parse/draft/draft_private.h"

/* Words that mean one thing only, whatever their case. */
static const struct {
	const char *words, *means;
} spellings[] = {
	{ "sec secs second seconds", "s" },
	{ "msec msecs millisec millisecs millisecond milliseconds", "ms" },
	{ "usec usecs microsec microsecs microsecond microseconds", "us" },
	{ "nsec nsecs nanosec nanosecs nanosecond nanoseconds", "ns" },
	{ "mins minute minutes", "min" },
	{ "hr hrs hour hours", "h" },
	{ "byte bytes", "B" },
	{ "kib kibyte kibytes", "KiB" },
	{ "mib mibyte mibytes", "MiB" },
	{ "gib gibyte gibytes", "GiB" },
	{ "bits", "bit" },
	{ "percent pct", "%" },
	{ "joules joule", "J" },
	{ "watts watt", "W" },
};

/* What is counted where "so many a second" is said. */
static const char counted[] =
	"op ops req reqs request requests event events transaction transactions query queries "
	"packet packets pkt pkts io ios call calls iteration iterations iter iters item items "
	"message messages msg msgs file files row rows page pages lookup lookups switch "
	"switches block blocks seek seeks create creates frame frames";

/* Words that mean several things: the person who knows the tool must say which. */
static const struct {
	const char *words, *word;
} unclear[] = {
	{ "K", "\"K\" may be 1000 or 1024 of something (to desmet it is kelvin)" },
	{ "m", "\"m\" may be minutes, metres, milli- or mega-" },
	{ "b Kb kb Mb Gb Tb", "bits or bytes?" },
	{ "KB KBytes Kbytes kbytes kByte KByte Kbyte KBps kBps",
	  "1000 or 1024 bytes? In [units]: the word = kB, or = KiB" },
	{ "MByte MBytes Mbytes Mbyte mbytes mb MBps",
	  "10^6 or 2^20 bytes? In [units]: the word = MB, or = MiB" },
	{ "GByte GBytes Gbytes Gbyte gbytes gb GBps",
	  "10^9 or 2^30 bytes? In [units]: the word = GB, or = GiB" },
	{ "bps kbps Kbps Mbps Gbps mbps", "bits or bytes in a second, by 1000 or 1024?" },
};

/* Known to desmet by powers of ten, and not to every tool. */
static const struct {
	const char *words, *word;
} doubtful[] = {
	{ "kB MB GB TB kB/s MB/s GB/s TB/s", "powers of 10 here; some tools mean powers of 2" },
	{ "k M G T", "powers of 10 here; some tools mean powers of 2" },
};

static bool is_word(const char *words, const char *text, size_t size, bool any_case)
{
	for (const char *w = words; *w; w += strspn(w, " ")) {
		size_t n = strcspn(w, " ");

		if (n == size && (any_case ? strncasecmp(w, text, n) : strncmp(w, text, n)) == 0)
			return true;
		w += n;
	}
	return false;
}

static const char *spelled(const char *text, size_t size)
{
	for (size_t i = 0; i < ARRAY_LEN(spellings); i++)
		if (is_word(spellings[i].words, text, size, true))
			return spellings[i].means;
	return NULL;
}

static bool find(struct arena *a, const char *text, struct draft_unit *out);

/* "ops/s", "bytes/sec", "Mbits/second" */
static bool find_rate(struct arena *a, const char *text, size_t slash, struct draft_unit *out)
{
	const char *second = text + slash + 1;
	struct draft_unit what;

	if (!is_word("s sec second", second, strlen(second), true))
		return false;
	if (slash == 0 || is_word(counted, text, slash, true) || (slash == 1 && *text == '#')) {
		*out = (struct draft_unit){ DRAFT_KNOWN, "1/s", NULL };
		return true;
	}
	if (find(a, arena_dup_n(a, text, slash), &what)) {
		struct unit known;
		const char *rate = what.means ? arena_printf(a, "%s/s", what.means) : NULL;

		*out = what;
		out->means = rate && unit_find(rate, &known) ? rate : NULL;
		if (out->means || what.state == DRAFT_UNKNOWN)
			return true;
	}
	*out = (struct draft_unit){ DRAFT_UNKNOWN, NULL, arena_printf(a,
		"so many a second? In [units]: %s = 1/s", text) };
	return true;
}

/* "kbits", "Mbit": bits by powers of ten, which nobody counts otherwise. */
static const char *bits(struct arena *a, const char *text)
{
	if (strchr("kKMGT", text[0]) == NULL || text[0] == '\0' ||
	    !is_word("bit bits", text + 1, strlen(text + 1), false))
		return NULL;
	return arena_printf(a, "%cbit", text[0] == 'K' ? 'k' : text[0]);
}

static bool find(struct arena *a, const char *text, struct draft_unit *out)
{
	size_t size = strlen(text), slash = strcspn(text, "/");
	struct unit known;

	*out = (struct draft_unit){ DRAFT_KNOWN, NULL, NULL };
	for (size_t i = 0; i < ARRAY_LEN(unclear); i++)
		if (is_word(unclear[i].words, text, size, false)) {
			*out = (struct draft_unit){ DRAFT_UNKNOWN, NULL, unclear[i].word };
			return true;
		}
	for (size_t i = 0; i < ARRAY_LEN(doubtful); i++)
		if (is_word(doubtful[i].words, text, size, false)) {
			*out = (struct draft_unit){ DRAFT_DOUBT, arena_dup(a, text),
						     doubtful[i].word };
			return true;
		}
	if (unit_find(text, &known) && !isdigit((unsigned char)text[0]))
		out->means = arena_dup(a, text);
	else if ((out->means = spelled(text, size)) == NULL)
		out->means = bits(a, text);
	if (out->means)
		return true;
	return slash < size && find_rate(a, text, slash, out);
}

bool draft_unit(struct arena *a, const char *text, struct draft_unit *out)
{
	return text[0] && find(a, text, out);
}

/* Words at a name's end that say a unit: "time_ms", "Bytes sent: bytes". */
static const char telling[] = "ms us ns msec usec nsec sec secs second seconds milliseconds "
			      "microseconds nanoseconds bytes percent pct";

/* "bits_per_second", "events per second"; `end` is where "per" begins. */
static const char *rate_of_name(const char *name, size_t end)
{
	static const struct { const char *words, *means; } rates[] = {
		{ "bit bits", "bit/s" }, { "byte bytes", "B/s" },
	};
	size_t from;

	while (end && !isalpha((unsigned char)name[end - 1]))
		end--;
	for (from = end; from && isalpha((unsigned char)name[from - 1]);)
		from--;
	for (size_t i = 0; i < ARRAY_LEN(rates); i++)
		if (is_word(rates[i].words, name + from, end - from, true))
			return rates[i].means;
	return is_word(counted, name + from, end - from, true) ? "1/s" : NULL;
}

bool draft_unit_of_name(struct arena *a, const char *name, struct draft_unit *out)
{
	size_t n = strlen(name), from = n;

	if (n && (name[n - 1] == ')' || name[n - 1] == ']')) {
		while (from && name[from - 1] != '(' && name[from - 1] != '[')
			from--;
		if (from == 0 || n - from < 2 || (n - from == 2 && strchr("s%B", name[from]) == NULL))
			return false;
		return draft_unit(a, arena_dup_n(a, name + from, n - from - 1), out) && out->means;
	}
	while (from && isalpha((unsigned char)name[from - 1]))
		from--;
	bool apart = from == 0 || strchr("_ .-", name[from - 1]) != NULL;
	if (!apart || !is_word(telling, name + from, n - from, true) ||
	    !draft_unit(a, arena_dup(a, name + from), out) || out->means == NULL)
		return false;
	/* a word of the name, said to be no more than that */
	if (from >= 4 && strncasecmp(name + from - 4, "per", 3) == 0)
		out->means = strcmp(out->means, "s") == 0 ? rate_of_name(name, from - 4) : NULL;
	out->state = DRAFT_DOUBT;
	out->word = arena_printf(a, "%s, by its name only", out->means ? out->means : "?");
	return out->means != NULL;
}

void draft_no_unit(const char *figure, struct draft_unit *out)
{
	if (strpbrk(figure, ".eE") == NULL)
		*out = (struct draft_unit){ DRAFT_COUNT, "1", NULL };
	else
		*out = (struct draft_unit){ DRAFT_DOUBT, "1",
					     "no unit stands beside it: read as 1" };
}
