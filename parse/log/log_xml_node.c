/* log_xml_node.c - what a grammar wants of an element: its node. */
#include <stdio.h>
#include <string.h>

#include "parse/log/log_private.h"

#define NAME_ROOM 64 /* an attribute with a longer name is not wanted */

/* "name[@attribute text]": does the element have that attribute, with that text? */
static bool holds(const char *condition, const char **attributes)
{
	const char *name = condition + 2; /* "[@" */
	size_t size = strcspn(name, " ]");
	const char *text = name + size + (name[size] == ' ');
	size_t text_size = strcspn(text, "]");

	if (strncmp(condition, "[@", 2) != 0)
		return false;
	for (size_t i = 0; attributes && attributes[i]; i += 2)
		if (strlen(attributes[i]) == size && memcmp(attributes[i], name, size) == 0)
			return strlen(attributes[i + 1]) == text_size &&
			       memcmp(attributes[i + 1], text, text_size) == 0;
	return false;
}

const struct json_node *log_xml_child(const struct json_node *node, const char *name,
				       const char **attributes)
{
	const struct json_node *named = NULL, *any = NULL;
	size_t size = strlen(name);

	for (const struct json_node *c = node ? node->child : NULL; c; c = c->next) {
		if (c->key == NULL) {
			any = c;
		} else if (strncmp(c->key, name, size) == 0 && c->key[size] == '[') {
			if (holds(c->key + size, attributes))
				return c;
		} else if (c->key_size == size && memcmp(c->key, name, size) == 0) {
			named = c;
		}
	}
	return named ? named : name[0] == '@' ? NULL : any;
}

const struct json_node *log_xml_attribute(const struct json_node *node, const char *name)
{
	char key[NAME_ROOM + 1];

	if (node == NULL || strlen(name) >= NAME_ROOM)
		return NULL;
	snprintf(key, sizeof(key), "@%s", name);
	return log_xml_child(node, key, NULL);
}
