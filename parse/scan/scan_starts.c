/* scan_starts.c - does a document begin with this line? */
#include <string.h>

#include "parse/scan/scan_state.h"

size_t scan_starts_name(const char *s, const char *end)
{
	size_t n = 0;

	while (s + n < end && !scan_is_space(s[n]) && strchr("<>/=\"'[&", s[n]) == NULL)
		n++;
	return n;
}

const struct json_node *scan_starts_root(const struct scan *s, const char *name, size_t size)
{
	for (const struct json_node *n = s->all->xml_detect.child; n; n = n->next) {
		size_t own = n->key ? strcspn(n->key, "[") : 0;

		if (own == size && memcmp(n->key, name, size) == 0)
			return n;
	}
	return NULL;
}

bool scan_starts_xml(const struct scan *s, const char *line, size_t size)
{
	size_t n = size > 1 ? scan_starts_name(line + 1, line + size) : 0;

	return size > 1 && *line == '<' && (line[1] == '?' || line[1] == '!' || n + 1 == size || scan_starts_root(s, line + 1, n));
}

bool scan_starts_json(const char *text, size_t size)
{
	size_t i = 1;

	if (text[0] == '{') {
		while (i < size && scan_is_space(text[i]))
			i++;
		return i == size || text[i] == '"' || text[i] == '}';
	}
	if (text[0] != '[')
		return false;
	while (i < size && scan_is_space(text[i]))
		i++;
	return i == size || text[i] == '{';
}
