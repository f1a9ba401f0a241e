-- Files behind items, and imports that go on by themselves: what they read, how far they are, where the data is from.
CREATE TABLE asset (
  workspace TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  width BIGINT,
  height BIGINT,
  frames BIGINT,
  thumbnail TEXT,
  root TEXT,
  path TEXT,
  modified BIGINT,
  created BIGINT NOT NULL,
  PRIMARY KEY (workspace, sha256)
);

ALTER TABLE item ADD COLUMN asset TEXT;
ALTER TABLE item ADD COLUMN content TEXT;
ALTER TABLE item ADD COLUMN split TEXT;
ALTER TABLE item ADD COLUMN tags {json};
ALTER TABLE item ADD COLUMN deleted BIGINT;
ALTER TABLE item ADD COLUMN tx BIGINT NOT NULL DEFAULT 0;
CREATE INDEX item_content ON item (dataset, content);
CREATE INDEX item_asset ON item (workspace, asset) WHERE asset IS NOT NULL;
CREATE INDEX item_tx ON item (dataset, tx);

ALTER TABLE import ADD COLUMN consent TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN collected TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN files BIGINT NOT NULL DEFAULT 1;
ALTER TABLE import ADD COLUMN bytes_read BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import ADD COLUMN rows_read BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import ADD COLUMN options {json};
ALTER TABLE import ADD COLUMN problem {json};
ALTER TABLE import ADD COLUMN ended BIGINT;
ALTER TABLE import ADD COLUMN holder TEXT;
ALTER TABLE import ADD COLUMN held_until BIGINT;
CREATE INDEX import_open ON import (state, at) WHERE ended IS NULL;

-- What an import reads, in order: stored files, or one folder of the server that is used where it lies.
CREATE TABLE import_file (
  import TEXT NOT NULL,
  n BIGINT NOT NULL,
  workspace TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT,
  size BIGINT NOT NULL,
  root TEXT,
  path TEXT,
  PRIMARY KEY (import, n)
);

-- Rows that were left out, for the report that people correct their files by.
CREATE TABLE import_fault (
  import TEXT NOT NULL,
  n BIGINT NOT NULL,
  workspace TEXT NOT NULL,
  file TEXT NOT NULL,
  line BIGINT NOT NULL,
  reason TEXT NOT NULL,
  todo TEXT NOT NULL,
  raw TEXT,
  PRIMARY KEY (import, n)
);

-- Files on their way in, by the tus protocol; the bytes lie in the data folder, and how many is the file's length.
CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  member TEXT NOT NULL,
  name TEXT NOT NULL,
  length BIGINT NOT NULL,
  expected TEXT,
  sha256 TEXT,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX upload_member ON upload (workspace, member, created);
CREATE INDEX upload_expires ON upload (expires);
