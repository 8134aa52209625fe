/* t_page_keys.c - the interactive page's keys, what they save, and that nothing leaves a
   screen of any size. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/file.h"
#include "data/base/table_write.h"
#include "reports/page/page_view.h"
#include "tests/unit/page_fixture.h"
#include "tests/unit/tap.h"

#define MANY "candidates=a b c d e f g h i j k l m n o p q r s t u v w x y z"

/* --- keys ---------------------------------------------------------------------------- */

static void type(struct page *p, const char *text)
{
	for (; *text; text++)
		page_key(p, (unsigned char)*text);
}

static void test_keys(struct tap *t, const char *folder)
{
	struct fixture x;
	struct page *p = &x.page;
	char *to = file_join(folder, "k\xc3\xa4y.ini"),
	     *none = file_join(folder, "none/x.ini");
	struct stat st;

	ok(t, begin(&x, RUBRIC, NULL, 0), "a page for keys");
	type(p, "jjlkhl++-");
	ok(t, p->feature == MOVES && page_chosen(p)->level == 1, "letters choose");
	is_near(t, page_chosen(p)->is, 0.705, 0, "... + and - move");
	page_key(p, PAGE_KEY_ENTER);
	type(p, "x\xc3\xa4");
	page_key(p, PAGE_KEY_BACKSPACE);
	is_text(t, p->answer, "x", "a character is rubbed out whole");
	page_key(p, PAGE_KEY_ENTER);
	ok(t, p->bad && p->ask == PAGE_ASK_VALUE, "no number: it asks again");
	page_key(p, PAGE_CONTROL('u'));
	type(p, "74");
	page_key(p, PAGE_KEY_ENTER);
	ok(t, p->ask == PAGE_ASK_NOTHING && page_chosen(p)->is == 0.74, "typed");
	type(p, "a50 60 70 80");
	page_key(p, 27);
	is_near(t, page_chosen(p)->is, 0.74, 0, "Esc leaves it as it is");
	type(p, "A+1");
	page_key(p, PAGE_KEY_ENTER);
	is_near(t, page_chosen(p)->is, 0.75, 0, "all are shifted");
	type(p, "}{][u");
	is_near(t, page_chosen(p)->is, 0.755, 0, "shifts by a step, and undo");

	ok(t, page_key(p, 'q') && p->ask == PAGE_ASK_QUIT, "q asks");
	ok(t, page_key(p, 'x') && p->ask == PAGE_ASK_QUIT, "... until it has an answer");
	ok(t, page_key(p, 'n') && p->ask == PAGE_ASK_NOTHING, "no");
	ok(t, page_key(p, 'q') && !page_key(p, 'y'), "yes");
	p->ask = PAGE_ASK_NOTHING;
	page_key(p, 'S');
	is_text(t, p->answer, "page-tuned.ini", "a name is proposed");
	page_key(p, PAGE_CONTROL('u'));
	type(p, none);
	page_key(p, PAGE_KEY_ENTER);
	ok(t, p->bad && p->ask == PAGE_ASK_SAVE && strcmp(p->answer, none) == 0,
	   "no such folder: the name is there to be mended");
	has_text(t, p->say, "No such file or directory", "... and why");
	page_key(p, PAGE_CONTROL('u'));
	type(p, folder);
	page_key(p, PAGE_KEY_ENTER);
	has_text(t, p->say, "is there and is no file", "nor over a folder");
	page_key(p, PAGE_CONTROL('u'));
	type(p, to);
	page_key(p, PAGE_KEY_ENTER);
	ok(t, p->ask == PAGE_ASK_NOTHING && !p->bad && stat(to, &st) == 0, "saved");
	ok(t, page_is_saved(p) && strcmp(p->saved_as, to) == 0, "... and known to be");
	type(p, "+");
	ok(t, !page_is_saved(p), "one more step is not");
	type(p, "u");
	ok(t, page_is_saved(p), "... taken back it is");
	ok(t, !page_key(p, 'q'), "so q asks no more");
	p->ask = PAGE_ASK_NOTHING;
	page_key(p, 'S');
	page_key(p, PAGE_CONTROL('u'));
	type(p, to);
	page_key(p, PAGE_KEY_ENTER);
	ok(t, p->ask == PAGE_ASK_OVERWRITE, "over a file: it asks");
	page_key(p, 'n');
	ok(t, p->ask == PAGE_ASK_SAVE, "no: another name");
	page_key(p, PAGE_KEY_ENTER);
	page_key(p, 'y');
	ok(t, p->ask == PAGE_ASK_NOTHING && !p->bad, "yes: it is overwritten");
	free(to);
	free(none);
	end(&x);
}

static void test_nothing_to_save(struct tap *t, const char *folder)
{
	struct fixture x;
	char *to = file_join(folder, "nothing.ini");
	struct err err = { 0 };
	struct stat st;

	ok(t, begin(&x, RUBRIC, NULL, 0), "a page on which nothing was done");
	ok(t, page_save(&x.page, to, &err) == -1 && stat(to, &st) != 0, "is not saved");
	has_text(t, err.text, "nothing is changed", "... with a word");
	free(to);
	end(&x);
}

/* --- screens ------------------------------------------------------------------------- */

/* No run of the view lies outside, or wraps. */
static size_t outside(const struct view *v)
{
	size_t bad = 0;

	for (size_t i = 0; i < v->count; i++) {
		const struct view_run *r = &v->runs[i];

		bad += r->row >= v->rows || r->column >= v->columns ||
		       r->column + utf8_width(r->text, strlen(r->text)) > v->columns ||
		       !utf8_is_clean(r->text) || strchr(r->text, '\n') != NULL;
	}
	return bad +
	       (v->cursor && (v->cursor_row >= v->rows || v->cursor_column >= v->columns));
}

static void test_sizes(struct tap *t, const char *path, const char *const *words,
		       size_t count)
{
	struct fixture x;
	struct view v = { 0 };
	size_t bad = 0, screens = 0;

	ok(t, begin(&x, path, words, count), "screens of %s", path);
	for (size_t rows = 0; rows < 45; rows += rows < 26 ? 1 : 6) {
		for (size_t columns = 0; columns < 140; columns += columns < 82 ? 3 : 13) {
			act(&x.page, random_word(5, rows * 1000 + columns));
			x.page.ask = (enum page_ask)(screens % 7);
			x.page.help = screens % 5 == 4 ? screens % 30 + 1 : 0;
			page_choose(&x.page, (int)(screens % 3) - 1,
				    (int)(screens % 5) - 2);
			view_page(&x.page, rows, columns, &v);
			x.page.shown_candidates = v.candidates;
			x.page.first_candidate = screens % x.page.model.candidates;
			bad += outside(&v);
			screens++;
		}
	}
	ok(t, bad == 0, "... %zu of them, no text outside", screens);
	view_release(&v);
	end(&x);
}

/* A row of the view as text, 80 columns of it. */
static const char *row_of(const struct view *v, size_t row, char out[200])
{
	memset(out, ' ', 199);
	out[199] = '\0';
	for (size_t i = 0; i < v->count; i++)
		if (v->runs[i].row == row)
			memcpy(out + v->runs[i].column, v->runs[i].text,
			       strlen(v->runs[i].text));
	for (size_t n = 199; n > 0 && out[n - 1] == ' ';)
		out[--n] = '\0';
	return out;
}

static void test_view(struct tap *t)
{
	struct fixture x;
	struct page *p = &x.page;
	struct view v = { 0 };
	char out[200];

	ok(t, begin(&x, RUBRIC, NULL, 0), "a page to look at");
	choose(p, TURNS, 1);
	page_key(p, '+');
	view_page(p, 24, 80, &v);
	is_text(t, row_of(&v, 3, out),
		"> Turns     >=     60 [*70.5]    80     90       3 *1 (2)   n.m.",
		"a row: chosen, moved, a level that fell, one not measured");
	is_text(t, row_of(&v, 7, out),
		"  Taste     >=     50     90    110    150       2     --      0",
		"levels by their symbols");
	is_text(t, row_of(&v, 14, out),
		"Turns, level 2: 70.5 % of metal or more, was 70 %; own levels now",
		"what is chosen");
	is_text(t, row_of(&v, 16, out),
		"  beyond it +, short of it -, points        +14.50  -0.10",
		"how near it is");
	/* kvm has 4 of 20, was 8: (3 * 20 + 43.75) / 4 is 25.9, was 40.9 */
	has_text(t, row_of(&v, 17, out), "Speed, % (was kvm 40.0)", "a total's old figure");
	has_text(t, row_of(&v, 21, out), "*25.9", "all sets together");
	choose(p, BOOT, 2);
	view_page(p, 24, 80, &v);
	has_text(t, row_of(&v, 16, out), "  +0.00  -1.70 -11.70",
		 "on the bound; short of it");
	choose(p, TASTE, 0);
	view_page(p, 24, 80, &v);
	is_text(t, row_of(&v, 1, out),
		"  Points for        -      0      1      2  docker    kvm gvisor",
		"the thresholds of a scale with symbols, by them");
	has_text(t, row_of(&v, 14, out), "Taste, level -: 50 % of metal", "... and what is chosen");
	view_release(&v);
	end(&x);
}

int main(void)
{
	static const char *const many[] = { MANY }, *const one[] = { "candidates=docker" };
	static const char *const levels[] = {
		"share.levels=1% 2.25% 3% 4% 5.125% 6% 7% 8% 9% 10%", "boot.levels=-3 -4",
		"turns.title=\xe5\x8a\x9f\xe8\x83\xbd of a very long name indeed"
	};
	char folder[] = "/tmp/t_page_keys.XXXXXX", command[100];
	struct tap t = { 0 };

	if (!ok(&t, mkdtemp(folder) != NULL, "a folder to write to"))
		return done(&t);
	test_keys(&t, folder);
	test_nothing_to_save(&t, folder);
	test_sizes(&t, RUBRIC, NULL, 0);
	test_sizes(&t, RUBRIC, many, 1);
	test_sizes(&t, RUBRIC, one, 1);
	test_sizes(&t, RUBRIC, levels, ARRAY_LEN(levels));
	test_sizes(&t, THESIS, NULL, 0);
	test_view(&t);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ok(&t, system(command) == 0, "cleaned up");
	return done(&t);
}
