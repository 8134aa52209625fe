/*
 * scan_string.c - a line that is a string in a list, as ansible prints what a program has said: in JSON,
 * a script, YAML.
 */
#include <string.h>

#include "parse/pattern/utf8.h"
#include "parse/scan/scan_state.h"

/* What stands behind a backslash, at *at, which goes on to its last byte, into *out. False: it ends a
   line, or is not known. */
static bool read_escape(const char **at, const char *end, char **out)
{
	static const char names[] = "\"'\\/ te", of[] = "\"'\\/ \t\x1b";
	const char *behind = NULL;
	unsigned c;

	if (*at == end)
		return false; /* the last quote is one of the text's */
	const char *name = memchr(names, **at, sizeof(names) - 1);

	if (name) {
		*(*out)++ = of[name - names];
		return true;
	}
	if (**at == 'u')
		behind = utf8_escape(*at + 1, end, &c);
	else if (**at == 'x' && utf8_digits(*at + 1, end, 2, &c))
		behind = *at + 3;
	if (behind == NULL || (c < ' ' && c != 0x1b))
		return false;
	*at = behind - 1;
	*out = utf8_put(*out, c);
	return true;
}

/* Of a string behind its first quote the text: `to` may be where it stands. False: it does not end the
   line, or is more than one line. */
static bool unquote(const char *at, size_t size, char quote, bool escapes, char *to, size_t *to_size)
{
	const char *end = at + size;
	char *out = to;

	if (end == at || *--end != quote)
		return false;
	for (; at < end; at++) {
		if (*at == quote) { /* in YAML, two are one */
			if (escapes || ++at == end || *at != quote)
				return false;
			*out++ = quote;
		} else if (*at != '\\' || !escapes) {
			*out++ = *at;
		} else {
			at++;
			if (!read_escape(&at, end, &out))
				return false;
		}
	}
	*to_size = scan_pass_plain(to, (size_t)(out - to));
	return true;
}

bool scan_string_read(enum scan_quotes quotes, const char *at, size_t size, char *to, size_t *to_size)
{
	if (quotes != SCAN_QUOTES_YAML)
		return unquote(at, size - (size && at[size - 1] == ','),
			       quotes == SCAN_QUOTES_JSON ? '"' : '\'', true, to, to_size);
	return size > 1 && (*at == '"' || *at == '\'') &&
	       unquote(at + 1, size - 1, *at, *at == '"', to, to_size);
}

size_t scan_string_unquote(enum scan_quotes quotes, char *text, size_t size)
{
	size_t n = 0;

	return scan_string_read(quotes, text, size, text, &n) ? n : size;
}

size_t scan_string_at(const char *line, size_t size, size_t blanks, enum scan_quotes *quotes)
{
	size_t k = blanks;

	*quotes = SCAN_QUOTES_JSON;
	if (size < blanks + 3)
		return 0;
	if (line[k] == '\'')
		*quotes = SCAN_QUOTES_SCRIPT;
	if (line[k] == '"' || line[k] == '\'')
		return line[size - 1] == line[k] || (line[size - 1] == ',' && line[size - 2] == line[k])
			       ? k + 1 : 0;
	*quotes = SCAN_QUOTES_YAML;
	if (line[k] != '-' || line[k + 1] != ' ')
		return 0;
	for (k++; k < size && line[k] == ' '; k++)
		;
	return k + 1 < size && (line[k] == '"' || line[k] == '\'') && line[size - 1] == line[k] ? k : 0;
}

bool scan_string_is(const char *line, size_t size)
{
	enum scan_quotes quotes;

	return scan_string_at(line, size, scan_blanks(line, size), &quotes) > 0;
}
