/* t_base.c - data/base: memory, signs, dictionaries, errors, notes and hashes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/dict.h"
#include "data/base/err.h"
#include "data/base/hash.h"
#include "data/base/mem.h"
#include "data/base/sign.h"
#include "tests/unit/tap.h"

/* --- memory, dictionaries --------------------------------------------------------------
 */

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
	ok(t, kept && room >= 1000 && room < 4000,
	   "an array grows and keeps what is in it");
	free(list);
	char *s = mem_printf("%05d", 42);
	is_text(t, s, "00042", "mem_printf");
	free(s);
	ok(t, mem_dup(NULL) == NULL, "mem_dup of NULL");
}

/* So many different numbers of 12 bits the signs of 0.0 to 4095.0 have, from that bit on. By chance
   they would be 4096 (1 - 1/e) = 2589. */
static int places(int shift)
{
	static bool taken[4096];
	int n = 0;

	memset(taken, 0, sizeof(taken));
	for (int i = 0; i < 4096; i++) {
		double figure = i;
		bool *place = &taken[sign_bytes(0, &figure, sizeof(figure)) >> shift & 4095];

		n += !*place;
		*place = true;
	}
	return n;
}

static void test_sign(struct tap *t)
{
	static const char text[] = "0123456789abcdef0123456789abcdef", zeros[20];
	char moved[sizeof(text) + 1];
	bool alike = true, different = true;

	memcpy(moved + 1, text, sizeof(text));
	for (size_t n = 0; n < sizeof(text); n++) {
		alike &= sign_bytes(7, text, n) == sign_bytes(7, moved + 1, n);
		different &= sign_bytes(7, text, n) != sign_bytes(7, text, n + 1);
	}
	ok(t, alike, "alike bytes have one sign, wherever they stand");
	for (size_t n = 0; n + 1 < sizeof(zeros); n++)
		different &= sign_bytes(0, zeros, n) != sign_bytes(0, zeros, n + 1);
	ok(t, different, "a byte more is another sign, also one of 0");
	ok(t, sign_bytes(1, text, 9) != sign_bytes(2, text, 9), "so is what stood before");
	ok(t, places(0) > 2400 && places(26) > 2400 && places(52) > 2400,
	   "signs of small numbers are spread (%d, %d, %d of 4096)", places(0), places(26), places(52));
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
	ok(t, dict_get(&d, "key 7", 5) == &values[9] && d.count == 2000,
	   "a key is set anew");
	ok(t, dict_get(&d, "key 7", 4) == NULL, "a key's beginning is another key");
	dict_set(&d, "a\0b", 3, &values[1]);
	dict_set(&d, "a\0c", 3, &values[2]);
	ok(t, dict_get(&d, "a\0b", 3) == &values[1], "keys are bytes, NUL among them");
	dict_set(&d, "", 0, &values[3]);
	ok(t, dict_get(&d, "", 0) == &values[3], "the empty key is one");
	dict_release(&d);
	ok(t, d.count == 0 && dict_get(&d, "key 7", 5) == NULL, "released is empty");
}

/* --- errors, notes, hashes -------------------------------------------------------------
 */

static void test_err(struct tap *t)
{
	struct err err = { 0 };
	struct notes notes = { 0 };

	ok(t, err_set(&err, EXIT_INPUT, "no %s", "wheel") == -1 && err.code == EXIT_INPUT,
	   "an error is -1 and has a code");
	ok(t, err_wrap(&err, "%s:%d", "file", 3) == -1 && err.code == EXIT_INPUT,
	   "wrapped, too");
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
	is_text(t, hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"of abc");
	hash_begin(h);
	hash_add(h, "a", 1);
	hash_add(h, "", 0);
	hash_add(h, "bc", 2);
	hash_end(h, hex);
	is_text(t, hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"in pieces");
	hash_begin(h);
	hash_end(h, hex);
	is_text(t, hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"of nothing");
	hash_free(h);
	hash_free(NULL);
}

int main(void)
{
	struct tap t = { 0 };

	test_arena(&t);
	test_mem(&t);
	test_sign(&t);
	test_dict(&t);
	test_err(&t);
	test_hash(&t);
	return done(&t);
}
