/* xlsx.h - tables as a workbook for Excel and LibreOffice. Knows no report. */
#ifndef REPORTS_XLSX_H
#define REPORTS_XLSX_H

#include "data/base/table.h"

/*
 * Writes the file whole or leaves what was there: beside the target, read again and
 * counted, then renamed. Formulas and links must refer to cells of `tables`. The same
 * tables give the same bytes (SOURCE_DATE_EPOCH is the date of creation, else 1980-01-01).
 */
int xlsx_write(const struct table *const *tables, size_t count, const char *path,
	       struct err *err);

#endif
