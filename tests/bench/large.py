#!/usr/bin/env python3
"""Builds what `make bench` measures, from a folder laid out like the thesis's archive.

    large.py [ARCHIVE] [FOLDER]
    large.py --detect FOLDER

ARCHIVE is $DESMET_KARNA unless given, FOLDER is ${TMPDIR:-/tmp}/desmet-bench. What stands
there already is kept, as long as it was built from that ARCHIVE by this program. Builds

    x1/ x10/ x100/  the archive's logs 1, 10 and 100 times, every content distinct
    huge/           one file: all database logs, 100 times, one after the other
    many/           the same bytes in 400 files
    plain/          a synthetic log for free/plain.ini, a grammar without any literal
    chatter/        a synthetic log of which no grammar knows a line
    dense/          three more, with what rules look for in many of their lines (--detect alone)

With --detect, which needs no archive, what detect.c measures: chatter/, dense/, and for each of
some tools a kept log of tests/logs, as often as makes 4 MB.

A copy keeps the name of its log but for the day, so that the layout of the archive names it;
in its content the last two decimals of a figure in each record differ, and iperf3's cookies,
in the same way for client and server. Copy 0 is the log itself.
"""
import datetime
import hashlib
import os
import re
import shutil
import sys

# Where a copy differs: two digits, or the last two characters of a cookie. Of figures that no check of
# a grammar holds against others: the copies are sound logs.
SPOTS = {
    'sysbench': re.compile(rb'^ +(?:events|execution time) \(avg/stddev\): +\d+\.\d\d(\d\d)/', re.M),
    'ab': re.compile(rb'^Transfer rate: +\d+\.(\d\d) ', re.M),
    'iperf3': re.compile(rb'"cookie":\s*"[a-z0-9]+([a-z0-9]{2})"'),
    'time': re.compile(rb'^(?:real|user)\s+\d+m\d+\.\d(\d\d)s$', re.M),
}
KINDS = (('-boot-time.log', 'time'), ('-cpu.log', 'sysbench'), ('-fileio.log', 'sysbench'),
         ('-database.log', 'sysbench'), ('-server.log', 'iperf3'), ('-bandwidth.log', 'iperf3'),
         ('-jitter.log', 'iperf3'), ('-http-benchmark.log', 'ab'))
NAME = re.compile(r'^(\d{4}-\d\d-\d\d)(T.*)$')
RESULTS = 'tests/case-app/pipeline-benchmark/results.csv'


class Log:
    """One log of the archive as the pieces between the spots where copies differ."""

    def __init__(self, content, spots):
        self.pieces, self.values = [], []
        at = 0
        for found in spots.finditer(content):
            self.pieces.append(content[at:found.start(1)])
            self.values.append(found.group(1))
            at = found.end(1)
        self.tail = content[at:]

    def copy(self, number):
        out = []
        for piece, value in zip(self.pieces, self.values):
            out.append(piece)
            if number == 0:
                out.append(value)
            elif value.isdigit():
                out.append(b'%02d' % ((int(value) + number) % 100))
            else:
                out.append(b'%02d' % (number % 100))
        out.append(self.tail)
        return b''.join(out)


def logs_of(archive):
    """(folder, day, rest of the name, Log) of every log, in the order of their paths."""
    found = []
    for folder, folders, names in os.walk(os.path.join(archive, 'tests')):
        folders.sort()
        for name in sorted(names):
            kind = next((k for ending, k in KINDS if name.endswith(ending)), None)
            parts = NAME.match(name)
            if kind is None or parts is None:
                continue
            with open(os.path.join(folder, name), 'rb') as f:
                content = f.read()
            log = Log(content, SPOTS[kind])
            if not log.values:
                sys.exit(f'{folder}/{name}: nothing in it that could differ')
            day = datetime.date.fromisoformat(parts.group(1))
            found.append((os.path.relpath(folder, archive), day, parts.group(2), log))
    if not found:
        sys.exit(f'{archive}: no logs like those of the thesis')
    return found


def write(path, pieces):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as f:
        for piece in pieces:
            f.write(piece)


def build_times(archive, logs, folder, times):
    """Every log `times` times; the table of pipeline runs with as many times its rows."""
    for relative, day, rest, log in logs:
        for number in range(times):
            name = (day + datetime.timedelta(days=number)).isoformat() + rest
            write(os.path.join(folder, relative, name), [log.copy(number)])
    table = os.path.join(archive, RESULTS)
    if archive and os.path.exists(table):
        with open(table, 'rb') as f:
            header, *rows = f.read().splitlines()
        out = [header + b'\n']
        for number in range(times):
            mark = b'.%02d' % number if number else b''
            out += [row + mark + b'\n' for row in rows]
        write(os.path.join(folder, RESULTS), out)


def build_huge(logs, folder):
    name = 'tests/database/output/2021-01-01T00:00:00+0200-metal-database.log'
    write(os.path.join(folder, name),
          (log.copy(number) for number in range(100)
           for _, _, rest, log in logs if rest.endswith('-database.log')))


def build_many(logs, folder):
    build_times('', [log for log in logs if log[2].endswith('-database.log')], folder, 100)


def build_plain(folder):
    """6000 records, each of 500 rows."""
    rows = [b'%d %d.%02d 17.25 0.004 %d.5 99.1 ab%c\n' % (i, i % 7, i % 100, i, 97 + i % 26)
            for i in range(500)]
    write(os.path.join(folder, 'plain.log'),
          (b'RUN %d\n%smean %d.%03d ms\n\n' % (i, b''.join(rows), i % 9, i % 1000)
           for i in range(6000)))


def build_chatter(folder, times=200000):
    """Five times so many lines as systems write them: times, numbers, brackets, percentages."""
    rows = (b'2024-05-01 12:%02d:%02d host kernel [%d]: eth0: link is up, 1000 Mbps (full)\n',
            b'May  1 12:%02d:%02d host systemd[%d]: Started daily upgrade and clean activities.\n',
            b'%02d/%02d files of %d, 99 %% done: reading /usr/share/doc/README.gz ... ok\n',
            b'[%02d] worker %02d: wait = %d ms, total time = 7.5 s (avg: 1.25)\n',
            b'   %02d   %02d   %d   0.5   97.25   eth0\n')
    write(os.path.join(folder, 'chatter.log'),
          (b''.join(row % (i % 60, i % 59, i) for row in rows) for i in range(times)))


# Each line begins like the next one, with a time or a bracket, or has words, numbers with units and
# signs as tools print them.
DENSE = {
    'kernel': (b'[%5d.%06d] TCP bind hash table entries: 65536 (order: 9, 2097152 bytes, linear)\n',
               b'[%5d.%06d] platform rtc_cmos: registered platform RTC device (no PNP device found)\n',
               b'[%5d.%06d] Memory: 16283492K/16776692K available (14336K kernel code, 2351K rwdata)\n',
               b'[%5d.%06d] pci 0000:00:02.0: BAR 0 [mem 0xfd000000-0xfdffffff pref]\n',
               b'[%5d.%06d] usb 1-1: new high-speed USB device number 2 using xhci_hcd\n',
               b'[%5d.%06d] EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.\n',
               b'[%5d.%06d] audit: type=1400 apparmor="STATUS" operation="profile_load" name="ping"\n',
               b'[%5d.%06d] clocksource: tsc: mask: 0xffffffffffffffff max_idle_ns: 440795 ns\n'),
    'packages': (b'2024-05-01 12:%02d:%02d status installed libc-bin:amd64 2.36-9+deb12u10\n',
                 b'2024-05-01 12:%02d:%02d status half-configured stress:amd64 1.0.5-1\n',
                 b'2024-05-01 12:%02d:%02d configure libssl3:amd64 3.0.16-1~deb12u1 <none>\n',
                 b'2024-05-01 12:%02d:%02d install perl-base:amd64 <none> 5.36.0-7+deb12u2\n',
                 b'2024-05-01 12:%02d:%02d trigproc man-db:amd64 2.11.2-2 <none>\n'),
    'source': (b'\t{ "width", %d, "the column\'s width in characters (%d)" },\n',
               b'\tfor (size_t i = %d; i < count && rest[i].size > %d; i++)\n',
               b'\t\tif (!arena_dup(a, names[i]->platform) || errno == %d + %d)\n',
               b' * The time from %d to %d seconds is the median of the runs: transactions are not counted.\n',
               b'static const char *const words%d[%d] = {\n', b'#include <stdint.h> /* %d %d */\n', b'}\n',
               b'\treturn size < %d ? NULL : mem_dup(text + %d);\n', b'\n', b'/* --- what a line says ---- */\n',
               b'\tif (err->code == %d && count[%d] == 0)\n', b'\t\tcontinue;\n'),
}


def build_dense(folder):
    for name, rows in DENSE.items():
        write(os.path.join(folder, f'{name}.log'),
              (b''.join(row % (i % 60, i % 59) if b'%' in row else row for row in rows) for i in range(12000)))


TOOLS = (('sysbench', 'sysbench-1.0.20/oltp-several.log'), ('ab', 'ab-2.3/several.log'),
         ('fio', 'fio-3.33/text-both.log'), ('ping', 'ping-iputils-20221126/several.log'))


def build_detect(folder):
    once(os.path.join(folder, 'chatter'), lambda f: build_chatter(f, 80000))
    once(os.path.join(folder, 'dense'), build_dense)
    for name in DENSE:
        print(os.path.join(folder, 'dense', f'{name}.log'))
    logs = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'logs')
    for tool, name in TOOLS:
        with open(os.path.join(logs, name), 'rb') as f:
            content = f.read()
        write(os.path.join(folder, f'{tool}.log'), [content] * (4000000 // len(content)))
        print(f'{tool}={os.path.join(folder, tool)}.log')


def renew(base, logs):
    """Takes away what another version of this program, or another archive, has left."""
    with open(os.path.abspath(__file__), 'rb') as f:
        made = hashlib.sha256(f.read())
    for relative, day, rest, log in logs:
        made.update(f'{relative}/{day}{rest}\n'.encode())
        made.update(log.copy(0))
    mark = os.path.join(base, 'made-by')
    try:
        with open(mark, encoding='ascii') as f:
            if f.read() == made.hexdigest():
                return
    except FileNotFoundError:
        pass
    for name in ('x1', 'x10', 'x100', 'huge', 'many', 'plain', 'chatter', 'dense'):
        shutil.rmtree(os.path.join(base, name), ignore_errors=True)
    os.makedirs(base, exist_ok=True)
    with open(mark, 'w', encoding='ascii') as f:
        f.write(made.hexdigest())


def once(folder, build):
    """Builds aside and renames, so that what was interrupted is not taken for whole."""
    if os.path.isdir(folder):
        return
    aside = folder + '.part'
    shutil.rmtree(aside, ignore_errors=True)
    os.makedirs(aside)
    build(aside)
    os.rename(aside, folder)


def main():
    if sys.argv[1:2] == ['--detect']:
        build_detect(sys.argv[2])
        return
    archive = sys.argv[1] if len(sys.argv) > 1 else os.environ.get('DESMET_KARNA', '')
    base = sys.argv[2] if len(sys.argv) > 2 else \
        os.path.join(os.environ.get('TMPDIR') or '/tmp', 'desmet-bench')
    if not os.path.isdir(archive):
        sys.exit('DESMET_KARNA does not name a folder')
    logs = logs_of(archive)
    renew(base, logs)
    for times in (1, 10, 100):
        once(os.path.join(base, f'x{times}'),
             lambda f, n=times: build_times(archive, logs, f, n))
    once(os.path.join(base, 'huge'), lambda f: build_huge(logs, f))
    once(os.path.join(base, 'many'), lambda f: build_many(logs, f))
    once(os.path.join(base, 'plain'), build_plain)
    once(os.path.join(base, 'chatter'), build_chatter)


if __name__ == '__main__':
    main()
