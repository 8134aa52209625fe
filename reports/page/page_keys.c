/* page_keys.c - keys as rows: what each does, and what the help says of it. */
#include "reports/page/page_keys.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define TEN 10 /* steps of PgUp and PgDn */

/* --- commands ------------------------------------------------------------------------ */

static void choose(struct page *p, int key)
{
	int rows = 0, columns = 0;

	switch (key) {
	case PAGE_KEY_UP:
	case 'k':
		rows = -1;
		break;
	case PAGE_KEY_DOWN:
	case 'j':
		rows = 1;
		break;
	case PAGE_KEY_LEFT:
	case 'h':
		columns = -1;
		break;
	case PAGE_KEY_RIGHT:
	case 'l':
		columns = 1;
		break;
	case PAGE_KEY_HOME:
		rows = -(int)page_rows(p);
		break;
	case PAGE_KEY_END:
		rows = (int)page_rows(p);
		break;
	}
	page_choose(p, rows, columns);
}

static void move(struct page *p, int key)
{
	bool ten = key == PAGE_KEY_PAGE_UP || key == PAGE_KEY_PAGE_DOWN;
	bool more =
		key == '+' || key == '=' || key == PAGE_KEY_MORE || key == PAGE_KEY_PAGE_UP;

	page_move(p, (more ? 1 : -1) * (ten ? TEN : 1));
}

static void shift(struct page *p, int key)
{
	bool all = key == '{' || key == '}';

	page_shift(p, key == ']' || key == '}' ? page_step(p) : -page_step(p), all);
}

static void ask(struct page *p, enum page_ask what, const char *answer)
{
	p->ask = what;
	snprintf(p->answer, sizeof(p->answer), "%s", answer);
}

static void ask_value(struct page *p, int key)
{
	bool weights = p->mode == PAGE_WEIGHTS;

	if (key == 'a' && !weights)
		ask(p, PAGE_ASK_ALL, "");
	else if (key == 'A' && !weights)
		ask(p, PAGE_ASK_SHIFT, "");
	else if (key == 'a' || key == 'A')
		page_shift(p, 0, false); /* says that weights are not shifted */
	else
		ask(p, PAGE_ASK_VALUE, "");
}

static void change_mode(struct page *p, int key)
{
	page_set_mode(p, key == 'w' ? PAGE_WEIGHTS : PAGE_THRESHOLDS);
}

static void change_step(struct page *p, int key)
{
	(void)key;
	page_next_step(p);
	page_say(p,
		 "A step is now %g points (of an absolute threshold: percent of it; of a "
		 "weight: %g)",
		 page_step(p), page_step(p));
}

static void change_together(struct page *p, int key)
{
	const struct rubric_feature *f = &p->rubric->features[p->feature];
	size_t others = 0;

	(void)key;
	p->together = !p->together;
	for (size_t i = 0; i < p->rubric->feature_count; i++)
		others += i != p->feature && page_moves_with(p, i);
	if (!p->together)
		page_say(p, "Each feature moves by itself now");
	else if (others)
		page_say(p, "Features of one [levels NAME] move together: %zu with %s",
			 others, f->title);
	else
		page_say(p, "Features of one [levels NAME] move together; none with %s",
			 f->title);
}

static void take_back(struct page *p, int key)
{
	if (key == '0')
		page_own(p);
	else if (key == 'u')
		page_undo(p);
	else
		page_redo(p);
}

/* Proposes the rubric's name with "-tuned", in the folder one is in: the rubric's own may
 * be anyone's. */
static void ask_save(struct page *p, int key)
{
	const char *path = p->rubric->path, *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
	size_t n = dot && dot != name ? (size_t)(dot - name) : strlen(name);

	(void)key;
	if (p->propose)
		ask(p, PAGE_ASK_SAVE, p->propose);
	else
		ask(p, PAGE_ASK_SAVE,
		    arena_printf(&p->words, "%.*s-tuned.ini", (int)n, name));
}

static void scroll_candidates(struct page *p, int key)
{
	size_t count = p->model.candidates, shown = p->shown_candidates;

	if (key == '>' && p->first_candidate + shown < count)
		p->first_candidate += shown;
	else if (key == '<')
		p->first_candidate -=
			p->first_candidate < shown ? p->first_candidate : shown;
	else
		page_say(p, "All candidates are on the page");
}

static void show_help(struct page *p, int key)
{
	(void)key;
	p->help = 1;
}

static void leave(struct page *p, int key)
{
	(void)key;
	ask(p, PAGE_ASK_QUIT, "");
}

static const struct key_row {
	int keys[7];
	void (*does)(struct page *p, int key);
	struct page_help help;
} rows[] = {
	{ { PAGE_KEY_UP, PAGE_KEY_DOWN, 'k', 'j', PAGE_KEY_HOME, PAGE_KEY_END },
	  choose,
	  { "up down  k j", "choose the feature (Home, End: the first, the last)" } },
	{ { PAGE_KEY_LEFT, PAGE_KEY_RIGHT, 'h', 'l' },
	  choose,
	  { "left right  h l", "choose the threshold" } },
	{ { '+', '-', '=', '_', PAGE_KEY_MORE, PAGE_KEY_LESS },
	  move,
	  { "+ -  PgUp PgDn",
	    "a step (also shift + arrows), ten; neighbours stop it" } },
	{ { PAGE_KEY_PAGE_UP, PAGE_KEY_PAGE_DOWN }, move, { NULL, NULL } },
	{ { 's' }, change_step, { "s", "another step: 0.5, 1, 5 or 0.1 points" } },
	{ { PAGE_KEY_ENTER, 'e' }, ask_value, { "Enter  e", "type its value" } },
	{ { 'a' },
	  ask_value,
	  { "a", "type all thresholds of the feature, or a shift: +2.5" } },
	{ { 'A' }, ask_value, { "A", "shift all thresholds of the rubric" } },
	{ { ']', '[' },
	  shift,
	  { "] [", "the feature's thresholds: a step tighter, looser" } },
	{ { '}', '{' }, shift, { "} {", "all of the rubric's: a step tighter, looser" } },
	{ { 'g' },
	  change_together,
	  { "g", "features of the same [levels NAME] move together, or not" } },
	{ { 'w', 't' }, change_mode, { "w  t", "to the weights, to the thresholds" } },
	{ { 'u', 'r', PAGE_CONTROL('r') }, take_back, { "u  r", "undo, and do it again" } },
	{ { '0' }, take_back, { "0", "back to the rubric's own value" } },
	{ { '>', '<' },
	  scroll_candidates,
	  { "> <", "more candidates, where not all fit" } },
	{ { 'S', PAGE_CONTROL('s') }, ask_save, { "S  ^S", "save as a new rubric" } },
	{ { '?' }, show_help, { NULL, NULL } },
	{ { 'q', 'Q' }, leave, { "q", "quit (asks when something is not saved)" } },
};

static const struct page_help legend[] = {
	{ "", "" },
	{ "*", "differs from the rubric; the old value stands below or in ( )" },
	{ ">  &", "the chosen one; what moves with it (g)" },
	{ "- fail n/a", "not measured, failed, not to be scored: never a zero" },
	{ "!  veto", "below the acceptance threshold; a mandatory feature is missed" },
	{ "<= >=", "lower is better, higher is better; reached on the bound" },
};

const struct page_help *page_help(size_t i)
{
	size_t at = 0;

	for (size_t k = 0; k < ARRAY_LEN(rows); k++)
		if (rows[k].help.keys && at++ == i)
			return &rows[k].help;
	return i - at < ARRAY_LEN(legend) ? &legend[i - at] : NULL;
}

size_t page_help_count(void)
{
	size_t n = 0;

	while (page_help(n))
		n++;
	return n;
}

/* --- answers ------------------------------------------------------------------------- */

static void save(struct page *p)
{
	struct err err = { 0 };

	if (page_save(p, p->answer, &err) != 0) {
		page_say(p, "Not saved: %s", err.text);
		p->bad = true;
		p->ask = PAGE_ASK_SAVE; /* with the name that was typed */
		return;
	}
	page_say(p, "Saved as %s", p->answer);
	p->ask = PAGE_ASK_NOTHING;
}

static void answer_save(struct page *p)
{
	struct stat st;

	if (p->answer[0] == '\0') {
		p->ask = PAGE_ASK_NOTHING;
		page_say(p, "Not saved: no name was given");
	} else if (stat(p->answer, &st) != 0) {
		save(p);
	} else if (S_ISREG(st.st_mode)) {
		p->ask = PAGE_ASK_OVERWRITE;
	} else {
		page_say(p, "Not saved: %s is there and is no file", p->answer);
		p->bad = true;
	}
}

static void answer_shift(struct page *p)
{
	double points;

	if (page_read_points(p->answer, &points)) {
		page_shift(p, points, true);
	} else {
		page_say(p, "\"%s\" is no number of points, such as +2.5 or -1", p->answer);
		p->bad = true;
	}
}

static void answer(struct page *p)
{
	enum page_ask what = p->ask;

	if (what == PAGE_ASK_SAVE) {
		answer_save(p);
		return;
	}
	p->ask = PAGE_ASK_NOTHING;
	if (p->answer[0] == '\0')
		page_say(p, "Nothing was typed, nothing has moved");
	else if (what == PAGE_ASK_VALUE)
		page_type(p, p->answer);
	else if (what == PAGE_ASK_ALL)
		page_type_all(p, p->answer);
	else
		answer_shift(p);
	/* What was not understood can be mended. */
	if (p->bad)
		p->ask = what;
}

/* The last character, of however many bytes. */
static void rub_out(char *text)
{
	size_t n = strlen(text);

	while (n > 0 && ((unsigned char)text[n - 1] & 0xC0) == 0x80)
		n--;
	text[n > 0 ? n - 1 : 0] = '\0';
}

static void type(struct page *p, int key)
{
	size_t n = strlen(p->answer);

	if (key == 27 || key == PAGE_CONTROL('g')) {
		p->ask = PAGE_ASK_NOTHING;
		page_say(p, "Left as it is");
	} else if (key == PAGE_KEY_ENTER) {
		answer(p);
	} else if (key == PAGE_KEY_BACKSPACE) {
		rub_out(p->answer);
	} else if (key == PAGE_CONTROL('u')) {
		p->answer[0] = '\0';
	} else if (key >= ' ' && key < 256 && key != 127 && n + 1 < sizeof(p->answer)) {
		p->answer[n] = (char)key;
		p->answer[n + 1] = '\0';
	}
}

/* Yes or no. False: the page is left. */
static bool decide(struct page *p, int key)
{
	bool yes = key == 'y' || key == 'Y';

	if (p->ask == PAGE_ASK_QUIT && yes)
		return false;
	if (!yes && key != 'n' && key != 'N' && key != 27)
		return true; /* asked on */
	if (p->ask == PAGE_ASK_OVERWRITE && yes)
		save(p);
	else
		p->ask = p->ask == PAGE_ASK_OVERWRITE ? PAGE_ASK_SAVE : PAGE_ASK_NOTHING;
	return true;
}

/* --- a key --------------------------------------------------------------------------- */

static void read_on(struct page *p, int key)
{
	size_t count = page_help_count();

	if (key == PAGE_KEY_DOWN || key == 'j')
		p->help += p->help < count;
	else if (key == PAGE_KEY_UP || key == 'k')
		p->help -= p->help > 1;
	else
		p->help = 0;
}

static void command(struct page *p, int key)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t k = 0; k < ARRAY_LEN(rows[i].keys) && rows[i].keys[k]; k++)
			if (rows[i].keys[k] == key) {
				rows[i].does(p, key);
				return;
			}
	if (key != PAGE_KEY_NONE && key != 27)
		page_say(p, "That key does nothing here; ? shows those that do");
}

bool page_key(struct page *p, int key)
{
	p->say[0] = '\0';
	p->bad = false;
	arena_reset(&p->words);
	if (p->help) {
		read_on(p, key);
		return true;
	}
	if (p->ask == PAGE_ASK_OVERWRITE || p->ask == PAGE_ASK_QUIT)
		return decide(p, key);
	if (p->ask != PAGE_ASK_NOTHING) {
		type(p, key);
		return true;
	}
	command(p, key);
	if (p->ask == PAGE_ASK_QUIT && page_is_saved(p))
		return false;
	return true;
}
