/* tool.h - a collector: what is run, where, what must stand before it, which output is the
   log. */
#ifndef COLLECT_TOOL_H
#define COLLECT_TOOL_H

#include <regex.h>

#include "collect/words.h"

enum tool_kind {
	TOOL_RUN,   /* one command */
	TOOL_STEPS, /* several, timed each and as a whole */
	TOOL_BOOT,  /* the platform's start, until its address answers */
};

#define FIGURE_GROUPS 5 /* of a figure's expression, and one for the whole */

/* What must stand while a run is made, and may stand for the next one too. */
struct fixture {
	const char *name;
	bool inside;                  /* the platform, or beside it on the host */
	bool background;              /* `start` stays: it is the service */
	struct template start, ready, stop;
	double timeout;               /* s, until it is ready */
};

struct step {
	const char *name;
	struct template run;
};

struct tool {
	const char *name;
	const char *folder;           /* in which its file stands: {tools} */
	enum tool_kind kind;
	bool inside;
	struct template run;          /* TOOL_BOOT: prints a line as soon as there is an answer */
	struct template version;      /* its first line is the tool's version */
	struct template takes;        /* s, as far as one can tell beforehand */
	struct step *steps;
	size_t step_count;
	struct fixture *fixtures;     /* in the order in which they are set up */
	size_t fixture_count;
	const struct fixture *server; /* of one run: its output is a log, too; or NULL */
	bool is_log;                  /* its output is a log that desmet parse reads */
	const char *real;             /* the metric that its duration is; or NULL */
	bool has_figure;
	regex_t figure;               /* the last match's last group is shown */
	const char *figure_unit;
	const struct conf_section *parameters; /* with their defaults; or NULL */
	struct conf conf;
	struct arena arena;
};

/* EXIT_INPUT. The caller releases in any case. `line` is where the campaign names it. */
int tool_load(struct tool *t, const struct conf *campaign, int line, const char *name,
	      struct err *err);
void tool_release(struct tool *t);

#endif
