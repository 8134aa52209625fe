/* made.c - the key of a product, and the file that keeps it. */
#include "data/made.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/file.h"
#include "data/base/mem.h"

#define MADE_FORM "desmet-made 1"
#define MADE_MAX (1 << 20)

void made_begin(struct made *m, const char *product)
{
	char *folder = file_cache_folder(), *below = file_folder(product);
	char *real = realpath(below, NULL), hex[HASH_HEX];

	*m = (struct made){ .product = mem_dup(product), .hash = hash_new() };
	if (folder && real) {
		const char *slash = strrchr(product, '/');
		char *path = file_join(real, slash ? slash + 1 : product);

		hash_hex(path, strlen(path), hex);
		m->notes_file = mem_printf("%s/%.32s.made", folder, hex);
		free(path);
	}
	free(folder);
	free(below);
	free(real);
	hash_begin(m->hash);
}

void made_release(struct made *m)
{
	free(m->product);
	free(m->notes_file);
	hash_free(m->hash);
	*m = (struct made){ 0 };
}

void made_from(struct made *m, const char *text)
{
	if (text)
		hash_add(m->hash, text, strlen(text));
	hash_add(m->hash, text ? "\0" : "\0\1", text ? 1 : 2);
}

void made_from_file(struct made *m, const char *path)
{
	struct err err;
	size_t size = 0;
	char *text = file_read(path, MADE_MAX, &size, &err), hex[HASH_HEX] = "";

	if (text)
		hash_hex(text, size, hex);
	made_from(m, hex);
	free(text);
}

void made_from_stamp(struct made *m, const char *path)
{
	char stamp[FILE_STAMP];

	file_stamp(path, stamp);
	made_from(m, stamp);
}

static bool is_next(char **rest, const char *want)
{
	const char *line = file_next_line(rest);

	return line && strcmp(line, want) == 0;
}

bool made_holds(struct made *m, struct notes *notes)
{
	char stamp[FILE_STAMP], *rest, *text, *line;
	struct err err;
	size_t size;

	hash_end(m->hash, m->key);
	m->said = notes->count;
	m->unused = notes->unused;
	rest = text = m->notes_file ? file_read(m->notes_file, MADE_MAX, &size, &err) : NULL;
	file_stamp(m->product, stamp);
	m->holds = stamp[0] && is_next(&rest, MADE_FORM) && is_next(&rest, m->key) &&
		   is_next(&rest, stamp) && (line = file_next_line(&rest)) != NULL;
	if (m->holds) {
		notes->unused += strtoul(line, NULL, 10);
		while ((line = file_next_line(&rest)) != NULL)
			notes_add(notes, "%s", line);
	}
	free(text);
	return m->holds;
}

void made_keep(const struct made *m, const struct notes *notes)
{
	char stamp[FILE_STAMP];
	struct file_new f;
	struct err err;

	for (size_t i = m->said; i < notes->count; i++)
		if (strchr(notes->text[i], '\n'))
			return;
	file_stamp(m->product, stamp);
	if (m->notes_file == NULL || !stamp[0] || file_new_open(&f, m->notes_file, &err) != 0)
		return; /* then it will be made again */
	fprintf(f.out, "%s\n%s\n%s\n%zu\n", MADE_FORM, m->key, stamp,
		notes->unused - m->unused);
	for (size_t i = m->said; i < notes->count; i++)
		fprintf(f.out, "%s\n", notes->text[i]);
	file_new_close(&f, &err);
}
