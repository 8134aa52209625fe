/* output.c - a report's file is written aside and then renamed. Knows no table's content.
 */
#include "reports/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/file.h"
#include "data/base/opt.h"
#include "data/base/temporary.h"
#include "reports/xlsx/xlsx.h"

#define TEMP_TRIES 100

/* A name of its own, so that two runs at once do not write one file. */
static int create_temp(struct output *o, const struct stat *old, struct err *err)
{
	const char *slash = strrchr(o->target, '/');
	int skip = slash ? (int)(slash - o->target) + 1 : 0;
	int fd = -1;

	for (int i = 0; i < TEMP_TRIES && fd < 0; i++) {
		free(o->temp);
		char *name = mem_printf("%.*s.%.200s.%d", skip, o->target,
					o->target + skip, i);
		o->temp = temporary_name(name);
		free(name);
		fd = open(o->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0) {
		int why = errno;
		free(o->temp);
		o->temp = NULL;
		return err_set(err, EXIT_MACHINE, "%s: cannot create a file in %s: %s",
			       o->target, o->folder, strerror(why));
	}
	/* A file that is replaced keeps its mode; one that is not ours may refuse. */
	int kept = old ? fchmod(fd, old->st_mode & 07777) : 0;
	(void)kept;
	o->held = fdopen(fd, "w");
	if (o->held)
		return 0;
	close(fd);
	return err_set(err, EXIT_MACHINE, "%s: %s", o->target, strerror(errno));
}

int output_begin(struct output *o, const char *path, struct err *err)
{
	struct stat st;

	*o = (struct output){ 0 };
	if (*path == '\0')
		return err_set(err, EXIT_INPUT, "the name of the output file is empty");
	char *real = realpath(path, NULL); /* a link is followed, not replaced */
	o->target = real ? real : mem_dup(path);
	o->folder = file_folder(o->target);
	if (stat(o->target, &st) != 0)
		return create_temp(o, NULL, err);
	if (S_ISDIR(st.st_mode))
		return err_set(err, EXIT_INPUT, "%s: is a folder; a file's name is wanted",
			       path);
	if (!S_ISREG(st.st_mode))
		return 0;
	if (access(o->target, W_OK) != 0)
		return err_set(err, EXIT_MACHINE, "%s: %s", path, strerror(errno));
	return create_temp(o, &st, err);
}

int output_stream(struct output *o, struct err *err)
{
	o->file = o->held ? o->held : fopen(o->target, "w");
	o->held = NULL;
	if (o->file == NULL)
		return err_set(err, EXIT_MACHINE, "%s: %s", o->target, strerror(errno));
	return 0;
}

int output_commit(struct output *o, struct err *err)
{
	int rc = 0;

	if (o->file) {
		bool failed = ferror(o->file) != 0;
		if (fclose(o->file) != 0 || failed)
			rc = err_set(err, EXIT_MACHINE, "%s: cannot write: %s", o->target,
				     strerror(errno));
		o->file = NULL;
	}
	if (rc == 0 && o->temp) {
		rc = file_rename_synced(o->temp, o->target, err);
		free(o->temp); /* renamed or removed */
		o->temp = NULL;
	}
	output_abort(o);
	return rc;
}

void output_abort(struct output *o)
{
	if (o->file)
		fclose(o->file);
	if (o->temp)
		unlink(o->temp);
	if (o->held)
		fclose(o->held);
	free(o->temp);
	free(o->target);
	free(o->folder);
	*o = (struct output){ 0 };
}

int output_tables(const struct table_writer *w, const struct table *const *tables,
		  size_t count, const char *path, FILE *standard, struct err *err)
{
	struct output o;

	if (path == NULL || strcmp(path, "-") == 0)
		return w->write(tables, count, standard, err);
	if (output_begin(&o, path, err) != 0 || output_stream(&o, err) != 0 ||
	    w->write(tables, count, o.file, err) != 0) {
		if (o.file)
			err_wrap(err, "%s", path);
		output_abort(&o);
		return -1;
	}
	return output_commit(&o, err);
}

int output_form(const struct opts *opts, struct output_form *out, struct err *err)
{
	const char *to = opts_get(opts, "to"), *path = opts_get(opts, "output");
	size_t n = path ? strlen(path) : 0;

	*out = (struct output_form){ .path = path };
	out->book = n > 5 && strcasecmp(path + n - 5, ".xlsx") == 0;
	if (out->book && to)
		return err_set(err, EXIT_INPUT,
			       "%s is a workbook, and --to %s is not; leave one of them out",
			       path, to);
	out->writer = output_writer(to, err);
	return out->writer ? 0 : -1;
}

int output_form_write(const struct output_form *f, const struct table *const *tables,
		      size_t count, FILE *standard, struct err *err)
{
	if (f->book)
		return xlsx_write(tables, count, f->path, err);
	return output_tables(f->writer, tables, count, f->path, standard, err);
}

const struct table_writer *output_writer(const char *to, struct err *err)
{
	return table_writer_named(to ? to : "text", err);
}
