/* t_file.c - files: read whole, replaced whole or not at all, found below a folder. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/file.h"
#include "tests/unit/tap.h"

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	fputs(text, f);
	fclose(f);
}

static const char *get(const char *path, char *buf, size_t size)
{
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(buf, 1, size - 1, f) : 0;

	buf[n] = '\0';
	if (f)
		fclose(f);
	return f ? buf : NULL;
}

/* In an empty folder, which is the current one. */
static void test_read(struct tap *t)
{
	static const struct {
		const char *path, *error;
		enum exit_code code;
	} wrong[] = {
		{ "none", "none: No such file or directory", EXIT_INPUT },
		{ "folder", "folder is a folder; a file is wanted here", EXIT_INPUT },
		{ "fifo", "fifo is not a regular file", EXIT_INPUT },
		{ "/dev/zero", "/dev/zero is not a regular file", EXIT_INPUT },
		{ "long", "long has 11 bytes; at most 10 are read", EXIT_INPUT },
		{ "self", "self: Too many levels of symbolic links", EXIT_MACHINE },
	};
	struct err err = { 0 };
	size_t size = 99;

	put("hello", "hello\n");
	put("empty", "");
	put("long", "12345678901");
	mkdir("folder", 0700);
	mkfifo("fifo", 0600);
	(void)!symlink("self", "self");
	char *text = file_read("hello", 10, &size, &err);
	ok(t, text && size == 6 && text[6] == '\0', "a file with a NUL after it");
	is_text(t, text, "hello\n", "... whole");
	free(text);
	text = file_read("empty", 10, &size, &err);
	ok(t, text && size == 0, "an empty file is a text of no bytes");
	free(text);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		text = file_read(wrong[i].path, 10, &size, &err);
		ok(t, text == NULL && err.code == wrong[i].code, "%s is refused",
		   wrong[i].path);
		is_text(t, err.text, wrong[i].error, "... with its reason");
		free(text);
	}
}

static void test_new(struct tap *t)
{
	struct file_new f;
	struct err err = { 0 };
	char buf[100];

	put("old", "old");
	ok(t, file_new_open(&f, "old", &err) == 0, "a file to be replaced");
	fputs("new", f.out);
	fflush(f.out);
	is_text(t, get("old", buf, sizeof(buf)), "old",
		"... is the old one while it is written");
	ok(t, file_new_close(&f, &err) == 0, "... closed");
	is_text(t, get("old", buf, sizeof(buf)), "new", "... and is the new one");
	file_new_open(&f, "old", &err);
	fputs("half", f.out);
	file_new_abandon(&f);
	is_text(t, get("old", buf, sizeof(buf)), "new", "abandoned leaves what was there");
	ok(t, file_new_open(&f, "folder", &err) == -1, "a folder is no file: %s", err.text);
	ok(t, file_new_open(&f, "nowhere/x", &err) == -1, "nor is a file in no folder: %s",
	   err.text);
	file_new_open(&f, "old", &err);
	fputs("half", f.out);
	mkdir("aside", 0700);
	rename("old", "aside/old");
	mkdir("old", 0700);
	ok(t, file_new_close(&f, &err) == -1, "renaming over a folder fails: %s", err.text);
	rmdir("old");
	struct file_list list = { 0 };
	file_walk(".", &list, &err);
	bool left = false;
	for (size_t i = 0; i < list.count; i++)
		left |= strstr(list.entries[i].path, ".part") != NULL;
	ok(t, !left, "no half file is left behind");
	file_list_release(&list);
}

static void test_walk(struct tap *t)
{
	static const struct {
		const char *path;
		enum file_kind kind;
	} want[] = {
		{ "w/a.log", FILE_REGULAR },
		{ "w/b/a/x.log", FILE_REGULAR },
		{ "w/b/z.log", FILE_REGULAR },
		{ "w/b.log", FILE_REGULAR },
		{ "w/dangling", FILE_UNREADABLE },
		{ "w/fifo", FILE_SPECIAL },
		{ "w/linked/x.log", FILE_REGULAR },
		{ "w/loop", FILE_LOOP },
		{ "w/self", FILE_LOOP },
		{ "w/\xc3\xa9 b", FILE_REGULAR },
	};
	struct file_list list = { 0 };
	struct err err = { 0 };
	size_t seen = 0, in_order = 1;

	mkdir("w", 0700);
	mkdir("w/b", 0700);
	mkdir("w/b/a", 0700);
	mkdir("w/.git", 0700);
	mkdir("w/nothing", 0700);
	put("w/.git/config", "x");
	put("w/.hidden", "x");
	put("w/a.log", "abc");
	put("w/b/a/x.log", "x");
	put("w/b/z.log", "x");
	put("w/b.log", "x");
	put("w/\xc3\xa9 b", "x");
	mkfifo("w/fifo", 0600);
	(void)!symlink("b/a", "w/linked");
	(void)!symlink(".", "w/loop");
	(void)!symlink("self", "w/self");
	(void)!symlink("none", "w/dangling");
	ok(t, file_walk("w", &list, &err) == 0 && list.count == ARRAY_LEN(want),
	   "%zu files are found", list.count);
	for (size_t i = 0; i < list.count; i++) {
		const struct file_entry *e = &list.entries[i];

		for (size_t k = 0; k < ARRAY_LEN(want); k++)
			seen += strcmp(want[k].path, e->path) == 0 &&
				want[k].kind == e->kind &&
				strcmp(e->below, e->path + 2) == 0;
		in_order += i && strcmp(list.entries[i - 1].below, e->below) < 0;
	}
	ok(t, seen == ARRAY_LEN(want), "each of its kind, hidden ones left out (%zu)",
	   seen);
	ok(t, in_order == list.count, "in the order of their bytes");
	ok(t, list.count && list.entries[0].size == 3 && list.entries[0].mtime_ns > 0,
	   "with size and time");
	file_list_release(&list);
	ok(t, file_walk("w/a.log", &list, &err) == 0 && list.count == 1,
	   "a file is a list of one");
	is_text(t, list.entries[0].below, "a.log", "... its name is what is below");
	is_text(t, list.entries[0].path, "w/a.log", "... its path is as given");
	file_list_release(&list);
	ok(t, file_walk("none", &list, &err) == -1 && err.code == EXIT_INPUT, "%s",
	   err.text);
	file_list_release(&list);
}

static void test_names(struct tap *t)
{
	static const struct {
		const char *a, *b, *joined, *folder;
	} rows[] = {
		{ "a", "b", "a/b", "." },     { "a/", "b", "a/b", "a" },
		{ "/", "b", "/b", "/" },      { "/a", "b", "/a/b", "/" },
		{ "a/b", "c", "a/b/c", "a" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *joined = file_join(rows[i].a, rows[i].b),
		     *folder = file_folder(rows[i].a);

		is_text(t, joined, rows[i].joined, "file_join");
		is_text(t, folder, rows[i].folder, "file_folder");
		free(joined);
		free(folder);
	}
}

int main(void)
{
	struct tap t = { 0 };
	char folder[] = "/tmp/desmet-t_file.XXXXXX";
	char command[100];

	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return 1;
	test_read(&t);
	test_new(&t);
	test_walk(&t);
	test_names(&t);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ok(&t, system(command) == 0, "the folder is gone");
	return done(&t);
}
