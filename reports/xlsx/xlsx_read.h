/* xlsx_read.h - what stands in the cells of a workbook, whoever saved it. */
#ifndef REPORTS_XLSX_READ_H
#define REPORTS_XLSX_READ_H

#include <stddef.h>

#include "data/base/err.h"
#include "data/base/mem.h"

/* Rows and columns count from 1, as people count them. */
struct xlsx_cell {
	unsigned row, column;
	const char *text; /* UTF-8; of a number its digits as stored: "2", "45990" */
};

struct xlsx_grid {
	const char *sheet;
	struct xlsx_cell *cells; /* that are not empty, row by row */
	size_t count, room;
	struct arena arena;      /* owns the texts */
};

/*
 * Reads one sheet, by its name. EXIT_INPUT for a file that is no workbook, has no such sheet,
 * is cut, or too large; EXIT_MACHINE when it cannot be read. The caller releases, also after
 * an error.
 */
int xlsx_read(const char *path, const char *sheet, struct xlsx_grid *out, struct err *err);
void xlsx_grid_release(struct xlsx_grid *g);

/* The text of a cell; "" where there is none. */
const char *xlsx_grid_text(const struct xlsx_grid *g, unsigned row, unsigned column);

/* "C7"; buf of at least 24 bytes. */
const char *xlsx_cell_name(char *buf, size_t size, unsigned row, unsigned column);

#endif
