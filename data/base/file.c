/* file.c - files: read whole, replaced whole, found below a folder. */
#include "data/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/temporary.h"

char *file_join(const char *folder, const char *name)
{
	size_t n = strlen(folder);

	return mem_printf("%s%s%s", folder, n && folder[n - 1] == '/' ? "" : "/", name);
}

char *file_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return mem_dup(".");
	return mem_dup_n(path, slash == path ? 1 : (size_t)(slash - path));
}

static char *read_all(int fd, const char *path, size_t max, size_t *size, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0) {
		err_set(err, EXIT_MACHINE, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (S_ISDIR(st.st_mode)) {
		err_set(err, EXIT_INPUT, "%s is a folder; a file is wanted here", path);
		return NULL;
	}
	if (!S_ISREG(st.st_mode)) {
		err_set(err, EXIT_INPUT, "%s is not a regular file", path);
		return NULL;
	}
	if ((uintmax_t)st.st_size > max) {
		err_set(err, EXIT_INPUT, "%s has %jd bytes; at most %zu are read", path,
			(intmax_t)st.st_size, max);
		return NULL;
	}
	char *text = mem_resize(NULL, (size_t)st.st_size + 1, 1);
	size_t n = 0;
	while (n < (size_t)st.st_size) {
		ssize_t got = read(fd, text + n, (size_t)st.st_size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			err_set(err, EXIT_MACHINE, "%s: %s", path, strerror(errno));
			free(text);
			return NULL;
		}
		if (got == 0)
			break;
		n += (size_t)got;
	}
	text[n] = '\0';
	*size = n;
	return text;
}

char *file_read(const char *path, size_t max, size_t *size, struct err *err)
{
	/* O_NONBLOCK: a FIFO without a writer must not hold us. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0) {
		err_set(err, errno == ENOENT ? EXIT_INPUT : EXIT_MACHINE, "%s: %s", path,
			strerror(errno));
		return NULL;
	}
	char *text = read_all(fd, path, max, size, err);
	close(fd);
	return text;
}

char *file_next_line(char **rest)
{
	char *line = *rest, *eol = line ? strchr(line, '\n') : NULL;

	if (eol == NULL)
		return NULL;
	*eol = '\0';
	*rest = eol + 1;
	return line;
}

int file_new_open(struct file_new *f, const char *path, struct err *err)
{
	struct stat st;

	*f = (struct file_new){ 0 };
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return err_set(err, EXIT_MACHINE, "%s is %s; a file's name is wanted", path,
			       S_ISDIR(st.st_mode) ? "a folder" : "not a regular file");
	f->path = mem_dup(path);
	f->temporary = temporary_name(path);
	f->out = fopen(f->temporary, "wxe");
	if (f->out == NULL && errno == EEXIST && unlink(f->temporary) == 0)
		f->out = fopen(f->temporary, "wxe");
	if (f->out)
		return 0;
	err_set(err, EXIT_MACHINE, "%s cannot be written: %s", path, strerror(errno));
	free(f->path);
	free(f->temporary);
	*f = (struct file_new){ 0 };
	return -1;
}

void file_new_abandon(struct file_new *f)
{
	if (f->out)
		fclose(f->out);
	if (f->temporary)
		unlink(f->temporary);
	free(f->path);
	free(f->temporary);
	*f = (struct file_new){ 0 };
}

int file_new_close(struct file_new *f, struct err *err)
{
	bool failed = ferror(f->out) || fflush(f->out) != 0;
	int reason = errno;
	int rc;

	if (fclose(f->out) != 0 && !failed) {
		failed = true;
		reason = errno;
	}
	f->out = NULL;
	if (failed)
		rc = err_set(err, EXIT_MACHINE, "%s cannot be written: %s; what was there "
			     "before is still there", f->path, strerror(reason));
	else
		rc = file_rename_synced(f->temporary, f->path, err);
	file_new_abandon(f);
	return rc;
}

int file_hold_folder(const char *path)
{
	char *folder = file_folder(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = -1;

	free(folder);
	if (fd >= 0)
		while ((rc = flock(fd, LOCK_EX)) != 0 && errno == EINTR)
			;
	if (rc == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

int file_rename_synced(const char *temporary, const char *path, struct err *err)
{
	int fd = open(temporary, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0 && rename(temporary, path) == 0;
	int reason = errno;

	if (fd >= 0)
		close(fd); /* not before: while it is open a signal removes it */
	if (good)
		return 0;
	unlink(temporary);
	return err_set(err, EXIT_MACHINE, "%s cannot be written: %s", path,
		       strerror(reason));
}

/* --- the walk ------------------------------------------------------------------------ */

/* The folders above the one being read, to notice a link that leads back. */
struct above {
	const struct above *up;
	dev_t dev;
	ino_t ino;
	int depth;
};

static struct file_entry *add(struct file_list *list, const char *root, const char *below,
			      enum file_kind kind)
{
	list->entries = mem_grow(list->entries, &list->room, list->count + 1,
				 sizeof(list->entries[0]));
	struct file_entry *e = &list->entries[list->count++];
	bool here = strcmp(root, ".") == 0; /* "./a" is "a" */
	size_t n = here ? 0 : strlen(root);
	const char *slash = here || (n && root[n - 1] == '/') ? "" : "/";

	*e = (struct file_entry){ .kind = kind };
	if (here)
		root = "";
	e->path = arena_printf(&list->arena, "%s%s%s", root, slash, below);
	e->below = e->path + n + strlen(slash);
	return e;
}

static void add_stat(struct file_entry *e, const struct stat *st)
{
	e->dev = st->st_dev;
	e->ino = st->st_ino;
	e->size = st->st_size;
	e->mtime_ns = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
	e->ctime_ns = (int64_t)st->st_ctim.tv_sec * 1000000000 + st->st_ctim.tv_nsec;
}

static bool loops(const struct above *a, const struct stat *st)
{
	for (; a; a = a->up)
		if (a->dev == st->st_dev && a->ino == st->st_ino)
			return true;
	return false;
}

static void walk(int at, const char *root, const char *below, const struct above *up,
		 struct file_list *list);

static void walk_entry(int at, const char *root, const char *below, const char *name,
		       const struct above *up, struct file_list *list)
{
	char *path = below[0] ? mem_printf("%s/%s", below, name) : mem_dup(name);
	struct stat st;

	if (fstatat(at, name, &st, 0) != 0) {
		int reason = errno;

		if (reason == ELOOP)
			add(list, root, path, FILE_LOOP);
		else
			add(list, root, path, FILE_UNREADABLE)->why =
				arena_dup(&list->arena, strerror(reason));
	} else if (!S_ISDIR(st.st_mode)) {
		add_stat(add(list, root, path,
			     S_ISREG(st.st_mode) ? FILE_REGULAR : FILE_SPECIAL), &st);
	} else if (loops(up, &st) || up->depth > 100) {
		add(list, root, path, FILE_LOOP);
	} else {
		struct above here = { up, st.st_dev, st.st_ino, up->depth + 1 };
		int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (fd < 0)
			add(list, root, path, FILE_UNREADABLE)->why =
				arena_dup(&list->arena, strerror(errno));
		else
			walk(fd, root, path, &here, list);
	}
	free(path);
}

/* Takes over the descriptor. */
static void walk(int at, const char *root, const char *below, const struct above *up,
		 struct file_list *list)
{
	DIR *dir = fdopendir(at);
	struct dirent *d;

	if (dir == NULL) {
		close(at);
		return;
	}
	while ((d = readdir(dir)) != NULL)
		if (d->d_name[0] != '.')
			walk_entry(at, root, below, d->d_name, up, list);
	closedir(dir);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct file_entry *)a)->below,
		      ((const struct file_entry *)b)->below);
}

int file_walk(const char *root, struct file_list *list, struct err *err)
{
	struct stat st;

	if (stat(root, &st) != 0)
		return err_set(err, errno == ENOENT ? EXIT_INPUT : EXIT_MACHINE, "%s: %s",
			       root, strerror(errno));
	if (!S_ISDIR(st.st_mode)) {
		char *folder = file_folder(root);
		const char *slash = strrchr(root, '/');
		struct file_entry *e =
			add(list, slash ? folder : "", slash ? slash + 1 : root,
			    S_ISREG(st.st_mode) ? FILE_REGULAR : FILE_SPECIAL);

		e->path = arena_dup(&list->arena, root);
		e->below = slash ? e->path + (slash + 1 - root) : e->path;
		add_stat(e, &st);
		free(folder);
		return 0;
	}
	int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, EXIT_MACHINE, "%s: %s", root, strerror(errno));
	struct above top = { NULL, st.st_dev, st.st_ino, 0 };
	size_t first = list->count;
	walk(fd, root, "", &top, list);
	if (list->count > first)
		qsort(list->entries + first, list->count - first, sizeof(list->entries[0]),
		      by_path);
	return 0;
}

void file_list_release(struct file_list *list)
{
	free(list->entries);
	arena_release(&list->arena);
	*list = (struct file_list){ 0 };
}

void file_stamp(const char *path, char out[FILE_STAMP])
{
	struct stat st;

	out[0] = '\0';
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
		snprintf(out, FILE_STAMP, "%ju %ju %jd %jd.%09ld %jd.%09ld",
			 (uintmax_t)st.st_dev, (uintmax_t)st.st_ino, (intmax_t)st.st_size,
			 (intmax_t)st.st_mtim.tv_sec, (long)st.st_mtim.tv_nsec,
			 (intmax_t)st.st_ctim.tv_sec, (long)st.st_ctim.tv_nsec);
}

char *file_cache_folder(void)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char *base, *folder;

	if (cache && cache[0] == '/')
		base = mem_dup(cache);
	else if (home && home[0] == '/')
		base = file_join(home, ".cache");
	else
		return NULL;
	folder = file_join(base, "desmet");
	if (mkdir(base, 0700) != 0 && errno != EEXIST) {
		free(folder);
		folder = NULL;
	} else if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
		free(folder);
		folder = NULL;
	}
	free(base);
	return folder;
}
