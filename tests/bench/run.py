#!/usr/bin/env python3
"""Runs all measurements in rounds, and prints their medians in a table.

    run.py [--md]

Every round runs everything once, so that what else the machine does meets all alike; ratios
are the medians of the rounds' own ratios. Children are timed here, with wait4(): wall time,
and the peak of what was resident. $ROUNDS says how many rounds (7).
"""
import os
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
DESMET = os.environ.get('DESMET') or os.path.join(ROOT, 'build/desmet')
BASE = os.path.join(os.environ.get('TMPDIR') or '/tmp', 'desmet-bench')
ROUNDS = max(1, int(os.environ.get('ROUNDS') or 7))
LAYOUT = os.path.join(ROOT, 'data/archives/karna-2021/logs-layout.ini')
RUBRIC = os.path.join(ROOT, 'rubrics/karna-2021.ini')
EVALUATE = os.path.join(os.path.dirname(DESMET), 'evaluate')
SHIPPED = os.path.join(ROOT, 'data/archives/karna-2021')
EVALUATIONS = 5000000
OUT = os.path.join(BASE, 'out')       # emptied before and after
STORE, BOOK, TABLE = (os.path.join(OUT, n) for n in ('new.store', 'book.xlsx', 'rival.db'))
CACHE = os.path.join(OUT, 'cache')

MB = 1e6
ENV = dict(os.environ, LC_ALL='C', XDG_CACHE_HOME=CACHE)
START = None                          # see starter()


# What a process had resident before it became another counts as that one's peak. So they are
# started by a small Python of its own: 8 MB are the least that is shown.
STARTER = '''
import posix, sys, time
null = posix.open("/dev/null", posix.O_RDWR)
files = [(posix.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
for line in sys.stdin:
    command = line.rstrip("\\n").split("\\t")
    start = time.perf_counter()
    child = posix.posix_spawnp(command[0], command, posix.environ, file_actions=files)
    _, status, usage = posix.wait4(child, 0)
    print(time.perf_counter() - start, usage.ru_utime + usage.ru_stime,
          usage.ru_maxrss * 1024 / 1e6, status, flush=True)
'''


def starter():
    return subprocess.Popen([sys.executable, '-I', '-S', '-c', STARTER], env=ENV, text=True,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def run(command, parts=None):
    """Seconds, processor seconds and peak MB; `parts`: the arguments, in several calls."""
    seconds, busy, peak = 0, 0, 0
    for part in parts or [[]]:
        START.stdin.write('\t'.join(command + part) + '\n')
        START.stdin.flush()
        took, cpu, most, status = START.stdout.readline().split()
        seconds += float(took)
        busy += float(cpu)
        peak = max(peak, float(most))
        code = os.waitstatus_to_exitcode(int(status))
        if code not in (0, 3):
            sys.exit(f'bench: exit status {code} of: {" ".join(command + part)[:300]}')
    return seconds, busy, peak


def forget(*paths):
    for path in paths:
        if os.path.isdir(path):
            shutil.rmtree(path)
        elif os.path.exists(path):
            os.unlink(path)


def files_below(folder):
    return [os.path.join(f, n) for f, _, names in sorted(os.walk(folder)) for n in sorted(names)]


def bytes_below(folder):
    return sum(os.path.getsize(f) for f in files_below(folder))


class Row:
    """One line of the table: how it is run, and what was asked of it."""

    def __init__(self, key, title, folder, action, goals=(), before=(), often=1, parts=None):
        self.key, self.title, self.folder = key, title, folder
        self.action, self.before, self.often, self.parts = action, before, often, parts
        self.goals = goals              # (text, function of the table: value, is it met)
        self.size = bytes_below(folder)
        self.seconds, self.busy, self.peak = [], [], 0

    def once(self):
        times, busy = [], []
        for _ in range(self.often):
            forget(*self.before)
            seconds, cpu, peak = run(self.action, parts=self.parts)
            times.append(seconds)
            busy.append(cpu)
            self.peak = max(self.peak, peak)
        self.seconds.append(statistics.median(times))
        self.busy.append(statistics.median(busy))

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def rate(self):
        return self.size / MB / self.median


def ratio(a, b):
    """How many times as long as b (a row) a takes: the median over the rounds."""
    return statistics.median(x / y for x, y in zip(a.seconds, b.seconds))


# --- what a run must have left --------------------------------------------------------------

def ask(path, sql):
    done = subprocess.run(['sqlite3', path, sql], capture_output=True, text=True, check=True)
    return int(done.stdout)


# Records of each archive. Nothing is fast that reads half of it.
RECORDS = {'x1': 1610, 'x10': 16100, 'x100': 161000, 'huge': 84000, 'many': 84000,
           'plain': 6000, 'chatter': 0}


def prove(row):
    """Asked once a row, in the first round, after it was timed."""
    if not shutil.which('sqlite3'):
        return
    if row.action[0] == DESMET and STORE in row.action:
        path, sql = STORE, 'SELECT count(*) FROM record'
        if ask(path, 'SELECT sum(unknown_lines) FROM analysis'):
            sys.exit(f'bench: {row.title}: lines that are not understood')
    elif TABLE in row.action:
        path, sql = TABLE, 'SELECT count(*) FROM figure'
    else:
        return
    found, wanted = ask(path, sql), RECORDS[os.path.basename(row.folder)]
    if found != wanted:
        sys.exit(f'bench: {row.title}: {found:,} records, not {wanted:,}')


# --- what was asked -------------------------------------------------------------------------

def at_most_ms(limit):
    return (f'≤ {limit} ms', lambda r, t: (f'{r.median * 1000:.1f} ms', r.median * 1000 <= limit))


def at_most_mb(limit):
    return (f'≤ {limit} MB', lambda r, t: (f'{r.peak:.0f} MB', r.peak <= limit))


def at_least_rate(limit):
    return (f'≥ {limit} MB/s', lambda r, t: (f'{r.rate:.0f} MB/s', r.rate >= limit))


def times_faster(limit, other):
    def met(r, t):
        found = ratio(t[other], r)
        return f'{found:.1f} ×', found >= limit
    return (f'≥ {limit} × awk', met) if other in KEYS else None


def as_fast_as(other, what):
    def met(r, t):
        found = r.rate / t[other].rate
        return f'{found:.2f}', found >= 0.9
    return (f'≥ 0.9 of {what}', met)


def draws_within(limit, base):
    """10,000 resamples: what they add to the same call with hardly any."""
    def met(r, t):
        more = statistics.median(x - y for x, y in zip(r.seconds, t[base].seconds)) * 1000
        return f'{more:.1f} ms', more <= limit
    return (f'≤ {limit} ms for 10,000', met)


def draws_as(times, other, base):
    def met(r, t):
        mine = statistics.median(x - y for x, y in zip(r.seconds, t[base].seconds))
        its = statistics.median(x - y for x, y in zip(t[other].seconds, t[base].seconds))
        return f'{its / mine:.1f} ×', its / mine >= times * 0.9
    return (f'{times} × one thread', met)


def no_more_memory(other):
    return ('memory does not grow', lambda r, t: (f'{r.peak:.0f} MB', r.peak <= t[other].peak + 1))


def evaluates(limit):
    """Whole evaluations of a rubric a second, the start of the process taken off."""
    def met(r, t):
        took = statistics.median(a - b for a, b in zip(r.busy, t['none'].busy))
        return f'{EVALUATIONS / took / 1e6:.1f} million', EVALUATIONS / took >= limit
    return (f'≥ {limit / 1e6:.0f} million a second', met)


KEYS = set()


def rows():
    def at(name):
        return os.path.join(BASE, name)

    def parse(name, threads=None, *more):
        return ([DESMET, 'parse', at(name), '-q', '-o', STORE, *more] +
                (['-j', str(threads)] if threads else []))

    def logs(name, threads=None):
        return parse(name, threads, '-l', LAYOUT)

    def report(*more):
        return [DESMET, 'report', at('x1'), '-l', LAYOUT, '-r', RUBRIC, '-o', BOOK, *more]

    def rival(name, form):
        return ['sh', os.path.join(HERE, 'rival.sh'), at(name), TABLE, form]

    def pieces(name):
        paths = files_below(at(name))
        return [paths[i:i + 1000] for i in range(0, len(paths), 1000)]

    have_rival = all(shutil.which(p) for p in ('mawk', 'sqlite3', 'xargs'))
    if have_rival:
        KEYS.update(('rival', 'rival small'))
    new, again = (STORE,), ()
    cold, warm = (CACHE, BOOK), ()
    large, small = at('x100'), at('x1')
    flat = at_most_mb(64)

    yield Row('wc', 'wc -l', large, ['wc', '-l'], parts=pieces('x100'))
    yield Row('cat', 'cat', large, ['cat'], parts=pieces('x100'))
    if shutil.which('openssl'):
        yield Row('sha', 'openssl dgst -sha256', large, ['openssl', 'dgst', '-sha256'],
                  parts=pieces('x100'))
    if have_rival:
        yield Row('rival', 'awk | sqlite3, a row a record', large, rival('x100', 'wide'))
    yield Row('j1', 'desmet parse -j1', large, logs('x100', 1), before=new,
              goals=(at_least_rate(450), times_faster(2.5, 'rival'), flat))
    yield Row('j2', 'desmet parse -j2', large, logs('x100', 2), before=new,
              goals=(at_least_rate(850), times_faster(4.5, 'rival'), flat))
    yield Row('again', 'desmet parse, unchanged', large, logs('x100'), before=again, often=3,
              goals=(at_most_ms(60), flat))

    yield Row('small wc', 'wc -l', small, ['wc', '-l'], parts=pieces('x1'), often=5)
    if have_rival:
        yield Row('rival small', 'awk | sqlite3, a row a record', small, rival('x1', 'wide'),
                  often=5)
    yield Row('small', 'desmet report, summary', small, report('--no-samples'), before=cold,
              often=5, goals=(at_most_ms(40), at_most_mb(24)))
    yield Row('small again', 'desmet report, summary, unchanged', small,
              report('--no-samples'), before=warm, often=5, goals=(at_most_ms(10),))
    yield Row('samples', 'desmet report, every sample', small, report(), before=cold, often=5,
              goals=(at_most_ms(110),))
    yield Row('small parse', 'desmet parse', small, logs('x1'), before=new, often=5)
    yield Row('small parse again', 'desmet parse, unchanged', small, logs('x1'), before=again,
              often=5, goals=(at_most_ms(10),))

    def draw(threads, resamples):
        return [DESMET, 'score', at('x1'), '-l', LAYOUT, '-r', RUBRIC, '-j', str(threads),
                '--resamples', str(resamples)]

    yield Row('draw', 'desmet score -j1, 100 resamples', small, draw(1, 100), often=5)
    yield Row('draw j1', 'desmet score -j1, 10,100 resamples', small, draw(1, 10100), often=5,
              goals=(draws_within(60, 'draw'),))
    yield Row('draw j1 more', 'desmet score -j1, 200,100 resamples', small, draw(1, 200100),
              goals=(no_more_memory('draw j1'),))
    yield Row('draw j2 more', 'desmet score -j2, 200,100 resamples', small, draw(2, 200100),
              goals=(draws_as(2, 'draw j1 more', 'draw'),))

    def tune(*more):
        return [DESMET, 'tune', SHIPPED, '-r', RUBRIC, '-j1', *more]

    if os.path.exists(EVALUATE):
        evaluate = [EVALUATE, RUBRIC, SHIPPED]
        yield Row('none', 'evaluate, no times', small, [*evaluate, '0'])
        yield Row('evaluate', 'evaluate, 5 million times', small,
                  [*evaluate, str(EVALUATIONS)], goals=(evaluates(2e6),))
    yield Row('break-even', 'desmet tune -j1, break-even', small, tune(), often=5,
              goals=(at_most_ms(500),))
    yield Row('sweep', 'desmet tune, 10,000 values', small,
              tune('--sweep', 'shift=0:9.999:0.001', '--to', 'tsv'), often=5)

    yield Row('many j1', 'desmet parse -j1, 400 files', at('many'), logs('many', 1), before=new,
              goals=(flat,))
    yield Row('huge j1', 'desmet parse -j1, one file', at('huge'), logs('huge', 1), before=new,
              goals=(as_fast_as('many j1', '400 files'), flat))
    yield Row('many j2', 'desmet parse -j2, 400 files', at('many'), logs('many', 2), before=new,
              goals=(flat,))
    yield Row('huge j2', 'desmet parse -j2, one file', at('huge'), logs('huge', 2), before=new,
              goals=(as_fast_as('many j2', '400 files'), flat))

    yield Row('plain', 'desmet parse -j1, no literal', at('plain'),
              parse('plain', 1, '-p', 'metal', '-g', os.path.join(HERE, 'free')), before=new,
              goals=(at_least_rate(150), flat))

    # What all grammars together cost a line that is nobody's: less than one that is read.
    yield Row('chatter', "desmet parse -j1, nobody's lines", at('chatter'),
              parse('chatter', 1), before=new, goals=(as_fast_as('many j1', 'sysbench logs'), flat))

    yield Row('x1', 'desmet parse -j1, 1 ×', small, logs('x1', 1), before=new, often=5)
    yield Row('x10', 'desmet parse -j1, 10 ×', at('x10'), logs('x10', 1), before=new, often=2,
              goals=(as_fast_as('x1', '1 ×'),))
    yield Row('x100', 'desmet parse -j1, 100 ×', large, logs('x100', 1), before=new,
              goals=(as_fast_as('x10', '10 ×'),))


SECTIONS = (('wc', 'Large archive: {x100}'), ('small wc', 'Small archive: {x1}'),
            ('draw', 'How sure, small archive: {x1}'),
            ('none' if os.path.exists(EVALUATE) else 'break-even',
             'Tuning, 12 features and 4 candidates'),
            ('many j1', 'One huge file, and the same bytes in 400: {huge}'),
            ('plain', 'A grammar without a literal: {plain}'),
            ('chatter', "Nobody's lines: {chatter}"),
            ('x1', 'Cost by size: {x1}, {x10}, {x100}'))


# --- the table ----------------------------------------------------------------------------

def span(seconds):
    return f'{seconds * 1000:.1f} ms' if seconds < 0.2 else f'{seconds:.2f} s'


def line_of(row, table):
    small = row.folder.endswith('/x1')
    wc = table['small wc' if small else 'wc']
    rival = table.get('rival small' if small else 'rival')
    verdicts, missed = [], False
    for goal in row.goals:
        if goal is None:
            continue
        text, test = goal
        value, met = test(row, table)
        verdicts.append(f'{text}: {value}' + ('' if met else ' MISSED'))
        missed |= not met
    alike = row.folder == wc.folder
    return missed, [row.title, span(row.median), span(min(row.seconds)),
                    span(statistics.median(row.busy)), f'{row.rate:.0f}', f'{row.peak:.0f}',
                    f'{ratio(row, wc):.1f}' if alike and row is not wc else '',
                    f'{ratio(rival, row):.1f}' if alike and rival and row is not rival else '',
                    '; '.join(verdicts)]


HEAD = ['', 'median', 'best', 'CPU', 'MB/s', 'peak MB', '× wc -l', 'awk ÷ it', 'asked: reached']


def say(lines, markdown):
    """`lines`: a text is a heading, a list a row."""
    body = [HEAD] + [line for line in lines if not isinstance(line, str)]
    wide = [max(len(line[i]) for line in body) for i in range(len(HEAD) - 1)]

    def shown(line):
        if markdown:
            return '| ' + ' | '.join(c.replace('|', '\\|') for c in line) + ' |'
        cells = [line[0].ljust(wide[0])]
        cells += [cell.rjust(w) for cell, w in zip(line[1:-1], wide[1:])]
        return ('  '.join(cells) + '  ' + line[-1]).rstrip()

    for i, line in enumerate(lines):
        if isinstance(line, str):
            print(f'{"**" if markdown else ""}{line}{"**" if markdown else ""}')
            if markdown:
                print('\n' + shown(HEAD) + '\n|---' + '|--:' * (len(HEAD) - 2) + '|---|')
            elif i == 0:
                print(shown(HEAD))
        else:
            print(shown(line))
        if i + 1 == len(lines) or isinstance(lines[i + 1], str):
            print()


def figures():
    """How many figures each side extracts, from the large archive; and the rival's long form."""
    run([DESMET, 'parse', os.path.join(BASE, 'x100'), '-q', '-l', LAYOUT, '-o', STORE])
    if 'rival' not in KEYS:
        return
    seconds, _, _ = run(['sh', os.path.join(HERE, 'rival.sh'), os.path.join(BASE, 'x100'), TABLE,
                      'long'])

    print(f'Figures from the large archive: desmet '
          f'{ask(STORE, "SELECT count(*) FROM measurement"):,} in '
          f'{ask(STORE, "SELECT count(*) FROM record"):,} records; awk '
          f'{ask(TABLE, "SELECT count(*) FROM figure"):,}, with parameters and cookies.')
    print(f'awk | sqlite3 with a row a figure (log, line, record, metric, value): '
          f'{seconds:.1f} s; the table {os.path.getsize(TABLE) / MB:.0f} MB, '
          f"desmet's store {os.path.getsize(STORE) / MB:.0f} MB.")


def describe(name):
    folder = os.path.join(BASE, name)
    count = len(files_below(folder))
    return f'{count:,} file{"s" if count > 1 else ""} of {bytes_below(folder) / MB:,.1f} MB'


def main():
    global START
    markdown = '--md' in sys.argv[1:]
    forget(OUT)
    os.makedirs(OUT)
    START = starter()
    table = {row.key: row for row in rows()}
    table['wc'].once()               # so that all is in memory
    table['wc'].seconds.clear()
    table['wc'].busy.clear()
    before = os.getloadavg()[0]
    begun = time.monotonic()
    for number in range(ROUNDS):
        for row in table.values():
            row.once()
            if number == 0:
                prove(row)
        print(f'round {number + 1} of {ROUNDS}: {time.monotonic() - begun:.0f} s',
              file=sys.stderr)
    headings = dict(SECTIONS)
    names = {n: describe(n) for n in ('x1', 'x10', 'x100', 'huge', 'plain', 'chatter')}
    lines, missed = [], 0
    for row in table.values():
        if row.key in headings:
            lines.append(headings[row.key].format(**names))
        bad, line = line_of(row, table)
        missed += bad
        lines.append(line)
    say(lines, markdown)
    figures()
    load = ', '.join(f'{n:.1f}' for n in (before, os.getloadavg()[0]))
    print(f'Load of the machine before and after: {load} (the benchmark itself is 1 to 2).')
    print(f'Medians of {ROUNDS} rounds on {os.cpu_count()} processors; '
          + (f'{missed} rows miss what was asked.' if missed else 'all that was asked is met.'))
    forget(OUT)


main()
