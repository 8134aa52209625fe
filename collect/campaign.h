/* campaign.h - what is to be run: platforms, benchmarks, repetitions, order. */
#ifndef COLLECT_CAMPAIGN_H
#define COLLECT_CAMPAIGN_H

#include <stdint.h>

#include "collect/platform.h"
#include "collect/tool.h"

enum campaign_order {
	ORDER_INTERLEAVED, /* a repetition of everything, then the next */
	ORDER_PLATFORM,    /* platform by platform */
	ORDER_SHUFFLED,    /* by `seed` */
};

/* A parameter with several values gives strata. */
struct parameter {
	const char *name;
	const char **values;
	size_t count;
};

/* One combination of parameters. */
struct stratum {
	struct vars vars;       /* all parameters */
	const char *varying;    /* "threads=4,size=1M": those with several values; "" */
	const char *sorted;     /* "size=1M;threads=4": as a log's parameters are written */
};

struct benchmark {
	const char *name;
	struct tool tool;
	struct tool *beside;    /* run on the host as long as it runs */
	size_t beside_count;
	bool *on;               /* by platform */
	int repetitions, warmup, retries, most; /* most: with `spread` */
	double timeout, cooldown;               /* s */
	double spread;          /* repeat until the coefficient of variation is below; 0: no */
	int64_t output_limit;   /* bytes that a run may print */
	struct parameter *parameters;
	size_t parameter_count;
	struct stratum *strata; /* at least one */
	size_t stratum_count;
	int line;
};

struct campaign {
	struct conf conf;
	const char *name, *state;
	struct platform *platforms;
	size_t platform_count;
	struct benchmark *benchmarks;
	size_t benchmark_count;
	enum campaign_order order;
	uint32_t seed;
	struct arena arena;
};

/* EXIT_INPUT. The caller releases in any case. */
int campaign_load(struct campaign *c, const char *path, struct err *err);
void campaign_release(struct campaign *c);

#endif
