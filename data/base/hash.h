/* hash.h - SHA-256 by libcrypto. */
#ifndef DATA_BASE_HASH_H
#define DATA_BASE_HASH_H

#include <stddef.h>

#define HASH_HEX 65 /* 64 hexadecimal digits and a NUL */

struct hash; /* a running hash; one thread at a time */

struct hash *hash_new(void);
void hash_free(struct hash *h); /* NULL is fine */
void hash_begin(struct hash *h);
void hash_add(struct hash *h, const void *bytes, size_t n);
void hash_end(struct hash *h, char hex[HASH_HEX]);

/* All at once. */
void hash_hex(const void *bytes, size_t n, char hex[HASH_HEX]);

#endif
