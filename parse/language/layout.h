/* layout.h - what the paths of an archive mean. parse/README.md is the reference. */
#ifndef PARSE_LAYOUT_H
#define PARSE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/conf.h"
#include "data/base/err.h"
#include "data/base/mem.h"
#include "parse/pattern/regex.h"

/* "cpus=4"; the value may hold "{group}". */
struct layout_param {
	const char *name, *value;
};

struct layout_rule {
	const char *name;
	const char *platform, *benchmark, *side; /* or NULL; may hold "{group}" */
	const char *grammar;                     /* or NULL */
	struct layout_param *params;
	size_t param_count;
	bool ignore;
	bool optional;               /* no file need be of it */
	struct regex *path;
	bool *used;                  /* by group: a constant says it, and it is no more than that */
	int line;
	size_t files;                /* that layout_find() found it for */
};

struct layout_name {
	const char *from, *to;
	int line;
	size_t files;                /* whose path, layout_find() found, says it */
};

struct layout {
	struct layout_rule *rules;
	size_t rule_count;
	struct layout_name *platforms;
	size_t platform_count;
	bool count_copies;           /* files that are alike byte by byte are runs of their own */
	struct conf conf;
	struct arena arena;
};

/* What the layout says of one file. Texts are the arena's given to layout_find(). */
struct layout_match {
	const struct layout *layout; /* NULL: there is none */
	const char *platform, *benchmark, *side, *params; /* or NULL */
	const char *otherwise;       /* the platform, where neither it nor the log says one; or NULL */
	const char *grammar;         /* only this one, or NULL */
	const char *below;           /* the path below the archive's root, or NULL; the caller's */
};

enum layout_answer { LAYOUT_LOG, LAYOUT_IGNORED, LAYOUT_UNNAMED };

/* Message with file:line, EXIT_INPUT. The caller frees. */
int layout_load(const char *path, struct layout **out, struct err *err);
void layout_free(struct layout *l); /* NULL is fine */

/* The rule for a path below the archive's root; it and the name of the platform count the file.
   With `layout` NULL every file may be a log of which nothing is known. */
enum layout_answer layout_find(struct layout *layout, struct regex_scratch *m,
			       const char *below, struct arena *a,
			       struct layout_match *out);

/* What is said of the file but for its path, as a text to compare; "" where it is nothing. */
const char *layout_place(const struct layout_match *m, struct arena *a);

/* Is it one of the groups that are no parameters: platform, benchmark, side? */
bool layout_is_context(const char *group);
/* The group of the rule's path that has this name; 0: there is none. */
size_t layout_group(const struct layout_rule *r, const char *name, size_t size);

/* The platform that a name in paths or logs stands for. */
const char *layout_platform(const struct layout *l, const char *name);

#endif
