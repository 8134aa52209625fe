/* page_edits.c - the page's rubric as edits of its file, and as a new file. */
#include <stdlib.h>
#include <string.h>

#include "reports/page/page.h"

/* --- edits --------------------------------------------------------------------------- */

static bool has_moved(const struct page *p, size_t feature)
{
	for (size_t i = 0; i < p->rubric->features[feature].level_count; i++)
		if (p->values[p->first[feature] + i].is !=
		    p->values[p->first[feature] + i].was)
			return true;
	return false;
}

static bool stands_alike(const struct page *p, size_t a, size_t b)
{
	const struct rubric_feature *f = &p->rubric->features[a];

	for (size_t i = 0; i < f->level_count; i++)
		if (p->values[p->first[a] + i].is != p->values[p->first[b] + i].is)
			return false;
	return true;
}

/* Have all features of this one's scale the same thresholds, so that the scale has moved?
 */
static bool moves_scale(const struct page *p, size_t feature)
{
	const char *scale = p->rubric->features[feature].scale;

	for (size_t f = 0; scale && f < p->rubric->feature_count; f++) {
		const char *other = p->rubric->features[f].scale;

		if (other && strcmp(other, scale) == 0 && !stands_alike(p, feature, f))
			return false;
	}
	return scale != NULL;
}

bool page_leaves_scale(const struct page *p, size_t feature)
{
	return p->rubric->features[feature].scale && has_moved(p, feature) &&
	       !moves_scale(p, feature);
}

/* "60% 70.5%", or "-1: 50%, 0: 90%" where the levels are not 1, 2, 3 ... */
static const char *levels_text(const struct page *p, size_t feature, struct arena *a)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	const char *text = "";
	char number[PAGE_NUMBER];
	bool pairs = false;

	for (size_t i = 0; i < f->level_count; i++)
		pairs = pairs || f->levels[i].level != (int)i + 1;
	for (size_t i = 0; i < f->level_count; i++) {
		const struct page_value *v = &p->values[p->first[feature] + i];

		text = arena_printf(a, "%s%s", text, i == 0 ? "" : pairs ? ", " : " ");
		if (pairs)
			text = arena_printf(a, "%s%d: ", text, f->levels[i].level);
		text = arena_printf(a, "%s%s%s", text, page_number(p, v, v->is, number),
				    f->absolute ? "" : "%");
	}
	return text;
}

/* What a page finds to be edited, before it is known what the command line already has. */
static void add_levels(const struct page *p, size_t feature, struct rubric_edits *out)
{
	const struct rubric_feature *f = &p->rubric->features[feature];
	const char *text;
	char level[16];

	if (!has_moved(p, feature))
		return;
	text = levels_text(p, feature, &out->arena);
	if (moves_scale(p, feature)) {
		for (size_t i = 0; i < feature; i++) {
			const char *other = p->rubric->features[i].scale;

			if (other && strcmp(other, f->scale) == 0)
				return; /* that one has said it */
		}
		rubric_edits_add(out, "levels", f->scale, "levels", text);
		return;
	}
	rubric_edits_add(out, "feature", f->name, "levels", text);
	/* The scale may have said what holds when no threshold is reached. */
	if (f->scale && f->base_level != 0) {
		snprintf(level, sizeof(level), "%d", f->base_level);
		rubric_edits_add(out, "feature", f->name, "otherwise", level);
	}
}

/*
 * The weights of one kind. When one of them is not what it was and all were 1, perhaps none
 * is given in the file: then all are, since one with a weight beside one without is no
 * rubric.
 */
static void add_weights(const struct page *p, enum page_kind kind, struct rubric_edits *out)
{
	const struct rubric *r = p->rubric;
	bool moved = false, plain = true;
	char number[PAGE_NUMBER];

	for (size_t i = p->weights; i < p->value_count; i++) {
		const struct page_value *v = &p->values[i];

		if (v->kind != kind)
			continue;
		moved = moved || v->is != v->was;
		plain = plain && v->was == 1;
	}
	for (size_t i = p->weights; moved && i < p->value_count; i++) {
		const struct page_value *v = &p->values[i];

		if (v->kind != kind || (v->is == v->was && !plain))
			continue;
		rubric_edits_add(out, kind == PAGE_SET ? "set" : "importance",
				 kind == PAGE_SET ? r->sets[v->of].name
						  : r->importances[v->of].name,
				 "weight", page_number(p, v, v->is, number));
	}
}

void page_edits(const struct page *p, struct rubric_edits *out)
{
	struct rubric_edits own = { 0 };

	for (size_t f = 0; f < p->rubric->feature_count; f++)
		add_levels(p, f, &own);
	add_weights(p, PAGE_IMPORTANCE, &own);
	add_weights(p, PAGE_SET, &own);
	rubric_edits_join(out, p->rubric, p->base, &own);
	rubric_edits_release(&own);
}

/* --- the file ------------------------------------------------------------------------ */

struct comments {
	const char **list;
	size_t count, room;
	struct arena arena;
};

static void comment(struct comments *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void comment(struct comments *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	c->list = mem_grow(c->list, &c->room, c->count + 1, sizeof(c->list[0]));
	c->list[c->count++] = arena_dup(&c->arena, text);
	free(text);
}

static void comment_values(const struct page *p, struct comments *c)
{
	char was[PAGE_NUMBER], is[PAGE_NUMBER];

	for (size_t i = 0; i < p->value_count; i++) {
		const struct page_value *v = &p->values[i];

		if (v->is != v->was)
			comment(c, "  %s: %s, was %s", page_name(p, v, &c->arena),
				page_amount(p, v, v->is, is),
				page_amount(p, v, v->was, was));
	}
}

static void comment_cells(const struct page *p, struct comments *c)
{
	const struct model *m = &p->model;
	char was[PAGE_NUMBER], is[PAGE_NUMBER];

	for (size_t f = 0; f < m->features; f++) {
		for (size_t i = 0; i < m->candidates; i++) {
			size_t at = f * m->candidates + i;

			if (p->levels[at] == p->levels_was[at])
				continue;
			comment(c, "  %s, %s: %s, was %s",
				profile_platform_title(p->profile, i + 1),
				p->rubric->features[f].title,
				page_level(p, f, i, p->levels[at], is),
				page_level(p, f, i, p->levels_was[at], was));
		}
	}
}

static void comment_ranks(const struct page *p, struct comments *c)
{
	const struct model *m = &p->model;

	for (size_t set = 0; set < m->sets + m->weighted; set++) {
		const char *name = set < m->sets ? p->rubric->sets[set].title : "Overall";

		for (size_t i = 0; i < m->candidates; i++) {
			size_t at = set * m->candidates + i;

			if (page_rank_differs(p, set, i))
				comment(c, "  %s, %s: rank %d, was %d",
					profile_platform_title(p->profile, i + 1), name,
					p->scores[at].rank, p->scores_was[at].rank);
		}
	}
}

static void comment_all(const struct page *p, struct comments *c)
{
	struct page_differences d = page_differences(p);

	comment(c, "Tuned on the page of desmet tune, from %s.", p->rubric->path);
	if (p->rubric->edits)
		comment(c, "Changed before that: %s", p->rubric->edits);
	if (d.values)
		comment(c, "What was changed:");
	comment_values(p, c);
	if (d.values && d.cells + d.ranks == 0)
		comment(c, "That changes no level and no rank of %s.", p->source);
	else if (d.values)
		comment(c, "What that changes for %s:", p->source);
	comment_cells(p, c);
	comment_ranks(p, c);
}

int page_save(struct page *p, const char *path, struct err *err)
{
	struct rubric_edits edits = { 0 };
	struct comments c = { 0 };
	int rc;

	page_edits(p, &edits);
	comment_all(p, &c);
	if (edits.count == 0)
		rc = err_set(err, EXIT_INPUT,
			     "nothing is changed: %s already says all of this",
			     p->rubric->path);
	else
		rc = rubric_write(p->rubric->path, edits.list, edits.count, c.list, c.count,
				  path, err);
	if (rc == 0)
		snprintf(p->saved_as, sizeof(p->saved_as), "%s", path);
	for (size_t i = 0; rc == 0 && i < p->value_count; i++)
		p->values[i].saved = p->values[i].is;
	rubric_edits_release(&edits);
	free(c.list);
	arena_release(&c.arena);
	return rc;
}
