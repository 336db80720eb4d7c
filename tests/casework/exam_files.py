"""A small examination file, of the tables that a registration reads."""

from pathlib import Path

from pysqlite3 import dbapi2

TABLES = """
PRAGMA application_id = 1397441874;
PRAGMA user_version = 4;
CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE runs (number INTEGER PRIMARY KEY, who TEXT, tools TEXT);
CREATE TABLE entries (id TEXT PRIMARY KEY, state TEXT);
CREATE TABLE findings (id TEXT PRIMARY KEY, severity TEXT);
CREATE TABLE gaps (id TEXT PRIMARY KEY, reason TEXT, detail TEXT);
CREATE TABLE sets (name TEXT, version TEXT);
CREATE TABLE rules (name TEXT, sha256 TEXT);
INSERT INTO facts VALUES
    ('authority', '{"officer": "Examiner Madeup", "power": "condition c1 of O-1"}'),
    ('begun', '2026-11-03T09:00:00Z'), ('finished', '2026-11-03T09:05:00Z'), ('state', 'finished');
INSERT INTO runs VALUES (1, 'host-account', '{"skerry": "0.1.0"}');
INSERT INTO entries VALUES ('a', 'done'), ('b', 'done'), ('c', 'failed'), ('d', 'skipped');
INSERT INTO findings VALUES ('f1', 'high'), ('f2', 'high'), ('f3', 'info');
INSERT INTO gaps VALUES ('g1', 'damaged', ''), ('g2', 'not-authorised', 'messages');
INSERT INTO sets VALUES ('unreal', '7');
"""


def an_exam(path: Path, *further: str) -> Path:
    """Write one; ``further`` statements change it."""
    connection = dbapi2.connect(str(path))
    for statement in (TABLES, *further):
        connection.executescript(statement)
    connection.commit()
    connection.close()
    return path
