/* levels.c - a level as people see it: by the symbol of its feature's scale. Knows no format. */
#include <math.h>
#include <string.h>

#include "reports/tables.h"

struct cell *levels_add(struct table *t, const struct rubric_feature *f, double level)
{
	struct cell *c = table_number(t, level);

	if (c->kind == CELL_NUMBER)
		levels_mark(t, c, f, "");
	return c;
}

void levels_mark(struct table *t, struct cell *c, const struct rubric_feature *f,
		 const char *mark)
{
	const char *symbols = "";
	char name[RUBRIC_LEVEL];

	table_set_shown(t, c, arena_printf(&t->arena, "%s%s",
					   rubric_level_text(f, (int)c->number, name), mark));
	if (f->symbol_count == 0)
		return;
	for (size_t i = 0; i < f->symbol_count; i++)
		symbols = arena_printf(&t->arena, "%s%d=%s\n", symbols, f->symbols[i].level,
				       f->symbols[i].symbol);
	table_set_symbols(t, c, symbols);
}
