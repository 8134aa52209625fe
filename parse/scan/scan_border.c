/*
 * scan_border.c - lines that no tool prints, and at which whatever was being read has ended: a
 * shell's prompt with a command, a fence in Markdown, a step of a CI job, the end of `script`.
 */
#include "parse/scan/scan_state.h"

/* A dollar or an @ that a tool's own rule does not know stands in a prompt. */
static const char pattern_text[] =
	"^\\s*(?:"
	"\\[?[\\w.-]+@[\\w.-]+(?:[: ~][^#$%>\\]]*)?\\]?\\s?[#$%>](?: |$)" /* root@box:~# */
	"|\\$ [\\w./~]"
	"|(?:PS )?[A-Za-z]:\\\\[^<>|]*>"
	"|(?:```|~~~)"
	"|##\\[|::(?:end)?group::|section_(?:start|end):\\d"
	"|Script done on )";

bool scan_border(struct scan *s, const char *line, size_t size)
{
	struct err err;

	if (s->border == NULL && regex_compile(pattern_text, &s->border, &err) != 0)
		return false;
	return regex_match(s->border, s->scratch, line, size) == REGEX_YES;
}

bool scan_border_run(struct scan *s, const char *line, size_t size)
{
	return scan_border(s, line, size) || scan_rule_died(s, line, size);
}
