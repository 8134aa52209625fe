"""What other programs put before each line of a log: name -> the prefix of the line i."""
import json
import re

WAYS = {
    "ts": lambda i: "Nov 29 21:%02d:%02d " % (i // 60 % 60, i % 60),
    "GitHub's raw logs": lambda i: "2024-01-01T00:%02d:%02d.%07dZ " % (i // 60 % 60, i % 60, i * 7919 % 10 ** 7),
    "docker logs -t": lambda i: "2024-01-01T00:%02d:%02d.%09dZ " % (i // 60 % 60, i % 60, i * 7919),
    "docker compose logs": lambda i: "bench-1  | ",
    "docker compose logs -t": lambda i: "bench_1 | 2024-01-01T00:%02d:%02d.%09dZ " % (i // 60 % 60, i % 60, i * 7919),
    "kubectl logs --prefix": lambda i: "[pod/bench-x7/main] ",
    "kubectl logs --prefix --timestamps": lambda i: "[pod/bench-x7/main] 2024-01-01T00:%02d:%02dZ " % (i // 60 % 60, i % 60),
    "syslog": lambda i: "Nov  9 21:%02d:%02d box bench[123]: " % (i // 60 % 60, i % 60),
    "syslog of RFC 5424": lambda i: "2024-01-01T00:%02d:%02d.12+02:00 box bench[123]: " % (i // 60 % 60, i % 60),
    "GitLab's raw logs": lambda i: "2024-01-01T00:%02d:%02d.%06dZ 0%dO " % (i // 60 % 60, i % 60, i * 7919, i % 2),
    "a quotation": lambda i: "> ",
    "blanks of a block in Markdown": lambda i: "    ",
}

# What is learnt of the log itself: from the line on that opens a record behind it.
LEARNT = {
    "a sign of where it comes from": lambda i: "[STDOUT] ",
    "Jenkins": lambda i: "[2024-01-01T12:%02d:%02d.%03dZ] " % (i // 60 % 60, i % 60, i * 7919 % 1000),
    "Jenkins, elapsed": lambda i: "%02d:%02d:%02d  " % (9 + i // 60, i % 60, i * 7 % 60),
    "milliseconds behind a colon": lambda i: "21:%02d:%02d:%03d " % (i // 60 % 60, i % 60, i * 7919 % 1000),
    "a time in brackets": lambda i: "[12:%02d:%02d] " % (i // 60 % 60, i % 60),
    "vagrant": lambda i: "    default: ",
    "vagrant, its own": lambda i: "==> default: ",
    "buildkit": lambda i: "#12 %d.%02d " % (i * 3 // 2, i % 100),
    "pdsh": lambda i: "node1: ",
    "Python's logging": lambda i: "2024-01-01 10:%02d:%02d,%03d - INFO - " % (i // 60 % 60, i % 60, i * 7919 % 1000),
    "a date and a time": lambda i: "2024-01-01 10:%02d:%02d " % (i // 60 % 60, i % 60),
    "a time without its zone": lambda i: "2024-01-01T10:%02d:%02d.%03d " % (i // 60 % 60, i % 60, i * 7919 % 1000),
    "gh run view --log": lambda i: "bench job\tRun it\t2024-01-01T00:%02d:%02d.%07dZ " % (i // 60 % 60, i % 60, i * 7919),
    "a list in YAML": lambda i: "  - ",
    "a list in JSON": lambda i: "        ",
    "a list of a script": lambda i: "  ",
    "dmesg": lambda i: "[%12.6f] " % (i * 1.2345),
}

# What may stand before few lines, or but one.
FEW = {
    "grep -H": lambda i: "runs/a.log:",
    "grep -n": lambda i: "%d:" % (i + 8),
    "grep -Hn": lambda i: "a.log:%d:" % (i + 8),
    "a host's name": lambda i: "host%d: " % i,
    "syslog, of another one each": lambda i: "Nov  9 21:00:%02d box bench[%d]: " % (i, i + 100),
    "a container's name": lambda i: "bench  | ",
    "a list": lambda i: "- ",
}

# Short ones, learnt of runs of three lines and of documents, too.
SHORT = {
    "parallel --tag": lambda i: "7\t",
    "a new file in git diff": lambda i: "+",
    "srun -l": lambda i: "0: ",
    "a comment": lambda i: "# ",
    "a table's side": lambda i: "| ",
    "an arrow": lambda i: "-> ",
    "names with colons": lambda i: "INFO:root:",
}

def in_yaml(line):
    """As ansible prints a line: in quotes where it needs some."""
    if re.search(rb"[^ -~\x80-\xff]", line):
        return b'"%s"' % re.sub(rb'["\\]', rb"\\\g<0>", line).replace(b"\t", b"\\t").replace(b"\r", b"\\r").replace(b"\x1b", b"\\e")
    if re.match(rb"$|[-?:,\[\]{}#&*!|>'\"%@` =]|[\d.+:_-]*$", line) or re.search(rb": | #|[: ]$", line):
        return b"'%s'" % line.replace(b"'", b"''")
    return line


def in_json(line):
    return json.dumps(line.decode(errors="surrogateescape"), ensure_ascii=False).encode(errors="surrogateescape") + b","


def in_script(line):
    return b"'%s'," % re.sub(rb"['\\]", rb"\\\g<0>", line)


QUOTED = {"a list in YAML": in_yaml, "a list in JSON": in_json, "a list of a script": in_script}


def before_each(way, data, ends=b"\n"):
    lines = data.split(b"\n")
    last = lines.pop()
    prefix = WAYS.get(way) or LEARNT.get(way) or FEW.get(way) or SHORT[way]
    quoted = QUOTED.get(way, bytes)
    made = [prefix(i).encode() + quoted(l) + ends for i, l in enumerate(lines)]
    return b"".join(made) + (prefix(len(lines)).encode() + quoted(last) if last else b"")
