/* keep.c - folders of runs, renamed into place. */
#include "collect/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/file.h"
#include "data/embedded.h"

static int cannot(struct err *err, const char *path)
{
	return err_set(err, EXIT_MACHINE, "%s: %s", path, strerror(errno));
}

/* All folders above `path`, from `from` on. */
static int make_folders(const char *path, size_t from, struct err *err)
{
	char *copy = mem_dup(path);
	int rc = 0;

	for (char *s = strchr(copy + from, '/'); rc == 0 && s; s = strchr(s + 1, '/')) {
		*s = '\0';
		if (copy[0] && mkdir(copy, 0777) != 0 && errno != EEXIST)
			rc = cannot(err, copy);
		*s = '/';
	}
	free(copy);
	return rc;
}

static int write_file(const char *folder, const char *name, const char *text, size_t size,
		      struct err *err)
{
	char *path = file_join(folder, name);
	struct file_new f;
	int rc = file_new_open(&f, path, err);

	if (rc == 0) {
		fwrite(text, 1, size, f.out);
		rc = file_new_close(&f, err);
	}
	free(path);
	return rc;
}

/* --- the archive --------------------------------------------------------------------- */

/* An archive that is there must be this campaign's. */
static int check_campaign(const char *archive, const struct campaign *c, struct err *err)
{
	char *path = file_join(archive, "campaign.ini");
	struct conf there = { 0 };
	const struct conf_section *s;
	const struct conf_entry *name;
	int rc = 0;

	if (access(path, F_OK) == 0)
		rc = conf_load(&there, path, err);
	s = conf_find(&there, "campaign", NULL);
	name = s ? conf_get(s, "name") : NULL;
	if (rc == 0 && name && strcmp(name->value, c->name) != 0)
		rc = err_set(err, EXIT_INPUT, "%s is the archive of the campaign \"%s\", not of "
			     "\"%s\"; choose another with -o", archive, name->value, c->name);
	conf_release(&there);
	free(path);
	return rc;
}

/* A folder with something else in it is nobody's archive yet. One with a lock is ours, cut off
   before there was a campaign in it. */
static int check_empty(const char *archive, struct err *err)
{
	char *campaign = file_join(archive, "campaign.ini"), *lock = file_join(archive, ".lock");
	bool ours = access(campaign, F_OK) == 0 || access(lock, F_OK) == 0;
	struct file_list list = { 0 };
	int rc = ours ? 0 : file_walk(archive, &list, err);

	/* another call may have begun the archive while we looked */
	ours = ours || access(lock, F_OK) == 0;
	if (rc == 0 && !ours && list.count)
		rc = err_set(err, EXIT_INPUT, "%s has files that desmet collect has not written "
			     "(%s); choose another folder with -o", archive,
			     list.entries[0].below);
	file_list_release(&list);
	free(lock);
	free(campaign);
	return rc;
}

static int take_lock(struct keep *k, bool alone, struct err *err)
{
	char *path = file_join(k->path, ".lock");
	int rc = 0;

	k->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (k->lock < 0)
		rc = cannot(err, path);
	else if (flock(k->lock, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0)
		rc = err_set(err, EXIT_MACHINE, "%s is in use by another desmet collect; wait "
			     "until it is done, or choose another archive with -o", k->path);
	free(path);
	return rc;
}

static int write_heads(const struct keep *k, const struct campaign *c, struct err *err)
{
	char *layout = file_join(k->path, "layout.ini"), *text;
	bool there = access(layout, F_OK) == 0;
	size_t size;
	int rc = 0;

	free(layout);
	if (!there)
		rc = write_file(k->path, "layout.ini", embedded_layout.text, embedded_layout.size,
				err);
	text = rc == 0 ? file_read(c->conf.path, 1 << 22, &size, err) : NULL;
	if (rc == 0)
		rc = text ? write_file(k->path, "campaign.ini", text, size, err) : -1;
	free(text);
	return rc;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static void drop(const char *folder)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int keep_open(struct keep *k, const char *path, const struct campaign *c, bool alone,
	      struct err *err)
{
	*k = (struct keep){ .path = mem_dup(path), .lock = -1, .run = -1,
			     .alone = alone };
	size_t n = strlen(k->path);
	while (n > 1 && k->path[n - 1] == '/')
		k->path[--n] = '\0';
	char *work = mem_printf("%s/.work/", k->path);
	int rc = access(k->path, F_OK) == 0 ? check_empty(k->path, err) : 0;
	if (rc == 0)
		rc = make_folders(work, 0, err);
	if (rc == 0)
		rc = check_campaign(k->path, c, err);
	if (rc == 0)
		rc = take_lock(k, alone, err);
	if (rc == 0)
		rc = write_heads(k, c, err);
	if (rc == 0 && alone) { /* what a cut-off run has left */
		drop(work);
		rc = make_folders(work, 0, err);
	}
	free(work);
	return rc;
}

void keep_close(struct keep *k)
{
	if (k->lock >= 0)
		close(k->lock);
	free(k->path);
	*k = (struct keep){ .lock = -1, .run = -1 };
}

/* --- runs ---------------------------------------------------------------------------- */

static char *place(const struct keep *k, const struct run *r, bool failed)
{
	return mem_printf("%s/%s/%s", k->path, failed ? "failed" : r->warmup ? "warmup" : "runs",
			  r->id);
}

/* The value of a manifest's key, to the end of its line; NULL: not there. Its lines may be longer
   than those of an INI file that is read. */
static const char *value_of(const char *text, const char *key, size_t *size)
{
	for (const char *s = text; s; s = strchr(s, '\n')) {
		s += *s == '\n';
		if (strncmp(s, key, strlen(key)) == 0) {
			s += strlen(key);
			*size = strcspn(s, "\n");
			return s[*size] ? s : NULL; /* a line that was cut has no end */
		}
	}
	return NULL;
}

static int read_manifest(const struct run *r, const char *path, double *figure,
			 struct err *err)
{
	char number[64];
	size_t size;
	char *text = file_read(path, 1 << 22, &size, err);
	const char *definition = text ? value_of(text, "definition = ", &size) : NULL, *shown;
	int rc = text ? 0 : -1;

	if (rc == 0 && (definition == NULL || size != strlen(r->definition) ||
			value_of(text, "steal = ", &size) == NULL))
		rc = err_set(err, EXIT_INPUT, "%s: no whole manifest; delete the run's folder, "
			     "and it is made again", path);
	if (rc == 0 && strncmp(definition, r->definition, strlen(r->definition)) != 0)
		rc = err_set(err, EXIT_INPUT,
			     "%s: this run was made by other commands or parameters than the "
			     "campaign has now; collect into another archive with -o, or delete "
			     "the runs that are to be made again", path);
	shown = rc == 0 ? value_of(text, "figure = ", &size) : NULL;
	if (shown && size < sizeof(number)) {
		memcpy(number, shown, size);
		number[size] = '\0';
		if (!conf_number(number, -1e300, 1e300, figure))
			*figure = NAN;
	}
	free(text);
	return rc;
}

int keep_look(const struct keep *k, const struct run *r, enum keep_state *state,
	      double *figure, struct err *err)
{
	int rc = 0;

	*state = KEEP_NONE;
	*figure = NAN;
	for (int failed = 0; rc == 0 && *state == KEEP_NONE && failed < 2; failed++) {
		char *folder = place(k, r, failed), *path = file_join(folder, "manifest.ini");

		if (access(path, F_OK) == 0) {
			*state = failed ? KEEP_FAILED : KEEP_OK;
			rc = read_manifest(r, path, figure, err);
		}
		free(path);
		free(folder);
	}
	return rc;
}

size_t keep_strays(const struct keep *k, const struct plan *p, char **example)
{
	static const char manifest[] = "/manifest.ini";
	char *folder = file_join(k->path, "runs");
	struct file_list list = { 0 };
	size_t strays = 0;
	struct err err;

	*example = NULL;
	if (access(folder, F_OK) == 0 && file_walk(folder, &list, &err) == 0) {
		for (size_t i = 0; i < list.count; i++) {
			size_t n = strlen(list.entries[i].below), end = sizeof(manifest) - 1;

			if (n <= end || strcmp(list.entries[i].below + n - end, manifest) != 0)
				continue;
			char *id = mem_dup_n(list.entries[i].below, n - end);
			bool stray = plan_find(p, id) == NULL;
			if (stray && strays++ == 0)
				*example = id;
			else
				free(id);
		}
		file_list_release(&list);
	}
	free(folder);
	return strays;
}

/* Takes the folder's lock: a call that was cut off holds none. False: another call does. */
static bool take_run(struct keep *k, const char *folder)
{
	k->run = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (k->run >= 0 && flock(k->run, LOCK_EX | LOCK_NB) == 0)
		return true;
	if (k->run >= 0)
		close(k->run);
	k->run = -1;
	return false;
}

static int begin(struct keep *k, const struct run *r, const char *folder, struct err *err)
{
	for (int attempt = 0; attempt < 2; attempt++) {
		bool made = mkdir(folder, 0777) == 0;

		if (!made && errno != EEXIST)
			return cannot(err, folder);
		if (!take_run(k, folder))
			break;
		if (made)
			return 0;
		keep_drop(k, folder); /* what a call that was cut off has left */
	}
	return err_set(err, EXIT_MACHINE, "%s: another desmet collect is at this run", r->id);
}

char *keep_begin(struct keep *k, const struct run *r, struct err *err)
{
	char *path = mem_printf("%s/.work/%s", k->path, r->id);

	for (char *s = path + strlen(k->path) + 7; *s; s++)
		if (*s == '/')
			*s = '+';
	if (begin(k, r, path, err) == 0)
		return path;
	free(path);
	return NULL;
}

void keep_drop(struct keep *k, const char *folder)
{
	drop(folder);
	if (k->run >= 0)
		close(k->run);
	k->run = -1;
}

/* A failed run that is made again is moved aside, not lost. */
static int move_aside(const struct keep *k, const struct run *r, struct err *err)
{
	char *old = place(k, r, true), *aside = NULL;
	int rc = 0;

	for (int n = 1; access(old, F_OK) == 0 && n < 1000; n++) {
		free(aside);
		aside = mem_printf("%s/superseded/%s.%d", k->path, r->id, n);
		rc = make_folders(aside, strlen(k->path) + 1, err);
		if (rc != 0 || rename(old, aside) == 0 ||
		    (errno != EEXIST && errno != ENOTEMPTY))
			break;
	}
	free(aside);
	free(old);
	return rc;
}

int keep_end(const struct keep *k, const struct run *r, const char *folder, bool failed,
	     struct err *err)
{
	char *to = place(k, r, failed);
	int rc = move_aside(k, r, err);

	if (rc == 0)
		rc = make_folders(to, strlen(k->path) + 1, err);
	if (rc == 0 && rename(folder, to) != 0)
		rc = cannot(err, to);
	free(to);
	return rc;
}
