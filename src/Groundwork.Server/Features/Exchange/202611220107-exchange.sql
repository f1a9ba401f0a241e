-- Frozen versions of a project's result: the row names the blobs, the blobs are the snapshot.
-- immutable: snapshot
CREATE TABLE snapshot (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  manifest {json} NOT NULL,
  rows BIGINT NOT NULL,
  answers BIGINT NOT NULL,
  method TEXT NOT NULL,
  created BIGINT NOT NULL,
  by_member TEXT NOT NULL
);
CREATE INDEX snapshot_project ON snapshot (workspace, project, created);
