/* hash.c - the one door to libcrypto. */
#include "data/base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "data/base/mem.h"

struct hash {
	EVP_MD_CTX *ctx;
	const EVP_MD *md;
};

struct hash *hash_new(void)
{
	struct hash *h = mem_new(1, sizeof(*h));

	/* The system's OpenSSL configuration has no say in a content hash, and reading it
	   costs a third of a short run. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	h->ctx = EVP_MD_CTX_new();
	h->md = EVP_sha256();
	if (h->ctx == NULL || h->md == NULL)
		abort();
	return h;
}

void hash_free(struct hash *h)
{
	if (h == NULL)
		return;
	EVP_MD_CTX_free(h->ctx);
	free(h);
}

void hash_begin(struct hash *h)
{
	if (EVP_DigestInit_ex(h->ctx, h->md, NULL) != 1)
		abort();
}

void hash_add(struct hash *h, const void *bytes, size_t n)
{
	if (EVP_DigestUpdate(h->ctx, bytes, n) != 1)
		abort();
}

void hash_end(struct hash *h, char hex[HASH_HEX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned int n = 0;

	if (EVP_DigestFinal_ex(h->ctx, sum, &n) != 1 || n != 32)
		abort();
	for (unsigned int i = 0; i < n; i++) {
		hex[2 * i] = digits[sum[i] >> 4];
		hex[2 * i + 1] = digits[sum[i] & 15];
	}
	hex[64] = '\0';
}

void hash_hex(const void *bytes, size_t n, char hex[HASH_HEX])
{
	struct hash *h = hash_new();

	hash_begin(h);
	hash_add(h, bytes, n);
	hash_end(h, hex);
	hash_free(h);
}
