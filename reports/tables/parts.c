/* parts.c - several profiles in one report. Knows no format. */
#include "reports/tables/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/certain/certain.h"
#include "reports/chart.h"

size_t parts_count(const struct call *call)
{
	return call->parts ? call->parts->count : 1;
}

const struct profile *parts_profile(const struct call *call, size_t part)
{
	return call->parts ? &call->parts->list[part].profile : call->profile;
}

const struct certainty *parts_certainty(const struct call *call, size_t part)
{
	return call->parts ? &call->parts->list[part].certainty : call->certainty;
}

/* --- tables for machines ------------------------------------------------------------- */

static void copy_cell(struct table *t, const struct cell *c)
{
	struct cell *to;

	if (c->kind == CELL_NUMBER)
		to = table_number(t, c->number);
	else if (c->kind == CELL_TEXT)
		to = table_text(t, c->text);
	else
		to = table_missing(t, c->text);
	to->style = c->style;
	to->decimals = c->decimals;
	to->percent = c->percent;
}

struct table *parts_join(const struct call *call, struct table **each)
{
	struct table *t;

	if (parts_profile(call, 0)->rubric->at == NULL)
		return each[0];
	t = table_new(each[0]->name, each[0]->title);
	for (size_t i = 0; i < each[0]->width; i++)
		table_column(t, each[0]->columns[i].name, each[0]->columns[i].title,
			     each[0]->columns[i].decimals);
	table_column(t, "dimensions", "Dimensions", 0);
	for (size_t part = 0; part < parts_count(call); part++) {
		const struct table *from = each[part];

		for (size_t i = 0; i < from->height * from->width; i++) {
			copy_cell(t, &from->cells[i]);
			if (i % from->width == from->width - 1)
				table_text(t, parts_profile(call, part)->rubric->at);
		}
		table_free(each[part]);
	}
	return t;
}

/* --- tables of one workbook ---------------------------------------------------------- */

struct naming {
	struct table **tables;
	size_t count, part;
};

static bool is_name(const struct naming *n, const char *text, size_t length)
{
	for (size_t i = 0; i < n->count; i++)
		if (strlen(n->tables[i]->name) == length &&
		    memcmp(n->tables[i]->name, text, length) == 0)
			return true;
	return false;
}

/* "{profile:3:p1}" -> "{profile_2:3:p1}" */
static const char *renamed(const struct naming *n, struct arena *a, const char *text)
{
	char *out = NULL;
	size_t size;
	FILE *f;
	const char *kept;

	if (text == NULL)
		return NULL;
	f = mem_stream(&out, &size);
	for (const char *s = text; *s;) {
		size_t plain = strcspn(s, "{"), name;

		fprintf(f, "%.*s", (int)plain, s);
		s += plain;
		if (*s == '\0')
			break;
		name = strcspn(s + 1, ":}");
		fprintf(f, "{%.*s", (int)name, s + 1);
		if (is_name(n, s + 1, name))
			fprintf(f, "_%zu", n->part);
		s += 1 + name;
	}
	fclose(f);
	kept = arena_dup(a, out);
	free(out);
	return kept;
}

/* "samples:12" -> "samples_2:12" */
static const char *renamed_link(const struct naming *n, struct arena *a, const char *link)
{
	size_t name = link ? strcspn(link, ":") : 0;

	if (link == NULL || !is_name(n, link, name))
		return link;
	return arena_printf(a, "%.*s_%zu%s", (int)name, link, n->part, link + name);
}

static void rename_chart(const struct naming *n, struct table *t, struct chart *c,
			 const char *title)
{
	struct arena *a = &t->arena;

	c->title = arena_printf(a, "%s, %s", c->title ? c->title : "", title);
	for (size_t i = 0; i < c->series_count; i++) {
		struct chart_series *s = &c->series[i];

		s->x = renamed(n, a, s->x);
		s->y = renamed(n, a, s->y);
		for (size_t k = 0; k < s->label_count; k++)
			s->labels[k] = renamed(n, a, s->labels[k]);
	}
}

void parts_name(struct table **tables, size_t count, const struct rubric *r, size_t part)
{
	struct naming n = { tables, count, part + 1 };

	for (size_t i = 0; i < count; i++) {
		struct table *t = tables[i];

		for (size_t k = 0; k < t->height * t->width; k++) {
			t->cells[k].formula = renamed(&n, &t->cell_arena, t->cells[k].formula);
			t->cells[k].link =
				renamed_link(&n, &t->cell_arena, t->cells[k].link);
		}
		for (size_t k = 0; k < t->chart_count; k++)
			rename_chart(&n, t, t->charts[k], r->at_title);
	}
	for (size_t i = 0; i < count; i++) {
		struct table *t = tables[i];
		const char *sheet = t->sheet ? t->sheet : t->name;

		t->name = arena_printf(&t->arena, "%s_%zu", t->name, n.part);
		t->sheet = arena_printf(&t->arena, "%s %s", sheet, r->at_title);
		if (strstr(t->title, r->title) == NULL)
			t->title = arena_printf(&t->arena, "%s (%s)", t->title, r->at_title);
	}
}

/* --- side by side -------------------------------------------------------------------- */

/* A row for each feature and candidate: the levels of all parts, then the ratios. */
struct beside {
	struct table *t;
	const struct call *call;
	struct places *at; /* of each part */
	size_t parts;
	bool ratios; /* some cell has one */
};

/* `above`: how many rows above the set's sum the feature stands in each profile. */
static void add_level(const struct beside *b, size_t part, size_t feature, size_t platform,
		      size_t above)
{
	const struct profile *p = b->at[part].profile;
	size_t row = scores_total_row(&b->at[part], p->rubric->features[feature].set) - above;
	const struct profile_cell *c = profile_cell(p, feature, platform);
	struct cell *to;
	char mark[2] = { 0 }, marks[4];

	if (c->status == PROFILE_UNMEASURED) {
		table_missing(b->t, "not measured");
		return;
	}
	if (c->status != PROFILE_SCORED) {
		to = table_text(b->t, c->status == PROFILE_FAILED ? "failed" : "n/a");
		to->style = STYLE_BAD;
		return;
	}
	if (b->at[part].certainty)
		mark[0] = certain_mark(b->at[part].certainty, feature, platform - 1);
	to = table_number(b->t, c->level);
	to->style = STYLE_LEVEL;
	table_set_formula(b->t, to, "{profile_%zu:%zu:p%zu}", part + 1, row, platform);
	table_set_link(b->t, to, "profile_%zu:%zu", part + 1, row);
	snprintf(marks, sizeof(marks), "%s%s", mark, c->accepted ? "" : "!");
	levels_mark(b->t, to, &p->rubric->features[feature], marks);
	if (mark[0])
		table_set_suffix(b->t, to, mark);
}

static void add_cells(const struct beside *b, size_t feature, size_t platform, size_t above)
{
	const struct profile *first = b->at[0].profile;

	table_printf(b->t, "  %s", first->rubric->features[feature].title);
	table_text(b->t, profile_platform_title(first, platform));
	for (size_t i = 0; i < b->parts; i++)
		add_level(b, i, feature, platform, above);
	for (size_t i = 0; i < b->parts && b->ratios; i++) {
		const struct profile *p = b->at[i].profile;
		const struct profile_cell *from = profile_cell(p, feature, platform);
		struct cell *c;

		if (from->status == PROFILE_SCORED && isnan(from->ratio)) {
			table_text(b->t, ""); /* an absolute level, or a judged one */
			continue;
		}
		c = table_number(b->t, from->ratio);
		c->percent = true;
		if (c->kind == CELL_NUMBER)
			table_set_formula(b->t, c, "{measurements_%zu:%zu:ratio}", i + 1,
					  feature * p->platform_count + platform);
	}
}

/* What the profile says below a set: the sum, and the rank. */
static void add_total(const struct beside *b, size_t set, size_t platform, bool rank)
{
	table_text(b->t, rank ? "  Rank" : "  Total")->style = STYLE_TOTAL;
	table_text(b->t, profile_platform_title(b->at[0].profile, platform))->style =
		STYLE_TOTAL;
	for (size_t i = 0; i < b->parts; i++) {
		const struct profile_total *total =
			profile_total(b->at[i].profile, set, platform);
		char suffix[40];
		struct cell *c;

		if (rank) {
			c = table_number(b->t, total->rank > 0 ? total->rank : NAN);
			c->style = STYLE_TOTAL;
			continue;
		}
		c = table_number(b->t, total->any ? total->level_sum : NAN);
		c->style = STYLE_TOTAL;
		snprintf(suffix, sizeof(suffix), " of %d", total->max_measured);
		table_set_suffix(b->t, c, suffix);
		if (total->any)
			table_set_formula(b->t, c, "{profile_%zu:%zu:p%zu}", i + 1,
					  scores_total_row(&b->at[i], set), platform);
	}
	for (size_t i = 0; i < b->parts && b->ratios; i++)
		table_text(b->t, "")->style = STYLE_TOTAL;
}

static void add_set(const struct beside *b, size_t set)
{
	const struct profile *p = b->at[0].profile;
	const struct rubric *r = p->rubric;
	size_t count = 0;

	for (size_t f = 0; f < r->feature_count; f++)
		count += r->features[f].set == set;
	if (count == 0)
		return;
	table_text(b->t, r->sets[set].title)->style = STYLE_HEAD;
	for (size_t i = 1; i < b->t->width; i++)
		table_missing(b->t, NULL)->style = STYLE_HEAD;
	for (size_t f = 0; f < r->feature_count; f++) {
		if (r->features[f].set != set)
			continue;
		for (size_t i = 1; i < p->platform_count; i++)
			add_cells(b, f, i, count);
		count--;
	}
	for (size_t i = 1; i < p->platform_count; i++)
		add_total(b, set, i, false);
	for (size_t i = 1; i < p->platform_count; i++)
		add_total(b, set, i, true);
}

/* Absolute levels have none: then there is no column for it. */
static bool any_ratio(const struct call *call)
{
	for (size_t i = 0; i < parts_count(call); i++) {
		const struct profile *p = parts_profile(call, i);

		for (size_t f = 0; f < p->rubric->feature_count; f++)
			for (size_t k = 1; k < p->platform_count; k++)
				if (!isnan(profile_cell(p, f, k)->ratio))
					return true;
	}
	return false;
}

static void add_columns(struct table *t, const struct call *call, bool ratios)
{
	char name[32];

	table_column(t, "feature", "Feature", 0);
	table_column(t, "platform", "Platform", 0);
	for (size_t i = 0; i < parts_count(call); i++) {
		snprintf(name, sizeof(name), "level_%zu", i + 1);
		table_column(t, name, parts_profile(call, i)->rubric->at_title, 0);
	}
	for (size_t i = 0; i < parts_count(call) && ratios; i++) {
		char *title = mem_printf("%s, ratio", parts_profile(call, i)->rubric->at_title);

		snprintf(name, sizeof(name), "ratio_%zu", i + 1);
		table_column(t, name, title, 2);
		free(title);
	}
}

/* "device: x86, arm" */
static const char *compared(struct arena *a, const struct call *call)
{
	const struct rubric *r = parts_profile(call, 0)->rubric;
	const char *names = "", *values = "";

	for (size_t i = 0; i < r->dimension_count; i++)
		if (!r->dimensions[i].fixed)
			names = arena_printf(a, "%s%s%s", names, *names ? ", " : "",
					     r->dimensions[i].title);
	for (size_t i = 0; i < parts_count(call); i++)
		values = arena_printf(a, "%s%s%s", values, i ? "; " : "",
				      parts_profile(call, i)->rubric->at_title);
	return arena_printf(a,
			    "%s: %s. Each has its own baseline, %s with the same value; what is "
			    "beside one another is not pooled.",
			    names, values, r->baseline_title);
}

struct table *parts_side_by_side(const struct call *call)
{
	struct beside b = { .call = call,
			    .parts = parts_count(call),
			    .ratios = any_ratio(call) };
	const struct rubric *r = parts_profile(call, 0)->rubric;

	if (b.parts < 2)
		return NULL;
	b.t = table_new("side_by_side", "Side by side");
	b.t->sheet = "Side by side";
	b.t->note = compared(&b.t->arena, call);
	b.t->dash = scores_dash(r);
	b.at = mem_new(b.parts, sizeof(b.at[0]));
	for (size_t i = 0; i < b.parts; i++)
		places_init(&b.at[i], parts_profile(call, i), parts_certainty(call, i), false);
	for (size_t f = 0; f < r->feature_count; f++) {
		b.t->level_low = fmin(b.t->level_low, r->features[f].base_level);
		b.t->level_high = fmax(b.t->level_high, r->features[f].max_level);
	}
	add_columns(b.t, call, b.ratios);
	for (size_t set = 0; set < r->set_count; set++)
		add_set(&b, set);
	for (size_t i = 0; i < b.parts; i++)
		places_release(&b.at[i]);
	free(b.at);
	return b.t;
}
