/* t_json.c - the walk through JSON: whole documents, wrong ones, and every cut of a whole
 * one. */
#include <stdlib.h>

#include "data/base/file.h"
#include "parse/pattern/json.h"
#include "tests/unit/tap.h"

/* What was called back, as text: "a/b=1 [ ] ..." */
struct heard {
	char text[2000];
	size_t size;
	bool stop, skip;
};

static bool hear(void *ctx, struct json_event *e)
{
	struct heard *h = ctx;
	size_t room = sizeof(h->text) - h->size;
	int n = 0;

	if (h->skip && e->what == JSON_BEGIN)
		e->skip = true;
	if (e->what == JSON_VALUE)
		n = snprintf(h->text + h->size, room, "%s", h->size ? " " : "");
	h->size += (size_t)n;
	room -= (size_t)n;
	if (e->what != JSON_VALUE)
		n = snprintf(h->text + h->size, room, "%s%c%.*s", h->size ? " " : "",
			     e->what == JSON_BEGIN ? '+' : '-', (int)e->size, e->text);
	else
		n = snprintf(h->text + h->size, room, "%s=%s%.*s%s",
			     (const char *)e->node->tag, e->is_string ? "\"" : "",
			     (int)e->size, e->text, e->is_string ? "\"" : "");
	h->size += (size_t)n;
	for (size_t i = 0; i < e->star_count && h->size < sizeof(h->text); i++)
		h->size += (size_t)snprintf(h->text + h->size, sizeof(h->text) - h->size,
					    "{%.*s}", (int)e->star_sizes[i], e->stars[i]);
	return !h->stop;
}

static const char *const result_names[] = { "DONE", "MORE", "BROKEN", "DEEP", "STOPPED" };

/* Walks the text, looking for these paths (tag: the path itself). */
static enum json_result walk(const char *text, size_t size, const char *const *paths,
			     struct heard *h, size_t *used)
{
	struct arena a = { 0 };
	struct json_node root = { 0 };

	for (; *paths; paths++) {
		struct json_node *n = json_path(&a, &root, *paths);

		n->tag = *paths;
		n->enter = strcmp(*paths, "jobs/*") == 0;
	}
	enum json_result r = json_walk(text, size, &root, hear, h, used);
	arena_release(&a);
	return r;
}

static const char *const wanted[] = {
	"a", "b/c", "list/*", "jobs/*", "jobs/*/v", "s", "list/r", NULL
};

static const struct {
	const char *text;
	enum json_result result;
	const char *heard;
} cases[] = {
	{ "{\"a\": 1}", JSON_DONE, "a=1" },
	{ " \t\r\n{ \"a\" :1 } ", JSON_DONE, "a=1" },
	{ "{}", JSON_DONE, "" },
	{ "[]", JSON_DONE, "" },
	{ "{\"a\": -1.5e-3, \"x\": true, \"s\": null}", JSON_DONE, "a=-1.5e-3 s=null" },
	{ "{\"b\": {\"a\": 2, \"c\": \"x\\\"}y\"}}", JSON_DONE, "b/c=\"x\\\"}y\"" },
	{ "{\"x\": {\"y\": [1, {\"a\": \"]}\"}]}, \"a\": 3}", JSON_DONE, "a=3" },
	{ "{\"list\": [1, 2, \"3\"]}", JSON_DONE,
	  "list/*=1{0} list/*=2{1} list/*=\"3\"{2}" },
	{ "{\"list\": {\"p\": 1, \"q\": 2}}", JSON_DONE, "list/*=1{p} list/*=2{q}" },
	/* a name counts before "*", whichever was wanted first */
	{ "{\"list\": {\"r\": 1, \"q\": 2}}", JSON_DONE, "list/r=1 list/*=2{q}" },
	{ "{\"jobs\": [{\"v\": 1}, {\"w\": 2}]}", JSON_DONE,
	  "+{{0} jobs/*/v=1{0} -{{0} +{{1} -{{1}" },
	{ "{\"s\": \"\"}", JSON_DONE, "s=\"\"" },
	{ "{\"a\": 1} {\"a\": 2}", JSON_DONE, "a=1" },
	{ "", JSON_MORE, "" },
	{ "   ", JSON_MORE, "" },
	{ "{\"a\": 1, ", JSON_MORE, "a=1" },
	{ "{\"a\": 1", JSON_MORE, "" },
	{ "{\"s\": \"abc", JSON_MORE, "" },
	{ "{\"s\": \"abc\\", JSON_MORE, "" },
	{ "{\"a\" 1}", JSON_BROKEN, "" },
	{ "{a: 1}", JSON_BROKEN, "" },
	{ "{\"a\": 1 \"s\": 2}", JSON_BROKEN, "a=1" },
	{ "{\"a\": 1,}", JSON_BROKEN, "a=1" },
	{ "{\"a\": }", JSON_BROKEN, "" },
	{ "{\"list\": [1 2]}", JSON_BROKEN, "list/*=1{0}" },
	{ "{\"s\": \"ab\ncd\"}", JSON_BROKEN, "" },
	{ "{\"a\": 1\n{\"a\": 2}", JSON_BROKEN, "a=1" },
	{ "}", JSON_BROKEN, "" },
};

static void test_cases(struct tap *t)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct heard h = { 0 };
		size_t used, size = strlen(cases[i].text);
		enum json_result r = walk(cases[i].text, size, wanted, &h, &used);

		/* Some have line ends in them: a test's name has none. */
		if (!ok(t, r == cases[i].result && used <= size, "document %zu is %s", i,
			result_names[cases[i].result]))
			printf("# it is %s\n", result_names[r]);
		is_text(t, h.text, cases[i].heard, "... and what was heard of it");
	}
}

/* --- objects that are chosen by a member --------------------------------------------- */

static const char *const chosen[] = {
	"l/*[f CPU(s)?]/d", "l/*[f Model*name?]/d", "l/*[f a/b]/d", "l/*/e", ".[id m]/size", "o[k 1]/d",
	"o[j x]/d", "o/z", NULL
};

static const struct {
	const char *text, *heard;
} choices[] = {
	{ "{\"l\": [{\"f\": \"CPU(s):\", \"d\": 2}]}", "l/*[f CPU(s)?]/d=2{0}" },
	{ "{\"l\": [{\"d\": 2, \"x\": {\"f\": \"no\"}, \"f\": \"CPU(s):\"}]}",
	  "l/*[f CPU(s)?]/d=2{0}" },
	{ "{\"l\": [{\"f\": \"CPU(s)\", \"d\": 2}, {\"f\": \"xCPU(s):\", \"d\": 3},"
	  "{\"f\": \"CPU(s): \", \"d\": 4}]}", "" },
	{ "{\"l\": [{\"f\": \"CPU(s)\xef\xbc\x9a\", \"d\": 2}]}", "l/*[f CPU(s)?]/d=2{0}" },
	{ "{\"l\": [{\"f\": \"Model name:\", \"d\": \"x\"}, {\"f\": \"Modelname:\", \"d\": 1},"
	  "{\"f\": \"Model name\", \"d\": 1}]}",
	  "l/*[f Model*name?]/d=\"x\"{0} l/*[f Model*name?]/d=1{1}" },
	{ "{\"l\": [{\"f\": \"a/b\", \"d\": 2}]}", "l/*[f a/b]/d=2{0}" },
	/* what is wanted of any element is wanted of a chosen one, too */
	{ "{\"l\": [{\"e\": 1}, {\"f\": \"CPU(s):\", \"e\": 2, \"d\": 3}]}",
	  "l/*/e=1{0} l/*/e=2{1} l/*[f CPU(s)?]/d=3{1}" },
	/* the list goes on in a member, however deep */
	{ "{\"l\": [{\"f\": \"v\", \"c\": [{\"f\": \"a/b\", \"d\": 2, \"c\": "
	  "[{\"f\": \"CPU(s):\", \"d\": 3, \"c\": [{\"e\": 4}]}]}]}]}",
	  "l/*[f a/b]/d=2{0}{0} l/*[f CPU(s)?]/d=3{0}{0}{0} l/*/e=4{0}{0}{0}{0}" },
	{ "{\"size\": 5, \"id\": \"m\"}", ".[id m]/size=5" },
	{ "{\"size\": 5, \"id\": \"n\"}", "" },
	{ "{\"id\": \"m\", \"l\": [{\"e\": 1}]}", "l/*/e=1{0}" },
	/* a number's text; the first one that holds */
	{ "{\"o\": {\"d\": 1, \"z\": 2, \"j\": \"x\"}}", "o[j x]/d=1 o/z=2" },
	{ "{\"o\": {\"d\": 1, \"k\": 1, \"j\": \"x\"}}", "o[k 1]/d=1" },
	{ "{\"o\": {\"d\": 1, \"k\": 10}}", "" },
	{ "{\"o\": [{\"d\": 1, \"k\": 1}]}", "" },
	{ "{\"o\": 3}", "" },
	{ "{\"l\": [{\"\\u0066\": \"CPU(s):\", \"\\u0064\": 2}]}", "l/*[f CPU(s)?]/d=2{0}" },
};

static void test_choices(struct tap *t)
{
	struct arena a = { 0 };
	struct json_node root = { 0 };

	for (size_t i = 0; chosen[i]; i++)
		json_path(&a, &root, chosen[i])->tag = chosen[i];
	json_seal(&a, &root);
	json_nest(&a, json_path(&a, &root, "l"), "c");
	for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
		size_t size = strlen(choices[i].text), used, wrong = 0;
		struct heard h = { 0 };

		ok(t, json_walk(choices[i].text, size, &root, hear, &h, &used) == JSON_DONE &&
		   used == size, "choice %zu is read", i);
		is_text(t, h.text, choices[i].heard, "... and what was heard of it");
		/* looking ahead stays within the text */
		for (size_t n = 0; n < size; n++) {
			char *tight = mem_new(n ? n : 1, 1);

			memcpy(tight, choices[i].text, n);
			h = (struct heard){ 0 };
			wrong += json_walk(tight, n, &root, hear, &h, &used) != JSON_MORE;
			free(tight);
		}
		ok(t, wrong == 0, "... and each of its beginnings wants MORE");
	}
	arena_release(&a);
}

static void test_control(struct tap *t)
{
	const char *text = "{\"jobs\": [{\"v\": 1}, {\"v\": 2}], \"a\": 3} rest";
	struct heard h = { .skip = true };
	size_t used;

	ok(t, walk(text, strlen(text), wanted, &h, &used) == JSON_DONE, "skipping goes on");
	is_text(t, h.text, "+{{0} -{{0} +{{1} -{{1} a=3", "nothing inside is looked at");
	is_int(t, (long long)used, (long long)strlen(text) - 5,
	       "the document ends at its brace");
	h = (struct heard){ .stop = true };
	ok(t, walk(text, strlen(text), wanted, &h, &used) == JSON_STOPPED,
	   "stopped when told");
	is_text(t, h.text, "+{{0}", "... at once");
}

static void test_depth(struct tap *t)
{
	static const struct {
		size_t depth;
		enum json_result result;
	} rows[] = {
		{ 50, JSON_DONE },
		{ 199, JSON_DONE },
		{ 200, JSON_DONE },
		{ 201, JSON_DEEP },
		{ 100000, JSON_DEEP },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t n = rows[i].depth, used;
		char *text = mem_new(2 * n + 1, 1);
		struct heard h = { 0 };

		memset(text, '[', n);
		memset(text + n, ']', n);
		ok(t, walk(text, 2 * n, wanted, &h, &used) == rows[i].result,
		   "%zu brackets are %s", n, result_names[rows[i].result]);
		ok(t, n > 200 || walk(text, n, wanted, &h, &used) == JSON_MORE,
		   "... and MORE without the closing ones");
		free(text);
	}
}

/* Each prefix, in a buffer of its own so that reading behind its end is seen by asan. */
static void test_cuts(struct tap *t, const char *path)
{
	static const char *const paths[] = {
		"a",	  "start/version", "end/*/sender/bytes",
		"jobs/*", "jobs/*/v",	   "end/sum/jitter_ms",
		NULL
	};
	struct err err = { 0 };
	size_t size, used, wrong = 0, before = 0;
	char *text = file_read(path, 1 << 20, &size, &err);
	struct heard h = { 0 };

	ok(t, text && walk(text, size, paths, &h, &used) == JSON_DONE, "%s is whole", path);
	size = text ? used : 0;
	for (size_t n = 0; n < size; n++) {
		char *cut = mem_dup_n(text, n), *tight = mem_new(n ? n : 1, 1);
		enum json_result r;

		memcpy(tight, cut, n);
		h = (struct heard){ 0 };
		r = walk(tight, n, paths, &h, &used);
		wrong += r != JSON_MORE || used > n;
		wrong += h.size < before;
		before = h.size;
		free(cut);
		free(tight);
	}
	ok(t, wrong == 0 && size > 1000, "... and each of its %zu beginnings wants MORE",
	   size);
	/* A line lost in the middle never ends well and reads on. */
	for (size_t n = 0; n < size; n += 37) {
		char *broken = mem_dup_n(text, size);

		broken[n] = '\n';
		h = (struct heard){ 0 };
		walk(broken, size, paths, &h, &used);
		wrong += used > size;
		free(broken);
	}
	ok(t, wrong == 0, "... and a broken byte is survived");
	free(text);
}

static void test_unescape(struct tap *t)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "plain", "plain" },
		{ "", "" },
		{ "a\\\"b\\\\c\\/d", "a\"b\\c/d" },
		{ "\\n\\t", "\n\t" },
		{ "\\u0041\\u00e9\\u20ac", "A\xc3\xa9\xe2\x82\xac" },
		{ "\xc3\xa9", "\xc3\xa9" },
		{ "a\\", "a\\" },
		{ "\\u00zz", "u00zz" },
		{ "a\\ud83d\\ude00b", "a\xf0\x9f\x98\x80" "b" },
		{ "\\ud800\\udc00\\uDBFF\\uDFFF", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf" },
		{ "\\ud83d", "?" },
		{ "\\ude00x", "?x" },
		{ "\\ud83dx\\ude00", "?x?" },
		{ "\\ud83d\\u0041", "?A" },
		{ "\\ud83d\\ud83d\\ude00", "?\xf0\x9f\x98\x80" },
		{ "\\ud83d\\n", "?\n" },
		{ "\\ud83d\\ude0", "?ude0" },
		{ "\\ud7ff\\ue000", "\xed\x9f\xbf\xee\x80\x80" },
		{ "\\u0000x", "?x" },
	};
	struct arena a = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		is_text(t, json_unescape(&a, rows[i].in, strlen(rows[i].in)), rows[i].out,
			rows[i].in);
	arena_release(&a);
}

int main(void)
{
	struct tap t = { 0 };

	test_cases(&t);
	test_choices(&t);
	test_control(&t);
	test_depth(&t);
	test_cuts(&t, "tests/logs/iperf3-3.12/json-tcp-client.log");
	test_unescape(&t);
	return done(&t);
}
