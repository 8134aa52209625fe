/* platform.c - reads a platform; makes the argv of a command inside it. */
#include "collect/platform.h"

#include <stdlib.h>
#include <string.h>

#include "collect/files.h"
#include "data/base/file.h"
#include "data/base/num.h"

enum transport { LOCAL, SSH, DOCKER, DOCKER_RUN, TEMPLATE };

static const char *const transports[] = { "local", "ssh", "docker", "docker-run", "template",
					  NULL };

/* What `exec` is when the platform does not say it. */
static const struct {
	const char *exec;
	bool quote;
} defaults[] = {
	[LOCAL] = { "", false },
	[SSH] = { "ssh -T -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=5 "
		  "-o ServerAliveCountMax=3 -p {port} -- {host}", true },
	[DOCKER] = { "docker exec -i {container}", false },
	[DOCKER_RUN] = { "docker run --rm -i --init --network {network} {image}", false },
	[TEMPLATE] = { NULL, false },
};

struct text {
	const char *file, *title, *address, *group, *unproven, *host, *container, *image;
	const struct conf_entry *setup, *teardown, *start, *stop, *ready, *exec;
	const char *network;
	int transport, port;
	const struct conf_entry *leash;
	bool quote;
	double start_timeout;
};

#define TEXT(field, words) \
	{ #field, CONF_TEXT, CONF_FIELD(struct text, field, const char *), 0, 0, NULL, false, \
	  words }
#define RAW(field, words)                                                                \
	{ #field, CONF_RAW, CONF_FIELD(struct text, field, const struct conf_entry *), 0, 0, \
	  NULL, false, words }

static const struct conf_key keys[] = {
	TEXT(file, "an INI file with a [platform] section; else the shipped one of the name"),
	TEXT(title, "one line for people"),
	TEXT(address, "where servers in the platform answer"),
	TEXT(group, "hosts that can run it, for GNU parallel"),
	TEXT(unproven, "why nobody has run it yet"),
	{ "transport", CONF_CHOICE, CONF_FIELD(struct text, transport, int), 0, 0, transports,
	  false, "local, ssh, docker (exec), docker-run or template" },
	TEXT(host, "ssh: user@host"),
	{ "port", CONF_INTEGER, CONF_FIELD(struct text, port, int), 1, 65535, NULL, false,
	  "ssh: its port" },
	TEXT(container, "docker: the container"),
	TEXT(image, "docker-run: the image"),
	TEXT(network, "docker-run: the network"),
	RAW(exec, "what stands before a command that runs inside"),
	{ "quote", CONF_YES_NO, CONF_FIELD(struct text, quote, bool), 0, 0, NULL, false,
	  "exec hands one string to a shell on the far side" },
	RAW(leash, "yes: a command inside ends when its standard input does (needs sh and setsid "
		   "there); no; or a program there that sees to it"),
	RAW(setup, "on the host, once before the platform is first used"),
	RAW(teardown, "on the host, once at the end"),
	RAW(start, "on the host: starts the platform"),
	RAW(stop, "on the host: stops it, also when it does not run"),
	RAW(ready, "on the host: succeeds once the platform can be used"),
	{ "start_timeout", CONF_NUMBER, CONF_FIELD(struct text, start_timeout, double), 0.1,
	  86400, NULL, false, "seconds until it must be ready" },
};

static int set_own_variable(void *ctx, const struct conf_entry *e, struct err *err)
{
	struct platform *p = ctx;

	(void)err;
	if (strncmp(e->key, "var.", 4) != 0)
		return 1;
	vars_set(&p->vars, e->key + 4, e->value);
	return 0;
}

static void take(struct template *t, const struct conf *c, const struct conf_entry *e)
{
	if (e)
		*t = (struct template){ c, e->value, e->line };
}

/* One section: the platform's own file, then the campaign's. */
static int read_section(struct platform *p, const struct conf *c,
			const struct conf_section *s, struct text *t, struct err *err)
{
	t->setup = t->teardown = t->start = t->stop = t->ready = t->exec = t->leash = NULL;
	if (conf_read(c, s, keys, ARRAY_LEN(keys), t, set_own_variable, p, err) != 0)
		return -1;
	take(&p->setup, c, t->setup);
	take(&p->teardown, c, t->teardown);
	take(&p->start, c, t->start);
	take(&p->stop, c, t->stop);
	take(&p->ready, c, t->ready);
	take(&p->exec, c, t->exec);
	take(&p->leash_words, c, t->leash);
	return 0;
}

static const char *folder_of(struct platform *p, const char *path)
{
	char *folder = file_folder(path);
	const char *kept = arena_dup(&p->arena, folder);

	free(folder);
	return kept;
}

static int read_file(struct platform *p, const struct conf *campaign, int line,
		     const char *file, bool needed, struct text *t, struct err *err)
{
	char *below = file ? mem_dup(file) : mem_printf("platforms/%s/platform.ini", p->name);
	char *path = files_find(campaign->path, below);
	const struct conf_section *s;
	int rc = 0;

	if (path == NULL && needed)
		rc = conf_error(campaign, line, err, "platform %s: there is no %s", p->name,
				below);
	free(below);
	if (path == NULL)
		return rc;
	p->folder = folder_of(p, path);
	const char *kept = arena_dup(&p->arena, path);
	free(path);
	if (conf_load(&p->conf, kept, err) != 0)
		return -1;
	s = conf_find(&p->conf, "platform", NULL);
	if (s == NULL)
		return conf_error(&p->conf, 1, err, "a platform needs a [platform] section");
	return read_section(p, &p->conf, s, t, err);
}

/* A name that would change the meaning of a host, or of a folder's path. */
static int check_names(const struct conf *c, int line, const struct platform *p,
		       const struct text *t, struct err *err)
{
	if (p->name[0] == '.' || p->name[0] == '-' || strpbrk(p->name, "/@= \t") ||
	    strlen(p->name) > 40)
		return conf_error(c, line, err, "\"%s\" is no name of a platform: at most 40 "
				  "letters, digits, _ and -", p->name);
	if (t->host && (t->host[0] == '-' || strchr(t->host, ' ')))
		return conf_error(c, line, err, "host = %s: a host's name does not start with "
				  "\"-\"", t->host);
	if (t->transport == SSH && t->host == NULL)
		return conf_error(c, line, err, "platform %s: ssh needs host = USER@HOST",
				  p->name);
	if (t->transport == DOCKER && t->container == NULL)
		return conf_error(c, line, err, "platform %s: docker needs container = NAME",
				  p->name);
	if (t->transport == DOCKER_RUN && t->image == NULL)
		return conf_error(c, line, err, "platform %s: docker-run needs image = NAME",
				  p->name);
	if (t->transport == TEMPLATE && p->exec.text == NULL)
		return conf_error(c, line, err, "platform %s: a template needs exec = ARGV",
				  p->name);
	return 0;
}

static void set_variables(struct platform *p, const struct text *t, const char *state)
{
	const struct var given[] = {
		{ "platform", p->name },     { "address", p->address },
		{ "folder", p->folder },     { "state", state },
		{ "host", t->host },         { "container", t->container },
		{ "image", t->image },       { "network", t->network },
		{ "port", arena_printf(&p->arena, "%d", t->port) },
	};

	for (size_t i = 0; i < ARRAY_LEN(given); i++)
		if (given[i].value)
			vars_set(&p->vars, given[i].name, given[i].value);
}

int platform_load(struct platform *p, const struct conf *campaign,
		  const struct conf_section *section, const char *name, const char *state,
		  struct err *err)
{
	struct text t = { .port = 22, .start_timeout = 120, .transport = -1,
			  .network = "bridge" };
	const struct conf_entry *file = section ? conf_get(section, "file") : NULL;
	int line = file ? file->line : section ? section->line : 1;

	*p = (struct platform){ .name = name };
	/* a section that says how to run is a platform of its own, whatever ships by its name */
	bool own = section && !file &&
		   (conf_get(section, "transport") || conf_get(section, "exec"));
	if (!own && read_file(p, campaign, line, file ? file->value : NULL, file || !section, &t,
		      err) != 0)
		return -1;
	if (section && read_section(p, campaign, section, &t, err) != 0)
		return -1;
	if (t.transport < 0)
		t.transport = p->exec.text ? TEMPLATE : LOCAL;
	if (check_names(campaign, line, p, &t, err) != 0)
		return -1;
	if (p->exec.text == NULL) {
		p->exec = (struct template){ campaign, defaults[t.transport].exec, line };
		p->quote = defaults[t.transport].quote;
	}
	p->quote = p->quote || t.quote;
	p->leash = p->leash_words.text ? strcmp(p->leash_words.text, "no") != 0
				       : t.transport != LOCAL;
	if (p->leash && p->leash_words.text && strcmp(p->leash_words.text, "yes") == 0)
		p->leash_words.text = NULL;
	p->address = t.address ? t.address : "";
	p->group = t.group;
	p->unproven = t.unproven;
	p->start_timeout = t.start_timeout;
	if (p->folder == NULL)
		p->folder = folder_of(p, campaign->path);
	set_variables(p, &t, state);
	return 0;
}

void platform_release(struct platform *p)
{
	free(p->vars.list);
	conf_release(&p->conf);
	arena_release(&p->arena);
}

/*
 * The leash: the command in a session of its own; when our end of its standard input closes
 * (the run is over, or this program or the connection is gone) the session's group is ended.
 * TERM, which this program sends to the leash's own group, must not end who sees to that.
 * What a command leaves of its group when it ends is killed, as on the host: it would hold the
 * connection open.
 */
static const char leash[] =
	"exec 3<&0; setsid \"$@\" </dev/null 3<&- & p=$!; trap : TERM; "
	"{ trap \"\" TERM; read -r x; trap \"\" HUP; kill -TERM -$p; sleep 4; kill -KILL -$p; } "
	"<&3 >/dev/null 2>&1 & w=$!; exec 3<&-; wait $p; s=$?; "
	"while kill -0 $p 2>/dev/null; do wait $p; s=$?; done; "
	"kill -KILL -$p 2>/dev/null; kill -HUP $w 2>/dev/null; exit $s";

static int add_leash(const struct platform *p, struct arena *a, struct words *inside,
		     struct err *err)
{
	if (!p->leash)
		return 0;
	if (p->leash_words.text)
		return words_expand(inside, a, &p->leash_words, &p->vars, err);
	words_add(inside, a, "sh");
	words_add(inside, a, "-c");
	words_add(inside, a, leash);
	words_add(inside, a, "leash");
	return 0;
}

int platform_inside(const struct platform *p, struct arena *a, const struct words *command,
		    struct words *out, struct err *err)
{
	struct words inside = { 0 };

	if (words_expand(out, a, &p->exec, &p->vars, err) != 0 ||
	    add_leash(p, a, &inside, err) != 0)
		return -1;
	words_append(&inside, a, command);
	if (p->quote)
		words_add(out, a, words_quoted(a, &inside));
	else
		words_append(out, a, &inside);
	return 0;
}

const char *platform_shown(struct arena *a, const struct words *w)
{
	const char *line = words_quoted(a, w), *at = strstr(line, leash);

	return at ? arena_printf(a, "%.*sLEASH%s", (int)(at - line), line,
				 at + sizeof(leash) - 1) : line;
}
