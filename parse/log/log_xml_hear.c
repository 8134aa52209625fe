/* log_xml_hear.c - other tools' output in an XML document's text, which is not read: it is told of. */
#include <string.h>

#include "parse/log/log_private.h"

static void end_line(struct scan *s, struct log_heard *h)
{
	size_t size = h->size;

	h->size = 0;
	if (size == 0 || size == sizeof(h->line)) /* no tool's first line is so long */
		return;
	const struct rule *r = scan_rule_outside(s, h->line, size);
	if (r == NULL || r->heading || !(r->is & RULE_OPEN))
		return;
	s->out->unknown_lines++;
	scan_problem(s, "within a document", h->at, h->line, size);
}

void log_xml_hear(struct scan *s, struct log_heard *h, const char *text, size_t size, int64_t line)
{
	for (size_t i = 0; i < size; i++) {
		if (h->size == 0)
			h->at = line;
		if (text[i] == '\n') {
			end_line(s, h);
			line++;
		} else if (h->size < sizeof(h->line)) {
			h->line[h->size++] = text[i];
		}
	}
}
