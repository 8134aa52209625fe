#!/usr/bin/env python3
"""Runs a pipeline of a GitLab project, waits for its end and prints what GitLab says of it: one JSON
document, with GitLab's own names where they are its own. Exit 0: it succeeded; 1: it did not, or
could not be run, and standard error says why; ended by a signal, it cancels the pipeline.

From GitLab's documentation: "Pipelines API" (create a new pipeline, get a single pipeline, cancel),
"Jobs API" (list pipeline jobs), "Version API", "REST API" (PRIVATE-TOKEN, status codes, pagination by
x-next-page), "Rate limits" (429, Retry-After).

The token is read from a file and goes into one header of requests to the server that was named: never
into arguments, the environment or output, and not to where an answer redirects."""
import argparse
import datetime
import http.client
import json
import re
import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ENDED = {"success", "failed", "canceled", "skipped", "manual"}  # manual: nothing runs until somebody comes
PATIENCE = 10  # answers that may fail one after the other while the pipeline runs
LARGEST = 16 << 20  # bytes of an answer


class Failure(Exception):
    """Why there is no result; `passing` where asking again may help, `wait` seconds later; `closed` where
    the server knows the token and says no."""

    def __init__(self, text, passing=False, wait=0, closed=False):
        super().__init__(text)
        self.passing, self.wait, self.closed = passing, wait, closed


class Stopped(Exception):
    pass


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None  # the answer is then an HTTPError


def message_of(body):
    """What GitLab says in an error's body: {"message": …} or {"error": …}; the text where it is short."""
    try:
        said = json.loads(body)
        if isinstance(said, dict):
            said = said.get("message") or said.get("error_description") or said.get("error") or ""
    except ValueError:
        return ""
    if isinstance(said, dict):
        said = "; ".join("%s: %s" % (k, " ".join(v) if isinstance(v, list) else v) for k, v in said.items())
    return str(said).replace("\n", " ")[:300]


class Server:
    def __init__(self, url, token_file):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Failure("--server=%s: wanted is an address such as https://gitlab.example.com" % url)
        if parts.username or parts.password:
            raise Failure("--server: no user or password in it; the token's file is what is needed")
        self.url, self.token_file = url.rstrip("/"), token_file
        try:
            with open(token_file, encoding="ascii") as f:
                self.token = f.readline().strip()
        except (OSError, UnicodeError) as e:
            raise Failure("--token=%s: %s" % (token_file, getattr(e, "strerror", "not ASCII")))
        if not re.fullmatch(r"[A-Za-z0-9._~+/=-]+", self.token):
            raise Failure("--token=%s: its first line is no token" % token_file)
        self.opener = urllib.request.build_opener(Stay)

    def hide(self, text):
        return text.replace(self.token, "TOKEN")

    def ask(self, path, data=None, timeout=30):
        """The JSON that the server answers, and its headers. `data`: POST."""
        request = urllib.request.Request(self.url + "/api/v4/" + path, headers={"PRIVATE-TOKEN": self.token,
                                         "Accept": "application/json", "User-Agent": "desmet"})
        if data is not None:
            request.data = json.dumps(data).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with self.opener.open(request, timeout=timeout) as answer:
                body = answer.read(LARGEST)
                headers = answer.headers
        except urllib.error.HTTPError as e:
            raise self.refusal(e)
        except (OSError, http.client.HTTPException) as e:  # URLError is an OSError
            why = getattr(e, "reason", e)
            raise Failure("%s cannot be reached: %s" % (self.url, getattr(why, "strerror", None) or
                                                       str(why) or type(why).__name__), passing=True)
        try:
            return json.loads(body), headers
        except ValueError:
            raise Failure("%s/api/v4/%s: the answer is not JSON; is it a GitLab server?" % (self.url, path))

    def refusal(self, e):
        try:
            said = message_of(e.read(LARGEST))
        except (OSError, http.client.HTTPException):
            said = ""
        where, said = "%s: %d %s" % (self.url, e.code, e.reason), said and " (%s)" % said
        if e.code == 401:
            return Failure("%s%s: the token in %s is not accepted" % (where, said, self.token_file))
        if e.code in (403, 404):
            return Failure("%s%s: no such project, or the token may not do this (it needs the scope api)" %
                           (where, said), closed=True)
        if 300 <= e.code < 400:
            return Failure("%s: it redirects to %s; name the server so that it does not" %
                           (where, e.headers.get("Location", "elsewhere")))
        wait = e.headers.get("Retry-After", "")
        return Failure(where + said, e.code == 429 or e.code >= 500, min(int(wait), 60) if wait.isdigit() else 0)


def patiently(server, path, poll):
    """The same where the server may be busy or away for a while: a pipeline is running."""
    for left in range(PATIENCE, -1, -1):
        try:
            return server.ask(path)
        except Failure as e:
            if not e.passing or left == 0:
                raise
            time.sleep(max(poll, e.wait))


def jobs_of(server, path, poll):
    jobs, page = [], "1"
    while page:
        some, headers = patiently(server, "%s/jobs?per_page=100&page=%s" % (path, page), poll)
        jobs += some
        page = urllib.parse.quote(headers.get("x-next-page") or "")
    return sorted(jobs, key=lambda j: j["id"])


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def picked(source, names):
    """Those that are there: what is null is no figure."""
    return {n: source[n] for n in names.split() if source.get(n) is not None}


def simple(name):
    """What desmet makes of it in a metric's name."""
    return re.sub("[^a-z0-9.]+", "_", name.lower()).strip("_")


def report(pipeline, jobs, arguments, version):
    out = {"gitlab_pipeline": pipeline["id"], "gitlab": version, "project": arguments.project}
    out.update(picked(pipeline, "ref sha status web_url created_at started_at finished_at duration queued_duration"))
    created, finished = moment(pipeline.get("created_at")), moment(pipeline.get("finished_at"))
    if created and finished:
        out["elapsed"] = round((finished - created).total_seconds(), 3)
    out["jobs"], known = {}, {""}
    for job in jobs:
        name, again = job["name"], 2
        while simple(name) in known:  # desmet would take them for one job
            name, again = "%s %d" % (job["name"], again), again + 1
        known.add(simple(name))
        out["jobs"][name] = picked(job, "id stage status failure_reason allow_failure duration queued_duration")
    if pipeline["status"] != "success":
        guilty = ["job %s: %s" % (j["name"], j.get("failure_reason") or j["status"]) for j in jobs
                  if j["status"] == "failed" and not j.get("allow_failure")]
        why = pipeline.get("yaml_errors") or ", ".join(guilty)
        out["error"] = "pipeline %d: %s%s" % (pipeline["id"], pipeline["status"], why and " (%s)" % why)
    return out


def run(server, arguments):
    project = "projects/" + urllib.parse.quote(arguments.project, safe="")
    variables = [dict(zip(("key", "value"), v.split("=", 1))) for v in arguments.variables.split(",") if v]
    if not all(v["key"] and "value" in v for v in variables):
        raise Failure("--variables=%s: wanted is NAME=VALUE,NAME=VALUE" % arguments.variables)
    try:
        version = server.ask("version")[0].get("version", "")
    except Failure as e:
        if not e.closed:
            raise
        version = ""
    order = {"ref": arguments.ref}
    if variables:
        order["variables"] = variables
    pipeline = None
    try:
        pipeline = server.ask(project + "/pipeline", order)[0]
        path = "%s/pipelines/%d" % (project, pipeline["id"])
        after = 3  # polls: GitLab may fill in the duration a little later
        while pipeline["status"] not in ENDED or \
                pipeline["status"] == "success" and pipeline.get("duration") is None and after:
            after -= pipeline["status"] == "success"
            time.sleep(arguments.poll)
            pipeline = patiently(server, path, arguments.poll)[0]
        jobs = jobs_of(server, path, arguments.poll)
    except Stopped:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if pipeline is None:
            raise Failure("stopped while a pipeline was asked for: it may run")
        server.ask("%s/pipelines/%d/cancel" % (project, pipeline["id"]), {}, timeout=4)
        raise Failure("stopped; pipeline %d is canceled" % pipeline["id"])
    return report(pipeline, jobs, arguments, version)


def stop(*_):
    raise Stopped


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], allow_abbrev=False)
    for name in ("server", "project", "ref", "token"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--variables", default="")
    parser.add_argument("--poll", type=float, default=2)
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server, hide = None, str
    try:
        server = Server(arguments.server, arguments.token)
        hide = server.hide
        out = run(server, arguments)
    except Failure as e:
        why = str(e)
    except Stopped:
        why = "stopped"
    except Exception as e:  # an answer of another form; its words may be anything
        why = "an answer that is not as GitLab's documentation has it: %s %s" % (type(e).__name__, e)
    else:
        sys.stdout.buffer.write(hide(json.dumps(out, indent=2, ensure_ascii=False) + "\n").encode())
        sys.stdout.flush()
        why = out.get("error", "")
    if why:
        sys.stderr.buffer.write(("gitlab: %s\n" % " ".join(hide(why).split())).encode(errors="replace"))
    sys.exit(1 if why else 0)


main()
