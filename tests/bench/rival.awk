# The rival of `make bench`: all figures of the thesis's logs, for sqlite3's .import.
#
#   wide=1  one row a record:  log|line|kind|figure|figure|...  in the order of the log
#   wide=0  one row a figure:  log|line|record|metric|value
#
# For mawk: fields are split only where one is asked for, so most lines are passed over with
# one anchored pattern. What is printed is flushed in pieces of at most 4096 bytes and whole
# rows: such a write is one piece on a pipe, so that two of these may share it.

function flush_rows(  n) {
	if (rows == "") return
	if (wide) {
		rows = file "|" start "|" kind rows "\n"
		n = length(rows)
		if (held + n > 4000) { fflush(); held = 0 }
		held += n
		printf "%s", rows
	} else {
		printf "%s", rows
		fflush()
	}
	rows = ""
}
function open_record() { flush_rows(); record++; start = FNR }
function put(metric, value) {
	if (wide) { rows = rows "|" value; return }
	rows = rows file "|" FNR "|" record "|" metric "|" value "\n"
	if (length(rows) > 3600) flush_rows()
}

BEGIN {
	M["min:"] = "latency.min"; M["avg:"] = "latency.avg"; M["max:"] = "latency.max"
	M["sum:"] = "latency.sum"; M["read:"] = "queries.read"; M["write:"] = "queries.write"
	M["other:"] = "queries.other"; M["total:"] = "queries.total"
	M["reads/s:"] = "fileio.reads"; M["writes/s:"] = "fileio.writes"
	M["fsyncs/s:"] = "fileio.fsyncs"
	T["Connect:"] = "connect"; T["Processing:"] = "processing"; T["Waiting:"] = "waiting"
	T["Total:"] = "total"
}

FNR == 1 {
	flush_rows()
	file = substr(FILENAME, skip + 1); record = 0; end = 0
	kind = file ~ /-(cpu|fileio|database)\.log$/ ? 1 : file ~ /-http-benchmark\.log$/ ? 2 : \
	       file ~ /network/ ? 3 : file ~ /-boot-time\.log$/ ? 4 : file ~ /\.csv$/ ? 5 : 6
}

# --- sysbench
kind == 1 {
	if (/^\[/) next
	if (/^ /) {
		if ($1 in M) put(M[$1], $2)
		else if ($1 == "total") put($2 == "time:" ? "run.seconds" : "run.events", $NF + 0)
		else if ($1 == "95th") put("latency.p95", $3)
		else if ($1 == "transactions:" || $1 == "queries:") {
			if (NF < 3) next
			put($1 "n", $2); put($1 "rate", substr($3, 2))
		} else if ($1 == "ignored") {
			put("errors.n", $3); put("errors.rate", substr($4, 2))
		} else if ($1 == "reconnects:") {
			put("reconnects.n", $2); put("reconnects.rate", substr($3, 2))
		} else if ($1 == "read,") put("fileio.read", $3)
		else if ($1 == "written,") put("fileio.written", $3)
		else if ($1 == "events" && $2 == "per") put("cpu.events", $4)
		else if ($1 == "events" || $1 == "execution") {
			split($NF, a, "/")
			put("fairness." $1 ".avg", a[1]); put("fairness." $1 ".sd", a[2])
		}
	} else if (/^sysbench/) open_record()
	else if (/^Number of threads/) put("threads", $4)
	else if (/^Doing /) put("mode", $2 " " $3)
	else if (/^Block size/) put("block_size", $3)
	next
}

# --- ab
kind == 2 {
	if (/^ *[0-9]+%/) put("percentile." $1, $2)
	else if ($1 in T) {
		t = T[$1]
		put(t ".min", $2); put(t ".mean", $3); put(t ".sd", $4)
		put(t ".median", $5); put(t ".max", $6)
	} else if (/^This is/) open_record()
	else if (/^Concurrency/) put("concurrency", $3)
	else if (/^Document Length/) put("document.bytes", $3)
	else if (/^Time taken/) put("run.seconds", $5)
	else if (/^Complete/) put("complete", $3)
	else if (/^Failed/) put("failed", $3)
	else if (/^Non-2xx/) put("non2xx", $3)
	else if (/^Total tr/) put("transferred", $3)
	else if (/^HTML/) put("html", $3)
	else if (/^Requests/) put("requests_per_second", $4)
	else if (/^Time per/) put(/across/ ? "request.all" : "request.mean", $4)
	else if (/^Transfer/) put("transfer_rate", $3)
	next
}

# --- iperf3: what stands below "end"; "sum_sent" and so on is the prefix
kind == 3 {
	if (!end) {
		if (/^\t"end"/) { end = 1; prefix = "" }
		else if (/^\t\t"cookie"/) { gsub(/[",]/, "", $2); put("cookie", $2) }
		else if (/^\[?\{$/) open_record()
		else if (/^\t"error"/) put("error", substr($0, 11))
		next
	}
	if (/^\t"error"/) put("error", substr($0, 11))
	else if (/^\t\t"/) {
		prefix = $1
		gsub(/[":\t]/, "", prefix)
		if (prefix == "streams") prefix = ""
	} else if (/^}/) {
		end = 0
		if (/\{/) open_record()
	} else if (prefix != "" && /^\t\t\t"/ && $1 != "\"sender\":") {
		metric = $1
		gsub(/[":]/, "", metric)
		sub(/,$/, "", $2)
		put(prefix "." metric, $2)
	}
	next
}

# --- bash's time
kind == 4 && /^(real|user|sys)\t/ {
	if ($1 == "real") open_record()
	split($2, a, "m")
	put("boot." $1, a[1] * 60 + a[2])
	next
}

# --- pipeline
kind == 5 && FNR > 1 {
	open_record()
	split($0, a, ",")
	put("pipeline." a[1], a[2])
}

END { flush_rows() }
