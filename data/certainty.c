/* certainty.c - names and lifetime; finds nothing. */
#include "data/certainty.h"

#include <string.h>

static const char *const methods[] = {
	[CERTAINTY_STUDENT] = "student",
	[CERTAINTY_PLAIN] = "plain",
};

const char *certainty_method_name(enum certainty_method m)
{
	return methods[m];
}

bool certainty_method_find(const char *name, enum certainty_method *out)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		if (strcmp(methods[i], name) == 0) {
			*out = (enum certainty_method)i;
			return true;
		}
	}
	return false;
}

void certainty_release(struct certainty *c)
{
	arena_release(&c->arena);
	*c = (struct certainty){ 0 };
}
