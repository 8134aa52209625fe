/* reports.h - the front door of reports/: the commands that show verdicts. */
#ifndef REPORTS_REPORTS_H
#define REPORTS_REPORTS_H

#include "data/command.h"

extern const struct command score_command;
extern const struct command report_command;
extern const struct command audit_command;
extern const struct command explain_command;
extern const struct command diff_command;
extern const struct command tune_command;
extern const struct command judge_command;
extern const struct command show_command;

#endif
