/*
 * standing.c - fixtures that stand, and the file that says so.
 *
 * The file is a row of texts, each ended by a NUL: "i" (inside) or "o" begins a fixture, "w..."
 * is a word of the command that takes it down.
 */
#include "collect/standing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/base/file.h"
#include "data/base/mem.h"


#define STANDING_FILE_MOST (1 << 20)

static void put_text(FILE *out, char kind, const char *text)
{
	fputc(kind, out);
	fputs(text, out);
	fputc('\0', out);
}

void standing_note(const char *path, const struct standing *list, size_t count)
{
	struct arena a = { 0 };
	const char *new = arena_printf(&a, "%s.new", path);
	FILE *out = count > 0 ? fopen(new, "we") : NULL;

	for (size_t i = 0; out && i < count; i++) {
		put_text(out, list[i].fixture->inside ? 'i' : 'o', "");
		for (size_t k = 0; k < list[i].stop.count; k++)
			put_text(out, 'w', list[i].stop.list[k]);
	}
	/* no fsync: it is for a call that is killed, not for a machine that goes down */
	if (count == 0)
		unlink(path);
	if (out && (fclose(out) != 0 || rename(new, path) != 0))
		unlink(new);
	arena_release(&a);
}

size_t standing_read(const char *path, struct arena *a, struct standing_left **left)
{
	struct err err;
	size_t size = 0, count = 0, room = 0;
	char *text;

	*left = NULL;
	if (access(path, F_OK) != 0 ||
	    (text = file_read(path, STANDING_FILE_MOST, &size, &err)) == NULL)
		return 0;
	for (const char *s = text; s < text + size; s += strlen(s) + 1) {
		if (*s != 'w') {
			*left = mem_grow(*left, &room, count + 1, sizeof(**left));
			(*left)[count++] = (struct standing_left){ .inside = *s == 'i' };
		} else if (count > 0) {
			words_add(&(*left)[count - 1].stop, a, s + 1);
		}
	}
	free(text);
	return count;
}
