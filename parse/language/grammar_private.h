/* grammar_private.h - what the grammar's loaders share: grammar.c, grammar_csv.c,
   grammar_forms.c, grammar_when.c. */
#ifndef PARSE_GRAMMAR_PRIVATE_H
#define PARSE_GRAMMAR_PRIVATE_H

#include "parse/language/grammar.h"

/* What loading needs besides the grammar. */
struct loader {
	struct grammar *g;
	const struct metrics *metrics;
	struct measure_names *names;
	struct err *err;
	const char *pattern;      /* of the [line] being read; NULL: of another section */
	struct named_role *roles; /* of the section being read */
	size_t count, room;
};

/* Of conf_read(): a key that is no key of the section's own is a capture, column or path with
   its role. ctx is the loader. */
int grammar_other_role(void *ctx, const struct conf_entry *e, struct err *err);
/* The roles read so, handed over to the grammar's arena. */
struct named_role *grammar_take_roles(struct loader *l, size_t *count);

/* Of [line]: what lines say of records that begin later (`is = announce`), as it is written. */
struct grammar_notes {
	const char *key, *glued, *single, *part, *parts, *sums, *unannounced;
	bool behind, several;
};
int grammar_load_notes(struct loader *l, const struct conf_section *s,
		       const struct grammar_notes *t, struct rule *r);

/* A condition of [kind]'s `when`; the text is changed. */
int grammar_condition(struct loader *l, const struct conf_section *s, char *text,
		      struct condition *c);
/* "<=" and its like; false: it is none. */
bool grammar_compare(const char *sign, enum compare *out);

/* [json], [csv], [xml], [group], [param], [units], [metrics] */
int grammar_load_json(struct loader *l, const struct conf_section *s);
int grammar_load_csv(struct loader *l, const struct conf_section *s);
int grammar_load_group(struct loader *l, const struct conf_section *s);
int grammar_load_param(struct loader *l, const struct conf_section *s);
int grammar_load_units(struct loader *l, const struct conf_section *s);
int grammar_load_metrics(struct loader *l, const struct conf_section *s);
int grammar_load_xml(struct loader *l, const struct conf_section *s);

#endif
