/* scan_state.h - a scanner, and what it knows of the log that it reads: of the rooms scan/ and log/. */
#ifndef PARSE_SCAN_STATE_H
#define PARSE_SCAN_STATE_H

#include "parse/language/grammars.h"
#include "parse/scan/scan.h"

#define SCAN_COLUMNS 128 /* of a table or a CSV row; further ones are not looked at */
#define SCAN_GROUPS 64   /* named groups of a pattern */
#define SCAN_PREFIX_MAX 160 /* bytes; what is longer is none */
#define SCAN_PREFIXES 2     /* behind one another */
#define SCAN_NOTES 256   /* lines that announce something, of one run */
/* A record's reason; the line, a long long. */
#define SCAN_ENDS_IN "line %lld: the log ends right behind this figure, without a line end"

/* What stands in a list of runs (JSON) at one place. */
struct scan_run {
	const struct role *role;
	size_t place;                    /* of the run, from 0 */
	int64_t line;
	const char *text;
	size_t size;
};

/* A line that says something of records that begin later. */
struct scan_note {
	const struct rule *rule;
	const char *text;
	size_t size;
	int64_t line;
	int64_t within;                  /* the line of the record that it is also a line of; or 0 */
	unsigned run;                    /* of its grammar: those that began in the log since a
					    record has */
	size_t of;                       /* the place of that which it stands behind, or its own */
	bool several;                    /* it is of several records */
	bool taken;                      /* a record is of it */
	bool summed;                     /* ... that sums several parts */
	bool told;                       /* ... or that none is was told */
	bool dead;                       /* a later run's has the same key */
	int64_t by;                      /* the record of this line has used it; 0: none */
	unsigned used;                   /* parts of its run that were told */
};

/* Records that began where another one of their tool had not ended (scan_doubt.c). */
struct scan_doubt {
	const struct grammar *grammar;   /* NULL: there are none */
	size_t first;                    /* the first one's place in the recorder's batch */
	int64_t line;                    /* the first line of that which had not ended */
	bool slight;                     /* it was ok, and only may have lines to come */
	bool within;                     /* the open record, or the last one, began so itself */
	bool alone;                      /* the last one began and ended alone, and is ok */
};

/* A line has said why a run has failed. It is a record of its own where none comes that tells it, too:
   one of a document or of rows, to which it yields (scan_fault.c). */
struct scan_fault {
	const struct rule *rule;         /* NULL: none has */
	char reason[300];
	size_t size;
	int64_t line;
};
#define SCAN_FAULTS 16

/* ... or those that come next, of the run that it has ended (scan_ending.c). */
struct scan_ending {
	struct scan_fault fault;
	bool announced;                  /* lines have told what the run's records are */
	bool used;                       /* a record of it has come */
	int64_t last;                    /* ... the last one at this line */
};

/* Is a record of that run? */
enum scan_ending_of { SCAN_ENDING_NONE, SCAN_ENDING_ITS, SCAN_ENDING_MAYBE };

#define SCAN_MARK "\xef\xbb\xbf" /* U+FEFF, with which some programs begin a file */
#define SCAN_WORDS 32 /* bytes */

/* The open record lacks its first lines (scan_headless.c). */
struct scan_headless {
	const struct rule *rule;         /* has opened it; NULL: it does not lack them */
	char words[SCAN_WORDS];          /* ... its line began with these */
	size_t size;
};

/* A record that began as its tool's runs do, and that a line of another tool ended before its own
   end: a monitor that writes into the same log (scan_doubt.c). */
struct scan_torn {
	const struct grammar *grammar;   /* NULL: there is none */
	const struct grammar *by;
	int64_t line, number;            /* its first line, and its number in the log */
	int64_t at;                      /* the other tool's line */
};
#define SCAN_TORN 3 /* ... of as many tools: monitors, and what they watch */

/* The line is an element of a list of strings, each in quotes ("JSON", 'a script'); or in quotes where it
   needs some (YAML). */
enum scan_quotes { SCAN_QUOTES_NONE, SCAN_QUOTES_JSON, SCAN_QUOTES_SCRIPT, SCAN_QUOTES_YAML };

/* What stands before each line and is none of the tool's (scan_prefix.c). */
struct scan_prefix {
	const struct regex *regex;       /* it matches this; NULL: see form and indent */
	const char *who;                 /* ... and names this one, who writes the lines; or NULL */
	const char *form;                /* it was learnt (scan_learn.c); or NULL */
	const char *known;               /* ... and is of this form that is known; or NULL */
	size_t gap;                      /* ... so many blanks follow it */
	enum scan_quotes quotes;         /* ... and the line stands in quotes */
	const char *indent;              /* it is these blanks; or NULL */
	size_t indent_size;
	unsigned misses, may_miss;       /* lines without it, and how many end it */
};

/* Which rules may open a record somewhere in a line (scan_mark.c). */
struct scan_marks {
	const char *line;
	size_t size;
	bool known;                      /* ... the rest is */
	bool passes;                     /* the sieve lets the line through */
	struct sieve_marks of;
};

/* The text on its way to those who read it (scan_pass.c). */
struct scan_pass {
	char *text;
	size_t used, plain, raw, size;
	bool in_line;                    /* text[raw] is not a line's beginning */
	unsigned had;                    /* prefixes that what was passed on last had */
	bool joined;                     /* ... goes on with the line before it */
	size_t cut;                      /* bytes at text[raw], in whose lines the first one is cut */
};

struct scan {
	const struct grammars *all;
	const struct grammar *only;      /* the layout names one; or NULL */
	struct recorder rec;
	struct regex_scratch *scratch;
	struct reader *reader;
	struct hash *hash;               /* of the fingerprint */
	int64_t line;                    /* line ends passed so far */
	bool has_rest;                   /* ... and the last line, which has none, is in it */
	bool overlong;                   /* in a line that is too long, up to its end */
	bool has_cr, has_escape;         /* somewhere in the buffer */
	bool wide;                       /* the log is UTF-16 */
	bool wholly;                     /* no line is skipped (scan_skip.c) */
	char *clean;                     /* a line without colours */
	/* text */
	struct sieve_look look;          /* at the lines that come next; no end: at none */
	struct scan_marks marks;         /* of the line that is being looked at */
	const struct grammar *last;      /* of the last record; NULL: none yet */
	unsigned context;
	bool tentative;                  /* only a shared line has opened the record */
	bool heading;                    /* ... and a line that no rule knows ends it as none */
	struct scan_headless headless;
	struct scan_doubt doubt;
	uint64_t *lines;                 /* of the open record, by their hashes (scan_twice.c); or NULL */
	struct scan_torn torn[SCAN_TORN]; /* of as many tools, the last one first */
	bool enough;                     /* the record may end at any line that is not known */
	char word[300];                  /* a shell's, which may explain what begins next */
	size_t word_size;                /* 0: there is none */
	const struct rule *word_of;
	int64_t word_line;
	int64_t text_line;               /* the last line of text that is not blank and was not skipped */
	int64_t outer_line;              /* the last one of what an outer tool measured, while this or the next line of
					    text is read; 0: something else stands between */
	bool word_lost;                  /* it is of a run of which nothing else is known */
	const struct rule *table;        /* in this table's rows; or NULL */
	struct capture columns[SCAN_COLUMNS]; /* names of the table's columns */
	size_t column_count;
	struct scan_note notes[SCAN_NOTES]; /* what was announced */
	size_t note_count;
	size_t notes_joined;             /* so many were there when they were joined (scan_note_join) */
	const struct grammar *notes_joined_of;
	bool notes_used;                 /* a record has begun since */
	unsigned note_run;               /* the last one's run */
	unsigned notes_orphans;          /* parts that have begun since, and are of none */
	unsigned notes_headless;         /* ... though it is heads that they want */
	bool notes_lost;                 /* there were more than there is room for */
	int64_t notes_over;              /* at this line the last run of which no record came was told */
	const struct grammar *notes_over_of;
	struct arena note_arena;
	struct scan_ending ending;
	struct scan_fault faults[SCAN_FAULTS]; /* as they stand in the log */
	size_t fault_count;
	bool begun;                      /* ... a prefix has, in this line */
	size_t begun_size;               /* so many bytes */
	bool more;                       /* ... or not: more of the log must be there to say it */
	bool final;                      /* the log's end is there */
	bool framed;                     /* the line ends as the next ones do */
	bool wrapped;                    /* what stands at its end may go on in the next one */
	int64_t wrap_rest;               /* ... the last such next one */
	bool near;                       /* a rule might have known the line, but for its prefix */
	struct scan_prefix prefix[SCAN_PREFIXES]; /* of lines, behind one another */
	unsigned prefix_count;
	struct regex *prefixes[16];      /* of the forms, as far as they were needed */
	struct dict tries;               /* from patterns that open a record to what they are compiled to */
	struct regex *border;            /* compiled when a line first needs it; or NULL */
	struct scan_pass pass;
	/* JSON */
	bool in_array;                   /* documents are elements of an array */
	bool array_known;                /* ... one of them is a grammar's */
	int64_t array_odd_count, array_odd_line; /* ... those before it that are nobody's, and the
					    first one's line */
	const char *array_odd;           /* ... what it says */
	size_t array_odd_size;
	bool json_known;                 /* a document of a grammar has been read */
	struct scan_run *runs;           /* elements of the lists of runs */
	size_t run_count, run_room;
	bool join_lost;                  /* which run's the open record's documents are */
	/* XML */
	struct log_xml *xml;            /* the document that is being read; NULL: none */
	/* CSV */
	const struct csv_form *csv;      /* in a table of this form; or NULL */
	char csv_separator;
	bool csv_any;                    /* it has a row */
	unsigned csv_shown;              /* bits: of what a row must show (csv_form), a row has */
	unsigned csv_first;              /* what its rows begin with (scan_csv.c) */
	int64_t csv_odd_count, csv_odd_line; /* lines since its last row, and the first one */
	const char *csv_odd;             /* ... what it says */
	size_t csv_odd_size;
	const struct role *csv_roles[SCAN_COLUMNS];
	size_t csv_skips[SCAN_COLUMNS];  /* what of a column's name stands before its star */
	struct arena arena;              /* of this log: the table's names */
	struct scan_result *out;
};

/* Counts, and keeps some examples of each kind. */
void scan_problem(struct scan *s, const char *kind, int64_t line, const char *text,
		  size_t size);

/* Line ends between the two. */
int64_t scan_count_ends(const char *from, const char *to);

/*
 * Who reads what stands at text[0], the beginning of a line, or behind a document's end. NO: not I.
 * MORE: more text is needed to say it, or to read it (never when `final`). TOOK: *used bytes are
 * read, and their lines counted.
 */
enum scan_took { SCAN_NO, SCAN_MORE, SCAN_TOOK };
typedef enum scan_took scan_take_fn(struct scan *s, const char *text, size_t size, bool final,
				    size_t *used);

/* Whatever the locale. */
static inline bool scan_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* ... or ends a line. */
static inline bool scan_is_space(char c)
{
	return scan_is_blank(c) || c == '\n' || c == '\r';
}

static inline bool scan_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool scan_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Blanks at its beginning. */
static inline size_t scan_blanks(const char *text, size_t size)
{
	size_t n = 0;

	while (n < size && (text[n] == ' ' || text[n] == '\t'))
		n++;
	return n;
}
/* The size of a line without its CR at the end: several, where each of some terminals on its way has put one
   before the line's end. */
static inline size_t scan_without_cr(const char *line, size_t size)
{
	while (size && line[size - 1] == '\r')
		size--;
	return size;
}
/* Which rule is a line's? (scan_rule.c) NULL: none is. Within the open record of this grammar, if there is one,
   or of another one's record that begins. `blanks`: those that the line begins with. */
const struct rule *scan_rule_find(struct scan *s, const struct grammar *open, const char *line,
				  size_t size, size_t blanks);
/* The same outside of a record. */
const struct rule *scan_rule_outside(struct scan *s, const char *line, size_t size);
/* The rule with which a record of another grammar begins. */
const struct rule *scan_rule_other(struct scan *s, const struct grammar *open, const char *line,
				   size_t size, size_t blanks);
/* The grammar's own rule in this context. */
const struct rule *scan_rule_in(struct scan *s, const struct grammar *g, unsigned context,
				const char *line, size_t size, size_t blanks);
/* The grammar's rule that reads figures or parameters of the line in any context. */
const struct rule *scan_rule_anywhere(struct scan *s, const struct grammar *g, const char *line,
				      size_t size, size_t blanks);
/* Does the rule, within a record, take anything in such a role? */
bool scan_rule_reads(const struct rule *r, enum role_kind kind);
/* Does a shell say that a command did not live to its end? */
bool scan_rule_died(struct scan *s, const char *line, size_t size);
/* Does a record, or a table, begin with the line? */
bool scan_rule_opens(struct scan *s, const char *line, size_t size);
/* Does a rule fit a line, in no part of which what the sieve looks for stands? It may be a shell's word. */
bool scan_rule_starts(struct scan *s, const char *line, size_t size);
/* Would a part of that line, to its end, open one? `of`: what scan_mark() said of it. */
bool scan_rule_opens_of(struct scan *s, const struct sieve_marks *of, const char *line, size_t size);
/* Does one fit it, that may open none, as a shell's word? */
bool scan_rule_fits_of(struct scan *s, const struct sieve_marks *of, const char *line, size_t size);
/* Would one open from the word at k on; some rules want a blank before it. */
bool scan_rule_opens_at(struct scan *s, const struct sieve_marks *of, const char *line, size_t size,
			size_t k);
/* Does PCRE2 say that the pattern matches? One that gives up spoils the record. */
bool scan_rule_matches(struct scan *s, const struct rule_pattern *p, const char *line, size_t size);
/* The named groups of the last match, at most SCAN_GROUPS: how many. For names that vary. */
size_t scan_rule_groups(struct scan *s, const struct rule_pattern *p, const char *line,
			struct capture *list);

/* Of a candidate of a grammar that is not read yet: may its pattern match the line? */
bool scan_try(struct scan *s, const struct candidate *c, const char *line, size_t size);
void scan_try_free(struct scan *s);

/* Does a rule know the line, where it stands? */
bool scan_text_knows(struct scan *s, const char *line, size_t size);
/* A document begins here, or what looks like one (`known`: it is a grammar's). Is it no line of the
   open record's? Then that ends here, if there is one. */
bool scan_text_outside(struct scan *s, const char *text, size_t size, bool known);
/* Outside of a record: does the line read as one within a record of some tool? */
bool scan_text_is_orphan(struct scan *s, const char *line, size_t size, size_t blanks);
/* A line without its end; s->line counts it already. */
void scan_text_line(struct scan *s, const char *line, size_t size);
/* The groups of the last match in their roles. */
void scan_text_take(struct scan *s, const struct rule *r, const char *line, size_t size);
/* The log ends without a line end, or the next line is the rest of a number. Right behind this text, which
   is a figure? Then "12.5" may have been "12.57", and the record is incomplete, but where the pattern knows
   how many digits there must be. */
void scan_text_ends_in(struct scan *s, const struct rule *r, const struct role *role, const char *end,
		       const char *line_end);

/* No record is open: over whole lines that are nobody's, which are counted. Their bytes; what
   follows may be somebody's, or is not whole. */
size_t scan_skip(struct scan *s, const char *text, size_t size);

/* The line is the header of a table, s->table from here on. */
void scan_table_begin(struct scan *s, const struct rule *r, const char *line, size_t size);
/* May the line be one of its rows? Without a pattern for them any is, but what no tool prints and what
   opens another one's record. */
bool scan_table_knows(struct scan *s, const char *line, size_t size);
/* It is one, and is read; false: it is none, and the table has ended. */
bool scan_table_row(struct scan *s, const char *line, size_t size);

/* This line is looked at: what is said of it is kept. */
void scan_mark_begin(struct scan *s, const char *line, size_t size);
/* Which rules may open a record somewhere in the line, in `room` or where that is known; NULL: none of
   those that the sieve looks for. */
const struct sieve_marks *scan_mark(struct scan *s, const char *line, size_t size,
				    struct sieve_marks *room);
/* Of these those that may open one at one of the places in the line; false: none. `out` may be `of`. */
bool scan_mark_narrow(struct scan *s, const struct sieve_marks *of, const char *line, size_t size,
		      const size_t *places, size_t count, struct sieve_marks *out);
/* The same of those alone a sign of which stands in the line, wherever they may begin. No more than
   SIEVE_WORDS words of candidates. */
bool scan_mark_signs(const struct scan *s, const char *line, size_t size, struct sieve_marks *out);

/* What a line announces is kept for the records that begin next, and used where one begins with
   the line `line`, which is matched again. */
void scan_note_add(struct scan *s, const struct rule *r, const char *line, size_t size);
/* The same of a line of the open record, which goes on. */
void scan_note_within(struct scan *s, const struct rule *r, const char *line, size_t size);
bool scan_note_again(struct scan *s, const struct rule *r, const char *line, size_t size);
void scan_note_apply(struct scan *s, const struct rule *opened, const char *line, size_t size);
void scan_note_clear(struct scan *s);
/* No more comes of what was announced: what began, and of which no record has come, is one. */
void scan_note_end(struct scan *s);
/* ... and nothing of it holds any longer: the run has ended. */
void scan_note_over(struct scan *s);
/* Is the line right behind one with a key, or behind such a line, of the rule's grammar? */
bool scan_note_behind(const struct scan *s, const struct rule *r);
/* What the recorder's batch says of them is gone: no more is told. */
void scan_note_handed(struct scan *s);

/* The rule announces: that the run has failed whose records come next (RULE_FAIL)? Otherwise nothing more
   comes of such a run; false. */
bool scan_ending_take(struct scan *s, const struct rule *r, const char *line, size_t size);
/* A record of this grammar is to open at this line: is it of such a run? */
enum scan_ending_of scan_ending_holds(struct scan *s, const struct grammar *opens, int64_t line);
/* It has, and is not none's. */
void scan_ending_blame(struct scan *s, enum scan_ending_of of);
/* The run, or a document of it, has said all that counts. */
void scan_ending_said(struct scan *s, const struct grammar *g, bool document);
/* Nothing more comes of the run. */
void scan_ending_over(struct scan *s);
/* A failed record tells of all that was announced. */
void scan_ending_tells(struct scan *s, const struct grammar *g);
/* Does something wait for records, which a border ends? */
static inline bool scan_awaits(const struct scan *s)
{
	return s->note_count || s->ending.fault.rule || s->fault_count;
}
/* Has a line announced the run that is on, and of which no record has come? */
bool scan_ending_announced(const struct scan *s, const struct grammar *g);

/* The line, which the rule fits, says why: what it captures as the reason, or all of it. */
void scan_fault_say(struct scan *s, struct scan_fault *f, const struct rule *r, const char *line, size_t size);
/* None came that tells it, too: a failed record. */
void scan_fault_record(struct scan *s, const struct scan_fault *f);
/* The rule opens a record that may yield: it is kept, or, false, opens one. */
bool scan_fault_take(struct scan *s, const struct rule *r, const char *line, size_t size);
/* The open record has failed, and is that to which the fault of this number yields? */
bool scan_fault_of(struct scan *s, size_t which);
/* The first one has yielded. */
void scan_fault_done(struct scan *s);
/* A document of this grammar ends, to which so many have yielded. */
void scan_fault_document(struct scan *s, const struct grammar *g, size_t count);
/* The others do not: they are records. */
void scan_fault_over(struct scan *s);

/* A shell's word on a command (RULE_WORD): does it name one that a grammar knows, of which there is a
   record then? */
bool scan_word_names(struct scan *s, const struct rule *r, const char *line, size_t size);
/* Takes it; false: a record is open and goes on, and the line says nothing of it. */
bool scan_word_take(struct scan *s, const struct rule *r, const char *line, size_t size);
/* A record of this grammar has begun: is the word about what it measures? */
void scan_word_blame(struct scan *s, const struct rule *opened);
/* There is a word, and a line that no rule knows: does it still stand directly above what follows? */
void scan_word_pass(struct scan *s, const char *line, size_t size);
/* It does not, or the log ends. */
void scan_word_forget(struct scan *s);

/* The time that the text begins with, in any form: its size, 0: none. */
size_t scan_time(const char *text, size_t size);

/* The log begins so: has each line a prefix that is none of the tool's? */
void scan_prefix_look(struct scan *s, const char *text, size_t size);
/* A look at a line's first bytes: may it have one? */
bool scan_prefix_may(const char *line, size_t size);
/* Has the line a prefix, behind which something begins? Then it is on from here on, and begun_size is
   the prefix's, or 0: the line is to be passed on again. Otherwise all is as it was, but for the last
   match; s->more: that cannot be said yet. `opener`: the rule that opens a record with the line as it
   is, or NULL. */
bool scan_prefix_begins(struct scan *s, const char *line, size_t size, const struct rule *opener);
/* Does a JSON or XML document begin so? */
bool scan_prefix_is_document(const struct scan *s, const char *line, size_t size);
/* Whose line is it, in which `from` prefixes are cut already, and so many bytes are the others? *has: so
   many it has in all. */
enum scan_prefix_whose { SCAN_PREFIX_MINE, SCAN_PREFIX_OTHER, SCAN_PREFIX_NONE, SCAN_PREFIX_EMPTY };
enum scan_prefix_whose scan_prefix_whose(struct scan *s, unsigned from, const char *line, size_t size,
					 size_t *cut, unsigned *has);
/* The same of one prefix. */
enum scan_prefix_whose scan_prefix_whose_of(struct scan *s, struct scan_prefix *p, const char *line,
					    size_t size, size_t *cut);
static inline bool scan_prefix_is_on(const struct scan *s)
{
	return s->prefix_count > 0;
}
/* From here on lines have this one, behind those that they have; where it goes. */
struct scan_prefix *scan_prefix_add(struct scan *s, struct scan_prefix p);
void scan_prefix_free(struct scan *s);

/* The same of a prefix in a form that the next lines show. */
bool scan_learn_begins(struct scan *s, const char *line, size_t size, const struct rule *opener);
enum scan_prefix_whose scan_learn_whose(struct scan *s, struct scan_prefix *p, const char *line,
					size_t size, size_t *cut);
/* Have the line and the next ones the same prefix, of a form that is known? */
bool scan_learn_is_known(struct scan *s, const char *line, size_t size);
/* Of a line that the sieve lets through: may a rule whose sign stands in it fit it somewhere? */
bool scan_learn_may(struct scan *s, const char *line, size_t size);
/* Would the line open a record, were it not for what stands before it? */
bool scan_learn_hides(struct scan *s, const char *line, size_t size);

/* Where a string begins that may end with the line: behind its first quote, in YAML at it; 0: no such
   line. */
size_t scan_string_at(const char *line, size_t size, size_t blanks, enum scan_quotes *quotes);
/* May the line be one? */
bool scan_string_is(const char *line, size_t size);
/* The text of what stands at `at`, where one begins: `to` may be there, too. False: it does not end the
   line, or is more than one line. In YAML it may have no quotes: false. */
bool scan_string_read(enum scan_quotes quotes, const char *at, size_t size, char *to, size_t *to_size);
/* It, where it stands, or the text as it is where it is none; its new size. */
size_t scan_string_unquote(enum scan_quotes quotes, char *text, size_t size);

/* No rule knows the line: does what is being read end there? (scan_border.c) */
bool scan_border(struct scan *s, const char *line, size_t size);
/* It does, or a shell says that a program was killed. */
bool scan_border_run(struct scan *s, const char *line, size_t size);

/* Without sequences of a terminal's: colours, titles, modes. The new size. */
size_t scan_pass_plain(char *line, size_t size);

/* Do the next lines end with the sign that the line, which is not empty, ends with? s->more: that cannot
   be said yet. */
bool scan_frame_ends(struct scan *s, const char *line, size_t size);
/* The rule opens a record with that line: if it has something behind it, that is said. */
void scan_frame_tell(struct scan *s, const struct rule *r, const char *line, size_t size);

/* The line's rule: `r`; or, where it is none of the open record's, that which fits without Markdown's marks of bold
   text: the line is then that text. */
const struct rule *scan_bold_rule(struct scan *s, const struct rule *r, const char **line, size_t *size);

/* Does the line, which is not empty, end with a digit, and the next one is nothing but the rest of a number?
   s->more: that cannot be said yet. */
bool scan_wrap_ends(struct scan *s, const char *line, size_t size);

/* A piece of the log: what was left of the one before, and more. */
void scan_pass_begin(struct scan *s, char *text, size_t size);
/* Passes more of it on; false: there is no more. */
bool scan_pass_more(struct scan *s, bool final);
/* A prefix has begun in the line at text[used]: what stands behind the line is to be looked at
   again. */
void scan_pass_from(struct scan *s);
/* The next whole line behind *at, which goes on, without the prefixes that it has. NO: the log ends;
   MORE: it is not here yet. */
enum scan_took scan_pass_next(struct scan *s, const char **at, const char **line, size_t *size);
/* The bytes from text[used] on that are left. */
size_t scan_pass_end(struct scan *s);

/* A rule opens a record: ends what is open, and does so. */
void scan_doubt_open(struct scan *s, const struct rule *r);
/* The rule's record lacks its first lines: it counts outside of records only. */
bool scan_doubt_is_lost(const struct rule *r);
/* Something that is no line begins: ends what is open. */
void scan_doubt_leave(struct scan *s);
/* Ends the open record. */
void scan_doubt_close(struct scan *s);
/* The open record is no run: forgets it. */
void scan_doubt_drop(struct scan *s);
/* This line shows that runs are mixed; there is doubt. */
void scan_doubt_evidence(struct scan *s);
/* There is none. */
void scan_doubt_start(struct scan *s);

/* The rule opens a record with the line: are those before it missing? */
void scan_headless_begin(struct scan *s, const struct rule *r, const char *line, size_t size);
/* They are, and the rule fits the line: is it the next run's? The last match stays as it is, where it
   is not. */
bool scan_headless_next(struct scan *s, const struct rule *r, const char *line, size_t size);
/* The open record is whole, and nothing of it can come any more: does the rule fit a line of a run behind
   it? */
bool scan_headless_behind(const struct scan *s, const struct rule *r);

/* What the open record has said so far: does the rule, whose pattern fits the line, count there? */
bool scan_twice_fits(const struct scan *s, const struct rule *r, const char *line, size_t size);
/* The line was of the open record, if there is one. */
void scan_twice_note(struct scan *s, const char *line, size_t size);

/* Does this, which is no blank, begin like a JSON document? */
bool scan_starts_json(const char *text, size_t size);
/* May an XML document of a grammar's begin with the line? */
bool scan_starts_xml(const struct scan *s, const char *line, size_t size);
/* The name of an element that begins at `at`: its size. */
size_t scan_starts_name(const char *at, const char *end);
/* The first elements of this name that grammars know; NULL: none does. */
const struct json_node *scan_starts_root(const struct scan *s, const char *name, size_t size);

/* The rows of a table, s->csv. */
scan_take_fn scan_csv_take;
/* Is the log a table that a grammar knows? Its first row is text[0..size). */
bool scan_csv_starts(struct scan *s, const char *text, size_t size);
/* Is the line the first row of a table of this form? */
bool scan_csv_fits(struct scan *s, const struct csv_form *f, const char *line, size_t size);
/* It is, and the table begins with it: ends what is open. */
void scan_csv_begin(struct scan *s, const struct csv_form *f, const char *line, size_t size);
/* Something else begins, or the log ends: so does the table, if there is one. */
void scan_csv_end(struct scan *s);

#endif
