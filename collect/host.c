/* host.c - reads /proc and /sys. */
#include "collect/host.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* The first line of a file, or of it what follows `key` and a colon; NULL if not there. */
static const char *read_line(struct arena *a, const char *path, const char *key)
{
	FILE *f = fopen(path, "re");
	char line[512];
	const char *found = NULL;

	while (f && found == NULL && fgets(line, sizeof(line), f)) {
		char *text = line;

		line[strcspn(line, "\n")] = '\0';
		if (key) {
			text = strncmp(line, key, strlen(key)) == 0 ? strchr(line, ':') : NULL;
			text = text ? text + 1 + strspn(text + 1, " \t") : NULL;
		}
		if (text)
			found = arena_dup(a, text);
		if (key == NULL)
			break;
	}
	if (f)
		fclose(f);
	return found;
}

static const char *or_unknown(const char *text)
{
	return text && text[0] ? text : "unknown";
}

/* A guest's processor says so; who the hypervisor is, only some firmware says. */
static const char *hypervisor(struct arena *a)
{
	const char *flags = read_line(a, "/proc/cpuinfo", "flags");
	const char *type = read_line(a, "/sys/hypervisor/type", NULL);
	const char *vendor = read_line(a, "/sys/class/dmi/id/sys_vendor", NULL);

	if (flags && strstr(flags, " hypervisor") == NULL && type == NULL)
		return "none";
	return type ? type : vendor && vendor[0] ? vendor : "some";
}

void host_read(struct host *h, struct arena *a)
{
	const char *memory = read_line(a, "/proc/meminfo", "MemTotal");
	struct utsname u;

	*h = (struct host){
		.cpu = or_unknown(read_line(a, "/proc/cpuinfo", "model name")),
		.cpus = sysconf(_SC_NPROCESSORS_ONLN),
		.governor = or_unknown(read_line(
			a, "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", NULL)),
		.memory = memory ? strtoll(memory, NULL, 10) * 1024 : 0,
		.kernel = "unknown",
		.hypervisor = hypervisor(a),
	};
	if (uname(&u) == 0)
		h->kernel = arena_printf(a, "%s %s %s", u.sysname, u.release, u.machine);
}

void host_load_read(struct host_load *l)
{
	struct arena a = { 0 };
	const char *load = read_line(&a, "/proc/loadavg", NULL);
	const char *cpu = read_line(&a, "/proc/stat", NULL), *s = cpu;
	char *end;

	*l = (struct host_load){ .load1 = load ? strtod(load, NULL) : 0 };
	/* "cpu user nice system idle iowait irq softirq steal ..." */
	for (int i = 0; s && i < 8; i++) {
		int64_t ticks = strtoll(i ? s : s + 3, &end, 10);

		l->total += ticks;
		if (i == 7)
			l->steal = ticks;
		s = end;
	}
	arena_release(&a);
}

double host_steal(const struct host_load *before, const struct host_load *after)
{
	int64_t total = after->total - before->total;

	return total > 0 ? (double)(after->steal - before->steal) / (double)total : 0;
}
