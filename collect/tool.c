/* tool.c - reads a collector. */
#include "collect/tool.h"

#include <stdlib.h>
#include <string.h>

#include "collect/files.h"
#include "data/base/file.h"

static const char *const kinds[] = { "command", "steps", "boot", NULL };
static const char *const places[] = { "outside", "inside", NULL };

struct head {
	const char *name, *title, *real, *figure_unit;
	const struct conf_entry *run, *version, *takes, *figure;
	int kind, where;
	bool log;
};

#define RAW(type, field, needed, words)                                                  \
	{ #field, CONF_RAW, CONF_FIELD(type, field, const struct conf_entry *), 0, 0, NULL, \
	  needed, words }

static const struct conf_key head_keys[] = {
	{ "name", CONF_TEXT, CONF_FIELD(struct head, name, const char *), 0, 0, NULL, true,
	  "the tool's name" },
	{ "title", CONF_TEXT, CONF_FIELD(struct head, title, const char *), 0, 0, NULL, false,
	  "one line for people" },
	{ "kind", CONF_CHOICE, CONF_FIELD(struct head, kind, int), 0, 0, kinds, false,
	  "command; steps: its [step NAME]s, timed; boot: the platform's start, timed" },
	{ "where", CONF_CHOICE, CONF_FIELD(struct head, where, int), 0, 0, places, false,
	  "inside the platform, or outside: on the host" },
	RAW(struct head, run, false, "what is run; boot: prints a line at the first answer"),
	RAW(struct head, version, false, "its first line is the tool's version"),
	RAW(struct head, takes, false, "seconds that a run takes, as far as one can tell"),
	RAW(struct head, figure, false, "extended regular expression: (what) to show of the log"),
	{ "figure_unit", CONF_TEXT, CONF_FIELD(struct head, figure_unit, const char *), 0, 0,
	  NULL, false, "its unit" },
	{ "log", CONF_YES_NO, CONF_FIELD(struct head, log, bool), 0, 0, NULL, false,
	  "yes: desmet parse reads the output; no: it is kept for people" },
	{ "real", CONF_TEXT, CONF_FIELD(struct head, real, const char *), 0, 0, NULL, false,
	  "the metric that its duration is" },
};

struct fixture_text {
	const struct conf_entry *start, *run, *ready, *stop;
	int where;
	bool background;
	double timeout;
};

static const struct conf_key fixture_keys[] = {
	{ "where", CONF_CHOICE, CONF_FIELD(struct fixture_text, where, int), 0, 0, places, false,
	  "inside the platform, or outside" },
	RAW(struct fixture_text, start, true, "sets it up"),
	RAW(struct fixture_text, ready, false, "succeeds once it can be used"),
	RAW(struct fixture_text, stop, false, "takes it down"),
	{ "background", CONF_YES_NO, CONF_FIELD(struct fixture_text, background, bool), 0, 0,
	  NULL, false, "start is the service itself and stays" },
	{ "timeout", CONF_NUMBER, CONF_FIELD(struct fixture_text, timeout, double), 0.1, 86400,
	  NULL, false, "seconds until it must be done or ready" },
};

static const struct conf_key server_keys[] = {
	{ "where", CONF_CHOICE, CONF_FIELD(struct fixture_text, where, int), 0, 0, places, false,
	  "inside the platform, or outside" },
	RAW(struct fixture_text, run, true, "the server of one run; its output is a log"),
	RAW(struct fixture_text, ready, false, "succeeds once it can be used"),
	{ "timeout", CONF_NUMBER, CONF_FIELD(struct fixture_text, timeout, double), 0.1, 86400,
	  NULL, false, "seconds until it must be ready" },
};

static const struct conf_key step_keys[] = {
	RAW(struct fixture_text, run, true, "what is run"),
};

static struct template template_of(const struct tool *t, const struct conf_entry *e)
{
	return e ? (struct template){ &t->conf, e->value, e->line } : (struct template){ 0 };
}

static int load_fixture(struct tool *t, const struct conf_section *s, struct fixture *f,
			bool server, struct err *err)
{
	struct fixture_text text = { .where = 1, .timeout = 60 };
	const struct conf_key *keys = server ? server_keys : fixture_keys;
	size_t count = server ? ARRAY_LEN(server_keys) : ARRAY_LEN(fixture_keys);

	if (conf_read(&t->conf, s, keys, count, &text, NULL, NULL, err) != 0)
		return -1;
	*f = (struct fixture){
		.name = server ? "server" : s->name,
		.inside = text.where == 1,
		.background = server || text.background,
		.start = template_of(t, server ? text.run : text.start),
		.ready = template_of(t, text.ready),
		.stop = template_of(t, text.stop),
		.timeout = text.timeout,
	};
	return 0;
}

static int load_step(struct tool *t, const struct conf_section *s, struct err *err)
{
	struct fixture_text text = { .run = NULL };

	if (conf_read(&t->conf, s, step_keys, ARRAY_LEN(step_keys), &text, NULL, NULL, err) != 0)
		return -1;
	t->steps[t->step_count++] = (struct step){ s->name, template_of(t, text.run) };
	return 0;
}

static int load_sections(struct tool *t, struct err *err)
{
	size_t count = t->conf.count;

	t->steps = arena_new(&t->arena, count, sizeof(t->steps[0]));
	t->fixtures = arena_new(&t->arena, count + 1, sizeof(t->fixtures[0]));
	for (size_t i = 0; i < count; i++) {
		const struct conf_section *s = &t->conf.sections[i];
		int rc = 0;

		if (strcmp(s->kind, "fixture") == 0)
			rc = load_fixture(t, s, &t->fixtures[t->fixture_count++], false, err);
		else if (strcmp(s->kind, "step") == 0)
			rc = load_step(t, s, err);
		if (rc != 0)
			return -1;
	}
	const struct conf_section *server = conf_find(&t->conf, "server", NULL);
	if (server == NULL)
		return 0;
	t->server = &t->fixtures[count];
	return load_fixture(t, server, &t->fixtures[count], true, err);
}

static int load_figure(struct tool *t, const struct conf_entry *e, struct err *err)
{
	char why[200];
	int code;

	if (e == NULL)
		return 0;
	code = regcomp(&t->figure, e->value, REG_EXTENDED | REG_NEWLINE);
	if (code != 0) {
		regerror(code, &t->figure, why, sizeof(why));
		return conf_error(&t->conf, e->line, err, "figure: %s", why);
	}
	t->has_figure = true;
	if (t->figure.re_nsub < 1 || t->figure.re_nsub >= FIGURE_GROUPS)
		return conf_error(&t->conf, e->line, err,
				  "figure: the last of one to %d groups in parentheses says what "
				  "is shown", FIGURE_GROUPS - 1);
	return 0;
}

static int load_head(struct tool *t, struct err *err)
{
	static const char *const sections[] = { "tool", "fixture", "server", "step", "parameters",
						NULL };
	const struct conf_section *s = conf_find(&t->conf, "tool", NULL);
	struct head h = { .where = 1, .log = true };

	if (s == NULL)
		return conf_error(&t->conf, 1, err, "a collector needs a [tool] section");
	if (conf_check_kinds(&t->conf, sections, err) != 0 ||
	    conf_read(&t->conf, s, head_keys, ARRAY_LEN(head_keys), &h, NULL, NULL, err) != 0)
		return -1;
	t->name = h.name;
	t->kind = (enum tool_kind)h.kind;
	t->inside = h.where == 1 && t->kind != TOOL_BOOT;
	t->run = template_of(t, h.run);
	t->version = template_of(t, h.version);
	t->takes = template_of(t, h.takes);
	t->is_log = h.log && t->kind == TOOL_RUN;
	t->real = h.real;
	t->figure_unit = h.figure_unit ? h.figure_unit : "";
	t->parameters = conf_find(&t->conf, "parameters", NULL);
	if (t->kind != TOOL_STEPS && h.run == NULL)
		return conf_error(&t->conf, s->line, err, "[tool] needs run = ARGV");
	return load_figure(t, h.figure, err);
}

int tool_load(struct tool *t, const struct conf *campaign, int line, const char *name,
	      struct err *err)
{
	bool is_path = strchr(name, '/') || strstr(name, ".ini");
	char *below = is_path ? mem_dup(name) : mem_printf("tools/%s.ini", name);
	char *path = files_find(campaign->path, below);
	int rc;

	*t = (struct tool){ .name = name };
	if (path == NULL)
		rc = conf_error(campaign, line, err, "tool = %s: there is no %s", name, below);
	else
		rc = conf_load(&t->conf, arena_dup(&t->arena, path), err);
	char *folder = path ? file_folder(path) : NULL;
	t->folder = folder ? arena_dup(&t->arena, folder) : ".";
	free(folder);
	free(below);
	free(path);
	if (rc != 0 || load_head(t, err) != 0 || load_sections(t, err) != 0)
		return -1;
	if (t->kind == TOOL_STEPS && t->step_count == 0)
		return conf_error(&t->conf, 1, err, "kind = steps needs a [step NAME]");
	return 0;
}

void tool_release(struct tool *t)
{
	if (t->has_figure)
		regfree(&t->figure);
	conf_release(&t->conf);
	arena_release(&t->arena);
}
