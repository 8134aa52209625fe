/* xlsx_symbols.c - the symbols of levels: rules by which a cell shows one for each number, so
   that formulas go on with the number and a changed threshold shows its symbol. */
#include <stdlib.h>
#include <string.h>

#include "reports/xlsx/xlsx_book.h"

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Numbers with the same symbols and the same marks behind them, in the same colours. */
bool xlsx_symbols_alike(const struct cell *a, const struct cell *b)
{
	if (a->symbols == NULL && b->symbols == NULL)
		return a->style == b->style;
	return a->kind == CELL_NUMBER && b->kind == CELL_NUMBER && a->style == b->style &&
	       same_text(a->symbols, b->symbols) && same_text(a->suffix, b->suffix);
}

struct run {
	struct xlsx_book *b;
	struct xlsx_sheet *s;
	const struct cell *cell; /* the first */
	lxw_row_t first, last;
	lxw_col_t column;
};

/* "2=++" of a run of cells. */
static int put_rule(const struct run *at, const char *line)
{
	char *end;
	long level = strtol(line, &end, 10);
	struct xlsx_look look = { .part = PART_RULE };
	lxw_conditional_format rule = {
		.type = LXW_CONDITIONAL_TYPE_CELL,
		.criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
		.value = (double)level,
	};
	lxw_error e;

	if (*end != '=')
		return 0;
	xlsx_symbol_format(&look, end + 1, strcspn(end + 1, "\n"), at->cell->suffix);
	if (strcmp(look.number, ";;") == 0)
		return 0; /* a symbol that a format cannot have: the number is seen */
	rule.format = xlsx_format(at->b, &look);
	e = worksheet_conditional_format_range(at->s->ws, at->first, at->column, at->last,
					       at->column, &rule);
	if (e == LXW_NO_ERROR)
		return 0;
	return err_set(at->b->err, EXIT_MACHINE, "sheet %s, row %u, column %u: %s",
		       at->s->name, at->first + 1, at->column + 1u, lxw_strerror(e));
}

static int put_run(const struct run *at)
{
	for (const char *line = at->cell->symbols; *line; line += strcspn(line, "\n") + 1)
		if (put_rule(at, line) != 0)
			return -1;
	return 0;
}

int xlsx_put_symbols(struct xlsx_book *b, const struct xlsx_place *place)
{
	const struct table *t = place->table;
	struct run at = { .b = b, .s = &b->sheets[place->sheet] };

	for (size_t column = 0; column < t->width; column++) {
		for (size_t row = 0, end; row < t->height; row = end) {
			const struct cell *c = &t->cells[row * t->width + column];

			for (end = row + 1; end < t->height; end++)
				if (!xlsx_symbols_alike(c, &t->cells[end * t->width + column]))
					break;
			if (c->kind != CELL_NUMBER || c->symbols == NULL)
				continue;
			at.cell = c;
			at.first = place->first + (lxw_row_t)row;
			at.last = place->first + (lxw_row_t)end - 1;
			at.column = (lxw_col_t)column;
			if (put_run(&at) != 0)
				return -1;
		}
	}
	return 0;
}
