/* temporary.h - files that are not whole yet: what they are called, and that a signal takes
 * them away. */
#ifndef DATA_BASE_TEMPORARY_H
#define DATA_BASE_TEMPORARY_H

/* "PATH.PID.part"; the caller frees. While such a file is open a signal finds it. */
char *temporary_name(const char *path);

/* From now on SIGHUP, SIGINT and SIGTERM remove the temporary files that are open, and then
   end the process as they always did. One that is ignored (nohup) stays ignored. */
void temporary_remove_on_signals(void);

#endif
