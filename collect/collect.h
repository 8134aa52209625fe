/* collect.h - the front of collect/: desmet collect, and the check of its files. */
#ifndef COLLECT_COLLECT_H
#define COLLECT_COLLECT_H

#include "data/base/err.h"
#include "data/command.h"

extern const struct command collect_command;

/* For desmet check: EXIT_INPUT when it is not sound. */
int collect_check_campaign(const char *path, struct notes *notes, struct err *err);
int collect_check_tool(const char *path, struct notes *notes, struct err *err);
int collect_check_platform(const char *path, struct notes *notes, struct err *err);

#endif
