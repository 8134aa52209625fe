/*
 * log_xml.c - XML documents: which grammar's they are, and what is read from them. A piece
 * is read as it comes; nothing but what a grammar wants is kept. Entities that a document
 * declares are refused: they are no part of a log, and can grow without end.
 */
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parse/record/record_group.h"
#include "parse/log/log_private.h"

#define DEPTH 200              /* JUnit nests 4 deep, lshw 10 */
#define NAME_ROOM 64           /* of an element that `*` stands for, or before the grammar */
#define TOKEN_MAX (4 * 1024 * 1024) /* a tag, a comment */

/* What is wrong with a document, as a line's problem and as a record's reason. */
static const struct fault {
	const char *problem, *reason;
} too_deep = { "XML too deep", "XML nested too deep" },
  declares = { "XML refused", "refused: XML that declares entities" },
  undeclared = { "broken XML", "broken XML: an entity that is not declared" },
  early = { "XML ends early", "cut: XML ends early" },
  endless = { "broken XML", "broken XML: a tag or comment without an end" };

/* An element that is open. */
struct level {
	const struct json_node *node;   /* what the grammar wants of it; NULL: nothing */
	const char *name;               /* where a text is wanted */
	struct capture *attributes;     /* ... those of the element */
	size_t attribute_count;
	size_t text;                    /* where its text begins in log_xml.text */
	int64_t line;                   /* of its text's first character; 0: none yet (before a
					   grammar is known: of its tag) */
	bool wants_text, full, series, starred;
	bool record;                    /* the open record is this element */
	char own[NAME_ROOM];            /* its name, where it may be needed later */
};

struct log_xml {
	struct scan *s;
	XML_Parser parser;
	const struct grammar *g;        /* NULL: not known yet */
	const struct grammar *maybe;    /* by the first element's name, until it is known */
	bool refused;                   /* nothing is taken from it */
	bool external;                  /* it has a DTD elsewhere, which is not read */
	struct level levels[DEPTH];
	size_t depth;
	size_t wanted;                  /* levels whose text is wanted */
	char *text;                     /* of those, one after the other */
	size_t size, room;
	struct arena arena;             /* of their attributes */
	const char *stars[4];
	size_t star_count;
	uint32_t step;                  /* in an element of a series; 0: not */
	int64_t line;                   /* line ends before the document */
	int64_t fed;                    /* bytes before the piece */
	int64_t *lone_cr;               /* which expat takes for line ends: where they stand */
	size_t lone_count, lone_room, lone_passed;
	bool ends_in_cr;                /* the piece before */
	bool any;                       /* a record was there */
	struct log_heard heard;        /* of the text that nobody wants */
	const struct fault *fault;      /* why the document cannot be read on; NULL: it can */
	int64_t end;                    /* bytes of the document, once it has ended; else 0 */
};

/* --- where it is --------------------------------------------------------------------- */

/* What expat counts as lines, less the carriage returns that end none for us. */
static int64_t line_now(struct log_xml *x)
{
	int64_t at = (int64_t)XML_GetCurrentByteIndex(x->parser);

	while (x->lone_passed < x->lone_count && x->lone_cr[x->lone_passed] < at)
		x->lone_passed++;
	return x->line + (int64_t)XML_GetCurrentLineNumber(x->parser) -
	       (int64_t)x->lone_passed;
}

/*
 * The line of the tag's attribute number `wanted` (from 0): a tag may go over several. expat
 * keeps the whole tag while it is told of it.
 */
static int64_t attribute_line(const struct log_xml *x, size_t wanted, int64_t line)
{
	int offset, size;
	const char *buffer = XML_GetInputContext(x->parser, &offset, &size);
	const char *at = buffer ? buffer + offset : NULL;
	const char *end = at ? at + XML_GetCurrentByteCount(x->parser) : NULL;

	for (size_t n = 0; at && at < end; at++) {
		if (*at == '\n') {
			line++;
		} else if (*at == '"' || *at == '\'') {
			const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));

			if (n++ == wanted || close == NULL)
				return line;
			line += scan_count_ends(at, close);
			at = close;
		}
	}
	return line;
}

static void stop(struct log_xml *x, const struct fault *fault)
{
	if (x->fault == NULL)
		x->fault = fault;
	XML_StopParser(x->parser, XML_FALSE);
}

/* --- one value ----------------------------------------------------------------------- */

/* "2", "3" ... in a record within records of the same element; else "". */
static const char *nested(const struct log_xml *x)
{
	static const char *const depths[] = { "", "2", "3", "4", "5", "6", "7", "8" };
	const char *key = NULL;
	size_t n = 0;

	for (size_t i = 0; i <= x->depth; i++) {
		const struct json_node *node = x->levels[i].node;

		if (node == NULL || !node->record || node->key == NULL)
			continue;
		n = key && strcmp(key, node->key) == 0 ? n + 1 : 0;
		key = node->key;
	}
	return depths[n < ARRAY_LEN(depths) ? n : ARRAY_LEN(depths) - 1];
}

/* A value in its role, with what names may refer to: the value, the element's name and
   attributes, how deep its record is nested, what stood for each `*`. */
static void take(struct log_xml *x, const struct role *role, const char *element,
		 const struct capture *attributes, size_t count, const char *text, size_t size,
		 int64_t line)
{
	static const char *const numbers[] = { "1", "2", "3", "4" };
	struct recorder *rec = &x->s->rec;
	struct capture list[40];
	struct captures captures = { list, 3 };
	const char *deep = role->varies ? nested(x) : "";

	list[0] = (struct capture){ "value", text, size };
	list[1] = (struct capture){ "element", element, strlen(element) };
	list[2] = (struct capture){ "nested", deep, strlen(deep) };
	for (size_t i = 0; i < x->star_count; i++)
		list[captures.count++] = (struct capture){ numbers[i], x->stars[i],
							   strlen(x->stars[i]) };
	for (size_t i = 0; i < count && captures.count < ARRAY_LEN(list); i++)
		list[captures.count++] = attributes[i];
	if (role->document)
		record_document_role(rec, x->g, role, text, size, line, &captures);
	else if (record_is_open(rec) && (x->step == 0 || rec->series))
		record_role(rec, role, text, size, line, false, x->step, &captures);
}

/* The tag's attributes as captures named "@name", kept as long as a text is wanted. */
static struct capture *copy_attributes(struct log_xml *x, const XML_Char **attributes,
				       size_t *count)
{
	struct capture *list;

	*count = 0;
	while (attributes[2 * *count])
		++*count;
	list = arena_new(&x->arena, *count, sizeof(*list));
	for (size_t i = 0; i < *count; i++)
		list[i] = (struct capture){
			.name = arena_printf(&x->arena, "@%s", attributes[2 * i]),
			.text = arena_dup(&x->arena, attributes[2 * i + 1]),
			.size = strlen(attributes[2 * i + 1]),
		};
	return list;
}

static void take_attributes(struct log_xml *x, const struct json_node *node,
			    const char *element, const XML_Char **attributes, int64_t line)
{
	struct capture *list = NULL;
	size_t count = 0;

	for (size_t i = 0; attributes[i]; i += 2) {
		const struct json_node *n = log_xml_attribute(node, attributes[i]);

		if (n == NULL || n->tag == NULL)
			continue;
		if (list == NULL)
			list = copy_attributes(x, attributes, &count);
		take(x, n->tag, element, list, count, list[i / 2].text, list[i / 2].size,
		     attribute_line(x, i / 2, line));
	}
}

/* --- elements ------------------------------------------------------------------------ */

static void begin_record(struct log_xml *x, struct level *l, int64_t line)
{
	struct recorder *rec = &x->s->rec;

	/* A record within a record ends it; one that has no figures was none. */
	if (record_is_open(rec) && rec->batch.value_count == rec->first_value)
		record_drop(rec);
	else if (record_is_open(rec))
		record_close(rec, NULL);
	record_open(rec, x->g, line);
	record_unproved(rec, x->g->xml_unproved);
	rec->now.row = x->g->group.on;
	x->any = true;
	for (size_t i = 0; i < x->depth; i++)
		x->levels[i].record = false;
	l->record = true;
}

static void begin_interval(struct log_xml *x, struct level *l)
{
	struct recorder *rec = &x->s->rec;

	if (!record_is_open(rec))
		return;
	rec->intervals++;
	x->step = ++rec->now.steps;
	l->series = true;
}

/* An element of the grammar's document. */
static void begin(struct log_xml *x, struct level *l, const char *name,
		  const XML_Char **attributes, int64_t line)
{
	const struct role *role;

	if (l->node == NULL)
		return;
	if (l->node->key == NULL && x->star_count < ARRAY_LEN(x->stars)) {
		snprintf(l->own, sizeof(l->own), "%s", name);
		x->stars[x->star_count++] = l->own;
		l->starred = true;
	}
	if (l->node->record)
		begin_record(x, l, line);
	role = l->node->tag;
	if (role && role->kind == ROLE_INTERVAL) {
		begin_interval(x, l);
	} else if (role && l->node->enter) {
		size_t count;
		struct capture *list = copy_attributes(x, attributes, &count);

		take(x, role, name, list, count, name, strlen(name), line);
	} else if (role) {
		l->wants_text = true;
		l->name = arena_dup(&x->arena, name);
		l->attributes = copy_attributes(x, attributes, &l->attribute_count);
		x->wanted++;
	}
	take_attributes(x, l->node, name, attributes, line);
}

/* The grammar is known now: what stands around the element gets its nodes. */
static void know(struct log_xml *x, const struct grammar *g)
{
	const XML_Char *none[] = { NULL };
	size_t depth = x->depth;

	scan_csv_end(x->s);
	x->g = g;
	for (x->depth = 0; x->depth < depth; x->depth++) {
		struct level *l = &x->levels[x->depth];
		int64_t line;

		l->node = log_xml_child(x->depth ? l[-1].node : &g->xml_root, l->own, NULL);
		line = l->line;
		l->line = 0;
		begin(x, l, l->own, none, line);
	}
}

/* Does the element, or one of its attributes, say whose the document is? */
static void detect(struct log_xml *x, struct level *l, const char *name,
		   const XML_Char **attributes, int64_t line)
{
	const struct json_node *node =
		log_xml_child(x->depth ? l[-1].node : &x->s->all->xml_detect, name, attributes);
	const struct grammar *g = node ? node->tag : NULL;

	for (size_t i = 0; node && g == NULL && attributes[i]; i += 2) {
		const struct json_node *n = log_xml_attribute(node, attributes[i]);

		g = n ? n->tag : NULL;
	}
	if (g && (x->s->only == NULL || x->s->only == g)) {
		know(x, grammars_ready(x->s->all, g));
		return;
	}
	l->node = node;
	l->line = line;
	snprintf(l->own, sizeof(l->own), "%s", name);
}

/* Does the tag refer to an entity that only a DTD could declare? expat leaves it out. */
static bool has_entity(struct log_xml *x)
{
	int offset, size;
	const char *buffer = XML_GetInputContext(x->parser, &offset, &size);

	return buffer && log_xml_has_entity(buffer + offset,
					     (size_t)XML_GetCurrentByteCount(x->parser));
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct log_xml *x = ctx;
	struct level *l = &x->levels[x->refused ? 0 : x->depth];
	int64_t line = line_now(x);

	if (x->refused)
		x->depth++;
	if (x->fault)
		return; /* stopped: expat tells of some more */
	if (x->external && has_entity(x)) {
		stop(x, &undeclared);
		return;
	}
	if (x->depth == DEPTH) {
		stop(x, &too_deep);
		return;
	}
	if (x->wanted == 0)
		arena_reset(&x->arena);
	*l = (struct level){ .text = x->size };
	if (x->g == NULL)
		detect(x, l, name, attributes, line);
	if (x->g) {
		l->node = log_xml_child(x->depth ? l[-1].node : &x->g->xml_root, name, attributes);
		begin(x, l, name, attributes, line);
	}
	x->depth++;
}

/* The element's text, without the blanks around it. */
static void take_text(struct log_xml *x, struct level *l)
{
	const struct role *role = l->node->tag;
	const char *text = x->size > l->text ? x->text + l->text : "";
	size_t size = x->size - l->text;

	while (size && scan_is_space(text[size - 1]))
		size--;
	const char *eol = role->kind == ROLE_FAIL || role->kind == ROLE_REASON
				  ? memchr(text, '\n', size) : NULL;
	if (eol) /* what follows is a trace */
		size = (size_t)(eol - text);
	if (size == 0 && role->kind == ROLE_FAIL) { /* that it is there says enough */
		text = l->name;
		size = strlen(text);
	}
	take(x, role, l->name, l->attributes, l->attribute_count, text, size,
	     l->line ? l->line : line_now(x));
	x->wanted--;
}

static void end_element(struct log_xml *x, struct level *l)
{
	log_xml_hear(x->s, &x->heard, "\n", 1, line_now(x));
	if (l->wants_text)
		take_text(x, l);
	x->size = l->text;
	if (l->series)
		x->step = 0;
	x->star_count -= l->starred;
	if (l->record && record_is_open(&x->s->rec))
		record_close(&x->s->rec, NULL);
}

static void XMLCALL on_end(void *ctx, const XML_Char *name)
{
	struct log_xml *x = ctx;

	(void)name;
	if (x->fault && !x->refused)
		return;
	x->depth--;
	if (!x->refused)
		end_element(x, &x->levels[x->depth]);
	if (x->depth == 0) {
		x->end = (int64_t)XML_GetCurrentByteIndex(x->parser) +
			 XML_GetCurrentByteCount(x->parser);
		XML_StopParser(x->parser, XML_FALSE);
	}
}

static void XMLCALL on_text(void *ctx, const XML_Char *text, int n)
{
	struct log_xml *x = ctx;
	size_t size = (size_t)n, skip = 0;

	if (x->depth == 0 || x->fault)
		return;
	struct level *l = &x->levels[x->depth - 1];
	if (!l->wants_text && x->g)
		log_xml_hear(x->s, &x->heard, text, size, line_now(x));
	if (!l->wants_text || l->full)
		return;
	if (l->line == 0) {
		while (skip < size && scan_is_space(text[skip]))
			skip++;
		if (skip == size)
			return;
		l->line = line_now(x) + scan_count_ends(text, text + skip);
	}
	if (x->size - l->text + size - skip > SCAN_LINE_MAX) {
		l->full = true; /* no figure is so long, and no reason need be */
		return;
	}
	x->text = mem_grow(x->text, &x->room, x->size + size - skip, 1);
	memcpy(x->text + x->size, text + skip, size - skip);
	x->size += size - skip;
}

/* --- what is refused ----------------------------------------------------------------- */

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system,
			       const XML_Char *public, int internal)
{
	struct log_xml *x = ctx;

	(void)name;
	(void)public;
	(void)internal;
	x->external = system != NULL;
}

static void XMLCALL on_other(void *ctx, const XML_Char *text, int size)
{
	(void)ctx;
	(void)text;
	(void)size;
}

/* The document is read to its end, but nothing is taken: no text of an entity is a figure's. */
static void XMLCALL on_entity(void *ctx, const XML_Char *name, int parameter,
			      const XML_Char *value, int size, const XML_Char *base,
			      const XML_Char *system, const XML_Char *public,
			      const XML_Char *notation)
{
	struct log_xml *x = ctx;

	(void)name;
	(void)parameter;
	(void)value;
	(void)size;
	(void)base;
	(void)system;
	(void)public;
	(void)notation;
	x->refused = true;
	x->fault = &declares;
	XML_SetDefaultHandler(x->parser, on_other); /* entities are not put in any more */
}

static void XMLCALL on_skipped(void *ctx, const XML_Char *name, int parameter)
{
	struct log_xml *x = ctx;

	(void)name;
	if (!parameter && !x->refused)
		stop(ctx, &undeclared);
}

/* windows-1252, which tools on Windows write; expat knows UTF-8, UTF-16, ISO-8859-1, US-ASCII. */
static int XMLCALL on_encoding(void *ctx, const XML_Char *name, XML_Encoding *info)
{
	static const unsigned short from_128[32] = {
		0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030,
		0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d,
		0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e,
		0x0178,
	};

	(void)ctx;
	if (strcasecmp(name, "windows-1252") != 0 && strcasecmp(name, "cp1252") != 0)
		return XML_STATUS_ERROR;
	for (int i = 0; i < 256; i++)
		info->map[i] = i < 128 || i >= 160 ? i : from_128[i - 128] ? from_128[i - 128]
									      : -1;
	info->data = NULL;
	info->convert = NULL;
	info->release = NULL;
	return XML_STATUS_OK;
}

/* --- one document -------------------------------------------------------------------- */

/* expat's memory is ours: it never fails alone. */
static void *more_memory(void *old, size_t size)
{
	return mem_resize(old, size, 1);
}

static void *memory(size_t size)
{
	return more_memory(NULL, size);
}

/* Expat has it since it defers at all; Debian 12 brought both in an update, of which neither the version
   nor a macro tells. */
extern XML_Bool XML_SetReparseDeferralEnabled(XML_Parser parser, XML_Bool enabled) __attribute__((weak));

static struct log_xml *new_document(struct scan *s, const char *text, size_t size)
{
	static const XML_Memory_Handling_Suite suite = { memory, more_memory, free };
	struct log_xml *x = mem_new(1, sizeof(*x));

	x->s = s;
	x->maybe = log_xml_maybe(s, text, size);
	x->line = s->line;
	/* what the document says of UTF-16 is no longer true */
	x->parser = XML_ParserCreate_MM(s->wide ? "UTF-8" : NULL, &suite, NULL);
	/* a tag must be read when it is whole: the log may end right behind it */
	if (XML_SetReparseDeferralEnabled)
		XML_SetReparseDeferralEnabled(x->parser, XML_FALSE);
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	XML_SetEntityDeclHandler(x->parser, on_entity);
	XML_SetSkippedEntityHandler(x->parser, on_skipped);
	XML_SetUnknownEncodingHandler(x->parser, on_encoding, NULL);
	return x;
}

void log_xml_free(struct scan *s)
{
	struct log_xml *x = s->xml;

	if (x == NULL)
		return;
	XML_ParserFree(x->parser);
	arena_release(&x->arena);
	free(x->text);
	free(x->lone_cr);
	free(x);
	s->xml = NULL;
}

/* The next document's rows are another run's. */
static void end_document(struct log_xml *x)
{
	const struct grammar *g = x->g ? x->g : x->maybe;

	if (g && g->group.on)
		record_group_end(&x->s->rec);
	record_document_end(&x->s->rec);
}

/* The document cannot be read on at this line: what it gave is an incomplete record. */
static void give_up(struct scan *s, const char *reason, const char *problem, int64_t line,
		    const char *text, size_t size)
{
	struct log_xml *x = s->xml;
	struct recorder *rec = &s->rec;
	const struct grammar *g = x->g ? x->g : x->maybe;

	if (g == NULL || (s->only && s->only != g))
		return; /* nobody's */
	grammars_ready(s->all, g);
	s->out->broken_documents++;
	scan_problem(s, problem, line, text, size);
	if (!record_is_open(rec) && !x->any)
		record_open(rec, g, x->line + 1);
	if (g->group.on)
		record_group_spoil(rec, g, "%s", reason);
	if (record_is_open(rec))
		record_close(rec, reason);
	end_document(x);
}

void log_xml_end(struct scan *s)
{
	const struct fault *f = s->xml && s->xml->fault ? s->xml->fault : &early;

	if (s->xml == NULL)
		return;
	give_up(s, f->reason, f->problem, s->line + 1, "", 0);
	log_xml_free(s);
}

/* Where to read on after a document that is broken at text[at]: the next line, or right here
   where another document begins. */
static size_t resume_at(const char *text, size_t size, size_t at)
{
	const char *eol;

	if (at > 0 && at < size && text[at - 1] == '\n' && text[at] == '<')
		return at;
	eol = memchr(text + at, '\n', size - at);
	return eol ? (size_t)(eol - text) + 1 : size;
}

static size_t broken(struct scan *s, const char *text, size_t size)
{
	struct log_xml *x = s->xml;
	int64_t index = (int64_t)XML_GetCurrentByteIndex(x->parser) - x->fed;
	size_t at = index < 0 ? 0 : (size_t)index < size ? (size_t)index : size, next;
	char reason[160];

	if (x->fault)
		snprintf(reason, sizeof(reason), "%s", x->fault->reason);
	else
		snprintf(reason, sizeof(reason), "broken XML: %s",
			 XML_ErrorString(XML_GetErrorCode(x->parser)));
	next = resume_at(text, size, at);
	give_up(s, reason, x->fault ? x->fault->problem : "broken XML", line_now(x), text + at,
		next > at ? next - at : 0);
	s->line += scan_count_ends(text, text + next);
	log_xml_free(s);
	return next;
}

static void add_lone_cr(struct log_xml *x, int64_t at)
{
	x->lone_cr = mem_grow(x->lone_cr, &x->lone_room, x->lone_count + 1,
			      sizeof(*x->lone_cr));
	x->lone_cr[x->lone_count++] = at;
}

static void note_lone_crs(struct log_xml *x, const char *text, size_t size)
{
	const char *end = text + size;

	if (x->ends_in_cr && text[0] != '\n')
		add_lone_cr(x, x->fed - 1);
	x->ends_in_cr = end[-1] == '\r';
	for (const char *at = text; (at = memchr(at, '\r', (size_t)(end - at))); at++)
		if (at + 1 < end && at[1] != '\n')
			add_lone_cr(x, x->fed + (at - text));
}

size_t log_xml_read(struct scan *s, const char *text, size_t size)
{
	struct log_xml *x;
	size_t used;

	if (s->xml == NULL)
		s->xml = new_document(s, text, size);
	x = s->xml;
	if (s->has_cr)
		note_lone_crs(x, text, size);
	if (XML_Parse(x->parser, text, (int)size, XML_FALSE) != XML_STATUS_OK && x->end == 0)
		return broken(s, text, size);
	if (x->end) {
		used = (size_t)(x->end - x->fed);
		if (x->refused)
			give_up(s, x->fault->reason, x->fault->problem, x->line + 1, "", 0);
		end_document(x);
		s->line += scan_count_ends(text, text + used);
		log_xml_free(s);
		return used;
	}
	if (x->fed + (int64_t)size - (int64_t)XML_GetCurrentByteIndex(x->parser) > TOKEN_MAX) {
		x->fault = &endless;
		return broken(s, text, size);
	}
	x->fed += (int64_t)size;
	s->line += scan_count_ends(text, text + size);
	return size;
}
