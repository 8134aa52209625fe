#!/bin/bash
# gitlab.t - the gitlab collector against a small server that answers as GitLab's documentation says:
# pipelines that succeed, fail, wait for somebody and take long; servers that are down, busy, moved or
# something else; and a token that must be seen nowhere. The token is made by python3 and only ever read
# from its file, here too: in a variable or an argument the test itself would show it.

cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
DESMET=${DESMET_BUILD:-build}/desmet
case $DESMET in /*) ;; *) DESMET=$PWD/$DESMET ;; esac
TMP=$(mktemp -d "${TMPDIR:-/tmp}/desmet-test.XXXXXX") || exit 1
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$TMP"' EXIT
trap 'exit 130' INT TERM
export HOME="$TMP/home" LC_ALL=C.UTF-8 DESMET_COLLECT="$PWD/collect" no_proxy='*'
mkdir "$HOME"
unset XDG_CACHE_HOME XDG_CONFIG_HOME DESMET_GRAMMARS SOURCE_DATE_EPOCH

python3 -c 'import secrets; print("glpat-" + secrets.token_urlsafe(20))' >"$TMP/token"
chmod 600 "$TMP/token"
coproc SERVER { exec python3 tests/gitlab-server.py "$TMP/token" "$TMP/requests"; }
server=$SERVER_PID
read -r port <&"${SERVER[0]}"
url=http://127.0.0.1:$port

# ask PROJECT [OPTION...]: the script alone; out, err, got
ask() {
	local project=$1
	shift
	python3 -I collect/tools/gitlab.py --server="$url" --project="group/$project" --ref=main \
		--token="$TMP/token" --poll=0.05 "$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	got=$?
}

# try NAME CODE WORDS PROJECT [OPTION...]: its exit code, and its one line of standard error
try() {
	local name=$1 code=$2 words=$3
	shift 3
	ask "$@"
	if [ $got = "$code" ] && [ "$(wc -l <"$TMP/err")" = $((code != 0)) ] && grep -qE -- "$words" "$TMP/err" "$TMP/out" &&
		! grep -qFf "$TMP/token" "$TMP/err" "$TMP/out"
	then echo "ok $((n += 1)) - $name"
	else
		echo "not ok $((n += 1)) - $name"
		echo "# exit $got, wanted $code; wanted words: $words" >&2
		head -5 "$TMP/err" | sed 's/^/# /' >&2
	fi
}

# has KEY=VALUE...: the document on standard output
has() {
	python3 -c '
import json, sys
document = json.load(open(sys.argv[1]))
for pair in sys.argv[2:]:
    path, _, want = pair.partition("=")
    at = document
    for name in path.split("/"):
        at = at[name]
    assert str(at) == want, (path, at)' "$TMP/out" "$@"
}

# --- the script ----------------------------------------------------------------------------------

try "a pipeline that succeeds" 0 '"status": "success"' ok
has gitlab_pipeline=287 gitlab=16.11.0 duration=34 queued_duration=6 elapsed=42.975 \
	jobs/teaspoon/duration=0.173 jobs/rspec:other/queued_duration=0.023
ok "... what GitLab says of it and of its jobs"
try "variables" 0 success ok --variables=RUNNER=fast,MODE=a=b
grep -qF '"variables": [{"key": "RUNNER", "value": "fast"}, {"key": "MODE", "value": "a=b"}]' "$TMP/requests"
ok "... reach the server"
try "variables that are none" 1 'wanted is NAME=VALUE' ok --variables=RUNNER
try "a duration that comes late" 0 '"duration": 34' late
try "jobs on two pages" 0 '"rspec 120/120"' many
python3 -c '
import json, sys
assert len(json.load(open(sys.argv[1]))["jobs"]) == 120' "$TMP/out"
ok "... all 120"
try "a pipeline that fails" 1 'pipeline [0-9]+: failed \(job teaspoon: script_failure\)$' fails
has status=failed jobs/lint/duration=1.25 && ! has jobs/deploy/duration=0 2>/dev/null
ok "... and the document with it; a job that did not run has no time"
try "a pipeline that waits for somebody" 1 'pipeline [0-9]+: manual$' manual
try "a ref that is not there" 1 '400 Bad Request \(base: Reference not found\)$' ok --ref=nowhere
try "a project that is not there" 1 '404 Not Found \(404 Project Not Found\).*scope api' nothing/here
try "a server that is busy, then not" 0 success busy
try "a server that stays away" 1 '503 Service Unavailable$' gone --poll=0.01
try "no server" 1 'cannot be reached: Connection refused$' ok --server=http://127.0.0.1:1
try "no address" 1 'wanted is an address' ok --server=gitlab.example.com
try "a password in the address" 1 'no user or password' ok --server=http://me:secret@127.0.0.1
try "something else than GitLab" 1 'the answer is not JSON' ok --server="$url/plain"
asked=$(wc -l <"$TMP/requests")
try "a server that redirects" 1 '302 Found: it redirects to http://localhost' ok --server="$url/moved"
[ "$(wc -l <"$TMP/requests")" = $((asked + 1)) ]
ok "... is not followed with the token"
echo glpat-not-this-one >"$TMP/other"
try "a token that is not accepted" 1 '401 Unauthorized \(401 Unauthorized\): the token in .*/other is not accepted$' \
	ok --token="$TMP/other"
try "no token" 1 'token=/nowhere: No such file' ok --token=/nowhere
printf 'two words\n' >"$TMP/other"
try "a token that is none" 1 'first line is no token$' ok --token="$TMP/other"
try "a server that repeats the token" 1 'script_failure of TOKEN' echo

python3 -I collect/tools/gitlab.py --server="$url" --project=group/never --ref=main --token="$TMP/token" \
	--poll=0.05 >"$TMP/out" 2>"$TMP/err" &
script=$!
until grep -qE 'GET .*never/pipelines' "$TMP/requests"; do sleep 0.05; done
kill "$script"
wait "$script"
[ $? = 1 ] && grep -qE '^gitlab: stopped; pipeline [0-9]+ is canceled$' "$TMP/err" &&
	grep -qE 'POST .*never/pipelines/[0-9]+/cancel' "$TMP/requests"
ok "stopped, it cancels the pipeline"
[ "$(grep -c ' False' "$TMP/requests")" = 1 ]
ok "every request but one had the right token"

# --- a campaign ----------------------------------------------------------------------------------

cat >"$TMP/campaign.ini" <<-END
	[campaign]
	name        = ci
	platforms   = runner
	benchmarks  = good slow bad lost
	repetitions = 2

	[platform runner]
	transport = local

	[secret gitlab]
	file = $TMP/token

	[benchmark good]
	tool      = gitlab
	server    = $url
	project   = group/ok
	token     = $TMP/token
	variables = RUNNER={platform}
	poll      = 0.05

	[benchmark slow]
	tool        = gitlab
	repetitions = 1
	server      = $url
	project     = group/slow
	token       = $TMP/token
	poll        = 0.1

	[benchmark bad]
	tool        = gitlab
	repetitions = 1
	server      = $url
	project     = group/fails
	token       = $TMP/token
	poll        = 0.05

	[benchmark lost]
	tool        = gitlab
	repetitions = 1
	timeout     = 4
	server      = $url
	project     = group/never
	token       = $TMP/token
	poll        = 0.1
END
# what every process shows of itself, as long as the campaign runs
python3 - "$TMP" >"$TMP/seen" <<-'END' &
	import glob, os, sys
	token = open(sys.argv[1] + "/token", "rb").readline().strip()
	hits, scripts, rounds = set(), set(), 0
	while not os.path.exists(sys.argv[1] + "/over"):
	    rounds += 1
	    for path in glob.glob("/proc/[0-9]*/cmdline") + glob.glob("/proc/[0-9]*/environ"):
	        try:
	            text = open(path, "rb").read()
	        except OSError:
	            continue
	        if token in text:
	            hits.add(path)
	        if b"gitlab.py" in text and b"--token" in text:
	            scripts.add(path)
	print(len(hits), len(scripts) >= 3, rounds >= 3)
END
watch=$!
"$DESMET" collect "$TMP/campaign.ini" -o "$TMP/archive" >"$TMP/out" 2>"$TMP/err"
[ $? = 3 ]
ok "a campaign: two pipelines cannot be used"
: >"$TMP/over"
wait "$watch"
[ "$(cat "$TMP/seen")" = "0 True True" ]
ok "no process shows the token among its arguments or in its environment"
! grep -rqFf "$TMP/token" "$TMP/archive" "$TMP/out" "$TMP/err" "$TMP/requests"
ok "nor does any file of the archive, nor what is printed"
ls "$TMP/archive/runs/runner/good/01/output.log" "$TMP/archive/runs/runner/slow/01/output.log" >/dev/null
ok "... which holds what was collected"
grep -qE '^failed = exit status 1.*gitlab: pipeline [0-9]+: failed \(job teaspoon: script_failure\)' \
	"$TMP"/archive/failed/runner/bad/01*/manifest.ini
ok "a pipeline that fails is a failed run, with GitLab's reason"
grep -q '^failed = no end within 4 s' "$TMP"/archive/failed/runner/lost/01*/manifest.ini &&
	[ "$(grep -cE 'POST .*never/pipelines/[0-9]+/cancel' "$TMP/requests")" = 2 ]
ok "one that takes too long, too; and it is cancelled"
"$DESMET" parse "$TMP/archive" --to tsv 2>"$TMP/err" | python3 -c '
import csv, sys
rows = list(csv.DictReader(sys.stdin, delimiter="\t", quoting=csv.QUOTE_NONE))
got = sorted((r["benchmark"], r["metric"], r["value"], r["unit"]) for r in rows if r["status"] == "ok")
want = [(b, m, v, "s") for b in ("good", "good", "slow") for m, v in (("pipeline.duration", "34"),
        ("pipeline.elapsed", "42.975"), ("pipeline.queued", "6"), ("pipeline.job.teaspoon", "0.173"),
        ("pipeline.job.rspec_other", "0.192"), ("pipeline.job_queued.teaspoon", "0.023"),
        ("pipeline.job_queued.rspec_other", "0.023"))]
assert got == sorted(want), got
assert sorted(r["benchmark"] for r in rows if r["status"] == "failed") == ["bad", "lost"], rows'
ok "desmet parse reads the pipelines and their jobs, and the failures"
echo "1..$n"
