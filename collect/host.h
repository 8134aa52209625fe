/* host.h - facts about the machine that collects. */
#ifndef COLLECT_HOST_H
#define COLLECT_HOST_H

#include <stdint.h>

#include "data/base/mem.h"

struct host {
	const char *cpu;        /* "AMD EPYC"; "unknown" where nothing says it, as below */
	long cpus;
	const char *governor;   /* of the clock: "performance" */
	int64_t memory;         /* B */
	const char *kernel;     /* "Linux 6.1.0 x86_64" */
	const char *hypervisor; /* of the host itself: "KVM", "none" */
};

/* What changes. */
struct host_load {
	double load1;           /* processes that ran or waited, over the last minute */
	int64_t steal, total;   /* of all processors, clock ticks since the start */
};

void host_read(struct host *h, struct arena *a);
void host_load_read(struct host_load *l);

/* The share of processor time that others had between the two; 0..1. */
double host_steal(const struct host_load *before, const struct host_load *after);

#endif
