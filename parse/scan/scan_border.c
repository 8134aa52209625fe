/*
 * scan_border.c - lines that no tool prints, and at which whatever was being read has ended: a
 * shell's prompt with a command, a fence in Markdown, a step of a CI job, the end of `script`.
 */
#include "parse/scan/scan_private.h"

/* A dollar or an @ that a tool's own rule does not know stands in a prompt. */
static const char pattern_text[] =
	"^\\s*(?:"
	"\\[?[\\w.-]+@[\\w.-]+(?:[: ~][^#$%>\\]]*)?\\]?\\s?[#$%>](?: |$)" /* root@box:~# */
	"|\\$ [\\w./~]"
	"|(?:PS )?[A-Za-z]:\\\\[^<>|]*>"
	"|(?:```|~~~)"
	"|##\\[|::(?:end)?group::|section_(?:start|end):\\d"
	"|Script done on )";

/* "Killed", "./run.sh: line 5:  1234 Killed   fio ...", "[1]+  Killed   fio ..." */
static const char killed_text[] =
	"^(?:.*: line \\d+: +\\d+ |\\[\\d+\\][-+ ] +(?:\\d+ )?|[Cc]ommand )?"
	"(?:Killed|Terminated|terminated by signal \\d+|Aborted|Segmentation fault|Bus error|Hangup)"
	"(?: \\(core dumped\\))?(?:$| {2,}\\S)";

static bool fits(struct scan *s, struct regex **r, const char *pattern, const char *line,
		 size_t size)
{
	struct err err;

	if (*r == NULL && regex_compile(pattern, r, &err) != 0)
		return false;
	return regex_match(*r, s->scratch, line, size) == REGEX_YES;
}

bool scan_border(struct scan *s, const char *line, size_t size)
{
	return fits(s, &s->border, pattern_text, line, size);
}

bool scan_border_run(struct scan *s, const char *line, size_t size)
{
	return scan_border(s, line, size) || fits(s, &s->killed, killed_text, line, size);
}
