/*
 * log_parts.c - shares a log's text out: who reads what comes next, a document's reader, a
 * table's, or the one of lines. A new form of output is a row of `parts`.
 */
#include <string.h>

#include "parse/log/log_private.h"
#include "parse/record/record_sample.h"

/* --- a line -------------------------------------------------------------------------- */

/* A terminal's picture of the line: what was drawn last. */
static size_t clean_line(struct scan *s, const char **line, size_t size)
{
	const char *text = *line;
	size_t n = 0, start = 0;

	for (size_t i = 0; i < size; i++) {
		if (text[i] == '\r')
			start = n;
		else
			s->clean[n++] = text[i];
	}
	memset(s->clean + n, 0, SIEVE_PAD);
	*line = s->clean + start;
	return n - start;
}

static void too_long(struct scan *s, int64_t line, const char *text)
{
	s->out->overlong_lines++;
	s->outer_line = 0;
	scan_problem(s, "too long", line, text, 160);
}

/* False: nothing is read of it yet. A table's first row is also a row; or behind a prefix something
   begins. */
static bool text_line(struct scan *s, const char *line, size_t size)
{
	const char *text = line;
	const struct csv_form *table = s->csv;

	if (s->has_cr)
		size = scan_without_cr(line, size);
	if (size > SCAN_LINE_MAX) {
		too_long(s, s->line, line);
		return true;
	}
	if (s->has_cr && memchr(line, '\r', size))
		size = clean_line(s, &line, size);
	scan_text_line(s, line, size);
	if (s->begun || s->more)
		return false;
	return s->csv == table || s->csv == NULL || s->csv->names == NULL || line != text;
}

/* What nobody else knows: a line, or, of one that is too long, as much as is there. */
static enum scan_took take_line(struct scan *s, const char *text, size_t size, bool final,
				size_t *used)
{
	const char *eol = memchr(text, '\n', size);

	*used = eol ? (size_t)(eol - text) + 1 : size;
	if (eol == NULL && !final) {
		if (size <= SCAN_LINE_MAX)
			return SCAN_MORE;
		if (!s->overlong)
			too_long(s, s->line + 1, text);
		s->overlong = true;
		return SCAN_TOOK;
	}
	s->has_rest = eol == NULL;
	s->line++;
	if (!s->overlong && !text_line(s, text, eol ? (size_t)(eol - text) : size)) {
		s->line--;
		*used = s->begun ? s->begun_size : 0;
		if (s->more)
			return SCAN_MORE;
	}
	s->overlong = false;
	return SCAN_TOOK;
}

/* --- who reads it -------------------------------------------------------------------- */

/* In the order in which they are asked; lines are everybody's last. `end`: the log has ended. */
static const struct part {
	scan_take_fn *take;
	void (*end)(struct scan *s);
} parts[] = {
	{ scan_csv_take, scan_csv_end },
	{ log_xml_take, log_xml_end },
	{ log_json_take, log_json_end },
	{ take_line, NULL },
};

/* Is a document or a table being read, or may a document begin here? So most lines are known at
   once to be lines. */
static bool may_be_more_than_line(const struct scan *s, const char *text, size_t size)
{
	size_t i;

	if (s->xml || s->csv || s->in_array)
		return true;
	i = scan_blanks(text, size);
	return i < size && (text[i] == '{' || text[i] == '[' || text[i] == '<');
}

static enum scan_took take_part(struct scan *s, const char *text, size_t size, bool final,
				size_t *used)
{
	enum scan_took took = SCAN_NO;

	if (s->overlong || !may_be_more_than_line(s, text, size))
		return take_line(s, text, size, final, used);
	for (size_t i = 0; i < ARRAY_LEN(parts) && took == SCAN_NO; i++) {
		took = parts[i].take(s, text, size, final, used);
		if (took == SCAN_TOOK && parts[i].take != take_line) {
			scan_word_forget(s);
			s->outer_line = 0;
		}
	}
	return took;
}

/* Nothing has begun, and lines are as they are. */
static bool is_outside(const struct scan *s)
{
	return !record_is_open(&s->rec) && !s->xml && !s->csv && !s->in_array &&
	       !s->overlong && !scan_prefix_is_on(s);
}

size_t log_parts(struct scan *s, const char *text, size_t size, bool final)
{
	size_t done = 0;

	s->look = (struct sieve_look){ .end = NULL };
	record_sample_text(&s->rec, text);
	while (done < size) {
		size_t used;

		if (is_outside(s) &&
		    (done += scan_skip(s, text + done, size - done)) == size)
			break;
		uint64_t record = s->rec.stamp;

		s->rec.apart_at = text + done;
		if (take_part(s, text + done, size - done, final, &used) == SCAN_MORE)
			break;
		done += used;
		if (record_is_open(&s->rec) || s->rec.stamp != record)
			s->rec.apart_from = text + done;
		if (s->begun)
			break;
	}
	record_sample_text_end(&s->rec, text + done);
	if (s->begun)
		return done;
	for (size_t i = 0; i < ARRAY_LEN(parts) && final; i++)
		if (parts[i].end)
			parts[i].end(s);
	return done;
}
