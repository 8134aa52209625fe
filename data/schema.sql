-- schema.sql - the store. Views for people stand at the end; tables are for the program.
--
-- A measurement is a figure on a line of a log. What it is (metric, unit) repeats from
-- record to record, and so do the distances between their lines: both stand once, in a
-- shape, and one row of `reading` holds up to 24 figures of a record. The view `measurement`
-- takes that apart again: one row a figure. A row a figure in the table itself made the
-- store five times larger and writing it five times slower.

PRAGMA application_id = 1146309972; -- "DSMT"
PRAGMA user_version = 2;

-- How a unit becomes the canonical one: canonical value = value * multiply / divide.
CREATE TABLE unit (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,       -- as the figures of the log have it: 'ms'
	canonical TEXT NOT NULL,         -- 's'
	multiply REAL NOT NULL,
	divide REAL NOT NULL
) STRICT;

CREATE TABLE metric (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,       -- 'cpu.events_per_second'
	unit TEXT NOT NULL               -- canonical: '1/s'
) STRICT;

CREATE TABLE grammar (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	sha256 TEXT NOT NULL,            -- of the grammar's file
	UNIQUE (name, sha256)
) STRICT;

CREATE TABLE log (
	id INTEGER PRIMARY KEY,
	sha256 TEXT NOT NULL,            -- of the content
	path TEXT NOT NULL,              -- as it was given to desmet parse
	place TEXT NOT NULL,             -- what the layout says of it: two platforms may print the same
	copy INTEGER NOT NULL,           -- 0; 1, 2 ...: a layout counts copies as runs
	bytes INTEGER NOT NULL,
	lines INTEGER NOT NULL,
	UNIQUE (sha256, place, copy)     -- otherwise a copy is the same log
) STRICT;

-- One reading of a log by certain grammars in a certain context. Reading it again with
-- others adds a row; the newest is current, the former ones stay.
CREATE TABLE analysis (
	id INTEGER PRIMARY KEY,
	log INTEGER NOT NULL REFERENCES log (id),
	fingerprint TEXT NOT NULL,       -- of readers, grammars used, layout context, options
	current INTEGER NOT NULL CHECK (current IN (0, 1)),
	unknown_lines INTEGER NOT NULL,  -- lines a grammar should have understood
	overlong_lines INTEGER NOT NULL, -- lines too long to be matched
	intervals INTEGER NOT NULL,      -- rows of series, stored or not
	UNIQUE (log, fingerprint)
) STRICT;

-- What records have in common.
CREATE TABLE context (
	id INTEGER PRIMARY KEY,
	platform TEXT NOT NULL,          -- '' where nothing says it
	benchmark TEXT NOT NULL,
	side TEXT NOT NULL,              -- 'client', 'server' or ''
	parameters TEXT NOT NULL,        -- 'name=value;name=value', sorted
	tool TEXT NOT NULL,
	version TEXT NOT NULL,
	grammar INTEGER NOT NULL REFERENCES grammar (id),
	UNIQUE (platform, benchmark, side, parameters, tool, version, grammar)
) STRICT;

CREATE TABLE record (
	id INTEGER PRIMARY KEY,
	analysis INTEGER NOT NULL REFERENCES analysis (id),
	context INTEGER NOT NULL REFERENCES context (id),
	number INTEGER NOT NULL,         -- within the log, from 1
	line INTEGER NOT NULL,           -- its first line
	-- not IN (...), for which SQLite builds a table for each row
	status TEXT NOT NULL CHECK (status = 'ok' OR status = 'incomplete' OR status = 'failed'),
	reason TEXT,                     -- why it is not ok
	run TEXT,                        -- what names the run on all its sides
	origin_log TEXT,                 -- measurements files: where the figure stood
	origin_line INTEGER
) STRICT;

CREATE TABLE shape (
	id INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE shape_slot (
	shape INTEGER NOT NULL REFERENCES shape (id),
	slot INTEGER NOT NULL CHECK (slot BETWEEN 0 AND 23),
	metric INTEGER NOT NULL REFERENCES metric (id),
	unit INTEGER NOT NULL REFERENCES unit (id),
	line INTEGER NOT NULL,           -- counted from reading.line
	PRIMARY KEY (shape, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX shape_slot_metric ON shape_slot (metric, shape);

CREATE TABLE reading (
	id INTEGER PRIMARY KEY,
	record INTEGER NOT NULL REFERENCES record (id),
	step INTEGER NOT NULL,           -- 0: the result; 1, 2 ...: rows of its series
	shape INTEGER NOT NULL REFERENCES shape (id),
	line INTEGER NOT NULL,           -- of the first figure
	-- the figures in the log's unit
	v0 REAL, v1 REAL, v2 REAL, v3 REAL, v4 REAL, v5 REAL, v6 REAL, v7 REAL, v8 REAL, v9
	REAL, v10 REAL, v11 REAL, v12 REAL, v13 REAL, v14 REAL, v15 REAL, v16 REAL, v17
	REAL, v18 REAL, v19 REAL, v20 REAL, v21 REAL, v22 REAL, v23 REAL
) STRICT;

-- Figures whose text on the line is not what the number looks like: '1m1.577s'.
CREATE TABLE spelling (
	reading INTEGER NOT NULL REFERENCES reading (id),
	slot INTEGER NOT NULL,
	text TEXT NOT NULL,
	PRIMARY KEY (reading, slot)
) STRICT, WITHOUT ROWID;

-- How many records an analysis found, so that a summary need not count them.
CREATE TABLE tally (
	analysis INTEGER NOT NULL REFERENCES analysis (id),
	platform TEXT NOT NULL,
	benchmark TEXT NOT NULL,
	side TEXT NOT NULL,
	status TEXT NOT NULL,
	reason TEXT NOT NULL,
	records INTEGER NOT NULL,
	PRIMARY KEY (analysis, platform, benchmark, side, status, reason)
) STRICT, WITHOUT ROWID;

-- Examples of what could not be used.
CREATE TABLE problem (
	id INTEGER PRIMARY KEY,
	analysis INTEGER NOT NULL REFERENCES analysis (id),
	line INTEGER NOT NULL,
	kind TEXT NOT NULL,              -- 'not understood', 'too long'
	text TEXT NOT NULL               -- the line's beginning
) STRICT;

-- --- for people ---------------------------------------------------------------------

-- Every record of the newest analysis of each log.
CREATE VIEW runs AS
SELECT r.id AS record, l.path AS log, r.line, r.number, r.status, r.reason,
	c.tool, c.version, c.benchmark, c.platform, c.side, c.parameters, r.run,
	r.origin_log, r.origin_line, gr.name AS grammar, gr.sha256 AS grammar_sha256,
	l.sha256 AS log_sha256
FROM record r
JOIN analysis a ON a.id = r.analysis AND a.current
JOIN log l ON l.id = a.log
JOIN context c ON c.id = r.context
JOIN grammar gr ON gr.id = c.grammar;

-- Every figure, with its step: 0 is a result, others belong to a series.
CREATE VIEW figure AS
SELECT g.id AS reading, g.record, g.step, s.slot, m.name AS metric,
	CASE s.slot WHEN 0 THEN g.v0 WHEN 1 THEN g.v1 WHEN 2 THEN g.v2 WHEN 3 THEN g.v3 WHEN
	4 THEN g.v4 WHEN 5 THEN g.v5 WHEN 6 THEN g.v6 WHEN 7 THEN g.v7 WHEN 8 THEN g.v8 WHEN
	9 THEN g.v9 WHEN 10 THEN g.v10 WHEN 11 THEN g.v11 WHEN 12 THEN g.v12 WHEN 13 THEN
	g.v13 WHEN 14 THEN g.v14 WHEN 15 THEN g.v15 WHEN 16 THEN g.v16 WHEN 17 THEN g.v17
	WHEN 18 THEN g.v18 WHEN 19 THEN g.v19 WHEN 20 THEN g.v20 WHEN 21 THEN g.v21 WHEN 22
	THEN g.v22 WHEN 23 THEN g.v23 END AS log_value,
	u.name AS log_unit, m.unit AS unit, u.multiply, u.divide,
	g.line + s.line AS line
FROM reading g
JOIN shape_slot s ON s.shape = g.shape
JOIN metric m ON m.id = s.metric
JOIN unit u ON u.id = s.unit;

-- One row a measurement: SELECT platform, avg(value) FROM measurement
-- WHERE metric = 'cpu.events_per_second' AND status = 'ok' GROUP BY platform;
CREATE VIEW measurement AS
SELECT r.log, f.line, r.number AS record_in_log, r.status, r.tool, r.version, r.benchmark,
	r.platform, r.side, r.parameters, f.metric,
	f.log_value * f.multiply / f.divide AS value, f.unit,
	f.log_value, f.log_unit,
	(SELECT text FROM spelling p WHERE p.reading = f.reading AND p.slot = f.slot)
		AS log_text,
	r.run, r.record, r.origin_log, r.origin_line, r.grammar, r.grammar_sha256,
	r.log_sha256
FROM figure f JOIN runs r ON r.record = f.record
WHERE f.step = 0;

-- The same for the rows of series.
CREATE VIEW series AS
SELECT r.log, f.line, r.number AS record_in_log, f.step, r.benchmark, r.platform,
	r.parameters, f.metric, f.log_value * f.multiply / f.divide AS value, f.unit
FROM figure f JOIN runs r ON r.record = f.record
WHERE f.step > 0;
