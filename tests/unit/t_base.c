/* t_base.c - data/base: numbers, memory, dictionaries, errors and notes. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "data/base/dict.h"
#include "data/base/err.h"
#include "data/base/hash.h"
#include "data/base/mem.h"
#include "data/base/num.h"
#include "tests/unit/tap.h"

/* --- numbers --------------------------------------------------------------------------- */

static const struct { const char *text; double value; bool plain; } numbers[] = {
	{ "0", 0, true },	      { "1", 1, true },
	{ "-1", -1, true },	      { "+1", 1, false },
	{ "1.5", 1.5, true },	      { "1.50", 1.5, true },
	{ "007", 7, true },	      { ".5", 0.5, false },
	{ "5.", 5, true },	      { "1e3", 1000, false },
	{ "1E-3", 0.001, false },     { "1e+3", 1000, false },
	{ "0.1", 0.1, true },	      { "499.35", 499.35, true },
	{ "940407144.39483511", 940407144.39483511, false },
	{ "9007199254740993", 9007199254740992., false },
	{ "123456789012345", 123456789012345., true },
	{ "1e22", 1e22, false },      { "1e23", 1e23, false },
	{ "1.7976931348623157e308", 1.7976931348623157e308, false },
	{ "5e-324", 5e-324, false },  { "0.00001", 0.00001, true },
	{ "0.000000001", 1e-9, true },
};

static const char *const no_numbers[] = {
	"", "-", "+", ".", "-.", "e5", "1e", "1e+", "1,5", " 1", "1 ", "1.2.3", "0x10", "nan",
	"NaN", "inf", "-inf", "infinity", "1e400", "-1e400", "1_000", "1d5", "--1", "1f", "\xd9\xa1",
};

static void test_parse(struct tap *t)
{
	double v;
	bool plain;

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		const char *s = numbers[i].text;

		if (!ok(t, num_parse(s, strlen(s), &v, &plain) && v == numbers[i].value, "%s", s))
			printf("# got %.17g\n", v);
		/* What is said to be plain must be found in the text; the other way round is no claim. */
		char buf[NUM_TEXT];
		ok(t, !plain || strstr(s, num_format(buf, sizeof(buf), v)), "%s: its text is in it", s);
		ok(t, !numbers[i].plain || plain, "%s is plain", s);
	}
	for (size_t i = 0; i < ARRAY_LEN(no_numbers); i++)
		ok(t, !num_parse(no_numbers[i], strlen(no_numbers[i]), &v, NULL),
		   "\"%s\" is no number", no_numbers[i]);
	ok(t, num_parse("12345", 2, &v, NULL) && v == 12, "no more than n bytes are read");
	ok(t, !num_parse("1\0002", 3, &v, NULL), "nor a NUL");
}

/* xorshift: the same doubles every time */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	return *state ^= *state << 17;
}

static void test_round_trip(struct tap *t)
{
	uint64_t state = 88172645463325252u, bits;
	size_t wrong = 0, asked = 0;
	char buf[NUM_TEXT];

	for (size_t i = 0; i < 200000; i++) {
		double v, back = 0;

		bits = next_random(&state);
		memcpy(&v, &bits, sizeof(v));
		if (i % 2) /* of everyday size */
			v = (double)(int64_t)bits / (double)(1 + (next_random(&state) >> 20));
		if (!isfinite(v))
			continue;
		asked++;
		num_format(buf, sizeof(buf), v);
		if (!num_parse(buf, strlen(buf), &back, NULL) || back != v || strtod(buf, NULL) != v)
			if (wrong++ < 5)
				fprintf(stderr, "# %.17g -> %s -> %.17g\n", v, buf, back);
	}
	ok(t, wrong == 0, "%zu doubles are read back as they were (%zu not)", asked, wrong);
}

static void test_format(struct tap *t)
{
	static const struct { double v; const char *text; } rows[] = {
		{ 0, "0" },	     { -0.0, "0" },	  { 1, "1" },
		{ 0.1, "0.1" },	     { 0.1 + 0.2, "0.30000000000000004" },
		{ 1e15, "1000000000000000" }, { 123456789012., "123456789012" },
		{ 1e-5, "0.00001" }, { 1.5e-7, "0.00000015" }, { -2.5, "-2.5" },
		{ 1e21, "1000000000000000000000" }, { NAN, "" }, { INFINITY, "" },
	};
	char buf[NUM_TEXT];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		is_text(t, num_format(buf, sizeof(buf), rows[i].v), rows[i].text,
			rows[i].text[0] ? rows[i].text : "not a number is an empty text");
}

/* --- memory, dictionaries -------------------------------------------------------------- */

static void test_arena(struct tap *t)
{
	struct arena a = { 0 };
	bool aligned = true, zeroed = true, kept = true;
	char *pieces[300];

	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		size_t n = i % 7 == 0 ? 5000 + i : i;

		pieces[i] = arena_new(&a, n + 1, 1);
		aligned &= (uintptr_t)pieces[i] % _Alignof(max_align_t) == 0;
		for (size_t k = 0; k <= n; k++)
			zeroed &= pieces[i][k] == 0;
		memset(pieces[i], (int)i, n + 1);
	}
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++)
		kept &= pieces[i][0] == (char)i;
	ok(t, aligned && zeroed, "pieces are aligned and zeroed");
	ok(t, kept, "pieces do not overlap");
	is_text(t, arena_printf(&a, "%s-%d", "a", 7), "a-7", "arena_printf");
	is_text(t, arena_dup_n(&a, "abcdef", 3), "abc", "arena_dup_n");
	ok(t, arena_dup(&a, NULL) == NULL, "arena_dup of NULL");
	arena_reset(&a);
	char *again = arena_new(&a, 100, 1);
	zeroed = true;
	for (size_t k = 0; k < 100; k++)
		zeroed &= again[k] == 0;
	ok(t, zeroed, "after a reset pieces are zeroed again");
	arena_release(&a);
	ok(t, a.blocks == NULL, "released is empty");
	arena_release(&a);
}

static void test_mem(struct tap *t)
{
	size_t room = 0;
	int *list = NULL;
	bool kept = true;

	for (size_t i = 0; i < 1000; i++) {
		list = mem_grow(list, &room, i + 1, sizeof(*list));
		list[i] = (int)i;
	}
	for (size_t i = 0; i < 1000; i++)
		kept &= list[i] == (int)i;
	ok(t, kept && room >= 1000 && room < 4000, "an array grows and keeps what is in it");
	free(list);
	char *s = mem_printf("%05d", 42);
	is_text(t, s, "00042", "mem_printf");
	free(s);
	ok(t, mem_dup(NULL) == NULL, "mem_dup of NULL");
}

static void test_dict(struct tap *t)
{
	struct dict d = { 0 };
	static int values[2000];
	bool found = true;
	char key[40];

	ok(t, dict_get(&d, "x", 1) == NULL, "an empty dictionary has nothing");
	for (int i = 0; i < 2000; i++) {
		int n = snprintf(key, sizeof(key), "key %d", i);

		dict_set(&d, key, (size_t)n, &values[i]);
	}
	for (int i = 0; i < 2000; i++) {
		int n = snprintf(key, sizeof(key), "key %d", i);

		found &= dict_get(&d, key, (size_t)n) == &values[i];
	}
	ok(t, found && d.count == 2000, "2000 keys are found");
	dict_set(&d, "key 7", 5, &values[9]);
	ok(t, dict_get(&d, "key 7", 5) == &values[9] && d.count == 2000, "a key is set anew");
	ok(t, dict_get(&d, "key 7", 4) == NULL, "a key's beginning is another key");
	dict_set(&d, "a\0b", 3, &values[1]);
	dict_set(&d, "a\0c", 3, &values[2]);
	ok(t, dict_get(&d, "a\0b", 3) == &values[1], "keys are bytes, NUL among them");
	dict_set(&d, "", 0, &values[3]);
	ok(t, dict_get(&d, "", 0) == &values[3], "the empty key is one");
	dict_release(&d);
	ok(t, d.count == 0 && dict_get(&d, "key 7", 5) == NULL, "released is empty");
}

/* --- errors, notes, hashes ------------------------------------------------------------- */

static void test_err(struct tap *t)
{
	struct err err = { 0 };
	struct notes notes = { 0 };

	ok(t, err_set(&err, EXIT_INPUT, "no %s", "wheel") == -1 && err.code == EXIT_INPUT,
	   "an error is -1 and has a code");
	ok(t, err_wrap(&err, "%s:%d", "file", 3) == -1 && err.code == EXIT_INPUT, "wrapped, too");
	is_text(t, err.text, "file:3: no wheel", "the wrapping stands before");
	char *long_text = mem_new(3 * ERR_TEXT, 1);
	memset(long_text, 'x', 3 * ERR_TEXT - 1);
	err_set(&err, EXIT_MACHINE, "%s", long_text);
	err_wrap(&err, "%s", long_text);
	ok(t, strlen(err.text) < ERR_TEXT, "a message that is too long is cut");
	free(long_text);
	notes_add(&notes, "a");
	notes_unused(&notes, "b %d", 2);
	ok(t, notes.count == 2 && notes.unused == 1, "notes count what could not be used");
	is_text(t, notes.text[1], "b 2", "a note");
	notes_release(&notes);
}

static void test_hash(struct tap *t)
{
	char hex[HASH_HEX];
	struct hash *h = hash_new();

	hash_hex("abc", 3, hex);
	is_text(t, hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "of abc");
	hash_begin(h);
	hash_add(h, "a", 1);
	hash_add(h, "", 0);
	hash_add(h, "bc", 2);
	hash_end(h, hex);
	is_text(t, hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "in pieces");
	hash_begin(h);
	hash_end(h, hex);
	is_text(t, hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "of nothing");
	hash_free(h);
	hash_free(NULL);
}

int main(void)
{
	struct tap t = { 0 };

	test_parse(&t);
	test_round_trip(&t);
	test_format(&t);
	test_arena(&t);
	test_mem(&t);
	test_dict(&t);
	test_err(&t);
	test_hash(&t);
	return done(&t);
}
