/* t_layout.c - layouts: what paths mean, and what is wrong with a layout. */
#include <stdlib.h>
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
	{ HEAD "[rule a]\npath = (?<host>x)\n",
	  ":4: group \"host\": platform, benchmark and side" },
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
	     "[platforms]\nvm = kvm\ndocker-gvisor = gvisor\n";

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

int main(void)
{
	struct tap t = { 0 };

	test_bad(&t);
	test_paths(&t);
	return done(&t);
}
