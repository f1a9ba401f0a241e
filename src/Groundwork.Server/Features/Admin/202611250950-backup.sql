-- Backups that were taken, of the whole server and so of no workspace; "kept" is when whoever took one had read it back and found it whole.
CREATE TABLE backup (
  id TEXT PRIMARY KEY,
  taken BIGINT NOT NULL,
  kept BIGINT,
  bytes BIGINT,
  hash TEXT,
  by_member TEXT NOT NULL
);
CREATE INDEX backup_kept ON backup (taken) WHERE kept IS NOT NULL;
