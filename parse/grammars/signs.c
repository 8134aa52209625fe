/*
 * signs.c - a program of the build: reads each shipped grammar as desmet does, proves it, and
 * prints the signs by which its logs are known (parse/language/grammar.h) as C.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/language/grammar.h"
#include "parse/language/metrics.h"

static void put_text(const char *text)
{
	putchar('"');
	for (const char *s = text; *s; s++)
		if (*s == '"' || *s == '\\' || *s == '?' || (unsigned char)*s < ' ' || *s > '~')
			printf("\\%03o", (unsigned char)*s);
		else
			putchar(*s);
	putchar('"');
}

static void put_bytes(const char *name, const char *bytes, size_t size)
{
	if (size == 0)
		return;
	printf("\n\t  .%s = {", name);
	for (size_t i = 0; i < size; i++)
		printf("%d,", (signed char)bytes[i]);
	printf("},");
}

static void put_set(const struct byte_set *set)
{
	printf(" { {");
	for (size_t k = 0; k < 4; k++)
		printf(" UINT64_C(0x%llx),", (unsigned long long)set->bits[k]);
	printf(" } },");
}

/* All of a literal (parse/regex.h). */
static void put_literal(const struct regex_literal *l)
{
	printf("{ .prefix_size = %zu, .blanks = %d, .whole = %d, .ends = %d, .inner_size = %zu, "
	       ".rare = %zu, .bytes = UINT64_C(0x%llx), .has_sign = %d, .tail_size = %zu, .also_size = %zu, .also_rare = %zu, .place_count = %zu, "
	       ".few_first = %d, .few_last = %d,",
	       l->prefix_size, (int)l->blanks, l->whole, l->ends, l->inner_size, l->rare,
	       (unsigned long long)l->bytes,
	       l->has_sign, l->tail_size, l->also_size, l->also_rare, l->place_count, l->few_first, l->few_last);
	put_bytes("prefix", l->prefix, l->prefix_size);
	put_bytes("inner", l->inner, l->inner_size);
	put_bytes("sign", l->sign, l->has_sign ? REGEX_SIGN : 0);
	put_bytes("also", l->also, l->also_size);
	put_bytes("tail", l->tail, l->tail_size);
	printf("\n\t  .last =");
	put_set(&l->last);
	printf("\n\t  .places = {");
	for (size_t i = 0; i < REGEX_PLACES; i++)
		put_set(&l->places[i]);
	printf(" } },\n");
}

/* `static const char *const NAME_n[]`, if there are any. */
static void put_list(const char *name, size_t i, size_t k, const char *const *list, size_t count)
{
	if (count == 0)
		return;
	printf("static const char *const %s%zu_%zu[] = {", name, i, k);
	for (size_t n = 0; n < count; n++) {
		putchar(' ');
		put_text(list[n]);
		putchar(',');
	}
	printf(" };\n");
}

/* What a grammar's row points at. */
static void put_parts(size_t i, const struct grammar_signs *s)
{
	if (s->opening_count) {
		printf("static const struct regex_literal literals%zu[] = {\n", i);
		for (size_t k = 0; k < s->opening_count; k++) {
			putchar('\t');
			put_literal(s->openings[k].literal);
		}
		printf("};\nstatic const struct grammar_opening openings%zu[] = {\n", i);
		for (size_t k = 0; k < s->opening_count; k++) {
			printf("\t{ ");
			put_text(s->openings[k].pattern);
			printf(", &literals%zu[%zu], %u, %d },\n", i, k,
			       (unsigned)s->openings[k].order, s->openings[k].word);
		}
		printf("};\n");
	}
	put_list("json", i, 0, s->json_detect, s->json_detect_count);
	put_list("xml", i, 0, s->xml_detect, s->xml_detect_count);
	put_list("command", i, 0, s->commands, s->command_count);
	for (size_t k = 0; k < s->csv_count; k++)
		put_list("header", i, k, s->csvs[k].header, s->csvs[k].header_count);
	if (s->csv_count == 0)
		return;
	printf("static const struct grammar_csv_sign csvs%zu[] = {\n", i);
	for (size_t k = 0; k < s->csv_count; k++) {
		printf("\t{ ");
		put_text(s->csvs[k].separators);
		if (s->csvs[k].header_count)
			printf(", header%zu_%zu", i, k);
		else
			printf(", 0");
		printf(", %zu, %zu },\n", s->csvs[k].header_count, s->csvs[k].column_count);
	}
	printf("};\n");
}

static void put_row(size_t i, const struct grammar_signs *s)
{
	printf("{\n\t.name = ");
	put_text(s->name);
	printf(", .sha256 = \"%s\", .rule_count = %zu,\n", s->sha256, s->rule_count);
	if (s->opening_count)
		printf("\t.openings = openings%zu, .opening_count = %zu,\n", i, s->opening_count);
	if (s->json_detect_count)
		printf("\t.json_detect = json%zu_0, .json_detect_count = %zu,\n", i,
		       s->json_detect_count);
	if (s->xml_detect_count)
		printf("\t.xml_detect = xml%zu_0, .xml_detect_count = %zu,\n", i,
		       s->xml_detect_count);
	if (s->command_count)
		printf("\t.commands = command%zu_0, .command_count = %zu,\n", i,
		       s->command_count);
	if (s->csv_count)
		printf("\t.csvs = csvs%zu, .csv_count = %zu,\n", i, s->csv_count);
	printf("},\n");
}

/* Two of a name could not both be in the set. */
static int check_name(struct grammar *const *list, size_t i, struct err *err)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(list[k]->name, list[i]->name) == 0)
			return err_set(err, EXIT_INPUT, "%s: \"%s\" is the name of %s, too",
				       list[i]->conf.path, list[i]->name, list[k]->conf.path);
	return 0;
}

int main(void)
{
	struct measure_names *names = measure_names_new();
	struct metrics *metrics = metrics_new();
	struct grammar **list = mem_new(embedded_grammar_count, sizeof(*list));
	struct err err;
	int rc = metrics_load(metrics, &err);

	for (size_t i = 0; rc == 0 && i < embedded_grammar_count; i++) {
		const struct embedded_file *f = &embedded_grammars[i];

		rc = grammar_load(f->path, f->text, f->size, metrics, names, &list[i], &err);
		if (rc == 0)
			rc = grammar_prove(list[i], NULL, &err);
		if (rc == 0)
			rc = check_name(list, i, &err);
	}
	if (rc != 0)
		fprintf(stderr, "%s\n", err.text);
	printf("#include \"parse/language/grammar.h\"\n");
	for (size_t i = 0; rc == 0 && i < embedded_grammar_count; i++)
		put_parts(i, list[i]->signs);
	printf("const struct grammar_signs grammar_shipped_signs[] = {\n");
	for (size_t i = 0; rc == 0 && i < embedded_grammar_count; i++)
		put_row(i, list[i]->signs);
	printf("};\n");
	for (size_t i = 0; i < embedded_grammar_count; i++)
		grammar_free(list[i]);
	free(list);
	metrics_free(metrics);
	measure_names_free(names);
	return rc != 0;
}
