/*
 * page_screen.c - the terminal: draws a view, reads keys; the only door to ncurses.
 *
 * Signals come by a descriptor, so that they are met between two keys: whatever was being
 * written is whole, and the terminal is given back before the signal has its way.
 */
#include "reports/page/page_screen.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "data/base/table_write.h"
#include "reports/page/page_keys.h"
#include "reports/page/page_view.h"

#include <term.h> /* last: it makes macros of the names of all capabilities */

#define ESCAPE_MS 100 /* after which an Esc is no arrow key */

struct screen {
	SCREEN *curses;
	int signals; /* a descriptor */
	sigset_t before;
	bool utf8, colours;
	struct view view;
};

/* --- the terminal -------------------------------------------------------------------- */

static int check_terminal(const char *term, struct err *err)
{
	int found = 0;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, EXIT_INPUT,
			       "--interactive wants a terminal, and standard %s is none",
			       isatty(STDIN_FILENO) ? "output" : "input");
	if (term == NULL || *term == '\0')
		return err_set(
			err, EXIT_INPUT,
			"--interactive must know the terminal, and TERM is not set; try "
			"TERM=xterm, or TERM=vt100");
	if (setupterm(term, STDOUT_FILENO, &found) != OK)
		return err_set(
			err, EXIT_INPUT, "TERM=%s: %s; try TERM=xterm, or TERM=vt100", term,
			found < 0 ? "there are no descriptions of terminals here (terminfo)"
			: found > 0 ? "it prints on paper"
				    : "no such terminal is known here");

	const char *place = tigetstr("cup");
	bool can = place != NULL && place != (const char *)-1;

	del_curterm(cur_term);
	if (!can)
		return err_set(
			err, EXIT_INPUT,
			"TERM=%s cannot place its cursor; try TERM=xterm, or TERM=vt100",
			term);
	return 0;
}

/* Signals that end the process, and those of a window that has changed, wait to be read. */
static int hold_signals(struct screen *s, struct err *err)
{
	static const int held[] = { SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGWINCH };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(held); i++)
		sigaddset(&set, held[i]);
	sigprocmask(SIG_BLOCK, &set, &s->before);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->signals >= 0)
		return 0;
	err_set(err, EXIT_MACHINE, "signals: %s", strerror(errno));
	sigprocmask(SIG_SETMASK, &s->before, NULL);
	return -1;
}

static void release_signals(struct screen *s)
{
	close(s->signals);
	sigprocmask(SIG_SETMASK, &s->before, NULL);
}

static void init_colours(struct screen *s)
{
	const char *no = getenv("NO_COLOR");

	s->colours = (no == NULL || *no == '\0') && has_colors() && start_color() == OK &&
		     use_default_colors() == OK;
	if (!s->colours)
		return;
	init_pair(VIEW_BETTER, COLOR_GREEN, -1);
	init_pair(VIEW_WORSE, COLOR_RED, -1);
	init_pair(VIEW_QUIET, COLOR_CYAN, -1);
}

/* What most terminals send, whatever TERM says that they do. */
static void define_keys(void)
{
	static const struct {
		const char *sent;
		int code;
	} rows[] = {
		{ "\033[A", KEY_UP },	     { "\033[B", KEY_DOWN },
		{ "\033[C", KEY_RIGHT },     { "\033[D", KEY_LEFT },
		{ "\033OA", KEY_UP },	     { "\033OB", KEY_DOWN },
		{ "\033OC", KEY_RIGHT },     { "\033OD", KEY_LEFT },
		{ "\033[1;2A", KEY_SR },     { "\033[1;2B", KEY_SF },
		{ "\033[1;2C", KEY_SRIGHT }, { "\033[1;2D", KEY_SLEFT },
		{ "\033[5~", KEY_PPAGE },    { "\033[6~", KEY_NPAGE },
		{ "\033[H", KEY_HOME },	     { "\033[F", KEY_END },
		{ "\033[1~", KEY_HOME },     { "\033[4~", KEY_END },
		{ "\033[3~", KEY_DC },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		define_key(rows[i].sent, rows[i].code);
}

static int open_screen(struct screen *s, struct err *err)
{
	const char *term = getenv("TERM");

	if (check_terminal(term, err) != 0 || hold_signals(s, err) != 0)
		return -1;
	/* Of the locale only the characters: figures keep their point. */
	s->utf8 = setlocale(LC_CTYPE, "") != NULL &&
		  strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	if (!s->utf8)
		setlocale(LC_CTYPE, "C");
	s->curses = newterm(term, stdout, stdin);
	if (s->curses == NULL) {
		release_signals(s);
		return err_set(err, EXIT_INPUT, "TERM=%s: this terminal cannot show a page",
			       term);
	}
	raw(); /* ^S and ^C are keys */
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	define_keys();
	if (getenv("ESCDELAY") == NULL)
		set_escdelay(ESCAPE_MS);
	init_colours(s);
	return 0;
}

static void close_screen(struct screen *s)
{
	/* Where the page stays on the screen, what comes after it begins in its last line.
	 */
	move(LINES - 1, 0);
	clrtoeol();
	refresh();
	endwin();
	delscreen(s->curses);
	setlocale(LC_CTYPE, "C");
	view_release(&s->view);
	release_signals(s);
}

/* --- drawing ------------------------------------------------------------------------- */

static attr_t attribute(const struct screen *s, enum view_style style)
{
	static const attr_t plain[] = {
		[VIEW_PLAIN] = A_NORMAL,   [VIEW_BAR] = A_REVERSE, [VIEW_HEAD] = A_BOLD,
		[VIEW_CHOSEN] = A_REVERSE, [VIEW_BETTER] = A_BOLD, [VIEW_WORSE] = A_BOLD,
		[VIEW_QUIET] = A_NORMAL,
	};
	bool colour = style == VIEW_BETTER || style == VIEW_WORSE || style == VIEW_QUIET;

	return plain[style] | (s->colours && colour ? (attr_t)COLOR_PAIR(style) : 0);
}

/* A terminal that does not read UTF-8 gets a question mark for each column of what is not
   ASCII. The caller frees. */
static char *ascii_of(const char *text)
{
	size_t n = strlen(text), at = 0;
	char *out = mem_new(n + 1, 1);

	for (size_t i = 0; i < n;) {
		uint32_t code;

		i += utf8_next(text + i, n - i, &code);
		for (unsigned w = 0; w < utf8_char_width(code); w++)
			out[at++] = code < 0x80 ? (char)code : '?';
	}
	return out;
}

static void draw(struct screen *s, struct page *p)
{
	struct view *v = &s->view;

	view_page(p, (size_t)LINES, (size_t)COLS, v);
	p->shown_candidates = v->candidates;
	erase();
	for (size_t i = 0; i < v->count; i++) {
		const struct view_run *r = &v->runs[i];
		char *plain = s->utf8 ? NULL : ascii_of(r->text);

		attrset((int)attribute(s, r->style));
		mvaddstr((int)r->row, (int)r->column, plain ? plain : r->text);
		free(plain);
	}
	attrset(A_NORMAL);
	curs_set(v->cursor);
	if (v->cursor)
		move((int)v->cursor_row, (int)v->cursor_column);
	else
		move(LINES - 1, COLS - 1);
	refresh();
}

/* --- keys ---------------------------------------------------------------------------- */

static int key_of(int code)
{
	static const struct {
		int code, key;
	} rows[] = {
		{ KEY_UP, PAGE_KEY_UP },	 { KEY_DOWN, PAGE_KEY_DOWN },
		{ KEY_LEFT, PAGE_KEY_LEFT },	 { KEY_RIGHT, PAGE_KEY_RIGHT },
		{ KEY_SR, PAGE_KEY_MORE },	 { KEY_SF, PAGE_KEY_LESS },
		{ KEY_SRIGHT, PAGE_KEY_MORE },	 { KEY_SLEFT, PAGE_KEY_LESS },
		{ KEY_PPAGE, PAGE_KEY_PAGE_UP }, { KEY_NPAGE, PAGE_KEY_PAGE_DOWN },
		{ KEY_HOME, PAGE_KEY_HOME },	 { KEY_END, PAGE_KEY_END },
		{ KEY_ENTER, PAGE_KEY_ENTER },	 { '\r', PAGE_KEY_ENTER },
		{ '\n', PAGE_KEY_ENTER },	 { KEY_BACKSPACE, PAGE_KEY_BACKSPACE },
		{ KEY_DC, PAGE_KEY_BACKSPACE },	 { 127, PAGE_KEY_BACKSPACE },
		{ '\b', PAGE_KEY_BACKSPACE },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].code == code)
			return rows[i].key;
	return code < 256 ? code : PAGE_KEY_NONE;
}

/* A key that nobody knows sends Esc and a bracket at once: its letters are no commands. */
static int after_escape(void)
{
	int code = getch();

	if (code != ERR && code != '[' && code != 'O')
		ungetch(code);
	if (code != '[' && code != 'O')
		return 27;
	do
		code = getch();
	while (code != ERR && !(code >= '@' && code <= '~'));
	return KEY_MAX; /* none */
}

/* On a screen that is too small nothing is done that cannot be seen, but to leave. */
static bool listens(const struct screen *s, const struct page *p, int key)
{
	return !s->view.too_small || p->ask == PAGE_ASK_QUIT ||
	       (p->ask == PAGE_ASK_NOTHING && p->help == 0 && (key == 'q' || key == 'Q'));
}

enum next { GO_ON, LEFT, ENDED };

/* All keys that have come. *signal_number is set when one of them is a signal. */
static enum next take_keys(const struct screen *s, struct page *p, int *signal_number)
{
	int code;

	while ((code = getch()) != ERR) {
		if (code == 27)
			code = after_escape();
		if (code == PAGE_CONTROL('c')) {
			*signal_number = SIGINT;
			return ENDED;
		}
		if (code == PAGE_CONTROL('z')) {
			raise(SIGTSTP); /* ncurses gives the terminal back, and takes it
					   again */
			clearok(curscr, TRUE);
		} else if (code == PAGE_CONTROL('l')) {
			clearok(curscr, TRUE);
		} else if (code == KEY_RESIZE) {
			continue; /* it is drawn anew anyway */
		} else if (listens(s, p, key_of(code)) && !page_key(p, key_of(code))) {
			return LEFT;
		}
	}
	return GO_ON;
}

static void resize(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
	    size.ws_col > 0)
		resizeterm(size.ws_row, size.ws_col);
}

static enum next take_signals(const struct screen *s, int *signal_number)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo != SIGWINCH) {
			*signal_number = (int)info.ssi_signo;
			return ENDED;
		}
		resize();
	}
	return GO_ON;
}

static enum next wait_and_take(struct screen *s, struct page *p, int *signal_number,
			       struct err *err)
{
	struct pollfd fds[] = { { .fd = s->signals, .events = POLLIN },
				{ .fd = STDIN_FILENO, .events = POLLIN } };
	int waiting = 0;

	if (poll(fds, ARRAY_LEN(fds), -1) < 0)
		return GO_ON; /* stopped and taken up again */
	if (fds[0].revents && take_signals(s, signal_number) == ENDED)
		return ENDED;
	if (fds[1].revents & (POLLHUP | POLLERR | POLLNVAL) ||
	    (fds[1].revents && ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 &&
	     waiting == 0)) {
		err_set(err, EXIT_MACHINE, "the terminal is gone");
		return ENDED;
	}
	return fds[1].revents ? take_keys(s, p, signal_number) : GO_ON;
}

int screen_run(struct page *p, struct err *err)
{
	struct screen s = { 0 };
	enum next next = GO_ON;
	int signal_number = 0;

	err->text[0] = '\0';
	if (open_screen(&s, err) != 0)
		return -1;
	while (next == GO_ON) {
		draw(&s, p);
		next = wait_and_take(&s, p, &signal_number, err);
	}
	close_screen(&s);
	if (signal_number)
		raise(signal_number);
	return next == LEFT ? 0 : -1;
}
