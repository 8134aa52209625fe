/*
 * xlsx_verify.c - reads a workbook again. libxlsxwriter reports success when its temporary
 * folder was full and the workbook lacks half its cells; only counting them tells.
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "reports/xlsx_book.h"

#define BLOCK 65536

/* Counts "<c " over any division into blocks. */
struct counter {
	size_t cells, matched;
};

static void count_cells(struct counter *c, const unsigned char *s, size_t n)
{
	static const char tag[] = "<c ";

	for (size_t i = 0; i < n; i++) {
		if (c->matched == 0) {
			const unsigned char *next = memchr(s + i, '<', n - i);
			if (next == NULL)
				return;
			i = (size_t)(next - s);
			c->matched = 1;
		} else if (s[i] == (unsigned char)tag[c->matched]) {
			c->matched++;
		} else {
			c->matched = s[i] == '<';
		}
		if (c->matched == sizeof(tag) - 1) {
			c->cells++;
			c->matched = 0;
		}
	}
}

/* Which sheet a part is: "xl/worksheets/sheet3.xml" is 2. */
static bool sheet_of(const char *name, size_t *sheet)
{
	static const char before[] = "xl/worksheets/sheet";
	char *end;

	if (strncmp(name, before, sizeof(before) - 1) != 0)
		return false;
	unsigned long n = strtoul(name + sizeof(before) - 1, &end, 10);
	*sheet = n - 1;
	return n > 0 && strcmp(end, ".xml") == 0;
}

static int damaged(struct err *err, const char *what)
{
	return err_set(err, EXIT_MACHINE,
		       "the workbook that was written is not whole (%s); is the disk full?",
		       what ? what : "it cannot be read");
}

/* All bytes of a part; libarchive compares its size and checksum. */
static int read_part(struct archive *a, struct counter *cells)
{
	unsigned char block[BLOCK];
	la_ssize_t n;

	while ((n = archive_read_data(a, block, sizeof(block))) > 0)
		count_cells(cells, block, (size_t)n);
	return n == 0 ? 0 : -1;
}

static int check_parts(struct archive *a, const struct xlsx_sheet *sheets, size_t count,
		       struct err *err)
{
	struct archive_entry *entry;
	size_t seen = 0, sheet;
	int rc;

	while ((rc = archive_read_next_header(a, &entry)) == ARCHIVE_OK) {
		struct counter cells = { 0 };
		const char *name = archive_entry_pathname(entry);
		if (read_part(a, &cells) != 0)
			return damaged(err, archive_error_string(a));
		if (name == NULL || !sheet_of(name, &sheet))
			continue;
		seen++;
		if (sheet >= count || cells.cells != sheets[sheet].cells)
			return err_set(
				err, EXIT_MACHINE,
				"the workbook that was written is not whole: %s has %zu "
				"cells, %zu were written; is the disk full?",
				sheet < count ? sheets[sheet].name : name, cells.cells,
				sheet < count ? sheets[sheet].cells : 0);
	}
	if (rc != ARCHIVE_EOF)
		return damaged(err, archive_error_string(a));
	return seen == count ? 0 : damaged(err, "a sheet is missing");
}

int xlsx_verify(const char *path, const struct xlsx_sheet *sheets, size_t count,
		struct err *err)
{
	struct archive *a = archive_read_new();
	int rc;

	if (a == NULL || archive_read_support_format_zip(a) != ARCHIVE_OK ||
	    archive_read_open_filename(a, path, BLOCK) != ARCHIVE_OK)
		rc = damaged(err, a ? archive_error_string(a) : NULL);
	else
		rc = check_parts(a, sheets, count, err);
	archive_read_free(a);
	return rc;
}
