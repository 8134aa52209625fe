/* engine_stand.c - platforms and fixtures: what must stand before a run. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collect/engine.h"

#define LEFT_SECONDS 120 /* for what an earlier call has left to be taken down */

/* The archive's note on a platform, see collect/keep.h. */
static const char *file_of(struct engine *e, const char *what, const struct platform *p)
{
	return arena_printf(&e->arena, "%s/.%s-%s", e->keep->path, what, p->name);
}

/* The platform's commands have no parameters, but any run's variables do. */
static int platform_command(struct engine *e, const struct run *r, const char *what,
			    const struct template *t, double seconds, int out,
			    struct outcome *o)
{
	return t->text ? engine_command(e, r, what, t, false, seconds, out, o) : 0;
}

/* --- fixtures ------------------------------------------------------------------------ */

static const char *key_of(struct engine *e, const struct run *r, const struct fixture *f,
			  struct words *stop)
{
	struct words start = { 0 };
	struct err err;

	/* plan_make() has expanded all of this without an error */
	plan_words(r, &e->arena, &f->start, f->inside, &start, &err);
	plan_words(r, &e->arena, &f->stop, f->inside, stop, &err);
	return words_quoted(&e->arena, &start);
}

/* Runs words without a run: at the end nobody is there to be told but the notes. */
static int run_words(struct engine *e, const struct words *w, const struct platform *in,
		     const char *folder, double seconds, int out)
{
	const struct spawn_options options = { .argv = w->list, .folder = folder, .out = out,
					       .err = out, .leash = in && in->leash };
	const struct spawn_wait wait = { .seconds = seconds };
	struct child c;
	struct err err;

	if (w->count == 0)
		return 0;
	if (spawn_start(&c, &options, &err) != 0)
		return -1;
	spawn_wait(&e->spawn, &c, &wait);
	return WIFEXITED(c.status) && WEXITSTATUS(c.status) == 0 ? 0 : -1;
}

static void note_standing(struct engine *e)
{
	if (e->keep->alone && e->at)
		standing_note(file_of(e, "fixtures", e->at), e->standing,
			      e->standing_count);
}

/* Fixtures that an earlier call was killed under; while one of this call's stands, the file
   is this call's. */
static void take_down_left(struct engine *e, const struct platform *p, int out)
{
	const char *path = file_of(e, "fixtures", p);
	struct standing_left *left;
	size_t count;

	if (!e->keep->alone || e->standing_count > 0)
		return;
	count = standing_read(path, &e->arena, &left);
	while (count-- > 0)
		run_words(e, &left[count].stop, left[count].inside ? p : NULL,
			  left[count].inside ? p->folder : NULL, LEFT_SECONDS, out);
	free(left);
	unlink(path);
}

static void take_down_last(struct engine *e, int out)
{
	struct standing *s = &e->standing[--e->standing_count];
	const struct platform *in = s->fixture->inside ? e->at : NULL;

	run_words(e, &s->stop, in, in ? in->folder : NULL, s->fixture->timeout, out);
	if (s->has_child)
		spawn_end(&e->spawn, &s->child, 10);
	note_standing(e);
}

static int start_service(struct engine *e, const struct run *r, const struct fixture *f, int out,
			 struct outcome *o)
{
	struct standing *s = &e->standing[e->standing_count - 1];
	struct words start = { 0 };
	struct err err;

	plan_words(r, &e->arena, &f->start, f->inside, &start, &err);
	const struct spawn_options options = {
		.argv = start.list, .out = out, .err = out,
		.leash = f->inside && r->platform->leash,
		.folder = f->inside ? r->platform->folder : NULL,
	};
	if (spawn_start(&s->child, &options, &err) != 0) {
		outcome_fail(o, "%s: %s", f->name, err.text);
		return -1;
	}
	s->has_child = true;
	return 0;
}

/* What does not stand in the end is taken down, or the next run would find it standing. */
static int set_up(struct engine *e, const struct run *r, const struct fixture *f, int out,
		  struct outcome *o)
{
	struct standing *s = &e->standing[e->standing_count++];
	int rc;

	*s = (struct standing){ .fixture = f };
	s->key = key_of(e, r, f, &s->stop);
	note_standing(e);
	if (f->background) {
		rc = start_service(e, r, f, out, o);
	} else {
		/* what a run that was cut off has left, tables or files, would be in the way */
		run_words(e, &s->stop, f->inside ? r->platform : NULL,
			  f->inside ? r->platform->folder : NULL, f->timeout, out);
		rc = engine_command(e, r, f->name, &f->start, f->inside, f->timeout, out, o);
	}
	if (rc == 0)
		rc = engine_ready(e, r, f->name, &f->ready, f->inside, f->timeout, out,
				  s->has_child ? &s->child : NULL, o);
	if (rc != 0)
		take_down_last(e, out);
	return rc;
}

/* What the last run needed and this one does not is taken down, the rest is set up. */
static int stand_fixtures(struct engine *e, const struct run *r, int out, struct outcome *o)
{
	const struct tool *t = &r->benchmark->tool;
	size_t same = 0;

	take_down_left(e, r->platform, out);
	while (same < e->standing_count && same < t->fixture_count) {
		struct words stop = { 0 };
		const struct standing *s = &e->standing[same];

		if ((s->has_child && spawn_has_ended(&s->child)) ||
		    strcmp(s->key, key_of(e, r, &t->fixtures[same], &stop)) != 0)
			break;
		same++;
	}
	while (e->standing_count > same)
		take_down_last(e, out);
	if (t->fixture_count > ENGINE_STANDING) {
		outcome_fail(o, "more than %d fixtures", ENGINE_STANDING);
		return -1;
	}
	for (; same < t->fixture_count; same++)
		if (set_up(e, r, &t->fixtures[same], out, o) != 0)
			return -1;
	return 0;
}

/* --- platforms ----------------------------------------------------------------------- */

/* A file that says that the platform is in use; who finds it later knows what to take down. */
static const char *mark_of(struct engine *e, const struct platform *p)
{
	return file_of(e, "used", p);
}

void engine_find_left(struct engine *e)
{
	for (size_t i = 0; e->keep->alone && i < e->campaign->platform_count; i++)
		if (access(mark_of(e, &e->campaign->platforms[i]), F_OK) == 0)
			e->setup[i] = SETUP_LEFT;
}

static int setup_once(struct engine *e, const struct run *r, int out, struct outcome *o)
{
	size_t i = (size_t)(r->platform - e->campaign->platforms);
	int mark;

	if (e->setup[i] == SETUP_DONE)
		return 0;
	e->setup[i] = SETUP_DONE;
	mark = open(mark_of(e, r->platform), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (mark >= 0)
		close(mark);
	return platform_command(e, r, "setup", &r->platform->setup, 600, out, o);
}

/* Runs a platform's own command outside of any run; 0 also when it has none. */
static int take_down(struct engine *e, const struct platform *p, const struct template *t,
		     int out)
{
	struct words w = { 0 };
	struct err err;

	if (words_expand(&w, &e->arena, t, &p->vars, &err) != 0)
		return -1;
	return run_words(e, &w, NULL, p->folder, 120, out);
}

/* Stops whatever platform is up. */
static void stop_platform(struct engine *e, int out)
{
	while (e->standing_count)
		take_down_last(e, out);
	if (e->up)
		take_down(e, e->up, &e->up->stop, out);
	e->up = NULL;
	e->is_ready = false;
}

static int start_platform(struct engine *e, const struct run *r, int out, struct outcome *o)
{
	const struct platform *p = r->platform;

	/* what an earlier call has left must not be taken for the platform */
	platform_command(e, r, "stop", &p->stop, 120, out, o);
	if (o->failed)
		return -1;
	e->up = p; /* also when it starts but half: it is stopped then */
	return platform_command(e, r, "start", &p->start, p->start_timeout, out, o);
}

/* Also after a boot, which ends at the first answer to a ping. */
static int make_ready(struct engine *e, const struct run *r, int out, struct outcome *o)
{
	const struct platform *p = r->platform;

	if (e->up == NULL && start_platform(e, r, out, o) != 0)
		return -1;
	if (!e->is_ready && engine_ready(e, r, "ready", &p->ready, false, p->start_timeout, out,
					 NULL, o) != 0)
		return -1;
	e->is_ready = true;
	return 0;
}

void engine_is_up(struct engine *e, const struct run *r)
{
	e->up = r->platform;
}

int engine_stand(struct engine *e, const struct run *r, int out, struct outcome *o)
{
	bool boot = r->benchmark->tool.kind == TOOL_BOOT;

	if (e->at != r->platform) {
		stop_platform(e, out);
		e->at = r->platform;
		e->broken = NULL;
	}
	if (boot)
		stop_platform(e, out);
	if (e->broken) {
		outcome_fail(o, "%s", e->broken);
		return -1;
	}
	if (setup_once(e, r, out, o) != 0 ||
	    (boot && platform_command(e, r, "stop", &r->platform->stop, 120, out, o) != 0) ||
	    (!boot && make_ready(e, r, out, o) != 0)) {
		e->broken = arena_printf(&e->arena, "the platform does not start: %s", o->failed);
		o->failed = e->broken;
		e->setup[r->platform - e->campaign->platforms] = SETUP_AGAIN;
		return -1;
	}
	return boot ? 0 : stand_fixtures(e, r, out, o);
}

void engine_down(struct engine *e, struct notes *notes)
{
	int asked = e->spawn.interrupts;

	stop_platform(e, -1);
	for (size_t i = 0; i < e->campaign->platform_count; i++) {
		const struct platform *p = &e->campaign->platforms[i];

		if (e->setup[i] == SETUP_NONE)
			continue;
		take_down_left(e, p, -1);
		if (e->setup[i] == SETUP_LEFT)
			take_down(e, p, &p->stop, -1);
		if (take_down(e, p, &p->teardown, -1) != 0)
			notes_add(notes, "%s: its teardown failed: %s", p->name,
				  p->teardown.text);
		else
			unlink(mark_of(e, p));
		e->setup[i] = SETUP_NONE;
		if (e->spawn.interrupts > asked)
			break;
	}
	e->at = NULL;
}
