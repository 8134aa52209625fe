/* dict.h - a hash table from bytes to pointers; keys are copied, values are the caller's. */
#ifndef DATA_BASE_DICT_H
#define DATA_BASE_DICT_H

#include <stddef.h>
#include <stdint.h>

struct dict_slot {
	uint64_t hash;
	void *key;
	size_t size;
	void *value; /* NULL: the slot is free */
};

/* Zeroed is an empty one. */
struct dict {
	struct dict_slot *slots;
	size_t count, room; /* room is a power of two */
};

/* The value of a key, or NULL. */
void *dict_get(const struct dict *d, const void *key, size_t size);
/* Sets a key's value, which must not be NULL. */
void dict_set(struct dict *d, const void *key, size_t size, void *value);
void dict_release(struct dict *d);

#endif
