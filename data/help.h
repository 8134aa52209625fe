/* help.h - help and manual page, from the rows that commands and options are. */
#ifndef DATA_HELP_H
#define DATA_HELP_H

#include <stdio.h>

#include "data/command.h"

/* All commands in a line each, and the exit status. */
void help_program(FILE *out, const struct command *const *commands, size_t count);

/* One command with the options it takes. */
void help_command(FILE *out, const struct command *c, const struct opt_row *rows,
		  size_t count);

/* The manual page's source, in three parts: the commands stand between. */
void help_man_begin(FILE *out, const char *version);
void help_man_command(FILE *out, const struct command *c, const struct opt_row *rows,
		      size_t count);
void help_man_end(FILE *out);

#endif
