/* Something to compile: counts primes. Run with no argument it prints 5133. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 50000;
	unsigned char *composite = calloc(n + 1, 1);
	if (composite == NULL)
		return 1;
	size_t count = 0;
	for (size_t i = 2; i <= n; i++) {
		if (composite[i])
			continue;
		count++;
		for (size_t j = 2 * i; j <= n; j += i)
			composite[j] = 1;
	}
	printf("%zu\n", count);
	free(composite);
	return 0;
}
