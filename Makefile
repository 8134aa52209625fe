# desmet - see README.md. `make` builds build/desmet; `make help` lists the targets.

B        ?= build
VERSION  := 0.1.0
CFLAGS   ?= -O2 -g
WERROR   ?= -Werror
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wold-style-definition -Wpointer-arith -Wwrite-strings -Wvla -Wformat=2 -Wundef \
            $(WERROR)
CPPFLAGS += -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -I. -DDESMET_VERSION='"$(VERSION)"'
LDLIBS   := -lxlsxwriter -lsqlite3 -linih -lpcre2-8 -lcrypto -lminizip -lexpat -lncursesw -ltinfo -lpthread -lm
PREFIX   ?= /usr/local

# What building, and what testing needs, as Debian 12 names it.
PACKAGES      := gcc libc6-dev make pkg-config libsqlite3-dev libxlsxwriter-dev libinih-dev \
                 libpcre2-dev libssl-dev libminizip-dev zlib1g-dev libncurses-dev libexpat1-dev
LIVE_PACKAGES := sysbench bubblewrap
TEST_PACKAGES := sqlite3 perl python3 libreoffice-calc-nogui tmux
# For tests/collect-real.t, which skips what is not there. A sshd only where installing it does not
# start it for all the world.
REAL_PACKAGES := openssh-client parallel fping iproute2 bubblewrap \
                 $(if $(wildcard /usr/sbin/policy-rc.d),openssh-server)
# What tests/agreement.t compares with: half a gigabyte, so not for every test.
AGREE_PACKAGES := python3-scipy r-cran-diptest

# A stage, and its rooms one below; parse/grammars/ holds what only the build runs.
ROOMS   := $(filter-out parse/grammars/,$(foreach s,data parse score reports collect,$(s)/ $(dir $(wildcard $(s)/*/*.c))))
SOURCES := $(sort $(wildcard $(addsuffix *.c,$(ROOMS))))
OBJECTS := $(SOURCES:%.c=$(B)/%.o) $(B)/embedded.o
HEADERS := $(sort $(wildcard $(addsuffix *.h,$(ROOMS))))
TOOLS   := $(B)/tests/agree $(B)/tests/stats-tables # programs that tests run
UNITS   := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/unit/t_*.c)))

.PHONY: all help ci-packages packages test-packages test check units agreement stats-tables timing lint asan format format-check bless \
        demo campaign bench detect coverage install clean

all: $(B)/desmet $(B)/desmet.1

help:
	@sed -n 's/^## //p' Makefile

## make            build/desmet (packages missing: they are installed, or named)
## make demo       the evaluation profiles of what ships, and one of this machine, with workbooks
## make campaign   the reference campaign again, on five platforms (root, half an hour)
## make test       all tests (installs what they need, as `make` does)
## make agreement  the statistics against scipy and R (installs them)
## make timing     the collector's clocks against others, on a quiet machine
## make asan       the tests under AddressSanitizer and UBSan
## make bench      how fast, as ratios within one run; and `coverage` in short
## make detect     what it costs to find whose a line is, which bench shows last
## make coverage   which method's intervals hold what they say (a simulation: four minutes)
## make install    into PREFIX (/usr/local)

# --- packages --------------------------------------------------------------------------------

# Installed once, where we may; otherwise said exactly.
define need
	@missing=; for p in $(1); do \
		dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || \
			missing="$$missing $$p"; \
	done; \
	if [ -n "$$missing" ]; then \
		if [ "$$(id -u)" = 0 ]; then as=; elif sudo -n true 2>/dev/null; then as=sudo; \
		else echo "These packages are missing:$$missing"; \
		     echo "Install them: sudo apt-get install -y --no-install-recommends$$missing"; \
		     exit 1; fi; \
		echo "Installing$$missing"; \
		{ $$as apt-get update -qq && \
		  DEBIAN_FRONTEND=noninteractive $$as apt-get install -y -qq \
			--no-install-recommends $$missing; } >/dev/null 2>&1 || \
		{ echo "apt-get could not install$$missing"; exit 1; }; \
	fi
endef

$(B)/packages.ok: Makefile
	@mkdir -p $(B)
	$(call need,$(PACKAGES))
	@touch $@

$(B)/live-packages.ok: Makefile
	@mkdir -p $(B)
	$(call need,$(LIVE_PACKAGES))
	@touch $@

$(B)/test-packages.ok: Makefile
	@mkdir -p $(B)
	$(call need,$(PACKAGES) $(TEST_PACKAGES) $(REAL_PACKAGES))
	@touch $@

# --- the program -----------------------------------------------------------------------------

$(B)/desmet: $(B)/desmet.o $(B)/libdesmet.a
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/libdesmet.a: $(OBJECTS) $(B)/signs.o
	@rm -f $@ && $(AR) rcs $@ $^

# The signs of the shipped grammars' logs: read off the grammars by the code that reads them in desmet.
$(B)/unsigned.a: $(OBJECTS)
	@rm -f $@ && $(AR) rcs $@ $^

$(B)/signs: parse/grammars/signs.c $(B)/unsigned.a
	@$(CC) -std=c11 $(WARN) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/signs.c: $(B)/signs
	@$< >$@.new && mv $@.new $@

# With what the readers' sources are, by which a figure that an older program read is told.
READERS := $(sort $(wildcard $(addsuffix *.[ch],$(filter data/% parse/%,$(ROOMS)))))
$(B)/embedded.c: data/embed.sh data/schema.sql data/metrics.ini collect/archive-layout.ini $(wildcard parse/grammars/*.ini) $(READERS)
	@mkdir -p $(B) && sh data/embed.sh >$@

$(B)/embedded.o $(B)/signs.o: $(B)/%.o: $(B)/%.c | $(B)/packages.ok
	@$(CC) -std=c11 $(CFLAGS) $(CPPFLAGS) -c -o $@ $<

$(B)/%.o: %.c | $(B)/packages.ok
	@mkdir -p $(@D)
	@$(CC) -std=c11 $(WARN) $(CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

$(B)/desmet.1: $(B)/desmet
	@$(B)/desmet help --man >$@

-include $(OBJECTS:.o=.d) $(B)/desmet.d

# What ships, to profiles and workbooks; then a small campaign on this machine.
DEMOS   := karna-2021 reference-2026
# Published figures; of what compares machines one is shown, and the workbook has all. Some of the
# figures cannot be used (exit status 3), which is said once.
STUDIES := mavridis-2019 goethals-2022:machine=arm lee-2023:device=pi4
demo: all $(B)/live-packages.ok
	@for d in $(DEMOS); do \
		r=$$(ls rubrics/$$d.ini 2>/dev/null || echo rubrics/$${d%-*}.ini); \
		$(B)/desmet score data/archives/$$d -r $$r && \
		$(B)/desmet report data/archives/$$d -r $$r -o $(B)/$$d.xlsx && echo || exit 1; \
	done
	@for s in $(STUDIES); do \
		d=$${s%%:*}; o=$${s#$$d}; a="data/archives/$$d -r rubrics/$$d.ini"; \
		$(B)/desmet score $$a $${o:+--dimension $${o#:}} || [ $$? = 3 ] || exit 1; \
		$(B)/desmet report $$a -o $(B)/$$d.xlsx 2>$(B)/demo.said || [ $$? = 3 ] || \
			{ cat $(B)/demo.said; exit 1; }; \
		echo; \
	done
	@sh collect/live.sh $(B)/desmet $(B)
	@echo
	@echo "The workbooks: $(DEMOS:%=$(B)/%.xlsx) $(B)/live.xlsx"
	@echo "Published studies (reports/STUDIES.md): $(foreach s,$(STUDIES),$(B)/$(firstword $(subst :, ,$(s))).xlsx)"

# The reference campaign, as root: about half an hour. Stopped, it goes on where it was.
CAMPAIGN_PLATFORMS := host docker bubblewrap uml qemu
CAMPAIGN_ARCHIVE   ?= $(B)/reference
campaign: all
	@for p in $(CAMPAIGN_PLATFORMS); do sh collect/platforms/$$p/prepare.sh || exit 1; done
	@$(B)/desmet collect collect/reference.ini -o $(CAMPAIGN_ARCHIVE)
	@$(B)/desmet report $(CAMPAIGN_ARCHIVE) -r rubrics/reference.ini -o $(B)/reference.xlsx
	@$(B)/desmet score $(CAMPAIGN_ARCHIVE) -r rubrics/reference.ini
	@echo
	@echo "The archive: $(CAMPAIGN_ARCHIVE); the workbook: $(B)/reference.xlsx"

# Against yardsticks and a rival, on the thesis's archive a hundred times: tests/bench/README.md
bench: all $(B)/test-packages.ok $(B)/coverage $(B)/evaluate
	@sh tests/bench/run.sh
	@$(B)/coverage --replications 200 --resamples 500 --statistic mean
	@$(MAKE) detect

# What it costs to find whose a line is; fails where that is more than asked (tests/bench/README.md).
detect: $(B)/test-packages.ok $(B)/detect
	@logs=$$(python3 tests/bench/large.py --detect $(B)/bench-detect) && \
		$(B)/detect $(B)/bench-detect/chatter/chatter.log $$logs

# The tables of score/README.md. The same seed gives the same ones.
coverage: $(B)/coverage
	@$(B)/coverage

$(B)/evaluate: tests/bench/evaluate.c $(B)/libdesmet.a
	@$(CC) -std=c11 $(WARN) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) -o $@ $< $(B)/libdesmet.a $(LDLIBS)

$(B)/detect: tests/bench/detect.c $(B)/libdesmet.a
	@$(CC) -std=c11 $(WARN) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) -o $@ $< $(B)/libdesmet.a $(LDLIBS)

$(B)/coverage: $(wildcard tests/bench/coverage*.[ch]) $(B)/libdesmet.a
	@$(CC) -std=c11 $(WARN) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) -o $@ $(filter %.c %.a,$^) $(LDLIBS)

install: all
	install -D -m 755 $(B)/desmet $(DESTDIR)$(PREFIX)/bin/desmet
	install -D -m 644 $(B)/desmet.1 $(DESTDIR)$(PREFIX)/share/man/man1/desmet.1
	install -d $(DESTDIR)$(PREFIX)/share/desmet/rubrics
	install -m 644 rubrics/*.ini $(DESTDIR)$(PREFIX)/share/desmet/rubrics
	install -d $(DESTDIR)$(PREFIX)/share/desmet/collect
	cp -R collect/platforms collect/tools $(DESTDIR)$(PREFIX)/share/desmet/collect

clean:
	rm -rf build

# --- tests -----------------------------------------------------------------------------------

TESTS  ?= $(sort $(wildcard tests/*.t))
RUN_IN  = t=$$(mktemp -d) && trap 'rm -rf "$$t"' EXIT && export DESMET_BUILD=$(B) HOME="$$t" \
          XDG_CACHE_HOME="$$t/cache" XDG_CONFIG_HOME="$$t/config" LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
PROVE  := prove -j2 -f --exec '' # a line a file; what failed, what was skipped and why

$(B)/tests/unit/%: tests/unit/%.c tests/unit/tap.h $(B)/libdesmet.a
	@mkdir -p $(@D)
	@$(CC) -std=c11 $(WARN) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) -o $@ $< $(B)/libdesmet.a $(LDLIBS)

$(TOOLS): $(B)/tests/%: tests/%.c $(B)/libdesmet.a
	@mkdir -p $(@D)
	@$(CC) -std=c11 $(WARN) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) -o $@ $< $(B)/libdesmet.a $(LDLIBS)

units: $(UNITS)

test check: $(B)/test-packages.ok $(B)/desmet $(B)/desmet.1 $(B)/coverage $(B)/evaluate $(B)/detect $(UNITS) $(TOOLS)
	@$(RUN_IN) && $(PROVE) $(UNITS) $(TESTS)

agreement: $(TOOLS)
	$(call need,$(AGREE_PACKAGES))
	@$(RUN_IN) && $(PROVE) tests/agreement.t

# The simulated distributions of score/stats/stats_shape.h, some minutes: the same bytes each time.
stats-tables: $(B)/tests/stats-tables
	@$(B)/tests/stats-tables >$(B)/stats_table.c && mv $(B)/stats_table.c score/stats/stats_table.c

# The collector's clocks against others, within 1 % and 5 ms: with nothing else beside them.
timing: $(B)/test-packages.ok $(B)/desmet
	@$(RUN_IN) && DESMET_TIMING=1 $(PROVE) tests/collect-real.t

lint: $(B)/desmet
	@$(RUN_IN) && $(PROVE) tests/lint.t

SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined

# Of what was freed 8 MiB are kept to be looked at, not 256, which each process would have to fill.
asan:
	@ASAN_OPTIONS=quarantine_size_mb=8:malloc_context_size=8 $(MAKE) --no-print-directory B=build/asan WERROR= LDFLAGS='$(SANITIZE)' \
		CFLAGS='-O1 -g -fno-omit-frame-pointer $(SANITIZE)' \
		TESTS='$(filter-out tests/lint.t tests/workbook.t,$(TESTS))' test

ci-packages:
	$(call need,clang libclang-rt-14-dev)

bless: $(B)/desmet
	@$(RUN_IN) && BLESS=1 sh tests/golden.t >/dev/null; git diff --stat tests/golden

format-check:
	@clang-format --dry-run $(SOURCES) desmet.c $(wildcard tests/*.c tests/unit/*.c)
