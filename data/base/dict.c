/* dict.c - a hash table with open addressing. */
#include "data/base/dict.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/mem.h"
#include "data/base/sign.h"

/* The slot of the key, or the free one where it would stand. */
static struct dict_slot *find(const struct dict *d, const void *key, size_t size,
			      uint64_t hash)
{
	for (size_t i = hash & (d->room - 1);; i = (i + 1) & (d->room - 1)) {
		struct dict_slot *s = &d->slots[i];

		if (s->value == NULL ||
		    (s->hash == hash && s->size == size && memcmp(s->key, key, size) == 0))
			return s;
	}
}

void *dict_get(const struct dict *d, const void *key, size_t size)
{
	return d->room ? find(d, key, size, sign_bytes(0, key, size))->value : NULL;
}

static void grow(struct dict *d)
{
	struct dict old = *d;

	d->room = old.room ? 2 * old.room : 64;
	d->slots = mem_new(d->room, sizeof(d->slots[0]));
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i].value)
			*find(d, old.slots[i].key, old.slots[i].size, old.slots[i].hash) =
				old.slots[i];
	free(old.slots);
}

void dict_set(struct dict *d, const void *key, size_t size, void *value)
{
	if (2 * (d->count + 1) > d->room)
		grow(d);
	uint64_t hash = sign_bytes(0, key, size);
	struct dict_slot *s = find(d, key, size, hash);

	if (s->value == NULL) {
		d->count++;
		s->hash = hash;
		s->size = size;
		s->key = mem_dup_n(key, size);
	}
	s->value = value;
}

void dict_release(struct dict *d)
{
	for (size_t i = 0; i < d->room; i++)
		free(d->slots[i].key);
	free(d->slots);
	*d = (struct dict){ 0 };
}
