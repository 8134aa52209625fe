/* t_layout.c - layouts: what paths mean, and what is wrong with a layout. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parse/language/layout.h"
#include "tests/unit/tap.h"

#define HEAD "[layout]\nname = x\n"

/* Writes the text to a file of its own and loads it. */
static int load(const char *text, struct layout **l, struct err *err)
{
	char path[] = "/tmp/desmet-t_layout.XXXXXX";
	int fd = mkstemp(path), rc;
	FILE *f = fdopen(fd, "w");

	*err = (struct err){ 0 };
	*l = NULL;
	fputs(text, f);
	fclose(f);
	rc = layout_load(path, l, err);
	unlink(path);
	return rc;
}

static const struct {
	const char *text, *error;
} bad[] = {
	{ "", ":1: a layout needs a [layout] section" },
	{ "[layout]\n[rule a]\npath = x\n", ":1: [layout] needs \"name\"" },
	{ HEAD, ":1: a layout needs a [rule NAME]" },
	{ HEAD "[rule a]\nplatform = x\n", ":3: [rule a] needs \"path\"" },
	{ HEAD "[rule a]\npath = (\n", ":4: " },
	{ HEAD "[rule a]\npath = (?<plattform>x)\n",
	  ":4: group \"plattform\": did you mean \"platform\"?" },
	{ HEAD "[rule a]\npath = (?<benchmarks>x)\n",
	  ":4: group \"benchmarks\": did you mean \"benchmark\"?" },
	{ HEAD "[rule a]\nside = s\npath = (?J)a(?<cpus>1)|b(?<cpus>2)\n",
	  ":5: two groups \"cpus\"" },
	{ HEAD "[rule a]\npath = (?J)a(?<platform>1)|b(?<platform>2)\n",
	  ":4: two groups \"platform\"" },
	{ HEAD "[rule a]\npath = (?J)a(?<w>1)|b(?<w>2)\nplatform = {w}\n",
	  ":4: two groups \"w\"" },
	{ HEAD "[rule a]\npath = (?<where>x)(?<n>y)\nplatform = on-{were}\n",
	  ":5: platform: {were} is no group of the path, which has {where}, {n}" },
	{ HEAD "[rule a]\npath = (x)\nbenchmark = {1}\n",
	  ":5: benchmark: {1} is no group of the path, which has none with a name" },
	{ HEAD "[rule a]\npath = (?<w>x)\n\nside = {}\n",
	  ":6: side: {} is no group of the path, which has {w}" },
	{ HEAD "[rule a]\npath = (?<w>x)\nside = {w\n",
	  ":5: side: \"{\" without its \"}\"; wanted {GROUP}" },
	{ HEAD "[rule a]\npath = (?<w>x)\nplatform = {{w}}\n",
	  ":5: platform: \"{\" without its \"}\"" },
	{ HEAD "[rule a]\npath = (?<w>x)\nplatform = {w}}\n",
	  ":5: platform: \"}\" without its \"{\"" },
	{ HEAD "[rule a]\npath = (?<w>x)\nparams = a=w}\n",
	  ":5: params: \"}\" without its \"{\"" },
	{ HEAD "[rule a]\npath = (?<w>x)\nparams = a=1; b={w;x}\n",
	  ":5: params: \"{\" without its \"}\"" },
	{ HEAD "[rule a]\npath = (?<w>x)\nparams = a=1;b={v}\n",
	  ":5: params: {v} is no group of the path, which has {w}" },
	{ HEAD "[rule a]\npath = (?<w>x)\nparams = a=1;{w}=2\n",
	  ":5: params: \"{w}\": only a value can have a {GROUP}" },
	{ HEAD "[rule a]\npath = x\nparams = a=1; warm \n",
	  ":5: params: \"warm\" is no NAME=VALUE" },
	{ HEAD "[rule a]\npath = x\nparams = =1\n", ":5: params: \"=1\" is no NAME=VALUE" },
	{ HEAD "[rule a]\npath = x\nparams = a=1; a=2\n", ":5: params: \"a\" stands twice" },
	{ HEAD "[rule a]\npathh = x\n",
	  ":4: unknown key \"pathh\" in [rule a]; did you mean \"path\"?" },
	{ HEAD "[rule a]\npath = x\nignore = maybe\n", ":5: ignore must be yes or no" },
	{ HEAD "[rules a]\npath = x\n",
	  ":3: unknown section [rules a]; did you mean [rule]?" },
	{ HEAD "[rule a]\npath = x\n[rule a]\npath = y\n",
	  ":5: section [rule a] stands twice" },
};

static void test_bad(struct tap *t)
{
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct layout *l;
		struct err err;

		ok(t,
		   load(bad[i].text, &l, &err) == -1 && err.code == EXIT_INPUT && l == NULL,
		   "bad layout %zu is refused", i);
		has_text(t, err.text, bad[i].error, "... with its line");
	}
}

static const char layout[] =
	HEAD "[rule noise]\npath = \\.png$|^README\nignore = yes\n"
	     "[rule server]\npath = ^net/(?<platform>[^/]+)-server\\.json$\nside = server\n"
	     "benchmark = tcp\ngrammar = iperf3\n"
	     "[rule client]\npath = ^net/(?<platform>[^/]+)\\.json$\nside = client\nparams "
	     "= a=1;b=2\n"
	     "[rule any]\npath = "
	     "^any/(?:(?<platform>[a-z]+)-)?(?<benchmark>[^/]+)\\.log$\nplatform = metal\n"
	     "[rule wrk]\npath = "
	     "^(?<lang>[a-z]+)_(?<platform>[a-z]+)(?:_(?<cpus>[0-9]*)_cpu)?\\.wrk$\n"
	     "benchmark = http\nparams = cpus=1; warm = no;\n"
	     "[rule mem]\npath = "
	     "^mem(?:-(?<where>[a-z]+))?-(?<engine>fc|qemu)(?:-(?<a>[^-/]+))?-(?<b>[0-9]+)/(?<n>[0-9]+)$\n"
	     "platform = {where}-{engine}\nbenchmark = mem{b}\nside = {n}{n}\n"
	     "params = pool=<{a}>; size={b}%3B; engine={engine}\n"
	     "[rule own]\npath = ^own/(?<platform>[^/]+)/(?<engine>[^/]+)/(?<benchmark>[^/]+)$\n"
	     "platform = {engine}/{platform}\nparams = tool={benchmark}\n"
	     "[platforms]\nvm = kvm\nhere-fc = firecracker\ne/p = ep\ndocker-gvisor = gvisor\n";

static const struct {
	const char *path;
	enum layout_answer answer;
	const char *platform, *benchmark, *side, *grammar, *params;
} paths[] = {
	{ "a/b.png", LAYOUT_IGNORED, NULL, NULL, NULL, NULL, NULL },
	{ "README.md", LAYOUT_IGNORED, NULL, NULL, NULL, NULL, NULL },
	{ "x/README.md", LAYOUT_UNNAMED, NULL, NULL, NULL, NULL, NULL },
	{ "net/vm-server.json", LAYOUT_LOG, "kvm", "tcp", "server", "iperf3", NULL },
	{ "net/vm.json", LAYOUT_LOG, "kvm", NULL, "client", NULL, "a=1;b=2" },
	{ "net/docker-gvisor.json", LAYOUT_LOG, "gvisor", NULL, "client", NULL, "a=1;b=2" },
	{ "net/xen.json", LAYOUT_LOG, "xen", NULL, "client", NULL, "a=1;b=2" },
	{ "net/VM.json", LAYOUT_LOG, "VM", NULL, "client", NULL, "a=1;b=2" },
	{ "net/\xf0\x9f\x90\xb3.json", LAYOUT_LOG, "\xf0\x9f\x90\xb3", NULL, "client", NULL,
	  "a=1;b=2" },
	{ "net/a=b.json", LAYOUT_LOG, "a=b", NULL, "client", NULL, "a=1;b=2" },
	{ "net/a/b.json", LAYOUT_UNNAMED, NULL, NULL, NULL, NULL, NULL },
	{ "any/vm-cpu.log", LAYOUT_LOG, "kvm", "cpu", NULL, NULL, NULL },
	{ "any/cpu.log", LAYOUT_LOG, "metal", "cpu", NULL, NULL, NULL },
	{ "java_qemu_4_cpu.wrk", LAYOUT_LOG, "qemu", "http", NULL, NULL, "warm=no;lang=java;cpus=4" },
	{ "java_vm.wrk", LAYOUT_LOG, "kvm", "http", NULL, NULL, "cpus=1;warm=no;lang=java" },
	{ "java_vm__cpu.wrk", LAYOUT_LOG, "kvm", "http", NULL, NULL, "cpus=1;warm=no;lang=java" },
	{ "mem-here-fc-x-1024/7", LAYOUT_LOG, "firecracker", "mem1024", "77", NULL,
	  "pool=<x>;size=1024%3B;engine=fc" },
	{ "mem-here-qemu-a;b%3B{c}=d-1/7", LAYOUT_LOG, "here-qemu", "mem1", "77", NULL,
	  "pool=<a%3Bb%253B{c}=d>;size=1%3B;engine=qemu" },
	{ "mem-fc-1024/7", LAYOUT_LOG, NULL, "mem1024", "77", NULL, "size=1024%3B;engine=fc" },
	{ "own/p/e/b", LAYOUT_LOG, "ep", "b", NULL, NULL, "tool=b" },
	{ "own/p/f/b", LAYOUT_LOG, "f/p", "b", NULL, NULL, "tool=b" },
	{ "any/cpu.log.old", LAYOUT_UNNAMED, NULL, NULL, NULL, NULL, NULL },
	{ "", LAYOUT_UNNAMED, NULL, NULL, NULL, NULL, NULL },
};

static void test_paths(struct tap *t)
{
	struct regex_scratch *m = regex_scratch_new();
	struct arena a = { 0 };
	struct layout_match match;
	struct layout *l;
	struct err err;

	ok(t, load(layout, &l, &err) == 0, "a good layout %s", err.text);
	for (size_t i = 0; l && i < ARRAY_LEN(paths); i++) {
		const char *path = paths[i].path;

		is_int(t, layout_find(l, m, path, &a, &match), paths[i].answer, path);
		if (paths[i].answer != LAYOUT_LOG)
			continue;
		is_text(t, match.platform, paths[i].platform, "... platform");
		is_text(t, match.benchmark, paths[i].benchmark, "... benchmark");
		is_text(t, match.side, paths[i].side, "... side");
		is_text(t, match.grammar, paths[i].grammar, "... grammar");
		is_text(t, match.params, paths[i].params, "... parameters");
	}
	is_int(t, layout_find(NULL, m, "x", &a, &match), LAYOUT_LOG,
	       "without a layout all are logs");
	ok(t, match.platform == NULL && match.layout == NULL,
	   "... of which nothing is known");
	is_text(t, layout_platform(NULL, "vm"), "vm", "... and a name is itself");
	layout_free(l);
	layout_free(NULL);
	arena_release(&a);
	regex_scratch_free(m);
}

/* Of two files that are alike neither is a copy where their places differ. */
static void test_place(struct tap *t)
{
	static const struct layout_match places[] = {
		{ .platform = "a/b", .benchmark = "c" }, { .platform = "a", .benchmark = "b/c" },
		{ .platform = "a%2Fb", .benchmark = "c" }, { .platform = "a%252Fb", .benchmark = "c" },
		{ .platform = "a", .benchmark = "b", .side = "c" }, { .platform = "a", .params = "b=/c" },
		{ .platform = "a", .params = "b=", .grammar = "c" }, { .platform = "a" }, { .benchmark = "a" },
	};
	struct arena a = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		for (size_t k = 0; k < i; k++)
			ok(t, strcmp(layout_place(&places[i], &a), layout_place(&places[k], &a)) != 0,
			   "places %zu and %zu differ", k, i);
	is_text(t, layout_place(&places[2], &a), "a%252Fb/c///", "a place with a sign of its own");
	is_text(t, layout_place(&(struct layout_match){ .otherwise = "x" }, &a), "x////", "--platform is part of it");
	is_text(t, layout_place(&(struct layout_match){ 0 }, &a), "", "nothing is known");
	arena_release(&a);
}

int main(void)
{
	struct tap t = { 0 };

	test_bad(&t);
	test_paths(&t);
	test_place(&t);
	return done(&t);
}
