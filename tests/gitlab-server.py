#!/usr/bin/env python3
"""A small GitLab server for tests/gitlab.t: gitlab-server.py TOKENFILE LOG. Prints its port. What a project
does is its name. Answers are those of GitLab's documentation: Pipelines API, Jobs API, Version API, REST API."""
import http.server
import json
import re
import sys
import threading
import urllib.parse

TOKEN = open(sys.argv[1]).readline().strip()
LOG = open(sys.argv[2], "a")
lock = threading.Lock()
pipelines = {}  # by id: how often it was asked for, and whether it was cancelled

PIPELINE = {
    "iid": 144, "project_id": 21, "name": "Build pipeline", "sha": "50f0acb76a40e34a4ff304f7347dcc6587da8a14",
    "ref": "main", "source": "api", "created_at": "2022-09-21T01:05:07.200Z",
    "updated_at": "2022-09-21T01:05:50.185Z", "before_sha": "8a24fb3c5877a6d0b611ca41fc86edc174593e2b",
    "web_url": "http://127.0.0.1:3000/test-group/test-project/-/pipelines/287", "tag": False, "yaml_errors": None,
    "user": {"id": 1, "username": "root", "name": "Administrator", "state": "active"}, "committed_at": None,
    "coverage": None}
DONE = {"started_at": "2022-09-21T01:05:14.197Z", "finished_at": "2022-09-21T01:05:50.175Z", "duration": 34,
        "queued_duration": 6}
OPEN = {"started_at": None, "finished_at": None, "duration": None, "queued_duration": 0.010}
STEPS = {  # what a pipeline is each time that somebody asks; the last one stays
    "ok": ["created", "pending", "running", "success"], "fails": ["running", "failed"], "manual": ["manual"],
    "slow": ["running"] * 12 + ["success"], "never": ["running"], "late": ["running", "success", "success"],
    "many": ["success"], "echo": ["failed"], "busy": ["running"] * 6 + ["success"], "gone": ["running"],
    "names": ["success"]}


def job(number, name, status="success", duration=0.192, queued=0.023, **more):
    return {"id": number, "name": name, "stage": "test", "status": status, "allow_failure": False,
            "created_at": "2022-09-21T01:05:07.290Z", "duration": duration, "queued_duration": queued,
            "commit": {"author_email": "admin@example.com", "title": "Test the CI integration."}, "artifacts": [],
            "tag_list": ["docker runner"], "runner": None, "ref": "main", **more}


def jobs_of(project):
    if project == "many":
        return [job(200 - i, "rspec %d/120" % (120 - i), duration=i + 0.5) for i in range(120)]
    if project == "names":
        return [job(20 + i, name, duration=i + 0.25, queued=i) for i, name in
                enumerate(("build: [x86, gcc 12]", "unit/api", "Späte Prüfung", 'say "hi"', "deploy.prod", "unit api", "試験"))]
    if project == "manual":
        return [job(7, "deploy", "manual", None, None), job(6, "rspec:other")]
    if project in ("fails", "echo"):
        why = "script_failure" if project == "fails" else "script_failure of " + TOKEN
        return [job(9, "deploy", "skipped", None, None),
                job(8, "lint", "failed", 1.25, 0.5, allow_failure=True, failure_reason="script_failure"),
                job(7, "teaspoon", "failed", 0.173, 0.023, failure_reason=why), job(6, "rspec:other")]
    return [job(7, "teaspoon", duration=0.173), job(6, "rspec:other")]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def say(self, code, answer, **headers):
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def note(self, data):
        with lock:
            print(self.command, self.path, self.headers.get("PRIVATE-TOKEN") == TOKEN, data or "", file=LOG, flush=True)

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        data = self.rfile.read(length).decode()
        self.note(data)
        path, _, query = self.path.partition("?")
        query = dict(urllib.parse.parse_qsl(query))
        if path.startswith("/moved/"):
            return self.say(302, {}, Location="http://localhost:%d%s" % (self.server.server_port, path[6:]))
        if path.startswith("/plain/"):
            return self.say(200, b"<html>Welcome</html>")
        if self.headers.get("PRIVATE-TOKEN") != TOKEN:
            return self.say(401, {"message": "401 Unauthorized"})
        if path == "/api/v4/version":
            return self.say(200, {"version": "16.11.0", "revision": "4e963fe"})
        m = re.fullmatch(r"/api/v4/projects/group%2F(\w+)/(pipeline|pipelines/(\d+)(/jobs|/cancel)?)", path)
        if not m:
            return self.say(404, {"message": "404 Project Not Found"})
        project, what, number, below = m[1], m[2], m[3] and int(m[3]), m[4]
        if what == "pipeline":
            return self.create(project, json.loads(data))
        with lock:
            here = pipelines[number]
            here["asked"] += below is None
        if below == "/cancel":
            here["cancelled"] = True
            return self.say(200, {**PIPELINE, **OPEN, "id": number, "status": "canceled"})
        if below == "/jobs":
            return self.jobs(jobs_of(project), query)
        if project == "gone" or project == "busy" and here["asked"] in (2, 3):
            return self.say(*((503, b"") if project == "gone" or here["asked"] == 2 else
                              (429, b"Retry later")), Retry_After="0")
        status = STEPS[project][min(here["asked"], len(STEPS[project])) - 1]
        over = status in ("success", "failed") and not (project == "late" and here["asked"] == 2)
        self.say(200, {**PIPELINE, **(DONE if over else OPEN), "id": number, "status": status})

    def create(self, project, order):
        if order["ref"] != "main":
            return self.say(400, {"message": {"base": ["Reference not found"]}})
        with lock:
            number = 287 + len(pipelines)
            pipelines[number] = {"asked": 0}
        self.say(201, {**PIPELINE, **OPEN, "id": number, "status": "created"})

    def jobs(self, jobs, query):
        size, page = int(query.get("per_page", 20)), int(query.get("page", 1))
        more = str(page + 1) if len(jobs) > page * size else ""
        self.say(200, jobs[(page - 1) * size:page * size], x_next_page=more, x_page=str(page))

    do_GET = do_POST = answer


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # a client that is gone


server = Server(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
