"""The examination file's tables. Ids are 32 hex digits; times of entries are ns since 1970 UTC."""

FORMAT = 4
"""Raised whenever a table changes its meaning; a file of another format is refused."""

APPLICATION_ID = 0x534B4552
"""``SKER``, in SQLite's header, so that ``file`` and others can tell what this is."""

TABLES = """
CREATE TABLE facts (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE runs (
    number INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    ended TEXT,
    outcome TEXT,
    who TEXT NOT NULL,
    host TEXT NOT NULL,
    command TEXT NOT NULL,
    tools TEXT NOT NULL
);

CREATE TABLE sources (
    number INTEGER PRIMARY KEY,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    location TEXT NOT NULL,
    size INTEGER,
    segments INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    surveyed INTEGER NOT NULL DEFAULT 0,
    media_size INTEGER,
    md5 TEXT,
    sha1 TEXT,
    sha256 TEXT,
    stored TEXT
);

CREATE TABLE volumes (
    number INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources,
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    offset INTEGER,
    length INTEGER,
    label TEXT,
    block_size INTEGER,
    walked INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE entries (
    id TEXT PRIMARY KEY,
    source INTEGER NOT NULL,
    volume INTEGER NOT NULL,
    parent TEXT,
    origin TEXT NOT NULL,
    kind TEXT NOT NULL,
    path BLOB NOT NULL,
    inode TEXT,
    ordinal INTEGER,
    allocated INTEGER,
    size INTEGER,
    names TEXT,
    runs TEXT,
    modified INTEGER,
    accessed INTEGER,
    changed INTEGER,
    created INTEGER,
    clock TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    tier INTEGER NOT NULL,
    position INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX entries_to_do ON entries (tier, position, id) WHERE state = 'pending';
CREATE INDEX entries_parent ON entries (parent) WHERE parent IS NOT NULL;
CREATE INDEX entries_volume ON entries (volume);

CREATE TABLE carving (
    source INTEGER PRIMARY KEY,
    volume INTEGER NOT NULL,
    reached INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    fragment INTEGER NOT NULL,
    superseded TEXT NOT NULL
);

CREATE TABLE observations (
    file TEXT PRIMARY KEY REFERENCES entries,
    generation INTEGER NOT NULL,
    md5 BLOB,
    sha1 BLOB,
    sha256 BLOB,
    mime TEXT,
    mismatch INTEGER,
    width INTEGER,
    height INTEGER,
    pdq BLOB,
    pdq_quality INTEGER,
    phash BLOB,
    dhash BLOB,
    scale TEXT,
    doubt BLOB,
    trimmed_pdq BLOB,
    trimmed_quality INTEGER,
    trimmed_phash BLOB,
    exif TEXT,
    hits TEXT
) WITHOUT ROWID;

CREATE TABLE memberships (
    file TEXT NOT NULL,
    "set" TEXT NOT NULL,
    set_version TEXT NOT NULL,
    disposition TEXT NOT NULL,
    record INTEGER NOT NULL,
    PRIMARY KEY (file, "set", set_version, record)
) WITHOUT ROWID;

CREATE TABLE findings (
    id TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    kind TEXT NOT NULL,
    severity TEXT NOT NULL,
    "set" TEXT,
    set_version TEXT,
    record INTEGER,
    category INTEGER,
    label TEXT,
    algorithm TEXT,
    distance INTEGER,
    transform TEXT,
    rule TEXT,
    offset INTEGER,
    spans TEXT,
    explanation TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'unverified'
) WITHOUT ROWID;
CREATE INDEX findings_file ON findings (file);

CREATE TABLE gaps (
    id TEXT PRIMARY KEY,
    source INTEGER NOT NULL,
    volume INTEGER,
    file TEXT,
    path BLOB,
    offset INTEGER,
    length INTEGER,
    stage TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX gaps_file ON gaps (file) WHERE file IS NOT NULL;

CREATE TABLE unread (
    task TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE sets (
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    disposition TEXT NOT NULL,
    digest TEXT NOT NULL,
    entries TEXT NOT NULL,
    not_computable TEXT NOT NULL,
    cautions TEXT NOT NULL,
    PRIMARY KEY (name, version)
) WITHOUT ROWID;

CREATE TABLE rules (
    name TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    problem TEXT
) WITHOUT ROWID;

CREATE TABLE reports (
    number INTEGER PRIMARY KEY,
    written TEXT NOT NULL,
    who TEXT NOT NULL,
    location TEXT NOT NULL,
    manifest_sha256 TEXT NOT NULL
);

CREATE TABLE samples (
    number INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources,
    started TEXT NOT NULL,
    ended TEXT,
    who TEXT NOT NULL,
    seed TEXT NOT NULL,
    unit INTEGER NOT NULL,
    population INTEGER NOT NULL,
    drawn INTEGER NOT NULL,
    miss_bytes INTEGER NOT NULL,
    confidence REAL NOT NULL,
    sets TEXT NOT NULL,
    encrypted TEXT
);

CREATE TABLE sample_parts (
    sample INTEGER NOT NULL REFERENCES samples,
    stage TEXT NOT NULL,
    part INTEGER NOT NULL,
    tally TEXT NOT NULL,
    PRIMARY KEY (sample, stage, part)
) WITHOUT ROWID;

CREATE TABLE sample_hits (
    sample INTEGER NOT NULL REFERENCES samples,
    offset INTEGER NOT NULL,
    size INTEGER NOT NULL,
    "set" TEXT NOT NULL,
    set_version TEXT NOT NULL,
    record INTEGER NOT NULL,
    algorithm TEXT NOT NULL,
    label TEXT NOT NULL,
    "index" INTEGER,
    file_size INTEGER,
    identity TEXT,
    PRIMARY KEY (sample, offset, size, "set", set_version, record)
) WITHOUT ROWID;
"""
