"""What other programs put before each line of a log: name -> the prefix of the line i."""

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
    "a quotation": lambda i: "> ",
    "blanks of a block in Markdown": lambda i: "    ",
}


def before_each(way, data, ends=b"\n"):
    lines = data.split(b"\n")
    last = lines.pop()
    made = [WAYS[way](i).encode() + l + ends for i, l in enumerate(lines)]
    return b"".join(made) + (WAYS[way](len(lines)).encode() + last if last else b"")
