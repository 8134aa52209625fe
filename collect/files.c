/* files.c - the search for platforms and tools. */
#include "collect/files.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "data/base/file.h"
#include "data/base/mem.h"

/* FOLDER/below if it can be read; frees the folder. */
static char *try(char *folder, const char *below)
{
	char *path = folder ? file_join(folder, below) : NULL;

	free(folder);
	if (path && access(path, R_OK) == 0)
		return path;
	free(path);
	return NULL;
}

/* The folder of the running program. */
static char *program_folder(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	return file_folder(path);
}

char *files_find(const char *beside, const char *below)
{
	/* built: build/desmet; installed: PREFIX/bin/desmet */
	static const char *const places[] = { "../collect", "../share/desmet/collect",
					      "../../collect" };
	const char *own = getenv("DESMET_COLLECT");
	char *found = try(file_folder(beside), below), *folder;

	if (found == NULL && own && own[0])
		found = try(mem_dup(own), below);
	folder = found ? NULL : program_folder();
	for (size_t i = 0; folder && found == NULL && i < ARRAY_LEN(places); i++)
		found = try(file_join(folder, places[i]), below);
	free(folder);
	return found;
}
