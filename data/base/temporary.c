/*
 * temporary.c - files that are not whole yet.
 *
 * There is no list of them for the signal to read: a list would be mutable state that all
 * of the program shares. What the process has open under such a name is the list, and the
 * kernel keeps it (/proc; without one the files stay where they are).
 */
#include "data/base/temporary.h"

#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "data/base/mem.h"

#define DESCRIPTORS 1024 /* the lowest free one is given out: ours are below */

char *temporary_name(const char *path)
{
	return mem_printf("%s.%ld.part", path, (long)getpid());
}

/* Writes the number's digits so that they end before `end`: printf is not for signals. */
static char *digits(char *end, long n)
{
	do {
		*--end = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	return end;
}

/* The handler: nothing here that POSIX does not allow in one. */
static void remove_and_end(int signal_number)
{
	static const char part[] = ".part", folder[] = "/proc/self/fd/";
	char link[sizeof(folder) + 24], ending[32], path[PATH_MAX];
	char *start = ending + sizeof(ending) - sizeof(part);

	memcpy(start, part, sizeof(part));
	start = digits(start, (long)getpid());
	*--start = '.';
	size_t size = (size_t)(ending + sizeof(ending) - 1 - start);
	for (long fd = 0; fd < DESCRIPTORS; fd++) {
		char *number = digits(link + sizeof(link) - 1, fd) - (sizeof(folder) - 1);
		ssize_t n;

		link[sizeof(link) - 1] = '\0';
		memcpy(number, folder, sizeof(folder) - 1);
		n = readlink(number, path, sizeof(path) - 1);
		if (n < (ssize_t)size || memcmp(path + n - size, start, size) != 0)
			continue;
		path[n] = '\0';
		unlink(path);
	}
	raise(signal_number); /* it is blocked here, and ends the process on the way back */
}

void temporary_remove_on_signals(void)
{
	static const int numbers[] = { SIGHUP, SIGINT, SIGTERM };
	struct sigaction how = { .sa_handler = remove_and_end,
				 .sa_flags = (int)SA_RESETHAND };
	struct sigaction old;

	sigemptyset(&how.sa_mask);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(numbers[i], &how, NULL);
}
