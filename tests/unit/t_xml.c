/* t_xml.c - XML documents through the scanner: whole ones, every cut of one, pieces that end
 * anywhere, and what is refused. */
#include <stdlib.h>
#include <unistd.h>

#include "data/base/file.h"
#include "parse/language/grammars.h"
#include "parse/log/log.h"
#include "tests/unit/tap.h"

static const char grammar[] =
	"[grammar]\nname = spin\n\n"
	"[metrics]\nspin.turns = 1 turns\nspin.time = s time\nspin.part.* = s a part\n"
	"spin.size = B size\n\n"
	"[units]\nbytes = B\n\n"
	"[xml]\ndetect = spins/@version, spin/@turns\nrecord = spins/spin, spin\n"
	"/spins/@version = version\n@name = param name\n@turns = metric spin.turns\n"
	"@time = metric spin.time s\nsize = metric spin.size {@units}\n"
	"part/@time = metric spin.part.{@name} s\ncrash = fail\n\n"
	"[kind spin]\nrequire = spin.turns, spin.time\n";

static const char whole[] =
	"<?xml version=\"1.0\"?>\n"
	"<!-- a comment > of\n two lines -->\n"
	"<spins version=\"3.1\">\n"
	"  <spin name=\"a &amp; b\" turns=\"5\"\n"
	"        time=\"1.25\">\n"
	"    <part time=\"0.5\" name=\"First\"/><part\n"
	"       name='second' time='0.75'></part>\n"
	"    <size units=\"KiB\">\n"
	"      12\n"
	"    </size><other><size units=\"KiB\">9</size></other>\n"
	"  </spin>\n"
	"  <spin turns=\"6\" time=\"2\"><size units=\"bytes\">1<!-- x -->5</size></spin>\n"
	"</spins>\n";

/* What it must give: read from the text above. */
static const char wanted[] =
	"ok 5: spin.turns=5@5 spin.time=1.25@6 spin.part.first=0.5@7 spin.part.second=0.75@8 "
	"spin.size=12@10\n"
	"ok 13: spin.turns=6@13 spin.time=2@13 spin.size=15@13\n";

struct heard {
	char text[4000];
	size_t size;
	int64_t shift; /* lines before the document */
};

static struct tap tap;
static const struct grammars *all;
static struct scan *scanner;
static char path[200];

static int hear(void *ctx, struct record_batch *b, struct err *err)
{
	struct heard *h = ctx;

	(void)err;
	for (size_t i = 0; i < b->count; i++) {
		const struct measure_record *r = &b->records[i];
		const struct measure_value *v = b->values + b->first_values[i];

		h->size += (size_t)snprintf(h->text + h->size, sizeof(h->text) - h->size,
					    "%s %d:", measure_status_name(r->status),
					    (int)(r->line - h->shift));
		if (r->reason)
			h->size += (size_t)snprintf(h->text + h->size,
						    sizeof(h->text) - h->size, " (%s)",
						    r->reason);
		for (size_t k = 0; k < r->value_count; k++)
			h->size += (size_t)snprintf(
				h->text + h->size, sizeof(h->text) - h->size, " %s=%g@%d",
				v[k].label->metric, v[k].value,
				(int)(r->line + v[k].line - h->shift));
		h->size += (size_t)snprintf(h->text + h->size, sizeof(h->text) - h->size,
					    "\n");
	}
	record_batch_empty(b);
	return 0;
}

/* Scans `before` and then the text; what came of it is in *h. Returns the log's lines. */
static int64_t scan_text(const char *before, size_t before_size, const char *text,
			 size_t size, struct heard *h, int64_t *broken)
{
	const struct layout_match place = { 0 };
	struct scan_result out;
	struct err err = { 0 };
	FILE *f = fopen(path, "wb");
	int64_t lines;

	h->size = 0;
	h->text[0] = '\0';
	if (f == NULL || fwrite(before, 1, before_size, f) != before_size ||
	    fwrite(text, 1, size, f) != size || fclose(f) != 0)
		return -1;
	if (log_read(scanner, path, &place, hear, h, &out, &err) != 0)
		return -1;
	lines = out.lines;
	if (broken)
		*broken = out.broken_documents;
	scan_result_release(&out);
	return lines;
}

/* The records that end before `size` are whole, and nothing else is ok. */
static bool cut_is_right(size_t size, const struct heard *h)
{
	size_t first = (size_t)(strstr(whole, "</spin>") + 7 - whole);
	size_t second = (size_t)(strstr(whole + first, "</spin>") + 7 - whole);
	size_t one = (size_t)(strchr(wanted, '\n') + 1 - wanted), oks = 0;

	for (const char *at = h->text; *at; at = strchr(at, '\n') + 1)
		oks += strncmp(at, "ok ", 3) == 0;
	if (size >= second)
		return oks == 2 && strncmp(h->text, wanted, strlen(wanted)) == 0;
	if (size >= first)
		return oks == 1 && strncmp(h->text, wanted, one) == 0;
	return oks == 0;
}

static void cuts(void)
{
	struct heard h = { .shift = 0 };
	int64_t broken, unsaid = 0, wrong = 0;
	size_t root = (size_t)(strstr(whole, "<spins ") - whole) + strlen("<spins");

	ok(&tap, scan_text("", 0, whole, strlen(whole), &h, &broken) == 14 &&
		   strcmp(h.text, wanted) == 0 && broken == 0,
	   "a whole document");
	for (size_t n = 0; n + 1 < strlen(whole); n++) {
		scan_text("", 0, whole, n, &h, &broken);
		wrong += !cut_is_right(n, &h);
		unsaid += n >= root && broken != 1;
	}
	ok(&tap, wrong == 0, "every cut of it: what has ended is whole, nothing else is ok");
	ok(&tap, unsaid == 0, "... and each is said to be cut");
}

/* A document's bytes may lie in two pieces of the file, wherever these end. */
static void pieces(void)
{
	size_t chunk = 256 * 1024, size = strlen(whole), wrong = 0;
	char *pad = malloc(chunk);
	struct heard h = { .shift = 2 };

	memset(pad, '-', chunk);
	pad[9] = '\n';
	for (size_t n = 1; n < size; n++) {
		int64_t lines;

		pad[chunk - n - 1] = '\n';
		lines = scan_text(pad, chunk - n, whole, size, &h, NULL);
		wrong += lines != 16 || strcmp(h.text, wanted) != 0;
		pad[chunk - n - 1] = '-';
	}
	ok(&tap, wrong == 0, "a piece of the file may end at any byte");
	free(pad);
}

static void check(const char *text, const char *want, int64_t want_broken, const char *what)
{
	struct heard h = { .shift = 0 };
	int64_t broken = -1;

	scan_text("", 0, text, strlen(text), &h, &broken);
	ok(&tap, strcmp(h.text, want) == 0 && broken == want_broken, "%s", what);
	if (strcmp(h.text, want) != 0 || broken != want_broken)
		printf("# %s# broken: %d\n", h.text, (int)broken);
}

static void refused(void)
{
	check("<!DOCTYPE spins [\n<!ENTITY a \"5\">\n<!ENTITY b \"&a;&a;\">\n]>\n"
	      "<spins version=\"1\"><spin turns=\"&b;\" time=\"1\"/></spins>\n",
	      "incomplete 1: (refused: XML that declares entities)\n", 1,
	      "entities that the document declares are refused");
	check("<!DOCTYPE spins [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>\n"
	      "<spins version=\"1\"><spin turns=\"5\" time=\"1\"/></spins>\n",
	      "incomplete 1: (refused: XML that declares entities)\n", 1, "... those of a file too");
	check("<!DOCTYPE spins SYSTEM \"spins.dtd\">\n"
	      "<spins version=\"1\"><spin turns=\"5&b;\" time=\"1\"/></spins>\n",
	      "incomplete 1: (broken XML: an entity that is not declared)\n", 1,
	      "... and what a file that is not read would say");
	check("<!DOCTYPE spins SYSTEM \"spins.dtd\">\n"
	      "<spins version=\"1\"><spin turns=\"5\" time=\"1\"/></spins>\n",
	      "ok 2: spin.turns=5@2 spin.time=1@2\n", 0, "a DOCTYPE without entities is none");
	check("<spin turns=\"5\" time=\"1\"><a></spin>\n",
	      "incomplete 1: (broken XML: mismatched tag) spin.turns=5@1 spin.time=1@1\n", 1,
	      "tags that do not match");
	check("<!DOCTYPE spins [<!ENTITY a \"5\">]>\n<spins version=\"1\">\n&a;\n"
	      "<spin turns=\"5\" time=\"1\"/>\n</spins>\n<spin turns=\"6\" time=\"2\"/>\n",
	      "incomplete 1: (refused: XML that declares entities)\n"
	      "ok 6: spin.turns=6@6 spin.time=2@6\n", 1, "... to the document's end");
	check("<spin turns=\"5\" turns=\"6\" time=\"1\"/>\n",
	      "incomplete 1: (broken XML: duplicate attribute)\n", 1, "an attribute twice");
}

static void others(void)
{
	check("<spin turns=\"5\" time=\"1\"/><spin turns=\"6\" time=\"2\"/>\n"
	      "text\n<spin turns=\"7\" time=\"3\"/>",
	      "ok 1: spin.turns=5@1 spin.time=1@1\nok 1: spin.turns=6@1 spin.time=2@1\n"
	      "ok 3: spin.turns=7@3 spin.time=3@3\n", 0, "documents one after the other");
	check("<spins version=\"1\">\n<spin turns=\"5\" time=\"1\">\n"
	      "<?xml version=\"1.0\"?>\n<spin turns=\"6\" time=\"2\"/>\n",
	      "incomplete 2: (broken XML: XML or text declaration not at start of entity) "
	      "spin.turns=5@2 spin.time=1@2\nok 4: spin.turns=6@4 spin.time=2@4\n", 1,
	      "one that is cut, and another one");
	check("<html><spin turns=\"5\" time=\"1\"/></html>\n<spin turns=\"x\"/>\n"
	      "<spins><spin turns=\"7\" time=\"3\"/></spins>\n",
	      "incomplete 2: (line 2: spin.turns is no number: \"x\")\n"
	      , 0, "other documents are chatter");
	check("<spin turns=\"5\"\r\n time=\"1\">\r\n<size units=\"bytes\">\r\n3</size></spin>\r\n",
	      "ok 1: spin.turns=5@1 spin.time=1@2 spin.size=3@4\n", 0, "lines end in CRLF");
	check("<spins>\n<x/>\n<spin turns=\"7\" time=\"3\"/></spins>\n", "", 0,
	      "one in which nothing says whose it is");
	check("<spins version=\"1\">a\rb\rc\n<spin turns=\"5\" time=\"1\"/></spins>\r\n",
	      "ok 2: spin.turns=5@2 spin.time=1@2\n", 0, "a carriage return alone ends no line");
	check("<spin turns=\"5\" time=\"1\"><crash/></spin>\n",
	      "failed 1: (crash) spin.turns=5@1 spin.time=1@1\n", 0, "a failure that is there");
	check("<spin turns=\"5\" time=\"1\"><crash> boom\n<![CDATA[& bust]]></crash></spin>\n",
	      "failed 1: (boom) spin.turns=5@1 spin.time=1@1\n", 0, "... and says why");
}

static void deep(void)
{
	enum { LEVELS = 100000 };
	char *text = malloc(LEVELS * 3 + 100);
	size_t n = (size_t)snprintf(text, 100, "<spin turns=\"5\" time=\"1\">");

	for (size_t i = 0; i < LEVELS; i++)
		n += (size_t)snprintf(text + n, 4, "<a>");
	check(text, "incomplete 1: (XML nested too deep) spin.turns=5@1 spin.time=1@1\n", 1,
	      "nested a hundred thousand deep");
	free(text);
}

int main(void)
{
	char folder[] = "/tmp/desmet-xml.XXXXXX", *file;
	struct measure_names *names = measure_names_new();
	struct grammars *g = NULL;
	struct err err = { 0 };
	FILE *f;

	if (mkdtemp(folder) == NULL)
		return 1;
	file = mem_printf("%s/spin.ini", folder);
	f = fopen(file, "w");
	fputs(grammar, f);
	fclose(f);
	snprintf(path, sizeof(path), "%s/log", folder);
	ok(&tap, grammars_load(folder, names, &g, &err) == 0, "the grammar loads");
	all = g;
	scanner = log_scanner(all, names, false, false);
	cuts();
	pieces();
	refused();
	others();
	deep();
	log_scanner_free(scanner);
	grammars_free(g);
	measure_names_free(names);
	unlink(path);
	unlink(file);
	rmdir(folder);
	free(file);
	return done(&tap);
}
