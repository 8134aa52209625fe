/* log_json_inside.c - a tool's documents within one of somebody's own. */
#include "parse/log/log_json_inside.h"

#include <string.h>

#include "parse/language/grammars.h"

#define DEEPEST 8 /* brackets down to such a document: {"data": {"pairs": [{"result": {...}}]}} has five */

/* A walk through the objects of a document. */
struct inside {
	const struct scan *s;
	struct scan *reads;         /* the same, which reads what is found; NULL: to know of one is enough */
	const char *text, *end;
	const char *counted;        /* line ends are counted up to here */
	int64_t line;               /* that many */
	const struct grammar *g;    /* the last one's that was found */
	size_t used;                /* bytes to its end */
};

/* Has any of these records a figure, or failed? */
static bool says_anything(const struct recorder *rec, size_t from)
{
	for (size_t i = from; i < rec->batch.count; i++)
		if (rec->batch.records[i].value_count ||
		    rec->batch.records[i].status == MEASURE_FAILED)
			return true;
	return false;
}

/* What has a tool's names and nothing of what it says has them by chance: it is told of, as no record. */
static size_t read_one(struct scan *s, const struct grammar *g, const char *text, size_t size)
{
	struct recorder *rec = &s->rec;
	int64_t line = s->line + 1;

	if (!g->join_first && record_is_open(rec))
		record_close(rec, NULL);
	int64_t number = rec->number, intervals = rec->intervals;
	size_t records = rec->batch.count, values = rec->batch.value_count;
	size_t used = log_json_known(s, g, text, size, true);

	if (!g->join_first && !says_anything(rec, records)) {
		const char *eol = memchr(text, '\n', size);

		record_take_back(rec, records, values);
		rec->number = number;
		rec->intervals = intervals;
		s->out->unknown_lines++;
		scan_problem(s, "not understood", line, text,
			     (size_t)((eol ? eol : text + size) - text));
	}
	return used;
}

static bool look(void *ctx, struct json_event *e)
{
	struct inside *in = ctx;
	const struct grammar *g = NULL;
	size_t size = (size_t)(in->end - e->text), used;

	if (e->what != JSON_BEGIN || e->text == in->text || *e->text != '{' ||
	    log_json_whose(in->s, e->text, size, &g, &used) != JSON_STOPPED)
		return true;
	g = grammars_ready(in->s->all, g);
	if (g->json_alone || !log_json_may_read(in->s, g))
		return true;
	in->g = g;
	if (in->reads == NULL)
		return false;
	int64_t faulty = in->s->out->broken_documents;

	in->line += scan_count_ends(in->counted, e->text);
	in->counted = e->text;
	in->reads->line = in->line;
	in->used = (size_t)(e->text - in->text) + read_one(in->reads, g, e->text, size);
	e->skip = true;
	return in->s->out->broken_documents == faulty;
}

/* Has it a member with a name that tells a grammar's document? Most of a log's documents have none, and need
   not be walked through. */
static bool may_hold(const struct grammars *all, const char *text, const char *end)
{
	const char *at = text;

	if (memchr(text + 1, '{', (size_t)(end - text - 1)) == NULL)
		return false;
	while ((at = memchr(at, '"', (size_t)(end - at))) != NULL) {
		const char *name = ++at;
		bool plain = true;

		for (; at < end && *at != '"'; at++)
			if (*at == '\\') {
				plain = false;
				at++;
			}
		if (at >= end)
			return true;
		size_t size = (size_t)(at++ - name);

		while (at < end && scan_is_space(*at))
			at++;
		if (at < end && *at == ':' && (!plain || grammars_may_detect(all, name, size)))
			return true;
	}
	return false;
}

static void walk(struct inside *in, size_t size)
{
	struct json_node nodes[DEEPEST] = { { .key = NULL } };
	size_t used;

	if (!may_hold(in->s->all, in->text, in->end))
		return;
	for (size_t i = 0; i < DEEPEST; i++)
		nodes[i] = (struct json_node){ .enter = true,
					       .child = i + 1 < DEEPEST ? &nodes[i + 1] : NULL };
	json_walk(in->text, size, nodes, look, in, &used);
}

size_t log_json_inside(struct scan *s, const char *text, size_t size)
{
	struct inside in = { .s = s, .reads = s, .text = text, .end = text + size, .counted = text,
			     .line = s->line };

	walk(&in, size);
	return in.used;
}

const struct grammar *log_json_inside_whose(const struct scan *s, const char *text, size_t size)
{
	struct inside in = { .s = s, .text = text, .end = text + size };

	walk(&in, size);
	return in.g;
}
