/* help.c - what the commands say of themselves, for people and for man(1). */
#include "data/help.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/mem.h"

static const struct exit_row {
	enum exit_code code;
	const char *meaning;
} exit_rows[] = {
	{ EXIT_DONE, "done" },
	{ EXIT_MACHINE, "the machine or the store failed" },
	{ EXIT_INPUT, "the command line, a rubric, a grammar or a layout is wrong" },
	{ EXIT_UNUSED, "done, but something in the input could not be used (said, counted)" },
};

static void print_wrapped(FILE *out, const char *text, const char *indent, size_t width)
{
	size_t column = 0;

	for (const char *s = text; *s;) {
		size_t n = strcspn(s, " ");

		if (column && column + 1 + n > width) {
			fputc('\n', out);
			column = 0;
		}
		if (column == 0)
			fputs(indent, out);
		else
			fputc(' ', out);
		fwrite(s, 1, n, out);
		column += n + (column ? 1 : 0);
		s += n;
		while (*s == ' ')
			s++;
	}
	fputc('\n', out);
}

static void print_option(FILE *out, const struct opt_row *o)
{
	char left[64];

	snprintf(left, sizeof(left), "%s%c%s --%s%s%s", o->letter ? "-" : " ",
		 o->letter ? o->letter : ' ', o->letter ? "," : " ", o->name,
		 o->arg ? " " : "", o->arg ? o->arg : "");
	fprintf(out, "  %-24s %s\n", left, o->help);
}

static void print_paragraphs(FILE *out, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = mem_dup_n(text, n);

		print_wrapped(out, line, "", 78);
		free(line);
		text += n + (text[n] == '\n');
	}
}

void help_command(FILE *out, const struct command *c, const struct opt_row *rows,
		  size_t count)
{
	fprintf(out, "Usage: desmet %s %s\n\n", c->name, c->args);
	print_paragraphs(out, c->description);
	if (count)
		fprintf(out, "\nOptions:\n");
	for (size_t i = 0; i < count; i++)
		print_option(out, &rows[i]);
}

void help_program(FILE *out, const struct command *const *commands, size_t count)
{
	fprintf(out, "Usage: desmet COMMAND [ARGUMENTS]\n\n"
		     "Turns archives of benchmark logs into DESMET evaluation profiles.\n\n"
		     "Commands:\n");
	for (size_t i = 0; i < count; i++)
		fprintf(out, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
	fprintf(out, "\nSOURCE is a store or a folder of logs. \"desmet COMMAND --help\" says "
		     "more.\n\nExit status:\n");
	for (size_t i = 0; i < ARRAY_LEN(exit_rows); i++)
		fprintf(out, "  %d  %s\n", (int)exit_rows[i].code, exit_rows[i].meaning);
}

/* roff reads "-" as a hyphen and "\\" and leading "." as its own. */
static void print_roff(FILE *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", out);
	for (; *text; text++) {
		if (*text == '-' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
}

void help_man_begin(FILE *out, const char *version)
{
	fprintf(out, ".TH DESMET 1 \"\" \"desmet %s\" \"User Commands\"\n.SH NAME\n"
		     "desmet \\- benchmark logs to DESMET evaluation profiles\n"
		     ".SH SYNOPSIS\n.B desmet\n.I COMMAND\n[\n.I ARGUMENTS\n]\n"
		     ".SH DESCRIPTION\nTurns archives of benchmark logs into DESMET evaluation "
		     "profiles: logs are read by grammars into a store, judged by a rubric "
		     "relative to a baseline platform, and shown as a table or a workbook in "
		     "which every figure leads back to its line of a log.\n.SH COMMANDS\n",
		version);
}

void help_man_command(FILE *out, const struct command *c, const struct opt_row *rows,
		      size_t count)
{
	fprintf(out, ".SS \"desmet %s ", c->name);
	print_roff(out, c->args);
	fprintf(out, "\"\n");
	print_roff(out, c->description);
	fputc('\n', out);
	for (size_t k = 0; k < count; k++) {
		const struct opt_row *o = &rows[k];

		fprintf(out, ".TP\n.B ");
		if (o->letter)
			fprintf(out, "\\-%c, ", o->letter);
		fprintf(out, "\\-\\-");
		print_roff(out, o->name);
		fprintf(out, "%s%s\n", o->arg ? " " : "", o->arg ? o->arg : "");
		print_roff(out, o->help);
		fputc('\n', out);
	}
}

void help_man_end(FILE *out)
{
	fprintf(out, ".SH EXIT STATUS\n");
	for (size_t i = 0; i < ARRAY_LEN(exit_rows); i++)
		fprintf(out, ".TP\n%d\n%s\n", (int)exit_rows[i].code, exit_rows[i].meaning);
	fprintf(out, ".TP\n128+n\nended by signal n\n"
		     ".SH ENVIRONMENT\n.TP\nDESMET_GRAMMARS\na folder of your own grammars\n"
		     ".TP\nDESMET_COLLECT\na folder of your own platforms and collectors\n"
		     ".TP\nDESMET_STATE\nwhere recipes of platforms keep their images "
		     "(/var/lib/desmet)\n"
		     ".TP\nXDG_CONFIG_HOME, XDG_CACHE_HOME\nwhere desmet/grammars and the cache "
		     "of archives are looked for\n"
		     ".TP\nSOURCE_DATE_EPOCH\nthe date of creation that a workbook says, in "
		     "seconds since 1970\n"
		     ".TP\nTERM, LANG, NO_COLOR\nof tune \\-\\-interactive: the terminal, whether it "
		     "reads UTF\\-8, and, if set, that there are no colours\n");
}

