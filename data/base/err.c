/* err.c - errors and notes as values. */
#include "data/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/mem.h"

int err_set(struct err *err, enum exit_code code, const char *fmt, ...)
{
	va_list ap;

	err->code = code;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	return -1;
}

int err_wrap(struct err *err, const char *fmt, ...)
{
	char was[ERR_TEXT + 2] = ": ";
	va_list ap;

	memcpy(was + 2, err->text, sizeof(err->text));
	va_start(ap, fmt);
	int n = vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	for (size_t i = 0; n >= 0 && (size_t)n + 1 < sizeof(err->text) && was[i]; i++) {
		err->text[n++] = was[i];
		err->text[n] = '\0';
	}
	return -1;
}

__attribute__((format(printf, 2, 0))) static void notes_push(struct notes *notes,
							      const char *fmt,
							      va_list ap)
{
	if (notes->count == notes->room) {
		notes->room = notes->room ? 2 * notes->room : 16;
		notes->text =
			mem_resize(notes->text, notes->room, sizeof(notes->text[0]));
	}
	notes->text[notes->count++] = mem_vprintf(fmt, ap);
}

void notes_add(struct notes *notes, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	notes_push(notes, fmt, ap);
	va_end(ap);
}

void notes_unused(struct notes *notes, const char *fmt, ...)
{
	va_list ap;

	notes->unused++;
	va_start(ap, fmt);
	notes_push(notes, fmt, ap);
	va_end(ap);
}

void notes_release(struct notes *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		free(notes->text[i]);
	free(notes->text);
	*notes = (struct notes){ 0 };
}

void notes_more(struct notes *to, const struct notes *more, const char *name)
{
	size_t said = to->count;

	for (size_t i = 0; i < more->count; i++) {
		size_t k = 0;

		while (k < said && strcmp(to->text[k], more->text[i]) != 0)
			k++;
		if (k == said)
			notes_add(to, "%s: %s", name, more->text[i]);
	}
	if (to->unused == 0) /* the same input, seen twice, counts once */
		to->unused = more->unused;
}
