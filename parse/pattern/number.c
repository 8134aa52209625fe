/* number.c - patterns that end with a number, and lines in which it goes on. */
#include <string.h>

#include "parse/pattern/regex_private.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Where the last group's name begins; NULL: none has one. */
static const char *last_named(const char *pattern)
{
	const char *name = NULL;

	for (const char *s = pattern; *s;) {
		if (strncmp(s, "(?<", 3) == 0 && s[3] != '=' && s[3] != '!' && strchr(s, '>'))
			name = s + 3;
		s = *s == '[' ? regex_over(s) : s + 1 + (*s == '\\' && s[1]);
	}
	return name;
}

/* `(?!…)` and its like, which take nothing of the line. */
static bool looks_around(const char *s)
{
	return strncmp(s, "(?=", 3) == 0 || strncmp(s, "(?!", 3) == 0 || strncmp(s, "(?<", 3) == 0;
}

/* A class, `[\d.,]`: of digits and what stands among them? */
static bool holds_digits(const char *s, const char *end)
{
	bool any = false;

	for (s++; s < end - 1; s++) {
		if (*s == '\\' && s[1] == 'd') {
			any = true;
			s++;
		} else if (is_digit(*s)) {
			any = true;
		} else if (strchr(".,:-", *s) == NULL) {
			return false;
		}
	}
	return any;
}

/* Does what stands from here to the end of the group end with digits, and the pattern with the group? */
static bool ends_with_digits(const char *s)
{
	bool digits = false; /* is the atom before this place one of them? */
	int depth = 1;

	while (*s) {
		const char *next = s + 1 + (*s == '\\' && s[1]);

		if (*s == ')' && --depth == 0)
			return digits && s[1] == '\0';
		if (looks_around(s)) {
			next = regex_over(s);
		} else if (*s == '(') {
			depth++;
		} else if (*s == '[') {
			next = regex_over(s);
			digits = holds_digits(s, next);
		} else if (*s == '{' && regex_braces(s)) {
			next = regex_braces(s);
		} else if (strchr("+*?)", *s) == NULL) {
			digits = is_digit(*s) || (*s == '\\' && s[1] == 'd');
		}
		s = next;
	}
	return false;
}

const char *regex_number_at_end(const char *pattern, size_t *size)
{
	const char *name = last_named(pattern);

	*size = name ? strcspn(name, ">") : 0;
	return name && ends_with_digits(name + *size + 1) ? name : NULL;
}

bool regex_number_goes_on(const char *text, const char *end)
{
	text += text < end && *text == '\\';
	text += text < end && memchr(".,'", *text, 3) != NULL;
	return text < end && is_digit(*text);
}
