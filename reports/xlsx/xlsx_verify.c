/*
 * xlsx_verify.c - reads a workbook again. libxlsxwriter reports success when its temporary
 * folder was full and the workbook lacks half its cells; only counting them tells.
 */
#include <minizip/unzip.h>
#include <stdlib.h>
#include <string.h>

#include "reports/xlsx/xlsx_book.h"

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

/* All bytes of a part; closing it compares their checksum. */
static int read_part(unzFile zip, struct counter *cells)
{
	unsigned char block[BLOCK];
	int n;

	if (unzOpenCurrentFile(zip) != UNZ_OK)
		return -1;
	while ((n = unzReadCurrentFile(zip, block, sizeof(block))) > 0)
		count_cells(cells, block, (size_t)n);
	return unzCloseCurrentFile(zip) == UNZ_OK && n == 0 ? 0 : -1;
}

/* The part that is next; it may be a sheet. */
static int check_part(unzFile zip, const struct xlsx_sheet *sheets, size_t count,
		      size_t *seen, struct err *err)
{
	struct counter cells = { 0 };
	unz_file_info64 info; /* minizip 1.1 fails without one */
	char name[256];
	size_t sheet;

	if (unzGetCurrentFileInfo64(zip, &info, name, sizeof(name), NULL, 0, NULL, 0) !=
	    UNZ_OK)
		return damaged(err, "its list of parts is broken");
	if (read_part(zip, &cells) != 0)
		return damaged(err, name);
	if (!sheet_of(name, &sheet))
		return 0;
	++*seen;
	if (sheet < count && cells.cells == sheets[sheet].cells)
		return 0;
	return err_set(err, EXIT_MACHINE,
		       "the workbook that was written is not whole: %s has %zu cells, %zu were "
		       "written; is the disk full?",
		       sheet < count ? sheets[sheet].name : name, cells.cells,
		       sheet < count ? sheets[sheet].cells : 0);
}

int xlsx_verify(const char *path, const struct xlsx_sheet *sheets, size_t count,
		struct err *err)
{
	unzFile zip = unzOpen64(path);
	size_t seen = 0;
	int next, rc = 0;

	if (zip == NULL)
		return damaged(err, NULL);
	for (next = unzGoToFirstFile(zip); rc == 0 && next == UNZ_OK;
	     next = unzGoToNextFile(zip))
		rc = check_part(zip, sheets, count, &seen, err);
	if (rc == 0 && next != UNZ_END_OF_LIST_OF_FILE)
		rc = damaged(err, "its list of parts is broken");
	if (rc == 0 && seen != count)
		rc = damaged(err, "a sheet is missing");
	unzClose(zip);
	return rc;
}
